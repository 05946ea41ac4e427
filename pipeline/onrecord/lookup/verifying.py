"""A quotation held against the archive: is it there, word for word, and whose is it?"""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Literal

from onrecord.lookup.folding import Piece, words
from onrecord.lookup.near import near
from onrecord.lookup.people import find_people
from onrecord.lookup.reading import Filters
from onrecord.lookup.searching import quoted, search

ALIKE = 0.5  # so much of a quotation must be in a statement that it may have been altered from
MOST = 300  # statements that one quotation may stand in
ANY = Filters(acts=())
_GAP = re.compile(r"\[[^\]]*\]|\.\.\.|…")

Class = Literal["verbatim", "altered", "said by someone else", "not in the archive"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a quotation.

    Its class; the statements it stands in, the earliest first; how it differs from the first, the quotation before the
    statement; and for one that is in no statement, the articles in which its words stand all the same.
    """

    what: Class
    statements: list[sqlite3.Row] = field(default_factory=list)
    differs: list[Piece] = field(default_factory=list)
    articles: list[sqlite3.Row] = field(default_factory=list)


def verify(index: sqlite3.Connection, quote: str, speaker: str | None = None) -> Verdict:
    """Tell whether a quotation is in the archive: verbatim, altered, said by another than ``speaker``, or not at all.

    Case, marks, dashes and white space do not count; what is left out by ``...`` or stands in ``[brackets]`` may be
    anything. ``speaker`` may be a part of a name: whoever has it counts. What somebody unknown said, someone else did.
    Raises ValueError, naming the remedy, for a quotation without words.
    """
    pieces = [piece for piece in map(words, _GAP.split(quote)) if piece]
    if not pieces:
        raise ValueError("there are no words in the quotation: give it as it was printed")
    theirs = ANY
    if speaker is not None:
        found = find_people(index, speaker)
        people = found.people or found.within
        theirs = replace(ANY, people=tuple(row["person_id"] for row in people) or ("",))
    if rows := _verbatim(index, pieces, theirs):
        return Verdict("verbatim", rows)
    if theirs is not ANY and (rows := _verbatim(index, pieces, ANY)):
        return Verdict("said by someone else", rows)
    for filters in [theirs] if theirs is ANY else [theirs, ANY]:
        if altered := _altered(index, quote, pieces, filters):
            rows, differs = altered
            return Verdict("altered" if filters is theirs else "said by someone else", rows, differs)
    return Verdict("not in the archive", articles=_articles(index, pieces))


def _verbatim(index: sqlite3.Connection, pieces: Sequence[list[str]], filters: Filters) -> list[sqlite3.Row]:
    rows = search(index, "said", " AND ".join(map(quoted, pieces)), filters, MOST)
    return _earliest([row for row in rows if _in_order(pieces, words(row["text"]))])


def _in_order(pieces: Sequence[list[str]], text: list[str]) -> bool:
    """Tell whether all pieces stand in a text one after another."""
    whole, at = f" {' '.join(text)} ", 0
    for piece in pieces:
        at = whole.find(f" {' '.join(piece)} ", at)
        if at < 0:
            return False
        at += len(" ".join(piece)) + 1
    return True


def _altered(
    index: sqlite3.Connection, quote: str, pieces: Sequence[list[str]], filters: Filters
) -> tuple[list[sqlite3.Row], list[Piece]] | None:
    """Give the statements nearest to a quotation, and how it differs from the first of them."""
    gaps = set(accumulate(map(len, pieces[:-1])))
    found = near(index, _GAP.sub(" ", quote), filters, ALIKE, gaps)
    if not found:
        return None
    best = {one.statement["id"]: one for one in found if one.alike > found[0].alike - 0.01}
    rows = _earliest([one.statement for one in best.values()])
    return rows, best[rows[0]["id"]].differs


def _articles(index: sqlite3.Connection, pieces: Sequence[list[str]]) -> list[sqlite3.Row]:
    return index.execute(
        "SELECT a.doc_id, a.day, a.outlet, a.title, a.url FROM read JOIN articles a ON a.rowid = read.rowid"
        " WHERE read MATCH ? ORDER BY a.day IS NULL, a.day, a.doc_id LIMIT 5",
        [" AND ".join(map(quoted, pieces))],
    ).fetchall()


def _earliest(rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
    return sorted(rows, key=lambda row: (row["day"] or "9999", row["doc_id"], row["start"]))
