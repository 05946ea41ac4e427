"""What was found, printed: people, statements, differences, and tables for other programs."""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from onrecord.lookup import Hit


def person(archive: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Print who somebody is: name, how much of theirs is here, roles, and who may be the same."""
    typer.echo(typer.style(heading(row), bold=True) + f"  ({row['kind']}, {row['person_id']})")
    when = f", {row['first']} to {row['last']}" if row["first"] else ""
    typer.echo(f"{_number(row['statements'], 'statement')} in {_number(row['articles'], 'article')}{when}")
    query = "SELECT * FROM roles WHERE person_id = ? ORDER BY last DESC, statements DESC LIMIT 5"
    for role in archive.execute(query, (row["person_id"],)):
        typer.echo(f"  {office(role)}" + (f", {role['first']} to {role['last']}" if role["first"] else ""))
    for one in json.loads(row["maybe"] or "[]")[:3]:
        typer.echo(f"  may be the same as {one['person_id']}: {one['why']}")
    typer.echo()


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def heading(row: sqlite3.Row) -> str:
    """Give a person's name with the role."""
    return ", ".join(filter(None, [row["name"], office(row)]))


def office(row: sqlite3.Row) -> str:
    """Give a role with its organisation."""
    return " of ".join(filter(None, [row["role"], row["organisation"]]))


def show(rows: Iterable[sqlite3.Row], hits: "Sequence[Hit]" = ()) -> None:
    """Print statements: when and where, who, and the words."""
    for number, row in enumerate(rows):
        where = ", ".join(filter(None, [row["day"], row["outlet"], row["title"] or row["doc_id"]]))
        name = ", ".join(filter(None, [row["speaker"] or "nobody named", office(row)]))
        typer.echo(f"{typer.style(name, bold=True)}  [{where}; characters {row['start']} to {row['end']}]")
        words = "".join(f"[{text}]" if found else text for text, found in hits[number].pieces) if hits else row["text"]
        typer.echo("  " + " ".join(words.split()))
        if hits and hits[number].differs:
            typer.echo("  " + differing(hits[number].differs))


def claim(number: int, row: sqlite3.Row) -> None:
    """Print a claim: its place, how worth checking, its type, who made it and where; then its words and their parts."""
    from onrecord.lookup.claims import flat_claim

    told = flat_claim(row)
    worth = "  --" if row["checkworthy"] is None else f"{row['checkworthy']:.2f}"
    where = ", ".join(filter(None, [row["day"], row["outlet"], row["title"] or row["doc_id"]]))
    name = ", ".join(filter(None, [row["speaker"] or "nobody named", office(row)]))
    marks = [mark for mark in ("negated", "hedged", "conditional") if told[mark]]
    kind = ", ".join([row["type"], *marks])
    typer.echo(f"{number:3} {worth} {kind}  {typer.style(name, bold=True)}  [{where}]")
    typer.echo("    " + " ".join(row["claim"].split()))
    parts = "; ".join(filter(None, [told["quantities"], told["dates"]]))
    again = f"the same in {_number(row['elsewhere'], 'other article')}" if row["elsewhere"] else ""
    for line in filter(None, [parts, f"for: {told['reasons']}" if told["reasons"] else "", again]):
        typer.echo("      " + line)


def differing(pieces: Iterable[Any]) -> str:
    """Show a difference: what only the first has in [-brackets-], what only the second has in {+braces+}."""
    out = []
    for what, first, second in pieces:
        if what == "same":
            out.append(first)
            continue
        out += [f"[-{first}-]"] * bool(first) + [f"{{+{second}+}}"] * bool(second)
    return " ".join(out)


def table(rows: Sequence[sqlite3.Row], *, as_json: bool, more: Sequence[dict[str, Any]] = ()) -> None:
    """Print statements for other programs: as JSON Lines, else as CSV; ``more`` has further columns of each."""
    from onrecord.lookup.reading import TIDY, tidy

    given = [{**tidy(row), **(more[n] if more else {})} for n, row in enumerate(rows)]
    if as_json:
        for row in given:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    writer = csv.DictWriter(sys.stdout, list(given[0]) if given else list(TIDY), lineterminator="\n")
    writer.writeheader()
    writer.writerows(given)
