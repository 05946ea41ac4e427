"""The gate: scores may rise and not fall. Floors are pinned in a file, with the digest of the answers they are of."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from onrecord.evaluate.matching import LABELS
from onrecord.evaluate.scores import SUBSETS, Measure
from onrecord.evaluate.speakers import MEASURES, SHARES
from onrecord.gold import GoldArticle, to_line

TOLERANCE = 0.0005  # below what one statement of a few hundred moves, above the rounding of a floor
DECIMALS = 4
PINNED = (
    *(f"{subset}.{metric}" for subset in SUBSETS for metric in ("match", "strict", "e2e", "source")),
    *(f"{label}.exact" for label in LABELS),
    *(f"speaker.{name}" for name in (*SHARES, *MEASURES)),
)


@dataclass(frozen=True, slots=True)
class Floors:
    """The lowest scores (0 to 1, by measure) that pass, over answers with this digest in so many articles."""

    floors: dict[str, float]
    digest: str
    documents: int
    outermost: bool = False


def digest(articles: Iterable[GoldArticle]) -> str:
    """Give the SHA-256 of articles and all their answers, whatever the form and order of the files they stand in.

    >>> digest([]) == digest(iter(()))
    True
    """
    rows = [json.dumps(to_line(article), sort_keys=True) for article in sorted(articles, key=lambda a: a.id)]
    return sha256("\n".join(rows).encode()).hexdigest()


def pinned(measures: Mapping[str, Measure], articles: list[GoldArticle], *, outermost: bool = False) -> Floors:
    """Give floors at the scores as they are, of every measure for which the answers hold anything to find."""
    floors = {
        name: round(measures[name].score, DECIMALS) for name in PINNED if name in measures and measures[name].wanted
    }
    return Floors(floors, digest(articles), len(articles), outermost)


def read_floors(path: Path) -> Floors:
    """Read a file of floors; raise ValueError, saying how to make one, when it is not there or no such file."""
    try:
        row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        floors = {str(name): float(floor) for name, floor in row["floors"].items()}
        return Floors(floors, str(row["digest"]), int(row["documents"]), bool(row.get("outermost", False)))
    except FileNotFoundError as error:
        raise ValueError(f"there is no {path}: make it with --update-floors") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path} is no file of floors ({error}): remove it and make it with --update-floors"
        ) from error


def fallen(now: Floors, floors: Floors) -> list[str]:
    """Say of every score that is below its floor by more than the tolerance, and of answers that are not those of the
    floors; nothing when all is well.

    >>> fallen(Floors({"all.e2e": 0.5}, "d", 1), Floors({"all.e2e": 0.6}, "d", 1))
    ['all.e2e fell to 50.00, its floor is 60.00']
    """
    faults = []
    if now.digest != floors.digest:
        counted = f"{floors.documents} articles then, {now.documents} now"
        faults.append(
            f"the answers are not those the floors were pinned for ({counted}): pin anew with --update-floors"
        )
    if now.outermost != floors.outermost:
        faults.append(f"the floors were pinned {'with' if floors.outermost else 'without'} --outermost: do so again")
    for name, floor in floors.floors.items():
        score = now.floors.get(name)
        if score is None:
            faults.append(
                f"{name} has a floor of {100 * floor:.2f} and is not measured here: pin anew with --update-floors"
            )
        elif score < floor - TOLERANCE:
            faults.append(f"{name} fell to {100 * score:.2f}, its floor is {100 * floor:.2f}")
    return faults


def update_floors(path: Path, now: Floors, *, allow_regression: bool = False) -> None:
    """Raise the floors of a file to the scores of now, or make the file; the old file stays until the new is whole.

    Raises ValueError when a floor would be lowered, or not be there any more, without ``allow_regression``.
    """
    floors = dict(now.floors)
    if path.exists() and not allow_regression:
        old = read_floors(path)
        lower = {name: floor for name, floor in old.floors.items() if floors.get(name, -1.0) < floor - TOLERANCE}
        if lower:
            told = ", ".join(
                f"{name} from {100 * floor:.2f} to {100 * floors[name]:.2f}" if name in floors else f"{name} away"
                for name, floor in lower.items()
            )
            raise ValueError(f"{path}: this would take {told}: mend it, or say --allow-regression")
        floors = {name: max(score, old.floors.get(name, score)) for name, score in floors.items()}
    row = {"floors": floors, "digest": now.digest, "documents": now.documents, "outermost": now.outermost}
    _replace(path, json.dumps(row, indent=2) + "\n")


def _replace(path: Path, content: str) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
