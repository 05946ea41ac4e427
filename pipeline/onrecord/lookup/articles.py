"""An article and its statements out of an index, and a statement found again by where it stood."""

import json
import sqlite3

from onrecord.records import Article, Statement, from_json

SHARED = 0.5  # of both: so much of a statement stands where it stood


def article(index: sqlite3.Connection, doc_id: str) -> tuple[Article, list[Statement]] | None:
    """Give an article with its statements in reading order, None where there is none of that id."""
    row = index.execute("SELECT * FROM articles WHERE doc_id = ?", (doc_id,)).fetchone()
    if row is None:
        return None
    told = index.execute('SELECT record FROM statements WHERE doc_id = ? ORDER BY "start", number', (doc_id,))
    return (
        from_json(Article, {**dict(row), "id": doc_id}),
        [from_json(Statement, json.loads(record)) for (record,) in told],
    )


def whose(index: sqlite3.Connection, doc_id: str) -> dict[str, str]:
    """Give the person of each speaker of an article."""
    query = "SELECT DISTINCT speaker_id, person_id FROM statements WHERE doc_id = ? AND person_id IS NOT NULL"
    return {speaker: person for speaker, person in index.execute(query, (doc_id,)) if speaker}


def place(index: sqlite3.Connection, statement_id: str, doc_id: str = "", start: int = 0, end: int = 0) -> str | None:
    """Give the id of a statement; where a later run has changed it, that of the one that stands where it stood.

    That is the one that shares the greatest part of both, a half at least; None where there is none.
    """
    if index.execute("SELECT 1 FROM statements WHERE id = ?", (statement_id,)).fetchone():
        return statement_id
    near = index.execute(
        'SELECT id, "start", "end" FROM statements WHERE doc_id = ? AND "start" < ? AND "end" > ?', (doc_id, end, start)
    ).fetchall()
    shares = [
        (
            (min(end, row["end"]) - max(start, row["start"])) / (max(end, row["end"]) - min(start, row["start"])),
            row["id"],
        )
        for row in near
    ]
    best = max(shares, default=(0.0, ""))
    return best[1] if best[0] >= SHARED else None
