"""The text as a tool shows it: as long as the article's, so that offsets hold, without what tools count wrongly."""

import re

from onrecord.records import Span, Spans

BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")  # two units in a browser, one character elsewhere
STAND_IN = "□"
_RETURN = re.compile("\r(?=\n)")
_BREAKS = re.compile("[\r\u2028\u2029]")  # what ends a paragraph for onrecord, too
_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\x85]")  # some of them end a line for Python, and so for brat


def shown(text: str) -> str:
    r"""Give a text with every line break as one newline and no other control character, in the same length.

    >>> shown("One.\r\nTwo.\rThree.")
    'One. \nTwo.\nThree.'
    """
    return _CONTROLS.sub(" ", _BREAKS.sub("\n", _RETURN.sub(" ", text)))


def fragments(text: str, spans: Spans) -> Spans:
    r"""Cut spans at the line breaks of a shown text and trim them: what brat can hold of them.

    >>> fragments("One. \nTwo.", ((0, 10),))
    ((0, 4), (6, 10))
    """
    return tuple(piece for start, end in _merged(spans) for piece in _lines(text, start, end))


def _merged(spans: Spans) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _lines(text: str, start: int, end: int) -> list[Span]:
    out = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group()
        first = start + match.start() + len(line) - len(line.lstrip())
        last = start + match.start() + len(line.rstrip())
        if first < last:
            out.append((first, last))
    return out
