"""What must not matter: single marks for double ones, straight for curly, one newline or two between paragraphs."""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.evaluate import evaluate, predict, score
from onrecord.gold import GoldArticle, read_gold
from onrecord.pipeline import annotate

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

    from onrecord.records import Span

POINTS = 0.01  # as much as a score may move
DOUBLE = r"[“”\"]|''|``"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def opens(match: re.Match[str]) -> bool:
    if match.group() in "“``":
        return True
    before = match.string[match.start() - 1 : match.start()]
    return match.group() != "”" and (not before or before.isspace() or before in "([—–-")


VARIANTS: "dict[str, tuple[str, Callable[[re.Match[str]], str]]]" = {
    "single-straight": (DOUBLE, lambda _: "'"),
    "single-curly": (DOUBLE, lambda m: "‘" if opens(m) else "’"),
    "straight": (r"[“”‘’]", lambda m: '"' if m.group() in "“”" else "'"),
    "one-newline": (r"\n+", lambda _: "\n"),
    "two-newlines": (r"\n+", lambda _: "\n\n"),
}


def rewritten(article: GoldArticle, pattern: str, change: "Callable[[re.Match[str]], str]") -> GoldArticle:
    """The article with other marks or newlines, its answers moved along."""
    moved: list[int] = []
    out: list[str] = []
    length = at = 0
    for match in re.finditer(pattern, article.text):
        piece, new = article.text[at : match.start()], change(match)
        moved += [length + i for i in range(len(piece))] + [length + len(piece)] * len(match.group())
        out += [piece, new]
        length += len(piece) + len(new)
        at = match.end()
    moved += [length + i for i in range(len(article.text) - at + 1)]
    out.append(article.text[at:])

    def place(spans: "tuple[Span, ...]") -> "tuple[Span, ...]":
        return tuple((moved[start], moved[end]) for start, end in spans)

    statements = tuple(
        replace(s, content=place(s.content), cue=place(s.cue), source=place(s.source)) for s in article.statements
    )
    return GoldArticle(id=article.id, text="".join(out), statements=statements)


def quoted(articles: list[GoldArticle], nlp: "Language") -> float:
    found = predict(articles, partial(annotate, nlp))
    return score(articles, found, outermost=True, samples=0).measures["quoted.e2e"].score


def held(articles: list[GoldArticle], variant: str, nlp: "Language", before: float) -> None:
    after = quoted([rewritten(article, *VARIANTS[variant]) for article in articles], nlp)
    assert abs(after - before) <= POINTS, f"{variant}: {before:.3f} became {after:.3f}"


@pytest.fixture(scope="module")
def dev(gold: Path) -> list[GoldArticle]:
    return list(read_gold(gold / "polnear-dev.jsonl"))


def test_a_part_of_polnear_dev_in_single_marks(dev: list[GoldArticle], whole: "Language") -> None:
    part = dev[::2]
    held(part, "single-curly", whole, quoted(part, whole))


@pytest.mark.slow
def test_polnear_dev_in_every_way(gold: Path, dev: list[GoldArticle], whole: "Language") -> None:
    before = evaluate([gold / "polnear-dev.jsonl"], outermost=True, samples=0).measures["quoted.e2e"].score
    for variant in VARIANTS:
        held(dev, variant, whole, before)


@pytest.mark.parametrize("variant", ["straight", "one-newline", "two-newlines"])
def test_the_corpus(whole: "Language", variant: str) -> None:
    articles = list(read_gold(CORPUS))
    assert len(articles) >= 24
    held(articles, variant, whole, quoted(articles, whole))
