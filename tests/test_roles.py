"""What the article calls a speaker and for whom: role, organisation and its kind, read off the statement."""

from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

import onrecord
from onrecord.bodies import kind_of_body
from onrecord.pipeline import annotate
from onrecord.records import Article, Statement
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


TITLES: Roles = {
    "short-ranks": ("Det Supt Laura Mills said it was over.", "Laura Mills", "Det Supt", None, None),
    "shadow": (
        "Shadow Home Secretary Peter Grant said it was over.",
        "Peter Grant",
        "Shadow Home Secretary",
        None,
        None,
    ),
    "small-word-in-it": (
        "Ohio Secretary of State Jon Hale said it was over.",
        "Jon Hale",
        "Secretary of State",
        "Ohio",
        "place",
    ),
    "of-a-party": (
        "Republican Secretary of State Jon Hale said it was over.",
        "Jon Hale",
        "Secretary of State",
        "Republican",
        "party",
    ),
    "then": ("Then-Secretary of State Jon Hale said it was over.", "Jon Hale", "Then-Secretary of State", None, None),
    "former": (
        "Former secretary of state Jon Hale said it was over.",
        "Jon Hale",
        "Former secretary of state",
        None,
        None,
    ),
    "acting": ("Acting police chief Tom Reed said it was over.", "Tom Reed", "Acting police chief", None, None),
    "co": ("Co-anchor Nora Hale said it was over.", "Nora Hale", "Co-anchor", None, None),
    "past-is-not-cut-off": (
        "Former Wells Fargo chief Jon Hale said it was over.",
        "Jon Hale",
        "Former Wells Fargo chief",
        "Wells Fargo",
        "body",
    ),
    "deputy": ("Deputy Labour leader Ann Lee said it was over.", "Ann Lee", "Deputy Labour leader", "Labour", "party"),
    "two-titles": (
        "Democratic presidential candidate Sen. Tom Reed said it was over.",
        "Tom Reed",
        "presidential candidate",
        "Democratic",
        "party",
    ),
    "body-in-a-title": (
        "White House Press Secretary Jon Hale said it was over.",
        "Jon Hale",
        "Press Secretary",
        "White House",
        "body",
    ),
    "committee": (
        "House Oversight Committee Chairman Tom Reed said it was over.",
        "Tom Reed",
        "Chairman",
        "House Oversight Committee",
        "body",
    ),
    "noun-of-a-body": (
        "Weather service forecaster Tom Reed said it was over.",
        "Tom Reed",
        "forecaster",
        "Weather service",
        "body",
    ),
    "field-of-an-office": (
        "Emergency Management Minister Tom Reed said it was over.",
        "Tom Reed",
        "Emergency Management Minister",
        None,
        None,
    ),
    "title-of-two-words-after": (
        "The Ceann Comhairle, Nora Hale, said it was over.",
        "Nora Hale",
        "Ceann Comhairle",
        None,
        None,
    ),
    "court": (
        "Manhattan Supreme Court Justice Tom Reed said it was over.",
        "Tom Reed",
        "Justice",
        "Manhattan Supreme Court",
        "body",
    ),
    "title-whole": (
        "Chief Financial Officer Tom Reed said it was over.",
        "Tom Reed",
        "Chief Financial Officer",
        None,
        None,
    ),
    "boss": ("Tesco boss Peter Grant said it was over.", "Peter Grant", "boss", "Tesco", "body"),
    "the-new-of-new-york": ("New York Mayor Bill Hale said it was over.", "Bill Hale", "Mayor", "New York", "place"),
    "plural-of-several": (
        "Sens. Carol White (D-Mont.) and Tom Reed (R-La.) came. Reed said it was over.",
        "Tom Reed",
        "Sens.",
        "R-La.",
        "party",
    ),
    "plural-in-words": (
        "Democratic candidates Ann Lee and Tom Reed came. Lee said it was over.",
        "Ann Lee",
        "candidates",
        "Democratic",
        "party",
    ),
    "space-that-does-not-break": ("Sen.\u00a0Carol White said it was over.", "Carol White", "Sen.", None, None),
    "after-a-courtesy": ("The Speaker, Sir Alan Hale, said it was over.", "Alan Hale", "Speaker", None, None),
}
BESIDE: Roles = {
    "body-before-and-name": (
        "A lawyer for Barclays, David Cole, said it was over.",
        "David Cole",
        "lawyer",
        "Barclays",
        "body",
    ),
    "foreign-minister": (
        "Luc Martin, the foreign minister of France, said it was over.",
        "Luc Martin",
        "foreign minister",
        "France",
        "place",
    ),
    "whose-minister": (
        "Mexico's economy minister, Luis Vega, said it was over.",
        "Luis Vega",
        "economy minister",
        "Mexico",
        "place",
    ),
    "ambassador": (
        "Derek Hale, the U.S. ambassador to Burma, said it was over.",
        "Derek Hale",
        "ambassador",
        "U.S.",
        "place",
    ),
    "field-is-not-the-body": (
        "Victor Hale, a Korea expert at the Center for Strategic Studies, said it was over.",
        "Victor Hale",
        "Korea expert",
        "Center for Strategic Studies",
        "body",
    ),
    "field-alone": ("Victor Hale, an expert on Russia, said it was over.", "Victor Hale", "expert", None, None),
    "field-in-lower-case": (
        "Patrick Hale, the undersecretary for management, said it was over.",
        "Patrick Hale",
        "undersecretary for management",
        None,
        None,
    ),
    "prize": (
        "Laura Mills, a Nobel Peace Prize winner, said it was over.",
        "Laura Mills",
        "Nobel Peace Prize winner",
        None,
        None,
    ),
    "two-roles-one-body": (
        "Ann Lee, chairman and chief executive of Acme Foods, said it was over.",
        "Ann Lee",
        "chairman",
        "Acme Foods",
        "body",
    ),
    "more-than-a-member": (
        "Adam Hale, the top Democrat on the House Rules Committee, said it was over.",
        "Adam Hale",
        "top Democrat",
        "House Rules Committee",
        "body",
    ),
    "seat": ("Peter Grant, the MP for Ely, said it was over.", "Peter Grant", "MP", "Ely", "place"),
    "age-and-home": ("Ann Lee, 36, of Norwich, said it was over.", "Ann Lee", None, "Norwich", "place"),
    "party-and-seat": ("Peter Grant (Labour, Ely) said it was over.", "Peter Grant", None, "Labour", "party"),
    "the-party-s": ("Plaid Cymru's Ann Lee said it was over.", "Ann Lee", None, "Plaid Cymru", "party"),
    "several-after": (
        "Laura Mills and Nancy Hale, sociologists at Leeds University, wrote it. Mills said it was over.",
        "Laura Mills",
        "sociologists",
        "Leeds University",
        "body",
    ),
    "before-of-a-place": (
        "Tom Reed, the Republican governor of Ohio, said it was over.",
        "Tom Reed",
        "Republican governor",
        "Ohio",
        "place",
    ),
    "longtime-donor": (
        "Laura Mills, a longtime Republican donor in Texas, said it was over.",
        "Laura Mills",
        "longtime Republican donor",
        "Republican",
        "party",
    ),
    "faith-is-no-place": ("Islamic cleric Tom Reed said it was over.", "Tom Reed", "Islamic cleric", None, None),
    "where-one-is-based": (
        "Laura Mills, an Austin-based political pollster, said it was over.",
        "Laura Mills",
        "political pollster",
        None,
        None,
    ),
    "kin": ("Tom Reed, the husband of Laura Mills, said it was over.", "Tom Reed", "husband", None, None),
    "joined-but-not-the-same": (
        "Tom Reed, a retired general and former head of the Barton Trust, said it was over.",
        "Tom Reed",
        "retired general",
        None,
        None,
    ),
    "union": (
        "Peter Grant, general secretary of the union Unison, said it was over.",
        "Peter Grant",
        "general secretary",
        "Unison",
        "body",
    ),
    "general-with-a-hyphen": (
        "Peter Grant, secretary-general of the Northern Forum, said it was over.",
        "Peter Grant",
        "secretary-general",
        "Northern Forum",
        "body",
    ),
    "court-of-law": ("Ann Lee, defending, said it was over.", "Ann Lee", "defending", None, None),
    "court-of-law-before": ("Prosecuting, Ann Lee said it was over.", "Ann Lee", "Prosecuting", None, None),
    "unlisted-work": ("Ann Lee, 41, orchardist: “It is over.”", "Ann Lee", "orchardist", None, None),
    "line": ("Ann Lee, head teacher: “It is over.”", "Ann Lee", "head teacher", None, None),
    "entry": (
        "Ann Lee, Head of Product, Acme Labs: “It is over.”",
        "Ann Lee",
        "Head of Product",
        "Acme Labs",
        "body",
    ),
    "signature": ("“It is over.” — Ann Lee, pilot", "Ann Lee", "pilot", None, None),
    "list": (
        "There were Ann Lee, mayor of Leeds; Tom Reed, a nurse; and Peter Grant, a vet. Reed said it was over.",
        "Tom Reed",
        "nurse",
        None,
        None,
    ),
}
SAID: Roles = {
    "served": (
        "Victor Hale, who served as Asia director for the National Security Council, said it was over.",
        "Victor Hale",
        "Asia director",
        "National Security Council",
        "body",
    ),
    "elected": (
        "Ann Lee was elected mayor of Leeds in May. Lee said it was over.",
        "Ann Lee",
        "mayor",
        "Leeds",
        "place",
    ),
    "has-been": (
        "Ann Lee has been president of the Barton Trust since 2009. Lee said it was over.",
        "Ann Lee",
        "president",
        "Barton Trust",
        "body",
    ),
    "as-mayor": ("As mayor, Ann Lee said it was over.", "Ann Lee", "mayor", None, None),
    "heads": (
        "Ann Lee, who heads the Center for Land Research, said it was over.",
        "Ann Lee",
        "heads",
        "Center for Land Research",
        "body",
    ),
    "office-before-heads": (
        "Sen. Ann Lee, who chairs the Finance Committee, said it was over.",
        "Ann Lee",
        "Sen.",
        "Finance Committee",
        "body",
    ),
    "who-is-of-another": (
        "Ann Lee, a physicist who is co-director of the Barton Institute, said it was over.",
        "Ann Lee",
        "co-director",
        "Barton Institute",
        "body",
    ),
}
NONE: Roles = {
    "denied": ("Ann Lee is not the mayor of Leeds. Lee said it was over.", "Ann Lee", None, None, None),
    "may-be": ("Ann Lee may be the next mayor of Leeds. Lee said it was over.", "Ann Lee", None, None, None),
    "in-another-s-mouth": (
        "“Ann Lee is the president of liars,” Tom Reed said. Lee said it was over.",
        "Ann Lee",
        None,
        None,
        None,
    ),
    "insult": ("Ann Lee is a serial liar. Lee said it was over.", "Ann Lee", None, None, None),
    "whose-husband": (
        "Ann Lee, whose husband was a judge, said it was over.",
        "Ann Lee",
        None,
        None,
        None,
    ),
    "plural-before-the-comma": ("After a vote of councillors, Ann Lee said it was over.", "Ann Lee", None, None, None),
    "the-subject-after-the-comma": (
        "After seeing Ann Lee, the mayor went home. Lee said it was over.",
        "Ann Lee",
        None,
        None,
        None,
    ),
    "verb-that-looks-like-a-role": (
        "Voters may back Ann Lee. Lee said it was over.",
        "Ann Lee",
        None,
        None,
        None,
    ),
}
TABLES = (BEFORE, AFTER, OVER, TITLES, BESIDE, SAID, NONE)


