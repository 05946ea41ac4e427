"""The docs are tests: every example in them runs, every command is mentioned, and generated pages are current."""

import json
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import onrecord
from onrecord import schemas, trained
from onrecord.records import to_json

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = BLOCK.findall(README)


def test_the_readme_has_its_examples() -> None:
    assert [kind for kind, _ in BLOCKS].count("python") >= 1
    assert [kind for kind, _ in BLOCKS].count("json") == 1


def with_weights() -> None:
    if trained.find() is None:
        pytest.skip("the folder of trained weights has been deleted")


def test_the_json_of_the_readme_is_what_comes_out(whole: "Language") -> None:
    with_weights()
    article = next(body for kind, body in BLOCKS if kind == "text")
    shown = json.loads(next(body for kind, body in BLOCKS if kind == "json"))
    second = to_json(onrecord.extract(article, nlp=whole)[1])
    assert {key: second[key] for key in shown} == shown


def test_the_python_of_the_readme_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    at = next(i for i, (kind, _) in enumerate(BLOCKS) if kind == "python")
    exec(compile(BLOCKS[at][1], "README.md", "exec"), {})
    assert capsys.readouterr().out == BLOCKS[at + 1][1]


def test_the_python_of_the_page_of_claims_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = BLOCK.findall((ROOT / "docs" / "claims.md").read_text(encoding="utf-8"))
    at = next(i for i, (kind, _) in enumerate(blocks) if kind == "python")
    exec(compile(blocks[at][1], "claims.md", "exec"), {})
    assert capsys.readouterr().out == blocks[at + 1][1]


def test_the_scores_in_the_page_of_claims_are_those_that_came_with_the_weights() -> None:
    from onrecord.claims.score import load_weights

    weights = load_weights()
    if weights is None:
        pytest.skip("the folder of trained weights has been deleted")
    page = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    scores: Any = weights.about["scores"]
    for held_out, one in scores.items():
        assert f"| {held_out} | " + " | ".join(f"{value:.3f}" for value in one.values()) + " |" in page


def test_the_commands_for_judging_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from onrecord import batch
    from onrecord.cli import app
    from stand_in import annotate

    page = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")
    commands = [line for _, body in BLOCK.findall(page) for line in body.splitlines()]
    assert [command.split()[1] for command in commands] == [
        "run", "sample", "export", "import", "evaluate", "export", "import",
    ]  # fmt: skip
    monkeypatch.setattr(batch, "pipeline", lambda *_, **__: annotate)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-articles").mkdir()
    (tmp_path / "my-articles" / "a.txt").write_text("“It is the end of the line,” she said to them.\n" * 3)
    for command in commands:
        # what people do between two commands
        if "label-studio.json" in command:
            tasks = json.loads((tmp_path / "for-label-studio" / "tasks.json").read_text(encoding="utf-8"))
            answered = [{"id": 1, "data": one["data"], "annotations": one["predictions"]} for one in tasks]
            (tmp_path / "label-studio.json").write_text(json.dumps(answered))
        for marks in tmp_path.glob("for-brat/*.ann"):
            windows = re.findall(r"^(T\d+)\tWindow", marks.read_text(encoding="utf-8"), re.MULTILINE)
            with marks.open("a", encoding="utf-8") as file:
                file.writelines(f"A{90 + number}\tJudged {name}\n" for number, name in enumerate(windows))
        done = CliRunner().invoke(app, command.split()[1:])
        assert done.exit_code == 0, command + done.output
        if "import" in command:
            assert "1 articles with 3 statements; 0 not judged" in done.stderr


