"""Lines of a table, one at a time and none without an end."""

import codecs
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from onrecord.read.charsets import UTF16, decoded

LONGEST = 2**27  # bytes of a line, a text or a page: past any article, yet what unpacks without end stays bounded


def plain_lines(stream: BinaryIO) -> Iterable[bytes]:
    """Give the lines of a table as UTF-8 or Windows-1252 bytes, without a byte order mark.

    Of a line longer than LONGEST one byte more than that is given, by which it can be told.

    >>> list(plain_lines(io.BytesIO(codecs.BOM_UTF8 + b"id,text")))
    [b'id,text']
    """
    if stream.read(2) in UTF16:  # as Excel saves "Unicode text"
        stream.seek(0)
        text = decoded(stream.read(LONGEST), "utf-16")
        if text is not None:
            return io.BytesIO(text.encode())
    stream.seek(0)
    return without_mark(_lines(stream))


def without_mark(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Take a byte order mark off the first of some lines.

    >>> list(without_mark([codecs.BOM_UTF8 + b"a", b"b"]))
    [b'a', b'b']
    """
    for number, line in enumerate(lines):
        yield line.removeprefix(codecs.BOM_UTF8) if number == 0 else line


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):  # the rest of it
            line = stream.readline(LONGEST + 1)
