"""Statements as a reader would cut them: every kind of quotation and of attribution, with American and British marks.

The sentences are marked as tests/marked.py says.
"""

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import onrecord
from marked import as_marked, canonical, plain, speech, table
from onrecord.extents import extent, spans
from onrecord.records import slices

if TYPE_CHECKING:
    from spacy.language import Language

QUOTATION = {
    "double-straight": '"[a The bridge will stay shut until May,]" [a_cue said] [a_who Ann Lee].',
    "single-straight": "'[a The bridge will stay shut until May,]' [a_cue said] [a_who Ann Lee].",
    "double-curly": "[a_who Ann Lee] [a_cue said]: “[a We have no money left for the school.]”",
    "single-curly": "[a_who Ann Lee] [a_cue said]: ‘[a We have no money left for the school.]’",
    "guillemets": "«[a The trams will be free for a year,]» [a_cue said] [a_who the mayor].",
    "guillemets-single": "‹[a We did not expect so many people,]› [a_cue said] [a_who Jack Moore].",
    "low-9": "„[a The trams will be free for a year,]“ [a_cue said] [a_who the mayor].",
    "low-9-single": "‚[a We did not expect so many people,]‘ [a_cue said] [a_who Jack Moore].",
    "doubled-single": "''[a Nobody was told about the leak,]'' [a_cue said] [a_who Maria Gomez].",
    "doubled-backtick": "``[a Nobody was told about the leak,]'' [a_cue said] [a_who Maria Gomez].",
    "nested-us": "\"[a [b_who He] [b_cue told] me '[b go home]' and I went,]\" [a_cue said] [a_who Laura Mills].",
    "nested-uk": "'[a The so-called \"minor\" faults cost us a year,]' [a_cue said] [a_who Peter Grant].",
    "nested-report-us": (
        "\"[a Then [b_who the manager] [b_cue said], '[b You "
        "are fired,]' in front of everyone,]\" [a_cue said] "
        "[a_who Laura Mills]."
    ),
    "other-shape-us": '“[a We will rebuild the station,]" [a_cue said] [a_who David Cole].',
    "other-shape-uk": "‘[a We will rebuild the station,]' [a_cue said] [a_who David Cole].",
    "possessives-us": "\"[a The boys' team can't play at St. James' Park,]\" [a_cue said] [a_who coach Tom Reed].",
    "possessives-uk": "'[a The boys' team can't play at St James' Park,]' [a_cue said] [a_who coach Tom Reed].",
    "elisions-us": "“[a Get ’em out of ’ere, it’s the ’90s all over again,]” [a_cue said] [a_who Mr. Hall].",
    "elisions-uk": "'[a Get 'em out of 'ere, it's the '90s all over again,]' [a_cue said] [a_who Mr Hall].",
    "name-with-apostrophe-us": (
        "[a_who Jane Ford, of the campaign group We Won't Wait], [a_cue said]: “[a The law must change.]”"
    ),
    "name-with-apostrophe-uk": (
        "[a_who Jane Ford, of the campaign group We Won't Wait], [a_cue said]: '[a The law must change.]'"
    ),
    "paragraphs-again-us": (
        "[a_who Helen Park] [a_cue said]: “[a The river rose in an "
        "hour.]\n“[a We lost the barn.]\n“[a Nobody warned us.]”"
    ),
    "paragraphs-again-uk": (
        "[a_who Helen Park] [a_cue said]: '[a The river rose in an "
        "hour.]\n'[a We lost the barn.]\n'[a Nobody warned us.]'"
    ),
    "paragraphs-once-us": (
        '[a_who Helen Park] [a_cue said]: "[a The river rose in '
        'an hour.]\n[a We lost the barn.]\n[a Nobody warned us.]"'
    ),
    "paragraphs-once-uk": (
        "[a_who Helen Park] [a_cue said]: '[a The river rose in "
        "an hour.]\n[a We lost the barn.]\n[a Nobody warned us.]'"
    ),
    "never-closed-us": (
        '[a_who Helen Park] [a_cue said]: "[a The river rose in an hour.]\nThe bridge was shut on Monday.'
    ),
    "never-closed-uk": (
        "[a_who Helen Park] [a_cue said]: '[a The river rose in an hour.]\nThe bridge was shut on Monday."
    ),
    "interrupted-us": '"[a We went home,]" [a_who Helen Park] [a_cue said], "[a and the house was gone.]"',
    "interrupted-uk": "'[a We went home,]' [a_who Helen Park] [a_cue said]. '[a The house was gone.]'",
    "interrupted-paragraph-us": '"[a We went home,]" [a_who she] [a_cue said].\n"[a The house was gone.]"',
    "interrupted-paragraph-uk": "'[a We went home,]' [a_who she] [a_cue said].\n'[a The house was gone.]'",
    "scare-us": "The council tried a “second chance” order for three years.",
    "scare-uk": "The council tried a 'second chance' order for three years.",
    "title-us": "The band played “Waiting for the Rain” twice on Friday.",
    "title-uk": "She wrote 'The Long Road Home' in a single summer.",
    "nickname-us": 'Frank "Two Dogs" Miller was jailed in 2019.',
    "nickname-uk": "The gang, led by a man called 'Uncle', stole 40 cars.",
    "single-word-us": '[a_who The mayor] [a_cue called] [a the decision "shameful"].',
    "single-word-uk": "[a_who The mayor] [a_cue said] [a the decision was 'shameful'].",
    "mixed-us": "[a_who Senator Carol White] [a_cue said] [a the bill was “dead on arrival” in the Senate].",
    "mixed-uk": "[a_who Carol White MP] [a_cue said] [a that the bill was 'dead on arrival' in the Lords].",
    "mixed-end-us": '[a_who Police] [a_cue said] [a the driver was "very lucky to be alive"].',
    "mixed-end-uk": "[a_who Police] [a_cue said] [a the driver was 'very lucky to be alive'].",
    "no-space-us": 'The plan has angered many.[a_who Mayor Ann Lee] [a_cue added]: "[a We were never asked.]"',
    "no-space-uk": "The plan has angered many.[a_who Mayor Ann Lee] [a_cue added]: '[a We were never asked.]'",
    "inches-us": '"[a The pipe is 12" wide and it burst,]" [a_cue said] [a_who Mike Brown].',
    "inches-uk": "[a_who Mike Brown], who is 6'2\" tall, [a_cue said]: '[a The pipe burst at noon.]'",
    "caption-us": (
        'Mayor Ann Lee at the opening of the bridge. Photo: Bo Hill\n"[a It is a proud day,]" [a_who Lee] [a_cue said].'
    ),
    "caption-uk": (
        "Mayor Ann Lee at the opening of the bridge (Image: Bo "
        "Hill)\n'[a It is a proud day,]' [a_who Lee] [a_cue said]."
    ),
    "list-us": (
        "[a_who The mayor] [a_cue said]:\n“[a Keep your windows shut.]”\nThe "
        "following roads are closed:\n- High Street\n- Mill Lane"
    ),
    "list-uk": (
        "The winners are:\n- 'Blue Boat', by Ann Lee\n- 'Red Kite', by "
        "Bo Hill\n'[a It is an honour,]' [a_who Hill] [a_cue said]."
    ),
}

