"""A person or body as the archive knows them: roles over time, when they spoke, who is quoted beside them."""

import json
import sqlite3
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from typing import Any

from onrecord.lookup.people import names_of

ARTICLES = 500  # the newest ones, in which others are counted
BESIDE = 15  # people
YEARS = 3  # what is longer is counted by year, not by month
MONTH, YEAR = len("2024-03"), len("2024")

_ROLES = "SELECT * FROM roles WHERE person_id = ? ORDER BY last IS NULL, last DESC, statements DESC, role"
_DAYS = (
    "SELECT substr(day, 1, 7), COUNT(*) FROM statements"
    " WHERE person_id = ? AND act = 'speech' AND day IS NOT NULL GROUP BY 1 ORDER BY 1"
)
_BESIDE = """
SELECT p.person_id, p.name, p.role, p.organisation, COUNT(DISTINCT o.doc_id) AS together
FROM (SELECT DISTINCT doc_id FROM statements WHERE person_id = ? ORDER BY day DESC LIMIT ?) mine
JOIN statements o ON o.doc_id = mine.doc_id JOIN people p ON p.person_id = o.person_id
WHERE o.person_id IS NOT ? GROUP BY p.person_id ORDER BY together DESC, p.statements DESC, p.name LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Who somebody is: a row of people, rows of roles, pairs of a month or year and a number of statements, others."""

    person: sqlite3.Row
    aliases: list[str]
    maybe: list[dict[str, Any]]
    roles: list[sqlite3.Row]
    when: list[tuple[str, int]]
    beside: list[sqlite3.Row]


def portrait(index: sqlite3.Connection, person_id: str) -> Portrait | None:
    """Give what the archive knows of a person, None where it knows nobody of that id.

    ``when`` counts speech, by month where it is of three years or less, else by year, with what is empty between.
    ``beside`` are those who are quoted in most of the same articles, the newest 500 of them.
    """
    person = index.execute("SELECT * FROM people WHERE person_id = ?", (person_id,)).fetchone()
    if person is None:
        return None
    return Portrait(
        person,
        [name for name in json.loads(person["aliases"] or "[]") if name != person["name"]],
        _named(index, json.loads(person["maybe"] or "[]")),
        index.execute(_ROLES, (person_id,)).fetchall(),
        _filled(dict(index.execute(_DAYS, (person_id,)).fetchall())),
        index.execute(_BESIDE, (person_id, ARTICLES, person_id, BESIDE)).fetchall(),
    )


def _named(index: sqlite3.Connection, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put names to people who may be the same; who is not in the index is left out."""
    names = names_of(index, (one["person_id"] for one in others))
    return [{**one, "name": names[one["person_id"]]} for one in others if one["person_id"] in names]


def _filled(months: dict[str, int]) -> list[tuple[str, int]]:
    """Give counts by month, or for what is long by year, with a 0 for each that lies between.

    >>> _filled({"2023-12": 2, "2024-02": 1})
    [('2023-12', 2), ('2024-01', 0), ('2024-02', 1)]
    >>> _filled({"2001-12": 2, "2002-02": 1, "2004-01": 3, "2005-03": 1})
    [('2001', 2), ('2002', 1), ('2003', 0), ('2004', 3), ('2005', 1)]
    """
    if not months:
        return []
    first, last = min(months), max(months)
    years = range(int(first[:YEAR]), int(last[:YEAR]) + 1)
    if len(years) > YEARS:
        counts: Counter[str] = Counter()
        for month, count in months.items():
            counts[month[:YEAR]] += count
        return [(f"{year:04}", counts[f"{year:04}"]) for year in years]
    every = (f"{year:04}-{month:02}" for year in years for month in range(1, 13))
    return [(month, months.get(month, 0)) for month in every if first <= month <= last]


def first_day(time: str) -> str:
    """Give the first day of a month or year.

    >>> first_day("2024"), first_day("2024-02")
    ('2024-01-01', '2024-02-01')
    """
    return f"{time if len(time) > YEAR else f'{time}-01'}-01"


def last_day(time: str) -> str:
    """Give the last day of a month or year.

    >>> last_day("2024"), last_day("2024-02")
    ('2024-12-31', '2024-02-29')
    """
    if len(time) == YEAR:
        return f"{time}-12-31"
    year, month = map(int, time.split("-"))
    return f"{time}-{monthrange(year, month)[1]}"
