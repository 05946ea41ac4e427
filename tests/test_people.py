"""The people and bodies of an article: which names are one person's, and which are nobody's."""

from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

from onrecord.entities import Entity, from_doc
from onrecord.people.runs import trim

if TYPE_CHECKING:
    from spacy.language import Language


def entities(nlp: "Language", text: str) -> list[Entity]:
    return from_doc(nlp(text))


def people(nlp: "Language", text: str) -> dict[str, list[str]]:
    """For each person of a text, by the fullest name, the words that speak of them by name."""
    doc = nlp(text)
    return {e.name: [doc[start:end].text for start, end in e.mentions] for e in from_doc(doc) if e.kind == "person"}


def bodies(nlp: "Language", text: str) -> dict[str, list[str]]:
    doc = nlp(text)
    return {e.name: [doc[start:end].text for start, end in e.mentions] for e in from_doc(doc) if e.kind != "person"}


ONE_PERSON = {
    "surname": ("Sarah Hughes won the race. Hughes was tired.", "Sarah Hughes", ["Sarah Hughes", "Hughes"]),
    "surname-after-title": (
        "Robert Hughes runs the clinic. Mr Hughes is 60.",
        "Robert Hughes",
        ["Robert Hughes", "Hughes"],
    ),
    "forename": ("Sarah Hughes won the race. Sarah was tired.", "Sarah Hughes", ["Sarah Hughes", "Sarah"]),
    "short-forename": (
        "Michael Brown spoke first. Mike Brown left early.",
        "Michael Brown",
        ["Michael Brown", "Mike Brown"],
    ),
    "initial": ("David R. Cole spoke first. David Cole left early.", "David R. Cole", ["David R. Cole", "David Cole"]),
    "fuller-name-later": ("Hughes won the race. Sarah Hughes is 24.", "Sarah Hughes", ["Hughes", "Sarah Hughes"]),
    "possessive-us": ("Sarah Hughes's coach wept. Hughes' mother did too.", "Sarah Hughes", ["Sarah Hughes", "Hughes"]),
    "possessive-curly": ("David Cole’s farm was flooded. Cole’s cows drowned.", "David Cole", ["David Cole", "Cole"]),
    "suffix": ("Robert Kane Jr. spoke in Ohio. Kane left early.", "Robert Kane Jr.", ["Robert Kane Jr.", "Kane"]),
    "hyphen": ("Laura Smith-Jones won. Smith-Jones is 24.", "Laura Smith-Jones", ["Laura Smith-Jones", "Smith-Jones"]),
    "title-us": ("Sen. Carol White voted no. White is 70.", "Carol White", ["Carol White", "White"]),
    "title-uk": ("Sir Keith Palmer resigned. Sir Keith is 70.", "Keith Palmer", ["Keith Palmer", "Keith"]),
    "apostrophe-name": ("Mary O'Brien won the seat. O'Brien is 41.", "Mary O'Brien", ["Mary O'Brien", "O'Brien"]),
    "particle": (
        "Ursula van der Berg spoke. Van der Berg left.",
        "Ursula van der Berg",
        ["Ursula van der Berg", "Van der Berg"],
    ),
}


@pytest.mark.parametrize(("text", "name", "mentions"), ONE_PERSON.values(), ids=ONE_PERSON)
def test_one_person(nlp: "Language", text: str, name: str, mentions: list[str]) -> None:
    assert people(nlp, text) == {name: mentions}


TWO_PEOPLE = {
    "same-surname": "John Baker and Emily Baker bought the farm.",
    "same-forename": "John Baker met John Foster in Leeds.",
    "initials-of-two": "James Baker and Jane Baker bought the farm.",
}


