"""An index opened to be read, and what may be asked of it beside names and words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

FILE = "onrecord.db"
# What an index is made of, by name: a question need not load what writes these files.
SOURCES = ("articles.jsonl", "statements.jsonl", "speakers.jsonl", "people.jsonl", "links.jsonl", "claims.jsonl")
ANY = "any"
SPEECH = ("speech",)


class NoIndex(ValueError):
    """There is no index to look in, or it cannot be read; the message names the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which statements to look at; ``acts`` are those of speech unless asked for more, days are ISO days, both ends in.

    ``role``, ``organisation`` and ``outlet`` are words that must stand in them; ``exactly`` has pairs of a column and
    what must be all of it. No acts at all, or ``any`` among them, is all of them.
    Raises ValueError, saying what can be asked, for a day that is none, an unknown act or form.

    >>> Filters(since="yesterday")
    Traceback (most recent call last):
    ValueError: since cannot be 'yesterday': write a day as 2024-03-05
    """

    people: tuple[str, ...] = ()
    role: str | None = None
    organisation: str | None = None
    form: str | None = None
    acts: tuple[str, ...] = SPEECH
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    confidence: float = 0.0
    exactly: tuple[tuple[Literal["organisation", "outlet"], str], ...] = ()

    def __post_init__(self) -> None:
        """Hold what is asked against what can be."""
        for name in ("since", "until"):
            if (text := getattr(self, name)) and not _is_day(text):
                raise ValueError(f"{name} cannot be {text!r}: write a day as 2024-03-05")
        if self.form or self.acts not in (SPEECH, ()):
            from onrecord.records import Act, Form  # most questions need not wait for it

            for name, values, known in (
                ("act", self.acts, (*get_args(Act), ANY)),
                ("form", [self.form] if self.form else [], get_args(Form)),
            ):
                for value in values:
                    if value not in known:
                        raise ValueError(f"{name} cannot be {value!r}: choose from {', '.join(known)}")

    def where(self) -> tuple[str, list[str | float]]:
        """Give the condition in SQL on table ``s``, and its values.

        >>> Filters(form="direct").where()
        ('s.act IN (?) AND s.form = ?', ['speech', 'direct'])
        """
        parts: list[str] = []
        values: list[str | float] = []
        for column, chosen in (("person_id", self.people), ("act", () if ANY in self.acts else self.acts)):
            if chosen:
                parts.append(f"s.{column} IN ({', '.join('?' * len(chosen))})")
                values += chosen
        for column, wanted in (("role", self.role), ("organisation", self.organisation), ("outlet", self.outlet)):
            if wanted:
                parts.append(f"s.{column} LIKE ? ESCAPE '\\'")
                values.append(f"%{wanted.translate(_ESCAPES)}%")
        exactly = [(f"s.{column} = ?", value) for column, value in self.exactly]
        for test, value in (
            *exactly,
            ("s.form = ?", self.form),
            ("s.day >= ?", self.since),
            ("s.day <= ?", self.until),
        ):
            if value:
                parts.append(test)
                values.append(value)
        if self.confidence:
            parts.append("s.confidence >= ?")
            values.append(self.confidence)
        return " AND ".join(parts) or "1", values


TIDY = (
    "day", "speaker", "role", "organisation", "text", "form", "act", "cue", "outlet", "title", "url",
    "doc_id", "id", "person_id", "start", "end", "confidence", "speaker_confidence", "resolved_by",
)  # fmt: skip


def tidy(row: sqlite3.Row) -> dict[str, Any]:
    """Give of a statement what goes into a table for others: its columns TIDY."""
    return {key: row[key] for key in TIDY}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_ESCAPES = {ord(c): f"\\{c}" for c in "%_\\"}


@contextmanager
def opened(out: Path) -> Iterator[sqlite3.Connection]:
    """Open the index of a folder, to be read only.

    Raises NoIndex, naming the remedy, where there is none or it cannot be read.
    """
    path = out / FILE
    if not path.is_file():
        raise NoIndex(f"there is no {path}: make it with `onrecord index {out}`")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("SELECT value FROM told").fetchone()
            yield connection
        except sqlite3.DatabaseError as error:
            raise NoIndex(f"{path} cannot be read ({error}): make it anew with `onrecord index {out}`") from error


def stale(out: Path) -> bool:
    """Tell whether a file of the folder has been written since its index was."""
    made = (out / FILE).stat().st_mtime_ns
    return any(file.stat().st_mtime_ns > made for name in SOURCES if (file := out / name).is_file())
