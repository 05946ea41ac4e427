"""What is measured, each in a process of its own: ``python -m onrecord.bench.jobs JOB '{...}'`` prints JSON.

The baseline is the stock model with its default components on one core, sixteen texts a batch, with the BLAS it comes
with.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.model import single_thread

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 16  # texts, of the baseline
DOCUMENTS = "documents"

_UNIT = 1 << 20 if sys.platform == "darwin" else 1 << 10  # of ru_maxrss in a megabyte

Work = Callable[[list[Any]], None]  # on some articles


def pace(path: str, rounds: int, blas: list[str]) -> dict[str, Any]:
    """Give the words of some articles, and for each system the seconds of one core that it takes, round by round.

    The systems take turns, so that a machine that drifts slows all alike.
    """
    articles = _articles(path)
    jobs: dict[str, Work] = {"spaCy": _baseline()} | {f"onrecord, {one}": _onrecord(one) for one in blas}
    if textacy := _textacy():
        jobs["spaCy and textacy"] = textacy
    for job in jobs.values():
        job(articles[:2])  # what is loaded only once it is asked for
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            began = time.process_time()
            job(articles)
            seconds[name].append(time.process_time() - began)
    return {"words": _words(articles), DOCUMENTS: len(articles), "seconds": seconds}


def memory(path: str, system: str) -> dict[str, Any]:
    """Give the most memory that a system takes for some articles, in megabytes."""
    articles = _articles(path)
    (_baseline() if system == "spaCy" else _onrecord("openblas"))(articles)
    return {"megabytes": _peak()}


def whole(path: str, out: str, workers: int) -> dict[str, Any]:
    """Do a whole run; give its words, and the most megabytes of this process and of its largest worker."""
    import resource

    from onrecord.batch import Means, run

    made = run([path], out, any_language=True, means=Means(workers=workers, cache=0))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _UNIT
    return {"words": made.counts.words, "parent": _peak(), "worker": children if workers else _peak()}


def _peak() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # Linux: there ru_maxrss begins with what the process had that started this one
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT


def parts(path: str) -> dict[str, Any]:
    """Give where the time goes: microseconds a word of each step, of the whole, and of what is none of the steps."""
    from onrecord.batch.answers import answered
    from onrecord.collect import records
    from onrecord.pipeline import annotate, load

    nlp = load()
    articles = _articles(path)
    list(annotate(nlp, articles[:2]))  # what is loaded only once it is asked for
    spent: Counter[str] = Counter()

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        spent[name] += time.process_time() - began  # type: ignore[assignment]  # seconds, not a count

    for start in range(0, len(articles), BATCH // 2):
        batch = articles[start : start + BATCH // 2]
        with timed("tokenizer"):
            docs = [nlp.make_doc(article.text) for article in batch]
        for name, pipe in nlp.pipeline:
            with timed(name):
                stream: Any = getattr(pipe, "pipe", None)
                docs = list(stream(docs, batch_size=len(docs))) if stream else [pipe(doc) for doc in docs]
        with timed("records"):
            found = [records(article, doc) for article, doc in zip(batch, docs, strict=True)]
        with timed("lines of JSON"):
            for article, made in zip(batch, found, strict=True):
                answered(article, *made)
    began = time.process_time()
    for article, statements, speakers in annotate(nlp, articles):
        answered(article, statements, speakers)
    whole = time.process_time() - began
    a_word = 1e6 / _words(articles)
    steps = {name: seconds * a_word for name, seconds in spent.items()}
    return {"steps": steps, "whole": whole * a_word, "none of these": (whole - sum(spent.values())) * a_word}


def _baseline() -> Work:
    stock = _stock()
    return lambda articles: _used(stock.pipe(_texts(articles), batch_size=BATCH))


def _onrecord(blas: str) -> Work:
    from onrecord.pipeline import annotate, load

    nlp = load(blas=blas)
    return lambda articles: _used(annotate(nlp, articles))


def _textacy() -> Work | None:
    try:
        from textacy.extract import direct_quotations
    except ImportError:
        return None
    stock = _stock()
    return lambda articles: _used(
        one for doc in stock.pipe(_texts(articles), batch_size=BATCH) for one in direct_quotations(doc)
    )


def _stock() -> "Language":
    import spacy

    from onrecord.model import find_model

    return spacy.load(find_model().path)


def _texts(articles: list[Any]) -> list[str]:
    return [article.text for article in articles]


def _used(stream: Iterable[object]) -> None:
    for _ in stream:
        pass


def _articles(path: str) -> list[Any]:
    from onrecord.records import Article

    with open(path, encoding="utf-8") as lines:
        return [Article(id=row["id"], text=row["text"], source="-") for row in map(json.loads, lines)]


def _words(articles: list[Any]) -> int:
    return sum(len(article.text.split()) for article in articles)


ON_ONE_CORE: dict[str, Callable[..., dict[str, Any]]] = {"pace": pace, "memory": memory, "parts": parts}
JOBS = ON_ONE_CORE | {"whole": whole}

if __name__ == "__main__":
    single_thread()
    name, given = sys.argv[1:]
    if name in ON_ONE_CORE and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(json.dumps(JOBS[name](**json.loads(given))))
