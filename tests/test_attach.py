"""Which clause a quotation belongs to: the words beside it decide, whatever the parse made of them.

The sentences are marked as tests/marked.py says.
"""

from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

import onrecord
from marked import as_marked, canonical, speech, table
from onrecord import beside
from onrecord.drafts import minus, overlap, union

if TYPE_CHECKING:
    from spacy.language import Language

CASES = {
    "after-comma": "“[a We saw nothing,]” [a_who the pilot] [a_cue said]. The plane landed at noon.",
    "after-question": "“[a Who pays?]” [a_cue asked] [a_who Ann Lee]. Nobody answered.",
    "after-exclamation": "'[a Get out of the house now!]' [a_who she] [a_cue shouted]. They ran.",
    "before-comma": "[a_who The pilot] [a_cue said], “[a We saw nothing.]” The plane landed at noon.",
    "before-colon": "[a_who The pilot] [a_cue said]: '[a We saw nothing.]' The plane landed at noon.",
    "before-colon-new-paragraph": (
        "[a_who The pilot] [a_cue said]:\n“[a We saw nothing at all that night.]”\nThe plane landed."
    ),
    "between-two": (
        "“[a We saw nothing,]” [a_who the pilot] [a_cue said]. “[a We "
        "heard it.]” [b_who Ann Lee] [b_cue said]: “[b It hit us.]”"
    ),
    "not-the-next-one": (
        "'[a We saw nothing,]' [a_cue said] [a_who the pilot].\n'[b It hit us,]' [b_cue said] [b_who Ann Lee]."
    ),
    "two-speakers-one-paragraph": (
        "“[a It is over,]” [a_who Karen Fox] [a_cue said]. “[b It is not,]” [b_who David Cole] [b_cue said]."
    ),
    "two-speakers-one-word-each": (
        "“[a Never,]” [a_cue said] [a_who Karen Fox]. “[b Never,]” [b_cue said] [b_who David Cole]."
    ),
    "two-speakers-shouting": (
        "“[a Stop the car!]” [a_who Karen Fox] [a_cue shouted]. “[b Why?]” [b_who David Cole] [b_cue asked]."
    ),
    "cue-after-adverb": "“[a We saw nothing,]” [a_who the pilot] later [a_cue said].",
    "addressee-between": "“[a We saw nothing,]” [a_who the pilot] [a_cue told] the court.",
    "addressee-before": "[a_who The pilot] [a_cue told] the BBC: '[a We saw nothing.]'",
    "channel-between": "“[a We are sorry,]” [a_who the airline] [a_cue said] in a statement.",
    "channel-first": "In a statement on Friday, [a_who the airline] [a_cue said]: “[a We are sorry.]”",
    "verb-on-no-list-after": "“[a We saw nothing, nothing at all,]” [a_who the pilot] [a_cue croaked].",
    "verb-on-no-list-before": "[a_who The pilot] [a_cue shrugged], “[a We saw nothing, and nobody told us.]”",
    "dash": "“[a We saw nothing]” – [a_who the pilot] [a_cue said] – “[a and nobody told us.]”",
    "name-and-age": "“[a We saw nothing,]” [a_cue said] [a_who Ann Lee, 41].",
    "inverted-in-the-middle": "“[a We saw nothing,]” [a_cue said] [a_who Ann Lee], “[a and nobody told us.]”",
    "words-inside-a-clause": "[a_who The pilot] [a_cue said] [a it was “the worst night of my life” and left].",
    "reply-of-somebody": "[a_who Ann Lee's] [a_cue reply]: “[a It is a grave.]”",
    "words-of-somebody": "The words of [a_who Ann Lee] – “[a it is a grave and a disgrace]” – shocked the town.",
    "two-quoted-parts": "[a_who The pilot] [a_cue said] [a it was “a long night” with “no moon at all”].",
    "name-after-a-dash": "“[a We saw nothing.]” - [a_who Ann Lee, pilot]",
    "name-after-a-bar": "“[a He gave them all a voice, and my children hear it.]” [a_cue ―] [a_who Sonya Bell]\n",
    "name-after-a-bar-without-space": "“[a I am so ashamed that I cannot watch.]”[a_cue ―] [a_who Pam Diaz]\u00a0\n",
    "name-before-the-colon": (
        "The surge is no surprise for the poll's author - More from [a_who Jones][a_cue :] “[a It is a start.]”"
    ),
    "name-before-the-colon-of-another-verb": (
        "The surge does not surprise [a_who the pollster Daron Shaw][a_cue :] “[a The lesser-known always win.]”"
    ),
    "statement-in-the-next-paragraph": (
        "[a_who The club] [a_cue released] the following statement:\n\n“[a We offer our thanks to all of our fans.]”"
    ),
    "put-it": "As [a_who Ann Lee, a professor of law at Yale], [a_cue put] it, “[a The Senate should remember us.]”",
    "sentence-before-denies": "[a_who Mr. Hannity] is proud of his aim. “[a I am not hiding that I want him to win.]”",
    "name-after-two-hyphens": "“[a I am so ashamed that I cannot watch.]” [a_cue --] [a_who Pam Diaz, 41, nurse]",
}


HARD = {"words-of-somebody": "source without a verb: no cue word stands between the name and the quotation"}


