"""The commands that look things up: `index`, `who`, `said`, `verify`."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from onrecord.cli.outcome import usage_errors, write_errors
from onrecord.cli.printing import differing, heading, person, show, table

if TYPE_CHECKING:
    from onrecord.lookup import Filters, Found

OFFERED = 10  # people
NOTHING = 1  # exit code: nothing was found

Out = Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="A folder that `onrecord index` has seen.")]
Speaker = Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Only what this person or body said.")]
Role = Annotated[str | None, typer.Option("--role", metavar="WORDS", help="Only by people with these words in a role.")]
Organisation = Annotated[
    str | None, typer.Option("--organisation", metavar="WORDS", help="Only by people of such an organisation.")
]
Form = Annotated[
    Literal["direct", "indirect", "mixed"] | None, typer.Option("--form", help="Only statements of this form.")
]
Acts = Annotated[
    list[str] | None,
    typer.Option("--act", metavar="ACT", help="speech (unless told otherwise), thought, intention, other, or any."),
]
Outlet = Annotated[str | None, typer.Option("--outlet", metavar="WORDS", help="Only of outlets with these words.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY", help="Only published on that ISO day or later.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Only published on that ISO day or before.")]
Confidence = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, help="Only statements found with this confidence.")
]
Most = Annotated[int, typer.Option("-n", "--most", min=1, metavar="N", help="So many at most.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON Lines.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="As CSV.")]


def index(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Write OUT/onrecord.db, one SQLite file to look things up in; of what is as it was nothing is written again."""
    with usage_errors(), write_errors():
        from onrecord.lookup import FILE
        from onrecord.lookup.indexing import index as build

        made = build(out)
    if not quiet:
        counts = f"{made.articles} articles, {made.statements} statements, {made.people} people and bodies"
        typer.echo(f"{out / FILE}: {counts}; {made.changed} articles were new or changed", err=True)


def who(  # noqa: PLR0913, PLR0917 - each option is an argument
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, a part of one, or a person_id.")],
    out: Out = Path("out"),
    role: Role = None,
    organisation: Organisation = None,
    form: Form = None,
    act: Acts = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    most: Most = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show who somebody is and what they are on record with, the newest first.

    A name that several people have shows all of them; one that nobody has, whom it may mean.
    """
    with usage_errors():
        from onrecord.lookup import find_people, statements_of

        filters = _filters(role, organisation, form, act, outlet, since, until, min_confidence)
        with _opened(out) as archive:
            found = find_people(archive, name)
            if not found.people:
                _offer(name, found)
            people = tuple(row["person_id"] for row in found.people)
            told = _by(filters, people)
            rows = statements_of(archive, told, most)
            if as_json or as_csv:
                table(rows, as_json=as_json)
            else:
                for one in found.people:
                    person(archive, one)
                show(rows)
    if not rows:
        nothing("nothing they said passes the filters")


def said(  # noqa: PLR0913, PLR0917
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help="Words that were said.")],
    out: Out = Path("out"),
    speaker: Speaker = None,
    role: Role = None,
    organisation: Organisation = None,
    form: Form = None,
    act: Acts = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    most: Most = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show who said some words: the phrase; where nobody did, all of them; else something near, and how it differs."""
    with usage_errors():
        from onrecord.lookup import said as search

        filters = _filters(role, organisation, form, act, outlet, since, until, min_confidence)
        with _opened(out) as archive:
            hits = search(archive, phrase, _by(filters, _ids(archive, speaker)), most)
    if not hits:
        nothing(f"nobody said anything near {phrase!r} here")
    if as_json or as_csv:
        table([hit.statement for hit in hits], as_json=as_json, more=[{"how": hit.how} for hit in hits])
        return
    how = {"phrase": "with these words", "words": "with all of these words", "near": "with a few words that differ"}
    typer.echo(f"{len(hits)} {how[hits[0].how]}", err=True)
    show([hit.statement for hit in hits], hits)


def verify(
    quote: Annotated[str, typer.Argument(metavar="QUOTE", help="The words as they were printed.")],
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Who is said to have said it.")
    ] = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Tell whether a quotation is in the archive: verbatim, altered, said by someone else, or not at all.

    Words left out by ... or put in by [brackets] may be anything. Exit code 0 for verbatim, 1 for all else.
    """
    with usage_errors():
        from onrecord.lookup import verify as hold
        from onrecord.lookup.reading import tidy

        with _opened(out) as archive:
            found = hold(archive, quote, speaker)
    if as_json:
        told = {
            "verdict": found.what,
            "differs": [piece._asdict() for piece in found.differs],
            "statements": [tidy(row) for row in found.statements],
            "articles": [dict(row) for row in found.articles],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(found.what)
        if found.differs:
            typer.echo("  " + differing(found.differs))
        show(found.statements[:5])
        for row in found.articles:
            where = ", ".join(filter(None, [row["day"], row["outlet"], row["title"] or row["doc_id"]]))
            typer.echo(f"  but the words stand in [{where}], as nobody's statement")
    if found.what != "verbatim":
        raise typer.Exit(NOTHING)


@contextmanager
def _opened(out: Path) -> Iterator[sqlite3.Connection]:
    """Open an index, and say so where the folder has changed since."""
    from onrecord.lookup import opened
    from onrecord.lookup.reading import stale

    with opened(out) as archive:
        if stale(out):
            typer.echo(f"{out} has changed since: bring its index up to date with `onrecord index {out}`", err=True)
        yield archive


def _filters(  # noqa: PLR0913, PLR0917
    role: str | None,
    organisation: str | None,
    form: str | None,
    acts: Sequence[str] | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    confidence: float,
) -> "Filters":
    from onrecord.lookup import Filters

    return Filters(
        role=role, organisation=organisation, form=form, acts=tuple(acts or ("speech",)), outlet=outlet, since=since,
        until=until, confidence=confidence,
    )  # fmt: skip


def filters_of(*, role: str | None, outlet: str | None, since: str | None, until: str | None) -> "Filters":
    """Give the filters of a command that asks for no more than these."""
    return _filters(role, None, None, None, outlet, since, until, 0.0)


def by_name(archive: sqlite3.Connection, filters: "Filters", speaker: str | None) -> "Filters":
    """Give filters that let pass only what somebody said; says whom a name may mean, and stops, where nobody has it."""
    return _by(filters, _ids(archive, speaker))


def _by(filters: "Filters", people: Sequence[str]) -> "Filters":
    from dataclasses import replace

    return replace(filters, people=tuple(people))


def _ids(archive: sqlite3.Connection, speaker: str | None) -> list[str]:
    from onrecord.lookup import find_people

    if speaker is None:
        return []
    found = find_people(archive, speaker)
    if not found.people:
        _offer(speaker, found)
    return [row["person_id"] for row in found.people]


def _offer(name: str, found: "Found") -> None:
    """Say whom a name may mean, and stop."""
    some = found.within or found.alike
    if not some:
        nothing(f"nobody is called {name!r} here, or anything like it")
    typer.echo(f"nobody is called just {name!r} here; it may be one of these:", err=True)
    for row in some[:OFFERED]:
        typer.echo(f"  {heading(row)}  ({row['statements']} statements, {row['person_id']})", err=True)
    if more := len(some) - OFFERED if len(some) > OFFERED else 0:
        typer.echo(f"  and {more} more: say more of the name", err=True)
    raise typer.Exit(NOTHING)


def nothing(why: str) -> None:
    """Say why nothing was found, and end with exit code 1."""
    typer.echo(why, err=True)
    raise typer.Exit(NOTHING)