ATTRIBUTION = {
    "subject-before-us": '[a_who Ann Lee] [a_cue said], "[a The school will open in June.]"',
    "subject-before-uk": "[a_who Ann Lee] [a_cue told] reporters: '[a The school will open in June.]'",
    "subject-before-plain": "[a_who The company] [a_cue said] [a that it would cut 300 jobs].",
    "subject-after-us": '"[a The school will open in June,]" [a_who she] [a_cue said] on Tuesday.',
    "subject-after-uk": "'[a The school will open in June,]' [a_who the head teacher] [a_cue said] yesterday.",
    "subject-after-plain": "[a The company will cut 300 jobs], [a_who it] [a_cue said] on Monday.",
    "inverted-us": '"[a Everyone is safe,]" [a_cue said] [a_who Fire Chief Robert Diaz].',
    "inverted-uk": "'[a Everyone is safe,]' [a_cue insisted] [a_who the station manager, Rob Diaz].",
    "long-apposition-us": (
        '"[a We won,]" [a_cue said] [a_who Karen Fox, a retired teacher from Dayton, Ohio, and a mother of four].'
    ),
    "long-apposition-uk": "[a_who Karen Fox, 54, a retired teacher from Leeds], [a_cue said]: '[a We won in the end.]'",
    "relative-us": (
        "Karen Fox, who has taught at the school for 30 years, [a_cue said]: “[a It is like losing a family.]”"
    ),
    "relative-uk": (
        "'[a It is like losing a family,]' [a_cue said] Karen Fox, who has taught at the school for 30 years."
    ),
    "coordinated-us": (
        "[a_who The judge] [a_cue said] [a the sentence was fair] and [b_cue added] [b that she had no choice]."
    ),
    "coordinated-uk": (
        "[a_who The judge] [a_cue said]: '[a The sentence is fair,]' and [b_cue added]: '[b I have no choice.]'"
    ),
    "told-by-us": "Residents were told by [a_who the council] [a that the bridge would stay shut].",
    "told-by-uk": "Parents had been told by [a_who the head teacher] [a that the school was 'perfectly safe'].",
    "it-was-announced-uk": "It was announced [a that the bridge would stay shut].",
    "according-to-us": "[a The fire began in the kitchen], [a_cue according to] [a_who investigators].",
    "according-to-uk": "[a_cue According to] [a_who the inquest report], [a the fire began in the kitchen].",
    "according-to-inside": (
        "[a The fire], [a_cue according to] [a_who the chief investigator], [a began in the kitchen]."
    ),
    "per-us": "[a The senator raised $4 million in March], [a_cue per] [a_who a campaign official].",
    "per-uk": "[a House prices fell by two per cent in May], [a_cue per] [a_who Land Registry figures].",
    "noun-owner-us": "[a_who The governor's] [a_cue claim] [a that the state is broke] was mocked by teachers.",
    "noun-owner-uk": "They laughed at [a_who the minister's] [a_cue statement] [a that the trains run on time].",
    "in-a-statement-us": 'In a statement, [a_who the university] [a_cue said], "[a We take this very seriously.]"',
    "in-a-statement-uk": "In a statement, [a_who the force] [a_cue said] [a a man had been arrested].",
    "colon-us": "[a_who Martin] had one [a_cue question]: “[a Who pays?]”",
    "colon-uk": "[a_who A spokesman for the airline] [a_cue said]: '[a We are sorry for the delay.]'",
    "speaker-line-us": (
        "[a_who ANN LEE][a_cue :] [a The bridge is a hundred years "
        "old.]\n[b_who BO HILL][b_cue :] [b And nobody has painted it.]"
    ),
    "speaker-line-uk": "[a_who Ann Lee, head teacher][a_cue :] '[a The bridge is a hundred years old.]'",
    "headline-us": "[a_who Mayor][a_cue :] [a Bridge to stay shut until May]\nThe bridge was shut on Monday.",
    "headline-uk": "[a Bridge to stay shut until May], [a_cue says] [a_who mayor]\nThe bridge was shut on Monday.",
    "participle-us": (
        "[a_who She] [a_cue said] [a the road was safe], [b_cue adding] [b that it had been checked twice]."
    ),
    "participle-uk": "'[a The road is safe,]' [a_who she] [a_cue said], [b_cue adding]: '[b It was checked twice.]'",
    "noun-cue-us": "Lawyers dismissed the [a_cue claim] [a that the will was forged].",
    "noun-cue-uk": "There is no truth in the [a_cue claim] [a that the hospital will close].",
    "negated-us": "[a_who The company] [a_cue did not say] [a how many workers would go].",
    "negated-uk": "[a_who The minister] [a_cue refused to say] [a whether he would resign].",
    "conditional-us": "[a_who The agency] would only say [a that the case is open].",
    "conditional-uk": "[a_who Critics] [a_cue may argue] [a that the rule is unfair].",
    "denied-us": "[a_who The mayor] [a_cue denied] [a that the bridge was unsafe].",
    "told-a-programme-uk": "[a_who Ann Lee] [a_cue told] the Today programme [a it was over].",
    "accused-of-us": "Ann Lee was accused by prosecutors of lying.",
    "report-in-report-us": (
        "[a_cue According to] [a_who the complaint], [a [b_who the manager] [b_cue said] [b the brakes were fine]]."
    ),
    "report-in-report-uk": (
        "[a_who The court] [a_cue heard] [a that [b_who Mr Hill] [b_cue told] police [b he was asleep]]."
    ),
    "poll-us": "[a_who A new poll] [a_cue shows] [a that most voters oppose the tax].",
    "study-uk": "[a_who A study of 2,000 nurses] [a_cue found] [a that half had thought of leaving].",
    "court-us": "[a_who The court] [a_cue ruled] [a that the map was unconstitutional].",
    "group-uk": "[a_who Campaigners] [a_cue say] [a the river is dying].",
    "group-us": "[a_who Two officials familiar with the matter] [a_cue said] [a the talks had failed].",
    "floating-us": '[a_who Lee] [a_cue said] [a the plan was dead]. "[b It never had a chance.]"',
    "floating-uk": "[a_who Lee] [a_cue said] [a the plan was dead].\n'[b It never had a chance.]'",
    "turns-us": '"[a Where were you?]" [a_who the lawyer] [a_cue asked].\n"[b At home.]"\n"[c Alone?]"',
    "turns-uk": "'[a Where were you?]' [a_cue asked] [a_who Mr Stone].\n'[b At home,]' [b_who she] [b_cue replied].",
}


