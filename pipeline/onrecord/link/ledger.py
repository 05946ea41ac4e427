"""links.jsonl, to which rows are only added, and people.jsonl, which is made anew from what the ledger says last."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from onrecord.knowledge import KnowledgeError
from onrecord.records import SCHEMA, Link, Person, from_json, to_json

LINKS, PEOPLE = "links.jsonl", "people.jsonl"
GONE = "no longer in the knowledge file"


def state(path: Path) -> dict[tuple[str, str, str], Link]:
    """Give what a ledger says last of each speaker, statement and article; nothing where there is no ledger.

    A last line that was cut off, by a full disk or a killed run, is as if it had not been written.
    Raises KnowledgeError, naming the line and the remedy, for any other line that is none of a ledger.
    """
    if not path.is_file():
        return {}
    out: dict[tuple[str, str, str], Link] = {}
    content = path.read_bytes()
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), 1):
        one = _read(line)
        if one is None:
            remedy = "mend the line, or delete the file: `onrecord link` makes it anew"
            raise KnowledgeError(f"{path}, line {number} is no line of a ledger: {remedy}")
        out[_key(one)] = one
    return {key: one for key, one in out.items() if one.why != (GONE,)}


def people_of(path: Path) -> dict[str, str]:
    """Give the person_id of each speaker_id that a ledger knows."""
    return {one.speaker_id: one.person_id for one in state(path).values() if one.speaker_id and one.person_id}


def _read(line: bytes) -> Link | None:
    """Give the row of a line, None for one that is none."""
    try:
        row = json.loads(line)
        return from_json(Link, row) if row["schema"] == SCHEMA else None
    except (ValueError, KeyError, TypeError):
        return None


def append(path: Path, links: Iterable[Link]) -> int:
    """Add to a ledger what it does not yet say, and what is no longer so; give the number of rows added."""
    known = state(path)
    wanted = {_key(one): one for one in links}
    new = [one for key, one in wanted.items() if known.get(key) != one]
    gone = [
        replace(one, person_id=None, cluster_id=None, why=(GONE,)) for key, one in known.items() if key not in wanted
    ]
    rows = "".join(_line(to_json(one)) for one in [*new, *gone])
    with _cut_off_removed(path).open("ab") as file:
        file.write(rows.encode())
        file.flush()
        os.fsync(file.fileno())
    return len(new) + len(gone)


def write_people(path: Path, people: Iterable[Person]) -> None:
    """Write people.jsonl, whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        for one in people:
            file.write(_line(to_json(one)).encode())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _cut_off_removed(path: Path) -> Path:
    """Take off a last line that has no end."""
    if path.is_file():
        content = path.read_bytes()
        if not content.endswith(b"\n") and content:
            os.truncate(path, content.rfind(b"\n") + 1)
    return path


def _key(one: Link) -> tuple[str, str, str]:
    return one.type, one.doc_id, one.speaker_id or one.statement_id or ""


def _line(row: object) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
