"""Many documents: nothing lost, nothing twice, in order, whatever is rejected on the way."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import knowledge, tables
from onrecord.batch import Annotated, check_apart, documents, run, stream
from onrecord.knowledge import KnowledgeError
from onrecord.model import ModelNotFound
from onrecord.progress import bar, lines
from onrecord.records import Article, Reject
from onrecord.summary import Counts
from stand_in import annotate

SPEECH = "The mayor of the town said that it was done. “It is the end of the line,” she said to them on the day.\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three articles, the middle one in a file of rows with one bad row, and a file that cannot be read."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(SPEECH)
    (folder / "b.jsonl").write_text(json.dumps({"id": "b1", "text": SPEECH}) + "\n{broken\n")
    (folder / "c.pdf").write_bytes(b"%PDF-1.7\x00\x01")
    (folder / "d.txt").write_text(SPEECH * 2)
    return folder


@given(st.lists(st.booleans(), max_size=20), st.integers(1, 7))
def test_everything_comes_out_once_in_the_order_it_went_in(kinds: list[bool], ahead: int) -> None:
    items: list[Article | Reject] = [
        Article(id=f"{n}", text=SPEECH, source="s") if good else Reject(where=f"{n}", what="", why="", remedy="")
        for n, good in enumerate(kinds)
    ]
    out = [item[0] if isinstance(item, tuple) else item for item in stream(items, partial(annotate, ahead=ahead))]
    assert out == items


def test_an_endless_stream_is_not_read_to_its_end() -> None:
    endless = stream(repeat(Article(id="a", text=SPEECH, source="s")), annotate)
    assert isinstance(next(endless), tuple)


def test_a_run_writes_what_it_reads_and_says_what_it_rejects(
    news: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "out"
    with caplog.at_level(logging.WARNING):
        summary = run([str(news)], out, annotate=annotate)
    counts = summary.counts
    assert (counts.documents, counts.articles, counts.rejects, counts.statements) == (5, 3, 2, 4)
    assert list(tables.read_articles(out).doc_id) == ["a.txt", "b1", "d.txt"]
    rejects = tables.read_rejects(out)
    assert ["b.jsonl" in where or "c.pdf" in where for where in rejects["where"]] == [True, True]
    assert len([record for record in caplog.records if record.name.startswith("onrecord")]) == 2
    assert "c.pdf" in caplog.text and rejects.remedy[1] in caplog.text
    said = json.loads((out / "run.json").read_text())
    unset = {"model": None, "rules": None, "tagger": True, "weights": None, "any_language": False, "corrections": None}
    assert said["settings"] == {"inputs": [str(news)], **unset}
    assert said["counts"]["documents"] == said["counts"]["articles"] + said["counts"]["rejects"] == 5


def test_how_many_are_read_ahead_changes_no_byte(news: Path, tmp_path: Path) -> None:
    for ahead in (1, 2, 9):
        run([str(news)], tmp_path / str(ahead), annotate=partial(annotate, ahead=ahead))
    for name in knowledge.KINDS:
        assert len({(tmp_path / str(ahead) / name).read_bytes() for ahead in (1, 2, 9)}) == 1, name


def test_a_wrong_record_becomes_a_reject_and_the_run_goes_on(news: Path, tmp_path: Path) -> None:
    def lying(articles: Iterable[Article]) -> Iterator[Annotated]:
        for article, found, said_by in annotate(articles):
            yield article, [replace(s, text="I never said so") for s in found if article.id == "b1"] or found, said_by

    summary = run([str(news)], tmp_path / "out", annotate=lying)
    assert (summary.counts.articles, summary.counts.rejects) == (2, 3)
    assert "text is not what stands at spans" in tables.read_rejects(tmp_path / "out").why[0]
    assert "I never said so" not in tables.read_statements(tmp_path / "out").text.tolist()


def test_whoever_watches_is_told_of_each_document(news: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, bool]] = []

    def watch(counts: Counts, reject: Reject | None) -> None:
        seen.append((counts.documents, reject is not None))

    run([str(news)], tmp_path / "out", annotate=annotate, progress=watch)
    assert seen == [(1, False), (2, False), (3, True), (4, True), (5, False)]


def test_the_output_is_not_read_as_input(news: Path) -> None:
    first = run([str(news)], news / "out", annotate=annotate)
    second = run([str(news)], news / "out", annotate=annotate)
    assert first.counts == second.counts


def test_an_input_is_never_overwritten(news: Path) -> None:
    (news / "articles.jsonl").write_text(json.dumps({"id": "x", "text": SPEECH}))
    for path in (news, news / "articles.jsonl"):
        with pytest.raises(ValueError, match="would overwrite the input"):
            run([str(path)], news, annotate=annotate)
    check_apart(["-", str(news)], news / "out")


def test_wrong_usage_is_said_before_anything_is_written(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with pytest.raises(ValueError, match="there is no such file"):
        run(["nowhere"], out, annotate=annotate)
    with pytest.raises(ModelNotFound, match="pip install"):
        run([str(news)], out, model="no_such_model")
    assert not out.exists()
    out.write_text("")
    with pytest.raises(KnowledgeError, match="name a folder"):
        run([str(news)], out, annotate=annotate)


def test_documents_are_counted_where_that_is_quick(news: Path) -> None:
    assert documents([str(news)], news / "out") == 5
    assert documents([str(news), "-"], "out") is None
    (news / "rows.csv").write_text("id,text\n")
    assert documents([str(news)], "out") is None


class _Terminal:
    def __init__(self, terminal: bool) -> None:
        self.terminal, self.written = terminal, ""

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return self.terminal


def test_a_log_gets_a_line_a_minute_with_the_pace_of_that_minute() -> None:
    clock = iter([0.0, 1.0, 61.0, 62.0, 121.0, 181.0])
    written: list[str] = []
    watch = lines(lambda: 1000, written.append, now=lambda: next(clock))
    for done, words in ((500, 100_000), (530, 106_000), (531, 106_100), (560, 112_000), (590, 124_000)):
        watch(Counts(documents=done, words=words), None)
    shown = [line.split(" ", 1)[1] for line in written]
    assert shown[1:] == [
        "560 of 1,000 documents, 100 words/s, 0 rejected, 0:14:40 left",
        "590 of 1,000 documents, 200 words/s, 0 rejected, 0:13:40 left",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_at_a_terminal_only(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    err: Any = _Terminal(terminal)
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    with bar(lambda: 3) as watcher:
        watcher(Counts(documents=2, articles=1, rejects=1, words=500), None)
    assert ("2 documents" in err.written and "1 rejected" in err.written and "words/s" in err.written) is terminal
    assert bool(err.written) is terminal
