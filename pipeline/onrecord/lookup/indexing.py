"""The knowledge file as one SQLite file: built aside, put in place whole; what is as it was is not written again."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from onrecord.knowledge import ARTICLES, SPEAKERS, STATEMENTS, KnowledgeError, alone, errors_named, rows
from onrecord.link.ledger import LINKS, PEOPLE, state
from onrecord.lookup.folding import folded
from onrecord.lookup.reading import FILE

FORMAT = "1"
CLUSTERED = {"statement": ("statements", "id"), "version": ("articles", "doc_id")}
_SCHEMA, _INDEXES = (
    (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8") for name in ("schema", "indexes")
)
_encode = json.JSONEncoder(ensure_ascii=False).encode
_DAY = len("2024-03-05")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Indexed:
    """How much an index holds, and how many articles were written to it anew."""

    articles: int
    statements: int
    people: int
    changed: int


def index(out: Path) -> Indexed:
    """Write OUT/onrecord.db, for looking up in OUT: articles, statements, people, names, roles, and full-text search.

    Only articles that have changed since are written again; the file is there whole or as it was. Once
    ``onrecord link`` has been there, people are those of people.jsonl, else each article has its own.
    Raises KnowledgeError, naming the remedy, where there is no knowledge file or it is damaged.
    """
    if not (out / ARTICLES).is_file():
        raise KnowledgeError(f"there is no {out / ARTICLES}: make it with `onrecord run IN -o {out}`")
    temporary = out / f".{FILE}.tmp"
    with errors_named(out), alone(out):
        temporary.unlink(missing_ok=True)
        if _usable(out / FILE):
            shutil.copyfile(out / FILE, temporary)
        with closing(sqlite3.connect(temporary)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is not in place yet
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                connection.executescript(_SCHEMA)
            changed = _fill(connection, out)
            connection.executescript(_INDEXES)
            _people(connection, out)
            connection.executescript(_SEARCH)
            connection.execute("INSERT OR REPLACE INTO told VALUES ('format', ?)", (FORMAT,))
            connection.execute("ANALYZE")
            connection.commit()
            counts = connection.execute(_COUNTS).fetchone()
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(out / FILE)
    articles, statements, people = counts
    return Indexed(articles, statements, people, changed)


def _usable(path: Path) -> bool:
    """Tell whether there is an index that this onrecord has written."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT value FROM told WHERE key = 'format'").fetchone() == (FORMAT,))
    except sqlite3.Error:
        return False


def _fill(connection: sqlite3.Connection, out: Path) -> int:
    """Put in the articles that are new or have changed, and take out those that are gone."""
    known = dict(connection.execute("SELECT doc_id, digest FROM articles"))
    (number,) = connection.execute("SELECT COALESCE(MAX(number), 0) FROM statements").fetchone()
    seen = set()
    changed = 0
    for article, statements in _documents(out):
        digest = hashlib.sha256(repr([article, statements]).encode("utf-8", "surrogatepass")).hexdigest()
        seen.add(article["doc_id"])
        if known.get(article["doc_id"]) == digest:
            continue
        changed += 1
        if article["doc_id"] in known:
            _take_out(connection, article["doc_id"])
        day = (article["published"] or "")[:_DAY] or None
        _put(connection, "articles", [{**article, "day": day, "digest": digest}])
        more = [{**row, "number": number + n, "day": day} for n, row in enumerate(statements, 1)]
        _put(connection, "statements", more)
        number += len(more)
    for doc_id in known.keys() - seen:
        _take_out(connection, doc_id)
    return changed


def _take_out(connection: sqlite3.Connection, doc_id: str) -> None:
    connection.execute("DELETE FROM statements WHERE doc_id = ?", (doc_id,))
    connection.execute("DELETE FROM articles WHERE doc_id = ?", (doc_id,))


