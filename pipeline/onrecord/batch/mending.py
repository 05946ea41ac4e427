"""A knowledge file put right at once, as the next run will write it."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from onrecord.batch.answers import Answer, answered
from onrecord.batch.journal import Row
from onrecord.batch.rewriting import Document, rewrite
from onrecord.corrections import Correction, Corrections


def mend(out: Path, corrections: Iterable[Correction], doc_id: str) -> bool:
    """Apply the verdicts on one article to the files of a knowledge file, and tell whether anything has changed.

    All files are written anew, or none. What a run has left out already, because a verdict that has been withdrawn said
    so, only another run brings back. Raises what ``rewrite`` does.
    """
    told = Corrections(corrections)

    def change(row: Row, document: Document) -> tuple[bytes, Answer] | None:
        if document.row.doc_id != doc_id:
            return None
        before = (document.statements, document.speakers)
        after = told.apply(document.article, *before)
        if after == before:
            return None
        # another key, so that the next run reads the article again: the verdict may be withdrawn by then
        other = sha256(b"mended" + row.key).digest()[: len(row.key)]
        return other, answered(document.article, *after, sorted(told.obeyed | set(row.obeyed)))

    return bool(rewrite(out, change))
