"""Statements by who said them and by their words."""

import sqlite3
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.lookup.folding import Piece, words
from onrecord.lookup.near import near
from onrecord.lookup.reading import Filters
from onrecord.lookup.searching import COLUMNS, counted, marked, quoted, search

COMMON = 50_000  # statements that a word stands in which tells nothing
ALIKE = 0.6  # so much of a phrase must be in a statement that is near it


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found: how (``phrase``, ``words``, ``near``), its text in pieces that tell what was found.

    ``differs`` tells of one that is near how it differs from the phrase.
    """

    statement: sqlite3.Row
    how: str
    pieces: list[tuple[str, bool]]
    differs: list[Piece] = field(default_factory=list)


class Plan(NamedTuple):
    """How to look for a phrase: what for, in which table, and with which query of FTS5."""

    how: str
    table: str
    query: str


def statements_of(index: sqlite3.Connection, filters: Filters, limit: int = 20, offset: int = 0) -> list[sqlite3.Row]:
    """Give statements that pass the filters, the newest first; those without a date come last."""
    where, values = filters.where()
    order = 'ORDER BY s.day DESC, s.doc_id, s."start"'
    return index.execute(
        f"SELECT {COLUMNS} FROM (SELECT s.number AS number FROM statements s WHERE {where} {order}"  # noqa: S608 - ours
        f" LIMIT ? OFFSET ?) JOIN statements s USING (number) JOIN articles a USING (doc_id) {order}",
        [*values, limit, offset],
    ).fetchall()


def plan(index: sqlite3.Connection, phrase: str, filters: Filters) -> Plan | None:
    """Choose how to look for a phrase: as it stands, else by all of its words in any form; None if neither is there."""
    keys = words(phrase)
    where, values = filters.where()
    for one in (
        Plan("phrase", "said", quoted(keys)),
        Plan("words", "said_stems", " AND ".join(quoted([key]) for key in keys)),
    ):
        query = (
            f"SELECT 1 FROM {one.table} JOIN statements s ON s.number = {one.table}.rowid"  # noqa: S608 - all ours
            f" WHERE {one.table} MATCH ? AND {where} LIMIT 1"
        )
        if keys and index.execute(query, [one.query, *values]).fetchone():
            return one
    return None


def said(index: sqlite3.Connection, phrase: str, filters: Filters, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Give statements with these words, best first: with the phrase; else with all words, in any form; else near it.

    Where all of the words are too common for one statement to be better than another, the last indexed come first.
    What is near shares most words, and ``differs`` tells word by word how the statement differs from the phrase.
    """
    if not words(phrase):
        return []
    if (by := plan(index, phrase, filters)) is None:
        hits = near(index, phrase, filters, ALIKE)[offset : offset + limit]
        return [Hit(hit.statement, "near", [(hit.statement["text"], False)], hit.differs) for hit in hits]
    common = min(counted(index, words(phrase)).values()) > COMMON
    found = search(index, by.table, by.query, filters, limit, offset, ranked=not common)
    texts = marked(index, by.table, by.query, found)
    return [Hit(row, by.how, texts[row["number"]]) for row in found]
