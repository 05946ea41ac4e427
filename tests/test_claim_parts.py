"""What in a claim can be checked: quantities, dates, comparisons, names; its type; where a statement is cut."""

import math
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import resources
from onrecord.claims.claiming import Stated, claims
from onrecord.claims.dates import _rows
from onrecord.claims.intervals import OPS
from onrecord.claims.parts import Parts, parts
from onrecord.claims.sheet import Sheet
from onrecord.claims.types import rules
from onrecord.pipeline import parse
from onrecord.records import Bound, Claim, ClaimType, Period, Quantity

if TYPE_CHECKING:
    from spacy.language import Language

PUBLISHED = date(2022, 3, 4)  # a Friday
EXAMPLES = [
    tuple(line.split(" =>"))
    for line in Path(__file__).with_name("quantities.txt").read_text(encoding="utf-8").splitlines()
    if line and line[0] != "#"
]
DATES = resources.table("dates.toml")["date"]


def read(nlp: "Language", text: str, published: date | None = PUBLISHED) -> Parts:
    (doc,) = parse(nlp, [text])
    return parts(Sheet(doc), ((0, len(text)),), published, {})


def told(nlp: "Language", text: str, published: str | None = "2022-03-04") -> list[Claim]:
    (doc,) = parse(nlp, [text])
    return claims(doc, [Stated("s", "d", published, ((0, len(text)),))], {}, None)


def of_quantity(one: Quantity) -> str:
    worth = f"{one.low}..{one.high}" if one.bound == "between" else str(one.low if one.value is None else one.value)
    words = [one.bound if one.bound != "exact" else "", worth, one.unit or ""]
    return " ".join(filter(None, words)) + (f" | {one.of}" if one.of else "")


def of_date(one: Period) -> str:
    first, last = one["from"], one["to"]
    if first == last:
        return first or "?"
    return f"{first or '..'}/{last or '..'}"


def test_there_are_three_hundred_examples() -> None:
    assert len({text for text, _ in EXAMPLES}) == len(EXAMPLES) >= 300


@pytest.mark.parametrize(("text", "wanted"), EXAMPLES, ids=[text[:40] for text, _ in EXAMPLES])
def test_quantities_and_dates_say_what_they_say(nlp: "Language", text: str, wanted: str) -> None:
    found = read(nlp, text)
    assert [*map(of_quantity, found.quantities), *("@" + of_date(one) for one in found.dates)] == [
        one.strip() for one in wanted.split(" ; ") if one.strip()
    ]


@pytest.mark.parametrize("row", DATES, ids=lambda row: str(row["name"]))
def test_every_row_of_dates_does_what_its_examples_say(nlp: "Language", row: Any) -> None:
    assert row["op"] in OPS and row["examples"] and row["not"]
    for example in row["examples"]:
        text, _, wanted = example.partition(" =")
        assert " ; ".join(map(of_date, read(nlp, text).dates)) == wanted.strip(), text
    for text in row["not"]:
        known = read(nlp, text).dates
        spans = [text[one["start"] : one["end"]] for one in known]
        pattern = next(pattern for other, pattern, _ in _rows() if other is row)
        assert not any(pattern.fullmatch(span) for span in spans), (text, spans)


def test_without_a_day_of_publication_what_hangs_on_it_has_no_days(nlp: "Language") -> None:
    found = [of_date(one) for one in read(nlp, "It rose last year, and again since 2016.", None).dates]
    assert found == ["?", "2016-01-01/.."]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_of_types_does_what_its_examples_say(nlp: "Language", rule: object) -> None:
    from onrecord.claims.types import Rule

    assert isinstance(rule, Rule) and rule.type in get_args(ClaimType)
    assert rule.examples and rule.counterexamples
    for text in rule.examples:
        assert [one.type_rule for one in told(nlp, text)] == [rule.name], text
    for text in rule.counterexamples:
        assert rule.name not in [one.type_rule for one in told(nlp, text)], text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Crime fell by 5%. It rose in Ely.", ["Crime fell by 5%.", "It rose in Ely."]),
        ("Crime fell in York, and prices rose by 3%.", ["Crime fell in York", "prices rose by 3%."]),
        ("The mayor left but the council stayed in office.", ["The mayor left", "the council stayed in office."]),
        ("She cut taxes and raised spending.", ["She cut taxes and raised spending."]),
        ("Ann and Ben agreed to it.", ["Ann and Ben agreed to it."]),
        ("Yes. We will build it.", ["Yes. We will build it."]),
        ("that the plan works", ["the plan works"]),
        ("", []),
        ("...", []),
    ],
)
def test_a_statement_is_cut_into_its_claims(nlp: "Language", text: str, pieces: list[str]) -> None:
    found = told(nlp, text)
    assert [" ".join(one.text.split()) for one in found] == pieces
    assert all("".join(text[a:b] for a, b in one.spans).split() == one.text.split() for one in found)


