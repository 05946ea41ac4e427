"""What became of each single answer: found or not, and what of its statement is right."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.evaluate.matching import Attribution, Comparison
from onrecord.evaluate.speakers import accepted, forms, speaker_right
from onrecord.gold import GoldStatement
from onrecord.records import Statement

FACETS = ("found", "whole", "source", "speaker", "role", "organisation", "act")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, the statement paired with it, if any, and which of the facets that can be judged are right.

    ``found`` can always be judged, ``whole`` and ``source`` once it is found, the others where the answer says.
    ``near`` is, for an answer that is not found, the statement paired with nothing that has most words in common with
    it. ``extent`` says how the content of either differs from the answer's: ``whole``, ``cut short``, ``runs on`` or
    ``shifted``; None when there is neither.
    """

    gold: GoldStatement
    statement: Statement | None
    near: Statement | None
    extent: str | None
    right: Mapping[str, bool]


def outcomes(comparison: Comparison) -> tuple[Outcome, ...]:
    """Judge every answer of an article, in their order."""
    return tuple(_outcome(comparison, number, gold) for number, gold in enumerate(comparison.gold))


def extras(comparison: Comparison) -> tuple[Statement, ...]:
    """Give the statements that were paired with no answer, in their order."""
    return tuple(s for number, s in enumerate(comparison.statements) if number not in comparison.partners)


def _outcome(comparison: Comparison, number: int, gold: GoldStatement) -> Outcome:
    wanted = comparison.wanted[number]
    if (pair := comparison.pairs.get(number)) is None:
        near = _near(comparison, wanted)
        if near is None:
            return Outcome(gold, None, None, None, {"found": False})
        return Outcome(
            gold, None, comparison.statements[near], _extent(wanted, comparison.found[near]), {"found": False}
        )
    statement = comparison.statements[pair[0]]
    right = {"found": True, "whole": pair[1] == 1, "source": number in comparison.sourced}
    return Outcome(gold, statement, None, _extent(wanted, comparison.found[pair[0]]), right | _said(gold, statement))


def _near(comparison: Comparison, wanted: Attribution) -> int | None:
    free = (n for n in range(len(comparison.found)) if n not in comparison.partners)
    common = max(((len(wanted.content & comparison.found[n].content), -n) for n in free), default=(0, 0))
    return -common[1] if common[0] else None


def _extent(wanted: Attribution, found: Attribution) -> str:
    if wanted.content == found.content:
        return "whole"
    if found.content < wanted.content:
        return "cut short"
    return "runs on" if wanted.content < found.content else "shifted"


def _said(gold: GoldStatement, statement: Statement) -> dict[str, bool]:
    """Judge what only some answers say: who it was, in which role, for whom, and what kind of act it is."""
    out: dict[str, bool] = {}
    if gold.kind is not None or gold.speaker:
        out["speaker"] = speaker_right(gold, statement)
    if gold.kind is not None:
        for tie in ("role", "organisation"):
            given, wanted = getattr(statement, tie), getattr(gold, tie) and gold.kind == "person"
            out[tie] = accepted(given, forms(gold, tie)) if given else not wanted
    if gold.act is not None:
        out["act"] = gold.act == statement.act
    return out
