"""Files, folders and standard input: what is found where, and of what kind."""

import codecs
import json
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.read.admit import admit
from onrecord.read.charsets import decode
from onrecord.read.lines import LONGEST, plain_lines, without_mark
from onrecord.read.packed import PACKED, Damaged, Missing, inner, opened
from onrecord.read.pages import page_row
from onrecord.read.parquet import parquet_rows
from onrecord.read.tables import csv_rows, json_rows, jsonl_rows
from onrecord.read.warc import warc_rows
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
ARCHIVE, PARQUET = ".warc", ".parquet"
KNOWN = (*TEXT, *PAGES, ".json", *TABLES, ARCHIVE)
LARGEST = {".json": 2**29}  # bytes, of what is read as a whole; of all else LONGEST

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
    source, ending = shown(path), inner(path)
    reject = partial(Reject, where=source, what="file")
    if not os.path.isfile(path):
        why = "it is a link that leads nowhere" if os.path.islink(path) else "it is not an ordinary file"
        yield reject(why=why, remedy="save what it holds as a file, or pipe it in and give - as the input")
        return
    if ending not in KNOWN and path.suffix.lower() != PARQUET:
        whole = "".join(path.suffixes[-2:]) if path.suffix.lower() in PACKED else path.suffix
        why = f"files ending in {shown(whole)} are not read" if whole else "its name does not say what kind it is"
        remedy = f"save it as one of {' '.join((*KNOWN, PARQUET))}, or pipe its text in and give - as the input"
        yield reject(why=why, remedy=remedy)
        return
    try:
        yield from _rows(path, ending, {"source": source, "name": name, "any_language": any_language})
    except Missing as missing:
        yield reject(why="reading such files needs an extra that is not installed", remedy=str(missing))
    except Damaged as damaged:
        yield reject(why=f"{damaged}", remedy="fetch it again: what stood before that was read, as it is")
    except OSError as error:
        yield reject(why=f"it cannot be read: {error.strerror or error}", remedy="make it readable, or leave it out")


def _rows(path: Path, ending: str, named: dict[str, Any]) -> Iterator[Record]:
    if ending == PARQUET:
        yield from parquet_rows(path, **named)
        return
    with opened(path) as stream:
        if ending in TABLES:
            yield from TABLES[ending](plain_lines(stream), **named)
        elif ending == ARCHIVE:
            yield from warc_rows(stream, **named)
        else:
            most = LARGEST.get(ending, LONGEST)
            data = stream.read(most + 1)
            if len(data) > most:
                why = f"it holds more than {most >> 20} MB, and is read as a whole"
                yield Reject(where=named["source"], what="file", why=why, remedy="write its articles as JSON Lines")
            else:
                yield from _whole(data, ending, **named)


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
    lines = without_mark(chain(opening, stream))
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
