"""How worth checking a claim is, 0 to 1: weights of named features, learned from debates, added up and explained.

The score is for ranking, never for leaving out: it was learned from sentences of United States presidential debates
(ClaimBuster: Arslan, Hassan, Li and Tremayne, A Benchmark Dataset of Check-Worthy Factual Claims, ICWSM 2020).
"""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    weighed: list[tuple[float, str, str]] = []
    for group, units in units_of(subject).items():
        known, part = weights.features.get(group, _NOTHING), weights.scale.get(group, 0.0)
        if group in INSIDE:
            told = [_of_unit(weights, group, unit) for unit in units]
            part *= share(sum(many for _, many in told))
            some = [(weight * part, group, unit) for (weight, _), unit in zip(told, units, strict=True) if weight]
        else:
            part *= share(len(units))
            some = [(weight * part, group, unit) for unit in units if (weight := known.get(unit)) is not None]
        total += sum(weight for weight, _, _ in some)
        weighed += some
    return round(1 / (1 + math.exp(-total)), ROUND), _most(weighed)


def _most(weighed: Sequence[tuple[float, str, str]]) -> tuple[Reason, ...]:
    """Give the reasons that weighed most; all are looked at only as numbers, for there are hundreds."""
    sizes = sorted([abs(weight) for weight, _, _ in weighed], reverse=True)[:REASONS]
    least = sizes[-1] if sizes else 0.0
    most = sorted((one for one in weighed if abs(one[0]) >= least), key=lambda one: (-abs(one[0]), *one[1:]))
    return tuple(
        Reason(feature=f"{group}: {unit}", weight=round(weight, ROUND)) for weight, group, unit in most[:REASONS]
    )


_NOTHING: Mapping[str, float] = {}


def _of_unit(weights: Weights, group: str, unit: str) -> tuple[float, int]:
    """Give the weight of all that is in a unit, and how much that is."""
    remembered = weights.known[group]
    found = remembered.get(unit)
    if found is None:
        if len(remembered) > MOST:
            remembered.clear()
        inside, known = list(INSIDE[group](unit)), weights.features.get(group, _NOTHING)
        found = remembered[unit] = (sum(known.get(name, 0.0) for name in inside), len(inside))
    return found
