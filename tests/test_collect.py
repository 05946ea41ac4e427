"""The records of an article: what a user reads in statements.jsonl and speakers.jsonl, field by field."""

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.invariants import broken
from onrecord.pipeline import annotate
from onrecord.records import Article, Speaker, Statement, from_json, to_json

if TYPE_CHECKING:
    from spacy.language import Language

ARTICLE = Article(
    id="bridge",
    source="bridge.txt",
    title="Bridge shut",
    url="https://example.org/bridge",
    published="2024-05-01",
    outlet="The Ely Post",
    text=(
        "Leeds City Council shut the bridge on Monday.\n\n"
        "Ann Lee, the mayor of Boston, told the BBC: “It is not safe.\n\n“It was never safe.”\n\n"
        "She said in a statement that the bridge was “a danger to us all”. "
        "Engineers did not say when it would open.\n\n"
        "Karen Fox and David Cole said they would have to move. "
        "According to the report, the mayor said the bridge leaked."
    ),
)


def read(nlp: "Language", article: Article) -> tuple[list[Statement], list[Speaker]]:
    _, statements, speakers = next(annotate(nlp, [article]))
    return statements, speakers


@pytest.fixture(scope="module")
def statements(nlp: "Language") -> list[Statement]:
    return [s for s in read(nlp, ARTICLE)[0] if s.act == "speech"]


@pytest.fixture(scope="module")
def speakers(nlp: "Language") -> list[Speaker]:
    return read(nlp, ARTICLE)[1]


def test_the_statements_of_an_article(statements: list[Statement]) -> None:
    assert [(s.form, s.speaker, s.text) for s in statements] == [
        ("direct", "Ann Lee", "It is not safe.\nIt was never safe."),
        ("mixed", "Ann Lee", "that the bridge was “a danger to us all”"),
        ("indirect", "Engineers", "when it would open"),
        ("indirect", "Karen Fox and David Cole", "they would have to move"),
        ("indirect", "the report", "the mayor said the bridge leaked"),
        ("indirect", "Ann Lee", "the bridge leaked"),
    ]


FIELDS: dict[str, tuple[int, dict[str, Any]]] = {
    "article": (0, {"doc_id": "bridge", "title": "Bridge shut", "outlet": "The Ely Post", "published": "2024-05-01"}),
    "counts": (0, {"words": 8, "quoted_words": 8, "closed": True, "paragraph": 1}),
    "counts-of-mixed": (1, {"words": 9, "quoted_words": 5, "paragraph": 3}),
    "counts-of-indirect": (2, {"words": 4, "quoted_words": 0, "quoted": ()}),
    "cue": (0, {"cue": "told", "mention": "Ann Lee, the mayor of Boston"}),
    "addressee": (0, {"addressee": "the BBC", "channel": None}),
    "channel": (1, {"addressee": None, "channel": "in a statement", "mention": "She", "resolved_by": "pronoun"}),
    "negated": (2, {"negated": True, "cue": "did not say", "modality": None}),
    "not-negated": (3, {"negated": False}),
    "role": (1, {"role": "mayor", "organisation": "Boston", "organisation_kind": "place"}),
    "joint": (3, {"speaker_kind": "group", "named": True, "resolved_by": "joint"}),
    "document": (4, {"speaker_kind": "document", "named": False, "cue": "According to"}),
    "nobody-wrong": (5, {"unresolved": None, "mention": "the mayor", "resolved_by": "role-noun"}),
}


