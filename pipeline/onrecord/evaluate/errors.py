"""The errors of a run by kind: what was missed, how contents were cut, what else is wrong, what is extra."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.evaluate.matching import Comparison
from onrecord.evaluate.outcomes import Outcome, extras, outcomes
from onrecord.gold import GoldArticle, GoldStatement
from onrecord.records import Statement

KINDS = {
    "missed": "No statement comes near the answer.",
    "cut short": "Words of the answer are missing from the statement.",
    "runs on": "The statement has words that the answer has not.",
    "shifted": "The statement lacks words of the answer and has others.",
    "wrong source": "The words that stand for the source are others.",
    "wrong speaker": "The speaker is another one, or none.",
    "wrong role": "The role is another one, or missing.",
    "wrong organisation": "The organisation is another one, or missing.",
    "wrong act": "It is speech, a thought, an intention or something else, but not what was answered.",
    "extra": "No answer goes with the statement.",
}
FACETS = ("source", "speaker", "role", "organisation", "act")


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong: an answer and the statement beside it, one of them None.

    ``found`` tells whether the two count as the same statement; ``wrong`` names all the facets in which they differ.
    """

    kind: str
    article: GoldArticle
    gold: GoldStatement | None
    statement: Statement | None
    found: bool
    wrong: tuple[str, ...]


def errors(comparisons: Iterable[Comparison]) -> dict[str, list[Error]]:
    """Give the errors of articles by kind, every kind being there, in the order of the articles and answers."""
    out: dict[str, list[Error]] = {kind: [] for kind in KINDS}
    for comparison in comparisons:
        for error in _of_article(comparison):
            out[error.kind].append(error)
    return out


def _of_article(comparison: Comparison) -> Iterator[Error]:
    judged = outcomes(comparison)
    for outcome in judged:
        for kind in _kinds(outcome):
            wrong = tuple(facet for facet, right in outcome.right.items() if not right)
            beside = outcome.statement or outcome.near
            yield Error(kind, comparison.article, outcome.gold, beside, outcome.statement is not None, wrong)
    near = {outcome.near.id for outcome in judged if outcome.near}
    for statement in extras(comparison):
        if statement.id not in near:
            yield Error("extra", comparison.article, None, statement, found=False, wrong=())


def _kinds(outcome: Outcome) -> Iterator[str]:
    if outcome.extent != "whole":
        yield outcome.extent or "missed"
    for facet in FACETS:
        if not outcome.right.get(facet, True):
            yield f"wrong {facet}"
