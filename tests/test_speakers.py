"""Whose words: pairs of a text and the speaker a reader would name, for every sieve, and where nobody can be named."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import onrecord
from onrecord.records import Statement
from onrecord.speakers.sieves import SIEVES

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Case:
    """A text, the first words of one of its statements, and who "
    "says that; ``why`` is a part of the reason for nobody."""

    sieve: str
    text: str
    says: str
    speaker: str | None
    by: str
    why: str = ""
    kind: str | None = None


def nobody(sieve: str, text: str, says: str, why: str = "", by: str = "none") -> Case:
    return Case(sieve, text, says, None, by, why)


CASES = {
    "questioned-letters": Case(
        "questioned",
        "Actor Jane Ford opens in a new play on Friday. Ford spoke to us at home.\n\n"
        "Q: When did you start?\n\nA: I started at six.\n\nQ: Why?\n\nA: My mother was on the stage.",
        "I started at six",
        "Jane Ford",
        "turn-taking",
    ),
    "questioned-byline": Case(
        "questioned",
        "By Tom Reed\n\nActor Jane Ford opens in a new play on Friday. Ford spoke to us at home.\n\n"
        "Q: When did you start?\n\nA: I started at six.",
        "When did you start",
        "Tom Reed",
        "turn-taking",
    ),
    "questioned-nobody": nobody(
        "questioned", "Q: When does it open?\n\nA: It opens in the spring.", "It opens in the spring", "nobody"
    ),
    "labelled-surname": Case(
        "labelled",
        "The Gazette's Ivor Penrose talked with Mayor Lena Stroud on Tuesday.\n\n"
        "GAZETTE: Are you going to stand again?\n\nSTROUD: I have not decided. My family comes first.\n\n"
        "GAZETTE: What would make you stand?\n\nSTROUD: A clear call from the town.",
        "A clear call",
        "Lena Stroud",
        "turn-taking",
    ),
    "labelled-initials": Case(
        "labelled",
        "A talk with the novelist Petra Vance\n\nIvor Penrose: Why did you write it?\n\n"
        "Petra Vance: Because nobody else would.\n\nIP: Did it hurt?\n\nPV: Every day.",
        "Every day",
        "Petra Vance",
        "turn-taking",
    ),
    "labelled-unknown-to-the-recogniser": Case(
        "labelled",
        "A talk with the novelist Petra Vance\n\nIvor Penrose: Why did you write it?\n\n"
        "Petra Vance: Because nobody else would.\n\nIP: Did it hurt?\n\nPV: Every day.",
        "Did it hurt",
        "Ivor Penrose",
        "turn-taking",
    ),
    "exchange-asks-again": Case(
        "exchange",
        '"Did you take any?" Dan Moss, a lawyer, asked.\n\n"I never touched a penny of it," Ruth Feltham said.\n\n'
        '"Then who on earth took it all from you?"\n\n"You will have to ask my brother about that."',
        "Then who on earth",
        "Dan Moss",
        "turn-taking",
    ),
    "exchange-answers-again": Case(
        "exchange",
        '"Did you take any?" Dan Moss, a lawyer, asked.\n\n"I never touched a penny of it," Ruth Feltham said.\n\n'
        '"Then who on earth took it all from you?"\n\n"You will have to ask my brother about that."',
        "You will have to ask",
        "Ruth Feltham",
        "turn-taking",
    ),
    "exchange-not-a-statement-that-goes-on": Case(
        "exchange",
        '"We never took any of it," said the banker, Dan Moss.\n\n"Why would I touch it?" Ruth Feltham asked.\n\n'
        '"It was all spent on the roof of the school."',
        "Why would I touch it",
        "Ruth Feltham",
        "named",
    ),
    "first-person-diary": Case(
        "first_person",
        "by Maria Gomez\n\nIt snowed all night in Boston. I told my son that the school was shut.",
        "that the school was shut",
        "Maria Gomez",
        "byline",
    ),
    "first-person-byline": Case(
        "first_person",
        "By Tom Reed\n\nThe theatre is full. I asked whether it was always so.",
        "whether it was always so",
        "Tom Reed",
        "byline",
    ),
    "first-person-nobody": nobody(
        "first_person",
        "The theatre is full. I told the man that it was too loud.",
        "that it was too loud",
        "first person",
    ),
    "first-person-not-a-country": Case(
        "first_person",
        "The US and China said they would talk.",
        "they would talk",
        "US and China",
        "joint",
        kind="group",
    ),
    "first-person-not-a-country-alone": Case(
        "first_person", "The US said it would talk.", "it would talk", "US", "named", kind="organisation"
    ),
    "relative-name": Case(
        "relative",
        "The prize went to Maria Gomez, who said she would share it.",
        "she would share it",
        "Maria Gomez",
        "relative",
    ),
    "relative-noun": Case(
        "relative",
        "The road was shut by a farmer who said the cows were loose.",
        "the cows were loose",
        "a farmer",
        "relative",
        kind="person",
    ),
    "relative-last-of-a-list": Case(
        "relative",
        "Among the guests were singers like Karen Fox, David Cole and Maria Gomez, who joked that she had not slept.",
        "that she had not slept",
        "Maria Gomez",
        "relative",
    ),
    "relative-now": Case(
        "relative",
        "The bill was drafted by Maria Gomez, now the Senate majority leader, who said it would pass.",
        "it would pass",
        "Maria Gomez",
        "relative",
    ),
    "relative-place": Case(
        "relative",
        "It may calm nervous farmers in Kansas, who have argued that the tax is unfair.",
        "that the tax is unfair",
        "nervous farmers in Kansas",
        "relative",
        kind="group",
    ),
    "relative-nobody": nobody(
        "relative", "What was shown in court was what they said the driver saw.", "the driver saw", "nobody"
    ),
    "joint-two": Case(
        "joint",
        "“We lost our home,” said Karen Fox and David Cole.",
        "We lost our home",
        "Karen Fox and David Cole",
        "joint",
        kind="group",
    ),
    "joint-three": Case(
        "joint",
        "Karen Fox, David Cole and Maria Gomez said they would appeal.",
        "they would appeal",
        "Karen Fox, David Cole and Maria Gomez",
        "joint",
        kind="group",
    ),
    "joint-one-without-a-name": Case(
        "joint",
        "The Boston Globe and a rival newspaper said the records were public.",
        "the records were public",
        "The Boston Globe and a rival newspaper",
        "joint",
        kind="group",
    ),
    "joint-not-a-couple": Case(
        "joint",
        "Karen Fox, who lives with David Cole, said the roof was gone.",
        "the roof was gone",
        "Karen Fox",
        "named",
    ),
    "named-us": Case("named", "“The plan is dead,” said Sen. Carol White.", "The plan is dead", "Carol White", "named"),
    "named-uk": Case(
        "named",
        "Dr Robert Hughes, of the British Heart Foundation, said: 'We are worried.'",
        "We are worried",
        "Robert Hughes",
        "named",
    ),
    "named-body": Case(
        "named",
        "Ford said it would close two plants.",
        "it would close two plants",
        "Ford",
        "named",
        kind="organisation",
    ),
    "named-apposition": Case(
        "named",
        "The head teacher, Susan Clark, told parents the school was safe.",
        "the school was safe",
        "Susan Clark",
        "named",
    ),
    "surname": Case(
        "named",
        "Robert Hughes runs the clinic in Leeds.\nHughes said the wait was two years.",
        "the wait was two years",
        "Robert Hughes",
        "surname",
    ),
    "surname-courtesy": Case(
        "named",
        "Susan Clark and her husband, Peter Clark, opened the shop.\n'We are happy,' said Mrs Clark.",
        "We are happy",
        "Susan Clark",
        "surname",
    ),
    "surname-nobody": nobody(
        "named",
        "Robert Hughes and Sarah Hughes opened the shop in Leeds on Monday.\nHughes said it had cost a million pounds.",
        "it had cost a million pounds",
        "two candidates",
    ),
    "forename": Case(
        "named",
        "Sarah Hughes lost her son in the fire.\nSarah said: 'He was my world.'",
        "He was my world",
        "Sarah Hughes",
        "forename",
    ),
    "pronoun-she": Case(
        "person_pronoun",
        "Sarah Hughes met the minister on Monday. She said the law had failed her.",
        "the law had failed her",
        "Sarah Hughes",
        "pronoun",
    ),
    "pronoun-he": Case(
        "person_pronoun",
        'David Cole runs a farm in Iowa. "It rained for a month," he said.',
        "It rained for a month",
        "David Cole",
        "pronoun",
    ),
    "pronoun-by-gender": Case(
        "person_pronoun",
        "David Cole met Sarah Hughes in Leeds. 'It was the first time,' she said.",
        "It was the first time",
        "Sarah Hughes",
        "pronoun",
    ),
    "pronoun-they": Case(
        "person_pronoun",
        "Campaigners marched to the town hall. They said the river was dying.",
        "the river was dying",
        "Campaigners",
        "pronoun",
        kind="group",
    ),
    "pronoun-nobody": nobody(
        "person_pronoun",
        "Sarah Hughes and Mary Clark met in Leeds. She said it was a good day.",
        "it was a good day",
        "two candidates",
    ),
    "pronoun-nobody-before": nobody(
        "person_pronoun", "She said it was a good day.", "it was a good day", "nobody before it"
    ),
    "thing-it-body": Case(
        "thing_pronoun",
        "Northern Trust cut 300 jobs in May. It said the market was weak.",
        "the market was weak",
        "Northern Trust",
        "pronoun",
        kind="organisation",
    ),
    "thing-it-document": Case(
        "thing_pronoun",
        "The report by Transport Scotland said the bridge was unsafe.\n'Drivers should stay away,' it added.",
        "Drivers should stay away",
        "The report by Transport Scotland",
        "pronoun",
        kind="document",
    ),
    "thing-nobody": nobody(
        "thing_pronoun", "It rained. It said the market was weak.", "the market was weak", "nothing"
    ),
    "role-noun-officer": Case(
        "role_noun",
        "Detective Inspector Laura Mills leads the inquiry. 'We need witnesses,' the officer said.",
        "We need witnesses",
        "Laura Mills",
        "role-noun",
    ),
    "role-noun-senator": Case(
        "role_noun",
        "Sen. Carol White voted against the bill. The senator said it cost too much.",
        "it cost too much",
        "Carol White",
        "role-noun",
    ),
    "role-noun-by-gender": Case(
        "role_noun",
        "Spokesman Tom Reed and actor Jane Ford were there. The spokesman said it went well.",
        "it went well",
        "Tom Reed",
        "role-noun",
    ),
    "role-noun-nobody": nobody(
        "role_noun",
        "Sergeant Laura Mills and Inspector Peter Grant went into the house. The officer said it was empty.",
        "it was empty",
        "two candidates",
    ),
    "epithet-senator": Case(
        "epithet",
        "Maria Gomez won the primary on Tuesday.\n\nThe Ohio senator said she would not rest.",
        "she would not rest",
        "Maria Gomez",
        "epithet",
    ),
    "epithet-of-another": Case(
        "epithet",
        "Mayor Maria Gomez won the primary on Tuesday.\n\nThe Ohio senator said she would not rest.",
        "she would not rest",
        "The Ohio senator",
        "description",
        kind="person",
    ),
    "epithet-of-two": Case(
        "epithet",
        "Maria Gomez left the room when the British minister said that the plan was dead.",
        "that the plan was dead",
        "the British minister",
        "description",
        kind="person",
    ),
    "body-lede-council": Case(
        "body_lede",
        "A city council said on Monday that the bridge would shut.\n\nEly City Council met in private.",
        "that the bridge would shut",
        "Ely City Council",
        "lede",
        kind="organisation",
    ),
    "body-lede-court": Case(
        "body_lede",
        "A federal appeals court said on Monday that the law was void.\n\nThe Sixth Circuit Appeals Court sat in Ohio.",
        "that the law was void",
        "Sixth Circuit Appeals Court",
        "lede",
        kind="organisation",
    ),
    "body-lede-two": Case(
        "body_lede",
        (
            "A city council said on Monday that the bridge would shut.\n\n"
            "Ely City Council and Wells City Council met in private."
        ),
        "that the bridge would shut",
        "A city council",
        "description",
        kind="organisation",
    ),
    "body-epithet-company": Case(
        "body_epithet",
        "Tarnwick Systems has shut its plant. The company said that the work would go on.",
        "that the work would go on",
        "Tarnwick Systems",
        "epithet",
        kind="organisation",
    ),
    "body-epithet-broadcaster": Case(
        "body_epithet",
        "Pennine Radio has shut its studio. The broadcaster said that the work would go on.",
        "that the work would go on",
        "Pennine Radio",
        "epithet",
        kind="organisation",
    ),
    "body-epithet-what-a-name-says": Case(
        "body_epithet",
        "Ely City Council has shut its pool. The company said that the work would go on.",
        "that the work would go on",
        "The company",
        "description",
        kind="organisation",
    ),
    "described-called-otherwise": Case(
        "described",
        "Rents fell by a fifth, according to a recent Tarnwick survey of tenants. The study found that few had moved.",
        "that few had moved",
        "Tarnwick survey of tenants",
        "description",
        kind="document",
    ),
    "described-of-two": Case(
        "described",
        (
            "A survey of tenants found that rents fell. A report by Tarnwick said that they rose. "
            "The study found that few had moved."
        ),
        "that few had moved",
        "The study",
        "description",
        kind="document",
    ),
    "lede-soon": Case(
        "lede",
        (
            "A judge said on Monday that the will was forged.\n\nJudge Susan Clark sat for nine days.\n\n"
            "The heirs left.\n\nThey had lost twice.\n\nIn 2012 Judge Peter Grant had sent them away."
        ),
        "that the will was forged",
        "Susan Clark",
        "lede",
    ),
    "lede-judge": Case(
        "lede",
        "A judge said on Monday that the will was forged.\n\nJudge Susan Clark sat for nine days.",
        "that the will was forged",
        "Susan Clark",
        "lede",
    ),
    "lede-mayor": Case(
        "lede",
        "A mayor has told residents the bridge may never open.\n\nAnn Lee, mayor of Ely, spoke on Monday.",
        "the bridge may never open",
        "Ann Lee",
        "lede",
    ),
    "lede-headline": Case(
        "lede",
        "Judge says will was forged\n\nSuperior Court Justice Susan Clark sat for nine days.",
        "will was forged",
        "Susan Clark",
        "lede",
    ),
    "lede-headline-of-two": nobody(
        "lede",
        "Maria Gomez Grills Water CEO: 'You Knew All Along'\n\nWater CEO David Cole sat in silence.",
        "You Knew All Along",
        "Maria Gomez and more in one name",
    ),
    "lede-two": Case(
        "lede",
        (
            "A judge said on Monday that the will was forged.\n\nJudge "
            "Susan Clark and Judge Peter Grant sat for nine days."
        ),
        "that the will was forged",
        "A judge",
        "description",
        kind="person",
    ),
    "body-noun-council": Case(
        "body_noun",
        "Leeds City Council shut the bridge. The council said it was unsafe.",
        "it was unsafe",
        "Leeds City Council",
        "role-noun",
        kind="organisation",
    ),
    "body-noun-university": Case(
        "body_noun",
        "Students at Ohio State University left at noon. “There is no danger,” the university said.",
        "There is no danger",
        "Ohio State University",
        "role-noun",
        kind="organisation",
    ),
    "body-noun-headline": Case(
        "body_noun",
        "Bank fined for leak\n\nHarlow Brothers must pay $2m. The bank said it would appeal.",
        "it would appeal",
        "The bank",
        "description",
        kind="organisation",
    ),
    "body-noun-nobody": nobody(
        "body_noun",
        "Leeds City Council and Bradford City Council shut the bridge. The council said it was unsafe.",
        "it was unsafe",
        "two candidates",
    ),
    "described-report": Case(
        "described",
        "A report by the audit office blamed the army. The report said the tanks were old.",
        "the tanks were old",
        "A report by the audit office",
        "description",
        kind="document",
    ),
    "described-study": Case(
        "described",
        "The findings come from a study of 2,000 nurses. Half had thought of leaving, the study said.",
        "Half had thought of leaving",
        "a study of 2,000 nurses",
        "description",
        kind="document",
    ),
    "described-nothing-fuller": Case(
        "described",
        "The report said the tanks were old.",
        "the tanks were old",
        "The report",
        "description",
        kind="document",
    ),
    "described-nobody": nobody(
        "described",
        "A report by the audit office and a report by the army came out on Monday. The report said the tanks were old.",
        "the tanks were old",
        "two candidates",
    ),
    "unnamed-official": Case(
        "unnamed",
        "A senior official said the talks had failed.",
        "the talks had failed",
        "A senior official",
        "description",
        kind="person",
    ),
    "unnamed-group": Case(
        "unnamed",
        "Two officials said the talks had failed.",
        "the talks had failed",
        "Two officials",
        "description",
        kind="group",
    ),
    "unnamed-document": Case(
        "unnamed",
        "Seven cases were closed in May, according to Home Office data.",
        "Seven cases were closed in May",
        "Home Office data",
        "description",
        kind="document",
    ),
    "unnamed-nobody": nobody("unnamed", "Some say that the house is haunted.", "that the house is haunted", "nobody"),
    "continuation-same-paragraph": Case(
        "continuation",
        "David Cole said the plan was dead. “It never had a chance.”",
        "It never had a chance",
        "David Cole",
        "named",  # the rule sentence-before has given it the name for its mention
    ),
    "unnamed-one-of": Case(
        "unnamed",
        "One of the officials said the plan was dead.",
        "the plan was dead",
        "One of the officials",
        "description",
    ),
    "unnamed-another": Case(
        "unnamed", "Another said the plan was dead.", "the plan was dead", "Another", "description"
    ),
    "unnamed-people": Case(
        "unnamed", "Two people in the room said it was over.", "it was over", "Two people in the room", "description"
    ),
    "continuation-next-paragraph": Case(
        "continuation",
        "Sarah Hughes said the plan was dead.\n'It never had a chance in this town.'",
        "It never had a chance",
        "Sarah Hughes",
        "continuation",
    ),
    "continuation-too-far": nobody(
        "continuation",
        "Sarah Hughes said the plan was dead.\n\nThe bridge was built in 1901.\n\nIt was painted in 1950.\n\n"
        "“It never had a chance in this town.”",
        "It never had a chance",
        "no source stated",
    ),
    "nobody-passive": nobody(
        "nobody", "It was announced that the bridge would close.", "that the bridge would close", "no source"
    ),
    "nobody-said": nobody("nobody", "Nobody said the bridge was unsafe.", "the bridge was unsafe", "nobody"),
    "nobody-floating": nobody(
        "nobody", "“The bridge is falling down, and nobody cares.”", "The bridge is falling", "no source"
    ),
    "nobody-named": Case(
        "nobody", "Ann Lee announced that the bridge would close.", "that the bridge", "Ann Lee", "named"
    ),
}


