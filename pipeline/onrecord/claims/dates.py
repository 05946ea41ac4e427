"""Dates and periods in the words of a statement, and the days that they mean.

The patterns are rows of ``dates.toml``; of two that begin at one place the longer is taken, of two as long the first.
"""

import functools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord import resources
from onrecord.claims.intervals import DAY, NONE, Given, Interval, interval
from onrecord.claims.numbers import either

TABLE = "dates.toml"
_DIGIT = re.compile(r"\d")
_LEFT = 24  # characters before a period in which the word that bounds it stands
_WHICH = {"last": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1}  # data of the grammar of intervals


@dataclass(frozen=True, slots=True)
class Dated:
    """A period where it stands: its offsets, the first and the last day, None where open or unknown, and its row."""

    start: int
    end: int
    first: date | None
    last: date | None
    row: str


Ahead = Callable[
    [int], int
]  # 1 where the clause at an offset looks ahead, -1 where it looks back, 0 where it does not tell
Counted = Callable[[int, int], bool]


def dates(
    text: str, words: Collection[str], published: date | None, ahead: Ahead, counted: Counted, before: Interval = NONE
) -> list[Dated]:
    """Give the dates and periods of a text in its order; times of day are among them, so that nobody counts them.

    ``words`` are those of the text, in small letters. ``published`` is the day from which last year and Tuesday are
    reckoned; without it those have no days. ``ahead`` tells whether the clause at an offset looks ahead or back,
    ``counted`` whether a number counts the noun behind it. ``before`` is the last period named before this text, for
    ``the same period``.

    >>> words = {"it", "rose", "in", "the", "last", "two", "years", "."}
    >>> never = lambda *offsets: 0
    >>> [found] = dates("It rose in the last two years.", words, date(2022, 3, 4), never, never)
    >>> found.first, found.last
    (datetime.date(2020, 3, 4), datetime.date(2022, 3, 4))
    """
    out: list[Dated] = []
    for start, end, row, parts in _matches(text, words, counted):
        first, last = (
            before
            if row["op"] == "same"
            else interval(row["op"], _given(row, parts, published, 1 if _due(text, start) else ahead(start)))
        )
        found = _bounded(text, Dated(start, end, first, last, row["name"]), out, published)
        out.append(found)
        if row["op"] not in ("clock", "same") and (found.first or found.last):
            before = (found.first, found.last)
    return out


def _matches(
    text: str, words: Collection[str], counted: Counted
) -> list[tuple[int, int, dict[str, Any], dict[str, str]]]:
    """Give the spans that the rows match, none over another, the leftmost and longest first."""
    spans = []
    digits = bool(_DIGIT.search(text))
    for number, (row, pattern, needs) in enumerate(_rows()):
        there = digits if needs is None else not needs.isdisjoint(words)
        spans += [
            (found.start(), -found.end(), number, row, found.groupdict())
            for found in (pattern.finditer(text) if there else ())
            if _fits(text, row, found, counted)
        ]
    out, end = [], 0
    for start, minus, _, row, parts in sorted(spans, key=lambda span: span[:3]):
        if start >= end:
            end = -minus
            out.append((start, end, row, {key: value for key, value in parts.items() if value}))
    return out


def _fits(text: str, row: dict[str, Any], found: re.Match[str], counted: Counted) -> bool:
    """Tell whether a month that is also a word, or a number that may be a year, is one here."""
    left = text[max(0, found.start() - _LEFT) : found.start()].lower()
    if row["name"] == "month":
        words = resources.table(TABLE)["month_or_word"]
        return found[0][0].isupper() and (found[0] not in words["names"] or _ends(left, tuple(words["after"])))
    if row["name"] == "year":
        words = resources.table(TABLE)["year_or_number"]
        if _ends(left, tuple(words["never_after"])) and not _ends(left, ("up to", "to")):
            return False
        return not counted(found.start(), found.end())
    return True


def _due(text: str, start: int) -> bool:
    """Tell whether a date lies ahead by the word before it: by Thursday."""
    return _ends(text[max(0, start - _LEFT) : start].lower(), tuple(resources.table(TABLE)["ahead"]["before"]))


def _ends(left: str, words: tuple[str, ...]) -> bool:
    return bool(_ending(words).search(left))


@functools.cache
def _ending(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){either(list(words))}[\s-]*$", re.IGNORECASE)


def _given(row: dict[str, Any], parts: dict[str, str], published: date | None, ahead: int) -> Given:
    """Turn the words that a row has caught into numbers."""
    lists = resources.table(TABLE)["lists"]
    out: dict[str, float] = {key: int(parts[key]) for key in ("year", "q", "century", "decade") if key in parts}
    for key, name in (("mm", "month"), ("dd", "day"), ("last", "last"), ("q", "nth")):
        if key in parts:
            out[name] = int(parts[key])
    if "day" in parts:
        out["day"] = int(re.sub(r"\D", "", parts["day"]))
    for key in ("month", "weekday"):
        if key in parts:
            out[key] = [one.lower() for one in lists[key]].index(parts[key].lower()) + (key == "month")
    if "short" in parts:
        out["month"] = [one[:3].lower() for one in lists["month"]].index(parts["short"][:3].lower()) + 1
    if "season" in parts:
        out["season"] = resources.table(TABLE)["seasons"][parts["season"].lower()]
    if "n" in parts:
        n = " ".join(parts["n"].lower().split())
        out["n"] = int(n) if n.isdigit() else resources.table(TABLE)["counts"][n]
    if "nth" in parts:
        nth = parts["nth"].lower()
        out["nth"] = lists["ordinal"].index(nth) % 4 + 1 if nth in lists["ordinal"] else 0
    out.update(_named(parts, lists))
    out["days"] = row.get("days", 0)
    unit = _unit(parts, lists)
    which = _WHICH.get(parts.get("which", "this").lower(), 0)
    return Given(out, unit, which, "bound" in parts, published, ahead)


