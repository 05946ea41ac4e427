"""The command `report`: a knowledge file in one page."""

import json
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.outcome import stop, usage_errors, write


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    to: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="The page; else OUT/report.html.")
    ] = None,
) -> None:
    """Write one page: who is quoted most, by role, kind and outlet, named or not, how it changes, and how sure.

    After `onrecord link` people are counted across articles.
    """
    with usage_errors():
        from onrecord.knowledge import KnowledgeError

        try:
            from onrecord.report import counts, html

            found = counts(out)
            told = json.loads((out / "run.json").read_text(encoding="utf-8"))
        except KnowledgeError as error:
            stop(str(error), 2)
        except (OSError, json.JSONDecodeError):
            stop(f"{out / 'run.json'} cannot be read: make it anew with `onrecord run IN -o {out}`", 2)
        page = html(found, told)
    write(to or out / "report.html", page.encode("utf-8"))
