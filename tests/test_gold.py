"""Annotated articles as a user reads them: attribution files, a folder of articles and answers, and their errors."""

import json
import os
from pathlib import Path

import pytest

from onrecord.gold import GoldArticle, GoldStatement, is_judged, read_gold, resolve, to_line

TEXT = "Ann Lee, of Ely Council, said it works. “Yes,” she said. “It works.”\n\n“It works,” he wrote.\n\n“And it pays.”"


def found(*rows: dict[str, object], text: str = TEXT) -> tuple[GoldStatement, ...]:
    return resolve(text, {"speaker": [{"name": "Ann Lee", "role": "Dr"}], "statement": list(rows)}, "a.toml")


def words(spans: tuple[tuple[int, int], ...], text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in spans]


def row(content: object, **more: object) -> dict[str, object]:
    return {"content": content, "form": "direct", **more}


def test_words_become_spans() -> None:
    (one,) = found(row("it works", cue="said", source="Ann Lee, of Ely Council"))
    assert (one.content, one.cue, one.source) == (((30, 38),), ((25, 29),), ((0, 23),))


def test_cue_and_source_are_those_nearest_to_the_content() -> None:
    first, second = found(row("it works", cue="said"), row(["Yes,", "It works."], cue="said", source="she"))
    assert first.cue < second.cue
    assert words(second.content) == ["Yes,", "It works."]


def test_source_may_be_shown_inside_longer_words() -> None:
    text = "He says what he says: “Go.”"
    (one,) = found(row("Go.", source={"words": "He", "within": "He says what"}), text=text)
    assert one.source == ((0, 2),)


def test_ellipsis_stands_for_everything_between() -> None:
    (one,) = found(row("“Yes [...] works.”"))
    assert words(one.content) == ["“Yes,” she said. “It works.”"]


def test_nth_chooses_among_places_after_the_statement_before() -> None:
    assert found(row("It works", nth=2))[0].content[0][0] == TEXT.rindex("It works")
    assert found(row("Yes"), row("It works", nth=1))[1].content[0][0] == TEXT.index("It works")


def test_whole_words_only() -> None:
    with pytest.raises(ValueError, match="'ork' not found"):
        found(row("ork"))


