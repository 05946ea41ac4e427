"""Annotated articles made ready to be learned from: parsed, read by the rules, their tokens rightly labelled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from onrecord.drafts import Draft
from onrecord.gold import GoldArticle, GoldStatement, is_judged, read_gold
from onrecord.page import Page, open_page
from onrecord.pipeline import load
from onrecord.statements import statements
from onrecord.tagger.chain import CONTENT, CUE, SOURCE, Labels, Range, ranges
from onrecord.tagger.columns import read_columns
from onrecord.tagger.sheet import Sheet
from onrecord.tagger.templates import READING, Buckets, buckets

_UNUSED = ["onrecord_statements", "onrecord_people", "onrecord_speakers"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """An annotated article made ready: its facts, its buckets, its right labels, its statements in tokens.

    ``judged`` tells of each token whether a person has judged what is said there; only that is learned from.
    """

    article: GoldArticle
    page: Page
    sheet: Sheet
    drafts: list[Draft]
    found: Buckets
    labels: Labels
    statements: list[dict[int, list[Range]]]
    judged: NDArray[np.bool_]

    def ranges(self) -> list[Range]:
        """Give the sequences that were judged."""
        return [(start, end) for start, end in ranges(self.sheet) if self.judged[start:end].any()]


def read_lessons(
    paths: Iterable[Path | str], *, model: str | None = None, rules: Path | None = None
) -> Iterator[Lesson]:
    """Read annotated articles, let the pipeline parse them and the rules read them, and give each as a lesson.

    ``model`` and ``rules`` are those of ``onrecord.load``.
    Raises what ``read_gold`` raises for a file that cannot be read, and ModelNotFound without a spaCy model.
    """
    nlp = load(model, rules=rules, tagger=False)
    nlp.select_pipes(disable=_UNUSED)
    articles = [article for path in paths for article in read_gold(path)]
    for article, doc in zip(articles, nlp.pipe([article.text for article in articles], batch_size=16), strict=True):
        yield prepare(doc, statements(doc), article)


def prepare(doc: Doc, drafts: list[Draft], article: GoldArticle) -> Lesson:
    """Make a lesson of an article: its parsed Doc, the drafts that rules made of it, and what people found in it."""
    doc.tensor = doc.vocab.vectors.data[:0]  # nobody asks for it, and it is most of a Doc's memory
    page = open_page(doc)
    sheet = read_columns(doc, drafts, page.text)
    judged = np.ones(len(sheet), bool)
    if article.judged is not None:
        judged[:] = False
        for start, end in sheet.tokens(article.judged):
            judged[start:end] = True
    labels = np.zeros(len(sheet), np.int8)
    spoken = []
    for statement in article.statements:
        if not statement.content or not is_judged(article, statement.content[0]):
            continue
        spans = _in_tokens(sheet, statement)
        spoken.append(spans)
        for kind in (SOURCE, CUE, CONTENT):
            for start, end in spans[kind]:
                if not labels[start:end].any():
                    labels[start:end] = kind + 1
                    labels[start] = kind
    found = buckets(sheet.facts, sheet.paragraph, READING)
    return Lesson(article, page, sheet, drafts, found, labels, spoken, judged)


def _in_tokens(sheet: Sheet, statement: GoldStatement) -> dict[int, list[Range]]:
    return {
        SOURCE: sheet.tokens(statement.source),
        CUE: sheet.tokens(statement.cue),
        CONTENT: sheet.tokens(statement.content),
    }
