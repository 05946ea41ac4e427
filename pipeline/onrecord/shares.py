"""How often a step, or a combination of steps, was right when it was measured: what confidence.toml says."""

from collections.abc import Sequence

from onrecord import resources

OTHER = "other"  # the share of steps that were too seldom to have one


def share(table: str, steps: Sequence[str]) -> float:
    """Look up how often a combination of steps was right, else the least sure of the single ones.

    >>> share("found", ["subject", "clause"]) > share("found", ["noun-that"])
    True
    """
    known: dict[str, float] = resources.table("confidence.toml")[table]
    whole = known.get("+".join(steps))
    if whole is None:
        whole = min((known.get(step, known[OTHER]) for step in steps), default=known[OTHER])
    return whole


def resolution(sieve: str, kind: str, *, stated: bool) -> list[str]:
    """Give the steps that a speaker was found by: the sieve and the kind of speaker, or whether any source is stated.

    >>> resolution("pronoun", "person", stated=True), resolution("none", "unknown", stated=False)
    (['pronoun', 'person'], ['none', 'not stated'])
    """
    return [sieve, kind if sieve != "none" else "undecided" if stated else "not stated"]
