"""What the values of records are: spans, and words of which only some are meant."""

from typing import Literal

SCHEMA = "onrecord/1"
ROUND = 3  # decimals of a score: enough to rank by, few enough to be the same on every machine

Span = tuple[int, int]
Spans = tuple[Span, ...]

Form = Literal["direct", "indirect", "mixed"]
Act = Literal["speech", "thought", "intention", "other"]
Modality = Literal["would", "may", "should", "if", "question"]
Kind = Literal["person", "organisation", "group", "document", "unknown"]
OrganisationKind = Literal["body", "party", "place"]
ClaimType = Literal[
    "quantity", "comparison", "cause", "rule", "event", "prediction", "promise", "experience", "opinion", "other"
]
Bound = Literal["exact", "about", "nearly", "over", "at least", "under", "at most", "between"]