@pytest.mark.parametrize("marked", table(CASES, HARD))
def test_quotation_and_its_clause(nlp: "Language", marked: str) -> None:
    assert as_marked(nlp, marked) == canonical(marked)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is over,” said Ann Lee, a nurse from Ohio who lost her job.", "Ann Lee"),
        ("Ann Lee, a nurse who lost her job in May, said: 'It is over.'", "Ann Lee"),
        ("Ann Lee was in tears. 'It is over,' she said.", "Ann Lee"),
        ("“It is over,” Ann Lee said, but Bo Hill disagreed.", "Ann Lee"),
        ("Bo Hill left when Ann Lee said: 'It is over.'", "Ann Lee"),
        ("Asked about Bo Hill, Ann Lee said: “It is over.”", "Ann Lee"),
        ("“It is over,” Ann Lee (D-Ohio) told Bo Hill.", "Ann Lee"),
    ],
)
def test_the_speaker_stands_in_the_clause_of_the_quotation(nlp: "Language", text: str, speaker: str) -> None:
    (found,) = [s for s in speech(nlp, text) if s.text.startswith("It is over")]
    assert (found.speaker, found.form) == (speaker, "direct")


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is falling down and nobody cares.”",
        "It was late.\n\n'The bridge is falling down and nobody cares.'\n\nThe town slept.",
        "There was a sign on the wall.\n“The bridge is falling down and nobody cares.”",
    ],
)
def test_a_quotation_of_speech_is_never_lost(nlp: "Language", text: str) -> None:
    (found,) = onrecord.extract(text, nlp=nlp)
    assert found.text == "The bridge is falling down and nobody cares."
    assert (found.form, found.cue, found.mention, found.speaker) == ("direct", None, None, None)


def doc(words: str, tags: str, heads: list[int] | None = None, deps: str | None = None) -> Doc:
    return Doc(
        spacy.blank("en").vocab,
        words=words.split(),
        tags=tags.split(),
        heads=heads,
        deps=deps.split() if deps else None,
    )


@pytest.mark.parametrize(
    ("words", "tags", "cue", "expected"),
    [
        ("Then Ann Lee said so", "RB NNP NNP VBD RB", 3, "Ann Lee"),
        ("So the old man said", "RB DT JJ NN VBD", 4, "the old man"),
        ("the council 's leader said", "DT NN POS NN VBD", 4, "the council 's leader"),
        ("said so", "VBD RB", 0, None),
        ("and said so", "CC VBD RB", 1, None),
        ("Paul Ryan ( R-Wis. ) said", "NNP NNP -LRB- NNP -RRB- VBD", 5, "Paul Ryan"),
    ],
)
def test_noun_phrase_before_a_cue(words: str, tags: str, cue: int, expected: str | None) -> None:
    made = doc(words, tags)
    found = beside.before(made, made[cue])
    assert (made[slice(*found)].text if found else None) == expected


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        ("said Ann Lee .", "VBD NNP NNP .", "Ann Lee"),
        ("said the old man today", "VBD DT JJ NN RB", "the old man"),
        ("said the very", "VBD DT RB", None),
        ("said .", "VBD .", None),
    ],
)
def test_noun_phrase_after_a_cue(words: str, tags: str, expected: str | None) -> None:
    made = doc(words, tags)
    found = beside.after(made, made[0])
    assert (made[slice(*found)].text if found else None) == expected


def test_head_of_a_noun_phrase_is_the_word_the_others_hang_on() -> None:
    made = doc("the leader Ann Lee said", "DT NN NNP NNP VBD", [1, 4, 3, 1, 4], "det nsubj compound appos ROOT")
    assert beside.head(made, 0, 4).text == "leader"
    assert beside.head(made, 2, 4).text == "Lee"


def test_a_name_before_brackets_is_found_from_inside_them() -> None:
    made = doc("Paul Ryan ( R-Wis. ) said", "NNP NNP -LRB- NNP -RRB- VBD")
    assert beside.bracketed(made, made[3]) == made[1]
    assert beside.bracketed(made, made[5]) is None
    assert beside.bracketed(made, made[1]) is None


@pytest.mark.parametrize(
    ("spans", "holes", "expected"),
    [
        ([(0, 10)], [], [(0, 10)]),
        ([(0, 10)], [(0, 10)], []),
        ([(0, 10)], [(3, 3)], [(0, 3), (3, 10)]),
        ([(0, 10)], [(8, 20)], [(0, 8)]),
        ([(0, 4), (6, 10)], [(3, 7)], [(0, 3), (7, 10)]),
        ([(5, 10)], [(0, 5)], [(5, 10)]),
        ([(0, 10)], [(2, 4), (6, 8)], [(0, 2), (4, 6), (8, 10)]),
    ],
)
def test_minus(spans: list[tuple[int, int]], holes: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert minus(spans, holes) == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(0, 3), (3, 5)], [(0, 5)]),
        ([(0, 3), (4, 5)], [(0, 3), (4, 5)]),
        ([(4, 5), (0, 9)], [(0, 9)]),
    ],
)
def test_union(spans: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert union(spans) == expected


def test_overlap_counts_shared_characters() -> None:
    assert overlap([(0, 10)], [(10, 12)]) == 0
    assert overlap([(0, 4), (6, 9)], [(2, 8)]) == 4
    assert overlap([], [(0, 1)]) == 0


def test_the_source_of_a_report_is_that_of_the_quotation_after_it(nlp: "Language") -> None:
    text = "Greene said that the Fed wants to be out of the way. But “they never talk about it, ever and ever.”"
    report, *_, quotation = nlp(text)._.onrecord_statements
    assert quotation["cue"] is None
    assert quotation["mention_spans"] == report["mention_spans"] == [(0, 6)]
    assert "sentence-before" in quotation["rules"]