@pytest.mark.parametrize(("number", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields(statements: list[Statement], number: int, expected: dict[str, Any]) -> None:
    assert {name: getattr(statements[number], name) for name in expected} == expected


def test_a_report_in_a_report_names_its_parent(statements: list[Statement]) -> None:
    assert [s.parent_id for s in statements] == [None, None, None, None, None, statements[4].id]


def test_context_is_what_stands_beside(statements: list[Statement]) -> None:
    text = ARTICLE.text
    for s in statements:
        assert s.before == text[max(0, s.start - 60) : s.start]
        assert s.after == text[s.end : s.end + 60]
    assert text.startswith(statements[0].before[-60:], statements[0].start - len(statements[0].before))


def test_spans_leave_out_the_marks_of_a_quotation_and_keep_those_within(statements: list[Statement]) -> None:
    text = ARTICLE.text
    assert [text[a:b] for a, b in statements[0].spans] == ["It is not safe.", "It was never safe."]
    assert statements[0].quoted == statements[0].spans
    assert [text[a:b] for a, b in statements[1].quoted] == ["a danger to us all"]


def test_speakers_are_those_of_the_statements_and_their_members(
    statements: list[Statement], speakers: list[Speaker]
) -> None:
    by_name = {s.name: s for s in speakers}
    assert set(by_name) == {"Ann Lee", "Engineers", "the report", "Karen Fox and David Cole", "Karen Fox", "David Cole"}
    assert by_name["Ann Lee"].statements == tuple(s.id for s in statements if s.speaker == "Ann Lee")
    couple = by_name["Karen Fox and David Cole"]
    assert couple.members == (by_name["Karen Fox"].speaker_id, by_name["David Cole"].speaker_id)
    assert by_name["Karen Fox"].statements == ()


def test_roles_of_a_speaker(speakers: list[Speaker]) -> None:
    (lee,) = [s for s in speakers if s.name == "Ann Lee"]
    (role,) = lee.roles
    assert (role.role, role.organisation, role.organisation_kind) == ("mayor", "Boston", "place")
    assert role.role_span is not None
    assert ARTICLE.text[slice(*role.role_span)] == "mayor"


def test_other_names_of_a_speaker(nlp: "Language") -> None:
    text = "Sarah Hughes said it was over. Hughes said she was tired. Sarah said goodbye was hard."
    (speaker,) = read(nlp, Article(id="a", source="a", text=text))[1]
    assert (speaker.name, sorted(speaker.aliases)) == ("Sarah Hughes", ["Hughes", "Sarah"])


def test_the_same_words_of_two_articles_have_ids_of_their_own(nlp: "Language") -> None:
    one, two = (read(nlp, Article(id=i, source=i, text="Ann Lee said it was over.")) for i in "ab")
    assert one[0][0].id != two[0][0].id
    assert one[1][0].speaker_id != two[1][0].speaker_id
    assert one == read(nlp, Article(id="a", source="a", text="Ann Lee said it was over."))


def test_equal_words_in_two_places_have_ids_of_their_own(nlp: "Language") -> None:
    found = onrecord.extract("“Never,” said Ann Lee.\n\nThe room was quiet.\n\n“Never,” said Bo Hill.", nlp=nlp)
    assert [s.text for s in found] == ["Never,"] * 2
    assert found[0].id != found[1].id


def test_records_come_back_from_json(nlp: "Language") -> None:
    statements, speakers = read(nlp, ARTICLE)
    assert [from_json(Statement, to_json(s)) for s in statements] == statements
    assert [from_json(Speaker, to_json(s)) for s in speakers] == speakers


def test_confidence_is_a_probability_and_nobody_is_less_sure_than_a_name(statements: list[Statement]) -> None:
    for s in statements:
        assert 0 < s.confidence <= 1
        assert 0 < s.speaker_confidence <= 1
        assert round(s.confidence, 3) == s.confidence
    assert statements[0].speaker_confidence >= statements[1].speaker_confidence  # a name, then a pronoun


SENTENCES = [
    "Ann Lee said it was over.",
    "“It is over,” said Ann Lee, the mayor of Ely.",
    "'We lost,' she added, 'and nobody cared.'",
    "According to the report, the officer said the dog was asleep.",
    "“Never closed, she said.",
    "Karen Fox and David Cole told the BBC they would appeal.",
    "Q: Why?",
    "A: Because.",
    "ANN LEE: It’s the girls’ turn.",
    "He was told by Sgt. Laura Mills that “the road” was shut.",
    "Boeing CEO David Cole (R-Ohio) claimed that it's 6'2\" tall.",
    "It rained.",
    "\u00a0",
    "🙂 “Ça va,” said Zoë.",
]


@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from([" ", "\n", "\n\n", ""])), max_size=8))
@settings(max_examples=25)
def test_every_record_is_true_to_its_article(nlp: "Language", parts: list[tuple[str, str]]) -> None:
    article = Article(id="a", source="a", text="".join(a + b for a, b in parts))
    statements, speakers = read(nlp, article)
    assert broken(article, statements, speakers) == []
    assert (statements, speakers) == read(nlp, article)
    for s in statements:
        assert (s.form == "indirect") == (not s.quoted)
        assert s.quoted_words <= s.words
