"""Statements by who said them and by their words."""

import sqlite3
from dataclasses import dataclass, field

from onrecord.lookup.folding import Piece, words
from onrecord.lookup.near import near
from onrecord.lookup.reading import Filters
from onrecord.lookup.searching import COLUMNS, marked, quoted, search

ALIKE = 0.6  # so much of a phrase must be in a statement that is near it


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found: how (``phrase``, ``words``, ``near``), and for one that is near how it differs."""

    statement: sqlite3.Row
    how: str
    marked: str
    differs: list[Piece] = field(default_factory=list)


def statements_of(index: sqlite3.Connection, filters: Filters, limit: int = 20, offset: int = 0) -> list[sqlite3.Row]:
    """Give statements that pass the filters, the newest first; those without a date come last."""
    where, values = filters.where()
    return index.execute(
        f"SELECT {COLUMNS} FROM statements s JOIN articles a USING (doc_id) WHERE {where}"  # noqa: S608 - all ours
        ' ORDER BY s.day IS NULL, s.day DESC, s.doc_id, s."start" LIMIT ? OFFSET ?',
        [*values, limit, offset],
    ).fetchall()


def said(index: sqlite3.Connection, phrase: str, filters: Filters, limit: int = 20) -> list[Hit]:
    """Give statements with these words, best first: with the phrase; else with all words, in any form; else near it.

    ``marked`` has the words that were found between ``[`` and ``]``. What is near shares most words, and ``differs``
    tells word by word how the statement differs from the phrase.
    """
    keys = words(phrase)
    if not keys:
        return []
    for how, table, query in (
        ("phrase", "said", quoted(keys)),
        ("words", "said_stems", " AND ".join(quoted([key]) for key in keys)),
    ):
        if found := search(index, table, query, filters, limit):
            texts = marked(index, table, query, found)
            return [Hit(row, how, texts[row["number"]]) for row in found]
    hits = near(index, phrase, filters, ALIKE)[:limit]
    return [Hit(hit.statement, "near", hit.statement["text"], hit.differs) for hit in hits]
