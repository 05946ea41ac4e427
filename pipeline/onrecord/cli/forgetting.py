"""The command `forget`: an article or a person taken out of a knowledge file, and kept out."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.outcome import usage_errors, write_errors


def forget(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    name: Annotated[
        str, typer.Argument(metavar="DOC_ID|PERSON", help="An article's id; a person_id, speaker_id or full name.")
    ],
) -> None:
    """Take an article or a person out of every file of OUT, and keep them out.

    The person's statements go; texts of articles stay as they are. OUT/forgotten.jsonl keeps digests, no names.
    """
    with usage_errors(), write_errors():
        from onrecord.batch.forgetting import forget as forgetting
        from onrecord.corrections import corrections_of, person_verdicts
        from onrecord.link import LINKS, link
        from onrecord.lookup import FILE
        from onrecord.lookup.indexing import index

        what, changed = forgetting(out, name)
        typer.echo(f"forgot the {what}: {changed} articles changed", err=True)
        if (out / LINKS).is_file():
            link(out, verdicts=person_verdicts(corrections_of(out)))
            again = f"`onrecord link {out} --people FILE`"
            typer.echo(f"linked again; if you have a list of people of your own, say {again}", err=True)
        if (out / FILE).is_file():
            (out / FILE).unlink()  # what is only deleted in it could still be read
            index(out)
