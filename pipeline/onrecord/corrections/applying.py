"""Verdicts on statements, obeyed: found again by overlap, or by their words where the text has changed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from onrecord.corrections.file import Correction, active
from onrecord.records import Article, Span, Speaker, Statement, short_hash

HUMAN = "human"  # the sieve that such an answer is of
SHARED = 0.5  # of the characters that either has: so much makes it the statement that was judged
SURE = 0.8  # the same where the statement is to be left out; and how alike mended words must be at the same place


class Corrections:
    """The verdicts that count, by article; ``obeyed`` are the ids of those that found their statement so far."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self._of: dict[str, list[Correction]] = {}
        self.obeyed: set[str] = set()
        for one in active(corrections):
            if one.doc_id is not None and one.verdict in ("speaker", "not_statement"):
                self._of.setdefault(one.doc_id, []).append(one)

    def of(self, doc_id: str) -> tuple[str, ...]:
        """Give the ids of the verdicts on the statements of an article."""
        return tuple(one.id for one in self._of.get(doc_id, ()))

    @property
    def lost(self) -> list[Correction]:
        """The verdicts that have found no statement."""
        return [one for some in self._of.values() for one in some if one.id not in self.obeyed]

    def apply(
        self, article: Article, statements: Sequence[Statement], speakers: Sequence[Speaker]
    ) -> tuple[list[Statement], list[Speaker]]:
        """Give the statements and speakers of an article as humans have corrected them.

        Of several verdicts that a statement is like, the closest counts, of those as close the last: what was said of
        a part of it, which is found no more, is nothing said of the whole.
        """
        verdicts = self._of.get(article.id)
        if not verdicts:
            return list(statements), list(speakers)
        chosen: dict[str, Correction] = {}
        closest: dict[str, float] = {}
        for one in reversed(verdicts):
            spans = _place(article.text, one)
            best = max(statements, key=lambda s: _likeness(s.spans, spans), default=None)
            like = _likeness(best.spans, spans) if best is not None else 0.0
            if best is None or like < (SURE if one.verdict == "not_statement" else SHARED):
                continue
            self.obeyed.add(one.id)
            if like > closest.get(best.id, 0.0):
                closest[best.id], chosen[best.id] = like, one
        return _corrected(article, statements, speakers, chosen)


def _place(text: str, one: Correction) -> list[Span]:
    """Give where the judged words stand: at their place, else where the text has them now, else as mended there."""
    if all(text[slice(*span)] == piece for span, piece in zip(one.spans, one.pieces, strict=True)):
        return list(one.spans)
    out: list[Span] = []
    at = 0
    for piece in one.pieces:
        start = text.find(piece, at)
        if start < 0:
            return list(one.spans) if _mended(text, one) else []
        at = start + len(piece)
        out.append((start, at))
    return out


def _mended(text: str, one: Correction) -> bool:
    """Tell whether nearly the same words stand at the place that was judged: a slip was put right there."""
    now = (text[slice(*span)] for span in one.spans)
    pairs = zip(now, one.pieces, strict=True)
    return all(SequenceMatcher(None, here, piece, autojunk=False).ratio() >= SURE for here, piece in pairs)


def _likeness(left: Sequence[Span], right: Sequence[Span]) -> float:
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)
    whole = sum(end - start for start, end in (*left, *right)) - shared
    return shared / whole if whole else 0.0


def _corrected(
    article: Article, statements: Sequence[Statement], speakers: Sequence[Speaker], chosen: dict[str, Correction]
) -> tuple[list[Statement], list[Speaker]]:
    gone = {s.id: s.parent_id for s in statements if (one := chosen.get(s.id)) and one.verdict == "not_statement"}
    known = list(speakers)
    kept = []
    for statement in statements:
        one = chosen.get(statement.id)
        if statement.id in gone:
            continue
        parent = statement.parent_id
        while parent in gone:
            parent = gone[parent]
        told = _said_by(article, one.speaker, known, statements) if one is not None else {}
        kept.append(replace(statement, **{**told, "parent_id": parent}))
    return kept, _with_statements(known, kept)


def _said_by(
    article: Article, name: str | None, speakers: list[Speaker], statements: Sequence[Statement]
) -> dict[str, Any]:
    """Give the fields of a statement that say who spoke; a speaker whom the article has not yet is added to them."""
    nobody: dict[str, Any] = {
        "speaker": None,
        "speaker_spans": (),
        "speaker_id": None,
        "speaker_kind": "unknown",
        "named": False,
        "members": (),
        **dict.fromkeys(("role", "role_span", "organisation", "organisation_span", "organisation_kind")),
        "resolved_by": HUMAN,
        "unresolved": "a human could not tell",
        "speaker_confidence": 1.0,
    }
    if name is None:
        return nobody
    called = [s for s in speakers if name.casefold() in {form.casefold() for form in (s.name, *s.aliases)}]
    same = sorted(called, key=lambda s: s.name.casefold() != name.casefold())  # who has no other name first
    if not same:
        number = short_hash("p", article.id, name, HUMAN)
        same = [
            Speaker(
                speaker_id=number,
                doc_id=article.id,
                name=name,
                kind="person",
                named=True,
                aliases=(),
                roles=(),
                members=(),
                statements=(),
            )
        ]
        speakers.append(same[0])
    one = same[0]
    stands = re.search(rf"(?<!\w){re.escape(one.name)}(?!\w)", article.text)
    other = next((s for s in statements if s.speaker_id == one.speaker_id), None)
    held = ("role", "role_span", "organisation", "organisation_span", "organisation_kind")
    return nobody | {
        "speaker": one.name,
        "speaker_spans": (stands.span(),) if stands else (),
        "speaker_id": one.speaker_id,
        "speaker_kind": one.kind,
        "named": one.named,
        "members": one.members,
        "unresolved": None,
        **({field: getattr(other, field) for field in held} if other else {}),
    }


def _with_statements(speakers: Iterable[Speaker], statements: Sequence[Statement]) -> list[Speaker]:
    """Give the speakers with their statements, without those who have none and are in no joint source."""
    by_speaker: dict[str, list[str]] = {}
    for statement in statements:
        if statement.speaker_id is not None:
            by_speaker.setdefault(statement.speaker_id, []).append(statement.id)
            for member in statement.members:
                by_speaker.setdefault(member, [])
    return [
        replace(one, statements=tuple(by_speaker[one.speaker_id])) for one in speakers if one.speaker_id in by_speaker
    ]
