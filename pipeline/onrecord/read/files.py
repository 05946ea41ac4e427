"""Files, folders and standard input: what is found where, of what kind, and in what charset."""

import codecs
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from onrecord.read.admit import admit
from onrecord.read.pages import page_row
from onrecord.read.tables import csv_rows, json_rows, jsonl_rows
from onrecord.records import Article, Reject

Record = Article | Reject

TEXT = (".txt", ".text", ".md")
PAGES = (".html", ".htm", ".xhtml")
TABLES: dict[str, Callable[..., Iterator[Record]]] = {
    ".jsonl": jsonl_rows,
    ".ndjson": jsonl_rows,
    ".csv": partial(csv_rows, delimiter=","),
    ".tsv": partial(csv_rows, delimiter="\t"),
}
KNOWN = (*TEXT, *PAGES, ".json", *TABLES)

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^<>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSETS = re.compile(r"utf-8|iso8859-\d+|cp\d+|koi8|mac|shift_jis|euc_|gb|big5|tis-620|iso2022")
_JSON_LINE = re.compile(rb'\s*\{\s*"')
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def shown(path: Path | str) -> str:
    """Give a path the way it is written out: with forward slashes, and bytes that are not UTF-8 spelt ``\\xe9``.

    >>> shown(Path("news") / "a.txt")
    'news/a.txt'
    """
    return os.fsencode(Path(path).as_posix()).decode("utf-8", "backslashreplace")


def walk(root: Path, left_out: frozenset[str] = frozenset()) -> Iterator[Path | Reject]:
    """Give the files below a folder in order of name, or the file itself when it is one.

    Hidden files and those in ``left_out`` (real paths) are passed over. A folder that cannot be opened, that holds
    nothing, or that links lead to twice comes as a Reject.
    """
    pending, seen = [root], set[str]()
    while pending:
        path = pending.pop()
        real = os.path.realpath(path)
        if real in left_out:
            continue
        if not os.path.isdir(path):
            yield path
            continue
        reject = partial(Reject, where=shown(path), what="folder")
        if real in seen:
            yield reject(why="a link leads to a folder that was read already", remedy="take the link away")
            continue
        seen.add(real)
        try:
            names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
        except OSError as error:
            yield reject(
                why=f"it cannot be opened: {error.strerror or error}", remedy="make it readable, or leave it out"
            )
            continue
        if path == root and not names:
            yield reject(why="there is nothing in it", remedy="put articles in it, or give another folder")
        pending.extend(path / name for name in names)


def read_file(path: Path, *, name: str, any_language: bool) -> Iterator[Record]:
    """Read one file by its ending; ``name`` is the id of what it holds, or the beginning of its rows' ids."""
    source, ending = shown(path), path.suffix.lower()
    reject = partial(Reject, where=source, what="file")
    if not os.path.isfile(path):
        why = "it is a link that leads nowhere" if os.path.islink(path) else "it is not an ordinary file"
        yield reject(why=why, remedy="save what it holds as a file, or pipe it in and give - as the input")
        return
    if ending not in KNOWN:
        why = f"files ending in {shown(ending)} are not read" if ending else "its name does not say what kind it is"
        yield reject(
            why=why, remedy=f"save it as one of {' '.join(KNOWN)}, or pipe its text in and give - as the input"
        )
        return
    try:
        with path.open("rb") as stream:
            if ending in TABLES:
                yield from TABLES[ending](_plain_lines(stream), source=source, name=name, any_language=any_language)
            else:
                yield from _whole(stream.read(), ending, source=source, name=name, any_language=any_language)
    except OSError as error:
        yield reject(why=f"it cannot be read: {error.strerror or error}", remedy="make it readable, or leave it out")


def read_stdin(stream: BinaryIO, *, any_language: bool) -> Iterator[Record]:
    """Read standard input: rows when it begins like JSON lines, one page when it begins like one, else one text."""
    try:
        yield from _stream(stream, any_language)
    except OSError as error:
        yield Reject(
            where="stdin", what="text", why=f"it cannot be read: {error.strerror or error}", remedy="pipe a text in"
        )


def _stream(stream: BinaryIO, any_language: bool) -> Iterator[Record]:
    opening: list[bytes] = []
    for line in stream:
        opening.append(line)
        if line.removeprefix(codecs.BOM_UTF8).strip():
            break
    lines = _without_mark(chain(opening, stream))
    if opening and _JSON_LINE.match(opening[-1].removeprefix(codecs.BOM_UTF8)):
        yield from jsonl_rows(lines, source="stdin", name="stdin", any_language=any_language)
        return
    data = b"".join(lines)
    ending = ".html" if _PAGE.match(data) else ".txt"
    if data.lstrip()[:1] in (b"{", b"["):
        try:
            json.loads(data)
            ending = ".json"
        except (ValueError, RecursionError):  # a text that begins with a bracket
            pass
    yield from _whole(data, ending, source="stdin", name="stdin", any_language=any_language)


def decode(data: bytes, *, page: bool = False) -> str | None:
    """Turn bytes into text: UTF-8 if they are, else the charset they declare, else Windows-1252; None if none fits.

    A byte order mark declares a charset and is not part of the text; so do the head of a page and of XML (``page``).

    >>> decode(b"caf\\xc3\\xa9") == decode(b"caf\\xe9") == "café"
    True
    """
    if data.startswith(_UTF16):
        return _decoded(data, "utf-16")
    label = _DECLARED.search(data[:4096]) if page else None
    names = ("utf-8-sig", _charset(label[1].decode("ascii", "replace")) if label else None, "cp1252")
    return next((text for name in names if name and (text := _decoded(data, name)) is not None), None)


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _charset(label: str) -> str | None:
    """Give the codec for a label a page declares; Latin-1 means Windows-1252 on the web."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name == "iso8859-1":
        return "cp1252"
    return name if _CHARSETS.match(name) else None


def _whole(data: bytes, ending: str, *, source: str, name: str, any_language: bool) -> Iterator[Record]:
    """Read a file that is one thing: a text, a page, or a JSON document."""
    what = {".json": "JSON file"}.get(ending, "web page" if ending in PAGES else "text")
    reject = partial(Reject, where=source, what=what)
    text = decode(data, page=ending in PAGES)
    if text is None:
        yield reject(why="it is neither UTF-8 nor Windows-1252 text", remedy="save it as UTF-8")
    elif ending == ".json":
        yield from json_rows(text, source=source, name=name, any_language=any_language)
    else:
        row = page_row(text) if ending in PAGES else {"text": text}
        if isinstance(row, tuple):
            yield reject(why=row[0], remedy=row[1])
        else:
            yield admit(row, source=source, name=name, what=what, any_language=any_language)


def _plain_lines(stream: BinaryIO) -> Iterable[bytes]:
    """Give the lines of a table as UTF-8 or Windows-1252 bytes, without a byte order mark."""
    if stream.read(2) in _UTF16:  # as Excel saves "Unicode text"
        stream.seek(0)
        text = _decoded(stream.read(), "utf-16")
        if text is not None:
            return io.BytesIO(text.encode())
    stream.seek(0)
    return _without_mark(stream)


def _without_mark(lines: Iterable[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        yield line.removeprefix(codecs.BOM_UTF8) if number == 0 else line