def test_each_claim_has_its_own_parts(nlp: "Language") -> None:
    one, other = told(nlp, "Crime fell by 5% in 2019, and prices rose by 3% last year.")
    assert [of_quantity(q) for q in (*one.quantities, *other.quantities)] == ["5 % | Crime", "3 % | prices"]
    assert [of_date(d) for d in (*one.dates, *other.dates)] == ["2019-01-01/2019-12-31", "2021-01-01/2021-12-31"]
    assert [c.direction for c in (*one.comparisons, *other.comparisons)] == ["down", "up"]


@pytest.mark.parametrize(
    ("text", "negated", "hedged", "conditional"),
    [
        ("The bridge is not safe.", True, False, False),
        ("Nobody saw the fire.", True, False, False),
        ("There is no evidence of it.", True, False, False),
        ("The bridge is safe.", False, False, False),
        ("Perhaps the bridge is safe.", False, True, False),
        ("The tax could hurt the poor.", False, True, False),
        ("The bank will fail if rates rise.", False, False, True),
    ],
)
def test_what_is_denied_left_open_or_conditional(
    nlp: "Language", text: str, negated: bool, hedged: bool, conditional: bool
) -> None:
    (one,) = told(nlp, text)
    assert (one.negated, one.hedged, one.conditional) == (negated, hedged, conditional)


def test_names_lead_to_the_speakers_of_the_article(nlp: "Language") -> None:
    text = "Theresa May spoke to Boris Johnson in Paris on Monday."
    (doc,) = parse(nlp, [text])
    (one,) = claims(doc, [Stated("s", "d", None, ((0, len(text)),))], {"boris johnson": "p7"}, None)
    found = {name.text: (name.kind, name.speaker_id) for name in one.entities}
    assert found["Boris Johnson"] == ("person", "p7")
    assert found["Paris"] == ("place", None)


def test_the_same_period_is_the_last_one_named_also_in_another_statement(nlp: "Language") -> None:
    text = "Crime has risen since 2016. More than 1,000 died during the same time period."
    (doc,) = parse(nlp, [text])
    spans = [((0, 27),), ((28, len(text)),)]
    found = claims(doc, [Stated(f"s{n}", "d", "2022-03-04", span) for n, span in enumerate(spans)], {}, None)
    assert [of_date(one.dates[0]) for one in found] == ["2016-01-01/2022-03-04"] * 2


MARKS = "0|7|19|36|1,000|2016|1.5|£|$|%|-|–|(|)|,|.|;|'|”|'s|½|٣|²|e\u0301|🙂|\n\n"
WORDS = """more than|one|in|five|a third|half|dozens|of|people|years|ago|last|since|May|Tuesday|to|between|and
million|m|per cent|the|same|period|rose|doubled|aged|old"""
PIECES = st.sampled_from([*MARKS.split("|"), *WORDS.replace("\n", "|").split("|")])


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_and_every_part_is_a_slice_of_it(nlp: "Language", text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    (doc,) = parse(nlp, [text])
    for one in claims(doc, [Stated("s", "d", "2022-03-04", ((0, len(text)),))], {}, None):
        assert re.sub(r"\s", "", one.text) == re.sub(r"\s", "", "".join(text[a:b] for a, b in one.spans))
        inside = [(a, b) for a, b in one.spans]
        assert inside == sorted(inside) and all(0 <= a < b <= len(text) for a, b in inside)
        for q in one.quantities:
            assert 0 <= q.start < q.end <= len(text) and q.bound in get_args(Bound)
            assert all(value is None or math.isfinite(value) for value in (q.value, q.low, q.high))
            assert q.low is None or q.high is None or q.low <= q.high
            assert (q.of is None) == (q.of_span is None)
            assert q.of_span is None or text[q.of_span[0] : q.of_span[1]] == q.of
        for d in one.dates:
            assert 0 <= d["start"] < d["end"] <= len(text)
            assert not (d["from"] and d["to"]) or d["from"] <= d["to"]
        spans = sorted([(q.start, q.end) for q in one.quantities] + [(d["start"], d["end"]) for d in one.dates])
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), "no word is in two of them"


def test_of_every_table_of_words_each_list_is_asked_for() -> None:
    """A list that no rule and no code names is dead."""
    code = "".join(path.read_text(encoding="utf-8") for path in Path(resources.__file__).parent.rglob("claims/*.py"))
    table = resources.table("claim_types.toml")
    asked = " ".join(str(row.get("when", [])) + str(row.get("unless", [])) for row in table["type"])
    for name in table["lists"]:
        assert f"@{name}" in asked or f'"{name}"' in code or name in ("up", "down"), name
    for name, part in resources.table("quantities.toml").items():
        assert f'"{name}"' in code or f'"{name}.' in code, name
        if isinstance(part, dict) and name in ("inherit", "names", "age", "rate", "joins"):
            for key in part:
                assert f'"{key}"' in code or f"['{key}']" in code, (name, key)
