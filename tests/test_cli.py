"""The commands as someone types them: in fresh processes, and in this one with a stand-in for the pipeline."""

import json
import os
import pty
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord import batch, tables
from onrecord.cli import app
from onrecord.records import Article
from onrecord.rules import load_rules
from stand_in import annotate

SPEECH = "The mayor of the town said that it was done. “It is the end of the line,” she said to them on the day.\n"
COMMAND = "from onrecord.cli import main; main()"
PATCH = "from onrecord import batch; batch.pipeline = batch.recipe.pipeline = lambda *_, **__:"
STAND_IN = f"import stand_in; {PATCH} stand_in.annotate; {COMMAND}"
SLOW = (
    "import sys, time\n"
    "def wait(articles):\n"
    "    print('waiting', file=sys.stderr, flush=True); time.sleep(60)\n"
    f"{PATCH} wait; {COMMAND}"
)
ALONE = ("--workers", "0")  # in this process, where the stand-in is

Cli = Callable[..., Result]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in this process, with the stand-in for the pipeline."""
    monkeypatch.setattr(batch, "pipeline", lambda *_, **__: annotate)
    monkeypatch.setattr(batch.recipe, "pipeline", lambda *_, **__: annotate)
    return lambda *typed, stdin=None: CliRunner().invoke(app, [str(word) for word in typed], input=stdin)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A file with two articles."""
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": SPEECH}) + "\n" for i in ("one", "two")))
    return path


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **more}


