"""Whose statements are: what the ledger of links says of people and of clusters, and how an index tells it."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.knowledge import SPEAKERS, rows
from onrecord.link.ledger import LINKS, PEOPLE, state
from onrecord.lookup.folding import folded

Row = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Owners:
    """People; whose each speaker is; and the clusters of statements, and of versions of an article, by their ids."""

    people: list[Row]
    whose: dict[str, str]
    clusters: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def of(self, row: Row) -> Row:
        """Tell whose a statement is, and of which cluster."""
        return {"person_id": self.whose.get(row["speaker_id"]), "cluster_id": self.clusters.get(row["id"])}


def owners(out: Path) -> Owners:
    """Read who is who in a folder: from people.jsonl and links.jsonl, or without these as each article says."""
    if not ((out / LINKS).is_file() and (out / PEOPLE).is_file()):
        people = [_alone(row) for row in rows(out / SPEAKERS)]
        return Owners(people, {row["person_id"]: row["person_id"] for row in people})
    links = state(out / LINKS).values()
    return Owners(
        list(rows(out / PEOPLE)),
        {one.speaker_id: one.person_id for one in links if one.speaker_id and one.person_id},
        {one.statement_id: one.cluster_id for one in links if one.statement_id and one.cluster_id},
        {one.doc_id: one.cluster_id for one in links if one.type == "version" and one.cluster_id},
    )


def _alone(row: Row) -> Row:
    """Make a person of a speaker of one article."""
    return {
        **{key: row[key] for key in ("name", "kind", "aliases")},
        "person_id": row["speaker_id"],
        "statements": len(row["statements"]),
        "articles": 1,
    }


def write_owners(connection: sqlite3.Connection, found: Owners) -> None:
    """Write the people with their names and roles; and, where that has changed, whose a statement is."""
    connection.executescript(_BEGIN)
    into(connection, "people")(
        {**row, "aliases": _encode(row["aliases"]), "maybe": _encode(row.get("maybe", []))} for row in found.people
    )
    names = {
        (folded(name), row["person_id"]): (name, name == row["name"])
        for row in found.people
        for name in [*row["aliases"], row["name"]]
        if folded(name)
    }
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", [(*key, *of) for key, of in names.items()])
    for table, pairs in (("whose", found.whose), ("clusters", found.clusters), ("versions", found.versions)):
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", pairs.items())  # noqa: S608 - ours
    connection.executescript(_TELL)


def into(connection: sqlite3.Connection, table: str) -> Callable[[Iterable[Row]], None]:
    """Give what puts rows in a table: their values of the names of its columns."""
    columns = [name for (_, name, *_) in connection.execute(f"PRAGMA table_info({table})")]
    query = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - ours

    def put(given: Iterable[Row]) -> None:
        connection.executemany(query, (tuple(map(row.get, columns)) for row in given))

    return put


_BEGIN = """
DELETE FROM people; DELETE FROM names; DELETE FROM roles;
CREATE TEMP TABLE whose (speaker_id TEXT PRIMARY KEY, person_id TEXT) WITHOUT ROWID;
CREATE TEMP TABLE clusters (id TEXT PRIMARY KEY, cluster_id TEXT) WITHOUT ROWID;
CREATE TEMP TABLE versions (doc_id TEXT PRIMARY KEY, cluster_id TEXT) WITHOUT ROWID;
"""

_TELL = """
UPDATE statements SET person_id = (SELECT person_id FROM whose w WHERE w.speaker_id = statements.speaker_id)
  WHERE person_id IS NOT (SELECT person_id FROM whose w WHERE w.speaker_id = statements.speaker_id);
UPDATE statements SET cluster_id = (SELECT cluster_id FROM clusters c WHERE c.id = statements.id)
  WHERE cluster_id IS NOT (SELECT cluster_id FROM clusters c WHERE c.id = statements.id);
UPDATE articles SET cluster_id = (SELECT cluster_id FROM versions v WHERE v.doc_id = articles.doc_id)
  WHERE cluster_id IS NOT (SELECT cluster_id FROM versions v WHERE v.doc_id = articles.doc_id);
DROP TABLE whose; DROP TABLE clusters; DROP TABLE versions;
INSERT INTO roles
  SELECT person_id, role, organisation, organisation_kind, MIN(day), MAX(day), COUNT(*), COUNT(DISTINCT doc_id)
  FROM statements WHERE person_id IS NOT NULL AND (role IS NOT NULL OR organisation IS NOT NULL)
  GROUP BY person_id, role, organisation, organisation_kind;
UPDATE people SET (role, organisation) = (
  SELECT role, organisation FROM roles WHERE roles.person_id = people.person_id
  ORDER BY last DESC, statements DESC, role LIMIT 1
);
"""
