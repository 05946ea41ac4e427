"""What can be said of inputs before they are read: that none is written over, and how many documents they hold."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from onrecord.knowledge import KINDS, RUN


def check_apart(inputs: Iterable[str], out: Path) -> None:
    """Raise ValueError when writing to ``out`` would overwrite an input, or ``out`` is the input itself.

    >>> check_apart(["news"], Path("out"))
    """
    written = {out.resolve(), *((out / name).resolve() for name in (*KINDS, RUN))}
    for name in inputs:
        if name != "-" and Path(name).resolve() in written:
            raise ValueError(f"{out}: writing there would overwrite the input {name}; name another folder")


def documents(inputs: Iterable[str], out: str | Path) -> int | None:
    """Count the documents of inputs before they are read, where that is quick; else None: standard input, tables.

    A file of JSON Lines counts one a line. For the time left; what is read in the end may differ by what is rejected.
    """
    from onrecord.read.files import walk

    total = 0
    left_out = frozenset([os.path.realpath(out)])
    for name in inputs:
        if name == "-":
            return None
        for found in walk(Path(name), left_out):
            ending = found.suffix.lower() if isinstance(found, Path) else ""
            if ending in (".csv", ".tsv", ".json", ".gz", ".zst", ".warc", ".parquet"):
                return None
            total += _lines(found) if isinstance(found, Path) and ending in (".jsonl", ".ndjson") else 1
    return total


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))
    except OSError:  # reading will reject it and say why
        return 1
