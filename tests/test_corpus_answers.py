"""The answers of corpus/ are what they claim to be: verbatim, whole, nested rightly, and as various as the news is."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from onrecord.gold import GoldArticle, GoldStatement, read_gold

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
ARTICLES = list(read_gold(CORPUS))
STATEMENTS = [(a, s) for a in ARTICLES for s in a.statements]
PRONOUNS = frozenset(["i", "we", "you", "he", "she", "it", "they", "who", "which"])
OPENING = re.compile(r"(?<!\w)[“‘«\"'`](?!\d0s)(?=[\w“‘])")  # no decade, apostrophe or inch mark

each = pytest.mark.parametrize("article", ARTICLES, ids=[a.id for a in ARTICLES])


def words(article: GoldArticle, spans: tuple[tuple[int, int], ...]) -> str:
    return " ".join(article.text[start:end] for start, end in spans)


def mention_kind(article: GoldArticle, one: GoldStatement) -> str:
    """Sort a source by its words: none, a pronoun, (part of) the speaker's own name, or other words for it."""
    source = words(article, one.source)
    if not source:
        return "none"
    if source.lower() in PRONOUNS:
        return "pronoun"
    name = set(re.findall(r"\w+", one.speaker or "")) - {"the", "The", "a", "of", "and"}
    return "name" if name & set(re.findall(r"\w+", source)) else "role"


@each
def test_articles_have_the_length_of_news(article: GoldArticle) -> None:
    assert 450 <= len(article.text.split()) <= 900
    assert len(article.statements) >= 20


@each
def test_spans_are_trimmed_sorted_and_within_one_paragraph(article: GoldArticle) -> None:
    for one in article.statements:
        for spans in (one.content, one.cue, one.source):
            assert list(spans) == sorted(spans)
            assert all(a[1] <= b[0] for a, b in pairwise(spans))
            for start, end in spans:
                piece = article.text[start:end]
                assert piece
                assert piece == piece.strip()
                assert "\n" not in piece
        assert not OPENING.match(article.text, one.content[0][0]) or one.form == "mixed"


@each
def test_no_statement_stands_twice(article: GoldArticle) -> None:
    spans = [one.content for one in article.statements]
    assert len(set(spans)) == len(spans)
    assert [s[0][0] for s in spans] == sorted(s[0][0] for s in spans)


@each
def test_a_statement_lies_inside_its_parent_and_only_there_inside_another(article: GoldArticle) -> None:
    def inside(inner: GoldStatement, outer: GoldStatement) -> bool:
        return all(any(o[0] <= s and e <= o[1] for o in outer.content) for s, e in inner.content)

    for number, one in enumerate(article.statements, 1):
        around = [n for n, other in enumerate(article.statements, 1) if n != number and inside(one, other)]
        assert (one.parent in around) if one.parent else not around, (number, words(article, one.content))
        if one.parent:
            outer = article.statements[one.parent - 1]
            for spans in (one.cue, one.source):
                assert all(any(o[0] <= s and e <= o[1] for o in outer.content) for s, e in spans)


@each
def test_names_roles_and_organisations_are_verbatim(article: GoldArticle) -> None:
    for one in article.statements:
        for answer in (one.speaker, one.role, one.organisation):
            assert answer is None or answer in article.text, answer
        assert (one.kind == "unknown") == (one.speaker is None)
        assert one.role is None or one.kind in ("person", "group")


@each
def test_form_goes_by_the_marks(article: GoldArticle) -> None:
    for one in article.statements:
        first = one.content[0][0]
        inner = any(OPENING.search(article.text[start:end]) for start, end in one.content)
        opened = article.text[first - 1 : first] in tuple("“‘«\"'`")
        assert one.form == ("direct" if opened else "mixed" if inner else "indirect")


def test_the_corpus_is_as_various_as_the_news() -> None:
    forms = Counter(s.form for _, s in STATEMENTS)
    acts = Counter(s.act for _, s in STATEMENTS)
    kinds = Counter(s.kind for _, s in STATEMENTS)
    mentions = Counter(mention_kind(a, s) for a, s in STATEMENTS)
    assert len(ARTICLES) >= 24
    assert len(STATEMENTS) >= 800
    assert forms["indirect"] >= len(STATEMENTS) / 3
    assert min(forms["direct"], forms["mixed"]) >= 180
    assert acts["speech"] >= 700
    assert min(acts["thought"], acts["intention"]) >= 30
    assert acts["other"] >= 15
    assert kinds["person"] >= 500
    assert min(kinds["organisation"], kinds["document"], kinds["group"]) >= 80
    assert kinds["unknown"] >= 30
    assert mentions["pronoun"] + mentions["role"] >= len(STATEMENTS) / 4
    assert min(mentions["none"], mentions["pronoun"], mentions["role"]) >= 40


def test_hard_cases_are_all_there() -> None:
    def paragraphs(article: GoldArticle, one: GoldStatement) -> int:
        return sum("\n" in article.text[a[1] : b[0]] for a, b in pairwise(one.content)) + 1

    def unclosed(article: GoldArticle, one: GoldStatement) -> bool:
        after = article.text[one.content[-1][1] : one.content[-1][1] + 1]
        return one.form == "direct" and after == "\n"

    assert sum(paragraphs(a, s) > 1 for a, s in STATEMENTS) >= 20
    assert sum(paragraphs(a, s) > 2 for a, s in STATEMENTS) >= 10
    assert sum(unclosed(a, s) for a, s in STATEMENTS) >= 7
    assert sum(s.form == "direct" and not s.cue and not s.source for _, s in STATEMENTS) >= 12  # floating quotations
    assert sum(s.parent is not None for _, s in STATEMENTS) >= 150
    assert sum(bool(s.negated) for _, s in STATEMENTS) >= 35
    cues = Counter(words(a, s.cue).lower() for a, s in STATEMENTS)
    assert all(
        cues[cue] for cue in ("according to", "per", ":", "was told by", "is said", "adding", "claim", "had denied")
    )