def test_the_commands_for_training_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    from typer.testing import CliRunner

    from onrecord.cli import app
    from taught import article, written

    blocks = BLOCK.findall((ROOT / "docs" / "train.md").read_text(encoding="utf-8"))
    install, *commands = next(body for kind, body in blocks if not kind).splitlines()
    assert install == "pip install 'onrecord[train]'"
    assert [command.split()[1] for command in commands] == ["train", "run"]
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "articles.jsonl", range(6))
    written(tmp_path / "judged.jsonl", range(6, 8), judged=True)
    written(tmp_path / "other.jsonl", range(8, 10))
    (tmp_path / "my-articles").mkdir()
    (tmp_path / "my-articles" / "a.txt").write_text(article(9).text, encoding="utf-8")
    for command in commands:
        done = CliRunner().invoke(app, command.split()[1:], catch_exceptions=False)
        assert done.exit_code == 0, command + done.output
    names: dict[str, Any] = {}
    exec(compile(next(body for kind, body in blocks if kind == "python"), "train.md", "exec"), names)
    assert names["nlp"](article(9).text)._.onrecord_tagged
    said = json.loads((tmp_path / "my-output" / "run.json").read_text(encoding="utf-8"))
    assert said["versions"]["weights_digest"] == trained.digest("my-weights")


@pytest.mark.parametrize(("name", "makes"), [("tutorial.md", ("most.svg", "pace.svg")), ("look-it-up.md", ())])
def test_a_page_runs_from_its_first_line_to_its_last(
    name: str,
    makes: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each block runs after the one before it, and prints what stands below it (ONRECORD_WRITE_DOCS=1 writes that)."""
    pytest.importorskip("matplotlib")
    with_weights()
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    names: dict[str, Any] = {}

    def run(block: re.Match[str]) -> str:
        kind, body = block.groups()
        if kind == "python":
            exec(compile(body, name, "exec"), names)
            printed = capsys.readouterr().out
        else:
            printed = "\n".join(filter(None, (typed(command) for command in body.splitlines())))
        return block[0] + (f"\n\n```text\n{printed.rstrip()}\n```" if printed else "")

    shown = BLOCK.sub(run, re.sub(r"^```text\n.*?^```\n\n", "", page, flags=re.DOTALL | re.MULTILINE))
    if os.environ.get("ONRECORD_WRITE_DOCS"):
        (ROOT / "docs" / name).write_text(shown, encoding="utf-8")
        for picture in makes:
            (ROOT / "docs" / picture).write_bytes((tmp_path / picture).read_bytes())
    assert page == shown
    assert all((tmp_path / picture).stat().st_size > 5_000 for picture in makes)


def typed(command: str) -> str:
    """What a command prints for a person: 1 says that nothing was found, or nothing verbatim, and that is no error."""
    from typer.testing import CliRunner

    from onrecord.cli import app

    done = CliRunner().invoke(app, shlex.split(command)[1:], catch_exceptions=False)
    assert done.exit_code in (0, 1), command + done.output
    return done.stdout


def test_the_page_of_the_commands_is_current() -> None:
    import typer
    from typer.cli import get_docs_for_click

    from onrecord.cli import app

    command = typer.main.get_command(app)
    made = get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="onrecord"), name="onrecord")
    page = ROOT / "docs" / "commands.md"
    if os.environ.get("ONRECORD_WRITE_DOCS"):
        page.write_text(f"{made.strip()}\n", encoding="utf-8")
    assert page.read_text(encoding="utf-8") == f"{made.strip()}\n", "make it anew: ONRECORD_WRITE_DOCS=1 pytest"


def test_every_command_is_in_the_readme() -> None:
    import typer

    from onrecord.cli import app

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"onrecord {name}" not in README] == []


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "corpus" / "README.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_page_of_the_knowledge_file_is_current() -> None:
    page = ROOT / "docs" / "knowledge-file.md"
    remedy = "python -c \"from onrecord import schemas; print(schemas.markdown(), end='')\" > docs/knowledge-file.md"
    assert page.read_text(encoding="utf-8") == schemas.markdown(), f"make it anew: {remedy}"


def test_the_rows_in_the_docs_are_rules() -> None:
    import tomllib

    from onrecord.rules import read_rule

    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    rows = [row for kind, body in BLOCK.findall(page) if kind == "toml" for row in tomllib.loads(body)["rule"]]
    assert rows
    assert all(read_rule(row).finds for row in rows)
