"""Statements by the words in them: the plain search that finding words and holding quotations stand on."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from math import log

from onrecord.lookup.reading import Filters

MOST = 20_000  # statements that words asked for may stand in, all together, so that a question takes no longer

COLUMNS = "s.*, a.title, a.url, a.published"


def quoted(keys: Iterable[str]) -> str:
    """Give a phrase of FTS5; the tokenizer parts words at apostrophes, as it did those of the statements.

    >>> quoted(["it", "isn't"])
    '"it isn\\'t"'
    """
    return '"' + " ".join(keys).replace('"', " ") + '"'


def search(
    index: sqlite3.Connection,
    table: str,
    query: str,
    filters: Filters,
    limit: int,
    offset: int = 0,
    *,
    ranked: bool = True,
) -> list[sqlite3.Row]:
    """Give the statements that a query of FTS5 finds and the filters let pass, the best first (BM25).

    Not ``ranked``, those of the articles that were indexed last come first: to rank them all would take its time.
    """
    where, values = filters.where()
    order = f"{table}.rank, s.day DESC" if ranked else f"{table}.rowid DESC"
    place = f"{table}.rank" if ranked else f"-{table}.rowid"
    return index.execute(
        # which ones first: what has many words in common with many would else be fetched for nothing
        f"SELECT {COLUMNS} FROM (SELECT s.number AS number, {place} AS place, s.day AS day FROM {table}"  # noqa: S608
        f" JOIN statements s ON s.number = {table}.rowid WHERE {table} MATCH ? AND {where}"
        f" ORDER BY {order} LIMIT ? OFFSET ?) best JOIN statements s USING (number)"
        f" JOIN articles a USING (doc_id) ORDER BY best.place, best.day DESC",
        [query, *values, limit, offset],
    ).fetchall()


def marked(
    index: sqlite3.Connection, table: str, query: str, rows: Sequence[sqlite3.Row]
) -> dict[int, list[tuple[str, bool]]]:
    """Give the texts of statements that a query has found, by number, in pieces: a text, and whether it was found."""
    numbers = [row["number"] for row in rows]
    found = index.execute(
        f"SELECT rowid, highlight({table}, 0, char(2), char(3)) FROM {table}"  # noqa: S608 - all ours
        f" WHERE {table} MATCH ? AND rowid IN ({', '.join('?' * len(numbers))})",
        [query, *numbers],
    )
    return {number: _pieces(text) for number, text in found}


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Cut a text where marks of control begin and end what was found.

    >>> _pieces("the \x02bridge\x03 is")
    [('the ', False), ('bridge', True), (' is', False)]
    """
    out: list[tuple[str, bool]] = []
    for part in text.split("\x02"):
        found, closed, rest = part.partition("\x03")
        out += [(found, True), (rest, False)] if closed else [(part, False)]
    return [piece for piece in out if piece[0]]


def counted(index: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Count for each word the statements that it stands in; for one with an apostrophe, its rarest part."""
    ask = "SELECT COALESCE((SELECT doc FROM terms WHERE term = ?), 0)"
    return {
        key: min(index.execute(ask, (part,)).fetchone()[0] for part in key.replace("'", " ").split())
        for key in set(keys)
    }


def weights(index: sqlite3.Connection, counts: Mapping[str, int]) -> dict[str, float]:
    """Weigh words by how rare they are: what only one statement in a million has tells more than ``the``."""
    (every,) = index.execute("SELECT COUNT(*) FROM statements").fetchone()
    return {key: log(1 + (every + 1) / (count + 1)) for key, count in counts.items()}


def rare(counts: Mapping[str, int], most: int = MOST) -> list[str]:
    """Give the rarest words that are there at all, so many that they stand in ``most`` statements together.

    >>> rare({"the": 30000, "zebra": 3, "unheard": 0, "bridge": 400})
    ['zebra', 'bridge']
    """
    chosen: list[str] = []
    for key, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        if count and count <= most:
            chosen.append(key)
            most -= count
    return chosen