@pytest.mark.parametrize("text", TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_two_people_are_not_made_one(nlp: "Language", text: str) -> None:
    assert len(people(nlp, text)) == 2


def test_father_and_son_are_two_people(nlp: "Language") -> None:
    assert len(people(nlp, "Robert Kane Sr. founded the firm and Robert Kane Jr. sold it.")) == 2


NOBODY = {
    "body-named-after-someone": ("Laura Clinton spoke. The Clinton Foundation closed.", "Clinton Foundation"),
    "place": ("The march went from Trafalgar Square to Downing Street.", "Downing Street"),
    "day": ("On Monday the court sat.", "Monday"),
    "month": ("In April the court sat.", "April"),
    "party": ("The Liberal Democrats lost two seats.", "Liberal"),
}


@pytest.mark.parametrize(("text", "words"), NOBODY.values(), ids=NOBODY)
def test_nobodys_name(nlp: "Language", text: str, words: str) -> None:
    assert not [name for name, places in people(nlp, text).items() if any(place in words for place in places)]


def test_a_namesake_is_told_by_the_title(nlp: "Language") -> None:
    text = "Peter Baker and his wife, Emily Baker, bought the farm. Mr Baker paints. Mrs Baker sings."
    found = people(nlp, text)
    assert found == {"Peter Baker": ["Peter Baker", "Baker"], "Emily Baker": ["Emily Baker", "Baker"]}


def test_a_son_with_a_suffix_is_not_his_father_without(nlp: "Language") -> None:
    text = "Robert Kane won the vote. His son, Robert Kane Jr., was in the hall."
    assert set(people(nlp, text)) == {"Robert Kane", "Robert Kane Jr."}


def test_names_that_the_recogniser_does_not_see(nlp: "Language") -> None:
    text = "We asked visitors. Pia Thorsby said it was dull. Bobo, 7, said it was fun."
    assert set(people(nlp, text)) == {"Pia Thorsby", "Bobo"}


BODIES = {
    "spelt-out": (
        "The United Nations Security Council met. The U.N. Security Council voted. The Security Council rose.",
        "Security Council",
    ),
    "end-of-name": ("The U.N. Security Council met. The Security Council voted.", "Security Council"),
    "initials": ("The National Transportation Safety Board sent a team. The NTSB blamed ice.", "NTSB"),
    "company": ("Boeing cut jobs. Boeing blamed the market.", "Boeing"),
    "council": ("Leeds City Council shut the road.", "Leeds City Council"),
}


@pytest.mark.parametrize(("text", "words"), BODIES.values(), ids=BODIES)
def test_bodies(nlp: "Language", text: str, words: str) -> None:
    (entity,) = [name for name, places in bodies(nlp, text).items() if any(words in place for place in places)]
    assert entity in text


GENDER = {
    "forename-female": ("Sarah Hughes won.", "female"),
    "forename-male": ("David Cole won.", "male"),
    "courtesy": ("Ms Kim Tran won.", "female"),
    "knight": ("Sir Ashley Tran won.", "male"),
    "noun": ("Kim Tran, a mother of two, won.", "female"),
    "unknown": ("Kerry Tran won.", None),
    "title-before-forename": ("Mr Leslie Tran won.", "male"),
}


@pytest.mark.parametrize(("text", "gender"), GENDER.values(), ids=GENDER)
def test_gender(nlp: "Language", text: str, gender: str | None) -> None:
    (person,) = [e for e in entities(nlp, text) if e.kind == "person"]
    assert person.gender == gender


@pytest.mark.parametrize(
    ("words", "tags", "expected"),
    [
        (["Ann", "Lee"], ["NNP", "NNP"], "Ann Lee"),
        (["the", "Ann", "Lee"], ["DT", "NNP", "NNP"], "Ann Lee"),
        (["Ann", "Lee", "'s"], ["NNP", "NNP", "POS"], "Ann Lee"),
        (['"', "Ann", "Lee", ","], ["``", "NNP", "NNP", ","], "Ann Lee"),
        (["Explaining", "Ann", "Lee"], ["VBG", "NNP", "NNP"], "Ann Lee"),
        (["Ann", "Lee", "\n", "Bo"], ["NNP", "NNP", "_SP", "NNP"], "Ann Lee"),
        (["Lee", "Says", "Bridge"], ["NNP", "NNP", "NNP"], "Lee"),
        (["Ann", "Lee", "to"], ["NNP", "NNP", "TO"], "Ann Lee"),
        (["the", ","], ["DT", ","], ""),
    ],
)
def test_what_is_no_part_of_a_name_is_taken_off(words: list[str], tags: list[str], expected: str) -> None:
    doc = Doc(spacy.blank("en").vocab, words=words, tags=tags, ents=["B-PERSON", *["I-PERSON"] * (len(words) - 1)])
    start, end = trim(doc, 0, len(doc))
    assert doc[start:end].text == expected


def test_every_mention_of_an_entity_lies_in_the_text_and_is_nobody_elses(nlp: "Language") -> None:
    text = " ".join(t for t, *_ in ONE_PERSON.values())
    doc = nlp(text)
    seen: set[int] = set()
    for n, entity in enumerate(from_doc(doc)):
        assert entity.number == n
        assert text[slice(*entity.span)] == entity.name
        assert entity.mentions == sorted(entity.mentions)
        for start, end in entity.mentions:
            assert not seen & set(range(start, end)), (entity.name, doc[start:end].text)
            seen |= set(range(start, end))
