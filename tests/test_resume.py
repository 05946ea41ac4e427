"""Runs that are cut off, repeated, and given more to read: the same files as of one run, and nothing done twice."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from onrecord.batch import Means, recipe, run
from onrecord.batch.cache import Cache
from onrecord.batch.journal import FILE as JOURNAL
from onrecord.batch.store import Store
from onrecord.cli import app
from onrecord.knowledge import KINDS, KnowledgeError, errors_named
from onrecord.records import Article, Reject
from onrecord.summary import Counts
from stand_in import annotate

TEXT = "The mayor said to them that it was done in year {}. “It is the end of the {} line,” she said on the day.\n"
HERE = Means(workers=0, cache=0)


def news(path: Path, names: Iterable[object]) -> Path:
    """A file with an article for each name, and a line that is none after every fifth."""
    rows = []
    for number, name in enumerate(names):
        rows.append(json.dumps({"id": f"a{name}", "text": TEXT.format(name, name) * 3}))
        rows += ["{broken"] if number % 5 == 4 else []
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in KINDS}


def seen(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir() if not path.name.startswith("."))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put the stand-in for the pipeline in place; gives the ids of the articles that it was given."""
    ids: list[str] = []

    def found(articles: Iterable[Article]) -> Iterator[Any]:
        for one in annotate(articles):
            ids.append(one[0].id)
            yield one

    monkeypatch.setattr(recipe, "pipeline", lambda *_, **__: found)
    return ids


def test_nothing_is_read_again(tmp_path: Path, asked: list[str]) -> None:
    path = news(tmp_path / "news.jsonl", range(20))
    run([str(path)], tmp_path / "out", means=HERE)
    before, times = files(tmp_path / "out"), [(tmp_path / "out" / name).stat().st_mtime_ns for name in KINDS]
    asked.clear()
    again = run([str(path)], tmp_path / "out", means=HERE)
    assert (asked, again.effort.reused, again.counts.documents) == ([], 24, 24)
    assert files(tmp_path / "out") == before
    assert [(tmp_path / "out" / name).stat().st_mtime_ns for name in KINDS] == times, "they were not even written"


CHANGES = {
    "more-at-the-end": (range(20), range(25), ["20", "21", "22", "23", "24"]),
    "more-at-the-start": (range(5, 20), range(20), ["0", "1", "2", "3", "4"]),
    "more-between": ((*range(5), *range(9, 20)), range(20), ["5", "6", "7", "8"]),
    "fewer-at-the-end": (range(20), range(12), []),
    "fewer-at-the-start": (range(20), range(8, 20), []),
    "another-order": (range(20), range(19, -1, -1), []),
    "none-left": (range(20), range(20, 22), ["20", "21"]),
}


