"""Quantities that a word tells: doubled, third, a third of, in her 30s."""

import re

from onrecord import resources
from onrecord.claims.amount import Amount, Range, ends_of
from onrecord.claims.bounds import bound_of
from onrecord.claims.numbers import TABLE, Number, whole, words
from onrecord.claims.surroundings import LEFT, RIGHT, Tagged, pattern


def multiples(text: str, tagged: Tagged) -> list[Amount]:
    """Give doubled, twice, halved, threefold."""
    table = resources.table(TABLE)["multiple_words"]
    out = []
    for found in pattern("multiples").finditer(text):
        word = found[0].lower()
        behind = re.match(r"[\s-]*(\w+)", text[found.end() : found.end() + RIGHT])
        after = behind[1].lower() if behind else ""
        if after in table["never_before"]:
            continue
        verb = tagged(found.start()).startswith("VB")
        if (
            (word in table["adjectives"] or word.endswith("s"))
            and not verb
            and after not in table["before"]
            and not after.isdigit()
        ):
            continue
        value = whole(words("multiples")[word])
        end = found.end()
        unit = "times"
        if rate := pattern("rate").match(text[end : end + RIGHT]):
            by = (rate["by"] or "").lower()
            if by and by not in resources.table(TABLE)["rate"]["only_per"]:
                unit, end = f"times/{by}", end + rate.end()
        bound, start, end = bound_of(text, found.start(), end, vague=False)
        low, high = ends_of(Range(Number(0, 0, value)), 1.0, bound)
        out.append(Amount(start, end, found.span(), value, low, high, bound, unit, "multiple"))
    return out


def ordinals(text: str, tagged: Tagged) -> list[Amount]:
    """Give third, 21st, before a noun."""
    table = resources.table(TABLE)["ordinal_words"]
    out = []
    for found in pattern("ordinals").finditer(text):
        behind = re.match(r"[\s-]+(\w+)", text[found.end() : found.end() + RIGHT])
        if not behind or behind[1].lower() in table["never_before"] or text[found.end()] == "-":
            continue
        at = found.end() + behind.start(1)
        if (
            not tagged(at).startswith(("NN", "JJ"))
            or tagged(at) in ("NNP", "NNPS")
            or not tagged(found.start()).startswith(("JJ", "CD", "NN"))
        ):
            continue
        value = int(found["digits"]) if found["digits"] else words("ordinals")[found[0].lower()]
        out.append(Amount(*found.span(), found.span(), value, value, value, "exact", "ordinal", "ordinal"))
    return out


def decades(text: str) -> list[Amount]:
    """Give in her 30s."""
    table = resources.table(TABLE)["age"]
    out = []
    for found in pattern("decades").finditer(text):
        first = int(found["digits"]) if found["digits"] else table["decades"][found["word"].lower()]
        out.append(Amount(*found.span(), found.span(), None, first, first + 9, "between", table["unit"], "age"))
    return out


def fractions(text: str, tagged: Tagged) -> list[Amount]:
    """Give a third, two-fifths, half of."""
    out = []
    for found in pattern("fractions").finditer(text):
        bound, start, end = bound_of(text, found.start(), found.end(), vague=False)
        after = re.match(r"\s+(\w+)", text[found.end() : found.end() + RIGHT])
        tag = tagged(found.end() + after.start(1)) if after else ""
        if _is_part(text, found, after[1].lower() if after else "", tag, bounded=start < found.start()):
            part = found["part"].lower()
            value = whole(_small(found["many"]) / words("fractions")[part.removesuffix("s")])
            low, high = ends_of(Range(Number(0, 0, value)), 1.0, bound)
            out.append(Amount(start, end, found.span(), value, low, high, bound, "share", "share"))
    return out


def _is_part(text: str, found: re.Match[str], after: str, tag: str, *, bounded: bool) -> bool:
    """Tell whether a word is a part of something, not a rank or a half of a game: half of them, about half said."""
    table = resources.table(TABLE)["fraction_words"]
    part = found["part"].lower()
    left = text[max(0, found.start() - LEFT) : found.start()]
    before = re.search(r"(\w+)[\s-]+$", left)
    one = _small(found["many"]) == 1
    if one and ((before is not None and before[1].lower() in table["not_before"]) or pattern("and").search(left)):
        return False
    if found["many"] is None:
        beside = after in table["after_alone"] or tag in ("NNP", "NNPS") or (bounded and tag.startswith("VB"))
        return part in table["alone"] and beside
    return not (one and part in words("ordinals") and tag.startswith("NN"))  # a third man


def _small(many: str | None) -> float:
    return 1 if many is None or many.lower() in resources.table(TABLE)["joins"]["one"] else words("small")[many.lower()]
