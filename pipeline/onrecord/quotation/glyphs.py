"""The characters that may be quotation marks, and what it would cost to read each as opening, closing or neither."""

import functools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from onrecord import resources
from onrecord.punctuation import DASHES
from onrecord.records import Span

NEWLINES = "\r\n\u2028\u2029"
INVISIBLE = "\u200b\u200e\u200f\ufeff"
STOPS = ".!?…"
COMMAS = ",;"
BRACKETS = ("([{", ")]}")
LEFT = {
    **dict.fromkeys(INVISIBLE + BRACKETS[0], "edge"),
    **dict.fromkeys(DASHES + "/", "dash"),
    **dict.fromkeys(STOPS, "stop"),
    **dict.fromkeys(COMMAS, "comma"),
    ":": "colon",
}
RIGHT = {
    **dict.fromkeys(INVISIBLE + BRACKETS[1], 0),
    **dict.fromkeys(DASHES + "/", 1),
    **dict.fromkeys(COMMAS + ".!?:", 2),
}
RUN = 4  # so many marks in a row are a rule drawn across the page, or an empty pair inside an empty pair

_LINE = re.compile(f"[^{NEWLINES}]+")
_NUMBER = re.compile(r"\d{2}(s?)(?!\w)")
_FEET = re.compile(r"\d['’′]\s?\d{1,2}$")
_BEGINS = re.compile(r"\. ?\.|\.\w")  # "... and so on", ".gov"
_WORD = re.compile(r"\w{1,12}(?!\w)")
_BOTH_SIDES = re.compile(r"(?:^|\s)['’‘](\w+)$")
_ANNOUNCED = re.compile(r"[:,]\s*$")


class Glyph(NamedTuple):
    """A character (or two) that may be a quotation mark: where, of which kind, and the cost of each reading of it."""

    start: int
    end: int
    family: str
    style: str
    leads: bool
    after_point: bool
    after_sentence: bool
    after_plural: bool
    opens: int
    closes: int
    neither: int


def paragraphs(text: str) -> list[Span]:
    """Give the paragraphs of a text: spans without the white space around them, blank lines not counted.

    A paragraph ends at a newline, be it one or several.

    >>> paragraphs("One.\\r\\n\\r\\n  Two. \\nThree.")
    [(0, 4), (10, 14), (16, 22)]
    """
    out: list[Span] = []
    for m in _LINE.finditer(text):
        line = m.group()
        start = m.start() + len(line) - len(line.lstrip())
        end = m.start() + len(line.rstrip())
        if start < end:
            out.append((start, end))
    return out


def glyphs(text: str, paragraph: Span) -> Iterator[Glyph]:
    """Give the possible quotation marks of a paragraph in order; apostrophes between letters are left out.

    >>> [(g.start, g.family) for g in glyphs("Ann's 'plan'", (0, 12))]
    [(6, 'single'), (11, 'single')]
    """
    settings = resources.table("quotation.toml")
    start, end = paragraph
    for m in _pattern().finditer(text, start, end):
        mark = m.group()
        if m.lastgroup == "run":
            continue
        at, stop = m.span()
        before, after = text[max(start, at - 4) : at], text[stop : min(end, stop + 4)]
        left, right = before.rstrip(_every_mark())[-1:], after.lstrip(_every_mark())[:1]
        kind = settings["glyphs"][mark]
        single = kind["family"] == "single"
        if single and before[-1:].isalpha() and after[:1].isalpha():
            continue
        row = "edge" if not left or left.isspace() else LEFT.get(left, "word")
        column = 0 if not right or right.isspace() else RIGHT.get(right, 3)
        if column == 2 and _BEGINS.match(after.lstrip(_every_mark())):
            column = 3
        opens, closes = _costs(settings, kind, row, column)
        neither, more_open, more_close = _apostrophe(text, (at, stop), paragraph, kind, (row, column), settings)
        yield Glyph(
            at,
            stop,
            kind["family"],
            kind["style"],
            not text[start:at].strip(_every_mark()) if at - start <= RUN else False,
            row in ("stop", "comma", "dash"),
            before.rstrip()[-1:] in STOPS and bool(before.strip()),
            single and column != 3 and left in settings["letters"]["possessive"],
            opens + more_open,
            closes + more_close,
            neither,
        )


