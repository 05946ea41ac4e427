"""Quantities in the words of a statement: how much, how exactly, in which unit.

Numbers are found by ``numbers.py``; here the words around each say whether it is a quantity at all, what its bound is
(more than, nearly), and whether it is money, a share, an age, a rate or a rank. What is counted is ``counted.py``'s.
"""

import bisect
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from onrecord import resources
from onrecord.claims.amount import Amount, Range, ends_of, over, value_of
from onrecord.claims.bounds import bound_of, bounds
from onrecord.claims.numbers import TABLE, numbers, words
from onrecord.claims.ranges import joined
from onrecord.claims.surroundings import LEFT, RIGHT, Tagged, noun_follows, pattern
from onrecord.claims.units import unit_of
from onrecord.claims.worded import decades, fractions, multiples, ordinals
from onrecord.records import Span

_DAY = "day"


def amounts(text: str, taken: Sequence[Span], tagged: Tagged) -> list[Amount]:
    """Give the quantities of a text in its order; none over the spans ``taken``, which are dates.

    ``tagged`` gives the part of speech of the word at an offset, as Penn tags.

    >>> [(a.value, a.bound, a.unit) for a in amounts("It cost nearly £5.3m a year.", [], lambda at: "NN")]
    [(5300000, 'nearly', 'GBP/year')]
    """
    out: list[Amount] = []
    spans = sorted(taken)

    def take(some: Iterable[Amount | None]) -> None:
        for one in some:
            if one and not over(one.start, one.end, spans):
                out.append(one)
                bisect.insort(spans, (one.start, one.end))

    take(decades(text))
    take(fractions(text, tagged))
    plain = [number for number in numbers(text) if not over(number.start, number.end, spans)]
    take(_amount(text, found, tagged) for found in joined(text, plain))
    out = _together(text, out)
    take(multiples(text, tagged))
    take(ordinals(text, tagged))
    return sorted(out, key=lambda one: one.start)


def _together(text: str, found: list[Amount]) -> list[Amount]:
    """Give numbers that stand in a row one unit: aged 14 and 15; 7, 8 or 10 per cent."""
    joins = resources.table(TABLE)["joins"]["row"]
    beside = [text[one.end : other.start].strip().lower() in joins for one, other in pairwise(found)]
    for at in range(len(found) - 1):
        if beside[at] and found[at].kind == "age" and found[at + 1].kind == "count":
            found[at + 1] = replace(found[at + 1], unit=found[at].unit, kind="age")
    for at in reversed(range(len(found) - 1)):
        if beside[at] and found[at + 1].kind == "percent" and found[at].kind == "count":
            found[at] = replace(found[at], unit=found[at + 1].unit, kind="percent")
    return found


def _amount(text: str, found: Range, tagged: Tagged) -> Amount | None:
    """Read what stands around a number; None where it is the name of something."""
    if found.kind == "score":
        return None
    number = found.last or found.first
    left, right = text[max(0, found.start - LEFT) : found.start], text[found.end : found.end + RIGHT]
    factor, unit, kind, end, start = unit_of(text, found, tagged)
    if unit == _DAY and _idle(text, found, left):
        return None
    if unit is None and text[found.start].isupper() and right[:1] == "," and not found.last:
        return None  # One, we will ... Two, we will ...
    if unit is None and (_glued(right) or _is_name(text, found, left, right, tagged)):
        return None
    if minus := pattern("minus").search(left):
        start, factor = min(start, found.start - (len(left) - minus.start())), -factor
    inner, inner_start, _ = bound_of(text, found.start, found.end, vague=True)
    bound, start, end = bound_of(text, start, end, vague=number.least)
    if kind == "age" and bound == "exact" and inner_start >= start:
        bound = inner  # aged under 13
    if number.couple and bound == "exact":
        bound = "about"
    low, high = ends_of(found, factor, bound)
    value: float | None = value_of(found, factor)
    if found.last and found.kind == "range":
        bound, value = "between", None
    if number.least:
        bound, value = "at least" if bound in ("exact", "about", "over") else bound, None
    return Amount(start, end, (found.first.start, found.end), value, low, high, bound, unit, kind)


@functools.cache
def number_words() -> frozenset[str]:
    """Give the words, in small letters, one of which is in every quantity that has no digit."""
    table = resources.table(TABLE)
    names = ("small", "scales", "vague", "multiples", "ordinals", "fractions")
    some = [*(words(name) for name in names), table["age"]["decades"], table["couple"]["words"]]
    plural = [f"{one}s" for one in words("fractions")]
    found = {part for one in [*some, plural] for word in one for part in re.split(r"[\s-]", word)}
    return frozenset(found) - frozenset(table["joins"]["idle"])


def _idle(text: str, found: Range, left: str) -> bool:
    """Tell whether this is one day, which is no number of days."""
    alone = not found.last and text[found.start : found.end].lower() == resources.table(TABLE)["names"]["alone"]
    return alone and not any(pattern(f"before:{name}").search(left) for name in bounds("before"))


def _glued(right: str) -> bool:
    """Tell whether letters, digits or a colon and digits go on behind a number: 5G, 3:1, 4x4."""
    return bool(re.match(r"[^\W_]|[:/]\d|-(?:\d|[A-Z])|\.\d", right))


def _is_name(text: str, found: Range, left: str, right: str, tagged: Tagged) -> bool:
    """Tell whether a number is a name or a label (Article 50, No 10, one of these days), or a score."""
    table = resources.table(TABLE)["names"]
    number = found.first
    word = re.search(r"([\w.’']+)[\s]+$", left)
    before = word[1].lower() if word else ""
    after = re.match(r"[\s-]*(['’]?\w+)", right)
    behind = after[1].lower() if after else ""
    if text[number.start : number.end].lower() == resources.table(TABLE)["names"]["alone"] and not found.last:
        bounded = any(pattern(f"before:{name}").search(left) for name in bounds("before")) and before != "the"
        return not bounded and (
            before in table["not_after"]
            or behind in table["idle"]
            or right[:1] == "-"
            or not noun_follows(tagged, number.end, right)
        )
    counting = (
        after is not None and after[1][:1].islower() and right[:1] != "-" and noun_follows(tagged, number.end, right)
    )
    if before in table["labels"] and (not counting or before in table["always"]):
        return True
    at = found.start - len(word[0]) if word else -1
    named = word is not None and word[1][:1].isupper() and tagged(at) in ("NNP", "NNPS") and number.digits
    return bool(
        named and not noun_follows(tagged, found.end, right, plural=True) and tagged(number.start) in ("CD", "NNP")
    )
