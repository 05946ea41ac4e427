"""Whom a name may mean: exactly, in part, or misspelt; what is only alike is offered, and never taken."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.lookup.folding import folded

MOST = 10  # people that are offered
LONGEST = 6  # words: what is longer is no name
ALIKE = 75  # of 100: below it a name is not offered as a misspelling

_PART = "' ' || folded LIKE ?"

Person = sqlite3.Row


@dataclass(frozen=True, slots=True)
class Found:
    """Who a name is: ``people`` with that name or alias, most quoted first.

    Where there are none, those ``within`` whose names it stands as a part, and else those ``alike`` whom a misspelling
    may mean.
    """

    people: list[Person] = field(default_factory=list)
    within: list[Person] = field(default_factory=list)
    alike: list[Person] = field(default_factory=list)


def find_people(index: sqlite3.Connection, name: str) -> Found:
    """Find the people whose name or alias this is; else those of whose name it is a part; else those alike.

    A name is compared without case, accents and shapes of marks. One that several people have gives all of them; a part
    that only one has gives that one.
    """
    wanted = folded(name)
    ids = [row[0] for row in index.execute("SELECT person_id FROM people WHERE person_id = ?", (name,))]
    ids = ids or [row[0] for row in index.execute("SELECT person_id FROM names WHERE folded = ?", (wanted,))]
    if ids:
        return Found(_rows(index, ids))
    parts = wanted.split()
    if not parts:
        return Found()
    query = f"SELECT DISTINCT person_id FROM names WHERE {' AND '.join([_PART] * len(parts))}"  # noqa: S608 - ours
    within = _rows(index, [row[0] for row in index.execute(query, [f"% {part}%" for part in parts])])
    if len(within) == 1:
        return Found(within)
    return Found(within=within) if within else Found(alike=_alike(index, wanted))


def names_of(index: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Give the names of people by their ids, of those that are there."""
    chosen = list(ids)
    query = f"SELECT person_id, name FROM people WHERE person_id IN ({', '.join('?' * len(chosen))})"  # noqa: S608
    return dict(index.execute(query, chosen).fetchall())


def _alike(index: sqlite3.Connection, wanted: str) -> list[Person]:
    if len(wanted.split()) > LONGEST:
        return []
    from rapidfuzz import fuzz, process

    names = [name for (name,) in index.execute("SELECT DISTINCT folded FROM names")]
    # a word alone is held against surnames, since it is rarely a whole name
    held = names if " " in wanted else [name.rsplit(" ", 1)[-1] for name in names]
    found = process.extract(wanted, held, scorer=fuzz.token_sort_ratio, limit=MOST, score_cutoff=ALIKE)
    ids: list[str] = []
    for _, _, at in found:
        owners = index.execute("SELECT person_id FROM names WHERE folded = ? LIMIT ?", (names[at], MOST))
        ids += [row[0] for row in owners]
    place = {person: number for number, person in reversed(list(enumerate(ids)))}
    return sorted(_rows(index, ids), key=lambda row: place[row["person_id"]])[:MOST]


def _rows(index: sqlite3.Connection, ids: Sequence[str]) -> list[Person]:
    chosen = list(dict.fromkeys(ids))
    query = f"SELECT * FROM people WHERE person_id IN ({', '.join('?' * len(chosen))})"  # noqa: S608 - only marks
    return index.execute(f"{query} ORDER BY statements DESC, name", chosen).fetchall()