HARD = {
    "nested-us": "report inside a quotation: the words of its source are set off in the middle of its clause",
    "nested-report-us": "report inside a quotation: its content runs on past the inner marks",
    "single-word-us": "one straight-quoted word after its noun: the parser makes it an adjective of the noun",
    "coordinated-us": "second verb: the parser hangs it on the reported clause, not on the verb before that",
    "colon-us": "noun before a colon: `had one question` is no cue",
    "headline-uk": "headline without an article before the speaker, and without a stop",
    "turns-us": "replies of one or two words and no speaker: too short to tell from a title",
    "told-a-programme-uk": "clause without that after a hearer: the parser makes it a relative clause of the hearer",
}


@pytest.mark.parametrize("marked", table(QUOTATION, HARD))
def test_quotation(nlp: "Language", marked: str) -> None:
    assert as_marked(nlp, marked) == canonical(marked)


@pytest.mark.parametrize("marked", table(ATTRIBUTION, HARD))
def test_attribution(nlp: "Language", marked: str) -> None:
    assert as_marked(nlp, marked) == canonical(marked)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("“The bridge is a grave,” said Ann Lee.", "direct"),
        ("“The bridge,” said Ann Lee, “is a grave.”", "direct"),
        ("Ann Lee said the bridge was a grave.", "indirect"),
        ("Ann Lee said that the bridge was “a grave for young men”.", "mixed"),
        ("The bridge is “a grave we all saw coming”, says Ann Lee.", "mixed"),
        ("Ann Lee said that “it was a grave” and that nobody cared.", "mixed"),
        ("Police say the man, known as 'Uncle', has left the country.", "indirect"),
    ],
)
def test_form_goes_by_the_marks(nlp: "Language", text: str, form: str) -> None:
    assert [s.form for s in speech(nlp, text)] == [form]


