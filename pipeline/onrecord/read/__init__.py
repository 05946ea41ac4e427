"""Inputs to articles: files, folders, tables, web pages and standard input, read one at a time.

What can be read comes out as an Article with its text untouched; what cannot comes out as a Reject that says where it
stands, why, and what to do about it. Every input ends as one or the other, in an order that does not change.
"""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from onrecord.read.files import read_file, read_stdin, shown, walk
from onrecord.records import Article, Reject

__all__ = ["STDIN", "check_inputs", "read"]

STDIN = "-"


def read(
    inputs: Iterable[Path | str],
    *,
    any_language: bool = False,
    skip: Iterable[Path | str] = (),
    stdin: BinaryIO | None = None,
) -> Iterator[Article | Reject]:
    """Give every article of the inputs, and a reason for whatever is not one; nothing is lost and nothing comes twice.

    An input is a file, a folder (read with all below it, in order of name, hidden files left out) or ``-`` for
    standard input. An article's id is the one its row brings, else its path below the folder that was given, with
    ``:LINE`` for a row of a table; of two articles with one id the second is rejected. Texts that are not English are
    rejected unless ``any_language``. ``skip`` names files and folders to leave out, such as the one being written to.

    Raises ValueError at the call, as check_inputs does; afterwards nothing that stands in an input raises.

    >>> list(read(["no-such-folder"]))
    Traceback (most recent call last):
    ValueError: no-such-folder: there is no such file or folder; check the spelling, or give - for standard input
    """
    given = list(inputs)
    check_inputs(given)
    left_out = frozenset(os.path.realpath(path) for path in skip)
    return _once(_everything(given, any_language, left_out, stdin))


def check_inputs(inputs: Iterable[Path | str]) -> None:
    """Say whether these can be inputs at all, before any work is done.

    Raises ValueError, naming the input and what to do, when there is none, when one does not exist, or when one is
    given twice or lies inside another and would be read twice.

    >>> check_inputs(["-"])
    """
    seen: dict[str, Path | str] = {}
    for path in inputs:
        if str(path) != STDIN and not os.path.exists(path):
            raise ValueError(
                f"{shown(path)}: there is no such file or folder; check the spelling, or give - for standard input"
            )
        real = STDIN if str(path) == STDIN else os.path.realpath(path)
        if real in seen:
            raise ValueError(f"{shown(path)}: given twice; give it once")
        seen[real] = path
    if not seen:
        raise ValueError("nothing to read; give a file, a folder, or - for standard input")
    for real, path in seen.items():
        above = next((seen[str(parent)] for parent in Path(real).parents if str(parent) in seen), None)
        if real != STDIN and above is not None:
            raise ValueError(f"{shown(path)}: lies inside {shown(above)} and would be read twice; give one of them")


def _everything(
    inputs: list[Path | str], any_language: bool, left_out: frozenset[str], stdin: BinaryIO | None
) -> Iterator[Article | Reject]:
    for given in inputs:
        if str(given) == STDIN:
            yield from read_stdin(stdin or sys.stdin.buffer, any_language=any_language)
            continue
        root = Path(given)
        for found in walk(root, left_out):
            if isinstance(found, Reject):
                yield found
            else:
                name = found.relative_to(root) if found != root else Path(found.name)
                yield from read_file(found, name=shown(name), any_language=any_language)


def _once(records: Iterable[Article | Reject]) -> Iterator[Article | Reject]:
    """Let the first article of each id through and reject the others."""
    # A private database that moves to disk when it grows: memory must not grow with the number of documents.
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as seen:
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("CREATE TABLE ids (digest BLOB PRIMARY KEY) WITHOUT ROWID")
        for record in records:
            if isinstance(record, Reject):
                yield record
                continue
            digest = hashlib.sha256(record.id.encode()).digest()
            if seen.execute("INSERT OR IGNORE INTO ids VALUES (?)", (digest,)).rowcount:
                yield record
            else:
                yield Reject(
                    where=record.source,
                    what="article",
                    why=f"another article with the id {record.id!r} was read before it",
                    remedy="give each article an id of its own; paths are ids below the folder given, so give the"
                    " folder that holds both files",
                )
