"""Worker processes: the same bytes whatever their number, and whatever becomes of one of them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import tables
from onrecord.batch import Limits, Means, cores, order, run
from onrecord.batch.answers import Answer
from onrecord.batch.order import in_order
from onrecord.batch.recipe import Task
from onrecord.knowledge import KINDS
from onrecord.records import Article

TEXT = "The mayor said to them that it was done in year {}. “It is the end of the {} line,” she said on the day.\n"

# What a worker meets in this text kills it, takes its time, its memory, or raises: put before the pipeline it loads.
HARM = """
import os, signal, sys, time
from onrecord.batch import recipe
from stand_in import annotate

def harm(articles):
    for one in annotate(articles, ahead=1):
        text = one[0].text
        if "KILL" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "ABORT" in text:
            os.abort()
        if "EXIT" in text:
            os._exit(7)
        if "SLEEP" in text:
            time.sleep(60)
        if "HUGE" in text:
            bytearray(4 << 30)
        if "RAISE" in text:
            raise ZeroDivisionError("by nothing")
        yield one

recipe.pipeline = lambda *_, **__: harm
"""
RUN = """
import json, sys, harm
from onrecord.batch import Limits, Means, order, run

if __name__ == "__main__":
    order.CHARACTERS = 1000
    news, out, workers, seconds = sys.argv[1:]
    made = run([news], out, means=Means(workers=int(workers), limits=Limits(float(seconds), 700), cache=0))
    print(json.dumps([made.counts.articles, made.counts.rejects]))
