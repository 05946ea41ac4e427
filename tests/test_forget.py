"""An article or a person taken out of a knowledge file: nothing of them is left in it, now and later."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord import tables
from onrecord.batch import Means, run
from onrecord.batch.forgotten import FILE
from onrecord.cli import app
from onrecord.knowledge import KINDS, RUN

ONE = """Ann Tolliver, the mayor of Elmbridge, said the ferry would stop in May.

Ben Quill, a farmer, said he would go on. Tolliver said nobody had asked her.
"""
TWO = """Zoe Marrow and Ann Tolliver said they were glad of it. The council said it had not been told.

“It is over,” said Quill.
"""
THREE = "Ms Tolliver said the third bridge would be dear. Dr Ann TOLLIVER added that it would be slow.\n"
PLAIN = Means(workers=0)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    (news / "one.txt").write_text(ONE)
    (news / "two.txt").write_text(TWO)
    folder = tmp_path / "out"
    run([str(news)], folder, tagger=False, means=PLAIN)
    assert command("link", folder).exit_code == 0
    assert command("index", folder).exit_code == 0
    return folder


def command(*typed: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in typed])


def everything(out: Path, but: str = "articles.jsonl") -> str:
    """All that stands in a folder, hidden files too."""
    paths = [path for path in sorted(out.iterdir()) if path.name != but]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in paths)


def test_a_person_is_gone_from_every_file_and_stays_away(out: Path, tmp_path: Path) -> None:
    said = tables.read_statements(out)
    number = said[said.speaker == "Ben Quill"].id.iloc[0]
    assert command("correct", out, number, "--speaker", "Ann Tolliver").exit_code == 0
    done = command("forget", out, "Ann Tolliver")
    assert done.exit_code == 0, done.output
    for path in ("statements.jsonl", "speakers.jsonl"):
        rows = [json.loads(line) for line in (out / path).read_text().splitlines()]
        assert rows and not any("Tolliver" in str((row.get("speaker"), row.get("name"))) for row in rows)
    for path in ("people.jsonl", "links.jsonl", "corrections.jsonl", FILE):
        assert "Tolliver" not in (out / path).read_text(), path
    assert {"The council", "Quill"} <= set(tables.read_statements(out).speaker)
    assert command("who", "Ann Tolliver", "-o", out).exit_code == 1
    assert "Quill" in command("who", "Quill", "-o", out).stdout
    counts = json.loads((out / RUN).read_text())["counts"]
    assert counts["statements"] == len(tables.read_statements(out))
    (tmp_path / "news" / "three.txt").write_text(THREE)
    again = run([str(tmp_path / "news")], out, tagger=False, means=PLAIN)
    assert again.effort.reused == 1, "the corrected one is read again"
    assert not tables.read_speakers(out).name.str.contains("Ann", case=False).any()
    assert number not in set(tables.read_statements(out).id), "nor is what she said anybody else's again"


def test_an_article_is_gone_from_every_file_and_stays_away(out: Path, tmp_path: Path) -> None:
    done = command("forget", out, "one.txt")
    assert done.exit_code == 0, done.output
    left = everything(out, but="")
    assert "ferry" not in left and "Ben Quill" not in left and "Ann Tolliver" in left
    assert list(tables.read_articles(out).doc_id) == ["two.txt"]
    rejects = tables.read_rejects(out)
    assert list(rejects.why) == ["it is to be forgotten"]
    before = {name: (out / name).read_bytes() for name in KINDS}
    again = run([str(tmp_path / "news")], out, tagger=False, means=PLAIN)
    assert (again.effort.reused, again.counts.rejects) == (2, 1)
    assert {name: (out / name).read_bytes() for name in KINDS} == before
    assert command("forget", out, "one.txt").exit_code == 0, "once more does no harm"


@pytest.mark.parametrize("key", ["person_id", "speaker_id"])
def test_a_person_by_an_id(out: Path, key: str) -> None:
    table = tables.read_people(out) if key == "person_id" else tables.read_speakers(out)
    number = table[table.name == "Ann Tolliver"][key].iloc[0]
    assert command("forget", out, number).exit_code == 0
    assert "Ann Tolliver" not in set(tables.read_speakers(out).name)


def test_who_is_not_there_is_said_so(out: Path) -> None:
    before = everything(out)
    done = command("forget", out, "Nobody Atall")
    assert done.exit_code == 2
    assert "a full name" in done.stderr
    assert everything(out) == before


def test_a_folder_that_was_changed_by_hand_is_not_trusted(out: Path) -> None:
    path = out / "statements.jsonl"
    path.write_text(path.read_text() + "\n")
    done = command("forget", out, "Ann Tolliver")
    assert done.exit_code == 1
    assert "the next `onrecord run" in done.stderr
