"""A knowledge file as flat tables, a file each, for spreadsheets, R and databases: CSV and Parquet.

Lists and spans are JSON in a column of CSV, and lists in Parquet. Once ``onrecord link`` has been there, statements and
speakers have a ``person_id``, and people.jsonl is a table, too.
"""

import csv
import json
import types
import typing
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord.export.articles import check_filled
from onrecord.knowledge import KINDS, REJECTS, rows
from onrecord.link.ledger import LINKS, PEOPLE, people_of
from onrecord.records import Person, Reject

Row = dict[str, Any]
MAY_LACK = (PEOPLE, REJECTS)
BATCH = 5_000  # rows that are written at once

_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_csv(source: Path, out: Path) -> Iterator[Reject]:
    r"""Write a folder of CSV files: UTF-8, as RFC 4180 has it; null is an empty field, true and false are words.

    >>> next(write_csv(Path("nowhere"), Path("out")), None)
    Traceback (most recent call last):
    ValueError: there is no knowledge file in nowhere: name a folder that `onrecord run` has filled
    """
    for name, hints, found in _tables(source):
        with (out / name).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(hints)
            writer.writerows([_cell(row[key]) for key in hints] for row in found)
    yield from ()


def write_parquet(source: Path, out: Path) -> Iterator[Reject]:
    """Write a folder of Parquet files, with the types of the records; needs the extra ``parquet``."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ValueError("Parquet needs pyarrow: install it with `pip install 'onrecord[parquet]'`") from error

    for name, hints, found in _tables(source):
        columns = {key: _arrow(pa, hint) for key, hint in hints.items()}
        schema = pa.schema(list(columns.items()))
        with parquet.ParquetWriter((out / name).with_suffix(".parquet"), schema) as writer:
            rest = iter(found)
            while some := list(islice(rest, BATCH)):
                plain = [{key: _fit(row[key], columns[key], pa) for key in hints} for row in some]
                writer.write_table(pa.Table.from_pylist(plain, schema=schema))
    yield from ()


def _tables(source: Path) -> Iterator[tuple[str, Row, Iterable[Row]]]:
    """Yield each table: its file, the types of its columns, and its rows as a stream."""
    check_filled(source)
    links = source / LINKS
    people = people_of(links) if links.is_file() else None
    for name, kind in {**KINDS, PEOPLE: Person}.items():
        if name in MAY_LACK and not (source / name).is_file():
            continue
        hints = typing.get_type_hints(kind)
        found = rows(source / name)
        if people is not None and "speaker_id" in hints:
            hints["person_id"] = str | None
            found = (row | {"person_id": people.get(row["speaker_id"])} for row in found)
        yield name, hints, found


def _cell(value: Any) -> Any:
    """Give a value as a field of CSV.

    >>> [_cell(value) for value in (None, True, 1.5, "", [[0, 4]])]
    ['', 'true', 1.5, '', '[[0, 4]]']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _encode(value) if isinstance(value, (list, dict)) else value


def _arrow(pa: Any, hint: Any) -> Any:
    """Give the type of a column of Parquet; what has keys of its own is JSON in a string."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    plain = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    if hint in plain:
        return plain[hint]
    if origin is typing.Literal:
        return pa.string()
    if origin in (typing.Union, types.UnionType):
        (only,) = {_arrow(pa, one) for one in inner if one is not types.NoneType}
        return only
    if origin is tuple:
        return pa.list_(_arrow(pa, inner[0]))
    return pa.string()


def _fit(value: Any, kind: Any, pa: Any) -> Any:
    """Make JSON of what has keys of its own."""
    if pa.types.is_string(kind) and isinstance(value, dict):
        return _encode(value)
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type) and value:
        return [_encode(one) if isinstance(one, dict) else one for one in value]
    return value
