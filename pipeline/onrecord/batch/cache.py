"""Parses of texts, kept beside the knowledge file: after a change of rules nothing need be parsed again."""

import logging
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

FILE = ".parsed.sqlite"
MEGABYTES = 2000  # by default: the parses of 150 million words

_TABLES = """
CREATE TABLE IF NOT EXISTS parses (text TEXT PRIMARY KEY, by TEXT, run INTEGER, size INTEGER, crc INTEGER, parse BLOB)
WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (run INTEGER, size INTEGER);
CREATE INDEX IF NOT EXISTS oldest ON parses (run, text, size);
"""

logger = logging.getLogger(__name__)


class Cache:
    """The parse of each text, by its digest; to be used in a ``with`` block, one run at a time.

    What is wrong with the file costs the parses in it and nothing else. When it is full, parses go that earlier runs
    left and this one has not asked for; after that nothing more is kept.
    """

    def __init__(self, path: Path, parsed_by: str, megabytes: int = MEGABYTES) -> None:
        self._path, self._by, self._most = path, parsed_by, megabytes << 20
        self._texts: sqlite3.Connection | None = None
        self.found = 0

    def __enter__(self) -> Self:
        for _ in range(2):
            try:
                self._open()
                break
            except sqlite3.Error as error:
                self._forsake(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._texts is not None:
            with suppress(sqlite3.Error):
                self._tell()
                self._texts.commit()
            self._texts.close()

    def get(self, text: str | None) -> bytes | None:
        """Give the parse of the text with that digest, if it is here and whole."""
        if self._texts is None or text is None:
            return None
        try:
            query = "SELECT crc, parse FROM parses WHERE text = ? AND by = ?"
            row = self._texts.execute(query, (text, self._by)).fetchone()
            if row is None or zlib.crc32(row[1]) != row[0]:
                return None
            self._texts.execute("UPDATE parses SET run = ? WHERE text = ?", (self._run, text))
        except sqlite3.Error as error:
            self._forsake(error)
            return None
        self.found += 1
        parse: bytes = row[1]
        return parse

    def put(self, text: str, parse: bytes) -> None:
        """Keep the parse of a text, if there is room."""
        if self._texts is None:
            return
        try:
            self._drop("text = ?", text)
            while self._size + len(parse) > self._most:
                if not self._drop("text IN (SELECT text FROM parses WHERE run < ? ORDER BY run LIMIT 100)", self._run):
                    return
            row = (text, self._by, self._run, len(parse), zlib.crc32(parse), parse)
            self._texts.execute("INSERT INTO parses VALUES (?, ?, ?, ?, ?, ?)", row)
            self._size += len(parse)
        except sqlite3.Error as error:
            self._forsake(error)

    def forget(self, text: str) -> None:
        """Take out the parse of a text, so that nothing of it is left in the file."""
        if self._texts is not None:
            self._texts.execute("PRAGMA secure_delete = ON")
            self._drop("text = ?", text)

    def make_sure(self) -> None:
        """Keep what was put in so far, should the run be killed."""
        if self._texts is not None:
            try:
                self._tell()
                self._texts.commit()
            except sqlite3.Error as error:
                self._forsake(error)

    def _open(self) -> None:
        self._texts = sqlite3.connect(self._path)
        self._texts.execute("PRAGMA journal_mode = WAL")
        self._texts.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is thrown away and made anew
        self._texts.executescript(_TABLES)
        (most,) = self._texts.execute("SELECT MAX(run) FROM parses").fetchone()
        told = self._texts.execute("SELECT size FROM told").fetchone()
        self._run = (most or 0) + 1
        (self._size,) = told or self._texts.execute("SELECT COALESCE(SUM(size), 0) FROM parses").fetchone()

    def _tell(self) -> None:
        assert self._texts is not None
        self._texts.execute("DELETE FROM told")
        self._texts.execute("INSERT INTO told VALUES (?, ?)", (self._run, self._size))

    def _drop(self, which: str, value: str | int) -> int:
        """Take out parses and give how many they were."""
        assert self._texts is not None
        query = f"SELECT COUNT(*), COALESCE(SUM(size), 0) FROM parses WHERE {which}"  # noqa: S608 - ours, not a user's
        number, size = self._texts.execute(query, (value,)).fetchone()
        if number:
            self._texts.execute(f"DELETE FROM parses WHERE {which}", (value,))  # noqa: S608
            self._size -= size
        return int(number)

    def _forsake(self, error: sqlite3.Error) -> None:
        logger.info("%s cannot be used (%s): texts are parsed again", self._path, error)
        if self._texts is not None:
            with suppress(sqlite3.Error):
                self._texts.close()
        self._texts = None
        if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
            return
        with suppress(OSError):
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
