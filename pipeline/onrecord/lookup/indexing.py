"""The knowledge file as one SQLite file: built aside, put in place whole; what is as it was is not written again."""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from onrecord.knowledge import ARTICLES, KnowledgeError, alone, documents, errors_named
from onrecord.lookup.claims import TABLES, put_claims
from onrecord.lookup.owners import Owners, into, owners, write_owners
from onrecord.lookup.reading import FILE, SOURCES

FORMAT = "3"  # of the file: one of another number is made anew
_TABLES, _SEARCH = (
    (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8") for name in ("tables", "search")
)
_DAY = len("2024-03-05")


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
        files = _digest(out)
        before = _told(out / FILE)
        if before == (FORMAT, files):
            (out / FILE).touch()
            with closing(sqlite3.connect(out / FILE)) as connection:
                return _counted(connection, 0)
        temporary.unlink(missing_ok=True)
        if before and before[0] == FORMAT:
            shutil.copyfile(out / FILE, temporary)
        with closing(sqlite3.connect(temporary)) as connection:
            changed = _build(connection, out)
            connection.executemany("INSERT INTO told VALUES (?, ?)", [("format", FORMAT), ("files", files)])
            connection.commit()
            made = _counted(connection, changed)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(out / FILE)
    return made


def _digest(out: Path) -> str:
    """Give the digest of all that an index is made of."""
    found = hashlib.sha256()
    for name in SOURCES:
        if (out / name).is_file():
            with (out / name).open("rb") as file:
                found.update(f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return found.hexdigest()


def _told(path: Path) -> tuple[str, str] | None:
    """Give the format of an index, and the digest of what it was made of; None where there is none."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            told = dict(connection.execute("SELECT key, value FROM told"))
            return told["format"], told["files"]
    except (sqlite3.Error, KeyError):
        return None


def _build(connection: sqlite3.Connection, out: Path) -> int:
    """Fill an empty index, or bring one up to date; give the number of articles that were written."""
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is not in place yet
    first = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    if first:
        connection.executescript(_TABLES + TABLES)
    connection.execute("DELETE FROM told")
    found = owners(out)
    changed = _fill(connection, out, found)
    if first:  # indexes are made quicker once the tables are filled; from then on they are kept up to date
        connection.executescript(_SEARCH)
    write_owners(connection, found)
    put_claims(connection, out)
    connection.execute("ANALYZE")
    return changed


def _fill(connection: sqlite3.Connection, out: Path, found: Owners) -> int:
    """Put in the articles that are new or have changed, and take out those that are gone."""
    known = dict(connection.execute("SELECT doc_id, digest FROM articles"))
    (number,) = connection.execute("SELECT COALESCE(MAX(number), 0) FROM statements").fetchone()
    gone = set(known)
    changed = 0
    put_articles, put_statements = into(connection, "articles"), into(connection, "statements")
    for (line, article), statements in documents(out):
        doc_id = article["doc_id"]
        digest = hashlib.sha256("".join([line, *(of for of, _ in statements)]).encode("utf-8")).hexdigest()
        gone.discard(doc_id)
        if known.get(doc_id) == digest:
            continue
        changed += 1
        if doc_id in known:
            _take_out(connection, doc_id)
        day = (article["published"] or "")[:_DAY] or None
        put_articles([{**article, "day": day, "digest": digest, "cluster_id": found.versions.get(doc_id)}])
        for place, (of, row) in enumerate(statements, number + 1):
            row.update(number=place, day=day, record=of, **found.of(row))
        put_statements(row for _, row in statements)
        number += len(statements)
    for doc_id in gone:
        _take_out(connection, doc_id)
    return changed


def _take_out(connection: sqlite3.Connection, doc_id: str) -> None:
    connection.execute("DELETE FROM statements WHERE doc_id = ?", (doc_id,))
    connection.execute("DELETE FROM articles WHERE doc_id = ?", (doc_id,))


def _counted(connection: sqlite3.Connection, changed: int) -> Indexed:
    articles, statements, people = connection.execute(_COUNTS).fetchone()
    return Indexed(articles, statements, people, changed)


_COUNTS = """
SELECT (SELECT COUNT(*) FROM articles), (SELECT COUNT(*) FROM statements), (SELECT COUNT(*) FROM people)
"""