def _costs(settings: dict[str, Any], kind: dict[str, str], row: str, column: int) -> tuple[int, int]:
    """Give the costs of opening and of closing that shape and surroundings make."""
    opens, closes = settings["open"][row][column], settings["close"][row][column]
    shape, costs = kind["shape"], settings["shape"]
    against = costs["guillemet_against" if "guillemet" in kind["family"] else "against"]
    if shape == "open":
        return opens // costs["bracing"], closes + against
    if shape == "close":
        return opens + against, closes // costs["bracing"]
    if shape == "low":
        return opens // costs["bracing"], closes + costs["low"]
    return opens, closes


def _apostrophe(
    text: str, at: Span, paragraph: Span, kind: dict[str, str], sides: tuple[str, int], settings: dict[str, Any]
) -> tuple[int, int, int]:
    """Give the cost of reading a mark as no quotation mark, and what that adds to opening and to closing."""
    costs, unlikely = settings["neither"], settings["unlikely"]
    before = text[max(paragraph[0], at[0] - 6) : at[0]]
    row, column = sides
    leads = not before or (row == "edge" and bool(_ANNOUNCED.search(before)))
    leading = costs["leading"] if leads and column == 3 else 0
    after = text[at[1] : min(paragraph[1], at[1] + 14)]
    if kind["family"] != "single":
        return _double(before, after, row, column, leading, kind, settings)
    if column != 3:
        name = _trailing(before, row, settings["letters"])
        return costs[name], 0, unlikely["elision"] if name == "elision" else 0
    word = _WORD.match(after)
    number = _NUMBER.match(after)
    if (row != "edge" or not before) and _is_clitic(after, settings["letters"]):
        return costs["clitic"], unlikely["clitic"], unlikely["clitic"]
    if row in ("edge", "dash", "word") and word and word.group().lower() in resources.forms("quotation_elisions"):
        return costs["elision"], unlikely["elision"], 0
    if row == "word":
        return costs["inside_word"], 0, 0
    if number:
        name = "decade" if number.group(1) else "year"
        return costs[name], unlikely[name], 0
    return costs["single_before_word"] + leading, 0, 0


def _double(
    before: str, after: str, row: str, column: int, leading: int, kind: dict[str, str], settings: dict[str, Any]
) -> tuple[int, int, int]:
    """Give the same three costs for a mark that is no single one: it may be an inch, or a slip for an apostrophe."""
    costs, unlikely = settings["neither"], settings["unlikely"]
    if before[-1:].isdigit() and column != 3 and kind["shape"] != "open":
        more = unlikely["feet_and_inches"]
        return (costs["feet_and_inches"], more, more) if _FEET.search(before) else (costs["inch"], 0, 0)
    if row == "word" and _is_clitic(after, settings["letters"]) and before[-1:].isalpha():
        return costs["clitic"], unlikely["clitic"], unlikely["clitic"]
    return costs["double" if kind["shape"] == "straight" else "curly"] + leading, 0, 0


def _is_clitic(after: str, letters: dict[str, Any]) -> bool:
    word = _WORD.match(after)
    return word is not None and word.group() in letters["clitics"]


def _trailing(before: str, row: str, letters: dict[str, Any]) -> str:
    """Name the cost of an apostrophe with no word to its right."""
    if row == "edge":
        return "single_alone"
    if row != "word":
        return "single_after_point"
    if before[-1:].isdigit():
        return "feet"
    both = _BOTH_SIDES.search(before)
    if both and both.group(1) in letters["both_sides"]:
        return "elision"
    if before[-1:] in letters["possessive"]:
        return "possessive"
    return "dropped_g" if before.endswith(letters["dropped_g"]) else "single_after_word"


@functools.cache
def _every_mark() -> str:
    return "".join(sorted({c for glyph in resources.table("quotation.toml")["glyphs"] for c in glyph}))


@functools.cache
def _pattern() -> re.Pattern[str]:
    found = sorted(resources.table("quotation.toml")["glyphs"], key=lambda glyph: (-len(glyph), glyph))
    singles = "".join(re.escape(c) for c in _every_mark())
    run = f"(?P<run>([{singles}])\\2{{{RUN - 1},}}+)"
    inner_first = r"['’](?=(?:''|’’)(?![\w'’]))"  # of three at the end of a quotation the first closes the inner one
    return re.compile("|".join([run, inner_first, *map(re.escape, found)]))
