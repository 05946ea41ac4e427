"""Candidates whose content a rule found: what is said, cut and snapped to the quotation marks it touches."""

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.drafts import Draft, minus, overlap, union
from onrecord.extents import extent, spans
from onrecord.page import Page, frame
from onrecord.records import Span

_AUXILIARY = frozenset({"aux", "auxpass", "neg", "prt"})


def reports(page: Page) -> Iterator[tuple[int, Draft]]:
    """Yield a draft for each candidate with content, and the number of the candidate."""
    for number, candidate in enumerate(page.candidates):
        if candidate["content"] is not None and (draft := report(page, candidate)):
            yield number, draft


def report(page: Page, candidate: dict[str, Any]) -> Draft | None:
    """Make a draft of a candidate with content, or None where quotation marks show that the parse went astray."""
    doc = page.doc
    cue = doc[candidate["cue"]]
    draft = begin(page, candidate)
    tokens = extent(candidate["extent"], cue, doc[candidate["content"]]) - set(candidate["cue_tokens"])
    if candidate["source"] is not None:
        tokens -= {t.i for t in doc[candidate["source"]].subtree} if not doc[candidate["source"]].is_ancestor(cue) else set()
    content = minus(list(spans(doc, tokens)), draft.mention_spans)
    home = page.inside(cue)
    if home is None:
        return _outside(page, draft, content)
    return _within(page, draft, content, home)


def begin(page: Page, candidate: dict[str, Any]) -> Draft:
    """Start a draft: its cue with auxiliaries, its mention, whether it is negated."""
    doc = page.doc
    cue = doc[candidate["cue"]]
    verbal = {cue.i, *candidate["cue_tokens"], *(c.i for c in cue.children if c.dep_ in _AUXILIARY)}
    source = candidate["source"]
    return Draft(
        spans=[],
        rules=list(candidate["rules"]),
        act=candidate["act"] or "speech",
        cue=cue.i,
        cue_spans=list(spans(doc, verbal)),
        source=source,
        mention_spans=mention(doc, doc[source], cue) if source is not None else [],
        negated=any(c.dep_ == "neg" for c in cue.children),
    )


def mention(doc: Doc, head: Token, cue: Token) -> list[Span]:
    """Give the words that stand for a source: its whole noun phrase, with apposition, but without the cue's own clause."""
    tokens = set(range(head.left_edge.i, head.right_edge.i + 1))
    if head.is_ancestor(cue):
        branch = cue
        while branch.head.i != head.i:
            branch = branch.head
        tokens -= set(range(branch.left_edge.i, branch.right_edge.i + 1))
    return [span for span in spans(doc, tokens) if span[0] <= head.idx < span[1]]


def _outside(page: Page, draft: Draft, content: list[Span]) -> Draft | None:
    """Snap the content of a cue outside quotation marks to the passages of speech that it touches."""
    near = sorted({i for start, end in content for i in page.touching(start, end)})
    touched = [
        i
        for i in near
        if overlap(content, page.speech[i].spans) and not overlap(page.speech[i].spans, draft.cue_spans)
    ]
    draft.passages = touched
    rest = minus(content, [frame(page.speech[i]) for i in touched])
    rest = [span for span in rest if page.text[span[0] : span[1]].strip(" ,.;:-–—\n\t")]
    quoted = [span for i in touched for span in page.speech[i].spans]
    if touched and _words(page, rest) == 0:
        rest = []
    draft.spans = union(rest + [frame(page.speech[i]) for i in touched]) if rest and touched else union(rest + quoted)
    draft.closed = all(page.speech[i].closed for i in touched)
    return draft if draft.spans else None


def _within(page: Page, draft: Draft, content: list[Span], home: int) -> Draft | None:
    """Keep a report inside a quotation to that quotation; what the speaker says of himself there is no second report."""
    passage = page.speech[home]
    if draft.source is None or page.doc[draft.source].lower_ in resources.forms("self"):
        return None
    if page.inside(page.doc[draft.source]) != home:
        return None
    start, end = passage.spans[0][0], passage.spans[-1][1]
    draft.spans = union([(max(s, start), min(e, end)) for s, e in content if max(s, start) < min(e, end)])
    return draft if draft.spans else None


def _words(page: Page, pieces: list[Span]) -> int:
    return sum(len(page.text[start:end].split()) for start, end in pieces)