"""


def news(path: Path, *words: str) -> Path:
    rows = [{"id": f"{n}-{word}", "text": TEXT.format(word, n) * 3} for n, word in enumerate(words)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def harmed(tmp_path: Path, *words: str, workers: int = 2, seconds: float = 60) -> dict[str, str]:
    """Run over texts with such words in them, in a process of its own; give why each reject was one."""
    (tmp_path / "harm.py").write_text(HARM)
    (tmp_path / "main.py").write_text(RUN)
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, tmp_path / "main.py", news(tmp_path / "news.jsonl", *words), tmp_path / "out", str(workers),
         str(seconds)],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert "Traceback" not in done.stderr and done.returncode == 0, done.stderr
    articles, rejects = json.loads(done.stdout)
    assert articles + rejects == len(words)
    found = tables.read_rejects(tmp_path / "out")
    assert len(tables.read_articles(tmp_path / "out")) == articles
    return dict(zip(found["what"], found["why"], strict=True))


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("KILL", "the worker that read it was ended by SIGKILL, as systems do when memory runs out, twice"),
        ("ABORT", "the worker that read it was ended by SIGABRT, twice"),
        ("EXIT", "the worker that read it ended (exit code 7), twice"),
        ("RAISE", "reading it failed: ZeroDivisionError: by nothing"),
        pytest.param(
            "HUGE",
            "it takes more than 700 MB of memory, twice",
            marks=pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds to it"),
        ),
    ],
)
def test_an_article_that_takes_a_worker_with_it_is_set_aside_and_the_run_goes_on(
    tmp_path: Path, word: str, why: str
) -> None:
    words = ["good"] * 9 + [word] + ["good"] * 9 + [word, "good"]
    assert harmed(tmp_path, *words) == {f"9-{word}": why, f"19-{word}": why}


def test_an_article_that_takes_too_long_is_set_aside(tmp_path: Path) -> None:
    assert harmed(tmp_path, "good", "SLEEP", "good", workers=1, seconds=3) == {
        "1-SLEEP": "it took longer than 3 seconds, twice"
    }


def test_a_run_of_nothing_but_harm_ends_too(tmp_path: Path) -> None:
    assert len(harmed(tmp_path, *["KILL", "EXIT"] * 3)) == 6


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, bytes]]:
    """The demonstration articles, read by each number of workers."""
    articles = Path(__file__).parents[1] / "corpus" / "articles"
    found = {}
    for workers in (0, 1, 2):
        out = tmp_path_factory.mktemp(f"workers{workers}")
        made = run([str(articles)], out, means=Means(workers=workers))
        assert (made.effort.workers, made.counts.rejects) == (workers, 0)
        found[workers] = {name: (out / name).read_bytes() for name in KINDS}
    return found


def test_the_number_of_workers_changes_no_byte(written: dict[int, dict[str, bytes]]) -> None:
    assert written[0] == written[1] == written[2]
    assert len(written[0]["statements.jsonl"]) > 100_000


def test_parses_that_were_kept_change_no_byte(tmp_path: Path, written: dict[int, dict[str, bytes]]) -> None:
    articles = str(Path(__file__).parents[1] / "corpus" / "articles")
    run([articles], tmp_path, tagger=False, means=Means(workers=1))
    again = run([articles], tmp_path, means=Means(workers=1))
    assert (again.effort.parses_cached, again.effort.reused) == (24, 0)
    assert {name: (tmp_path / name).read_bytes() for name in KINDS} == written[0]


def test_other_rules_change_only_what_they_find_otherwise(tmp_path: Path) -> None:
    """A rule that finds nothing, then one for a word of some texts, then that taken back: as if each were the first."""
    said = ["said", "zapped", "said", "zapped"]
    texts = [f"The {n} bridge is old. Ann Lee {word} that it was shut for good." for n, word in enumerate(said)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps({"id": t[4], "text": t}) + "\n" for t in texts))
    for name, words in (("none", ""), ("zap", "zap|zaps|zapped|zapping\n")):
        (tmp_path / name / "lexicons").mkdir(parents=True)
        (tmp_path / name / "lexicons" / "say.txt").write_text(words)
    seen = []
    for rules in (None, "none", "zap", "none", None):
        given = tmp_path / rules if rules else None
        made = run([str(tmp_path / "news.jsonl")], tmp_path / "out", rules=given)
        seen.append(made.effort.reused)
        alone = tmp_path / f"alone{len(seen)}"
        run([str(tmp_path / "news.jsonl")], alone, rules=given)
        for name in KINDS:
            assert (tmp_path / "out" / name).read_bytes() == (alone / name).read_bytes(), (rules, name)
    assert seen == [0, 4, 2, 2, 4]
    rows = (tmp_path / "news.jsonl").read_text().replace('"text"', '"title": "New", "text"')
    (tmp_path / "news.jsonl").write_text(rows)
    assert run([str(tmp_path / "news.jsonl")], tmp_path / "out", rules=tmp_path / "none").effort.reused == 0
    assert set(tables.read_statements(tmp_path / "out")["title"]) == {"New"}


def test_what_is_wrong_with_weights_is_said_by_a_worker_too(tmp_path: Path) -> None:
    (tmp_path / "tagger.npz").write_bytes(b"no weights")
    with pytest.raises(ValueError, match="cannot be used"):
        run([str(news(tmp_path / "news.jsonl", "good"))], tmp_path / "out", weights=tmp_path, means=Means(workers=1))


def test_a_worker_that_may_not_take_enough_memory_to_start_says_so(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", "good")
    with pytest.raises(ValueError, match=r"could load the model.*--memory"):
        run([str(path)], tmp_path / "out", means=Means(workers=1, limits=Limits(60, 30)))


def wait_until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + 90  # seconds: other tests may run beside this one
    while not so():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("workers", [0, 2])
def test_control_c_ends_workers_too(tmp_path: Path, workers: int) -> None:
    rows = ({"id": str(n), "text": TEXT.format(n, n) * 50} for n in range(3000))
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "onrecord.cli", "run", str(path), "-o", str(out), "--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        written = out / ".statements.jsonl.tmp"
        wait_until(lambda: written.is_file() and written.stat().st_size > 0)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the group
        assert running.stderr
        said = running.stderr.read()
        assert running.wait(20) == 130, said
    assert "Traceback" not in said
    wait_until(lambda: not subprocess.run(["pgrep", "-g", str(running.pid)], capture_output=True).stdout)


def test_cores_are_those_that_may_be_used() -> None:
    code = "import os; os.sched_setaffinity(0, {0}); from onrecord.batch import cores; print(cores())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "1\n"
    assert cores() >= 1


Given = list[bool | None]  # a task that takes its time, one that does not, or what is settled already


@given(st.lists(st.sampled_from([True, False, None]), max_size=40), st.integers(1, 4), st.randoms())
def test_answers_come_in_order_whoever_is_ready_first(kinds: Given, room: int, dice: Any) -> None:
    under_way: list[tuple[Future[list[Answer]], list[Any]]] = []
    most = 0

    def submit(tasks: Iterable[Task]) -> Future[list[Answer]]:
        nonlocal most
        future = Slow()
        under_way.append((future, [task.article.id for task in tasks]))
        most = max(most, sum(not one.done() for one, _ in under_way))
        if dice.random() < 0.5:
            finish(dice.randrange(len(under_way)))
        return future

    def finish(which: int) -> None:
        future, answers = under_way[which]
        if not future.done():
            future.set_result(answers)

    class Slow(Future[list[Answer]]):
        def result(self, timeout: float | None = None) -> list[Answer]:
            finish([one for one, _ in under_way].index(self))
            return super().result(timeout)

    def items() -> Iterator[tuple[bytes, Any]]:
        for n, kind in enumerate(kinds):
            text = "x" * (300 if kind else 10)
            yield b"%d" % n, f"{n}" if kind is None else Task(Article(id=f"{n}", text=text, source="-"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "CHARACTERS", 200)
        patch.setattr(order, "WAITING", 5)
        found: list[tuple[bytes, Any]] = list(in_order(items(), submit, room=room))
    assert found == [(b"%d" % n, f"{n}") for n in range(len(kinds))]
    assert most <= room


def test_no_more_is_read_than_there_is_room_for() -> None:
    read = 0

    def items() -> Iterator[tuple[bytes, Any]]:
        nonlocal read
        for n in range(10**9):
            read += 1
            yield b"%d" % n, Task(Article(id=f"{n}", text="x" * order.CHARACTERS, source="-"))

    def submit(tasks: Iterable[Task]) -> Future[list[Answer]]:
        done: Future[list[Any]] = Future()
        done.set_result([task.article.id for task in tasks])
        return done

    assert next(in_order(items(), submit, room=3))[0] == b"0"
    assert read <= 4


MEMORY = """
import re, sys, harm
from pathlib import Path
from onrecord.batch import Means, run

if __name__ == "__main__":
    run([sys.argv[1]], sys.argv[2], means=Means(workers=1, cache=0))
    # not ru_maxrss, which begins with what the process that started this one had
    print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the peak of one process")
def test_a_hundred_times_the_documents_take_no_more_memory(tmp_path: Path) -> None:
    """In megabytes, of the process that reads, orders and writes; 100,000 documents of 60 words beside 1,000."""
    (tmp_path / "harm.py").write_text(HARM)
    (tmp_path / "main.py").write_text(MEMORY)
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    peaks = []
    for size in (1_000, 100_000):
        articles = news(tmp_path / f"{size}.jsonl", *["good"] * size)
        for _ in range(2):  # read, and then known
            done = subprocess.run(
                [sys.executable, tmp_path / "main.py", articles, tmp_path / f"out{size}"],
                env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True,
            )  # fmt: skip
            peaks.append(int(done.stdout))
    print(f"peak megabytes: {peaks}")
    assert max(peaks[2:]) <= max(peaks[:2]) + 30, peaks
