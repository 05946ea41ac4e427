"""A knowledge file put right at once, as the next run will write it."""

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from onrecord.corrections.applying import Corrections
from onrecord.corrections.file import Correction
from onrecord.knowledge import ARTICLES, SPEAKERS, STATEMENTS, alone, encoded, rows
from onrecord.records import Article, ArticleRow, Speaker, Statement, from_json


def mend(out: Path, corrections: Iterable[Correction], doc_id: str) -> bool:
    """Apply the verdicts on one article to the files of a knowledge file, and tell whether anything has changed.

    The files are written anew, each whole or not at all, the statements last. Raises KnowledgeError while a run is
    writing there. What a run has left out already, because
    a verdict that has been withdrawn said so, only another run brings back.
    """
    with alone(out):
        return _mended(out, corrections, doc_id)


def _mended(out: Path, corrections: Iterable[Correction], doc_id: str) -> bool:
    row = next((r for r in rows(out / ARTICLES) if r["doc_id"] == doc_id), None)
    if row is None:
        return False
    told = from_json(ArticleRow, row)
    article = Article(id=told.doc_id, text=told.text, source=told.source)
    statements = [from_json(Statement, r) for r in rows(out / STATEMENTS) if r["doc_id"] == doc_id]
    speakers = [from_json(Speaker, r) for r in rows(out / SPEAKERS) if r["doc_id"] == doc_id]
    kept, known = Corrections(corrections).apply(article, statements, speakers)
    if (kept, known) == (statements, speakers):
        return False
    counted = {**row, "statements": len(kept)}
    for name, made in (
        (ARTICLES, encoded([from_json(ArticleRow, counted)])),
        (SPEAKERS, encoded(known)),
        (STATEMENTS, encoded(kept)),
    ):
        _replaced(out / name, doc_id, made)
    return True


def _replaced(path: Path, doc_id: str, made: bytes) -> None:
    """Write a file anew, with other lines for one article in the place of the first it had."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        done = False
        for ours, lines in groupby(_lines(path), key=lambda line: line[0] == doc_id):
            if ours:
                file.write(made if not done else b"")
                done = True
            else:
                file.writelines(line for _, line in lines)
        if not done:
            file.write(made)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _lines(path: Path) -> Iterator[tuple[Any, bytes]]:
    with path.open("rb") as file:
        for row, line in zip(rows(path), file, strict=True):
            yield row["doc_id"], line
