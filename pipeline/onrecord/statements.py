"""Component: candidates and quotations -> statements, in order, before anybody asks who the speaker is."""

import bisect
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.attach import attach, find_source, take
from onrecord.drafts import Draft, as_dict, overlap
from onrecord.lines import lines
from onrecord.page import Page, frame, open_page
from onrecord.records import Span
from onrecord.reports import reports

REACH = 200  # characters between a report's content and quoted words that may still belong to it
_SUBJECTS = frozenset({"nsubj", "expl", "auxpass", "nsubjpass"})
_OPEN_FORMS = frozenset({"VBG", "VBD", "VBZ", "VBP"})
_STOPS = frozenset(".,;:—–-?!)\"”’'»")


def statements(doc: Doc) -> list[Draft]:
    """Give the drafts of a Doc that the quotation and cue components have seen, ordered by place."""
    page = open_page(doc)
    drafts: dict[int, Draft] = dict(reports(page))
    drafts |= {-1 - n: line for n, line in enumerate(lines(page))}
    claimed = {i for draft in drafts.values() for i in draft.passages}
    taken = {number: not draft.passages for number, draft in drafts.items()}
    floating: list[Draft] = []
    last: Draft | None = None
    by_passage = {i: draft for draft in drafts.values() for i in draft.passages}
    heads = sorted((draft.end, i) for i, draft in drafts.items())
    for number in range(len(page.speech)):
        if number in claimed:
            last = by_passage[number]
            continue
        if carried := _carried_on(page, number, last):
            take(page, carried, number)
            continue
        if (enclosing := _sentence_of(page, number, drafts, heads)) is not None:
            run_on(page, enclosing, number)
            continue
        if found := attach(page, number, taken):
            candidate, last = found
            if candidate is None:
                floating.append(last)
            else:
                taken[candidate] = False
                drafts[candidate] = last
            continue
        if page.fragment(number) and not page.quotable(number):
            continue
        last = Draft(spans=[], rules=["quotation"], act="speech")
        take(page, last, number)
        floating.append(last)
    for draft in (*drafts.values(), *floating):
        find_source(page, draft)
    _share_sources(page, drafts)
    kept = [d for d in drafts.values() if d.source is not None or d.passages or not _needs_source(d)]
    out = sorted([*kept, *floating], key=lambda d: (d.start, -d.end, d.cue or 0))
    return _parents(_distinct(out))


def _sentence_of(page: Page, number: int, drafts: dict[int, Draft], ends: list[tuple[int, int]]) -> Draft | None:
    """Give the report whose parse cut off the quoted words that its sentence ends in: a tribute to “the skill of X”."""
    if not page.fragment(number):
        return None
    start = frame(page.speech[number])[0]
    i = bisect.bisect_right(ends, (start, 0)) - 1
    if i < 0:
        return None
    draft = drafts.get(ends[i][1])
    if draft is None or draft.cue is None or not draft.spans or page.inside(page.doc[draft.cue]) is not None:
        return None
    near = (
        start - draft.end <= REACH and page.one_sentence(draft.end - 1, start + 2) and page.doc[draft.cue].idx < start
    )
    return draft if near and not _other_cue(page, draft.end, start) else None


def _other_cue(page: Page, start: int, end: int) -> bool:
    first = bisect.bisect_left(page.cue_offsets, start)
    return any(page.candidates[i]["senses"] for i in range(first, bisect.bisect_left(page.cue_offsets, end)))


def run_on(page: Page, draft: Draft, number: int) -> None:
    """Let the content of a report go on to the end of a passage."""
    passage = page.speech[number]
    draft.spans[-1] = (draft.spans[-1][0], frame(passage)[1])
    draft.passages.append(number)
    draft.rules.append("quotation-runs-on")


def _carried_on(page: Page, number: int, last: Draft | None) -> Draft | None:
    """Give the statement that a passage goes on with: "...," she said. "...": nothing but her clause stands between."""
    if last is None or not last.passages:
        return None
    passage = page.speech[number]
    before = page.speech[last.passages[-1]]
    start, end = frame(before)[1], frame(passage)[0]
    between = [(start, end)]
    if start >= end:
        return None
    own = [*last.cue_spans, *last.mention_spans]
    text = page.text
    gap = text[start:end]
    if not page.one_sentence(start, end) or (any(c.isalnum() for c in gap) and not overlap(own, between)):
        return None
    if "\n" not in gap:
        return last if gap.strip() and gap.rstrip()[-1] in _STOPS else None
    return last if not gap.partition("\n")[2].strip() and _whole_paragraphs(page, frame(passage)) else None


def _whole_paragraphs(page: Page, place: Span) -> bool:
    """Tell whether a stretch of text begins where a paragraph begins and ends where one ends."""
    start, end = place
    return page.blocks[page.paragraph(start)][0] == start and page.blocks[page.paragraph(end - 1)][1] <= end


def _share_sources(page: Page, drafts: dict[int, Draft]) -> None:
    """Give a participle without a source that of the cue before it in the sentence: she said ..., adding that ..."""
    last: Draft | None = None
    for draft in sorted((d for d in drafts.values() if d.cue is not None), key=lambda d: d.cue or 0):
        cue = page.doc[draft.cue or 0]
        if page.inside(cue) is not None:
            continue
        if draft.source is not None:
            last = draft
        elif last is not None and _without_subject(cue) and page.doc[last.cue or 0].sent == cue.sent:
            draft.source, draft.mention_spans = last.source, list(last.mention_spans)
            draft.rules.append("same-source")


def _without_subject(cue: Token) -> bool:
    return cue.tag_ in _OPEN_FORMS and not any(c.dep_ in _SUBJECTS for c in cue.children)


def _needs_source(draft: Draft) -> bool:
    """Tell whether the construction says nothing where nobody is named: ``was built to last``, ``the attack on it``."""
    sure = resources.table("statements.toml")["without_source"]["rules"]
    return not any(rule in sure for rule in draft.rules)


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """Where two drafts have the same content, keep the one with a source, else the first."""
    best: dict[tuple[tuple[int, int], ...], Draft] = {}
    for draft in drafts:
        key = tuple(draft.spans)
        if key not in best or (best[key].source is None and draft.source is not None):
            best[key] = draft
    return sorted(best.values(), key=lambda d: (d.start, -d.end, d.cue or 0))


def _parents(drafts: list[Draft]) -> list[Draft]:
    """Set the parent of each draft that lies inside another one's content: the smallest such."""
    stack: list[int] = []
    for i, draft in enumerate(drafts):
        while stack and drafts[stack[-1]].end <= draft.start:
            stack.pop()
        size = sum(end - start for start, end in draft.spans)
        for j in reversed(stack):
            if overlap(drafts[j].spans, draft.spans) == size:
                draft.parent = j
                break
        stack.append(i)
    return drafts


if not Doc.has_extension("onrecord_statements"):
    Doc.set_extension("onrecord_statements", default=None)


@Language.factory(
    "onrecord_statements",
    requires=["doc._.onrecord_candidates", "doc._.onrecord_passages"],
    assigns=["doc._.onrecord_statements"],
)
def make_statements(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component that assembles statements."""
    return _annotate


def _annotate(doc: Doc) -> Doc:
    doc._.onrecord_statements = [as_dict(draft) for draft in statements(doc)]
    return doc
