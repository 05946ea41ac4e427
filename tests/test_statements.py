"""Statements as a reader would cut them: every kind of quotation and of attribution, with American and British marks.

The sentences are marked as tests/marked.py says.
"""

from typing import TYPE_CHECKING

import onrecord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import as_marked, canonical, plain, speech
from onrecord.invariants import broken
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
    "nested-us": '"[a He told me \'go home\' and I went,]" [a_cue said] [a_who Laura Mills].',
    "nested-uk": "'[a The so-called \"minor\" faults cost us a year,]' [a_cue said] [a_who Peter Grant].",
    "nested-report-us": '"[a Then [b_who the manager] [b_cue said], \'[b You are fired,]\' in front of everyone,]" [a_cue said] '
    "[a_who Laura Mills].",
    "other-shape-us": '“[a We will rebuild the station,]" [a_cue said] [a_who David Cole].',
    "other-shape-uk": "‘[a We will rebuild the station,]' [a_cue said] [a_who David Cole].",
    "possessives-us": "\"[a The boys' team can't play at St. James' Park,]\" [a_cue said] [a_who coach Tom Reed].",
    "possessives-uk": "'[a The boys' team can't play at St James' Park,]' [a_cue said] [a_who coach Tom Reed].",
    "elisions-us": "“[a Get ’em out of ’ere, it’s the ’90s all over again,]” [a_cue said] [a_who Mr. Hall].",
    "elisions-uk": "'[a Get 'em out of 'ere, it's the '90s all over again,]' [a_cue said] [a_who Mr Hall].",
    "name-with-apostrophe-us": "[a_who Jane Ford, of the campaign group We Won't Wait], [a_cue said]: “[a The law must change.]”",
    "name-with-apostrophe-uk": "[a_who Jane Ford, of the campaign group We Won't Wait], [a_cue said]: '[a The law must change.]'",
    "paragraphs-again-us": "[a_who Helen Park] [a_cue said]: “[a The river rose in an hour.]\n“[a We lost the barn.]\n“[a Nobody warned us.]”",
    "paragraphs-again-uk": "[a_who Helen Park] [a_cue said]: '[a The river rose in an hour.]\n'[a We lost the barn.]\n'[a Nobody warned us.]'",
    "paragraphs-once-us": '[a_who Helen Park] [a_cue said]: "[a The river rose in an hour.]\n[a We lost the barn.]\n[a Nobody warned us.]"',
    "paragraphs-once-uk": "[a_who Helen Park] [a_cue said]: '[a The river rose in an hour.]\n[a We lost the barn.]\n[a Nobody warned us.]'",
    "never-closed-us": '[a_who Helen Park] [a_cue said]: "[a The river rose in an hour.]\nThe bridge was shut on Monday.',
    "never-closed-uk": "[a_who Helen Park] [a_cue said]: '[a The river rose in an hour.]\nThe bridge was shut on Monday.",
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
    "caption-us": 'Mayor Ann Lee at the opening of the bridge. Photo: Bo Hill\n"[a It is a proud day,]" [a_who Lee] [a_cue said].',
    "caption-uk": "Mayor Ann Lee at the opening of the bridge (Image: Bo Hill)\n'[a It is a proud day,]' [a_who Lee] [a_cue said].",
    "list-us": "[a_who The mayor] [a_cue said]:\n“[a Keep your windows shut.]”\nThe following roads are closed:\n- High Street\n- Mill Lane",
    "list-uk": "The winners are:\n- 'Blue Boat', by Ann Lee\n- 'Red Kite', by Bo Hill\n'[a It is an honour,]' [a_who Hill] [a_cue said].",
}