def _documents(out: Path) -> Iterator[tuple[Row, list[Row]]]:
    """Give each article with its statements; both files are in the order of the articles."""
    groups = groupby(rows(out / STATEMENTS), lambda row: row["doc_id"])
    waiting = next(groups, None)
    for article in rows(out / ARTICLES):
        if waiting is not None and waiting[0] == article["doc_id"]:
            yield article, list(waiting[1])
            waiting = next(groups, None)
        else:
            yield article, []
    if waiting is not None:
        raise KnowledgeError(f"{out / STATEMENTS} has statements of no article: make both anew with `onrecord run`")


def _put(connection: sqlite3.Connection, table: str, given: Iterable[Row]) -> None:
    columns = [name for (_, name, *_) in connection.execute(f"PRAGMA table_info({table})")]
    marks = ", ".join("?" * len(columns))
    values = ([_plain(row.get(name)) for name in columns] for row in given)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 - ours


def _plain(value: Any) -> Any:
    """Give a value as a column holds it: lists as JSON, those of spans by the quicker way."""
    if not isinstance(value, list | dict):
        return value
    first = value[0] if value and isinstance(value, list) else None
    return str(value) if isinstance(first, list | int) else _encode(value)


def _people(connection: sqlite3.Connection, out: Path) -> None:
    """Write who the people are, what they are called and their roles, and tell it to statements."""
    connection.executescript("DELETE FROM people; DELETE FROM names; DELETE FROM roles;")
    links = list(state(out / LINKS).values()) if (out / LINKS).is_file() and (out / PEOPLE).is_file() else []
    linked = bool(links)
    people = list(rows(out / PEOPLE)) if linked else [_alone(row) for row in rows(out / SPEAKERS)]
    _put(connection, "people", [{**row, "role": None, "organisation": None} for row in people])
    names = {
        (folded(name), row["person_id"]): (name, name == row["name"])
        for row in people
        for name in [*row["aliases"], row["name"]]
        if folded(name)
    }
    connection.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?)", [(*k, *v) for k, v in names.items()])
    of = [(one.person_id, one.speaker_id) for one in links if one.type == "person"]
    connection.execute("CREATE TEMP TABLE whose (speaker_id TEXT PRIMARY KEY, person_id TEXT) WITHOUT ROWID")
    if not linked:
        of = [(row["person_id"], row["person_id"]) for row in people]
    connection.executemany("INSERT OR REPLACE INTO whose (person_id, speaker_id) VALUES (?, ?)", of)
    connection.execute(
        "UPDATE statements SET cluster_id = NULL, person_id ="
        " (SELECT person_id FROM whose WHERE whose.speaker_id = statements.speaker_id)"
    )
    connection.execute("DROP TABLE whose")
    for kind, (table, key) in CLUSTERED.items():
        known = [(one.cluster_id, one.statement_id or one.doc_id) for one in links if one.type == kind]
        connection.executemany(f"UPDATE {table} SET cluster_id = ? WHERE {key} = ?", known)  # noqa: S608 - ours
    connection.executescript(_ROLES)


def _alone(row: Row) -> Row:
    """Make a person of a speaker of one article."""
    return {
        **{key: row[key] for key in ("name", "kind", "aliases")},
        "person_id": row["speaker_id"],
        "statements": len(row["statements"]),
        "articles": 1,
    }


_ROLES = """
INSERT INTO roles
  SELECT person_id, role, organisation, organisation_kind, MIN(day), MAX(day), COUNT(*), COUNT(DISTINCT doc_id)
  FROM statements WHERE person_id IS NOT NULL AND (role IS NOT NULL OR organisation IS NOT NULL)
  GROUP BY person_id, role, organisation, organisation_kind;
UPDATE people SET (role, organisation) = (
  SELECT role, organisation FROM roles WHERE roles.person_id = people.person_id
  ORDER BY last DESC, statements DESC, role LIMIT 1
);
"""

_SEARCH = """
INSERT INTO said (said) VALUES ('rebuild');
INSERT INTO said_stems (said_stems) VALUES ('rebuild');
INSERT INTO read (read) VALUES ('rebuild');
"""

_COUNTS = """
SELECT (SELECT COUNT(*) FROM articles), (SELECT COUNT(*) FROM statements), (SELECT COUNT(*) FROM people)
"""