def process(code: str, *typed: object, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-c", code, *map(str, typed)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment(**more), timeout=120)


def test_help_comes_at_once_and_names_the_commands() -> None:
    took = []
    for _ in range(3):
        # seconds of processor, so that what else the machine does is not measured
        began = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        done = process(COMMAND, "--help")
        took.append(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - began)
        assert done.returncode == 0 and done.stderr == ""
        for command in ("run", "extract", "show", "rules"):
            assert f"\n  {command} " in done.stdout
        assert "3 some of it" in done.stdout
    assert min(took) < 0.4


def test_help_imports_nothing_slow() -> None:
    code = "import sys; sys.argv = ['onrecord', '--help']\ntry:\n from onrecord.cli import main; main()\n"
    code += "finally: print(*sorted({'spacy', 'pandas', 'numpy', 'rich.console', 'trafilatura'} & set(sys.modules)))"
    assert process(code).stdout.splitlines()[-1] == ""


def test_each_command_has_help(cli: Cli) -> None:
    for command in ("run", "extract", "show", "rules"):
        done = cli(command, "--help")
        assert done.exit_code == 0 and f"{command} [OPTIONS]" in done.stdout
    assert cli().exit_code == 2


def test_run_fills_the_folder_and_prints_nothing_on_standard_output(cli: Cli, news: Path, tmp_path: Path) -> None:
    done = cli("run", news, "-o", tmp_path / "out", *ALONE)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 articles with 2 statements by 0 speakers, 0 rejected" in done.stderr
    assert list(tables.read_statements(tmp_path / "out").text) == ["It is the end of the line,"] * 2
    quiet = cli("run", news, "-o", tmp_path / "quiet", "--quiet", *ALONE)
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")


def test_run_goes_on_after_what_it_cannot_read_and_says_so(news: Path, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    done = process(STAND_IN, "run", news, tmp_path / "scan.pdf", "-o", tmp_path / "out", *ALONE)
    assert (done.returncode, done.stdout) == (3, "")
    assert "rejected" in done.stderr and "scan.pdf" in done.stderr and "2 articles" in done.stderr
    assert "Traceback" not in done.stderr
    quiet = process(STAND_IN, "run", news, tmp_path / "scan.pdf", "-o", tmp_path / "out", "-q", *ALONE)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (3, "", "")


def test_any_language_reads_what_is_not_english(cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "de.txt"
    page.write_text("Der Rat der Stadt hat das nicht gewollt und wird es auch nicht tun, sagte er. " * 5)
    assert cli("run", page, "-o", tmp_path / "out", *ALONE).exit_code == 3
    assert cli("run", page, "-o", tmp_path / "out", "--any-language", *ALONE).exit_code == 0


def test_extract_prints_statements_and_nothing_else(cli: Cli, news: Path) -> None:
    done = cli("extract", news)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, done.stderr) == (0, "")
    assert [(row["doc_id"], row["text"]) for row in rows] == [
        ("one", "It is the end of the line,"),
        ("two", "It is the end of the line,"),
    ]


def test_extract_reads_standard_input() -> None:
    done = process(STAND_IN, "extract", "-", stdin=SPEECH)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["text"] == "It is the end of the line,"
    bad = process(STAND_IN, "extract", "-", stdin=json.dumps({"id": "one", "text": SPEECH}) + "\n{broken\n")
    assert bad.returncode == 3
    assert json.loads(bad.stdout)["doc_id"] == "one"
    assert bad.stderr.startswith("rejected stdin") and bad.stderr.count("\n") == 1


def test_show_shows_one_article(cli: Cli, news: Path, tmp_path: Path) -> None:
    done = cli("show", news, "--id", "two")
    assert done.exit_code == 0
    assert "[1 It is the end of the line,]" in " ".join(done.stdout.split()) and "speaker unknown" in done.stdout
    assert "\x1b" not in done.stdout
    for typed, said in (
        ((news,), "several articles; choose one with --id: one, two"),
        ((news, "--id", "six"), "no article 'six' in"),
        (("nowhere.txt",), "no such file"),
    ):
        wrong = cli("show", *typed)
        assert (wrong.exit_code, wrong.stdout) == (2, "") and said in wrong.stderr
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    rejected = cli("show", tmp_path / "scan.pdf")
    assert (rejected.exit_code, rejected.stdout) == (3, "") and "rejected" in rejected.stderr


def test_show_writes_a_page(cli: Cli, news: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = cli("show", news, "--id", "one", "--html", page)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"wrote {page}\n")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert cli("show", news, "--id", "one", "--html", "-").stdout == page.read_text(encoding="utf-8")
    wrong = cli("show", news, "--id", "one", "--html", tmp_path / "no" / "page.html")
    assert wrong.exit_code == 1 and "name another file" in wrong.stderr


def test_rules_lists_all_or_one_in_full(cli: Cli) -> None:
    listed = cli("rules").stdout
    assert all(f"{rule.name}" in listed and "  + " in listed for rule in load_rules())
    assert "  - " not in listed
    one = cli("rules", "according-to").stdout
    assert one.startswith("according-to") and "  - " in one and "per ·" not in one
    wrong = cli("rules", "acording-to")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert wrong.stderr == "onrecord: there is no rule 'acording-to'; there is according-to\n"


def test_wrong_usage_names_the_remedy(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for typed, said in (
        (("run", "nowhere", "-o", out), "check the spelling"),
        (("run", news, "-o", out, "--model", "no_such_model"), "pip install"),
        (("extract", news, "--model", "no_such_model"), "pip install"),
        (("show", news, "--model", "no_such_model"), "pip install"),
        (("run", tmp_path, "-o", tmp_path), "name another folder"),
        (("run", news), "--out"),
        (("fly",), "fly"),
    ):
        done = process(COMMAND, *typed)
        assert (done.returncode, done.stdout) == (2, ""), typed
        assert said in done.stderr and "Traceback" not in done.stderr, typed
    assert not out.exists()


def test_a_folder_that_cannot_be_written_to_is_said_so(cli: Cli, news: Path) -> None:
    done = cli("run", news, "-o", news / "out", *ALONE)
    assert done.exit_code == 1
    assert "name a folder to write to" in done.stderr


def test_a_record_that_is_wrong_is_not_shown_or_extracted(
    news: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    def elsewhere(articles: list[Article]) -> object:
        return (
            (Article(id="other", text="", source="other"), found, said_by) for _, found, said_by in annotate(articles)
        )

    monkeypatch.setattr(batch, "pipeline", lambda *_, **__: elsewhere)
    for typed in (("extract", news), ("show", news, "--id", "one")):
        done = cli(*typed)
        assert (done.exit_code, done.stdout) == (3, "")
        assert "a record is wrong" in done.stderr


def test_control_c_ends_quietly_and_leaves_nothing_to_be_seen(news: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLOW, "run", str(news), "-o", str(tmp_path / "out"), *ALONE]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as running:
        assert running.stderr
        assert running.stderr.readline() == "waiting\n"
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert "Traceback" not in said
    assert [path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")] == []


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    news = tmp_path / "many.jsonl"
    news.write_text("".join(json.dumps({"id": f"a{n}", "text": SPEECH}) + "\n" for n in range(2000)))
    command = [sys.executable, "-c", STAND_IN, "extract", str(news)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as running:
        assert running.stdout and running.stderr
        assert json.loads(running.stdout.readline())["doc_id"] == "a0"
        running.stdout.close()
        assert running.stderr.read() == ""


def test_progress_stands_on_the_terminal_and_leaves_nothing_in_a_pipe(news: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", STAND_IN, "run", str(news), "-o", str(tmp_path / "out"), *ALONE]
    above, below = pty.openpty()
    variables = environment(TERM="xterm", COLUMNS="100")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=below, env=variables) as running:
        os.close(below)
        said = b""
        while chunk := _chunk(above):
            said += chunk
        assert running.stdout and running.stdout.read() == b""
    os.close(above)
    assert running.returncode == 0
    assert b"2 documents" in said and b"words/s" in said and b"2 articles with 2 statements" in said


def _chunk(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that the other side is closed
        return b""