@pytest.mark.parametrize(("first", "second", "new"), CHANGES.values(), ids=CHANGES)
def test_only_what_is_new_is_read(
    tmp_path: Path, asked: list[str], first: Iterable[int], second: Iterable[int], new: list[str]
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    path = tmp_path / "news" / "a.jsonl"  # one place, since it stands in the records
    path.parent.mkdir()
    run([str(news(path, first))], out, means=HERE)
    asked.clear()
    run([str(news(path, second))], out, means=HERE)
    # an article that stands at another line now says so in its record, and is read again
    moved = {"more-at-the-start", "more-between", "fewer-at-the-start", "another-order"}
    if not moved & {name for name, change in CHANGES.items() if change == (first, second, new)}:
        assert asked == [f"a{name}" for name in new]
    run([str(path)], whole, means=HERE)
    assert files(out) == files(whole)
    assert seen(out) == seen(whole)


def test_files_of_a_folder_are_known_wherever_they_stand(tmp_path: Path, asked: list[str]) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in "bdfh":
        (folder / f"{name}.txt").write_text(TEXT.format(name, name))
    run([str(folder)], tmp_path / "out", means=HERE)
    asked.clear()
    for name in "aceg":
        (folder / f"{name}.txt").write_text(TEXT.format(name, name))
    (folder / "d.txt").write_text(TEXT.format("other", "words"))
    (folder / "f.txt").unlink()
    run([str(folder)], tmp_path / "out", means=HERE)
    assert asked == ["a.txt", "c.txt", "d.txt", "e.txt", "g.txt"]
    run([str(folder)], tmp_path / "whole", means=HERE)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_other_rules_are_a_reason_to_read_everything_again(
    tmp_path: Path, asked: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = news(tmp_path / "news.jsonl", range(5))
    run([str(path)], tmp_path / "out", means=HERE)
    rules = tmp_path / "rules"
    (rules / "lexicons").mkdir(parents=True)
    (rules / "lexicons" / "say.txt").write_text("quip | quipped\n")
    asked.clear()
    changed = run([str(path)], tmp_path / "out", rules=rules, tagger=False, means=HERE)
    assert len(asked) == 5
    assert changed.effort.changed == ("your rules", "the weights")
    assert "every article is read again" in caplog.text and "your rules" in caplog.text


def test_a_file_that_somebody_has_changed_is_not_trusted(tmp_path: Path, asked: list[str]) -> None:
    path = news(tmp_path / "news.jsonl", range(5))
    run([str(path)], tmp_path / "out", means=HERE)
    before = files(tmp_path / "out")
    statements = tmp_path / "out" / "statements.jsonl"
    statements.write_bytes(statements.read_bytes().replace(b"end", b"END"))
    asked.clear()
    run([str(path)], tmp_path / "out", means=HERE)
    assert len(asked) == 5
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize("damage", ["garbage", "cut", "other-format"])
def test_a_journal_that_cannot_be_read_costs_time_and_nothing_else(
    tmp_path: Path, asked: list[str], damage: str
) -> None:
    path = news(tmp_path / "news.jsonl", range(5))
    run([str(path)], tmp_path / "out", means=HERE)
    before = files(tmp_path / "out")
    journal = tmp_path / "out" / JOURNAL
    if damage == "other-format":
        with sqlite3.connect(journal) as rows:
            rows.execute("PRAGMA user_version = 99")
    else:
        data = journal.read_bytes()
        journal.write_bytes(b"no database at all" * 100 if damage == "garbage" else data[: len(data) // 2])
    run([str(path)], tmp_path / "out", means=HERE)
    assert files(tmp_path / "out") == before


class Cut(BaseException):
    """What breaks a run off, as a signal does."""


@settings(max_examples=40)
@given(cuts=st.lists(st.integers(0, 30), max_size=4), late=st.booleans(), dice=st.randoms(use_true_random=False))
def test_a_run_cut_off_anywhere_ends_as_one_that_was_not(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], late: bool, dice: random.Random
) -> None:
    """Cut off again and again, with an input that changes meanwhile if ``late``."""
    tmp_path = tmp_path_factory.mktemp("cut")
    names = list(range(12))
    path = tmp_path / "news.jsonl"

    def cut_off(at: int) -> None:
        def found(articles: Iterable[Article]) -> Iterator[Any]:
            for number, one in enumerate(annotate(articles, ahead=2)):
                if number == at:
                    raise Cut
                yield one

        patch.setattr(recipe, "pipeline", lambda *_, **__: found)
        patch.setattr("onrecord.batch.order.CHARACTERS", 400)
        patch.setattr("onrecord.batch.filling.SECONDS", -1 if at % 2 else 1)
        with suppress(Cut):
            run([str(path)], tmp_path / "out", means=HERE)

    with pytest.MonkeyPatch.context() as patch:
        for at in (*cuts, 10**9):
            if late:
                names = [*dice.sample(names, len(names) - 1), max(names) + 1]
            news(path, names)
            cut_off(at)
        run([str(path)], tmp_path / "whole", means=HERE)
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert seen(tmp_path / "out") == seen(tmp_path / "whole")
    assert not list((tmp_path / "out").glob(".*.old")) + list((tmp_path / "out").glob(".*.tmp"))


COMMAND = """
import sys, time
from onrecord import batch
from onrecord.cli import app
from onrecord.summary import Counts
from stand_in import annotate

def slow(articles):
    for one in annotate(articles, ahead=1):
        time.sleep(0.002)
        yield one

batch.recipe.pipeline = lambda *_, **__: slow
batch.order.CHARACTERS = 2000
batch.filling.SECONDS = 0.02
from onrecord.cli import main
main()
"""


def command(path: Path, out: Path, *more: str, limit: int | None = None) -> "subprocess.Popen[str]":
    typed = [sys.executable, "-c", COMMAND, "run", str(path), "-o", str(out), "--workers", "0", "-q", *more]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    bound = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None
    return subprocess.Popen(typed, stderr=subprocess.PIPE, text=True, env=environment, preexec_fn=bound)  # noqa: PLW1509


def killed(tmp_path: Path, instants: int, seed: int) -> None:
    """Kill a run at so many random instants, then let it end."""
    path = news(tmp_path / "news.jsonl", range(400))
    began = time.monotonic()
    with command(path, tmp_path / "whole") as whole:
        assert whole.wait() == 3
    lasts = time.monotonic() - began
    dice = random.Random(seed)
    hits = 0
    for _ in range(5 * instants):
        if hits == instants:
            break
        with command(path, tmp_path / "out") as running:
            try:
                running.wait(dice.uniform(0, lasts))
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                hits += 1
        if dice.random() < 0.2:
            shutil.rmtree(tmp_path / "out", ignore_errors=True)  # from the start again, to be killed early too
    assert hits == instants
    with command(path, tmp_path / "out") as last:
        assert last.wait() == 3
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert seen(tmp_path / "out") == seen(tmp_path / "whole")


def test_a_run_that_is_killed_goes_on(tmp_path: Path) -> None:
    killed(tmp_path, 4, 1)


@pytest.mark.slow
def test_a_run_that_is_killed_twenty_times_goes_on(tmp_path: Path) -> None:
    killed(tmp_path, 20, 2)


def test_a_full_disk_stops_the_run_and_more_room_lets_it_go_on(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", range(400))
    with command(path, tmp_path / "whole") as whole:
        assert whole.wait() == 3
    for kilobytes in (40, 150, 300):
        with command(path, tmp_path / "out", limit=kilobytes << 10) as full:
            assert full.stderr
            said = full.stderr.read()
            assert full.wait() == 1, said
        assert "Traceback" not in said and "make room" in said and str(tmp_path / "out") in said
        assert seen(tmp_path / "out") == []
    with command(path, tmp_path / "out") as last:
        assert last.wait() == 3
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_kill_while_the_files_are_put_in_place(tmp_path: Path, asked: list[str]) -> None:
    path = news(tmp_path / "news.jsonl", range(8))
    run([str(path)], tmp_path / "out", means=HERE)
    news(path, range(9))
    run([str(path)], tmp_path / "whole", means=HERE)
    real = Path.replace
    for after in range(6):
        left = after

        def dying(self: Path, target: Any) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise Cut
            return real(self, target)

        out = tmp_path / f"out{after}"
        shutil.copytree(tmp_path / "out", out)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", dying)
            try:
                run([str(path)], out, means=HERE)
            except Cut:
                assert after < 5
        asked.clear()
        run([str(path)], out, means=HERE)
        assert files(out) == files(tmp_path / "whole")


def test_the_cache_gives_back_what_it_was_given_until_it_is_full(tmp_path: Path) -> None:
    path = tmp_path / "parsed"
    with Cache(path, "model-1", 1) as cache:
        for n in range(4):
            cache.put(f"text{n}", bytes([n]) * 300_000)
        assert cache.get("text2") == bytes([2]) * 300_000
        assert cache.get("text3") is None, "there was no room, and nothing to be left out"
    with Cache(path, "model-1", 1) as cache:
        assert cache.get("text1") and cache.get("text2")
        cache.put("text4", b"4" * 300_000)
        assert cache.get("text0") is None and cache.get("text1") and cache.get("text4")
    with Cache(path, "model-2", 1) as cache:
        assert cache.get("text1") is None
        cache.put("text1", b"new")
        assert cache.get("text1") == b"new"


@pytest.mark.parametrize("damage", ["garbage", "flipped", "cut", "folder"])
def test_a_cache_that_is_damaged_is_no_harm(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "parsed"
    with Cache(path, "model", 9) as cache:
        for n in range(50):
            cache.put(f"text{n}", bytes([n]) * 9_000)
    data = bytearray(path.read_bytes())
    if damage == "folder":
        path.unlink()
        path.mkdir()
    elif damage == "flipped":
        for at in range(5_000, len(data), 1_000):
            data[at] ^= 0x55
        path.write_bytes(data)
    else:
        path.write_bytes(b"no database" * 1_000 if damage == "garbage" else data[: len(data) // 2])
    with Cache(path, "model", 9) as cache:
        for n in range(50):
            assert cache.get(f"text{n}") in (None, bytes([n]) * 9_000)
            cache.put(f"text{n}", bytes([n]) * 9_000)
    with Cache(path, "model", 9) as cache:
        assert damage == "folder" or cache.get("text7") in (None, bytes([7]) * 9_000)


def test_a_folder_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / JOURNAL).mkdir()
    with pytest.raises(KnowledgeError, match="unable to open"), errors_named(tmp_path / "out"):
        Store(tmp_path / "out", {})


def test_a_verdict_that_is_withdrawn_is_undone(tmp_path: Path, asked: list[str]) -> None:
    path = news(tmp_path / "news.jsonl", range(5))
    out = tmp_path / "out"
    run([str(path)], out, means=HERE)
    before = files(out)
    number = json.loads(before["statements.jsonl"].splitlines()[3])["id"]
    assert CliRunner().invoke(app, ["correct", str(out), number, "--not-a-statement"]).exit_code == 0
    assert number not in (out / "statements.jsonl").read_text()
    asked.clear()
    run([str(path)], out, means=HERE)
    assert (len(asked), number in (out / "statements.jsonl").read_text()) == (1, False)
    verdict = json.loads((out / "corrections.jsonl").read_text())["id"]
    assert CliRunner().invoke(app, ["correct", str(out), "--withdraw", verdict]).exit_code == 0
    run([str(path)], out, means=HERE)
    assert files(out) == before


def test_a_correction_does_not_write_over_a_run_that_was_cut_off(tmp_path: Path, asked: list[str]) -> None:
    path = news(tmp_path / "news.jsonl", range(5))
    out = tmp_path / "out"
    run([str(path)], out, means=HERE)
    number = json.loads((out / "statements.jsonl").read_bytes().splitlines()[3])["id"]
    news(path, range(9))

    def breaking(counts: Counts, reject: Reject | None) -> None:
        if counts.documents == 8:
            raise Cut

    with pytest.raises(Cut):
        run([str(path)], out, means=HERE, progress=breaking)
    left = (out / ".statements.jsonl.tmp").read_bytes()
    done = CliRunner().invoke(app, ["correct", str(out), number, "--not-a-statement"])
    assert (done.exit_code, "cut off" in done.stderr) == (1, True)
    assert (out / ".statements.jsonl.tmp").read_bytes() == left
    run([str(path)], out, means=HERE)
    assert number not in (out / "statements.jsonl").read_text()