@pytest.mark.parametrize(
    ("text", "negated", "modality"),
    [
        ("Ann Lee said that the bridge was safe.", False, None),
        ("Ann Lee did not say that the bridge was safe.", True, None),
        ("Ann Lee didn’t say that the bridge was safe.", True, None),
        ("Ann Lee never said that the bridge was safe.", True, None),
        ("Ann Lee declined to say whether the bridge was safe.", True, None),
        ("No official said that the bridge was safe.", True, None),
        ("Ann Lee would not say whether the bridge was safe.", True, "would"),
        ("Ann Lee will tell ministers that the bridge is safe.", False, "would"),
        ("Ann Lee may have said that the bridge was safe.", False, "may"),
        ("Ann Lee could argue that the bridge was safe.", False, "may"),
        ("Ann Lee should tell people that the bridge is unsafe.", False, "should"),
        ("If Ann Lee says that the bridge is safe, people will use it.", False, "if"),
        ("Did Ann Lee say that the bridge was safe?", False, "question"),
        ("Ann Lee said that the bridge would not be safe.", False, None),
    ],
)
def test_whether_it_was_said_at_all(nlp: "Language", text: str, negated: bool, modality: str | None) -> None:
    (found,) = [s for s in speech(nlp, text) if "bridge" in s.text]
    assert (found.negated, found.modality) == (negated, modality)