ATTRIBUTION = {
    "subject-before-us": '[a_who Ann Lee] [a_cue said], "[a The school will open in June.]"',
    "subject-before-uk": "[a_who Ann Lee] [a_cue told] reporters: 'The school will open in June.'".replace("'The school will open in June.'", "'[a The school will open in June.]'"),
    "subject-before-plain": "[a_who The company] [a_cue said] [a that it would cut 300 jobs].",
    "subject-after-us": '"[a The school will open in June,]" [a_who she] [a_cue said] on Tuesday.',
    "subject-after-uk": "'[a The school will open in June,]' [a_who the head teacher] [a_cue said] yesterday.",
    "subject-after-plain": "[a The company will cut 300 jobs], [a_who it] [a_cue said] on Monday.",
    "inverted-us": '"[a Everyone is safe,]" [a_cue said] [a_who Fire Chief Robert Diaz].',
    "inverted-uk": "'[a Everyone is safe,]' [a_cue insisted] [a_who the station manager, Rob Diaz].",
    "long-apposition-us": '"[a We won,]" [a_cue said] [a_who Karen Fox, a retired teacher from Dayton, Ohio, and a mother of four].',
    "long-apposition-uk": "[a_who Karen Fox, 54, a retired teacher from Leeds], [a_cue said]: '[a We won in the end.]'",
    "relative-us": "Karen Fox, who has taught at the school for 30 years, [a_cue said]: “[a It is like losing a family.]”",
    "relative-uk": "'[a It is like losing a family,]' [a_cue said] Karen Fox, who has taught at the school for 30 years.",
    "coordinated-us": "[a_who The judge] [a_cue said] [a the sentence was fair] and [b_cue added] [b that she had no choice].",
    "coordinated-uk": "[a_who The judge] [a_cue said]: '[a The sentence is fair,]' and [b_cue added]: '[b I have no choice.]'",
    "told-by-us": "Residents were told by [a_who the council] [a that the bridge would stay shut].",
    "told-by-uk": "Parents had been told by [a_who the head teacher] [a that the school was 'perfectly safe'].",
    "is-said-to-us": "[a The senator] is said [a to be considering a run for president].",
    "according-to-us": "[a The fire began in the kitchen], [a_cue according to] [a_who investigators].",
    "according-to-uk": "[a_cue According to] [a_who the inquest report], [a the fire began in the kitchen].",
    "according-to-inside": "[a The fire], [a_cue according to] [a_who the chief investigator], [a began in the kitchen].",
    "per-us": "[a The senator raised $4 million in March], [a_cue per] [a_who a campaign official].",
    "per-uk": "[a House prices fell by two per cent in May], [a_cue per] [a_who Land Registry figures].",
    "noun-owner-us": "[a_who The governor's] [a_cue claim] [a that the state is broke] was mocked by teachers.",
    "noun-owner-uk": "They laughed at [a_who the minister's] [a_cue statement] [a that the trains run on time].",
    "in-a-statement-us": 'In a statement, [a_who the university] [a_cue said], "[a We take this very seriously.]"',
    "in-a-statement-uk": "In a statement, [a_who the force] [a_cue said] [a a man had been arrested].",
    "colon-us": "[a_who Martin] had one [a_cue question]: “[a Who pays?]”",
    "colon-uk": "[a_who A spokesman for the airline] [a_cue said]: '[a We are sorry for the delay.]'",
    "speaker-line-us": "[a_who ANN LEE][a_cue :] [a The bridge is a hundred years old.]\n[b_who BO HILL][b_cue :] [b And nobody has painted it.]",
    "speaker-line-uk": "[a_who Ann Lee, head teacher][a_cue :] '[a The bridge is a hundred years old.]'",
    "headline-us": "[a_who Mayor][a_cue :] [a Bridge to stay shut until May]\nThe bridge was shut on Monday.",
    "headline-uk": "[a Bridge to stay shut until May], [a_cue says] [a_who mayor]\nThe bridge was shut on Monday.",
    "participle-us": "[a_who She] [a_cue said] [a the road was safe], [b_cue adding] [b that it had been checked twice].",
    "participle-uk": "'[a The road is safe,]' [a_who she] [a_cue said], [b_cue adding]: '[b It was checked twice.]'",
    "noun-cue-us": "[a_who Lawyers] dismissed the claim that the will was forged.",
    "noun-cue-uk": "There is no truth in the [a_cue claim] [a that the hospital will close].",
    "negated-us": "[a_who The company] [a_cue did not say] [a how many workers would go].",
    "negated-uk": "[a_who The minister] [a_cue refused to say] [a whether he would resign].",
    "conditional-us": "[a_who The agency] [a_cue would say] only [a that the case is open].",
    "conditional-uk": "[a_who Critics] [a_cue may argue] [a that the rule is unfair].",
    "report-in-report-us": "[a_cue According to] [a_who the complaint], [a [b_who the manager] [b_cue said] [b the brakes were fine]].",
    "report-in-report-uk": "[a_who The court] [a_cue heard] [a that [b_who Mr Hill] [b_cue told] police [b he was asleep]].",
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


@pytest.mark.parametrize("marked", QUOTATION.values(), ids=QUOTATION)
def test_quotation(nlp: "Language", marked: str) -> None:
    assert as_marked(nlp, marked) == canonical(marked)


@pytest.mark.parametrize("marked", ATTRIBUTION.values(), ids=ATTRIBUTION)
def test_attribution(nlp: "Language", marked: str) -> None:
    assert as_marked(nlp, marked) == canonical(marked)
