"""A quantity, and the one or two numbers that it is made of."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.claims.numbers import Number, whole
from onrecord.records import Bound, Span


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity where it stands: ``at`` is the span of its number, the whole span takes in bound and unit."""

    start: int
    end: int
    at: Span
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Range:
    """One number, or two between which something lies, or one in another."""

    first: Number
    last: Number | None = None
    start: int = 0
    kind: str = "range"

    @property
    def end(self) -> int:
        """Where the last of them ends."""
        return (self.last or self.first).end


def over(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Tell whether a span shares a character with one of others, which are sorted and apart.

    >>> over(3, 5, [(0, 3), (4, 6)]), over(3, 4, [(0, 3), (4, 6)])
    (True, False)
    """
    at = bisect.bisect_left(spans, end, key=lambda span: span[0])
    return at > 0 and spans[at - 1][1] > start


def value_of(found: Range, factor: float) -> float:
    """Give what a number is worth; of a range that is its upper end, of one in five a fifth."""
    if found.last and found.kind == "share":
        return whole(found.first.value / found.last.value) if found.last.value else 0
    return whole((found.last or found.first).value * factor)


def ends_of(found: Range, factor: float, bound: Bound) -> tuple[float | None, float | None]:
    """Give the least and the most that a quantity can be, as far as its words tell."""
    value = value_of(found, factor)
    if found.last and found.kind == "range":
        return whole(found.first.value * factor), value
    if found.first.least:
        return value, None
    return {
        "exact": (value, value),
        "over": (value, None),
        "at least": (value, None),
        "under": (None, value),
        "at most": (None, value),
        "nearly": (None, value),
    }.get(bound, (None, None))
