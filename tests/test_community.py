"""The article the project was created from: every row of the table at the end of the design, paragraph by paragraph.

The text is not in the repository; it is spoken of by the numbers of its lines, counted from 1, and by short names.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import onrecord
from onrecord.records import Statement

if TYPE_CHECKING:
    from spacy.language import Language

BEATTIE = ("Jenny Beattie", "person", "Detective Superintendent", "Cumbria Police")
WOODHOUSE = ("Sammy Woodhouse", "person", "Rotherham sex abuse survivor")
REPORT = "a report by News and Star"


@dataclass(frozen=True)
class Row:
    """A row of the table: the lines of a statement, its form, and what is to be said of it."""

    lines: tuple[int, ...]
    form: str
    speaker: str
    kind: str
    role: str | None = None
    organisation: str | None = None
    cue: str | None = None
    mention: str | None = None
    closed: bool = True
    inner: bool = False


ROWS = {
    "1": Row((1,), "indirect", REPORT, "document", cue="revealed"),
    "3": Row((3,), "indirect", "Mirror", "organisation", cue="reports"),
    "4": Row((4,), "mixed", "official guidance", "document", cue="warns"),
    "11": Row((11,), "indirect", "Mirror", "organisation", cue="reports"),
    "12": Row((12,), "indirect", "Home Office data", "document", cue="per"),
    "14-16": Row((14, 15, 16), "direct", "Alison Heydari", "person", None, "National Police Chiefs' Council"),
    "17": Row((17,), "direct", "Yvette Cooper", "person", "Shadow Home Secretary", closed=False),
    "18": Row((18,), "indirect", "data", "document", cue="According to"),
    "19": Row((19,), "indirect", REPORT, "document", cue="stated"),
    "20": Row((20,), "direct", REPORT, "document", cue="added", mention="it"),
    "21": Row((21,), "indirect", REPORT, "document", cue="According to"),
    "26-29": Row((26, 27, 28, 29), "direct", *BEATTIE),
    "30-outer": Row((30,), "indirect", REPORT, "document", cue="According to"),
    "30-inner": Row((30,), "indirect", *BEATTIE, mention="the officer", inner=True),
    "31-32": Row((31, 32), "direct", *BEATTIE, cue="added", mention="she"),
    "33-34": Row((33, 34), "direct", "Fiona Mackenzie", "person", None, "We Can't Consent To This"),
    "35": Row((35,), "indirect", *WOODHOUSE),
    "36-38": Row((36, 37, 38), "direct", *WOODHOUSE, mention="Sammy"),
}
SCARE_QUOTES = {"sorry": 1, "community resolution": 3, "Alex": 41, "Papa Bear": 41}
WHOLE_PARAGRAPHS = ["14-16", "17", "20", "26-29", "31-32", "33-34", "36-38"]


@pytest.fixture(scope="module")
def article(gold: Path) -> str:
    return (gold / "community-resolution.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["whole", "nlp"])
def statements(request: pytest.FixtureRequest, article: str) -> list[Statement]:
    """As everybody gets them, and as the rules alone find them."""
    nlp: Language = request.getfixturevalue(request.param)
    return onrecord.extract(article, nlp=nlp)


def lines(text: str, statement: Statement) -> tuple[int, ...]:
    """The lines, counted from 1, that a statement has a part of."""
    return tuple(sorted({text.count("\n", 0, start) + 1 for start, _ in statement.spans}))


def of_row(text: str, statements: list[Statement], row: Row) -> Statement:
    """The one statement of these lines, inside another or not, that the row is about."""
    found = [
        s
        for s in statements
        if lines(text, s) == row.lines
        and (row.lines == (30,) or s.parent_id is None)
        and (s.parent_id is not None) == row.inner
        and s.speaker is not None
        and row.speaker in s.speaker
    ]
    assert len(found) == 1, [(s.speaker, s.text[:40]) for s in statements if set(lines(text, s)) & set(row.lines)]
    return found[0]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_row(article: str, statements: list[Statement], row: Row) -> None:
    s = of_row(article, statements, row)
    got = Row(
        lines=lines(article, s),
        form=s.form,
        speaker=s.speaker or "",
        kind=s.speaker_kind,
        role=s.role,
        # whoever issued a document may be named as its organisation
        organisation=None if s.speaker_kind == "document" else s.organisation,
        cue=s.cue if row.cue else None,
        mention=s.mention if row.mention else None,
        closed=s.closed,
        inner=s.parent_id is not None,
    )
    assert got == row
    assert (s.act, s.unresolved) == ("speech", None)


@pytest.mark.parametrize("name", WHOLE_PARAGRAPHS)
def test_a_quotation_goes_to_the_end_of_each_of_its_paragraphs(
    article: str, statements: list[Statement], name: str
) -> None:
    row = ROWS[name]
    spans = of_row(article, statements, row).spans
    assert len(spans) == len(row.lines)
    for number, (start, end) in zip(row.lines, spans, strict=True):
        block = article.split("\n")[number - 1]
        first = article.index(block)
        if number != row.lines[0]:
            assert start - first <= 1  # its own mark, where it was opened again
        if number != row.lines[-1] and name != "31-32":  # of those two the first is cut by its attribution
            assert end == first + len(block)


def test_the_quotation_that_is_never_closed_begins_after_its_mark(article: str, statements: list[Statement]) -> None:
    s = of_row(article, statements, ROWS["17"])
    assert (article[s.start - 1], article[s.end]) == ("'", "\n")


def test_the_report_inside_a_report_is_its_child(article: str, statements: list[Statement]) -> None:
    outer = of_row(article, statements, ROWS["30-outer"])
    inner = of_row(article, statements, ROWS["30-inner"])
    assert inner.parent_id == outer.id
    assert outer.start < inner.start < inner.end <= outer.end


def test_only_three_words_of_the_guidance_are_quoted(article: str, statements: list[Statement]) -> None:
    s = of_row(article, statements, ROWS["4"])
    assert s.quoted_words == 3
    assert s.words > s.quoted_words


def test_one_report_and_one_officer(article: str, statements: list[Statement]) -> None:
    for names in (["1", "19", "20", "21", "30-outer"], ["26-29", "30-inner", "31-32"], ["35", "36-38"], ["3", "11"]):
        assert len({of_row(article, statements, ROWS[name]).speaker_id for name in names}) == 1, names


def test_every_direct_quotation_of_the_article_is_in_the_table(article: str, statements: list[Statement]) -> None:
    outer = [lines(article, s) for s in statements if s.form == "direct" and s.parent_id is None]
    assert outer == [row.lines for row in ROWS.values() if row.form == "direct"]


@pytest.mark.parametrize("words", SCARE_QUOTES)
def test_scare_quotes_are_nobodys_speech(article: str, statements: list[Statement], words: str) -> None:
    marked = [m.start() + 1 for m in re.finditer(f"['\"]{re.escape(words)}s?['\"]", article)]
    assert article.count("\n", 0, marked[0]) + 1 == SCARE_QUOTES[words]
    people = {row.speaker for row in ROWS.values() if row.kind == "person"}
    for s in statements:
        if any(start <= at < end for start, end in s.spans for at in marked):
            assert s.form != "direct", s.text
            assert s.speaker not in people, s.text


@pytest.mark.parametrize("number", [3, 5, 6, 7, 9, 39, 40, 42, 43, 44, 45])
def test_lines_without_speech_have_no_direct_quotation(article: str, statements: list[Statement], number: int) -> None:
    assert [s.text for s in statements if number in lines(article, s) and s.form == "direct"] == []


# --- claims ---------------------------------------------------------------------------------------------------------

# What its statements count and when, by line: value, bound, unit and what is counted; periods as if published on Friday
# 4 March 2022.
NUMBERS = {
    12: {(7, "exact", None, "cases"), (5, "exact", None, "cases")},
    14: {(1, "about", "%", "sexual cases")},
    18: {(None, "at least", None, "sexual offences")},
    19: {(1000, "over", None, "offences of violence")},
    21: {(6800, "nearly", "times", "community resolutions")},
}
SINCE = ("2016-01-01", "2022-03-04")
PERIODS = {12: ("2020-01-01", "2022-03-04"), 18: SINCE, 19: SINCE, 21: SINCE}


def test_every_number_in_a_statement_has_value_bound_and_what_it_counts_and_every_period_its_days(
    whole: "Language", gold: Path
) -> None:
    from onrecord.claims.claiming import claims
    from onrecord.claims.score import load_weights
    from onrecord.pipeline import annotate, parse
    from onrecord.records import Article

    text = (gold / "community-resolution.txt").read_text(encoding="utf-8")
    article = Article(id="c", text=text, source="-", published="2022-03-04")
    ((_, statements, _),) = annotate(whole, [article])
    (doc,) = parse(whole, [text])
    in_order: list[Statement] = sorted(statements, key=lambda one: one.start)
    found = claims(doc, in_order, {}, load_weights())
    numbers: dict[int, set[tuple[object, ...]]] = {}
    periods: dict[int, tuple[str | None, str | None]] = {}
    for one in found:
        for quantity in one.quantities:
            line = text.count("\n", 0, quantity.start) + 1
            numbers.setdefault(line, set()).add((quantity.value, quantity.bound, quantity.unit, quantity.of))
        for period in one.dates:
            periods[text.count("\n", 0, period["start"]) + 1] = (period["from"], period["to"])
    assert (numbers, periods) == (NUMBERS, PERIODS)
    covered = [(one.start, one.end) for claim in found for one in claim.quantities]
    covered += [(one["start"], one["end"]) for claim in found for one in claim.dates]
    for statement in statements:  # and no number of theirs is left over
        for begun, ended in statement.spans:
            for digits in re.finditer(r"\d[\d,]*", text[begun:ended]):
                at = begun + digits.start()
                assert any(start <= at < end for start, end in covered), text[at : at + 20]
