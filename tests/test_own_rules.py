"""A user's own rows and word lists over ours: --rules DIR."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.pipeline import load
from onrecord.rules import load_rules

ROW = """
[[rule]]
name = "went-like"
why = "she was like: speech of the young"
cue = { LOWER = "was were", TAG = "VBD" }
edges = ["cue >nsubj source", "cue >prep like"]
where = { like = { LOWER = "like" } }
act = "speech"
examples = ["[source She] was like a storm."]
not = ["She was late."]
"""


def folder(tmp_path: Path, row: str = ROW, words: str = "") -> Path:
    (tmp_path / "cue_rules.toml").write_text(row, encoding="utf-8")
    if words:
        (tmp_path / "lexicons").mkdir()
        (tmp_path / "lexicons" / "say.txt").write_text(words, encoding="utf-8")
    return tmp_path


def test_own_rows_stand_before_ours(tmp_path: Path) -> None:
    rules = load_rules(folder(tmp_path))
    assert rules[0].name == "went-like"
    assert {rule.name for rule in load_rules()} < {rule.name for rule in rules}


def test_an_example_that_does_not_hold_stops_with_the_name_of_the_rule(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="went-like"):
        load(rules=folder(tmp_path, ROW.replace("[source She] was like a storm.", "[source She] sang.")))


def test_a_word_of_ones_own_is_a_cue(tmp_path: Path) -> None:
    text = "“The bridge is shut for good,” Ann Lee zapped."
    made = folder(tmp_path, words="# verbs of ours\nzap|zaps|zapped|zapping\n")
    article = made / "article.txt"
    article.write_text("Ann Lee zapped that the bridge was shut for good.", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "onrecord.cli", "extract", str(article), "--rules", str(made)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(s["speaker"], s["cue"]) for s in found] == [("Ann Lee", "zapped")], text


def test_a_row_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    made = folder(tmp_path, ROW.replace("cue >nsubj source", "cue nsubj source"))
    done = subprocess.run(
        [sys.executable, "-m", "onrecord.cli", "rules", "--rules", str(made)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "went-like" in done.stderr and "Traceback" not in done.stderr
