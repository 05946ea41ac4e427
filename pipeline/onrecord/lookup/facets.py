"""What a set of statements is made of: how many of each person, organisation, outlet, form and year."""

import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from onrecord.lookup.people import names_of
from onrecord.lookup.reading import Filters
from onrecord.lookup.saying import plan

COUNTED = 10_000  # statements at most, so that a common word keeps nobody waiting
SHOWN = 10
NAMES = ("person", "organisation", "outlet", "form", "year")


@dataclass(frozen=True, slots=True)
class Facets:
    """How many statements there are, ``more`` if only so many were counted; and by facet, each value and its number.

    A value is what to ask for, how to show it, and the number of statements, the most frequent first.
    """

    total: int = 0
    more: bool = False
    by: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)


def facets(index: sqlite3.Connection, phrase: str, filters: Filters, shown: int = SHOWN) -> Facets:
    """Count what a search finds by person, organisation, outlet, form and year; without a phrase, what filters let by.

    Nothing is counted of what is only near the phrase.
    """
    where, values = filters.where()
    source = "statements s"
    if phrase:
        if (by := plan(index, phrase, filters)) is None:
            return Facets()
        source = f"{by.table} JOIN statements s ON s.number = {by.table}.rowid"
        where, values = f"{by.table} MATCH ? AND {where}", [by.query, *values]
    every = index.execute(
        f"SELECT s.person_id, s.organisation, s.outlet, s.form, substr(s.day, 1, 4)"  # noqa: S608 - all ours
        f" FROM {source} WHERE {where} LIMIT {COUNTED + 1}",
        values,
    ).fetchall()
    columns = zip(NAMES, zip(*every, strict=True), strict=True) if every else []
    told = {name: Counter(value for value in column if value).most_common(shown) for name, column in columns}
    people = names_of(index, (person for person, _ in told.get("person", [])))
    return Facets(
        min(len(every), COUNTED),
        len(every) > COUNTED,
        {name: [(v, people.get(v, v) if name == "person" else v, n) for v, n in some] for name, some in told.items()},
    )
