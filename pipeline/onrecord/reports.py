"""Candidates whose content a rule found: what is said, cut and snapped to the quotation marks it touches."""

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Token

from onrecord import beside, modality, resources
from onrecord.drafts import Draft, minus, overlap, union
from onrecord.extents import extent, spans
from onrecord.page import Page, frame
from onrecord.punctuation import DASHES
from onrecord.records import Span

_CLAUSES = frozenset({"relcl", "acl", "advcl", "parataxis"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NAMING = frozenset({"NNP", "NNPS", "NN", "NNS"})
_EMPTY = frozenset({"WP", "WDT", "WRB", "IN", "VBZ", "VBP", "VBD", "VB", "MD", "TO", "DT"})
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
        tokens -= (
            {t.i for t in doc[candidate["source"]].subtree} if not doc[candidate["source"]].is_ancestor(cue) else set()
        )
    content = minus(list(spans(doc, tokens)), draft.mention_spans)
    home = page.inside(cue)
    if home is None:
        return _outside(page, draft, content)
    return _within(page, draft, content, home)


def begin(page: Page, candidate: dict[str, Any]) -> Draft:
    """Start a draft: its cue with auxiliaries, its mention, whether it is negated."""
    doc = page.doc
    cue = doc[candidate["cue"]]
    own = [c.i for c in cue.children if c.dep_ in _AUXILIARY and page.inside(c) == page.inside(cue)]
    verbal = {cue.i, *candidate["cue_tokens"], *own}
    source, hearer, channel = (candidate[label] for label in ("source", "addressee", "channel"))
    if source is not None and (name := beside.bracketed(doc, doc[source])) is not None:
        source = name.i
    if source is not None:
        source = _after_label(_nominal(doc[source], cue), cue).i
    return Draft(
        spans=[],
        rules=list(candidate["rules"]),
        act=candidate["act"] or "speech",
        cue=cue.i,
        cue_spans=list(spans(doc, verbal)),
        source=source,
        mention_spans=mention(page, doc[source], cue) if source is not None else [],
        negated=modality.negated(cue),
        modality=modality.modality(cue),
        addressee=mention(page, doc[hearer], cue) if hearer is not None else [],
        channel=_channel(doc[channel]) if channel is not None else [],
    )


def _nominal(head: Token, cue: Token) -> Token:
    """Give the noun before a cue where the parser took a verb for its subject: ``Explaining it, Ms Lee said``."""
    if head.tag_ in ("VBG", "VBN", "VB"):
        run = beside.before(head.doc, cue)
        if run is not None and run[0] > head.i:
            return beside.head(head.doc, *run)
    return head


def _channel(prep: Token) -> list[Span]:
    """Give a preposition and what it leads to, without what the parser hangs on that: ``in a statement``."""
    noun = next((c for c in prep.children if c.dep_ == "pobj"), prep)
    end = noun.i
    for child in noun.rights:
        if child.dep_ == "prep" and not any(t.tag_[:2] == "VB" for t in child.subtree):
            end = child.right_edge.i
    return list(spans(prep.doc, range(prep.i, end + 1)))


def _after_label(head: Token, cue: Token) -> Token:
    """Give who says it where a label and a colon stand before: ``Criticism: one user said``."""
    doc = head.doc
    colon = next((i for i in range(min(head.right_edge.i, cue.i), head.i, -1) if doc[i].text == ":"), None)
    named = [t for t in doc[colon + 1 : cue.i] if t.tag_ in _NAMING] if colon is not None else []
    return beside.head(doc, named[0].i, named[-1].i + 1) if named else head


def mention(page: Page, head: Token, cue: Token) -> list[Span]:
    """Give the words that stand for a source: its noun phrase with apposition, up to a relative or adverbial clause.

    What the cue's own clause, a quotation or ``, who ...`` adds to the parser's subtree is left out.
    """
    doc = page.doc
    first, last = head.left_edge.i, head.right_edge.i
    for child in head.children:
        loose = child.dep_ in _CLAUSES and child.i > head.i and doc[child.left_edge.i - 1].is_punct
        if loose or child.dep_ == "advcl" or child.i == cue.i or child.is_ancestor(cue):
            if child.i > head.i:
                last = min(last, child.left_edge.i - 1)
            else:
                first = max(first, child.right_edge.i + 1)
    label = next((i for i in range(head.i, first, -1) if doc[i].text == ":"), None)
    first = first if label is None else label + 1
    kept = [i for i in range(first, last + 1) if i == head.i or page.inside(doc[i]) == page.inside(head)]
    return [span for span in spans(doc, kept) if span[0] <= head.idx < span[1]]


def _outside(page: Page, draft: Draft, content: list[Span]) -> Draft | None:
    """Snap the content of a cue outside quotation marks to the passages of speech that it touches."""
    near = sorted({i for start, end in content for i in page.touching(start, end)})
    touched = [
        i for i in near if overlap(content, page.speech[i].spans) and not overlap(page.speech[i].spans, draft.cue_spans)
    ]
    draft.passages = touched
    rest = minus(content, [frame(page.speech[i]) for i in touched])
    rest = [span for span in rest if page.text[span[0] : span[1]].strip(" ,.;:\n\t" + DASHES)]
    quoted = [span for i in touched for span in page.speech[i].spans]
    if touched and draft.source is None:
        rest = _claim_source(page, draft, rest, touched)
    draft.spans = union(rest + [frame(page.speech[i]) for i in touched]) if rest and touched else union(rest + quoted)
    draft.closed = all(page.speech[i].closed for i in touched)
    if not touched:
        draft.spans = _marks(page, draft.spans)
        if _empty(page, draft.spans):
            return None
    return draft if draft.spans else None


def _empty(page: Page, pieces: list[Span]) -> bool:
    """Tell whether a content says nothing: a relative, a conjunction, a verb alone; "to comment" does."""
    words = [t for start, end in pieces for t in page.words(start, end) if not t.is_punct]
    tags = [t.tag_ for t in words]
    return len(tags) <= 2 and _EMPTY.issuperset(tags) and tags != ["TO", "VB"]


def _claim_source(page: Page, draft: Draft, rest: list[Span], touched: list[int]) -> list[Span]:
    """Take for the source what the parse put into the content: "...," Ann Lee, a nurse, tells us."""
    for piece in rest:
        words = [t for t in page.words(*piece) if not t.is_punct]
        between = (
            frame(page.speech[touched[-1]])[1] <= piece[0]
            and draft.cue is not None
            and piece[1] <= page.doc[draft.cue].idx
        )
        if between and words and not any(t.tag_ in _FINITE for t in words) and any(t.tag_ in _NAMING for t in words):
            draft.source = beside.head(page.doc, words[0].i, words[-1].i + 1).i
            draft.mention_spans = [piece]
            return [other for other in rest if other != piece]
    return rest


def _marks(page: Page, pieces: list[Span]) -> list[Span]:
    """Take in the closing mark of a quotation whose opening mark a piece holds, and let go of half a pair."""
    out = []
    for start, end in pieces:
        for passage in page.outer_touching(start, end):
            left, right = frame(passage)
            if not passage.closed:
                continue
            if start <= left < end < right and end >= passage.spans[-1][1]:
                end = right
            if left < start <= passage.spans[0][0] and end >= right:
                start = left
            if start <= left < end <= passage.spans[0][0]:  # it ends on the opening mark of what is not its own
                end = left
        end = start + len(page.text[start:end].rstrip())
        if start < end:
            out.append((start, end))
    return union(out)


def _says_nothing(source: Token) -> bool:
    """Tell whether a source inside a quotation is the speaker himself, whom he speaks to, or nobody."""
    words = resources.forms("self") | resources.forms("vague")
    return source.lower_ in words and source.tag_ not in ("NNP", "NNPS")


def _within(page: Page, draft: Draft, content: list[Span], home: int) -> Draft | None:
    """Keep a report inside a quotation to it; what the speaker says of himself there is no second report."""
    passage = page.speech[home]
    sure = set(resources.table("statements.toml")["inside_quotations"]["rules"])
    if draft.source is None or _says_nothing(page.doc[draft.source]):
        return None
    if page.inside(page.doc[draft.source]) != home or not sure.intersection(draft.rules):
        return None
    start, end = passage.spans[0][0], passage.spans[-1][1]
    draft.spans = union([(max(s, start), min(e, end)) for s, e in content if max(s, start) < min(e, end)])
    return draft if draft.spans else None
