"""The command `link`: the same people across the articles of a knowledge file."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Told
from onrecord.cli.outcome import usage_errors, write_errors


def link(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    people: Annotated[
        Path | None,
        typer.Option("--people", metavar="FILE", help="Your own list of people: CSV or JSON Lines, with their names."),
    ] = None,
    corrections: Told = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Find the same people, statements and articles across OUT.

    Writes OUT/people.jsonl, and adds to OUT/links.jsonl, with the reason of each link.
    """
    with usage_errors(), write_errors():
        from onrecord.corrections import corrections_of, person_verdicts
        from onrecord.link import link as join
        from onrecord.link import read_list

        told = person_verdicts(corrections_of(out, corrections))
        made = join(out, listed=read_list(people) if people is not None else (), verdicts=told)
    if not quiet:
        typer.echo(
            f"{made.speakers} named speakers are {made.people} people and bodies; {made.statements} statements and"
            f" {made.versions} articles stand there more than once; {made.added} rows added to {out / 'links.jsonl'}"
        )
