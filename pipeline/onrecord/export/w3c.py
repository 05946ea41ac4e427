"""A knowledge file as Web Annotations (W3C Recommendation, 2017): JSON-LD, a page of annotations for each article.

Each statement is an annotation of its article: the body says who said it, the target where it stands, by offsets
(TextPositionSelector, in code points, as onrecord counts) and by its words (TextQuoteSelector).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from onrecord.export.articles import check_filled, file_name, with_statements
from onrecord.invariants import CONTEXT as AROUND
from onrecord.records import Reject

LD_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}]
TOLD = (
    "form", "act", "cue", "negated", "modality", "mention", "speaker_id", "speaker_kind", "named", "organisation_kind",
    "addressee", "channel", "found_by", "resolved_by", "unresolved", "confidence", "speaker_confidence", "parent_id",
)  # fmt: skip
Row = dict[str, Any]


def write(source: Path, out: Path) -> Iterator[Reject]:
    """Write a folder with a page of annotations for each article that has statements."""
    check_filled(source)
    for number, (article, statements) in enumerate(with_statements(source), 1):
        if statements:
            page = json.dumps(annotations(article, statements), ensure_ascii=False, indent=1)
            (out / f"{file_name(number, article['doc_id'])}.jsonld").write_text(f"{page}\n", encoding="utf-8")
    yield from ()


def annotations(article: Row, statements: list[Row]) -> Row:
    """Give the page of an article: the rows of articles.jsonl and of statements.jsonl as an AnnotationPage.

    >>> annotations({"doc_id": "a b.txt", "url": None}, [])["id"]
    'urn:onrecord:article:a%20b.txt'
    """
    place = f"urn:onrecord:article:{quote(article['doc_id'], safe='')}"
    return {
        "@context": LD_CONTEXT,
        "id": place,
        "type": "AnnotationPage",
        "items": [_annotation(article, article["url"] or place, one) for one in statements],
    }


def _annotation(article: Row, source: str, statement: Row) -> Row:
    body = [_textual("identifying", statement["speaker"])] if statement["speaker"] else []
    body += [_textual("describing", statement[key]) for key in ("role", "organisation") if statement[key]]
    targets = [_target(article["text"], source, start, end) for start, end in statement["spans"]]
    return {
        "id": f"urn:onrecord:statement:{quote(statement['id'], safe='')}",
        "type": "Annotation",
        "motivation": "identifying",
        **({"body": body} if body else {}),
        "target": targets if len(targets) > 1 else targets[0],
        **{f"onrecord:{key}": statement[key] for key in TOLD if statement[key] not in (None, [])},
    }


def _textual(purpose: str, value: str) -> Row:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain", "language": "en"}


def _target(text: str, source: str, start: int, end: int) -> Row:
    return {
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            },
        ],
    }
