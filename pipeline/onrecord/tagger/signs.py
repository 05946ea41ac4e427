"""What speaks for and against a candidate, by name: both readings, the rules, the words about it, the marks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.drafts import Draft
from onrecord.page import Page
from onrecord.shares import share
from onrecord.tagger.candidates import HOPELESS, LATER, LONG, NEAR, RULES, SHORT, TAGGER, Candidate, touched
from onrecord.tagger.chain import CONTENT, CUE, SOURCE, Scores
from onrecord.tagger.columns import MARKS
from onrecord.tagger.sheet import Sheet

LENGTHS = (1, 2, 4, 8, 16, 32)
SOURCE_LENGTHS = (1, 3, 6, 12)
FAR = 12  # tokens between a source and its cue
LEAST = 1e-3  # nothing is surer than this
EDGE = "^"  # the word before the first and after the last
_PRONOUNS = frozenset({"PRP", "PRP$", "WP", "WDT"})

Signs = dict[str, float]
Sign = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All there is to know of an article when its candidates are judged."""

    page: Page
    sheet: Sheet
    drafts: list[Draft]
    chances: Scores

    def mean(self, tokens: list[int], label: int) -> float:
        """Give how likely tokens are of a label, on the average."""
        return float(self.chances[tokens, label : label + 2].sum(1).mean())

    def begins(self, token: int, label: int) -> float:
        """Give the log odds that a stretch of a label begins at a token."""
        return odds(float(self.chances[token, label]))

    def ends(self, token: int, label: int) -> float:
        """Give the log odds that a stretch of a label does not go on after a token."""
        return odds(1 - float(self.chances[min(token + 1, len(self.sheet) - 1), label + 1]))


def signs(evidence: Evidence, group: Sequence[Candidate]) -> Iterator[Signs]:
    """Yield the signs of each candidate at a cue by name; those that several have in common are worked out once."""
    contents: dict[frozenset[int], Signs] = {}
    sources: dict[frozenset[int], Signs] = {}
    for one in group:
        content, source = sorted(one.content), sorted(one.source)
        if one.content not in contents:
            told = _content(evidence, content) if content else iter([("empty", 1.0)])
            contents[one.content] = {**dict(told), **dict(_words(evidence, one, content))}
        if one.source not in sources:
            told = _source(evidence, source) if source else iter([("no source", 1.0)])
            sources[one.source] = {**dict(told), **dict(_speaker(evidence, one, source))}
        found: Signs = {"inner": float(one.inner), "alternatives": float(len(group) > 1)}
        found.update(_makers(one))
        found.update(_second_reading(evidence, one, len(content)))
        found.update(contents[one.content])
        found.update(sources[one.source])
        found.update(_rules(evidence, one))
        yield found


def odds(probability: float) -> float:
    """Give the log odds of a probability, bounded.

    >>> odds(0.5), odds(0.0) == odds(1e-9)
    (0.0, True)
    """
    bounded = min(max(probability, LEAST), 1 - LEAST)
    return math.log(bounded / (1 - bounded))


def _makers(one: Candidate) -> Iterator[Sign]:
    """Tell who gives the content and who the source."""
    yield from ((f"{maker} said", float(maker in one.said_by)) for maker in (TAGGER, RULES, SHORT, LONG, LATER))
    yield from ((f"{maker} named", float(maker in one.named_by)) for maker in (TAGGER, RULES, NEAR))
    yield "both said", float(len(one.said_by) > 1)
    yield "both named", float(len(one.named_by) > 1)
    yield "tagger alone", float(one.draft is None)


def _second_reading(evidence: Evidence, one: Candidate, length: int) -> Iterator[Sign]:
    """Tell by how much the second reading prefers what it finds to nothing."""
    if one.link is None:
        yield "no link", 1.0
        return
    margin = one.link.margin
    yield "margin", min(max(margin, -10), 30) / 10
    yield "margin near none", min(max(margin, -3), 3) / 3
    yield "margin by length", min(max(margin / math.sqrt(max(1, length)), -2), 4)
    yield "hopeless", float(margin < HOPELESS or not one.link.content)
    yield "cue", evidence.begins(one.link.cue.start, CUE)


