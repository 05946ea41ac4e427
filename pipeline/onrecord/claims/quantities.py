"""Quantities in the words of a statement: how much, how exactly, in which unit.

Numbers are found by ``numbers.py``; here the words around each say whether it is a quantity at all, what its bound is
(more than, nearly), and whether it is money, a share, an age, a rate or a rank. What is counted is ``counted.py``'s.
"""

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from onrecord import resources
from onrecord.claims.numbers import TABLE, Number, either, numbers, whole, words
from onrecord.records import Bound, Span

_OLDEST = 115
_NAME = re.compile(r"([A-Z][\w’'.-]+)(?:,|\s\()\s?$")
_LEFT, _RIGHT = 32, 40  # characters beside a number in which its bound and its unit stand


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity where it stands: ``at`` is the span of its number, the whole span takes in bound and unit."""

    start: int
    end: int
    at: Span
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None
    kind: str = "count"


def amounts(text: str, taken: Sequence[Span], tagged: Callable[[int], str]) -> list[Amount]:
    """Give the quantities of a text in its order; none over the spans ``taken``, which are dates.

    ``tagged`` gives the part of speech of the word at an offset, as Penn tags.

    >>> [(a.value, a.bound, a.unit) for a in amounts("It cost nearly £5.3m a year.", [], lambda at: "NN")]
    [(5300000, 'nearly', 'GBP/year')]
    """
    out: list[Amount] = []
    spans = list(taken)

    def take(some: Iterable[Amount | None]) -> None:
        for one in some:
            if one and not _over(one.start, one.end, spans):
                out.append(one)
                spans.append((one.start, one.end))

    take(_decades(text))
    take(_parts_of_one(text, tagged))
    plain = [number for number in numbers(text) if not _over(number.start, number.end, spans)]
    take(_amount(text, found, tagged) for found in _joined(text, plain))
    out = _ages_together(text, out)
    take(_multiples(text, tagged))
    take(_ordinals(text, tagged))
    return sorted(out, key=lambda one: one.start)


def _ages_together(text: str, found: list[Amount]) -> list[Amount]:
    """Make ages of the numbers that go on from one: aged 14 and 15."""
    joins = resources.table(TABLE)["age"]["joins"]
    for number, (one, other) in enumerate(pairwise(found), 1):
        if found[number - 1].kind == "age" and other.unit is None and text[one.end : other.start].strip().lower() in joins:
            found[number] = replace(other, unit=one.unit, kind="age")
    return found


@dataclass(frozen=True, slots=True)
class _Range:
    """One number, or two between which something lies, or one in another."""

    first: Number
    last: Number | None = None
    start: int = 0
    kind: str = "range"

    @property
    def end(self) -> int:
        return (self.last or self.first).end


def _over(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(start < b and a < end for a, b in spans)


def _joined(text: str, found: list[Number]) -> list[_Range]:
    """Join two numbers that are the ends of a range, or a share: 5 to 10, between 5 and 10, one in five."""
    out: list[_Range] = []
    i = 0
    while i < len(found):
        one = found[i]
        if i + 1 < len(found):
            two = found[i + 1]
            between = " ".join(text[one.end : two.start].lower().split())
            pair = _pair(text, one, two, between)
            if pair:
                out.append(pair)
                i += 2
                continue
        out.append(_Range(one, start=one.start))
        i += 1
    return out


def _pair(text: str, one: Number, two: Number, between: str) -> _Range | None:
    """Make one of two numbers that belong together, None where they do not; a score, 3-1, comes out as one too."""
    table = resources.table(TABLE)
    ranges = table["range"]
    if between in table["share"]["in"] and one.value <= two.value:
        return _Range(one, two, one.start, "share")
    if match := _money_inside().fullmatch(between):
        between = " ".join(match["join"].lower().split())
    if one.least or two.least or one.couple:
        return None
    left = _pattern("sign").sub("", text[max(0, one.start - _LEFT) : one.start])
    rising = one.value < two.value
    if between in ranges["hyphens"] and not rising:
        return _Range(one, two, one.start, "score")
    scale = words("scales").get((_scaled().search(text, one.end, two.end) or [""])[0].lower(), 1)
    scaled = replace(one, value=whole(one.value * scale)) if one.value * scale < two.value else one
    if between == ranges["and"][0] and (opened := _ends(left, "range.between")):
        return _Range(scaled, two, opened.start()) if rising else None
    change = between == ranges["to"][0] and _ends(left, "range.from")
    return _Range(scaled, two, one.start) if between in ranges["to"] and rising and not change else None


def _amount(text: str, found: _Range, tagged: Callable[[int], str]) -> Amount | None:
    """Read what stands around a number; None where it is the name of something."""
    number = found.last or found.first
    if found.kind == "score":
        return None
    left, right = text[max(0, found.start - _LEFT) : found.start], text[found.end : found.end + _RIGHT]
    factor, unit, kind, end, start = _unit(text, found, left, right, tagged)
    if unit == "day" and _idle(text, found, left):
        return None
    if unit is None and (_glued(right) or _is_name(text, found, left, right, tagged)):
        return None
    if minus := _pattern("minus").search(left):
        start, factor = min(start, found.start - (len(left) - minus.start())), -factor
    value = _value(found, factor)
    inner, at, _ = _bound(text, found.start, found.end, vague=True)
    bound, start, end = _bound(text, start, end, vague=number.least)
    if kind == "age" and bound == "exact" and at >= start:
        bound = inner  # aged under 13
    if number.couple and bound == "exact":
        bound = "about"
    low, high = _ends_of(found, factor, bound)
    if found.last and found.kind == "range":
        bound, value = "between", None
    if number.least:
        value = None
        bound = "at least" if bound in ("exact", "about", "over") else bound
    at = (found.first.start, found.end)
    return Amount(start, end, at, value, low, high, bound, unit, kind)


def _value(found: _Range, factor: float) -> float:
    if found.last and found.kind == "share":
        return whole(found.first.value / found.last.value) if found.last.value else 0
    return whole((found.last or found.first).value * factor)


def _ends_of(found: _Range, factor: float, bound: Bound) -> tuple[float | None, float | None]:
    """Give the least and the most that a quantity can be, as far as its words tell."""
    value = _value(found, factor)
    if found.last and found.kind == "range":
        return whole(found.first.value * factor), value
    if found.first.least:
        return value, None
    return {
        "exact": (value, value),
        "over": (value, None),
        "at least": (value, None),
        "under": (None, value),
        "at most": (None, value),
        "nearly": (None, value),
    }.get(bound, (None, None))


def _unit(text: str, found: _Range, left: str, right: str, tagged: Callable[[int], str]) -> tuple[float, str | None, str, int, int]:
    """Give the factor, the unit, the kind, and the end and the start of a number with its unit."""
    table = resources.table(TABLE)
    start, end, factor = found.start, found.end, 1.0
    if found.kind == "share":
        return 1.0, "share", "share", end, start
    if sign := _pattern("sign").search(left):
        start -= len(left) - sign.start()
        if letter := _pattern("letters").match(right):
            factor, end = words("letters")[letter[1].lower()], end + letter.end()
        return _rated(text, factor, table["currency"][sign["sign"].upper().replace("RS", "Rs")], "money", end, start)
    if found.first.least and (money := _pattern("money-of").match(right)):
        return 1.0, table["money"][money["money"].lower()], "money", end + money.end(), start
    if money := _pattern("letters-money").match(right):
        factor = words("letters").get((money["letter"] or "").lower(), 1.0)
        return _rated(text, factor, table["money"][money["money"].lower()], "money", end + money.end(), start)
    if money := _pattern("hundredths").match(right):
        return _rated(text, 0.01, table["hundredths"][money["money"].lower()], "money", end + money.end(), start)
    for name in ("age", "percent", "units", "times"):
        if match := _pattern(name).match(right):
            return _named(text, name, match, left, end, start)
    if (many := _pattern("ages").match(right)) and _hyphened(left):
        return 1.0, table["age"]["unit"], "age", end + many.end(), start
    if (age := _pattern("age-before").search(left)) or _between_commas(found, left, right, tagged) or _of_people(found, left, right, tagged):
        begun = start - (len(left) - age.start()) if age else start
        return 1.0, table["age"]["unit"], "age", end, begun
    if letter := _pattern("letters").match(right):
        factor, end = words("letters")[letter[1].lower()], end + letter.end()
    if many := _pattern("per-many").match(text[end : end + _RIGHT]):
        value = float(many["many"].replace(",", "")) * words("scales").get((many["scale"] or "").lower(), 1)
        return factor, f"per {value:,.0f}", "rate", end + many.end(), start
    return _rated(text, factor, None, "count", end, start)


def _between_commas(found: _Range, left: str, right: str, tagged: Callable[[int], str]) -> bool:
    """Tell whether a number is the age behind a name: Ann Lee, 36, of York."""
    name = _NAME.search(left)
    if not name or not re.match(r"[,)]", right) or found.last or not found.first.digits:
        return False
    return 0 < found.first.value < _OLDEST and tagged(found.start - len(left) + name.start(1)) in ("NNP", "NNPS")


def _of_people(found: _Range, left: str, right: str, tagged: Callable[[int], str]) -> bool:
    """Tell whether a number is an age that bounds a group: women over 50."""
    old = 0 < found.first.value < _OLDEST and not found.last
    return old and bool(_pattern("people").search(left)) and not _noun(tagged, found.end, right)


def _named(text: str, name: str, match: re.Match[str], left: str, end: int, start: int) -> tuple[float, str | None, str, int, int]:
    """Give the same for a number with the word of a unit behind it."""
    table = resources.table(TABLE)
    word = " ".join(match["word"].lower().split())
    if name == "age":
        return 1.0, table["age"]["unit"], "age", end + match.end(), start
    names: dict[str, list[str]] = table["percent"] if name == "percent" else table["units"]
    unit = next(unit for unit, forms in names.items() if word in forms)
    if unit == "percentage points" and word in ("point", "points", "pts") and not _ends(left, "point_words.before"):
        return _rated(text, 1.0, None, "count", end, start)
    kind = "percent" if name == "percent" else "times" if unit == "times" else "measure"
    return _rated(text, 1.0, unit, kind, end + match.end(), start)


def _rated(text: str, factor: float, unit: str | None, kind: str, end: int, start: int) -> tuple[float, str | None, str, int, int]:
    """Take in the rate: a year, per head, annually."""
    table = resources.table(TABLE)["rate"]
    if kind == "measure" and unit in table["spans"]:
        return factor, unit, kind, end, start  # two years a ... is none
    right = text[end : end + _RIGHT]
    if rate := _pattern("rate").match(right):
        by = (rate["by"] or table["adverbs"].get((rate["adverb"] or "").lower(), "")).lower()
        article = (rate["per"] or "").lower() in ("a", "an")
        if not (article and by in table["only_per"]):
            return factor, f"{unit or ''}/{by}", kind, end + rate.end(), start
    return factor, unit, kind, end, start


@functools.cache
def number_words() -> frozenset[str]:
    """Give the words, in small letters, one of which is in every quantity that has no digit."""
    table = resources.table(TABLE)
    names = ("small", "scales", "vague", "multiples", "ordinals", "fractions")
    some = [*(words(name) for name in names), table["age"]["decades"], table["couple"]["words"]]
    plural = [f"{one}s" for one in words("fractions")]
    found = {part for one in [*some, plural] for word in one for part in re.split(r"[\s-]", word)}
    return frozenset(found) - frozenset(table["joins"]["idle"])


def rate_at(text: str, at: int) -> str | None:
    """Give the time or thing that a count behind which this stands is per: a day, per head.

    >>> rate_at("300 patients a day", 12)
    'day'
    """
    found = _pattern("rate").match(text, at)
    table = resources.table(TABLE)["rate"]
    by = ((found["by"] or table["adverbs"].get((found["adverb"] or "").lower(), "")) if found else "").lower()
    return by if by in table["spans"] or by in table["hours"] else None


@functools.cache
def unit_words() -> frozenset[str]:
    """Give the words that end per cent and the like, which a parser takes for nouns, and which nothing counts."""
    percent: dict[str, list[str]] = resources.table(TABLE)["percent"]
    return frozenset(form.split()[-1] for some in percent.values() for form in some)


def _bound(text: str, start: int, end: int, *, vague: bool) -> tuple[Bound, int, int]:
    """Give how exact a number is, by the words before and behind it, and the span with them."""
    bound: Bound = "exact"
    left = text[max(0, start - _LEFT) : start]
    before = [(one.start(), name) for name in _bounds("before") if (one := _pattern(f"before:{name}").search(left))]
    if before:
        at, name = min(before)  # the longest: no more than, not more than
        if name != "exact":
            bound, start = name, start - (len(left) - at)
    else:
        for name in _bounds("before_hyphen"):
            if left.lower().endswith(tuple(resources.table(TABLE)["before_hyphen"][name])):
                bound = name
                start -= next(len(one) for one in resources.table(TABLE)["before_hyphen"][name] if left.lower().endswith(one))
    for name in _bounds("after"):
        if (found := _pattern(f"after:{name}").match(text[end : end + _RIGHT])) and not vague:
            return name, start, end + found.end()
    return bound, start, end


def _bounds(name: str) -> list[Bound]:
    return list(resources.table(TABLE)[name])


def _idle(text: str, found: _Range, left: str) -> bool:
    """Tell whether this is one day, which is no number of days."""
    alone = not found.last and text[found.start : found.end].lower() == "one"
    return alone and not any(_pattern(f"before:{name}").search(left) for name in _bounds("before"))


def _glued(right: str) -> bool:
    """Tell whether letters, digits or a colon and digits go on behind a number: 5G, 3:1, 4x4."""
    return bool(re.match(r"[^\W_]|[:/]\d|-(?:\d|[A-Z])|\.\d", right))


def _is_name(text: str, found: _Range, left: str, right: str, tagged: Callable[[int], str]) -> bool:
    """Tell whether a number is a name or a label (Article 50, No 10, one of these days), or a score."""
    table = resources.table(TABLE)["names"]
    number = found.first
    word = re.search(r"([\w.’']+)[\s]+$", left)
    before = word[1].lower() if word else ""
    after = re.match(r"[\s-]*(['’]?\w+)", right)
    behind = after[1].lower() if after else ""
    if text[number.start : number.end].lower() == "one" and not found.last:
        bounded = any(_pattern(f"before:{name}").search(left) for name in _bounds("before")) and before != "the"
        return not bounded and (before in table["not_after"] or behind in table["idle"] or right[:1] == "-" or not _noun(tagged, number.end, right))
    counting = after is not None and after[1][:1].islower() and right[:1] != "-" and _noun(tagged, number.end, right)
    if before in table["labels"] and (not counting or before in table["always"]):
        return True
    at = found.start - len(word[0]) if word else -1
    named = word is not None and word[1][:1].isupper() and tagged(at) in ("NNP", "NNPS") and number.digits
    return bool(named and not _noun(tagged, found.end, right) and tagged(number.start) in ("CD", "NNP"))


def _noun(tagged: Callable[[int], str], end: int, right: str) -> bool:
    """Tell whether a noun follows a number, adjectives between them."""
    at = end
    for found in re.finditer(r"[\s-]+([\w’'-]+)", right):
        if found.start() != at - end:
            return False
        tag = tagged(end + found.start(1))
        if tag.startswith("NN"):
            return True
        if not tag.startswith(("JJ", "VBN", "VBG", "RB")):
            return False
        at = end + found.end()
    return False


def _multiples(text: str, tagged: Callable[[int], str]) -> list[Amount]:
    """Give doubled, twice, halved, threefold."""
    table = resources.table(TABLE)["multiple_words"]
    out = []
    for found in _pattern("multiples").finditer(text):
        word = found[0].lower()
        behind = re.match(r"[\s-]*(\w+)", text[found.end() : found.end() + _RIGHT])
        after = behind[1].lower() if behind else ""
        if after in table["never_before"]:
            continue
        verb = tagged(found.start()).startswith("VB")
        if (word in table["adjectives"] or word.endswith("s")) and not verb and after not in table["before"] and not after.isdigit():
            continue
        value = whole(words("multiples")[word])
        end = found.end()
        unit = "times"
        if rate := _pattern("rate").match(text[end : end + _RIGHT]):
            by = (rate["by"] or "").lower()
            if by and by not in resources.table(TABLE)["rate"]["only_per"]:
                unit, end = f"times/{by}", end + rate.end()
        bound, start, end = _bound(text, found.start(), end, vague=False)
        low, high = _ends_of(_Range(Number(0, 0, value)), 1.0, bound)
        out.append(Amount(start, end, found.span(), value, low, high, bound, unit, "multiple"))
    return out


def _ordinals(text: str, tagged: Callable[[int], str]) -> list[Amount]:
    """Give third, 21st, before a noun."""
    table = resources.table(TABLE)["ordinal_words"]
    out = []
    for found in _pattern("ordinals").finditer(text):
        behind = re.match(r"[\s-]+(\w+)", text[found.end() : found.end() + _RIGHT])
        if not behind or behind[1].lower() in table["never_before"] or text[found.end()] == "-":
            continue
        at = found.end() + behind.start(1)
        if not tagged(at).startswith(("NN", "JJ")) or tagged(at) in ("NNP", "NNPS") or not tagged(found.start()).startswith(("JJ", "CD", "NN")):
            continue
        value = int(found["digits"]) if found["digits"] else words("ordinals")[found[0].lower()]
        out.append(Amount(*found.span(), found.span(), value, value, value, "exact", "ordinal", "ordinal"))
    return out


def _decades(text: str) -> list[Amount]:
    """Give in her 30s."""
    table = resources.table(TABLE)["age"]
    out = []
    for found in _pattern("decades").finditer(text):
        first = int(found["digits"]) if found["digits"] else table["decades"][found["word"].lower()]
        out.append(Amount(*found.span(), found.span(), None, first, first + 9, "between", table["unit"], "age"))
    return out


def _hyphened(left: str) -> bool:
    return any(left.lower().endswith(tuple(some)) for some in resources.table(TABLE)["before_hyphen"].values())


def _parts_of_one(text: str, tagged: Callable[[int], str]) -> list[Amount]:
    """Give a third, two-fifths, half of."""
    table = resources.table(TABLE)["fraction_words"]
    out = []
    for found in _pattern("fractions").finditer(text):
        many = found["many"]
        after = re.match(r"\s+(\w+)", text[found.end() : found.end() + _RIGHT])
        before = re.search(r"(\w+)[\s-]+$", text[max(0, found.start() - _LEFT) : found.start()])
        behind = after[1].lower() if after else ""
        after_other = before is not None and before[1].lower() in table["not_before"]
        if (many is None and behind not in table["after_alone"]) or (after_other and (many is None or _small(many) == 1)):
            continue
        part = found["part"].lower()
        value = whole(_small(many) / words("fractions")[part if part in words("fractions") else part[:-1]])
        if many and _small(many) == 1 and after and part in words("ordinals") and tagged(found.end() + after.start(1)).startswith("NN"):
            continue  # a third man
        bound, start, end = _bound(text, found.start(), found.end(), vague=False)
        low, high = _ends_of(_Range(Number(0, 0, value)), 1.0, bound)
        out.append(Amount(start, end, found.span(), value, low, high, bound, "share", "share"))
    return out


def _small(many: str | None) -> float:
    return 1 if many is None or many.lower() in resources.table(TABLE)["joins"]["one"] else words("small")[many.lower()]


def _ends(left: str, name: str) -> re.Match[str] | None:
    table, key = name.split(".")
    return _ending(table, key).search(left)


@functools.cache
def _ending(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either(resources.table(TABLE)[table][key])}\s+(?:[a-z]+\s+)?$", re.IGNORECASE)


@functools.cache
def _money_inside() -> re.Pattern[str]:
    table = resources.table(TABLE)
    joins = either([*table["range"]["to"], *table["range"]["and"]])
    units = either(["%", *table["letters"], *table["percent"]["%"]])
    return re.compile(rf"{units}?\s*(?P<join>{joins})\s*{either(list(table['currency']))}?", re.IGNORECASE)


@functools.cache
def _scaled() -> re.Pattern[str]:
    return re.compile(rf"{either(list(words('scales')))}\b", re.IGNORECASE)


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    """Make the patterns of what stands beside numbers, each once."""
    table: dict[str, Any] = resources.table(TABLE)
    where, _, key = name.partition(":")
    if where == "before":
        return re.compile(rf"(?<![\w-]){either(table['before'][key])}\s*(?:(?:an?|the|some|another)\s+)?$", re.IGNORECASE)
    if where == "after":
        return re.compile(rf"\s*{either(table['after'][key])}(?!\w)", re.IGNORECASE)
    by, per = either(table["rate"]["by"]), either(table["rate"]["per"])
    units = [form for forms in table["units"].values() for form in forms]
    percents = [form for forms in table["percent"].values() for form in forms]
    pattern = {
        "sign": rf"(?<![A-Za-z])(?P<sign>{either(list(table['currency']))})\s?$",
        "letters": rf"\s?({either(list(table['letters']))})(?![\w])(?!-year)",
        "letters-money": rf"[\s-]?(?:(?P<letter>{either(list(table['letters']))})\s+)?(?P<money>{either(list(table['money']))})(?!\w)",
        "hundredths": rf"[\s-]?(?P<money>{either(list(table['hundredths']))})(?!\w)",
        "age": rf"[\s-]*(?P<word>{either(table['age']['after'])})(?!\w)",
        "age-before": rf"(?<!\w){either(table['age']['before'])}\s*(?:{either([w for n in ('over', 'under', 'about', 'nearly', 'at least') for w in table['before'][n]])}\s+)?$",
        "ages": r"s\b",
        "minus": rf"(?<!\w){either(table['joins']['minus'])}\s*$",
        "people": rf"(?<!\w){either(table['age']['people'])}\s+{either([w for n in ('over', 'under') for w in table['before'][n]])}\s+$",
        "money-of": rf"\s+of\s+(?P<money>{either(list(table['money']))})(?!\w)",
        "decades": rf"(?<!\w)in\s+{either(table['age']['whose'])}\s+(?:{either(table['age']['part'])}[\s-]+)?(?:(?P<digits>[1-9]0)s|(?P<word>{either(list(table['age']['decades']))}))(?!\w)",
        "percent": rf"[\s-]*(?P<word>{either(percents)})(?!\w)",
        "units": rf"[\s-]*(?P<word>{either(units)})(?![\w])(?!\s*-?old)",
        "times": r"\s+(?P<word>times)(?!\w)",
        "rate": rf"(?:[\s,-]+(?P<per>{per})[\s-]+(?P<by>{by})|/(?P<by2>{by})|\s+(?P<adverb>{either(table['rate']['adverbs'])}))(?!\w)".replace("(?P<by2>", "(?:"),
        "per-many": rf"(?:\s+[a-z]+){{0,2}}\s+(?:{either(table['rate']['many'])})\s+(?P<many>\d[\d,]*)(?:\s+(?P<scale>{either(list(table['scales']))}))?(?:\s+(?:of\s+)?[a-z]+)?",
        "multiples": rf"(?<![\w-]){either(list(table['multiples']))}(?!\w)",
        "ordinals": rf"(?<![\w.-])(?:(?P<digits>\d+)(?:{either(table['ordinal_words']['endings'])})|{either(list(table['ordinals']))})(?!\w)",
        "fractions": rf"(?<![\w-])(?:(?P<many>{either(table['fraction_words']['every'])})[\s-]+)?(?P<part>(?:{either(list(table['fractions']))})s?)(?!\w)",
    }[name]  # fmt: skip
    return re.compile(pattern, re.IGNORECASE)
