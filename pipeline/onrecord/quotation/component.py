"""The spaCy component: the passages of a Doc, as plain data on it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.quotation.passage import Passage, passages
from onrecord.records import Span

EXTENSION = "onrecord_passages"


@Language.factory("onrecord_quotation", assigns=[f"doc._.{EXTENSION}"])
def make_quotation(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Put the passages of a Doc between quotation marks into ``doc._.onrecord_passages``; needs no other component.

    They lie there as plain dicts and lists, which a DocBin and other processes can carry; ``from_doc`` reads them.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("onrecord_quotation")
    >>> from_doc(nlp('"We will," she said.'))[0].spans
    ((1, 9),)
    """
    if not Doc.has_extension(EXTENSION):
        Doc.set_extension(EXTENSION, default=[])
    return _annotate


def _annotate(doc: Doc) -> Doc:
    doc._.set(EXTENSION, [_plain(passage) for passage in passages(doc.text)])
    return doc


def from_doc(doc: Doc) -> list[Passage]:
    """Give the passages that the component found in a Doc; none when it has not run."""
    if not Doc.has_extension(EXTENSION):
        return []
    return [
        Passage(
            **{
                **row,
                "spans": _pairs(row["spans"]),
                "marks": _pairs(row["marks"]),
                "paragraphs": tuple(row["paragraphs"]),
            }
        )
        for row in doc._.get(EXTENSION)
    ]


def _plain(passage: Passage) -> dict[str, Any]:
    row = asdict(passage)
    row["spans"] = [list(span) for span in passage.spans]
    row["marks"] = [list(span) for span in passage.marks]
    row["paragraphs"] = list(passage.paragraphs)
    return row


def _pairs(rows: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in rows)
