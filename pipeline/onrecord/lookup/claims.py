"""Claims in an index: put in from claims.jsonl, and looked up, those most worth checking first."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from onrecord.knowledge import CLAIMS, written
from onrecord.lookup.owners import into
from onrecord.lookup.reading import TIDY, Filters
from onrecord.lookup.repeating import Told, groups
from onrecord.records import ClaimType

TABLES = (Path(__file__).parent / "claims.sql").read_text(encoding="utf-8")
COUNTED = 10_000  # claims that are counted by type at most
OTHERS = 20  # other places of a claim that are shown
_KEYS = ("checkworthy", "reasons", "type", "quantities", "dates", "negated", "hedged", "conditional", "claim_id")


def put_claims(connection: sqlite3.Connection, out: Path) -> None:
    """Write the claims of a folder anew, with the groups of those that are the same; none where there are none."""
    connection.execute("DELETE FROM claims")
    if not (out / CLAIMS).is_file():
        return
    put = into(connection, "claims")
    told = []
    for line, row in written(out / CLAIMS):
        numbers = tuple(
            sorted({(one["value"], one["low"], one["high"], one["unit"]) for one in row["quantities"]}, key=repr)
        )
        told.append(Told(row["claim_id"], row["doc_id"], row["text"], row["negated"], numbers))
        put([{**row, "numbers": len(row["quantities"]), "record": line}])
    same = ((group, claim) for claim, group in groups(told).items())
    connection.executemany("UPDATE claims SET group_id = ? WHERE claim_id = ?", same)


def check_types(types: Sequence[str]) -> None:
    """Raise ValueError, saying what can be asked, for a type that is none.

    >>> check_types(["rumour"])
    Traceback (most recent call last):
    ValueError: type cannot be 'rumour': choose from quantity, comparison, cause, rule, event, prediction, promise, ...
    """
    known = get_args(ClaimType)
    for kind in types:
        if kind not in known:
            raise ValueError(f"type cannot be {kind!r}: choose from {', '.join(known)}")


def claims_of(
    index: sqlite3.Connection, filters: Filters, types: Sequence[str] = (), limit: int = 20, offset: int = 0
) -> list[sqlite3.Row]:
    """Give the claims of the statements that pass the filters, those most worth checking first, of some types or all.

    Each row has the columns of its statement, and of the claim ``claim``, its words, ``claim_record``, ``type`` and
    ``elsewhere``, the number of other articles with the same claim.
    """
    where, values = _where(filters, types)
    order = "ORDER BY c.checkworthy DESC, c.claim_id"
    best = (  # which ones first: where else a claim was made is asked of those that are shown alone
        f"SELECT c.claim_id FROM claims c JOIN statements s ON s.id = c.statement_id WHERE {where} {order}"  # noqa: S608 - all ours
        " LIMIT ? OFFSET ?"
    )
    return index.execute(
        f"SELECT s.*, a.title, a.url, a.published, c.claim_id, c.text AS claim, c.type AS type, c.checkworthy,"  # noqa: S608 - all ours
        f" c.group_id, c.record AS claim_record, {_ELSEWHERE} AS elsewhere"
        f" FROM claims c JOIN statements s ON s.id = c.statement_id JOIN articles a ON a.doc_id = s.doc_id"
        f" WHERE c.claim_id IN ({best}) {order}",
        [*values, limit, offset],
    ).fetchall()


def made_elsewhere(index: sqlite3.Connection, row: sqlite3.Row) -> list[sqlite3.Row]:
    """Give the same claim in other articles, the oldest first."""
    if row["group_id"] is None:
        return []
    return index.execute(_SAME, (row["group_id"], row["doc_id"], OTHERS)).fetchall()


def types_of(index: sqlite3.Connection, filters: Filters) -> list[tuple[str, int]]:
    """Count the claims of the statements that pass the filters by type, the most frequent first."""
    where, values = _where(filters, ())
    return [
        tuple(row)
        for row in index.execute(
            "SELECT type, COUNT(*) FROM (SELECT c.type AS type FROM claims c JOIN statements s ON s.id = c.statement_id"  # noqa: S608 - all ours
            f" WHERE {where} LIMIT {COUNTED}) GROUP BY 1 ORDER BY 2 DESC, 1",
            values,
        )
    ]


def tidy_claim(row: sqlite3.Row) -> dict[str, Any]:
    """Give of a claim what goes into a table for others: its own columns, then those of its statement."""
    record = json.loads(row["claim_record"])
    statement = {key: row[key] for key in TIDY if key != "text"}
    own = {key: record[key] for key in _KEYS}
    return {"claim": row["claim"], **own, "elsewhere": row["elsewhere"], "statement": row["text"], **statement}


def flat_claim(row: sqlite3.Row) -> dict[str, Any]:
    """Give the same for a table without lists: quantities, dates and reasons in words."""
    told = tidy_claim(row)
    return {
        **told,
        "reasons": "; ".join(f"{one['feature']} ({one['weight']:+})" for one in told["reasons"]),
        "quantities": "; ".join(map(quantity, told["quantities"])),
        "dates": "; ".join(f"{one['from'] or '..'}/{one['to'] or '..'}" for one in told["dates"]),
    }


def quantity(one: dict[str, Any]) -> str:
    """Give a quantity in words.

    >>> told = {"bound": "about", "value": 870, "low": None, "high": None, "unit": None, "of": "cases"}
    >>> quantity(told), quantity({**told, "bound": "between", "value": None, "low": 5, "high": 10, "unit": "%"})
    ('about 870 cases', 'between 5 and 10 % cases')
    """
    value = f"{one['low']:,}" if one["value"] is None else f"{one['value']:,}"
    if one["bound"] == "between":
        value = f"{one['low']:,} and {one['high']:,}"
    bound = "" if one["bound"] == "exact" else one["bound"]
    return " ".join(filter(None, [bound, value, one["unit"], one["of"]]))


def _where(filters: Filters, types: Sequence[str]) -> tuple[str, list[str | float]]:
    where, values = filters.where()
    check_types(types)
    if types:
        where, values = f"c.type IN ({', '.join('?' * len(types))}) AND {where}", [*types, *values]
    return where, values


_ELSEWHERE = """
(SELECT COUNT(DISTINCT o.doc_id) FROM claims o WHERE o.group_id = c.group_id AND o.doc_id <> c.doc_id)
"""
_SAME = """
SELECT s.id, s.doc_id, s."start", s."end", s.speaker, s.outlet, s.day, a.title, c.text AS claim
FROM claims c JOIN statements s ON s.id = c.statement_id JOIN articles a ON a.doc_id = s.doc_id
WHERE c.group_id = ? AND c.doc_id <> ? ORDER BY s.day, s.doc_id LIMIT ?
"""
