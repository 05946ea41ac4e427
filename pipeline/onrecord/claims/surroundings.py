"""The words beside numbers, as patterns: made of quantities.toml, each once."""

import functools
import re
from collections.abc import Callable
from typing import Any

from onrecord import resources
from onrecord.claims.numbers import TABLE, either, words

LEFT, RIGHT = 32, 40  # characters beside a number in which its bound and its unit stand

Tagged = Callable[[int], str]  # the part of speech of the word at an offset


def noun_follows(tagged: Tagged, end: int, right: str, *, plural: bool = False) -> bool:
    """Tell whether a noun, or one that is plural, follows a number, adjectives between them."""
    at = end
    for found in re.finditer(r"[\s-]+([\w’'-]+)", right):
        if found.start() != at - end:
            return False
        tag = tagged(end + found.start(1))
        if tag.startswith("NN"):
            return not plural or tag.endswith("S")
        if not tag.startswith(("JJ", "VBN", "VBG", "RB")):
            return False
        at = end + found.end()
    return False


def ends(left: str, name: str) -> re.Match[str] | None:
    """Find a word of a list, ``table.key``, at the end of what stands before a number."""
    table, key = name.split(".")
    return ending(table, key).search(left)


@functools.cache
def ending(table: str, key: str) -> re.Pattern[str]:
    """Give the pattern of a word of a list at the end of a text, with a word of small letters behind it or none."""
    return re.compile(rf"(?<!\w){either(resources.table(TABLE)[table][key])}\s+(?:[a-z]+\s+)?$", re.IGNORECASE)


@functools.cache
def money_inside() -> re.Pattern[str]:
    """Give what stands between the ends of a range of money or shares: £5m to £10m, 5% or 6%."""
    table = resources.table(TABLE)
    joins = either([*table["range"]["to"], *table["range"]["and"]])
    units = either(["%", *table["letters"], *table["percent"]["%"]])
    return re.compile(rf"{units}?\s*(?P<join>{joins})\s*{either(list(table['currency']))}?", re.IGNORECASE)


@functools.cache
def scaled_by() -> re.Pattern[str]:
    """Give the words of scales: million."""
    return re.compile(rf"{either(list(words('scales')))}\b", re.IGNORECASE)


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """Give a pattern of what stands beside numbers: ``before:over`` what says before one that it is more, and so on."""
    table: dict[str, Any] = resources.table(TABLE)
    where, _, key = name.partition(":")
    if where == "before":
        left = rf"(?<![\w-]){either(table['before'][key])}\s*(?:{either(table['between']['words'])}\s+)?$"
        return re.compile(left, re.IGNORECASE)
    if where == "after":
        return re.compile(rf"\s*{either(table['after'][key])}(?!\w)", re.IGNORECASE)
    return re.compile(_patterns()[name], re.IGNORECASE)


@functools.cache
def _patterns() -> dict[str, str]:
    table: dict[str, Any] = resources.table(TABLE)
    age, rate = table["age"], table["rate"]
    letters, money, scales = either(list(table["letters"])), either(list(table["money"])), either(list(table["scales"]))
    units = either([form for forms in table["units"].values() for form in forms])
    percents = either([form for forms in table["percent"].values() for form in forms])
    by, per, adverbs = either(rate["by"]), either(rate["per"]), either(rate["adverbs"])
    older, bounding = _bounding("over", "under", "about", "nearly", "at least"), _bounding("over", "under")
    every, ordinals = either(table["fraction_words"]["every"]), either(list(table["ordinals"]))
    return {
        "sign": rf"(?<![A-Za-z])(?P<sign>{either(list(table['currency']))})\s?$",
        "letters": rf"\s?({letters})(?![\w])(?!-year)",
        "letters-money": rf"[\s-]?(?:(?P<letter>{letters})\s+)?(?P<money>{money})(?!\w)",
        "money-of": rf"\s+of\s+(?P<money>{money})(?!\w)",
        "hundredths": rf"[\s-]?(?P<money>{either(list(table['hundredths']))})(?!\w)",
        "minus": rf"(?:(?<!\w){either(table['joins']['minus'])}\s+|(?<!\S)[-−])$",
        "and": rf"(?:\d|\b{either(list(table['small']))})[\s-]+{table['joins']['and']}[\s-]+$",  # two and a half
        "age": rf"[\s-]*(?P<word>{either(age['after'])})(?!\w)",
        "age-before": rf"(?<!\w){either(age['before'])}\s*(?:{older}\s+)?$",
        "ages": r"s\b",
        "people": rf"(?<!\w){either(age['people'])}\s+{bounding}\s+$",
        "decades": (
            rf"(?<!\w)in\s+{either(age['whose'])}\s+(?:{either(age['part'])}[\s-]+)?"
            rf"(?:(?P<digits>[1-9]0)s|(?P<word>{either(list(age['decades']))}))(?!\w)"
        ),
        "percent": rf"[\s-]*(?P<word>{percents})(?!\w)",
        "units": rf"[\s-]*(?P<word>{units})(?![\w])(?!\s*-?old)",
        "times": r"\s+(?P<word>times)(?!\w)",
        "rate": (rf"(?:[\s,-]+(?P<per>{per})[\s-]+(?P<by>{by})|/(?P<slash>{by})|\s+(?P<adverb>{adverbs}))(?!\w)"),
        "per-many": (
            rf"(?:\s+[a-z]+){{0,2}}\s+{either(rate['many'])}\s+(?P<many>\d[\d,]*)(?:\s+(?P<scale>{scales}))?"
            r"(?:\s+(?:of\s+)?[a-z]+)?"
        ),
        "multiples": rf"(?<![\w-]){either(list(table['multiples']))}(?!\w)",
        "ordinals": rf"(?<![\w.-])(?:(?P<digits>\d+){either(table['ordinal_words']['endings'])}|{ordinals})(?!\w)",
        "fractions": (rf"(?<![\w-])(?:(?P<many>{every})[\s-]+)?(?P<part>{either(list(table['fractions']))}s?)(?!\w)"),
    }


def _bounding(*names: str) -> str:
    before: dict[str, list[str]] = resources.table(TABLE)["before"]
    return either([word for name in names for word in before[name]])
