"""The record of a claim, and of what in it can be checked."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from onrecord.records.values import SCHEMA, Bound, ClaimType, Span, Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How much a claim says: the words of it, what they are worth, how exactly, in which unit, and of what."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None
    of: str | None
    of_span: Span | None


# A date or period that a claim names: its words, and its first and last day, null where open or unknown. Not a class of
# its own, because no field of one can be called "from".
Period = TypedDict("Period", {"start": int, "end": int, "from": str | None, "to": str | None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Words that compare, or tell of a change, and which way they point."""

    start: int
    end: int
    direction: Literal["up", "down", "more", "less", "most", "least", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody, some body or some place that a claim speaks of; with the id of the speaker of the article it is."""

    start: int
    end: int
    text: str
    kind: Literal["person", "organisation", "place", "group"]
    speaker_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A feature that a score went by, and how much it weighed; below zero it spoke against."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One line of claims.jsonl: one thing that a statement says, with what in it can be checked."""

    schema: str = SCHEMA
    claim_id: str
    statement_id: str
    doc_id: str
    spans: Spans
    text: str
    type: ClaimType
    type_rule: str
    checkworthy: float | None
    reasons: tuple[Reason, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[Period, ...]
    comparisons: tuple[Comparison, ...]
    entities: tuple[Named, ...]
    negated: bool
    hedged: bool
    conditional: bool
