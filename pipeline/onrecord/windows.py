"""Long texts in windows: cut between paragraphs, else between sentences, else between words."""

import re
from collections.abc import Iterator

from onrecord.records import Span

WINDOW = 40_000  # characters: about 7,000 words, the size of a good batch
_SENTENCE_END = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[^\s\w]*[A-Z0-9])")
_SPACE = re.compile(r"\s+")
# No word: a rule drawn with marks, data. The tokenizer looks at the whole rest of such a run for each mark in it.
_UNBROKEN = re.compile(r"\S{500}")


def windows(text: str, size: int = WINDOW) -> Iterator[Span]:
    """Yield spans that cover a text without gaps, none longer than ``size`` unless a word is.

    Each ends after a line break where there is one in its second half, else after a sentence, else after white space.
    Linear in the length of the text. A text that fits is one window, but for runs of 500 characters without a space.

    >>> list(windows("One. Two. Three.", 10))
    [(0, 10), (10, 16)]
    """
    start = 0
    for stop in (*(m.end() for m in _UNBROKEN.finditer(text)), len(text)):
        while stop - start > size:
            end = _cut(text, start + size // 2, start + size)
            yield start, end
            start = end
        if start < stop or not text:
            yield start, stop
            start = stop


def _cut(text: str, earliest: int, latest: int) -> int:
    line = text.rfind("\n", earliest, latest)
    if line >= 0:
        return line + 1
    for pattern in (_SENTENCE_END, _SPACE):
        ends = [m.end() for m in pattern.finditer(text, earliest, latest)]
        if ends:
            return ends[-1]
    return latest
