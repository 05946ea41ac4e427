"""From the statements of an article to its claims: cut apart, typed, with their parts and scores."""

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from spacy.tokens import Doc, Token

from onrecord import modality, resources
from onrecord.claims.features import Subject
from onrecord.claims.intervals import NONE
from onrecord.claims.parts import Parts, parts
from onrecord.claims.score import Weights, score
from onrecord.claims.sheet import Sheet
from onrecord.claims.splitting import Piece, pieces
from onrecord.claims.types import TABLE, Facts, facts, has_word, type_of
from onrecord.records import Claim, Comparison, Named, Quantity, Spans, short_hash, slices

_DAY = len("2024-03-05")
_MONEY = 3  # letters of the code of a currency
Part = TypeVar("Part")


class Said(Protocol):
    """What of a statement its claims are made of: a Statement has it, and so has ``Stated``."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def doc_id(self) -> str: ...  # noqa: D102
    @property
    def published(self) -> str | None: ...  # noqa: D102
    @property
    def spans(self) -> Spans: ...  # noqa: D102


class Stated(NamedTuple):
    """A statement as far as claims need it, which is read much quicker than all of it."""

    id: str
    doc_id: str
    published: str | None
    spans: Spans


@dataclass(frozen=True, slots=True)
class _Clause:
    """One claim before it is written: its words and what is known of them."""

    piece: Piece
    parts: Parts
    facts: Facts
    type: str
    rule: str


def claims(
    doc: Doc,
    statements: Iterable[Said],
    speakers: Mapping[str, str],
    weights: Weights | None,
) -> list[Claim]:
    """Give the claims of the statements of an article, in their order, each statement's with its own parts and score.

    ``doc`` is the parsed article, ``speakers`` has the ids of its speakers by their names in small letters.
    """
    out: list[Claim] = []
    sheet = Sheet(doc)
    last = NONE
    for statement in statements:
        whole = parts(sheet, statement.spans, day_of(statement.published), speakers, last)
        last = whole.last
        found = _clauses(sheet, statement.spans, whole)
        out += [_claim(sheet.text, statement, clause, weights) for clause in found]
    return out


def day_of(published: str | None) -> date | None:
    """Give the day of a date or time of publication, None where it is none.

    >>> day_of("2024-03-05T10:00:00Z")
    datetime.date(2024, 3, 5)
    """
    try:
        return date.fromisoformat((published or "")[:_DAY])
    except ValueError:
        return None


def subject(tokens: Sequence[Token], clauses: Sequence[_Clause]) -> Subject:
    """Give what is scored of some clauses."""
    told: list[str] = []
    for clause in clauses:
        told += _told(clause.parts)
    counts = {
        "claims": len(clauses),
        "quantities": sum(len(clause.parts.quantities) for clause in clauses),
        "names": sum(len(clause.parts.entities) for clause in clauses),
    }
    return Subject(tokens, [(one.facts, one.type, one.rule) for one in clauses], told, counts)


def clauses(doc: Doc, spans: Spans) -> list[_Clause]:
    """Give the claims in the spans of a Doc, as they are before they are written."""
    sheet = Sheet(doc)
    return _clauses(sheet, spans, parts(sheet, spans, None, {}))


def _clauses(sheet: Sheet, spans: Spans, whole: Parts) -> list[_Clause]:
    quantities, dates = _starts(whole.quantities), [one["start"] for one in whole.dates]
    comparisons, entities = _starts(whole.comparisons), _starts(whole.entities)
    out = []
    for piece in pieces(sheet, spans):
        own = Parts(
            _inside(whole.quantities, quantities, piece.spans),
            _inside(whole.dates, dates, piece.spans),
            _inside(whole.comparisons, comparisons, piece.spans),
            _inside(whole.entities, entities, piece.spans),
            whole.last,
        )
        out.append(_clause(sheet.text, piece, own))
    return out


def _starts(found: Sequence[Quantity] | Sequence[Comparison] | Sequence[Named]) -> list[int]:
    return [one.start for one in found]


def _clause(text: str, piece: Piece, own: Parts) -> _Clause:
    words = {token.lower_ for token in piece.tokens}
    found = facts(piece.verb, piece.tokens, words, _has(piece, own))
    return _Clause(piece, own, found, *type_of(found, slices(text, piece.spans)))


def _inside(found: Sequence[Part], starts: Sequence[int], spans: Spans) -> list[Part]:
    """Give those that begin inside the spans, by their sorted starts."""
    out: list[Part] = []
    for start, end in spans:
        out += found[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)]
    return out


def _has(piece: Piece, own: Parts) -> list[str]:
    """Name what the rules of types ask a claim for."""
    out = {"name": bool(own.entities), "date": bool(own.dates), "quantity": False}
    for one in own.quantities:
        unit = one.unit or ""
        if unit == "ordinal":
            out["ordinal"] = True
        elif unit == "times" and one.value and one.bound == "exact" and not one.of:
            out["multiple"] = True
        else:
            out["quantity"] = True
            out["percent"] = out.get("percent", False) or unit.startswith(("%", "percentage"))
            out["money"] = out.get("money", False) or (unit[:_MONEY].isupper() and len(unit[:_MONEY]) == _MONEY)
    for compared in own.comparisons:
        kind = {"up": "trend", "down": "trend", "most": "superlative", "least": "superlative"}
        out[kind.get(compared.direction, "comparison")] = True
    out["question"] = bool(piece.tokens) and piece.tokens[-1].text == "?"
    verb = piece.verb
    out["adjective"] = verb is not None and any(child.dep_ == "acomp" for child in verb.children)
    return [name for name, there in out.items() if there]


def _told(own: Parts) -> list[str]:
    """Name the parts of a claim as features."""
    out = []
    for one in own.quantities:
        unit = one.unit or "count"
        out += [f"unit {unit}", f"bound {one.bound}", f"unit {unit}, bound {one.bound}"]
        if one.of:
            noun = one.of.split()[-1].lower()
            out += [f"of {noun}", f"unit {unit} of {noun}"]
    out += ["date"] * bool(own.dates)
    out += [f"compares {one.direction}" for one in own.comparisons]
    return out + [f"names {one.kind}" for one in own.entities]


def _claim(text: str, statement: Said, clause: _Clause, weights: Weights | None) -> Claim:
    spans = clause.piece.spans
    words = slices(text, spans)
    lower = " ".join(words.lower().split())
    worth, reasons = score(subject(clause.piece.tokens, [clause]), weights) if weights else (None, ())
    return Claim(
        claim_id=short_hash("c", statement.id, spans),
        statement_id=statement.id,
        doc_id=statement.doc_id,
        spans=spans,
        text=words,
        type=clause.type,  # type: ignore[arg-type]  # the rules' own, held against the types when they are read
        type_rule=clause.rule,
        checkworthy=worth,
        reasons=reasons,
        quantities=tuple(clause.parts.quantities),
        dates=tuple(clause.parts.dates),
        comparisons=tuple(clause.parts.comparisons),
        entities=tuple(clause.parts.entities),
        negated=_negated(clause.piece.verb),
        hedged=has_word("hedge", clause.facts["word"], lower),
        conditional=has_word("conditional", clause.facts["word"], lower),
    )


def _negated(verb: Token | None) -> bool:
    """Tell whether what a claim says is denied: it did not, nobody did, there is no."""
    if verb is None:
        return False
    none = resources.table(TABLE)["lists"]["none"]
    objects = [child for child in verb.children if child.dep_ in ("attr", "dobj", "acomp")]
    return modality.negated(verb) or any(one.lower_ in none for child in objects for one in (child, *child.lefts))
