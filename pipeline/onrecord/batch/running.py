"""A run from end to end: what it is made by, where it goes, and what is said of it afterwards."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from onrecord.batch.cache import FILE as PARSED
from onrecord.batch.cache import MEGABYTES, Cache
from onrecord.batch.filling import Engine, Filling, Watcher
from onrecord.batch.forgotten import read_forgotten
from onrecord.batch.inputs import check_apart
from onrecord.batch.made import RULES, made_by, parsed_by
from onrecord.batch.pool import BOUNDS, Here, Limits, Pool
from onrecord.batch.recipe import Annotate, Recipe, work
from onrecord.batch.store import Store
from onrecord.corrections import Corrections, corrections_of
from onrecord.knowledge import alone, errors_named
from onrecord.model import FoundModel, find_model
from onrecord.read import check_inputs, read
from onrecord.records import Article, Reject
from onrecord.summary import Effort, RunSummary, run_json, timings, versions
from onrecord.trained import NO_USE, digest

SHARDS = ".shards"  # in the folder of the run

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How a run is done; it changes nothing of what comes out.

    ``workers`` are processes on this machine, 0 for none but this one; with ``scheduler``, the address of one, those of
    a Dask cluster take their place, with ``shards``, a folder that all its machines share, else one in the folder of
    the run. ``limits`` hold for each of them. ``cache`` is how many megabytes of parses are kept for later runs, 0 for
    none.
    """

    workers: int = 0
    limits: Limits = BOUNDS
    cache: int = MEGABYTES
    scheduler: str | None = None
    shards: Path | None = None


PLAIN = Means()


def run(  # noqa: PLR0913 - each is a choice of whoever runs it
    inputs: Sequence[str],
    out: str | Path,
    *,
    model: str | None = None,
    rules: Path | None = None,
    tagger: bool = True,
    weights: Path | None = None,
    any_language: bool = False,
    progress: Watcher | None = None,
    annotate: Annotate | None = None,
    corrections: Path | None = None,
    means: Means = PLAIN,
) -> RunSummary:
    """Read articles, find who said what in them, and write the knowledge file to the folder ``out``.

    ``inputs`` are files, folders or ``-``. What cannot be read is written to rejects.jsonl, with a warning in the log,
    and the run goes on. ``rules`` is a folder of the user's own rules, ``weights`` one with weights for the tagger,
    which ``tagger=False`` leaves out; ``annotate`` takes the place of the pipeline that ``model`` names. What humans
    have said in ``corrections``, else in corrections.jsonl of ``out``, is obeyed; a verdict that finds no statement is
    told in the log. A script that asks for workers (``means``) must have its work under ``if __name__ == "__main__":``,
    since they import it.

    What stands in ``out`` and would come out the same is not read again, and a run that was cut off goes on. Raises
    ValueError for an input that is not there, an ``out`` that is one and weights or rules that cannot be used,
    ModelNotFound when there is no model, KnowledgeError when ``out`` cannot be written to; the files of the last run
    are then as they were.
    """
    out = Path(out)
    _check(inputs, out, weights, tagger=tagger)
    recipe = Recipe(
        model=model,
        rules=rules,
        tagger=tagger,
        weights=weights,
        corrections=tuple(corrections_of(out, corrections)),
        forgotten=read_forgotten(out),
        keep=means.cache > 0 and annotate is None,
    )
    told = {
        "rules": rules,
        "tagger": tagger,
        "weights": weights,
        "any_language": any_language,
        "corrections": corrections,
    }
    records = partial(read, inputs, any_language=any_language, skip=[out])
    return _run({"inputs": list(inputs), "model": model, **told}, records, out, recipe, means, annotate, progress)


def _check(inputs: Sequence[str], out: Path, weights: Path | None, *, tagger: bool) -> None:
    """See what can be seen before anything is written."""
    check_inputs(inputs)
    check_apart(inputs, out)
    if weights is not None:
        from onrecord.tagger.weights import load  # it needs numpy, which takes a tenth of a second

        if not tagger:
            raise ValueError(NO_USE)
        load(weights)


def _run(
    settings: dict[str, Any],
    records: Callable[[], Iterator[Article | Reject]],
    out: Path,
    recipe: Recipe,
    means: Means,
    annotate: Annotate | None,
    progress: Watcher | None,
) -> RunSummary:
    found = None if annotate else find_model(recipe.model)
    started = datetime.now(UTC)
    with ExitStack() as stack:
        filling, changed = _opened(stack, out, recipe, found, means)
        engine = stack.enter_context(
            _engine(recipe, means, filling.made, out) if found else Here(lambda: work(recipe, annotate))
        )
        filling.fill(records(), engine, progress)
        store, cache = filling.store, filling.cache
        _say_what_was_lost(recipe, store)
        summary = RunSummary(
            versions=versions(found, digest(recipe.weights) if recipe.tagger and found else None),
            settings={name: str(value) if isinstance(value, Path) else value for name, value in settings.items()},
            counts=store.counts,
            effort=Effort(store.reused, changed, cache.found if cache else 0, means.workers),
            timings=timings(started),
        )
        store.end(run_json(summary).encode())
    return summary


def _opened(
    stack: ExitStack, out: Path, recipe: Recipe, found: FoundModel | None, means: Means
) -> tuple[Filling, tuple[str, ...]]:
    """Open the files of a folder, and name what answers hang on and is not as it was in the last run."""
    stack.enter_context(errors_named(out))
    out.mkdir(parents=True, exist_ok=True)
    stack.enter_context(alone(out))
    # of a function that takes the pipeline's place nobody can tell whether it still finds the same
    made = made_by(recipe, found) if found else {"what finds statements": uuid4().hex}
    store = stack.enter_context(closing(Store(out, made)))
    changed = store.changed()
    cached = recipe.keep
    if found and changed:
        again = "in which they find something else" if set(changed) <= set(RULES) and cached else ""
        what = f"every article {again}".rstrip()
        logger.warning("%s is read again, since this is not as in the last run: %s", what, ", ".join(changed))
    cache = Cache(out / PARSED, parsed_by(found), means.cache) if found and recipe.keep else None
    if cache:
        stack.enter_context(cache)
    return Filling(recipe=recipe, made=made, store=store, cache=cache), tuple(changed)


def _engine(recipe: Recipe, means: Means, made: Mapping[str, str], out: Path) -> AbstractContextManager[Engine]:
    if means.scheduler:
        from onrecord.batch.cluster import cluster

        return cluster(means.scheduler, recipe, made, means.limits, means.shards or out / SHARDS)
    return Pool(recipe, means.workers, means.limits) if means.workers else Here(lambda: work(recipe))


def _say_what_was_lost(recipe: Recipe, store: Store) -> None:
    told = Corrections(recipe.corrections)
    told.obeyed |= store.obeyed()
    for lost in told.lost:
        words = " ".join(lost.pieces)
        logger.warning("correction %s of %s finds no statement any more: %s", lost.id, lost.doc_id, words)
