"""Text as it is searched for: without case, accents and the shapes of marks; and differences word by word."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"[\w\u0300-\u036f]+(?:['’][\w\u0300-\u036f]+)*")
_NAMES = {"equal": "same", "delete": "left out", "insert": "put in", "replace": "other"}


class Piece(NamedTuple):
    """A stretch of two texts: ``same``, only in the first (``left out``), only in the second (``put in``), or other."""

    what: str
    first: str
    second: str


def folded(text: str) -> str:
    """Give a text in small letters, without accents, each run of what is no word as one space.

    >>> folded("“It’s”  Zoë –  O'Neil's")
    "it's zoe o'neil's"
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Give the words of a text as they are compared.

    >>> words("It isn’t SAFE.")
    ['it', "isn't", 'safe']
    """
    return [_plain(word) for word in _WORD.findall(text)]


def shown(text: str) -> list[tuple[str, str]]:
    """Give each word of a text as it is compared, and as it stands with the marks after it.

    >>> shown("“It’s safe—now,” she")
    [("it's", 'It’s'), ('safe', 'safe—'), ('now', 'now,”'), ('she', 'she')]
    """
    found = list(_WORD.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return [(_plain(one[0]), text[one.start() : end].strip()) for one, end in zip(found, ends, strict=True)]


def difference(first: str, second: str) -> list[Piece]:
    """Tell word by word how a second text differs from a first, with each word as it was written.

    >>> [piece for piece in difference("It is not safe.", "It is safe") if piece.what != "same"]
    [Piece(what='left out', first='not', second='')]
    """
    ours, theirs = shown(first), shown(second)
    keys = [[key for key, _ in side] for side in (ours, theirs)]
    changes = SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes()
    return [
        Piece(_NAMES[tag], " ".join(w for _, w in ours[a:b]), " ".join(w for _, w in theirs[c:d]))
        for tag, a, b, c, d in changes
    ]


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).casefold().replace("’", "'")
    return "".join(c for c in plain if not unicodedata.combining(c))