@pytest.mark.parametrize(
    ("text", "addressee", "channel"),
    [
        ("Ann Lee told the BBC that the bridge was safe.", "the BBC", None),
        ("“It is safe,” Ann Lee told reporters on Monday.", "reporters", None),
        ("Ann Lee said in a statement that the bridge was safe.", None, "in a statement"),
        ("On Twitter, Ann Lee said that the bridge was safe.", None, "On Twitter"),
        (
            "In an interview with The Guardian, Ann Lee said that it was safe.",
            None,
            "In an interview with The Guardian",
        ),
        ("Ann Lee said that the bridge was safe.", None, None),
        ("Ann Lee said on Monday that the bridge was safe.", None, None),
    ],
)
def test_to_whom_and_where(nlp: "Language", text: str, addressee: str | None, channel: str | None) -> None:
    (found,) = speech(nlp, text)
    assert (found.addressee, found.channel) == (addressee, channel)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Ann Lee said that the bridge was safe.", "speech"),
        ("Ann Lee wrote that the bridge was safe.", "speech"),
        ("The study found that the bridge was safe.", "speech"),
        ("The court heard that Cole had sold the car.", "speech"),
        ("Ann Lee believes that the bridge is safe.", "thought"),
        ("Ann Lee fears that the bridge will fall.", "thought"),
        ("Half of nurses had thought of leaving.", None),
        ("Ann Lee wants to close the bridge.", "intention"),
        ("Ann Lee plans to close the bridge.", "intention"),
        ("Ann Lee praised the plan.", "other"),
    ],
)
def test_act(nlp: "Language", text: str, act: str | None) -> None:
    assert [s.act for s in onrecord.extract(text, nlp=nlp)] in ([act], [] if act is None else [act])


@pytest.mark.parametrize(
    "text",
    [
        "The senator is said to have sold the house in Boston.",
        "The driver, 41, is reported to have sold the house in Leeds.",
        "The family are understood to have sold the house in Leeds.",
    ],
)
def test_a_passive_names_no_source(nlp: "Language", text: str) -> None:
    (found,) = onrecord.extract(text, nlp=nlp)
    assert "to have sold the house in" in found.text
    assert (found.speaker, found.mention, found.unresolved) == (None, None, "no source stated")


@pytest.mark.parametrize(
    ("text", "inner", "outer"),
    [
        ("According to the report, the officer said the dog slept.", "the dog slept", "the officer said the dog slept"),
        ("Ann Lee said that Bo Hill had said it was safe.", "it was safe", "that Bo Hill had said it was safe"),
        ("Ann Lee said it was safe. Bo Hill said it was not.", "it was not", None),
    ],
)
def test_a_report_inside_a_report(nlp: "Language", text: str, inner: str, outer: str | None) -> None:
    found = {s.text: s for s in speech(nlp, text)}
    parent = next((s.text for s in found.values() if s.id == found[inner].parent_id), None)
    assert parent == outer


