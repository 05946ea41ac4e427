"""Numbers in digits and in words, and what they are worth."""

import functools
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord import resources

TABLE = "quantities.toml"
_CHAIN = re.compile(r"\d+(?:[-–]\d+){2,}")  # telephones, dates in figures, a 3-2-1 plan


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands: its offsets, what it is worth, and whether that is only the least that it can be."""

    start: int
    end: int
    value: float
    least: bool = False
    digits: bool = False
    couple: bool = False


def numbers(text: str) -> list[Number]:
    """Give the numbers of a text in its order: 1,000, five hundred, half a million, 5.3m after a currency, dozens.

    >>> [(n.value, n.least) for n in numbers("Two hundred and five of 1,000, and dozens more")]
    [(205, False), (1000, False), (24, True)]
    """
    out = []
    chains = deque(one.span() for one in _CHAIN.finditer(text))
    for found in _pattern().finditer(text):
        start, end = found.span()
        while chains and chains[0][1] <= start:
            chains.popleft()
        if chains and chains[0][0] <= start:
            continue
        if found["vague"]:
            out.append(Number(start, end, _vague()[_folded(found["vague"])], least=True))
        elif found["couple"]:
            out.append(Number(start, end, 2, couple=True))
        else:
            value = _worth(found)
            if value is not None:
                out.append(Number(start, end, value, digits=found["digits"] is not None))
    return out


def whole(value: float) -> float:
    """Give a number without a point where it needs none, and without the noise of binary fractions.

    >>> whole(5.0), whole(0.1 + 0.2)
    (5, 0.3)
    """
    value = round(value, 6)
    return int(value) if value == int(value) else value


def words(name: str) -> dict[str, float]:
    """Give one of the tables of number words."""
    found: dict[str, float] = resources.table(TABLE)[name]
    return found


def either(choices: Iterable[str]) -> str:
    """Give the pattern of any of some words, the longest first, white space of any length between their parts.

    >>> either(["per", "per cent"])
    '(?:per\\\\s+cent|per)'
    """
    longest = sorted(choices, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest) + ")"


def _worth(found: re.Match[str]) -> float | None:
    """Add up the words of a number."""
    total, current = 0.0, 0.0
    if found["digits"]:
        current = float(found["digits"].replace(",", ""))
    small, scales, joins = words("small"), words("scales"), resources.table(TABLE)["joins"]
    rest = found["scaled"] or found["spelt"] or ""
    for half in joins["half"]:
        if _folded(rest).startswith(f"{half} "):
            current, rest = 0.5, rest[len(half) :]
    for word in re.findall(r"[^\W\d_]+", rest.lower()):
        if word in small:
            current += small[word]
        elif word in scales:
            current = (current or 1) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0.0
    if found["half"]:
        part = {_folded(key): value for key, value in joins["halves"].items()}[_folded(found["half"])]
        current += part * (scales[_last(rest)] if total else 1)
    return whole((total + current) * scales.get((found["after"] or "").lower(), 1))


def _last(rest: str) -> str:
    return rest.lower().replace("-", " ").split()[-1]


def _vague() -> dict[str, float]:
    return words("vague")


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


@functools.cache
def _pattern() -> re.Pattern[str]:
    table = resources.table(TABLE)
    joins = table["joins"]
    small, scale = either(list(words("small"))), either(list(words("scales")))
    tens, ones = (
        either([word for word, value in words("small").items() if (value % 10 == 0) == ten]) for ten in (1, 0)
    )
    plain = rf"(?:{tens}[\s-]{ones}|{small})"
    run = rf"{scale}(?:[\s-]{scale})*(?:\s+(?:{joins['and']}\s+)?{plain}\b(?:[\s-]+{scale})*)*"
    spelt = rf"(?:{either(joins['half'])}\s+{run}|{either(joins['one'])}\s+{run}|{plain}(?:[\s-]+{run})?)"
    digits = r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    glued = "|".join(rf"(?<={re.escape(one)})" for some in table["before_hyphen"].values() for one in some)
    half = rf"(?:[\s-]*(?P<half>{either(list(joins['halves']))}))?"
    return re.compile(
        rf"(?:(?<![\w./])(?<![A-Za-z]-)|{glued})(?!\d+/\d)(?:(?P<vague>{either(list(_vague()))})\b|(?P<couple>{either(table['couple']['words'])})\b"
        rf"|(?:{digits}(?P<scaled>(?:[\s-]?{scale}\b)*)|(?P<spelt>{spelt})\b){half}(?:\s+(?P<after>{scale})\b)?)",
        re.IGNORECASE,
    )
