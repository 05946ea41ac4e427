"""In which unit a number is: money, a share, an age, a measure, with a rate."""

import functools
import re
from typing import NamedTuple

from onrecord import resources
from onrecord.claims.amount import Range
from onrecord.claims.numbers import TABLE, words
from onrecord.claims.surroundings import LEFT, RIGHT, Tagged, ends, noun_follows, pattern

_OLDEST = 115
_TIMES = "times"
_NAME = re.compile(r"([A-Z][\w’'.-]+)(?:,|\s\()\s?$")


class Measure(NamedTuple):
    """What a number measures: by which factor, in which unit, of which kind, and the span with the unit."""

    factor: float
    unit: str | None
    kind: str
    end: int
    start: int


def unit_of(text: str, found: Range, tagged: Tagged) -> Measure:
    """Read the unit of a number from the words around it; a count has none."""
    left, right = text[max(0, found.start - LEFT) : found.start], text[found.end : found.end + RIGHT]
    if found.kind == "share":
        return Measure(1.0, "share", "share", found.end, found.start)
    money = _money(text, found, left, right)
    if money is not None:
        return money
    for name in resources.table(TABLE)["behind"]["named"]:
        if match := pattern(name).match(right):
            return _named(text, name, match, left, found)
    return _age(found, left, right, tagged) or _count(text, found, right)


def _money(text: str, found: Range, left: str, right: str) -> Measure | None:
    table = resources.table(TABLE)
    start, end, factor = found.start, found.end, 1.0
    if sign := pattern("sign").search(left):
        start -= len(left) - sign.start()
        if letter := pattern("letters").match(right):
            factor, end = words("letters")[letter[1].lower()], end + letter.end()
        currencies = {name.lower(): code for name, code in table["currency"].items()}
        return _rated(text, Measure(factor, currencies[sign["sign"].lower()], "money", end, start))
    if found.first.least and (money := pattern("money-of").match(right)):
        return Measure(1.0, table["money"][money["money"].lower()], "money", end + money.end(), start)
    if money := pattern("letters-money").match(right):
        factor = words("letters").get((money["letter"] or "").lower(), 1.0)
        return _rated(text, Measure(factor, table["money"][money["money"].lower()], "money", end + money.end(), start))
    if money := pattern("hundredths").match(right):
        return _rated(
            text, Measure(0.01, table["hundredths"][money["money"].lower()], "money", end + money.end(), start)
        )
    return None


def _age(found: Range, left: str, right: str, tagged: Tagged) -> Measure | None:
    """Read an age that no word behind it tells: aged 36, under-16s, women over 50, Ann Lee, 36."""
    unit = resources.table(TABLE)["age"]["unit"]
    if (many := pattern("ages").match(right)) and hyphened(left):
        return Measure(1.0, unit, "age", found.end + many.end(), found.start)
    if age := pattern("age-before").search(left):
        return Measure(1.0, unit, "age", found.end, found.start - (len(left) - age.start()))
    if _between_commas(found, left, right, tagged) or _of_people(found, left, right, tagged):
        return Measure(1.0, unit, "age", found.end, found.start)
    return None


def _count(text: str, found: Range, right: str) -> Measure:
    """Read a number without a unit: a count, or so many per 100,000."""
    factor, end = 1.0, found.end
    if letter := pattern("letters").match(right):
        factor, end = words("letters")[letter[1].lower()], end + letter.end()
    if many := pattern("per-many").match(text[end : end + RIGHT]):
        value = float(many["many"].replace(",", "")) * words("scales").get((many["scale"] or "").lower(), 1)
        return Measure(factor, f"per {value:,.0f}", "rate", end + many.end(), found.start)
    return _rated(text, Measure(factor, None, "count", end, found.start))


def _between_commas(found: Range, left: str, right: str, tagged: Tagged) -> bool:
    """Tell whether a number is the age behind a name: Ann Lee, 36, of York."""
    name = _NAME.search(left)
    if not name or not re.match(r"[,)]", right) or found.last or not found.first.digits:
        return False
    return 0 < found.first.value < _OLDEST and tagged(found.start - len(left) + name.start(1)) in ("NNP", "NNPS")


def _of_people(found: Range, left: str, right: str, tagged: Tagged) -> bool:
    """Tell whether a number is an age that bounds a group: women over 50."""
    old = 0 < found.first.value < _OLDEST and not found.last
    return old and bool(pattern("people").search(left)) and not noun_follows(tagged, found.end, right)


def hyphened(left: str) -> bool:
    """Tell whether a number is bounded by what is joined to it: under-16s."""
    return any(left.lower().endswith(tuple(some)) for some in resources.table(TABLE)["before_hyphen"].values())


def _named(text: str, name: str, match: re.Match[str], left: str, found: Range) -> Measure:
    """Read the word of a unit behind a number."""
    table = resources.table(TABLE)
    word, end = " ".join(match["word"].lower().split()), found.end + match.end()
    if name == "age":
        return Measure(1.0, table["age"]["unit"], "age", end, found.start)
    names: dict[str, list[str]] = table["percent"] if name == "percent" else table["units"]
    unit = next(unit for unit, forms in names.items() if word in forms)
    points = table["point_words"]
    behind = text[end : end + RIGHT].split()[:1]
    if word in points["alone"] and not (ends(left, "point_words.before") or (behind and behind[0] in points["after"])):
        return _rated(text, Measure(1.0, None, "count", found.end, found.start))
    kind = "percent" if name == "percent" else "times" if name == "times" or word == unit == _TIMES else "measure"
    return _rated(text, Measure(1.0, unit, kind, end, found.start))


def _rated(text: str, measure: Measure) -> Measure:
    """Take in the rate: a year, per head, annually."""
    if measure.kind == "measure" and measure.unit in resources.table(TABLE)["rate"]["spans"]:
        return measure  # two years a ... is none
    by, end = _rate(text, measure.end)
    return measure if by is None else measure._replace(unit=f"{measure.unit or ''}/{by}", end=end)


def _rate(text: str, at: int) -> tuple[str | None, int]:
    """Give what something is per, and where the words of that end; None where there are none."""
    table = resources.table(TABLE)["rate"]
    found = pattern("rate").match(text, at)
    if found is None:
        return None, at
    by = (found["by"] or found["slash"] or table["adverbs"].get((found["adverb"] or "").lower(), "")).lower()
    article = (found["per"] or "").lower() in resources.table(TABLE)["joins"]["one"]
    return (None, at) if article and by in table["only_per"] else (by, found.end())


def rate_at(text: str, at: int) -> str | None:
    """Give the time that a count behind which this stands is per: a day, nightly; None where it is per none.

    >>> rate_at("300 patients a day", 12)
    'day'
    """
    table = resources.table(TABLE)["rate"]
    by, _ = _rate(text, at)
    return by if by in table["spans"] or by in table["hours"] else None


@functools.cache
def unit_words() -> frozenset[str]:
    """Give the words that end per cent and the like, which a parser takes for nouns, and which nothing counts."""
    percent: dict[str, list[str]] = resources.table(TABLE)["percent"]
    return frozenset(form.split()[-1] for some in percent.values() for form in some)
