"""What stands between quotation marks: passages, each with its paragraphs, its marks and its chance of being speech."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from onrecord.quotation import speech
from onrecord.quotation.glyphs import Glyph, glyphs, paragraphs
from onrecord.quotation.pairing import (
    CLOSE_BOTH,
    CLOSE_OUTER,
    END,
    OPEN,
    OPEN_AFTER_UNCLOSED,
    REOPEN,
    WRAP,
    Event,
    pair,
)
from onrecord.records import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Text between quotation marks: its spans without the marks, and how likely it is speech, from 0 to 1.

    There is one span a paragraph, and a further one where a mark opens again because a paragraph break was lost.
    ``paragraphs`` gives for each span the number of its paragraph, from 0, blank lines not counted.
    """

    id: str
    spans: tuple[Span, ...]
    marks: tuple[Span, ...]
    style: str
    closed: bool
    depth: int
    parent: str | None
    paragraphs: tuple[int, ...]
    speech: float


@dataclass
class _Draft:
    """A passage while its marks are being read."""

    style: str
    depth: int
    parent: "_Draft | None"
    start: int
    marks: list[Span]
    pieces: list[tuple[int, Span]] = field(default_factory=list)
    closed: bool = False


def passages(text: str) -> list[Passage]:
    """Find what stands between quotation marks, in order of its start: speech, titles, scare quotes, nicknames.

    Goes by characters alone, and in time that grows linearly with the text. A quotation over several paragraphs is one
    passage; one that is never closed ends with its paragraph; apostrophes are no marks. No text raises.

    >>> [(p.spans, p.closed) for p in passages("'It's the boys' turn,' she said.")]
    [(((1, 21),), True)]
    """
    blocks = paragraphs(text)
    events = pair(_marked(text, blocks))
    drafts = [draft for draft in _drafts(text, blocks, events) if draft.pieces]
    drafts.sort(key=lambda draft: (draft.pieces[0][1][0], draft.depth))
    ids = {id(draft): f"q{number}" for number, draft in enumerate(drafts)}
    found = [
        Passage(
            id=ids[id(draft)],
            spans=tuple(span for _, span in draft.pieces),
            marks=tuple(draft.marks),
            style=draft.style,
            closed=draft.closed,
            depth=draft.depth,
            parent=ids[id(draft.parent)] if draft.parent else None,
            paragraphs=tuple(number for number, _ in draft.pieces),
            speech=0.0,
        )
        for draft in drafts
    ]
    return [replace(passage, speech=_speech(text, passage, blocks)) for passage in found]


def _speech(text: str, passage: Passage, blocks: list[Span]) -> float:
    first, last = blocks[passage.paragraphs[0]], blocks[passage.paragraphs[-1]]
    return speech.score(text, passage.spans, passage.marks, first, last, passage.closed)


def _marked(text: str, blocks: list[Span]) -> Iterator[tuple[bool, Iterator[Glyph]]]:
    """Give each paragraph's glyphs, and whether it only goes on with a sentence that a newline broke."""
    last = ""
    for start, end in blocks:
        wrapped = (last.isalnum() or last == ",") and text[start].islower()
        yield wrapped, glyphs(text, (start, end))
        last = text[end - 1]


def _drafts(text: str, blocks: list[Span], events: list[Event]) -> list[_Draft]:
    """Turn what happens at the marks into passages; their pieces are trimmed, and empty ones left out."""
    drafts: list[_Draft] = []
    stack: list[_Draft] = []
    for kind, number, glyph in events:
        if glyph is None:
            end = blocks[number][1]
            for draft in stack:
                _cut(text, draft, number, end)
            if kind != WRAP:
                del stack[0 if kind == END else 1 :]
            for draft in stack:
                draft.start = blocks[number + 1][0]
            continue
        at = (glyph.start, glyph.end)
        if kind == REOPEN:
            _cut(text, stack[0], number, glyph.start)
            stack[0].marks.append(at)
            stack[0].start = glyph.end
            continue
        if kind == OPEN_AFTER_UNCLOSED:
            for draft in stack:
                _cut(text, draft, number, glyph.start)
            stack.clear()
        if kind in (OPEN, OPEN_AFTER_UNCLOSED):
            parent = stack[-1] if stack else None
            stack.append(_Draft(glyph.style, len(stack), parent, glyph.end, [at]))
            drafts.append(stack[-1])
            continue
        if kind == CLOSE_OUTER:
            _cut(text, stack.pop(), number, glyph.start)
        if kind == CLOSE_BOTH:
            _close(text, stack.pop(), number, (glyph.start, glyph.start + 1))
            at = (glyph.start + 1, glyph.end)
        _close(text, stack.pop(), number, at)
    return drafts


def _close(text: str, draft: _Draft, number: int, mark: Span) -> None:
    _cut(text, draft, number, mark[0])
    draft.marks.append(mark)
    draft.closed = True


def _cut(text: str, draft: _Draft, number: int, end: int) -> None:
    """Take what a passage has of this paragraph, without the white space around it."""
    piece = text[draft.start : end]
    start = draft.start + len(piece) - len(piece.lstrip())
    if piece.strip():
        draft.pieces.append((number, (start, start + len(piece.strip()))))
