"""Which candidates are statements: the likeliest first, none twice, no quotation of speech lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord import resources
from onrecord.drafts import Draft
from onrecord.extents import spans
from onrecord.records import Span
from onrecord.tagger.candidates import RULES, Candidate
from onrecord.tagger.signs import Evidence

KEPT = 0.3  # probability at which a statement pays: a little less than half the F1 that is reached; none is to be lost
UNAIDED = 0.4  # the same where rules see no report: in news of another kind, or country, those are oftener wrong
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


def choose(evidence: Evidence, groups: Sequence[Sequence[Judged]], kept: float, unaided: float) -> list[Chosen]:
    """Choose among candidates, grouped by cue.

    Of each group the best, if its chance of being right is at least ``kept``, or ``unaided`` where it has no draft of
    the rules, keeps what those before it left of its content, if that is at least half. A report inside a chosen
    content stays when rules found it and its source; a passage of speech that is not covered stays with the best
    candidate at a cue of rules that holds it.
    """
    best = [(max(group, key=lambda one: one.right + EXACT * one.exact), group) for group in groups]
    best.sort(key=lambda pair: (-pair[0].right, min(pair[0].candidate.content, default=0)))
    board = _Board(evidence)
    likely = {id(one): one.right >= (kept if one.candidate.draft is not None else unaided) for one, _ in best}
    later = [
        (one, group)
        for one, group in best
        if one.candidate.inner or not likely[id(one)] or not board.put(one.candidate, one.right)
    ]
    for one, group in later:
        if one.candidate.inner and not board.nest(group) and likely[id(one)]:
            board.put(one.candidate, one.right)
    for one, _ in later:
        if one.candidate.draft is not None and _sure(evidence.drafts[one.candidate.draft]):
            board.put(one.candidate, one.right)
    return sorted(board.chosen, key=lambda found: (found.spans, found.candidate.cue or 0))


def _sure(draft: Draft) -> bool:
    """Tell whether a statement of the rules is kept however unlikely the judges think it."""
    plain = resources.table("statements.toml")["never_lost"]["rules"]
    return bool(draft.passages) or any(rule in plain for rule in draft.rules)


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
        text = self.evidence.page.text
        rest = spans(self.evidence.page.doc, left)
        kept = one.spans if whole else [span for span in rest if any(map(str.isalnum, text[slice(*span)]))]
        if not kept:
            return False
        self._held.add(id(one))
        self.taken |= left
        self.chosen.append(Chosen(one, kept, chance))
        return True

    def nest(self, group: Sequence[Judged]) -> bool:
        """Keep a report inside another's content as rules found it, if that has a source, and tell whether it is one.

        The judges are of no help here: they learned from answers that never nest.
        """
        one = next((x.candidate for x in group if RULES in x.candidate.said_by & x.candidate.named_by), None)
        if one is None or not one.content or not one.content <= self.taken:
            return False
        if self.evidence.drafts[one.draft or 0].source is not None:
            self._held.add(id(one))
            self.chosen.append(Chosen(one, one.spans, None, nested=True))
        return True
