"""What each page shows, as functions of an index and of what was asked: no server is needed to call them."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from onrecord.lookup import find_people, said, statements_of, verify
from onrecord.lookup.articles import article, place, whose
from onrecord.lookup.claims import check_types, claims_of, made_elsewhere, types_of
from onrecord.lookup.facets import Facets, facets
from onrecord.lookup.folding import words
from onrecord.lookup.portrait import portrait
from onrecord.lookup.saying import Hit
from onrecord.show import Around, html
from onrecord.web.asked import Asked, Refused, Wrong, asked

EACH = 20  # statements on a page
MOST = 10_000  # statements in an answer that is a table
LIKELY = 8  # people that are offered for the words of a search
FREQUENT = 12  # people on the first page
SAME = 20  # other articles with the same statement

_AT = re.compile("([0-9]{1,12})-([0-9]{1,12})")  # more is no place in a text

Row = sqlite3.Row
Asks = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it is filled with."""

    template: str
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where it is now."""

    address: str


@dataclass(frozen=True, slots=True)
class Table:
    """Statements for a table: JSON or CSV."""

    asked: Asked
    rows: list[Row]


def search(index: sqlite3.Connection, given: Asks) -> Page | Table:
    """The first page: a search box, what it finds, and what to narrow it by; before any search, who is quoted most."""
    wanted = asked(given)
    if wanted.shape != "html":
        return _table(index, wanted)
    by_name = wanted.words and wanted.page == 1 and not wanted.filters.people
    found = find_people(index, wanted.words) if by_name else None
    return Page(
        "search.html",
        {
            **_listed(index, wanted),
            "counts": index.execute(_COUNTS).fetchone(),
            "likely": (found.people or found.within or found.alike)[:LIKELY] if found else [],
            "frequent": [] if wanted.given else index.execute(_FREQUENT, (FREQUENT,)).fetchall(),
        },
    )


def person(index: sqlite3.Connection, given: Asks, person_id: str) -> Page | Table:
    """A person's page: roles over time, when they spoke, beside whom, and their statements, newest first."""
    if (whole := portrait(index, person_id)) is None:
        raise Refused("Nobody here has this id. Ids change where a later article tells a fuller name: search the name.")
    wanted = asked({**given, "person": person_id})
    if wanted.shape != "html":
        return _table(index, wanted)
    return Page(
        "person.html", {**_listed(index, wanted), "whole": whole, "most": max([n for _, n in whole.when] or [1])}
    )


def read(index: sqlite3.Connection, given: Asks, doc_id: str) -> str | Table:
    """An article's page, whole."""
    if (found := article(index, doc_id)) is None:
        raise Refused("There is no article of this id here.")
    wanted = asked(given)
    if wanted.shape != "html":
        return Table(wanted, index.execute(_OF_ARTICLE, (doc_id,)).fetchall())
    people = whose(index, doc_id)

    def of(speaker_id: str | None) -> str | None:
        found_person = people.get(speaker_id or "")
        return person_address(found_person) if found_person else None

    return html(*found, Around(head(), of, lambda one: statement_address(one.id, one.doc_id, one.start, one.end)))


def statement(index: sqlite3.Connection, given: Asks, statement_id: str) -> Moved:
    """Give where a statement stands now: the address of its article and the anchor, for an address that was sent."""
    at = _AT.fullmatch(given.get("at", ""))
    start, end = map(int, at.groups()) if at else (0, 0)
    found = place(index, statement_id, given.get("in", ""), start, end)
    row = index.execute("SELECT doc_id FROM statements WHERE id = ?", (found or "",)).fetchone()
    if row is None:
        raise Refused("This statement is not here any more, and no other stands where it stood.")
    return Moved(f"{article_address(row['doc_id'])}#{found}")


def check(index: sqlite3.Connection, given: Asks) -> Page:
    """Hold a quotation against the archive."""
    quotation, speaker = given.get("quote", "").strip(), given.get("speaker", "").strip()
    told: dict[str, Any] = {"quote": quotation, "speaker": speaker, "verdict": None, "empty": False}
    if words(quotation):
        verdict = verify(index, quotation, speaker or None)
        told.update(verdict=verdict, hits=_shown(index, [_plain(row) for row in verdict.statements[:EACH]]))
    else:
        told["empty"] = bool(quotation)
    return Page("verify.html", told)


