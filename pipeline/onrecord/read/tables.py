"""Rows to articles: JSON lines, JSON documents and CSV, each with its own line to point at."""

import csv
import json
import math
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from onrecord.read.admit import KEYS, admit
from onrecord.read.lines import LONGEST
from onrecord.records import Article, Reject

Record = Article | Reject

NOT_TEXT = "it is neither UTF-8 nor Windows-1252 text"

_ESCAPED = re.compile("[\udc80-\udcff]")


def jsonl_rows(lines: Iterable[bytes], *, source: str, name: str, any_language: bool) -> Iterator[Record]:
    """Give an article for each line that holds a JSON object; blank lines do not count.

    >>> [a.id for a in jsonl_rows([b'{"text": "One."}'], source="a.jsonl", name="a.jsonl", any_language=False)]
    ['a.jsonl:1']
    """
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        where = f"{source}:{number}"
        reject = partial(Reject, where=where, what="line", remedy="mend the line: one JSON object a line, in UTF-8")
        if len(line) > LONGEST:
            yield reject(why=f"it is longer than {LONGEST >> 20} MB")
            continue
        text = _decode_line(line.strip())
        row = json_row(text) if text is not None else NOT_TEXT
        if isinstance(row, dict):
            yield admit(row, source=where, name=f"{name}:{number}", what="line", any_language=any_language)
        else:
            yield reject(why=row if isinstance(row, str) else "it is JSON, but not an object with keys")
    if empty:
        yield Reject(where=source, what="file", why="there is nothing in it", remedy="leave it out, or fill it")


def json_rows(text: str, *, source: str, name: str, any_language: bool) -> Iterator[Record]:
    """Give the articles of a JSON document: an array of objects, or one object.

    Items of an array are counted from 1, in their ids and where they are rejected.
    """
    reject = partial(Reject, what="JSON file", remedy="make it an array of objects; JSON lines go in a .jsonl file")
    found = json_row(text)
    if isinstance(found, str):
        yield reject(where=source, why=found)
    elif isinstance(found, dict):
        yield admit(found, source=source, name=name, what="JSON file", any_language=any_language)
    elif not isinstance(found, list) or not found:
        yield reject(where=source, why="it holds neither an object nor an array of objects")
    else:
        for number, row in enumerate(found, start=1):
            where = f"{source}:{number}"
            if isinstance(row, dict):
                yield admit(row, source=where, name=f"{name}:{number}", what="item", any_language=any_language)
            else:
                yield reject(where=where, why="the item is not an object with keys")


def csv_rows(lines: Iterable[bytes], *, source: str, name: str, any_language: bool, delimiter: str) -> Iterator[Record]:
    """Give an article for each row below the header of a CSV file, by the line on which the row begins.

    The header has the column text and any of id, title, url, published, outlet, byline; other columns go to extra.
    """
    reject = partial(Reject, what="row", where=source)
    mend = "put fields that hold commas, line ends or quotation marks in double quotation marks, doubling those inside"
    header: list[str] | None = None
    bare = True
    for number, fields in _csv_fields(lines, delimiter):
        where = f"{source}:{number}"
        if isinstance(fields, str):
            bare = bare and header is None
            yield reject(where=where, why=fields, remedy=mend)
        elif not fields:
            continue
        elif header is None:
            header = [column.strip() for column in fields]
            fault = _header_fault(header)
            if fault:
                yield reject(where=where, what="header", why=fault, remedy=f"name the columns {' '.join(KEYS)}")
                return
        elif len(fields) != len(header):
            bare = False
            why = f"it has {len(fields)} fields where the header has {len(header)}"
            yield reject(where=where, why=why, remedy=mend)
        else:
            bare = False
            row = dict(zip(header, fields, strict=True))
            yield admit(row, source=where, name=f"{name}:{number}", what="row", any_language=any_language)
    if bare:
        why = "it has no header" if header is None else "there is no row below its header"
        yield reject(what="file", why=why, remedy=f"name the columns {' '.join(KEYS)} in the first row, articles below")


def json_row(text: str) -> dict[str, Any] | list[Any] | str | None:
    """Read JSON: what it holds, or in words why it cannot be read; a number, a string or null gives None.

    >>> json_row('{"text": "One."}'), json_row('{"text": ')
    ({'text': 'One.'}, 'not JSON: Expecting value (character 10)')
    """
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg} (character {error.pos + 1})"
    except ValueError as error:
        return f"not JSON that can be kept: {error}"
    except RecursionError:
        return "its values are nested too deep to be read"
    return found if isinstance(found, dict | list) else None


def _csv_fields(lines: Iterable[bytes], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Give the number of the line each row begins on, with its fields or in words why there are none."""
    # Bytes that are not UTF-8 are carried through as escapes, since a row is known only after it has been taken apart.
    rows = csv.reader((line.decode("utf-8", "surrogateescape") for line in lines), delimiter=delimiter, strict=True)
    while True:
        number = rows.line_num + 1
        usual = csv.field_size_limit(LONGEST)  # an unclosed mark stays bounded
        try:
            fields = next(rows, None)
        except csv.Error as error:
            yield number, f"not CSV: {error} (line {rows.line_num})"
            continue
        finally:
            csv.field_size_limit(usual)  # it is one for the whole process, and other people's too
        if fields is None:
            return
        yield number, _unescape(fields)


def _unescape(fields: list[str]) -> list[str] | str:
    """Read a row again as Windows-1252 when some of it was not UTF-8."""
    if not any(map(_ESCAPED.search, fields)):
        return fields
    try:
        return [field.encode("utf-8", "surrogateescape").decode("cp1252") for field in fields]
    except UnicodeDecodeError:
        return NOT_TEXT


def _header_fault(header: list[str]) -> str | None:
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        return f"two columns are named {twice[0]!r}"
    return None if "text" in header else f"no column is named text, only {', '.join(map(repr, header))}"


def _decode_line(line: bytes) -> str | None:
    for charset in ("utf-8", "cp1252"):
        try:
            return line.decode(charset)
        except UnicodeDecodeError:
            continue
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


# NaN is what pandas writes for a missing value, and no JSON reader elsewhere would take it back.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_finite, parse_constant=lambda _: None)