PLAIN = [
    "The bridge was built in 1901 and painted in 1950.",
    "He said goodbye and left.",
    "She told the truth.",
    "They added salt.",
    "The clock says noon.",
    "Police cleared the road by hand.",
    "There is little to be said for it.",
    "The report was published on Monday.",
    "They were paid according to their rank.",
    "She runs ten miles per day.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_nobody_says_anything(nlp: "Language", text: str) -> None:
    assert [s.text for s in speech(nlp, text)] == []


def tree(words: str, heads: list[int], deps: str, tags: str) -> Doc:
    return Doc(spacy.blank("en").vocab, words=words.split(), heads=heads, deps=deps.split(), tags=tags.split())


SAYS = tree(
    "The plan , she said , is dead now",
    [1, 6, 6, 4, 6, 6, 6, 6, 6],
    "det nsubj punct nsubj parataxis punct ROOT acomp advmod",
    "DT NN , PRP VBD , VBZ JJ RB",
)


@pytest.mark.parametrize(
    ("kind", "cue", "node", "expected"),
    [
        ("phrase", 4, 1, ["The plan"]),
        ("around", 4, 6, ["The plan", "is dead now"]),
        ("sentence", 4, 6, ["The plan", "is dead now"]),
        ("predicate", 6, 7, ["dead"]),
    ],
)
def test_how_far_a_content_reaches(kind: str, cue: int, node: int, expected: list[str]) -> None:
    found = spans(SAYS, extent(kind, SAYS[cue], SAYS[node]))
    assert [SAYS.text[start:end] for start, end in found] == expected


def test_the_clause_of_a_cue_at_the_end_is_no_content() -> None:
    doc = tree("It works , she said .", [1, 4, 4, 4, 4, 4], "nsubj ccomp punct nsubj ROOT punct", "PRP VBZ , PRP VBD .")
    assert [doc.text[a:b] for a, b in spans(doc, extent("phrase", doc[4], doc[1]))] == ["It works"]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [([], []), ([2, 5], []), ([1, 2], ["plan"]), ([0, 1, 3], ["The plan", "she"]), ([2, 3, 4, 5], ["she said"])],
)
def test_loose_marks_are_cut_from_the_edges(tokens: list[int], expected: list[str]) -> None:
    assert [SAYS.text[start:end] for start, end in spans(SAYS, tokens)] == expected


PIECES = [plain(marked) for marked in (*QUOTATION.values(), *ATTRIBUTION.values())]


@given(st.lists(st.sampled_from(PIECES), max_size=4).map("\n\n".join) | st.text(max_size=60))
@settings(max_examples=25)
def test_statements_of_any_text_are_slices_in_order(nlp: "Language", text: str) -> None:
    found = onrecord.extract(text, nlp=nlp)
    assert [s.start for s in found] == sorted(s.start for s in found)
    assert len({s.id for s in found}) == len(found)
    for s in found:
        assert s.text == slices(text, s.spans)
        assert all(0 <= a < b <= len(text) for a, b in s.spans)
        assert all(b <= c for (_, b), (c, _) in pairwise(s.spans))
        assert not any(text[a].isspace() or text[b - 1].isspace() for a, b in s.spans)


def test_a_sentence_reads_the_same_in_an_article(nlp: "Language") -> None:
    before = "The bridge was shut on Monday.\n\n"
    for marked in list(ATTRIBUTION.values())[::6]:
        text = plain(marked)
        alone = [(s.text, s.cue) for s in onrecord.extract(text, nlp=nlp)]
        assert [(s.text, s.cue) for s in onrecord.extract(before + text, nlp=nlp)] == alone, text