def statement(nlp: "Language", text: str, says: str) -> Statement:
    """The statement that begins with these words."""
    found = [s for s in onrecord.extract(text, nlp=nlp) if s.text.startswith(says)]
    assert len(found) == 1, [s.text for s in onrecord.extract(text, nlp=nlp)]
    return found[0]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_speaker(nlp: "Language", case: Case) -> None:
    s = statement(nlp, case.text, case.says)
    assert (s.speaker, s.resolved_by) == (case.speaker, case.by), s.unresolved
    assert s.speaker_kind == case.kind or case.kind is None
    if case.speaker is None:
        assert case.why.lower() in (s.unresolved or "").lower()
        assert (s.speaker_id, s.role, s.organisation, s.speaker_kind, s.named) == (None, None, None, "unknown", False)
        assert s.speaker_spans == ()
    else:
        assert s.unresolved is None
        assert s.speaker_id is not None


@pytest.mark.parametrize("sieve", [sieve.__name__ for sieve in SIEVES])
def test_every_sieve_has_its_cases(sieve: str) -> None:
    own = [case for case in CASES.values() if case.sieve == sieve]
    assert len(own) >= 3, f"{sieve}: two texts that it answers and one that it must not"


def test_members_of_a_joint_source_are_speakers_too(nlp: "Language") -> None:
    text = "Karen Fox and David Cole said they would appeal. Fox said it was unfair. Cole said it was cruel."
    both, fox, cole = (statement(nlp, text, says) for says in ("they would", "it was unfair", "it was cruel"))
    assert both.members == (fox.speaker_id, cole.speaker_id)
    assert (fox.speaker, cole.speaker) == ("Karen Fox", "David Cole")


