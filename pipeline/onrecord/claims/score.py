"""How worth checking a claim is, 0 to 1: weights of named features, learned from debates, added up and explained.

The score is for ranking, never for leaving out: it was learned from sentences of United States presidential debates
(ClaimBuster: Arslan, Hassan, Li and Tremayne, A Benchmark Dataset of Check-Worthy Factual Claims, ICWSM 2020).
"""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from onrecord import resources
from onrecord.claims.features import INSIDE, Subject, share, units_of
from onrecord.records import ROUND, Reason

FILE = "weights/checkworthy.json"
REASONS = 3
MOST = 50_000  # units whose weights are remembered


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by group and by name of feature; how much each group counts; and what is added.

    Of units that hold many features ``known`` remembers the weight and the number of these.
    """

    bias: float
    scale: Mapping[str, float]
    features: Mapping[str, Mapping[str, float]]
    about: Mapping[str, object]
    known: dict[str, dict[str, tuple[float, int]]] = field(default_factory=lambda: {name: {} for name in INSIDE})


@functools.cache
def load_weights(path: Path | None = None) -> Weights | None:
    """Read the weights, those of the package or of a file of ``onrecord train-claims``; None where there are none.

    Raises ValueError, naming the remedy, for a file that holds something else.
    """
    file = path or resources.file(FILE)
    if not file.is_file():
        if path:
            raise ValueError(f"there is no {path}: name a file that `onrecord train-claims` has written")
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Weights(told["bias"], told["scale"], told["features"], told["about"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{file} holds no weights of claims: write it anew with `onrecord train-claims`") from error


def score(subject: Subject, weights: Weights) -> tuple[float, tuple[Reason, ...]]:
    """Give how worth checking something is, and the features that weighed most, first the one that weighed most."""
    total = weights.bias
    most: list[tuple[float, str, str, float]] = []  # the size, the group, the name and the weight of what weighs most
    for group, units in units_of(subject).items():
        weighed, many = _weighed(weights, group, units)
        if not weighed:
            continue
        part = weights.scale.get(group, 0.0) * share(many)
        total += part * sum(weighed)
        least = most[-1][0] if len(most) == REASONS else 0.0
        if max(*weighed, -min(weighed)) * part >= least:  # else none of them can be a reason
            some = [
                (abs(weight) * part, group, unit, weight * part) for unit, weight in zip(units, weighed, strict=True)
            ]
            most = sorted([*most, *some], key=lambda one: (-one[0], one[1], one[2]))[:REASONS]
    reasons = tuple(Reason(feature=f"{group}: {unit}", weight=round(weight, ROUND)) for _, group, unit, weight in most)
    return round(1 / (1 + math.exp(-total)), ROUND), reasons


_NOTHING: Mapping[str, float] = {}


def _weighed(weights: Weights, group: str, units: Sequence[str]) -> tuple[list[float], int]:
    """Give the weight of each unit of a group, and how many features they hold."""
    features = weights.features.get(group, _NOTHING)
    if group not in INSIDE:
        return list(map(features.get, units, repeat(0.0))), len(units)
    known = weights.known[group]
    if len(known) > MOST:
        known.clear()
    for unit in units:
        if unit not in known:
            inside = list(INSIDE[group](unit))
            known[unit] = sum(map(features.get, inside, repeat(0.0))), len(inside)
    told = [known[unit] for unit in units]
    return [weight for weight, _ in told], sum([many for _, many in told])