def _content(evidence: Evidence, content: list[int]) -> Iterator[Sign]:
    """Tell how likely the first reading finds the content, its edges and its weakest token, and where it stands."""
    sheet = evidence.sheet
    first, last = content[0], content[-1]
    yield "content", odds(evidence.mean(content, CONTENT))
    yield "content begins", evidence.begins(first, CONTENT)
    yield "content ends", evidence.ends(last, CONTENT)
    yield "weakest", odds(float(evidence.chances[content, CONTENT : CONTENT + 2].sum(1).min()))
    pieces = 1 + sum(b - a > 1 for a, b in pairwise(content))
    yield "in pieces", float(pieces > 1)
    yield "in many pieces", float(pieces > 2)
    quoted = float((sheet.passage[content] >= 0).mean())
    yield "quoted", float(quoted > 0.9)
    yield "partly quoted", float(0.1 < quoted <= 0.9)
    yield from ((f"longer than {length}", float(len(content) > length)) for length in LENGTHS)
    yield "begins a sentence", float(first == 0 or sheet.sentence[first] != sheet.sentence[first - 1])
    yield "ends a sentence", float(sheet.sentence[last] != sheet.sentence[min(last + 2, len(sheet) - 1)])


def _source(evidence: Evidence, source: list[int]) -> Iterator[Sign]:
    """Tell how likely the first reading finds the source."""
    yield "source", odds(evidence.mean(source, SOURCE))
    yield "source begins", evidence.begins(source[0], SOURCE)
    yield "source ends", evidence.ends(source[-1], SOURCE)
    yield from ((f"source longer than {length}", float(len(source) > length)) for length in SOURCE_LENGTHS)


def _rules(evidence: Evidence, one: Candidate) -> Iterator[Sign]:
    """Tell which rules found a draft at this cue, how often they are right, and how far it says the same."""
    if one.draft is None:
        return
    draft, tokens = evidence.drafts[one.draft], evidence.sheet.drafts[one.draft]
    prior = odds(share("found", draft.rules))
    yield "prior", prior
    yield "prior without link", prior * (one.link is None)
    yield from ((f"rule {rule}", 1.0) for rule in draft.rules)
    for name, spans, ours in (("content", tokens.content, one.content), ("source", tokens.source, one.source)):
        theirs = {token for start, end in spans for token in range(start, end)}
        alike = len(theirs & ours) / len(theirs | ours) if theirs or ours else 1.0
        yield f"rules' {name}", alike
        yield f"much of the rules' {name}", float(alike >= 0.5)
        yield f"the rules' {name}", float(alike >= 0.9)
    yield f"act {draft.act}", 1.0
    yield "nested", float(draft.parent is not None)
    passages = touched(evidence.page, one.spans)
    yield "speech", max((evidence.page.speech[i].speech for i in passages), default=0.0)


def _words(evidence: Evidence, one: Candidate, content: list[int]) -> Iterator[Sign]:
    """Tell the words of the cue and at the edges of the content."""
    doc = evidence.page.doc
    if one.cue is not None:
        cue = doc[one.cue]
        yield from ((f"cue {value}", 1.0) for value in (cue.lower_, cue.tag_, cue.dep_))
    if not content:
        return
    first, last = content[0], content[-1]
    for name, at in (("first", first), ("last", last), ("before", first - 1), ("after", last + 1)):
        word, tag = _looks(evidence, at)
        yield f"{name} {word}", 1.0
        yield f"{name} {tag}", 1.0
    if one.cue is not None:
        where = "before" if one.cue < first else "after" if one.cue > last else "inside"
        yield f"cue {where} content", 1.0


def _looks(evidence: Evidence, at: int) -> tuple[str, str]:
    """Give the word and the tag of a token, those of a quotation mark whatever its glyph."""
    if not 0 <= at < len(evidence.sheet):
        return EDGE, EDGE
    if side := int(evidence.sheet.mark[at]):
        return MARKS[side - 1]
    return evidence.page.doc[at].lower_, evidence.page.doc[at].tag_


def _speaker(evidence: Evidence, one: Candidate, source: list[int]) -> Iterator[Sign]:
    """Tell what the head of the source is, and how it stands to the cue."""
    if not source:
        return
    doc, sentence = evidence.page.doc, evidence.sheet.sentence
    head = doc[next((i for i in reversed(source) if doc[i].head.i not in one.source), source[-1])]
    yield from ((f"source {value}", 1.0) for value in (head.tag_, head.dep_, head.ent_type_ or EDGE))
    if head.tag_ in _PRONOUNS:
        yield f"source {head.lower_}", 1.0
    yield "source quoted", float(evidence.sheet.passage[head.i] >= 0)
    if one.cue is not None:
        yield "subject of the cue", float(head.head.i == one.cue and head.dep_.startswith("nsubj"))
        yield "source before cue", float(head.i < one.cue)
        yield "source far", float(abs(head.i - one.cue) > FAR)
        yield "source in another sentence", float(sentence[head.i] != sentence[one.cue])