def test_statement_takes_over_what_its_speaker_says_and_may_differ() -> None:
    first, second = found(row("it works", speaker="Ann Lee"), row("Yes", speaker="Ann Lee", role="head"))
    assert (first.role, second.role, first.act, first.speech, first.negated) == ("Dr", "head", "speech", True, False)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row("it fails"), r"a\.toml, statement 1: 'it fails' not found"),
        (row("It works"), "'It works' is found 2 times"),
        (row("It works", nth=3), "'It works' not found"),
        (row("works.”\n\n“It"), "runs over the end of a paragraph"),
        (row([]), "no content"),
        (row("Yes", cue="shouted"), "'shouted' not found outside the content"),
        (row("Yes", source={"words": "he", "within": "she said"}), "'he' is not found once in 'she said'"),
        (row("Yes", speaker="Bob"), "speaker 'Bob' is not in this file"),
        (row("Yes", parent=1), "parent 1 is not a statement before this one"),
        (row("Yes", form="oral"), "form 'oral'; write one of direct, indirect, mixed"),
        (row("Yes", cues="said"), "unknown key 'cues'"),
        ({"content": "Yes"}, "no form; write one of direct"),
    ],
)
def test_wrong_answers_are_named(bad: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        found(bad)


def test_two_places_equally_near_are_an_error() -> None:
    with pytest.raises(ValueError, match="as near in two places"):
        found(row("Go", cue="so"), text="so Go so")


@pytest.mark.parametrize(
    ("answers", "said"),
    [({"statements": []}, "is no table"), ({"speaker": [{"name": "A"}, {"name": "A"}]}, "has it twice")],
)
def test_wrong_tables_are_named(answers: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        resolve(TEXT, answers, "a.toml")


def test_folder_reads_articles_untouched(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "answers").mkdir()
    (tmp_path / "articles" / "a.txt").write_bytes("“Yes,”\r\nshe said.".encode())
    with pytest.raises(ValueError, match=r"'a'.*add the other half"):
        list(read_gold(tmp_path))
    (tmp_path / "answers" / "a.toml").write_text('[[statement]]\ncontent = "Yes,"\ncue = "said"\nform = "direct"\n')
    (article,) = read_gold(tmp_path)
    assert article.text == "“Yes,”\r\nshe said."
    assert words(article.statements[0].cue, article.text) == ["said"]
    (tmp_path / "answers" / "a.toml").write_text("[[statement")
    with pytest.raises(ValueError, match=r"a\.toml: not TOML"):
        list(read_gold(tmp_path))


def test_folder_without_articles_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give a JSONL file or a folder"):
        list(read_gold(tmp_path))


def test_line_format_is_read_back(tmp_path: Path) -> None:
    rows = [row("it works", cue="said", speaker="Ann Lee", kind="person", named=True), row("Yes", parent=1)]
    article = GoldArticle(id="a", text=TEXT, statements=found(*rows))
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(to_line(article)) + "\n\n")
    assert list(read_gold(file)) == [article]


def test_plain_attributions_leave_unknown_what_they_do_not_say(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"id": "a", "text": "Go.", "attributions": [{"source": [], "cue": [], "content": [[0, 3]]}]}\n')
    assert next(read_gold(file)).statements == (GoldStatement(content=((0, 3),)),)


@pytest.mark.parametrize(
    "line", ["{", '{"id": "a"}', '{"id": "a", "text": "", "attributions": [{"content": [[0, 3]]}]}']
)
def test_wrong_lines_are_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n" + line)
    with pytest.raises(ValueError, match=r"gold\.jsonl:2: not an annotated article"):
        list(read_gold(file))


@pytest.mark.parametrize(
    ("name", "articles", "statements"),
    [("polnear-dev", 84, 2193), ("polnear-train", 840, 19868), ("speakers-dev", 21, 526)],
)
def test_reads_the_gold_of_others(name: str, articles: int, statements: int) -> None:
    if not (folder := os.environ.get("ONRECORD_GOLD")):
        pytest.skip("ONRECORD_GOLD is not set: it names the folder with polnear-dev.jsonl and speakers-dev.jsonl")
    read = list(read_gold(Path(folder, f"{name}.jsonl")))
    assert (len(read), sum(len(a.statements) for a in read)) == (articles, statements)
    told = [s for a in read for s in a.statements if s.speech is not None]
    assert len(told) == (statements if name == "speakers-dev" else 0)


def test_judged_parts_are_read_and_written_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    line = {
        "id": "a",
        "text": TEXT,
        "attributions": [{"id": "E7", "content": [[30, 38]]}],
        "judged": [[70, 90], [0, 68]],
    }
    file.write_text(json.dumps(line) + "\n")
    (article,) = read_gold(file)
    assert article.judged == ((0, 68), (70, 90))
    assert article.statements[0].id == "E7"
    assert to_line(article)["judged"] == [[0, 68], [70, 90]]
    assert "judged" not in to_line(GoldArticle(id="a", text="", statements=()))
    file.write_text(json.dumps(line | {"judged": [[0, 1000]]}))
    with pytest.raises(ValueError, match=r"gold\.jsonl:1: not an annotated article: span \(0, 1000\) outside"):
        list(read_gold(file))


def test_what_is_judged_lies_in_one_judged_part() -> None:
    article = GoldArticle(id="a", text=TEXT, statements=(), judged=((0, 68), (70, 90)))
    assert is_judged(article, (0, 68)) and is_judged(article, (71, 72))
    assert not is_judged(article, (60, 75)) and not is_judged(article, (68, 69))
    assert is_judged(GoldArticle(id="a", text=TEXT, statements=()), (60, 75))
    assert not is_judged(GoldArticle(id="a", text=TEXT, statements=(), judged=()), (0, 1))
