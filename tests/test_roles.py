"""What the article calls a speaker and for whom: role, organisation and its kind, read off the statement."""

from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

import onrecord
from onrecord.bodies import kind_of_body
from onrecord.records import Statement
from onrecord.roles import split

if TYPE_CHECKING:
    from spacy.language import Language

Roles = dict[str, tuple[str, str, str | None, str | None, str | None]]

BEFORE: Roles = {
    "rank": (
        "Detective Superintendent Laura Mills said it was over.",
        "Laura Mills",
        "Detective Superintendent",
        None,
        None,
    ),
    "short-rank": ("Sgt. Laura Mills said it was over.", "Laura Mills", "Sgt.", None, None),
    "office": ("Shadow Chancellor Peter Grant said it was over.", "Peter Grant", "Shadow Chancellor", None, None),
    "office-two-words": (
        "Attorney General Carol White said it was over.",
        "Carol White",
        "Attorney General",
        None,
        None,
    ),
    "senator": ("Sen. Carol White said it was over.", "Carol White", "Sen.", None, None),
    "company": ("Boeing CEO David Cole said it was over.", "David Cole", "CEO", "Boeing", "body"),
    "company-lower": (
        "Microsoft spokeswoman Jane Ford said it was over.",
        "Jane Ford",
        "spokeswoman",
        "Microsoft",
        "body",
    ),
    "party": ("Republican pollster Tom Reed said it was over.", "Tom Reed", "pollster", "Republican", "party"),
    "party-uk": ("Labour councillor Tom Reed said it was over.", "Tom Reed", "councillor", "Labour", "party"),
    "place": ("Vermont governor Tom Reed said it was over.", "Tom Reed", "governor", "Vermont", "place"),
    "nation": ("French president Luc Martin said it was over.", "Luc Martin", "president", "French", "place"),
    "possessive": (
        "The council's head of planning, Susan Clark, said it was over.",
        "Susan Clark",
        "head of planning",
        "council",
        "body",
    ),
    "former": ("Former mayor Ann Lee said it was over.", "Ann Lee", "Former mayor", None, None),
    "lower-words": ("Climate scientist Susan Clark said it was over.", "Susan Clark", "Climate scientist", None, None),
    "survivor": ("Rape survivor Susan Clark said it was over.", "Susan Clark", "Rape survivor", None, None),
    "the-article": ("The actor Jane Ford said it was over.", "Jane Ford", "actor", None, None),
}
AFTER: Roles = {
    "of-body": (
        "Susan Clark, of the British Heart Foundation, said it was over.",
        "Susan Clark",
        None,
        "British Heart Foundation",
        "body",
    ),
    "from-body": ("Susan Clark, from the charity Shelter, said it was over.", "Susan Clark", None, "Shelter", "body"),
    "office-of-body": (
        "Susan Clark, chief executive of Barclays, said it was over.",
        "Susan Clark",
        "chief executive",
        "Barclays",
        "body",
    ),
    "office-at-body": (
        "Peter Grant, a professor at Ohio State University, said it was over.",
        "Peter Grant",
        "professor",
        "Ohio State University",
        "body",
    ),
    "office-for-body": (
        "Jane Ford, a spokeswoman for Amnesty International, said it was over.",
        "Jane Ford",
        "spokeswoman",
        "Amnesty International",
        "body",
    ),
    "mayor-of-place": ("Ann Lee, the mayor of Boston, said it was over.", "Ann Lee", "mayor", "Boston", "place"),
    "mayor-of-a-small-place": ("Ann Lee, the mayor of Ely, said it was over.", "Ann Lee", "mayor", "Ely", "place"),
    "long-office": (
        "Ann Lee, director of public health at Leeds City Council, said it was over.",
        "Ann Lee",
        "director of public health",
        "Leeds City Council",
        "body",
    ),
    "age-skipped": ("Karen Fox, 54, a nurse, said it was over.", "Karen Fox", "nurse", None, None),
    "age-alone": ("Karen Fox, 54, said it was over.", "Karen Fox", None, None, None),
    "party-letters": ("Sen. Carol White, D-Mo., said it was over.", "Carol White", "Sen.", "D-Mo.", "party"),
    "party-brackets": ("Rep. Tom Reed (R-Ohio) said it was over.", "Tom Reed", "Rep.", "R-Ohio", "party"),
    "party-brackets-uk": (
        "Councillor Susan Clark (Labour) said it was over.",
        "Susan Clark",
        "Councillor",
        "Labour",
        "party",
    ),
    "inverted": ("“It is over,” said Peter Grant, a lawyer for Barclays.", "Peter Grant", "lawyer", "Barclays", "body"),
    "copula": ("Ann Lee is the mayor of Boston. Lee said it was over.", "Ann Lee", "mayor", "Boston", "place"),
    "who-is": ("Ann Lee, who is the mayor of Boston, said it was over.", "Ann Lee", "mayor", "Boston", "place"),
}
OVER: Roles = {
    "carried-on": ("Sgt. Laura Mills leads the case. Mills said it was over.", "Laura Mills", "Sgt.", None, None),
    "carried-to-pronoun": (
        "Ann Lee, the mayor of Boston, came. She said it was over.",
        "Ann Lee",
        "mayor",
        "Boston",
        "place",
    ),
    "carried-back": (
        "Ann Lee said it was over. Lee, the mayor of Boston, went home.",
        "Ann Lee",
        "mayor",
        "Boston",
        "place",
    ),
    "here-before-first": (
        "Actor Jane Ford was there. 'It is over,' said campaigner Jane Ford.",
        "Jane Ford",
        "campaigner",
        None,
        None,
    ),
    "force-of-the-rank": (
        "Explaining Essex Police's figures, Detective Inspector Laura Mills said it was over.",
        "Laura Mills",
        "Detective Inspector",
        "Essex Police",
        "body",
    ),
    "not-the-other-persons": ("Mayor Ann Lee met Karen Fox. Fox said it was over.", "Karen Fox", None, None, None),
    "not-what-he-visits": ("David Cole visited Barclays. Cole said it was over.", "David Cole", None, None, None),
    "spokesman-unnamed": (
        "A spokesman for Barclays said it was over.",
        "A spokesman for Barclays",
        "spokesman",
        "Barclays",
        "body",
    ),
}


