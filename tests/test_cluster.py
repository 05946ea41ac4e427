"""A run on a Dask cluster of separate processes: the same bytes as one on this machine, whoever is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.batch import run
from onrecord.cli import app
from onrecord.knowledge import KINDS

pytest.importorskip("distributed")

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"
Start = Callable[..., "subprocess.Popen[bytes]"]


def news(path: Path, copies: int) -> Path:
    texts = [one.read_text(encoding="utf-8") for one in sorted(CORPUS.rglob("*.txt"))]
    rows = [{"id": f"{copy}-{n}", "text": text} for copy in range(copies) for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def command(*typed: object) -> list[str]:
    return [sys.executable, "-m", "onrecord.cli", "run", *map(str, typed)]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts parts of a cluster, and ends them after the test."""
    began: list[subprocess.Popen[bytes]] = []

    def started(*typed: object, **more: str) -> "subprocess.Popen[bytes]":
        log = (tmp_path / f"log{len(began)}").open("wb")
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **more}
        began.append(
            subprocess.Popen([sys.executable, "-m", "dask", *map(str, typed)], stdout=log, stderr=log, env=env)
        )
        log.close()
        return began[-1]

    yield started
    for one in began:
        one.kill()
        one.wait()


@pytest.fixture
def address(start: Start, tmp_path: Path) -> str:
    start("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", tmp_path / "s.json")
    for _ in range(300):
        if (tmp_path / "s.json").is_file() and (text := (tmp_path / "s.json").read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.1)
    raise AssertionError((tmp_path / "log0").read_text())


def worker(start: Start, address: str, tmp_path: Path, *more: object, **env: str) -> "subprocess.Popen[bytes]":
    return start("worker", address, "--nthreads", 1, "--no-dashboard", "--local-directory", tmp_path, *more, **env)


def test_a_worker_is_killed_in_mid_run_and_the_bytes_are_the_same(start: Start, address: str, tmp_path: Path) -> None:
    given = news(tmp_path / "news.jsonl", 4)
    workers = [worker(start, address, tmp_path, "--no-nanny") for _ in range(2)]
    running = subprocess.Popen(
        command(given, "-o", tmp_path / "out", "--engine", "dask", "--scheduler", address, "--cache", 0),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    lines = tmp_path / "out" / ".shards"
    deadline = time.monotonic() + 120
    seen = 0
    while seen < 2 and running.poll() is None and time.monotonic() < deadline:
        seen = max(seen, len(list(lines.glob("*.shard"))), rows_in(tmp_path / "out") // 8)
        time.sleep(0.05)
    assert running.poll() is None, "the run was over before anybody could be killed"
    workers[0].send_signal(signal.SIGKILL)
    said, _ = running.communicate(timeout=200)
    assert running.returncode == 0, said.decode()
    run([str(given)], tmp_path / "alone")
    for name in KINDS:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
    assert not lines.exists()


def rows_in(out: Path) -> int:
    """How many articles are written, hidden or not."""
    return sum(path.read_bytes().count(b"\n") for path in out.glob("*articles*") if path.is_file())


def refused(out: Path, *typed: object) -> str:
    done = CliRunner().invoke(app, ["run", str(CORPUS), "-o", str(out), *map(str, typed)])
    assert done.exit_code == 2 and not (out / "statements.jsonl").exists()
    return " ".join(done.stderr.split())


def test_what_is_missing_is_named(start: Start, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.batch.cluster.CONNECTING", 3.0)
    dask = ("--engine", "dask", "--scheduler")
    assert "go together" in refused(tmp_path / "out", "--engine", "dask")
    assert "go together" in refused(tmp_path / "out", "--scheduler", address)
    assert "there is no Dask scheduler at" in refused(tmp_path / "out", *dask, "tcp://127.0.0.1:1")
    assert "the Dask scheduler has no workers: start some with" in refused(tmp_path / "out", *dask, address)
    monkeypatch.setattr("onrecord.batch.cluster.CONNECTING", 30.0)
    watched = worker(start, address, tmp_path)
    assert "start it with --no-nanny" in refused(tmp_path / "out", *dask, address)
    watched.terminate()
    watched.wait()
    worker(start, address, tmp_path, "--no-nanny", ONRECORD_BLAS="blis")
    said = refused(tmp_path / "out", *dask, address)
    assert "there these are others than here: Python or a library; install the same there" in said


def test_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.batch import Means

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"pip install 'onrecord\[cluster\]'"):
        run([str(CORPUS)], tmp_path / "out", means=Means(scheduler="tcp://127.0.0.1:1"))
