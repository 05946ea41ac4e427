"""How often a step, or a combination of steps, was right when it was measured: what confidence.toml says."""

from collections.abc import Sequence

from onrecord import resources


def share(table: str, steps: Sequence[str]) -> float:
    """Look up how often a combination of steps was right, else the least sure of the single ones.

    >>> share("found", ["subject", "clause"]) == share("found", ["subject", "clause"])
    True
    """
    known: dict[str, float] = resources.table("confidence.toml")[table]
    whole = known.get("+".join(steps))
    if whole is None:
        whole = min((known.get(step, known["other"]) for step in steps), default=known["other"])
    return whole
