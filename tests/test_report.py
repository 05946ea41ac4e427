"""The report: its numbers are those of the knowledge file, and nothing in an article can become a part of the page."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.batch import run
from onrecord.cli import app
from onrecord.knowledge import rows
from onrecord.link import link
from onrecord.report import counts, html
from test_lookup import CORPUS, given

pytest.importorskip("matplotlib", reason="the extra `report` is not installed")

Row = dict[str, Any]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reported")
    news = given(folder / "news.jsonl", sorted(CORPUS.rglob("*.txt")))
    with news.open("a") as file:
        file.write('{"id": "empty", "text": ""}\n')
    run([str(news)], folder / "out")
    link(folder / "out")
    return folder / "out"


def told(out: Path) -> Row:
    found: Row = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return found


def test_the_numbers_are_those_of_the_files(out: Path) -> None:
    found = counts(out)
    every = list(rows(out / "statements.jsonl"))
    speech = [row for row in every if row["act"] == "speech"]
    articles = list(rows(out / "articles.jsonl"))
    assert (found.articles, found.statements, found.speech) == (len(articles), len(every), len(speech))
    assert found.words == sum(row["words"] for row in articles)
    assert found.named and found.named[1] < found.named[0] < found.named[2]
    assert found.named[0] == pytest.approx(sum(row["named"] for row in speech) / len(speech))
    assert found.right[0] == pytest.approx(sum(row["confidence"] for row in speech))
    assert found.right[1] < found.right[0] < len(speech)
    assert found.kinds["statements"].sum() == len(speech) == found.confidence["statements"].sum()
    assert found.outlets["statements"].sum() == len(speech) and found.outlets["words"].sum() == found.words
    assert found.times["statements"].sum() == len(speech) and list(found.times["time"]) == ["2024-03"]
    assert found.rejects["rejects"].sum() == len(list(rows(out / "rejects.jsonl"))) == 1
    first = found.people.iloc[0]
    people = {person: row["name"] for row in rows(out / "people.jsonl") for person in row["speaker_ids"]}
    theirs = [row for row in speech if row["named"] and people.get(row["speaker_id"]) == first["name"]]
    assert (first["statements"], first["words"]) == (len(theirs), sum(row["words"] for row in theirs))
    assert list(found.people["statements"]) == sorted(found.people["statements"], reverse=True)


def test_the_same_folder_gives_the_same_bytes(out: Path) -> None:
    assert html(counts(out), told(out)) == html(counts(out), told(out))


class Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_has_all_of_it_and_fetches_nothing(out: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(out)])
    assert done.exit_code == 0 and (out / "report.html").is_file()
    page = (out / "report.html").read_text(encoding="utf-8")
    text = " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
    found = counts(out)
    for name in found.people["name"]:
        assert name in text
    assert f"{found.words:,}" in text and "1 inputs; rejects.jsonl names each" in text
    tags = Page(page).tags
    assert [tag for tag, _ in tags].count("svg") == 3  # all but the time line, which has one month
    assert not {"script", "img", "iframe", "link", "object"} & {tag for tag, _ in tags}
    for tag, attributes in tags:
        for key, value in attributes.items():
            assert not key.startswith("on") and not (key in ("src", "href", "xlink:href") and "//" in (value or "")), (
                tag
            )
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(set(ids)) > 10


def test_without_links_dates_or_statements_there_is_a_page_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text('{"id": "a", "text": "The bridge is shut."}\n')
    run([str(tmp_path / "news.jsonl")], tmp_path / "out")
    page = html(counts(tmp_path / "out"), told(tmp_path / "out"))
    assert "No article has a date." in page and "Nothing was rejected." in page and "<svg" not in page
    assert "nan" not in page.lower().replace("finance", "")


def test_years_stand_for_months_where_there_are_many(tmp_path: Path) -> None:
    text = 'Dr Ann Lee, director of Ely Council, spoke.\n\n"We will open it soon," said Dr Lee.'
    days = ("2015-01-05", "2019-02-05", "2019-12-01", None)
    (tmp_path / "news.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "text": text, "published": day}) + "\n" for n, day in enumerate(days))
    )
    run([str(tmp_path / "news.jsonl")], tmp_path / "out")
    found = counts(tmp_path / "out")
    assert list(found.times["time"]) == ["2015", "2019"]
    assert list(found.times["articles"]) == [1, 2]
    assert "not told" in list(found.outlets["outlet"])


NASTY = "<script>alert(1)</script>$x$"


def test_names_that_are_scripts_stay_text(out: Path, tmp_path: Path) -> None:
    for name in ("articles.jsonl", "statements.jsonl", "rejects.jsonl", "run.json"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    every = list(rows(tmp_path / "statements.jsonl"))
    for row in every:
        row.update({key: f"{row[key]}{NASTY}" for key in ("speaker", "role", "outlet") if row[key]})
    (tmp_path / "statements.jsonl").write_text("".join(json.dumps(row) + "\n" for row in every))
    page = html(counts(tmp_path), told(tmp_path))
    assert "<script" not in page and page.count("&lt;script&gt;") > 20


def test_what_is_wrong_is_said(tmp_path: Path, out: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert done.exit_code == 2 and "make it with `onrecord run" in done.stderr
    for name in ("articles.jsonl", "statements.jsonl"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    done = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert done.exit_code == 2 and "make it anew" in done.stderr
    done = CliRunner().invoke(app, ["report", str(out), "-o", str(tmp_path / "none" / "page.html")])
    assert done.exit_code == 1 and "name another file" in done.stderr
