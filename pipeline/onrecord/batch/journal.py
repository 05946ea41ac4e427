"""Which document stands where in the files of a folder: of the last run, and of one that was cut off.

One SQLite file beside them. A row is written after the lines it tells of are on the disk, so that whatever kills a run,
the rows are true; lines beyond the last row are cut off when it goes on.
"""

import json
import logging
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

from onrecord.knowledge import KINDS
from onrecord.summary import Counts

FILE = ".journal.sqlite"
FORMAT = 2
DONE = "done"
WRITING = "writing"
ENDING = "ending"  # its files are being put in place
LEFT = "left"  # cut off, and the input was another afterwards
NOTHING = dict.fromkeys(KINDS, 0)

_TABLES = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY, state TEXT, made TEXT, files TEXT);
CREATE TABLE IF NOT EXISTS documents (
  run INTEGER, place INTEGER, key BLOB, again INTEGER, obeyed TEXT, ends TEXT, counts TEXT, loose BLOB, found BLOB,
  PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_key ON documents (key);
CREATE INDEX IF NOT EXISTS by_loose_key ON documents (loose) WHERE found <> x'';
"""

logger = logging.getLogger(__name__)


class Row(NamedTuple):
    """A document that was written: by which run, at which place of it, and where its lines end in each file.

    ``counts`` are those of all documents up to it; ``again`` says that a later run should try it anew. ``loose`` is its
    key but for the rules, and ``found`` the digest of what the rules found in it, empty where that is not known.
    """

    run: int
    place: int
    key: bytes
    again: bool
    obeyed: tuple[str, ...]
    ends: Mapping[str, int]
    counts: Counts
    loose: bytes = b""
    found: bytes = b""


class Journal:
    """The rows, and the state of each run: done, being written, ending (its files are being put in place), or left."""

    def __init__(self, out: Path) -> None:
        """Open the journal of a folder; one that cannot be read is begun anew, and all documents with it."""
        self._path = out / FILE
        try:
            self._open()
        except sqlite3.OperationalError:  # it may be whole, and cannot be opened or written to
            raise
        except sqlite3.DatabaseError as error:
            logger.warning("%s cannot be used (%s): everything is read anew", self._path, error)
            self._forsake()
            self._open()

    def _open(self) -> None:
        self._rows = sqlite3.connect(self._path)
        self._rows.execute("PRAGMA synchronous = FULL")
        (version,) = self._rows.execute("PRAGMA user_version").fetchone()
        if version not in (0, FORMAT):
            raise sqlite3.DatabaseError(f"it has format {version}, and this onrecord reads {FORMAT}")
        self._rows.executescript(_TABLES)
        self._rows.execute("SELECT COUNT(*) FROM runs").fetchone()

    def _forsake(self) -> None:
        with suppress(sqlite3.Error):
            self._rows.close()
        for ending in ("", "-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def run_in(self, state: str) -> int | None:
        """Give the run that is in a state, if any is; none but one can be."""
        found = self._rows.execute("SELECT run FROM runs WHERE state = ?", (state,)).fetchone()
        return found[0] if found else None

    def begin(self, made: Mapping[str, str]) -> int:
        """Begin a run, with what its answers are made by."""
        cursor = self._rows.execute("INSERT INTO runs (state, made) VALUES (?, ?)", (WRITING, json.dumps(dict(made))))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def made(self, run: int) -> dict[str, str]:
        """Give what the answers of a run were made by."""
        (found,) = self._rows.execute("SELECT made FROM runs WHERE run = ?", (run,)).fetchone()
        made: dict[str, str] = json.loads(found)
        return made

    def files(self, run: int) -> dict[str, list[int]]:
        """Give size and time of change of each file of a run that is done."""
        (found,) = self._rows.execute("SELECT files FROM runs WHERE run = ?", (run,)).fetchone()
        files: dict[str, list[int]] = json.loads(found or "{}")
        return files

    def change(self, run: int, state: str, files: Mapping[str, list[int]] | None = None) -> None:
        """Put a run into a state."""
        self._rows.execute("UPDATE runs SET state = ? WHERE run = ?", (state, run))
        if files is not None:
            self._rows.execute("UPDATE runs SET files = ? WHERE run = ?", (json.dumps(dict(files)), run))

    def drop(self, run: int) -> None:
        """Forget a run and its rows."""
        self._rows.execute("DELETE FROM documents WHERE run = ?", (run,))
        self._rows.execute("DELETE FROM runs WHERE run = ?", (run,))

    def add(self, row: Row) -> None:
        """Add the next row of a run."""
        self._rows.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.run,
                row.place,
                row.key,
                row.again,
                " ".join(row.obeyed),
                json.dumps([row.ends[name] for name in KINDS]),
                json.dumps(astuple(row.counts)),
                row.loose,
                row.found,
            ),
        )

    def at(self, run: int, place: int) -> Row | None:
        """Give the row at a place of a run."""
        found = self._rows.execute("SELECT * FROM documents WHERE run = ? AND place = ?", (run, place)).fetchone()
        return _row(found) if found else None

    def last(self, run: int) -> Row | None:
        """Give the last row of a run."""
        query = "SELECT * FROM documents WHERE run = ? ORDER BY place DESC LIMIT 1"
        found = self._rows.execute(query, (run,)).fetchone()
        return _row(found) if found else None

    def find(self, key: bytes, *, but: int | None) -> Row | None:
        """Give a row with a key, of any run but one, that need not be tried anew."""
        query = "SELECT * FROM documents WHERE key = ? AND run IS NOT ? AND NOT again LIMIT 1"
        found = self._rows.execute(query, (key, but)).fetchone()
        return _row(found) if found else None

    def like(self, loose: bytes, run: int) -> Row | None:
        """Give a row of a run with that loose key, of which it is known what the rules found."""
        query = "SELECT * FROM documents WHERE loose = ? AND found <> x'' AND run = ? AND NOT again LIMIT 1"
        found = self._rows.execute(query, (loose, run)).fetchone()
        return _row(found) if found else None

    def copy(self, run: int, into: int, places: int) -> None:
        """Copy the first rows of a run into another."""
        query = (
            "INSERT INTO documents SELECT ?, place, key, again, obeyed, ends, counts, loose, found"
            " FROM documents WHERE run = ? AND place < ?"
        )
        self._rows.execute(query, (into, run, places))

    def obeyed(self, run: int) -> set[str]:
        """Give the ids of all corrections that found their statement."""
        found = self._rows.execute("SELECT DISTINCT obeyed FROM documents WHERE run = ? AND obeyed <> ''", (run,))
        return {one for (some,) in found for one in some.split()}

    def commit(self) -> None:
        """Let what was said so far be so, whatever happens from now on."""
        self._rows.commit()

    def close(self) -> None:
        """Close the file; what was not committed is as if it had not been said."""
        self._rows.close()


def _row(found: tuple[int, int, bytes, int, str, str, str, bytes, bytes]) -> Row:
    run, place, key, again, obeyed, ends, counts, loose, digest = found
    return Row(
        run, place, key, bool(again), tuple(obeyed.split()), dict(zip(KINDS, json.loads(ends), strict=True)),
        Counts(*json.loads(counts)), loose, digest,
    )  # fmt: skip