def last(nlp: "Language", text: str) -> Statement:
    return onrecord.extract(text, nlp=nlp)[-1]


@pytest.mark.parametrize(
    ("text", "speaker", "role", "organisation", "kind"),
    [pytest.param(*row, id=name) for table in (BEFORE, AFTER, OVER) for name, row in table.items()],
)
def test_role(
    nlp: "Language", text: str, speaker: str, role: str | None, organisation: str | None, kind: str | None
) -> None:
    s = last(nlp, text)
    assert (s.speaker, s.role, s.organisation) == (speaker, role, organisation)
    assert kind is None or s.organisation_kind == kind
    assert (s.organisation is None) == (s.organisation_kind is None)


@pytest.mark.parametrize("text", [row[0] for table in (BEFORE, AFTER, OVER) for row in table.values()])
def test_spans_are_where_role_and_organisation_stand(nlp: "Language", text: str) -> None:
    for s in onrecord.extract(text, nlp=nlp):
        assert (s.role, s.organisation) == (
            text[slice(*s.role_span)] if s.role_span else None,
            text[slice(*s.organisation_span)] if s.organisation_span else None,
        )


@pytest.mark.parametrize(
    ("words", "tags", "ents", "role", "organisation"),
    [
        (["Boeing", "CEO"], ["NNP", "NNP"], ["B-ORG", "O"], "CEO", "Boeing"),
        (["chief", "executive"], ["JJ", "NN"], None, "chief executive", None),
        (["Republican", "pollster"], ["JJ", "NN"], ["B-NORP", "O"], "pollster", "Republican"),
        (
            ["Boeing", "'s", "chief", "engineer"],
            ["NNP", "POS", "JJ", "NN"],
            ["B-ORG", "O", "O", "O"],
            "chief engineer",
            "Boeing",
        ),
        (["former", "mayor"], ["JJ", "NN"], None, "former mayor", None),
        (["Mr"], ["NNP"], None, None, None),
        (["blue", "car"], ["JJ", "NN"], None, None, None),
    ],
)
def test_words_before_a_name_are_parted_into_organisation_and_role(
    words: list[str], tags: list[str], ents: list[str] | None, role: str | None, organisation: str | None
) -> None:
    doc = Doc(spacy.blank("en").vocab, words=words, tags=tags, ents=ents)
    post = split(doc, 0, len(doc))
    got = (
        [doc.text[slice(*span)] if span else None for span in (post.role, post.organisation)] if post else [None, None]
    )
    assert got == [role, organisation]


@pytest.mark.parametrize(
    ("words", "ents", "kind"),
    [
        (["Republican"], ["B-NORP"], "party"),
        (["D-Mo."], ["O"], "party"),
        (["Vermont"], ["B-GPE"], "place"),
        (["Leeds", "City", "Council"], ["B-GPE", "I-GPE", "I-GPE"], "body"),
        (["Boeing"], ["B-ORG"], "body"),
    ],
)
def test_kind_of_body(words: list[str], ents: list[str], kind: str) -> None:
    doc = Doc(spacy.blank("en").vocab, words=words, ents=ents)
    assert kind_of_body(doc, (0, len(doc.text.rstrip()))) == kind
