"""Training as a user does it: weights and their card from annotated articles, and what becomes of them in use."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import onrecord
from onrecord import resources, trained
from onrecord.cli import app
from onrecord.page import open_page
from onrecord.records import to_json
from onrecord.statements import statements
from onrecord.tagger import templates, weights
from onrecord.tagger.candidates import TAGGER
from onrecord.tagger.columns import read_columns
from onrecord.tagger.linking import link, read, scored
from onrecord.tagger.tagging import tagged, weigh
from onrecord.train import FIRST, SECOND, Course, LeftOut, ablation, write_weights
from onrecord.train.judging import leave_out
from taught import article, written

pytest.importorskip("sklearn")

EPOCH = "1770000000"  # 2026-02-02
ARTICLE = article(3).text
SHORT = Course(gold=(), first=replace(FIRST, rounds=1, seldom=1), second=replace(SECOND, rounds=1, seldom=1))

Cli = Callable[..., Result]


def cli(*typed: object, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [str(word) for word in typed], input=stdin, catch_exceptions=False)


def rows(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with articles to learn from and to measure on, and with weights, made by the command."""
    home = tmp_path_factory.mktemp("training")
    written(home / "taught.jsonl", range(8))
    written(home / "dev.jsonl", range(8, 12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        done = cli("train", home / "taught.jsonl", "-o", home / "weights")
        assert (done.exit_code, done.stdout) == (0, ""), done.output
        assert "first reading, without part 1 of 3" in done.stderr
        assert f"--weights {home / 'weights'}" in done.stderr
        yield home


def test_it_writes_the_weights_and_their_card_and_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in (folder / "weights").iterdir()) == ["README.md", "tagger.npz"]
    card = (folder / "weights" / "README.md").read_text(encoding="utf-8")
    for path in (folder / "weights" / "tagger.npz", folder / "taught.jsonl"):
        assert sha256(path.read_bytes()).hexdigest() in card
    assert "| taught.jsonl | 8 | 24 | all |" in card
    assert "Trained on 2026-02-02" in card
    assert "rounds 7" in card
    assert "Not measured" in card
    assert "## Licence" in card
    assert "--no-tagger" in card
    assert str(folder) not in card


def test_again_it_is_the_same_bytes_and_quiet_says_nothing(folder: Path) -> None:
    done = cli("train", folder / "taught.jsonl", "-o", folder / "again", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    for name in ("tagger.npz", "README.md"):
        assert (folder / "again" / name).read_bytes() == (folder / "weights" / name).read_bytes()


def test_measured_the_card_compares_the_ways_to_work(folder: Path) -> None:
    done = cli(
        "train", folder / "taught.jsonl", "-o", folder / "measured", "--dev", folder / "dev.jsonl", "--outermost"
    )
    assert done.exit_code == 0, done.output
    card = (folder / "measured" / "README.md").read_text(encoding="utf-8")
    assert "Measured on dev.jsonl (4 articles, 12 statements)" in card
    assert "outermost" in card
    table = {line.split(" | ")[0]: line for line in card.splitlines() if line.startswith("| ")}
    for name in ("| rules only", "| tagger only", "| both"):
        assert card.count(f"\n{name} |") == 2
        assert float(table[name].split(" | ")[-1].strip("| ")) > 0, "the last column of the last table is the ratio"
    assert "spaCy's model alone | - " in card
    assert "## Licence" in card
    assert (folder / "measured" / "tagger.npz").read_bytes() == (folder / "weights" / "tagger.npz").read_bytes()


def test_its_weights_are_used_by_every_command(folder: Path) -> None:
    (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    own = rows(cli("extract", folder / "news.txt", "--weights", folder / "weights"))
    plain = rows(cli("extract", folder / "news.txt", "--no-tagger"))
    assert [row["confidence"] for row in own] != [row["confidence"] for row in plain]
    nlp = onrecord.load(weights=folder / "weights")
    same = onrecord.load(config={"components": {"onrecord_tagger": {"weights": str(folder / "weights")}}})
    found = [s.confidence for s in onrecord.extract(ARTICLE, nlp=nlp)]
    assert found == [s.confidence for s in onrecord.extract(ARTICLE, nlp=same)] == [row["confidence"] for row in own]
    assert cli("run", folder / "news.txt", "-o", folder / "out", "--weights", folder / "weights").exit_code == 0
    said = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    assert said["versions"]["weights_digest"] == trained.digest(folder / "weights")
    assert said["settings"]["weights"] == str(folder / "weights")
    assert said["settings"]["tagger"] is True
    shown = cli("show", folder / "news.txt", "--weights", folder / "weights", "--html", folder / "page.html")
    assert shown.exit_code == 0
    scores = cli("evaluate", folder / "dev.jsonl", "--weights", folder / "weights", "--json", "--bootstrap", 0)
    assert json.loads(scores.stdout)["documents"] == 4


def test_without_the_tagger_there_are_rules_alone(folder: Path) -> None:
    (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    plain = rows(cli("extract", folder / "news.txt", "--no-tagger"))
    for nlp in (onrecord.load(tagger=False), onrecord.load(exclude=["onrecord_tagger"])):
        assert "onrecord_tagger" not in nlp.component_names
        found = [to_json(s) for s in onrecord.extract(ARTICLE, nlp=nlp)]
        assert [(r["spans"], r["confidence"], r["found_by"]) for r in found] == [
            (r["spans"], r["confidence"], r["found_by"]) for r in plain
        ]
    assert TAGGER not in {rule for row in plain for rule in row["found_by"]}
    assert cli("run", folder / "news.txt", "-o", folder / "rules", "--no-tagger").exit_code == 0
    said = json.loads((folder / "rules" / "run.json").read_text(encoding="utf-8"))
    assert said["versions"]["weights_digest"] is None
    assert said["settings"]["tagger"] is False
    assert [json.loads(line) for line in (folder / "rules" / "statements.jsonl").read_text().splitlines()] == plain


def test_who_deletes_the_folder_of_weights_has_rules_alone(folder: Path) -> None:
    package = folder / "models" / resources.PACKAGE
    shutil.copytree(resources.file(""), package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(package / trained.FOLDER, ignore_errors=True)
    (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    code = "from onrecord.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(package.parent), *filter(None, sys.path)])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, "run", folder / "news.txt", "-o", folder / "bare"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert json.loads((folder / "bare" / "run.json").read_text())["versions"]["weights_digest"] is None
    plain = rows(cli("extract", folder / "news.txt", "--no-tagger"))
    assert [json.loads(line) for line in (folder / "bare" / "statements.jsonl").read_text().splitlines()] == plain


def test_a_file_of_judged_parts_can_be_added(folder: Path) -> None:
    written(folder / "judged.jsonl", range(12, 16), judged=True)
    done = cli("train", folder / "taught.jsonl", folder / "judged.jsonl", "-o", folder / "more")
    assert done.exit_code == 0, done.output
    card = (folder / "more" / "README.md").read_text(encoding="utf-8")
    assert "| judged.jsonl | 4 | 4 | 4 |" in card
    assert (folder / "more" / "tagger.npz").read_bytes() != (folder / "weights" / "tagger.npz").read_bytes()
    (lesson, *_) = Course(gold=(str(folder / "judged.jsonl"),)).lessons()
    assert len(lesson.statements) == 1
    (only,) = lesson.ranges()
    start = lesson.article.text.index("\n\n") + 2
    assert lesson.sheet.characters(range(*only))[0][0] == start


def test_a_folder_of_articles_and_answers_will_do(folder: Path, tmp_path: Path) -> None:
    for name in ("articles", "answers"):
        (tmp_path / "own" / name).mkdir(parents=True)
    for number in range(6):
        made = article(number)
        (tmp_path / "own" / "articles" / f"{number}.txt").write_text(made.text, encoding="utf-8")
        words = (
            (key, made.text[slice(*getattr(s, key)[0])]) for s in made.statements[:1] for key in ("content", "cue")
        )
        answer = "".join(f"{key} = {json.dumps(value)}\n" for key, value in words)
        file = tmp_path / "own" / "answers" / f"{number}.toml"
        file.write_text(f'[[statement]]\nform = "indirect"\n{answer}', encoding="utf-8")
    write_weights(replace(SHORT, gold=(str(tmp_path / "own"),)), tmp_path / "out")
    assert "| own | 6 | 6 | all |" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_each_group_that_is_left_out_has_its_row(
    folder: Path, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = {"words": LeftOut(facts=("words",)), "the judge's words": LeftOut(signs=("words",))}
    assert some.items() <= ablation.left_out().items()
    monkeypatch.setattr(ablation, "left_out", lambda: some)
    course = replace(SHORT, gold=(str(folder / "taught.jsonl"),))
    told: list[str] = []
    write_weights(course, tmp_path, dev=[str(folder / "dev.jsonl")], left_out=True, jobs=jobs, tell=told.append)
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    for name in ("nothing", "without words", "without the judge's words"):
        assert f"\n| {name} | " in card
    assert [line for line in told if "2 of 2" in line]


def test_what_is_left_out_in_training_is_left_out_in_use(folder: Path, tmp_path: Path) -> None:
    lost = ("words", "parse")
    made = replace(SHORT, gold=(str(folder / "taught.jsonl"),), without=LeftOut(facts=lost)).train()
    weights.save(made, tmp_path / trained.NAME)
    model = weights.load(tmp_path)
    assert model is not None
    assert model.without == lost
    left = templates.parse(templates.READING)
    kept = [left[number] for number in templates.numbers(templates.READING, lost)]
    assert (("tag", 0),) in kept
    assert not [parts for parts in kept if {"word", "dep", "bhead"} & {name for name, _ in parts}]
    nlp = onrecord.load(weights=tmp_path)
    assert [s.speaker for s in onrecord.extract(ARTICLE, nlp=nlp)]


def test_every_fact_and_sign_is_of_a_group(nlp: Any) -> None:
    groups = resources.table("tagger.toml")["groups"].values()
    for kind, texts in (("tokens", (templates.READING, templates.TOKENS)), ("pairs", (templates.PAIRS,))):
        facts = {name for text in texts for parts in templates.parse(text) for name, _ in parts}
        assert facts == {name for group in groups for name in group[kind]}, "say in tagger.toml of which group it is"
    doc = nlp(ARTICLE)
    drafts, model = statements(doc), weights.load()
    if model is None:
        pytest.skip("the folder of trained weights has been deleted")
    sheet = read_columns(doc, drafts)
    reading = read(sheet, scored(model.reading, sheet.facts, sheet.paragraph, templates.READING), model.reading.moves)
    _, _, rows = weigh(open_page(doc), sheet, drafts, reading, link(sheet, reading, drafts, model.pairing))
    found = list(rows)
    every = list(resources.table("tagger.toml")["signs"])
    assert found
    assert [leave_out(row, every) for row in found] == [{}] * len(found)


def test_alone_the_tagger_has_nothing_of_the_rules(nlp: Any) -> None:
    if (model := weights.load()) is None:
        pytest.skip("the folder of trained weights has been deleted")
    doc = nlp(ARTICLE)
    drafts = statements(doc)
    found = tagged(open_page(doc), drafts, model, alone=True)
    assert found
    assert {one.candidate.draft for one in found} == {None}
    assert all(TAGGER in one.candidate.said_by & one.candidate.named_by for one in found)
    assert tagged(open_page(doc), drafts, model) != found


def refused(*typed: object, code: int = 2) -> str:
    done = cli(*typed)
    assert (done.exit_code, done.stdout) == (code, ""), done.output
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_what_cannot_be_learned_from_says_what_to_do(folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    taught, out = folder / "taught.jsonl", tmp_path / "out"
    few = written(tmp_path / "few.jsonl", range(5))
    bare = tmp_path / "bare.jsonl"
    bare.write_text("".join(json.dumps({"id": str(n), "text": "Hm.", "attributions": []}) + "\n" for n in range(6)))
    (tmp_path / "broken.jsonl").write_text("{")
    assert "there is no nowhere.jsonl: name" in refused("train", "nowhere.jsonl", "-o", out)
    assert "there is no nowhere.jsonl: name" in refused("train", taught, "-o", out, "--dev", "nowhere.jsonl")
    assert "6 annotated articles or more, not 5: name more" in refused("train", few, "-o", out)
    assert "no statement is marked in these articles: name" in refused("train", bare, "-o", out)
    assert "mend or remove the line" in refused("train", tmp_path / "broken.jsonl", "-o", out)
    assert "leave it out of one of them" in refused("train", taught, "-o", out, "--dev", few)
    assert "--ablation needs --dev FILE" in refused("train", taught, "-o", out, "--ablation")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "sklearn", None)
        assert "pip install 'onrecord[train]'" in refused("train", taught, "-o", out)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    assert "give seconds since 1970, or unset it" in refused("train", taught, "-o", out)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert not out.exists()
    assert "name another folder" in refused("train", taught, "-o", few, code=1)


def test_weights_that_cannot_be_used_say_what_to_do(folder: Path, tmp_path: Path) -> None:
    (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / trained.NAME).write_bytes(b"of another time")
    news = folder / "news.txt"
    commands = (
        ("run", news, "-o", tmp_path / "out"),
        ("extract", news),
        ("show", news),
        ("evaluate", folder / "dev.jsonl"),
    )
    for command in commands:
        assert "name a folder that `onrecord train` has written" in refused(*command, "--weights", tmp_path)
        assert "`onrecord train`" in refused(*command, "--weights", tmp_path / "old")
        assert "leave one" in refused(*command, "--weights", folder / "weights", "--no-tagger")
    assert not (tmp_path / "out").exists()
