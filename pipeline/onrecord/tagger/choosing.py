"""Which candidates are statements: the likeliest first, none twice, no quotation of speech lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.extents import spans
from onrecord.records import Span
from onrecord.tagger.candidates import Candidate
from onrecord.tagger.signs import Evidence

KEPT = 0.35  # probability at which a statement pays: half the F1 that is reached
EXACT = 3.0  # how much more it weighs, among those at one cue, that a candidate is exact than that it is right


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its chance of being right, and that of being exact: right, to the word."""

    candidate: Candidate
    right: float
    exact: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that is a statement: its content, less what likelier ones have of it, and its probability.

    ``nested`` tells that it lies inside another's content, which the corpora that probabilities are learned from do not
    mark: it has none.
    """

    candidate: Candidate
    spans: list[Span]
    probability: float | None
    nested: bool = False


def choose(evidence: Evidence, groups: Sequence[Sequence[Judged]], kept: float) -> list[Chosen]:
    """Choose among candidates, grouped by cue.

    Of each group the best, if its chance of being right is at least ``kept``, keeps what those before it left of its
    content, if that is at least half. A report inside a chosen content stays when rules found it and its source; a
    passage of speech that is not covered stays with the best candidate at a cue of rules that holds it.
    """
    best = [max(group, key=lambda one: one.right + EXACT * one.exact) for group in groups]
    ranked = sorted(best, key=lambda one: (-one.right, min(one.candidate.content, default=0)))
    board = _Board(evidence)
    later = []
    for chance, one in ((judged.right, judged.candidate) for judged in ranked):
        if one.inner or chance < kept or not board.put(one, chance):
            later.append((chance, one))
    for chance, one in later:
        if one.inner and one.content and one.content <= board.taken:
            board.nest(one)
        elif one.inner and chance >= kept:
            board.put(one, chance)
    for chance, one in later:
        if one.draft is not None and evidence.drafts[one.draft].passages:
            board.put(one, chance)
    return sorted(board.chosen, key=lambda found: (found.spans, found.candidate.cue or 0))


class _Board:
    """What has been chosen so far, and the tokens that its contents have taken."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.taken: set[int] = set()
        self.chosen: list[Chosen] = []
        self._held: set[int] = set()

    def put(self, one: Candidate, chance: float) -> bool:
        """Choose a candidate if at least half of its content is left, and tell whether it was chosen."""
        left = one.content - self.taken
        if id(one) in self._held or not left or 2 * len(left) < len(one.content):
            return False
        whole = len(left) == len(one.content)
        kept = one.spans if whole else list(spans(self.evidence.page.doc, left))
        if not kept:
            return False
        self._held.add(id(one))
        self.taken |= left
        self.chosen.append(Chosen(one, kept, chance))
        return True

    def nest(self, one: Candidate) -> None:
        """Keep a report that rules found inside another's content, if it has a source."""
        if one.draft is not None and self.evidence.drafts[one.draft].source is not None:
            self._held.add(id(one))
            self.chosen.append(Chosen(one, one.spans, None, nested=True))
