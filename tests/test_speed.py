"""Speed: the whole pipeline, records and all, beside the stock model alone, on one core in one run."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

REPEATS = 3
LEAST = {"openblas": 1.1, "blis": 1.0}  # the first is what onrecord uses unless it is told otherwise

MEASURE = """
import json, os, sys, time

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
import spacy
from onrecord.model import find_model
from onrecord.pipeline import annotate, load
from onrecord.records import Article

path, blas, repeats = sys.argv[1:]
rows = [json.loads(line) for line in open(path, encoding="utf-8")]
texts = [row["text"] for row in rows]
stock, ours = spacy.load(find_model().path), load(blas=blas)


def baseline():
    for _ in stock.pipe(texts, batch_size=16):
        pass


def onrecord():
    for _ in annotate(ours, (Article(id=row["id"], text=row["text"], source="-") for row in rows)):
        pass


seconds = {"baseline": [], "onrecord": []}
for _ in range(int(repeats)):
    for job in (baseline, onrecord):
        began = time.process_time()
        job()
        seconds[job.__name__].append(time.process_time() - began)
print(json.dumps({"words": sum(len(text.split()) for text in texts), **seconds}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("blas", ["blis", "openblas"])
def test_at_least_as_fast_as_the_stock_model_alone(gold: Path, blas: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(gold / "polnear-dev.jsonl"), blas, str(REPEATS)],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(run.stdout)
    # each repeat is one after the other on the same core, so that a busy machine slows both alike
    ratios = [base / ours for base, ours in zip(found["baseline"], found["onrecord"], strict=True)]
    rate = {name: round(found["words"] / min(found[name])) for name in ("baseline", "onrecord")}
    print(f"{blas}: words a second {rate}; ratios {[round(ratio, 2) for ratio in ratios]}")
    assert statistics.median(ratios) >= LEAST[blas], (blas, rate, ratios)
