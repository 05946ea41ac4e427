"""Component: candidates and quotations -> statements, in order, before anybody asks who the speaker is."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from onrecord import resources
from onrecord.attach import attach, find_source, has_own_cue, take
from onrecord.carry import carried_on, run_on, sentence_of, share_sources, source_before
from onrecord.drafts import Draft, as_dict, overlap
from onrecord.lines import lines
from onrecord.page import LONE, Page, open_page
from onrecord.reports import reports


def statements(doc: Doc) -> list[Draft]:
    """Give the drafts of a Doc that the quotation and cue components have seen, ordered by place."""
    page = open_page(doc)
    drafts: dict[int, Draft] = dict(reports(page))
    drafts |= {-1 - n: line for n, line in enumerate(lines(page))}
    floating = _quotations(page, drafts)
    for draft in (*drafts.values(), *floating):
        find_source(page, draft)
    share_sources(page, drafts)
    source_before(page, drafts.values(), floating)
    kept = [d for d in drafts.values() if d.source is not None or d.passages or not _needs_source(d)]
    lone = [d for d in floating if d.source is not None or max(page.speech[i].speech for i in d.passages) >= LONE]
    return _parents(_distinct([*kept, *lone]))


def _quotations(page: Page, drafts: dict[int, Draft]) -> list[Draft]:
    """Give every passage of speech that no report has claimed to a statement; those without a cue come back apart.

    In order of the text: it goes on with the statement before, ends the report in whose sentence it stands, has a cue
    beside it, or stands for itself. ``drafts`` are by candidate; new ones are added.
    """
    claimed = {i: draft for draft in drafts.values() for i in draft.passages}
    taken = {number: not draft.passages for number, draft in drafts.items()}
    ends = sorted((draft.end, i) for i, draft in drafts.items())
    floating: list[Draft] = []
    last: Draft | None = None
    for number in range(len(page.speech)):
        if number in claimed:
            last = claimed[number]
        elif (carried := carried_on(page, number, last)) and not has_own_cue(page, number, taken):
            take(page, carried, number)
        elif (enclosing := sentence_of(page, number, drafts, ends)) is not None:
            run_on(page, enclosing, number)
        elif found := attach(page, number, taken):
            candidate, last = found
            if candidate is None:
                floating.append(last)
            else:
                taken[candidate] = False
                drafts[candidate] = last
        elif not page.fragment(number) or page.quotable(number):
            last = Draft(spans=[], rules=["quotation"], act="speech")
            take(page, last, number)
            floating.append(last)
    return floating


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