def _named(parts: dict[str, str], lists: dict[str, list[str]]) -> dict[str, float]:
    """Give the numbers of what has a name: the sixties, Boxing Day."""
    out: dict[str, float] = {}
    if short := parts.get("short_decade") or parts.get("short_decade2"):
        out["decade"] = int(short)
    if "tens" in parts:
        out["decade"] = 1920 + 10 * lists["tens"].index(parts["tens"].lower())
    if "holiday" in parts:
        out["month"], out["day"] = _holidays()[_folded(parts["holiday"])]
    return out


def _unit(parts: dict[str, str], lists: dict[str, list[str]]) -> str | None:
    word = next((parts[key].lower() for key in ("unit", "unit2", "units", "span", "part") if key in parts), None)
    if word is not None and word in lists["units"]:
        return lists["unit"][lists["units"].index(word)]
    if word is not None and "months" in word:
        return "year"  # twelve of them
    return word


def _bounded(text: str, found: Dated, before: list[Dated], published: date | None) -> Dated:
    """Take in the words that make a period begin or end there, and join it to the one it goes on from."""
    if found.row == "clock":
        return found
    start, first, last = found.start, found.first, found.last
    if part := _parts().search(text, max(0, start - _LEFT), start):
        start = part.start()
    if before and before[-1].row != "clock" and (joined := _joined(text, before[-1], start)) is not None:
        one = before.pop()
        return Dated(joined, found.end, one.first, last, one.row)
    for op, pattern in _edges():
        edge = pattern.search(text, max(0, start - _LEFT), start)
        if edge and not (found.row == "year" and edge["the"]):  # after the 2014 victories
            start = edge.start()
            if first or last:
                first, last = _edged(op, first, last, published)
            break
    return Dated(start, found.end, first, last, found.row)


def _edged(op: str, first: date | None, last: date | None, published: date | None) -> Interval:
    """Give the period that begins or ends with another."""
    if op == "since":
        return first, published
    if op == "until":
        return None, last
    if op == "before":
        return None, first - DAY if first else None
    return last + DAY if last else None, None


def _joined(text: str, one: Dated, start: int) -> int | None:
    """Give where a span of two periods begins: from 2010 to 2015."""
    spans = resources.table(TABLE)["spans"]
    between = " ".join(text[one.end : start].lower().split())
    if between not in spans["second"]:
        return None
    opened = _ending(tuple(spans["first"])).search(text, max(0, one.start - _LEFT), one.start)
    if opened:
        return opened.start()
    return one.start if between in spans["marks"] and one.first and one.row in spans["rows"] else None


@functools.cache
def date_words() -> frozenset[str]:
    """Give the words, in small letters, one of which is in every date that has no digit."""
    table = resources.table(TABLE)
    lists = [table["lists"][name] for name in ("month", "short", "weekday", "season", "unit", "units", "tens")]
    days = [name.split() for name in table["holidays"]]
    return frozenset(word.lower() for some in [*lists, *days, table["days"]["words"]] for word in some)


@functools.cache
def _parts() -> re.Pattern[str]:
    words = resources.table(TABLE)["parts"]["words"]
    return re.compile(rf"(?<![\w]){either(words)}\s*(?:the\s+)?$", re.IGNORECASE)


@functools.cache
def _edges() -> list[tuple[str, re.Pattern[str]]]:
    edges = resources.table(TABLE)["edges"]
    return [
        (op, re.compile(rf"(?<!\w){either(words)}\s*(?P<the>the\s+)?$", re.IGNORECASE)) for op, words in edges.items()
    ]


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[’']", "'", text.lower()).split()).removeprefix("the ")


@functools.cache
def _holidays() -> dict[str, tuple[int, int]]:
    return {_folded(name): (month, day) for name, (month, day) in resources.table(TABLE)["holidays"].items()}


@functools.cache
def _rows() -> list[tuple[dict[str, Any], re.Pattern[str], frozenset[str] | None]]:
    """Read the rows, each with its pattern and the words of which it needs one, None where it needs a digit."""
    table = resources.table(TABLE)
    lists: Mapping[str, Sequence[str]] = table["lists"]
    macros = {name: f"(?P<{name}>{either(list(words))[3:-1]})" for name, words in lists.items()}
    macros |= {
        "apostrophe": "['’‘]",
        "year": r"(?P<year>(?:1[5-9]|20)\d\d)",
        "day": r"(?P<day>(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)",
        "n": rf"(?P<n>\d{{1,3}}|{either(list(table['counts']))[3:-1]})",
    }
    out = []
    for row in table["date"]:
        pattern = re.sub(r"\{(\w+)\}", lambda name: macros.get(name[1], name[0]), row["pattern"])
        needs = [lists[word[1:-1]] if word[0] == "{" else [word] for word in row["needs"].split()]
        words = frozenset(word.lower() for some in needs for word in some)
        whole = re.compile(rf"(?<![\w.,£$€])(?:{pattern})(?!\w)", re.IGNORECASE)
        out.append((row, whole, None if row["needs"] == "digit" else words))
    return out
