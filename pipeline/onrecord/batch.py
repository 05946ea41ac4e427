"""Many documents: read, annotated and written one after the other, so that memory does not grow with their number."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from onrecord.corrections import Corrections, corrections_of
from onrecord.knowledge import KINDS, RUN, writing
from onrecord.records import Article, Reject, Speaker, Statement
from onrecord.summary import Counts, RunSummary, versions

Annotated = tuple[Article, list[Statement], list[Speaker]]
Annotate = Callable[[Iterable[Article]], Iterator[Annotated]]

logger = logging.getLogger(__name__)


class Watcher(Protocol):
    """Is told after each document how much was done, and of a reject which one it was."""

    def __call__(self, counts: Counts, reject: Reject | None) -> None:
        """Take in the counts so far, and the reject if the last document was one."""


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
) -> RunSummary:
    """Read articles, find who said what in them, and write the knowledge file to the folder ``out``.

    ``inputs`` are files, folders or ``-``. What cannot be read is written to rejects.jsonl, with a warning in the log,
    and the run goes on. ``rules`` is a folder of the user's own rules, ``weights`` one with weights for the tagger,
    which ``tagger=False`` leaves out; ``annotate`` takes the place of the pipeline that ``model`` names. What humans
    have said in ``corrections``, else in corrections.jsonl of ``out``, is obeyed; a verdict that finds no statement is
    told in the log.
    Raises ValueError for an input that is not there, an ``out`` that is one and weights or rules that cannot be used,
    ModelNotFound when there is no model, KnowledgeError when ``out`` cannot be written to; the files of the last run
    are then as they were.
    """
    from onrecord.model import find_model
    from onrecord.read import check_inputs, read
    from onrecord.tagger import digest as weights_digest

    check_inputs(inputs)
    check_apart(inputs, Path(out))
    told = Corrections(corrections_of(Path(out), corrections))
    found = find_model(model) if annotate is None else None
    digest = weights_digest(weights) if annotate is None and tagger else None
    annotate = annotate or pipeline(model, rules, tagger=tagger, weights=weights)
    settings = {
        "inputs": list(inputs),
        "model": model,
        "rules": str(rules) if rules else None,
        "tagger": tagger,
        "weights": str(weights) if weights else None,
        "any_language": any_language,
        "corrections": str(corrections) if corrections else None,
    }
    with writing(Path(out), versions(found, digest), settings) as writer:
        for item in stream(read(inputs, any_language=any_language, skip=[out]), annotate):
            if isinstance(item, Reject):
                writer.reject(item)
                reject: Reject | None = item
            else:
                reject = writer.add(item[0], *told.apply(*item))
            if reject:
                logger.warning("rejected %s (%s): %s; %s", reject.where, reject.what, reject.why, reject.remedy)
            if progress:
                progress(writer.counts, reject)
    for lost in told.lost:
        logger.warning(
            "correction %s of %s finds no statement any more: %s", lost.id, lost.doc_id, " ".join(lost.pieces)
        )
    assert writer.summary is not None  # the block ended well
    return writer.summary


def stream(items: Iterable[Article | Reject], annotate: Annotate) -> Iterator[Annotated | Reject]:
    """Annotate the articles of a stream and let the rejects through, each in its place.

    The order is that of the input however many articles ``annotate`` reads ahead.

    >>> reject = Reject(where="a.pdf", what="file", why="not text", remedy="convert it")
    >>> list(stream([reject], lambda articles: ((a, [], []) for a in articles))) == [reject]
    True
    """
    ahead = 0
    waiting: deque[tuple[int, Reject]] = deque()

    def articles() -> Iterator[Article]:
        nonlocal ahead
        for item in items:
            if isinstance(item, Reject):
                waiting.append((ahead, item))
            else:
                ahead += 1
                yield item

    for done, annotated in enumerate(annotate(articles())):
        while waiting and waiting[0][0] <= done:
            yield waiting.popleft()[1]
        yield annotated
    yield from (reject for _, reject in waiting)


def pipeline(
    model: str | None = None, rules: Path | None = None, *, tagger: bool = True, weights: Path | None = None
) -> Annotate:
    """Load the pipeline, with the user's own rules and weights, and give what annotates articles with it.

    Raises ModelNotFound when there is no model, ValueError for a rule that cannot be read or fails on its examples, and
    for weights that cannot be used.
    """
    from onrecord.pipeline import annotate, load

    return partial(annotate, load(model, rules=rules, tagger=tagger, weights=weights))


def check_apart(inputs: Iterable[str], out: Path) -> None:
    """Raise ValueError when writing to ``out`` would overwrite an input, or ``out`` is the input itself.

    >>> check_apart(["news"], Path("out"))
    """
    written = {out.resolve(), *((out / name).resolve() for name in (*KINDS, RUN))}
    for name in inputs:
        if name != "-" and Path(name).resolve() in written:
            raise ValueError(f"{out}: writing there would overwrite the input {name}; name another folder")


def documents(inputs: Iterable[str], out: str | Path) -> int | None:
    """Count the documents of inputs before they are read, where that is quick; else None: standard input, tables.

    A file of JSON Lines counts one a line. For the time left; what is read in the end may differ by what is rejected.
    """
    from onrecord.read.files import walk

    total = 0
    left_out = frozenset([os.path.realpath(out)])
    for name in inputs:
        if name == "-":
            return None
        for found in walk(Path(name), left_out):
            ending = found.suffix.lower() if isinstance(found, Path) else ""
            if ending in (".csv", ".tsv", ".json"):
                return None
            total += _lines(found) if isinstance(found, Path) and ending in (".jsonl", ".ndjson") else 1
    return total


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))
    except OSError:  # reading will reject it and say why
        return 1
