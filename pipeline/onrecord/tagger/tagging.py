"""From a parsed article to its statements: both readings, the candidates, how likely each is, which are chosen."""

from collections.abc import Iterator
from dataclasses import replace

from onrecord.drafts import Draft
from onrecord.page import Page
from onrecord.tagger.candidates import TAGGER, Candidate, candidates
from onrecord.tagger.choosing import KEPT, UNAIDED, Chosen, Judged, choose
from onrecord.tagger.columns import read_columns
from onrecord.tagger.judge import judge
from onrecord.tagger.linking import Link, Reading, link, read, scored
from onrecord.tagger.sheet import Sheet
from onrecord.tagger.signs import Evidence, Signs, signs
from onrecord.tagger.templates import READING
from onrecord.tagger.weights import Model


def tagged(page: Page, drafts: list[Draft], model: Model, *, kept: float = KEPT, alone: bool = False) -> list[Chosen]:
    """Give the statements of an article by place: what the tagger and the rules find, weighed against one another.

    ``drafts`` are what the rules made of it. Contents do not overlap, but for reports inside another's content; the
    least probability of a statement is ``kept``, but for quotations of speech, of which none is lost. ``alone`` leaves
    out the contents and sources that only rules give, and what rules know of the others.
    """
    if not len(page.doc):
        return []
    sheet = read_columns(page.doc, drafts, page.text)
    scores = scored(model.reading, sheet.facts, sheet.paragraph, READING, model.without)
    reading = read(sheet, scores, model.reading.moves)
    links = link(sheet, reading, drafts, model.pairing, model.without)
    evidence, groups, rows = weigh(page, sheet, drafts, reading, links)
    chances = judge([model.judge, model.exact], rows)
    judged = [[Judged(one, *next(chances)) for one in group] for group in groups]
    if alone:
        return choose(evidence, _alone(judged), kept, kept)
    return choose(evidence, judged, kept, max(kept, UNAIDED))


def weigh(
    page: Page, sheet: Sheet, drafts: list[Draft], reading: Reading, links: list[Link]
) -> tuple[Evidence, list[list[Candidate]], Iterator[Signs]]:
    """Give the candidates of an article by cue, and the signs of each in the same order, made as they are asked for."""
    evidence = Evidence(page, sheet, drafts, reading.chances)
    groups = list(candidates(page, sheet, drafts, links, reading))
    return evidence, groups, (row for group in groups for row in signs(evidence, group))


def _alone(groups: list[list[Judged]]) -> list[list[Judged]]:
    """Leave what the tagger gives, both content and source, without the rules' drafts at the same cues."""
    left = [[x for x in group if TAGGER in x.candidate.said_by & x.candidate.named_by] for group in groups]
    return [[replace(x, candidate=replace(x.candidate, draft=None)) for x in group] for group in left if group]
