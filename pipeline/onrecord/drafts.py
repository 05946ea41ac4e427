"""Drafts of statements: what statements.py builds step by step, before anybody asks who the speaker is."""

import bisect
import operator
from dataclasses import dataclass, field
from typing import Any

from onrecord.records import Span, Spans


@dataclass(slots=True)
class Draft:
    """A statement in the making; character spans, token numbers for the heads of cue and mention."""

    spans: list[Span]
    rules: list[str]
    act: str
    cue: int | None = None
    cue_spans: list[Span] = field(default_factory=list)
    source: int | None = None
    mention_spans: list[Span] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)
    closed: bool = True
    negated: bool = False
    modality: str | None = None
    addressee: list[Span] = field(default_factory=list)
    channel: list[Span] = field(default_factory=list)
    parent: int | None = None

    @property
    def start(self) -> int:
        """The first character of the content."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """The end of the content's last span."""
        return self.spans[-1][1]


def as_dict(draft: Draft) -> dict[str, Any]:
    """Give the draft as plain lists and numbers, for the Doc to carry."""
    return {name: getattr(draft, name) for name in Draft.__slots__}


def from_dict(draft: dict[str, Any]) -> Draft:
    """Make a draft of the plain lists and numbers that a Doc carries.

    >>> from_dict({"spans": [[0, 3]], "rules": ["subject"], "act": "speech"}).end
    3
    """
    spans = ("spans", "cue_spans", "mention_spans")
    values: dict[str, Any] = dict(draft)
    values |= {name: [(s, e) for s, e in draft[name]] for name in spans if name in draft}
    return Draft(**values)


def union(spans: list[Span]) -> list[Span]:
    """Sort spans and join those that touch or overlap.

    >>> union([(5, 9), (0, 3), (8, 12)])
    [(0, 3), (5, 12)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def minus(spans: list[Span], holes: Spans | list[Span]) -> list[Span]:
    """Take the holes out of the spans.

    >>> minus([(0, 10)], [(3, 5)])
    [(0, 3), (5, 10)]
    """
    for hole_start, hole_end in holes:
        spans = [
            piece
            for start, end in spans
            for piece in ((start, min(end, hole_start)), (max(start, hole_end), end))
            if piece[0] < piece[1]
        ]
    return spans


def overlap(left: list[Span] | Spans, right: list[Span] | Spans) -> int:
    """Count the characters that two lists of spans share, each list in order and its spans apart, as ``union`` gives.

    >>> overlap([(0, 10)], [(2, 3), (8, 12)])
    3
    """
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    shared = 0
    for start, end in few:
        first = bisect.bisect_right(many, start, key=operator.itemgetter(1))
        for i in range(first, len(many)):
            if many[i][0] >= end:
                break
            shared += min(end, many[i][1]) - max(start, many[i][0])
    return shared
