"""A knowledge file put right at once, as the next run will write it."""

from collections.abc import Iterable
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
        obeyed = sorted(told.obeyed | set(row.obeyed))
        return (row.key, answered(document.article, *after, obeyed)) if after != before else None

    return bool(rewrite(out, change))
