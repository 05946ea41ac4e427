"""Speed: the whole pipeline, records and all, beside the stock model alone, on one core in one run."""

import json
import statistics
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.bench import Bench, markdown, plot
from onrecord.bench.measuring import LENGTHS, job
from onrecord.cli import app

REPEATS = 3
LEAST = {"openblas": 1.1, "blis": 1.0}  # the first is what onrecord uses unless it is told otherwise


@pytest.mark.slow
@pytest.mark.parametrize("blas", ["blis", "openblas"])
def test_at_least_as_fast_as_the_stock_model_alone(gold: Path, blas: str) -> None:
    found = job("pace", path=str(gold / "polnear-dev.jsonl"), rounds=REPEATS, blas=[blas])
    # each round is one after the other on the same core, so that a busy machine slows both alike
    base, ours = found["seconds"]["spaCy"], found["seconds"][f"onrecord, {blas}"]
    ratios = [b / o for b, o in zip(base, ours, strict=True)]
    rate = {name: round(found["words"] / min(seconds)) for name, seconds in found["seconds"].items()}
    print(f"{blas}: words a second {rate}; ratios {[round(ratio, 2) for ratio in ratios]}")
    assert statistics.median(ratios) >= LEAST[blas], (blas, rate, ratios)


@pytest.mark.slow
def test_the_bench_measures_all_it_promises(tmp_path: Path) -> None:
    corpus = Path(__file__).resolve().parents[1] / "corpus" / "articles"
    done = CliRunner().invoke(app, ["bench", str(corpus), "-o", str(tmp_path / "bench"), "--quick"])
    assert done.exit_code == 0, done.output
    made = json.loads((tmp_path / "bench" / "bench.json").read_text())
    assert list(made["lengths"]) == list(LENGTHS)
    assert all(one["pace"] > 0 for found in made["lengths"].values() for one in found.values())
    assert list(made["workers"]) == ["0", "1", "2"] and made["memory"]["onrecord"] > 100
    assert all(found["parent"] < found["worker"] for found in made["growth"].values())
    parts = made["parts"]
    assert abs(sum(parts["steps"].values()) + parts["none of these"] - parts["whole"]) < 0.01
    assert {"tokenizer", "ner", "onrecord_tagger", "lines of JSON"} <= set(parts["steps"])
    assert "| long |" in (tmp_path / "bench" / "bench.md").read_text()
    assert (tmp_path / "bench" / "bench.svg").read_text().count("<svg") == 1


def test_a_bench_is_shown_as_a_table_and_a_picture() -> None:
    bench = Bench(
        lengths={"short": {"spaCy": {"pace": 2500.0, "ratio": 1.0}, "onrecord": {"pace": 3125.4, "ratio": 1.25}}},
        memory={"spaCy": 200.0, "onrecord": 260.4},
        workers={0: 3000.0, 2: 5700.0},
        growth={1000: {"words": 66000.0, "seconds": 24.6, "parent": 36.0, "worker": 420.0}},
        parts={"steps": {"parser": 65.0, "ner": 39.04}, "none of these": 2.0, "whole": 106.04},
    )
    told = markdown(bench)
    assert "| short | 2,500 (1.00) | 3,125 (1.25) |" in told and "| 1,000 | 66,000 | 25 | 36 | 420 |" in told
    assert "| ner | 39.0 |" in told and "| whole | 106.0 |" in told and "| 200 | 260 |" in told
    picture = plot(bench)
    assert picture == plot(bench) and picture.count("<svg") == 1
    assert all(f">{text}<" in picture for text in ("spaCy", "onrecord", "short", "workers", "worker, MB"))


def test_a_bench_without_articles_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["bench", str(tmp_path), "-o", str(tmp_path / "bench")])
    assert done.exit_code == 2 and "there is no article in the input" in done.stderr
