"""Lines that a name and a colon open: transcripts, headlines, and the many lines with a colon that nobody says."""

from typing import TYPE_CHECKING

import pytest

import onrecord
from marked import as_marked, canonical

if TYPE_CHECKING:
    from spacy.language import Language

SAID = {
    "capitals": (
        "[a_who ANN LEE][a_cue :] [a The bridge is a hundred years "
        "old.]\n[b_who BO HILL][b_cue :] [b Nobody has painted it.]"
    ),
    "capitals-one-turn": (
        "[a_who SEN. WHITE][a_cue :] [a I will vote no, and so will my friends.]\nThe hearing ended at noon."
    ),
    "names-twice": (
        "[a_who Ann Lee][a_cue :] [a The bridge is old.]\n[b_who Bo Hill][b_cue :] [b It "
        "is.]\n[c_who Ann Lee][c_cue :] [c It will fall.]\n[d_who Bo Hill][d_cue :] [d It will.]"
    ),
    "surnames-twice": (
        "[a_who Lee][a_cue :] [a The bridge is old.]\n[b_who Hill][b_cue :] [b It "
        "is.]\n[c_who Lee][c_cue :] [c It will fall.]\n[d_who Hill][d_cue :] [d It will.]"
    ),
    "questions": (
        "[a_who Q][a_cue :] [a When did you start?]\n[b_who A][b_cue :] [b I started "
        "at six.]\n[c_who Q][c_cue :] [c Why?]\n[d_who A][d_cue :] [d My mother sang.]"
    ),
    "questions-in-full": (
        "[a_who Question][a_cue :] [a When did you start?]\n[b_who Answer][b_cue :] [b I started at six.]"
    ),
    "title-and-marks-us": "[a_who Ann Lee, head teacher][a_cue :] “[a The roof is a hundred years old.]”",
    "title-and-marks-uk": "[a_who Ann Lee, head teacher][a_cue :] ‘[a The roof is a hundred years old.]’",
    "headline-name": "[a_who Ann Lee][a_cue :] [a Bridge to stay shut until May]\nThe bridge was shut on Monday.",
    "headline-body": "[a_who UN][a_cue :] [a 300 dead in Yemen floods]\nThe rain began on Monday.",
    "headline-police": "[a_who Police][a_cue :] [a Driver was asleep at the wheel]\nThe crash shut the road on Monday.",
    "headline-quoted": "[a_who Mayor Ann Lee][a_cue :] '[a Bridge must stay shut]'\nThe bridge was shut on Monday.",
    "four-paragraphs": (
        "[a_who MS. LEE][a_cue :] [a We went to the house.]\nThey waited.\n[b_who MS. LEE][b_cue :] [b It was empty.]"
    ),
}


@pytest.mark.parametrize("marked", SAID.values(), ids=SAID)
def test_what_a_line_says(nlp: "Language", marked: str) -> None:
    assert as_marked(nlp, marked) == canonical(marked)


NOBODY = {
    "label": "Photo: Ann Lee on the bridge\nThe bridge was shut on Monday.",
    "read-more": "Read more: Bridge shut until May\nThe bridge was shut on Monday.",
    "score": "Leeds 3: Everton 1\nIt rained.",
    "time": "The match starts at 3:30 on Monday.",
    "recipe": "Ingredients: two eggs, a cup of milk\nStir well.",
    "list": "The winners: Ann Lee, Bo Hill and Jane Ford.",
    "verb-before-the-colon": "One thing was clear: the bridge had to go.",
    "two-parts-of-a-sentence": "Only one road is left: the old one over the hill.",
    "title-of-a-film": "She starred in “Bridges: A Love Story” in 1999.",
    "contact": "Contact: Ann Lee, 555-0123",
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_a_line_that_nobody_says(nlp: "Language", text: str) -> None:
    assert [s.text for s in onrecord.extract(text, nlp=nlp)] == []


def test_turns_of_one_name_are_one_speaker(nlp: "Language") -> None:
    text = "Ann Lee: The bridge is old.\nBo Hill: It is.\nAnn Lee: It will fall.\nBo Hill: It will."
    got = onrecord.extract(text, nlp=nlp)
    assert [s.speaker for s in got] == ["Ann Lee", "Bo Hill", "Ann Lee", "Bo Hill"]
    assert len({s.speaker_id for s in got}) == 2


def test_a_surname_in_capitals_is_the_person_named_before(nlp: "Language") -> None:
    text = "Karen Fox met David Cole at City Hall.\n\nFOX: The bridge is a hundred years old.\n\nCOLE: It will fall."
    assert [s.speaker for s in onrecord.extract(text, nlp=nlp)] == ["Karen Fox", "David Cole"]
