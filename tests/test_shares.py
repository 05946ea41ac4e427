"""The tables of confidence.toml: shares counted by hand, and written without losing the other tables."""

import tomllib
from pathlib import Path

import pytest

from onrecord.evaluate import count_shares, shares_file
from onrecord.evaluate.matching import compare
from onrecord.gold import GoldArticle, GoldStatement
from onrecord.records import Article
from onrecord.shares import resolution, share
from stand_in import statement

SENTENCE = "She said no. "
TEXT = SENTENCE * 20


def compared(*, wrong: int) -> list[object]:
    """Twenty answers, all found by the same rules, so many of them with the wrong source."""
    article = Article(id="a", text=TEXT, source="a")
    answers, found = [], []
    for number in range(20):
        at = number * len(SENTENCE)
        source, cue, content = (at, at + 3), (at + 4, at + 8), (at + 9, at + 11)
        answers.append(GoldStatement(content=(content,), source=(source,), cue=(cue,)))
        mention = cue if number < wrong else source
        found.append(statement(article, [content], mention_spans=(mention,), found_by=("subject", "clause")))
    return [compare(GoldArticle(id="a", text=TEXT, statements=tuple(answers)), found)]


def test_shares_are_counted_for_steps_and_for_what_they_do_together() -> None:
    table, shares = count_shares(compared(wrong=5))  # type: ignore[arg-type]
    assert table == "found"
    assert shares == {"other": 0.75, "clause": 0.75, "subject": 0.75, "subject+clause": 0.75}


def test_a_file_keeps_its_other_table(tmp_path: Path) -> None:
    file = tmp_path / "confidence.toml"
    file.write_text(
        "[found]\nother = 0.1\n[nested]\nother = 0.7\n[resolved]\nother = 0.9\n'none+not stated' = 0.5\n",
        encoding="utf-8",
    )
    shares = {"other": 0.5, "subject+clause": 0.25}
    file.write_bytes(shares_file(file, "found", shares))
    back = tomllib.loads(file.read_text(encoding="utf-8"))
    assert back == {"found": shares, "resolved": {"other": 0.9, "none+not stated": 0.5}, "nested": {"other": 0.7}}
    file.write_text("no toml", encoding="utf-8")
    with pytest.raises(ValueError, match="name another one"):
        shares_file(file, "found", shares)


def test_a_share_is_of_the_whole_else_of_the_least_sure_step() -> None:
    assert share("resolved", ["named", "person"]) > share("resolved", ["pronoun", "organisation"])
    assert share("found", ["subject", "no such rule", "noun-that"]) == share("found", ["noun-that"])
    assert share("resolved", resolution("none", "unknown", stated=True)) < 0.5
    assert share("resolved", resolution("none", "unknown", stated=False)) > 0.5
