"""Rules and tagger as one: their statements joined, contents cut where quotation marks stand, no quotation lost."""

import bisect
from collections.abc import Iterator
from dataclasses import replace

from onrecord import resources
from onrecord.drafts import Draft, minus, overlap, union
from onrecord.page import Page, Passage, frame
from onrecord.records import Span
from onrecord.tagger.linking import Found

MOST = 0.6  # of what stands between two marks: who takes so much of it takes all of it
NEAR = 4  # statements on either side that may lie close enough to share a quotation
NAME = "tagger"


Joined = tuple[Draft, float | None]  # a statement, and the tagger's probability of it, if it was the tagger's


def join(page: Page, drafts: list[Draft], found: list[Found]) -> list[Joined]:
    """Give the statements of both, by place: those the tagger found, with what rules know of them, and the rules' own.

    Of the rules' statements that the tagger did not find there stay: quotations of speech that no other content covers,
    and reports inside the content of another statement. Without anything found, all stay as they are.
    """
    if not found:
        return [(draft, None) for draft in drafts]
    used = {one.draft for one in found if one.draft is not None}
    wide = [snap(page, one.spans) for one in found]
    out: list[Joined] = []
    for number, one in enumerate(found):
        # only neighbours can have been widened into one another
        others = [*(draft.spans for draft, _ in out[-NEAR:]), *(one.spans for one in found[number + 1 : number + NEAR])]
        spans = minus(wide[number], [span for other in others for span in other]) or one.spans
        draft = drafts[one.draft] if one.draft is not None else None
        out.append((_joined(page, one, draft, spans), one.probability))
    owners = sorted((span, number) for number, (draft, _) in enumerate(out) for span in draft.spans)
    for number, draft in enumerate(drafts):
        touched = list(_touching(owners, draft.spans))
        covered = [span for span, _ in touched]
        shared, size = overlap(union(covered), draft.spans), _size(draft.spans)
        inside = {owner for _, owner in touched if overlap(out[owner][0].spans, draft.spans) == size}
        if draft.passages and 2 * shared <= size:
            out.append((replace(draft, spans=minus(draft.spans, covered), parent=None), None))
        elif number not in used and draft.source is not None and any(_size(out[i][0].spans) > size for i in inside):
            out.append((replace(draft, parent=None), None))
    return _nest(sorted(out, key=lambda pair: (pair[0].start, -pair[0].end, pair[0].cue or 0)))


def snap(page: Page, spans: list[Span]) -> list[Span]:
    """Widen content to the quotation marks that it reaches most of the way to.

    Alone, it then is what stands between the marks; with words outside of them, it holds the marks too.
    """
    wide = list(spans)
    whole: list[Passage] = []
    for passage in (page.speech[i] for i in _passages(page, spans)):
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
    quoted = [piece for passage in _passages(page, spans) for piece in page.speech[passage].spans]
    return "speech" if 2 * overlap(quoted, spans) > _size(spans) else "other"


def _joined(page: Page, one: Found, draft: Draft | None, spans: list[Span]) -> Draft:
    passages = _passages(page, spans)
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


def _passages(page: Page, spans: list[Span]) -> list[int]:
    """Give the numbers of the passages of speech that share a character with these spans."""
    near = sorted({i for start, end in spans for i in page.touching(start, end)})
    return [i for i in near if overlap(page.speech[i].spans, spans)]


def _touching(owners: list[tuple[Span, int]], spans: list[Span]) -> Iterator[tuple[Span, int]]:
    """Yield the stretches, in order and each with its owner, that share a character with these spans."""
    for start, end in spans:
        first = bisect.bisect_right(owners, start, key=lambda pair: pair[0][1])
        for i in range(first, len(owners)):
            if owners[i][0][0] >= end:
                break
            yield owners[i]


def _nest(joined: list[Joined]) -> list[Joined]:
    """Set the parent of each statement that lies inside another one's content: the smallest such."""
    around: list[int] = []
    for number, (draft, _) in enumerate(joined):
        around = [i for i in around if joined[i][0].end > draft.start]
        holding = [i for i in around if overlap(joined[i][0].spans, draft.spans) == _size(draft.spans)]
        draft.parent = holding[-1] if holding else None
        around.append(number)
    return joined


def _size(spans: list[Span]) -> int:
    return sum(end - start for start, end in spans)
