"""How often each rule and each sieve decided, and how often it was right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord.evaluate.matching import Comparison
from onrecord.evaluate.outcomes import outcomes
from onrecord.records import Statement


@dataclass(slots=True)
class Tally:
    """What a rule or sieve decided: in how many statements, of which so many have an answer (``matched``), and of them
    ``right`` the right source. ``acts`` and ``speakers`` are those matched whose answer tells the act or the speaker.
    """

    name: str
    decided: int = 0
    matched: int = 0
    right: int = 0
    acts: int = 0
    acts_right: int = 0
    speakers: int = 0
    speakers_right: int = 0


def by_rule(comparisons: Iterable[Comparison]) -> list[Tally]:
    """Count for every rule; a statement that several have found counts for each."""
    return _tallies(comparisons, lambda statement: statement.found_by)


def by_combination(comparisons: Iterable[Comparison]) -> list[Tally]:
    """Count for every set of rules that have found a statement together."""
    return _tallies(comparisons, lambda statement: [" + ".join(statement.found_by)])


def by_sieve(comparisons: Iterable[Comparison]) -> list[Tally]:
    """Count for every sieve that has decided who spoke."""
    return _tallies(comparisons, lambda statement: [statement.resolved_by])


def _tallies(comparisons: Iterable[Comparison], names: Callable[[Statement], Iterable[str]]) -> list[Tally]:
    """Count by name, the one that decided most often first."""
    tallies: dict[str, Tally] = {}
    for comparison in comparisons:
        judged = outcomes(comparison)
        for number, statement in enumerate(comparison.statements):
            answer = comparison.partners.get(number)
            right = judged[answer].right if answer is not None else {}
            for name in names(statement):
                tally = tallies.setdefault(name, Tally(name))
                tally.decided += 1
                tally.matched += bool(right)
                tally.right += right.get("source", False)
                tally.acts += "act" in right
                tally.acts_right += right.get("act", False)
                tally.speakers += "speaker" in right
                tally.speakers_right += right.get("speaker", False)
    return sorted(tallies.values(), key=lambda tally: (-tally.decided, tally.name))