def test_one_id_for_one_person(nlp: "Language") -> None:
    text = (
        "Detective Inspector Laura Mills said the search went on. “We need witnesses,” Mills said. "
        "She added that it was urgent. The officer said the park was shut."
    )
    got = onrecord.extract(text, nlp=nlp)
    assert [s.speaker for s in got] == ["Laura Mills"] * 4
    assert len({s.speaker_id for s in got}) == 1
    assert [s.resolved_by for s in got] == ["named", "surname", "pronoun", "role-noun"]


def test_speaker_spans_are_where_the_name_stands(nlp: "Language") -> None:
    text = "Sarah Hughes met the minister on Monday. She said the law had failed her."
    (s,) = onrecord.extract(text, nlp=nlp)
    assert text[slice(*s.speaker_spans[0])] == "Sarah Hughes"
    assert [text[a:b] for a, b in s.mention_spans] == ["She"]


def test_the_speaker_does_not_hang_on_what_is_said_later(nlp: "Language") -> None:
    text = "Sarah Hughes met the minister on Monday. She said the law had failed her."
    more = f"{text}\n\nThe minister, Peter Grant, said nothing."
    assert statement(nlp, more, "the law").speaker == statement(nlp, text, "the law").speaker == "Sarah Hughes"


def test_a_reason_never_stands_beside_a_speaker(nlp: "Language") -> None:
    for case in CASES.values():
        for s in onrecord.extract(case.text, nlp=nlp):
            assert (s.speaker is None) == (s.unresolved is not None), s.text
            assert (s.speaker is None) == (s.resolved_by == "none"), s.text
            assert not re.search(r"\d{4,}", s.unresolved or ""), "a reason is for people"