def last(nlp: "Language", text: str) -> Statement:
    return onrecord.extract(text, nlp=nlp)[-1]


@pytest.mark.parametrize(
    ("text", "speaker", "role", "organisation", "kind"),
    [pytest.param(*row, id=name) for table in TABLES for name, row in table.items()],
)
def test_role(
    nlp: "Language", text: str, speaker: str, role: str | None, organisation: str | None, kind: str | None
) -> None:
    s = last(nlp, text)
    assert (s.speaker, s.role, s.organisation) == (speaker, role, organisation)
    assert kind is None or s.organisation_kind == kind
    assert (s.organisation is None) == (s.organisation_kind is None)


@pytest.mark.parametrize("text", [row[0] for table in TABLES for row in table.values()])
def test_spans_are_where_role_and_organisation_stand(nlp: "Language", text: str) -> None:
    for s in onrecord.extract(text, nlp=nlp):
        assert (s.role, s.organisation) == (
            text[slice(*s.role_span)] if s.role_span else None,
            text[slice(*s.organisation_span)] if s.organisation_span else None,
        )


def test_several_roles_are_kept_each_where_it_was_stated(nlp: "Language") -> None:
    text = "Sen. Tom Reed, a former mayor of Leeds, spoke. Reed, chairman of Acme Foods, said it was over."
    _, _, speakers = next(annotate(nlp, [Article(id="a", text=text, source="-")]))
    assert [(r.role, r.organisation) for r in speakers[0].roles] == [
        ("Sen.", None),
        ("former mayor", "Leeds"),
        ("chairman", "Acme Foods"),
    ]
    for role in speakers[0].roles:
        assert role.role_span is not None
        assert text[slice(*role.role_span)] == role.role


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