def claims(index: sqlite3.Connection, given: Asks) -> Page | Table:
    """What can be checked of what was said, most worth checking first; of a day, a person, a type of claim."""
    wanted = asked(given)
    try:
        check_types(wanted.types)
    except ValueError as error:
        raise Wrong(str(error)) from error
    if wanted.shape != "html":
        return Table(wanted, claims_of(index, wanted.filters, wanted.types, MOST))
    first = EACH * (wanted.page - 1)
    rows = claims_of(index, wanted.filters, wanted.types, EACH + 1, first)
    by_type = [(name, name, count) for name, count in types_of(index, wanted.filters)]
    told = {
        "asked": wanted,
        "facets": Facets(by={"type": by_type, **facets(index, "", wanted.filters).by}),
        "rows": [_claim(index, row) for row in rows[:EACH]],
        "first": first,
        "further": len(rows) > EACH,
        "here": "claims",
        "there": bool(index.execute("SELECT 1 FROM claims LIMIT 1").fetchone()),
    }
    return Page("claims.html", told)


def _claim(index: sqlite3.Connection, row: Row) -> dict[str, Any]:
    """Give a claim with its parts as they stand in its words, and where else it was made."""
    record = json.loads(row["claim_record"])
    (text,) = index.execute("SELECT text FROM articles WHERE doc_id = ?", (row["doc_id"],)).fetchone()
    said = [text[one["start"] : one["end"]] for one in record["dates"]]
    return {"row": row, "record": record, "said": said, "same": made_elsewhere(index, row)}


def head() -> str:
    """Give what stands at the top of an article's page: the way to the other pages."""
    return (files("onrecord") / "web" / "head.html").read_text(encoding="utf-8")


def sure(share: float) -> str:
    """Give a confidence to be read: never more than it is.

    >>> sure(0.997), sure(0.29)
    ('99%', '29%')
    """
    return f"{round(share * 1000) // 10}%"


def article_address(doc_id: str) -> str:
    """Give the address of an article's page.

    >>> article_address("local/council.txt")
    '/article/local%2Fcouncil.txt'
    """
    return f"/article/{quote(doc_id, safe='')}"


def person_address(person_id: str) -> str:
    """Give the address of a person's page."""
    return f"/person/{quote(person_id, safe='')}"


def statement_address(statement_id: str, doc_id: str, start: int, end: int) -> str:
    """Give an address of a statement that still leads there when a later run has given it another id."""
    return f"/statement/{quote(statement_id, safe='')}?{urlencode({'in': doc_id, 'at': f'{start}-{end}'})}"


def _listed(index: sqlite3.Connection, wanted: Asked) -> dict[str, Any]:
    """Give the statements of one page, and all that stands around them."""
    first = EACH * (wanted.page - 1)
    hits = _hits(index, wanted, EACH + 1, first)
    return {
        "asked": wanted,
        "facets": facets(index, wanted.words, wanted.filters) if hits and hits[0].how != "near" else Facets(),
        "how": hits[0].how if hits else None,
        "hits": _shown(index, hits[:EACH]),
        "first": first,
        "further": len(hits) > EACH,
    }


def _hits(index: sqlite3.Connection, wanted: Asked, limit: int, offset: int = 0) -> list[Hit]:
    if wanted.words:
        return said(index, wanted.words, wanted.filters, limit, offset)
    return [_plain(row) for row in statements_of(index, wanted.filters, limit, offset)]


def _plain(row: Row) -> Hit:
    return Hit(row, "all", [(row["text"], False)])


def _table(index: sqlite3.Connection, wanted: Asked) -> Table:
    return Table(wanted, [hit.statement for hit in _hits(index, wanted, MOST)])


def _shown(index: sqlite3.Connection, hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Put statements that are one and the same together, with the other articles that have it."""
    out, seen = [], set()
    for hit in hits:
        cluster = hit.statement["cluster_id"]
        if cluster and cluster in seen:
            continue
        seen.add(cluster)
        same = index.execute(_SAME, (cluster, hit.statement["id"], SAME)).fetchall() if cluster else []
        others = index.execute(_OTHERS, (cluster,)).fetchone()[0] - 1 if cluster else 0
        out.append({"hit": hit, "row": hit.statement, "same": same, "others": others})
    return out


_COUNTS = """
SELECT (SELECT COUNT(*) FROM articles) AS articles, (SELECT COUNT(*) FROM statements) AS statements,
  (SELECT COUNT(*) FROM people) AS people
"""
_FREQUENT = """
SELECT * FROM people WHERE kind IN ('person', 'organisation') ORDER BY statements DESC, name LIMIT ?
"""
_SAME = """
SELECT s.id, s.doc_id, s."start", s."end", s.outlet, s.day, a.title FROM statements s JOIN articles a USING (doc_id)
WHERE s.cluster_id = ? AND s.id <> ? ORDER BY s.day, s.doc_id LIMIT ?
"""
_OTHERS = "SELECT COUNT(*) FROM statements WHERE cluster_id = ?"
_OF_ARTICLE = """
SELECT s.*, a.title, a.url FROM statements s JOIN articles a USING (doc_id) WHERE s.doc_id = ?
ORDER BY s."start", s.number
"""
