"""The command `report`: a knowledge file in one page."""

import json
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.outcome import USAGE, stop, usage_errors, write


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
        from onrecord.knowledge import RUN, KnowledgeError
        from onrecord.paper import check_pictures
        from onrecord.report import counts, html

        check_pictures()  # before all is counted
        try:
            found = counts(out)
        except KnowledgeError as error:
            stop(str(error), USAGE)
        try:
            told = json.loads((out / RUN).read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError):
            stop(f"{out / RUN} cannot be read: make it anew with `onrecord run IN -o {out}`", USAGE)
        page = html(found, told)
    write(to or out / "report.html", page.encode("utf-8"))
