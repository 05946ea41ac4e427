"""The bench from end to end: articles of each length, what is measured on them, and what comes of it."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord.model import BLAS_LIBRARIES
from onrecord.read import read
from onrecord.records import Article

LENGTHS = {"short": 60, "medium": 400, "long": 3000}  # words, about
GROWTH = (100, 1_000, 10_000)
WORKERS = (0, 1, 2)

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: words for each length and for each number of workers, rounds, and numbers of documents."""

    words: int = 40_000
    rounds: int = 3
    workers: int = 200_000
    growth: Sequence[int] = GROWTH


QUICK = Size(words=1_500, rounds=1, workers=1_500, growth=(20, 60))


@dataclass(slots=True)
class Bench:
    """What was measured; paces are words a second.

    ``lengths`` has for each length of article and system its pace on one core, and by how much that is more than that
    of spaCy alone (the median of all rounds); ``memory`` the most that a system takes, in MB; ``workers`` the pace of a
    whole run by number of workers; ``growth`` for each number of documents its words, seconds, and memory in MB of the
    parent and of its largest worker; ``parts`` where the time goes.
    """

    lengths: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    workers: dict[int, float] = field(default_factory=dict)
    growth: dict[int, dict[str, float]] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)


def measure(inputs: Sequence[str], size: Size = Size(), told: Told = lambda _: None) -> Bench:
    """Measure on these articles, cut and repeated to what is needed; ``told`` hears what is being done.

    Raises ValueError where there is no article in the inputs.
    """
    articles = [one for one in read(inputs) if isinstance(one, Article)]
    if not articles:
        raise ValueError("there is no article in the input: give a folder with articles in English")
    bench = Bench()
    with TemporaryDirectory() as name:
        folder = Path(name)
        for length, words in LENGTHS.items():
            told(f"articles of {words} words, on one core, beside spaCy alone")
            path = _written(folder / f"{length}.jsonl", _cut(articles, words), size.words)
            bench.lengths[length] = _ratios(job("pace", path=str(path), rounds=size.rounds, blas=list(BLAS_LIBRARIES)))
        path = folder / "medium.jsonl"
        told("memory, and where the time goes")
        for system in ("spaCy", "onrecord"):
            bench.memory[system] = job("memory", path=str(path), system=system)["megabytes"]
        bench.parts = job("parts", path=str(path))
        path = _written(folder / "workers.jsonl", _cut(articles, LENGTHS["medium"]), size.workers)
        for workers in WORKERS:
            told(f"a whole run with {workers} workers")
            made = _run(path, folder / f"out{workers}", workers)
            bench.workers[workers] = made["words"] / made["seconds"]
        for number in size.growth:
            told(f"a whole run over {number} documents")
            path = _written(folder / "growth.jsonl", _cut(articles, LENGTHS["short"]), documents=number)
            bench.growth[number] = _run(path, folder / f"of{number}", 1)
    return bench


def job(name: str, **given: Any) -> dict[str, Any]:
    """Do a job of ``onrecord.bench.jobs`` in a process of its own; raises RuntimeError where that fails."""
    command = [sys.executable, "-m", "onrecord.bench.jobs", name, json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise RuntimeError(f"measuring {name} failed: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _ratios(made: dict[str, Any]) -> dict[str, dict[str, float]]:
    base = made["seconds"]["spaCy"]
    return {
        name: {
            "pace": made["words"] / min(seconds),
            "ratio": statistics.median(b / s for b, s in zip(base, seconds, strict=True)),
        }
        for name, seconds in made["seconds"].items()
    }


def _run(path: Path, out: Path, workers: int) -> dict[str, float]:
    began = time.perf_counter()
    made = job("whole", path=str(path), out=str(out), workers=workers)
    seconds = time.perf_counter() - began  # the loading of the model and all
    return {"words": made["words"], "seconds": seconds, "parent": made["parent"], "worker": made["worker"]}


def _cut(articles: Sequence[Article], words: int) -> Iterator[str]:
    """Give texts of so many words without end: whole paragraphs, of one article after another."""
    text: list[str] = []
    size = 0
    for paragraph in (one for article in cycle(articles) for one in article.text.split("\n")):
        text.append(paragraph)
        size += len(paragraph.split())
        if size >= words:
            yield "\n".join(text)
            text, size = [], 0


def _written(path: Path, texts: Iterator[str], words: int = 0, documents: int = 0) -> Path:
    with path.open("w", encoding="utf-8") as file:
        size = 0
        for number, text in enumerate(islice(texts, documents or None)):
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
            size += len(text.split())
            if words and size >= words:
                break
    return path
