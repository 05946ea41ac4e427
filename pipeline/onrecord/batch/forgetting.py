"""An article or a person taken out of every file of a folder, and kept out by every later run."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from onrecord.batch.answers import Answer, answered, refused
from onrecord.batch.cache import FILE as PARSED
from onrecord.batch.cache import Cache
from onrecord.batch.filling import kept_out
from onrecord.batch.forgotten import Forgotten, What, add_forgotten, digest, read_forgotten
from onrecord.batch.journal import Row
from onrecord.batch.made import key
from onrecord.batch.rewriting import Document, rewrite
from onrecord.corrections import FILE as CORRECTIONS
from onrecord.corrections import Corrections
from onrecord.knowledge import ARTICLES, CLAIMS, CLAIMS_KEPT, SPEAKERS, STATEMENTS, rows
from onrecord.link.ledger import LINKS, PEOPLE


def forget(out: Path, name: str) -> tuple[What, int]:
    """Take an article, by its doc_id, or a person, by person_id, speaker_id or full name, out of a knowledge file.

    What the person has said goes, alone or jointly with others, and so does every row about them; the texts of
    articles, and what others say of them, stay as they are. Later runs keep them out, by digests in forgotten.jsonl:
    people by their full names, so that others of the same full name are kept out too. Gives what it was, and the number
    of articles that were changed. people.jsonl is taken away, if there is one: ``onrecord link`` makes it anew.
    Raises ValueError, naming the remedy, when there is no such article or person.
    """
    what, names = _meant(out, name)
    add_forgotten(out, what, names)
    forgotten = read_forgotten(out)
    gone: set[str] = set()

    def change(row: Row, document: Document) -> tuple[bytes, Answer] | None:
        if forgotten.article(document.row.doc_id):
            gone.update(one.speaker_id for one in document.speakers)
            texts.append(document.row.sha256)
            reject = kept_out(document.article)
            return key(reject, "", Corrections([])), refused(reject)
        before = document.speakers
        statements, speakers = forgotten.without(document.statements, before)
        if len(speakers) == len(before):
            return None
        gone.update({one.speaker_id for one in before} - {one.speaker_id for one in speakers})
        return row.key, answered(document.article, statements, speakers, row.obeyed)

    texts: list[str] = []
    changed = rewrite(out, change, give_up=True)
    left = {row["id"] for row in rows(out / STATEMENTS)} if (out / CLAIMS).is_file() else set()
    with Cache(out / PARSED, "") as cache:
        for text in texts:
            cache.forget(text)
    # what they claimed goes with what they said; what is left is made anew from what there is
    (out / CLAIMS_KEPT).unlink(missing_ok=True)
    _change_lines(out / CLAIMS, lambda row: row if row["statement_id"] in left else None)
    _change_lines(out / CORRECTIONS, lambda row: _correction(row, forgotten))
    _change_lines(
        out / LINKS, lambda row: None if row["speaker_id"] in gone or forgotten.article(row["doc_id"]) else row
    )
    (out / PEOPLE).unlink(missing_ok=True)
    return what, changed


def _meant(out: Path, name: str) -> tuple[What, list[str]]:
    """Tell what is to be forgotten: the id of an article, or all full names of a person."""
    known = read_forgotten(out)
    if known.article(name) or any(row["doc_id"] == name for row in rows(out / ARTICLES)):
        return "article", [name]
    wanted = digest("person", name)
    found: list[str] = []
    for row in _people(out):
        names = [row["name"], *row["aliases"]]
        numbers = (row.get("person_id"), row.get("speaker_id"))
        if name in numbers or wanted in {digest("person", one) for one in names}:
            found += [one for one in names if one == row["name"] or " " in one]
    if not found and wanted not in known.people:
        raise ValueError(
            f"there is no article and nobody called {name!r} in {out}: give a doc_id of articles.jsonl, a speaker_id of"
            " speakers.jsonl, a person_id of people.jsonl, or a full name"
        )
    return "person", [*found, name] if wanted in known.people else found


def _people(out: Path) -> Iterator[dict[str, Any]]:
    for name in (PEOPLE, SPEAKERS):
        if (out / name).is_file():
            yield from rows(out / name)


def _correction(row: dict[str, Any], forgotten: Forgotten) -> dict[str, Any] | None:
    """Give a correction without whoever is to be forgotten; what they said is not to be another's again."""
    keys = [row[side] for side in ("left", "right") if row.get(side)]
    if any(doc_id and forgotten.article(doc_id) for doc_id in (row.get("doc_id"), *(one[0] for one in keys))):
        return None
    if any(digest("person", one[2]) in forgotten.people for one in keys):
        return None
    if row.get("speaker") and digest("person", row["speaker"]) in forgotten.people:
        return {**row, "verdict": "not_statement", "speaker": None}
    return row


def _change_lines(path: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    """Write a file of JSON Lines anew with other rows, whole or not at all; None leaves one out."""
    if not path.is_file():
        return
    temporary = path.with_name(f".{path.name}.tmp")
    with path.open("rb") as lines, temporary.open("wb") as kept:
        for line in lines:
            if line.strip() and (row := change(json.loads(line))) is not None:
                kept.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
        kept.flush()
        os.fsync(kept.fileno())
    temporary.replace(path)
