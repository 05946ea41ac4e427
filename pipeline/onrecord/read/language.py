"""Is a text English? The share of common English words in a sample of it says so, with the words as data."""

import functools
import re
from typing import NamedTuple

from onrecord import resources

WINDOW = 2000  # characters looked at in each of three places: enough to be sure, and no more for a long text
GLANCE = 300  # the same at first: enough for nearly all English

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,:/-]?\d+)*")


class Share(NamedTuple):
    """How many of the words looked at are common English words, and whether that makes the text English."""

    english: bool
    common: int
    words: int


def english_share(text: str) -> Share | None:
    """Say whether a text is English, with the counts behind it; None when it has too few words, or too many numbers.

    >>> english_share("Police.") is None
    True
    """
    glance = _share(text, GLANCE)
    if glance and glance.common >= resources.table("language.toml")["surely"] * glance.words:
        return glance
    return _share(text, WINDOW)


def _share(text: str, window: int) -> Share | None:
    settings = resources.table("language.toml")
    sample = _sample(text, window).lower()
    words = _WORD.findall(sample)
    numbers = len(_NUMBER.findall(sample))
    if len("".join(words)) < settings["fewest_letters"]:
        return None
    if numbers > settings["most_numbers"] * (len(words) + numbers):
        return None
    common = len(list(filter(_common_words().__contains__, words)))
    return Share(common >= settings["least_share"] * len(words), common, len(words))


@functools.cache
def _common_words() -> frozenset[str]:
    return frozenset(resources.table("language.toml")["common_words"])


def _sample(text: str, window: int) -> str:
    """Give the beginning, the middle and the end of a long text, and the whole of a short one."""
    if len(text) <= 3 * window:
        return text
    middle = (len(text) - window) // 2
    return " ".join((text[:window], text[middle : middle + window], text[-window:]))
