"""Parquet files: a row becomes an article, read so many at a time that memory does not grow with the file."""

import datetime
import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.read.admit import KEYS, admit
from onrecord.read.packed import Missing
from onrecord.records import Article, Reject

REMEDY = "pip install 'onrecord[parquet]'"
ROWS = 200  # read at a time


def parquet_rows(path: Path, *, source: str, name: str, any_language: bool) -> Iterator[Article | Reject]:
    """Give an article for each row of a Parquet file with a column text, and any of those that a CSV file may have.

    Raises OSError where the file cannot be opened, Missing where the extra ``parquet`` is needed and not there.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise Missing(REMEDY) from error
    reject = partial(Reject, where=source, what="file")
    number = 0
    try:
        with path.open("rb") as stream, ParquetFile(stream) as file:
            columns = file.schema_arrow.names
            if "text" not in columns:
                named = ", ".join(map(repr, columns))
                yield reject(why=f"no column is named text, only {named}", remedy=f"name the columns {' '.join(KEYS)}")
                return
            for batch in file.iter_batches(batch_size=ROWS):
                for row in batch.to_pylist():
                    number += 1
                    where = f"{source}:{number}"
                    plain = {key: _plain(value) for key, value in row.items()}
                    yield admit(plain, source=where, name=f"{name}:{number}", what="row", any_language=any_language)
    except ArrowException as error:
        after = f" after {number} rows" if number else ""
        why = f"it is no Parquet file, or a damaged one{after} ({str(error).splitlines()[0]})"
        yield reject(why=why, remedy="write it again")
        return
    if not number:
        yield reject(why="there is no row in it", remedy="leave it out, or fill it")


def _plain(value: Any) -> Any:
    """Give a value as JSON has it: times in ISO's form, no NaN, what JSON has no type for as a string."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
