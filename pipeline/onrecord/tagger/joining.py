"""Rules and tagger as one: their statements joined, contents cut where quotation marks stand, no quotation lost."""

from dataclasses import replace

from onrecord import resources
from onrecord.drafts import Draft, minus, overlap, union
from onrecord.page import Page, frame
from onrecord.quotation import Passage
from onrecord.records import Span
from onrecord.tagger.linking import Found

MOST = 0.6  # of what stands between two marks: who takes so much of it takes all of it
LITTLE = 0.2  # who takes less than this of a passage beside other words only touches it
NAME = "tagger"


def join(page: Page, drafts: list[Draft], found: list[Found]) -> list[Draft]:
    """Give the statements of both, by place: those the tagger found, with what rules know of them, and the rules' own.

    Of the rules' statements that the tagger did not find there stay: quotations of speech that no other content covers,
    and reports inside the content of another statement. Parents are not set. Without anything found, all stay.
    """
    if not found:
        return list(drafts)
    used = {one.draft for one in found if one.draft is not None}
    out: list[Draft] = []
    for one in found:
        draft = drafts[one.draft] if one.draft is not None else None
        spans = snap(page, one.spans)
        taken = [span for other in out for span in other.spans]
        spans = minus(spans, taken) or one.spans
        out.append(_joined(page, one, draft, spans))
    covered = union([span for draft in out for span in draft.spans])
    for number, draft in enumerate(drafts):
        size = _size(draft.spans)
        shared = overlap(covered, draft.spans)
        lost = bool(draft.passages) and 2 * shared <= size
        nested = number not in used and draft.source is not None and shared == size and _inside_one(draft, out)
        if lost:
            out.append(replace(draft, spans=minus(draft.spans, covered) or draft.spans, parent=None))
        elif nested:
            out.append(replace(draft, parent=None))
    return sorted(out, key=lambda draft: (draft.start, -draft.end, draft.cue or 0))


def snap(page: Page, spans: list[Span]) -> list[Span]:
    """Widen content to the quotation marks that it reaches most of the way to.

    Alone, it then is what stands between the marks; with words outside of them, it holds the marks too.
    """
    wide = list(spans)
    touched = [p for i in sorted({i for s, e in spans for i in page.touching(s, e)}) for p in [page.speech[i]]]
    whole: list[Passage] = []
    for passage in touched:
        pieces = [piece for piece in passage.spans if overlap(spans, [piece]) >= MOST * (piece[1] - piece[0])]
        wide += pieces
        if len(pieces) == len(passage.spans):
            whole.append(passage)
    wide = union(wide)
    frames = [frame(passage) for passage in whole]
    rest = [span for span in minus(wide, frames) if any(c.isalnum() for c in page.text[span[0] : span[1]])]
    if not whole:
        return wide
    if not rest:
        return union([piece for passage in whole for piece in passage.spans])
    return union([*rest, *frames])


def act_of(page: Page, one: Found, spans: list[Span]) -> str:
    """Say which act a statement is that only the tagger found: by its cue's words, else by its quotation marks."""
    acts: dict[str, str] = resources.table("senses.toml")["act"]
    words = [word for start, end in one.cue_spans for word in page.text[start:end].lower().split()]
    for sense, act in acts.items():
        if any(word in resources.forms(sense) for word in words):
            return act
    quoted = [piece for passage in page.speech for piece in passage.spans]
    return "speech" if 2 * overlap(quoted, spans) > _size(spans) else "other"


def _joined(page: Page, one: Found, draft: Draft | None, spans: list[Span]) -> Draft:
    passages = [i for i in range(len(page.speech)) if overlap(page.speech[i].spans, spans)]
    closed = all(page.speech[i].closed for i in passages)
    source = page.token_at(one.mention_spans[0][1] - 1).i if one.mention_spans else None
    if draft is None:
        return Draft(
            spans=spans,
            rules=[NAME],
            act=act_of(page, one, spans),
            cue=one.cue,
            cue_spans=one.cue_spans,
            source=source,
            mention_spans=one.mention_spans,
            passages=passages,
            closed=closed,
        )
    same = overlap(draft.mention_spans, one.mention_spans) > 0
    return replace(
        draft,
        spans=spans,
        rules=[*draft.rules, NAME],
        cue_spans=one.cue_spans or draft.cue_spans,
        source=draft.source if same or not one.mention_spans else source,
        mention_spans=one.mention_spans,
        passages=passages,
        closed=closed,
        parent=None,
    )


def _inside_one(draft: Draft, others: list[Draft]) -> bool:
    return any(overlap(other.spans, draft.spans) == _size(draft.spans) < _size(other.spans) for other in others)


def _size(spans: list[Span]) -> int:
    return sum(end - start for start, end in spans)
