"""What a run was: the versions that made it, its settings, its counts and its timings, as run.json says them."""

import json
import operator
import sys
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from onrecord.model import FoundModel
from onrecord.records import SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What made a knowledge file: the same versions and the same input give the same bytes."""

    onrecord: str
    python: str
    spacy: str | None
    model: str | None
    model_version: str | None
    model_digest: str | None
    model_verified: bool | None
    weights_digest: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much came in and what became of it: ``documents`` is ``articles`` + ``rejects``."""

    documents: int = 0
    articles: int = 0
    rejects: int = 0
    statements: int = 0
    speakers: int = 0
    words: int = 0


def added(one: Counts, other: Counts) -> Counts:
    """Give the counts of what two are counts of.

    >>> added(Counts(1, 1), Counts(1, 0, 1))
    Counts(documents=2, articles=1, rejects=1, statements=0, speakers=0, words=0)
    """
    return Counts(*map(operator.add, astuple(one), astuple(other)))


def taken_off(one: Counts, other: Counts) -> Counts:
    """Give the counts of what only the first is of, where the second is of a part of it."""
    return Counts(*map(operator.sub, astuple(one), astuple(other)))


@dataclass(frozen=True, slots=True)
class Effort:
    """How it was done: documents that were not read anew, why others were, parses that the cache had, and workers."""

    reused: int = 0
    changed: tuple[str, ...] = ()
    parses_cached: int = 0
    workers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """When a run began and ended (UTC), and how long it took."""

    started: str
    finished: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What run.json says: what made the knowledge file, from what, how much and when."""

    schema: str = SCHEMA
    versions: Versions
    settings: dict[str, Any]
    counts: Counts
    effort: Effort
    timings: Timings


def versions(model: FoundModel | None = None, weights: str | None = None) -> Versions:
    """Give the versions of this program, of Python, of spaCy and of the model that ``find_model`` found, if any.

    ``weights`` is the digest of the tagger's weights, if these are used.

    >>> versions().model is None
    True
    """
    return Versions(
        onrecord=_installed("onrecord") or "unknown",
        python=".".join(map(str, sys.version_info[:3])),
        spacy=_installed("spacy"),
        model=model.name if model else None,
        model_version=model.version if model else None,
        model_digest=model.digest if model else None,
        model_verified=model.verified if model else None,
        weights_digest=weights,
    )


def timings(started: datetime) -> Timings:
    """Give the timings of what began then and ends now.

    >>> timings(datetime.now(UTC)).seconds < 60
    True
    """
    finished = datetime.now(UTC)
    return Timings(
        started=started.isoformat(timespec="seconds"),
        finished=finished.isoformat(timespec="seconds"),
        seconds=round((finished - started).total_seconds(), 3),
    )


def run_json(summary: RunSummary) -> str:
    """Give the text of run.json."""
    return json.dumps(asdict(summary), ensure_ascii=False, indent=2) + "\n"


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
