"""What in the words of a statement can be checked: quantities, dates, comparisons, and who and what is spoken of."""

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import Literal

from spacy.tokens import Token

from onrecord import resources
from onrecord.claims.amount import Amount, over
from onrecord.claims.counted import counted
from onrecord.claims.dates import TABLE as DATES
from onrecord.claims.dates import Dated, date_words, dates
from onrecord.claims.intervals import NONE, Interval
from onrecord.claims.quantities import amounts, number_words
from onrecord.claims.sheet import Sheet
from onrecord.claims.types import found, has_word
from onrecord.claims.units import rate_at
from onrecord.records import Comparison, Named, Period, Quantity, Span, Spans

_KINDS: Mapping[str, Literal["person", "organisation", "place", "group"]] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
CHANGES: tuple[Literal["up"], Literal["down"]] = ("up", "down")
_DIGIT = re.compile(r"\d")
_POSSESSIVE = re.compile(r"['’]s?$")
_CLIMB = 5  # words between a date and the verb of its clause at most


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the content of a statement, each in the order of the text, offsets into the article."""

    quantities: list[Quantity]
    dates: list[Period]
    comparisons: list[Comparison]
    entities: list[Named]
    last: Interval  # the last period named, for one that says: the same period


def parts(
    sheet: Sheet, spans: Spans, published: date | None, speakers: Mapping[str, str], before: Interval = NONE
) -> Parts:
    """Give the parts of what fills some spans of an article.

    ``published`` is the day from which dates are reckoned, ``speakers`` the ids of the speakers of the article by their
    names, and ``before`` the last period that the article has named before.
    """
    out = Parts([], [], [], [], before)
    for start, end in spans:
        if words := sheet.words((start, end)):
            out = _added(out, sheet.text, (start, end), words, published)
    out.entities.extend(_entities(sheet, spans, speakers))
    return out


def _added(out: Parts, whole: str, span: Span, words: list[Token], published: date | None) -> Parts:
    """Add the parts of one stretch of text; its words tell what need not be looked for."""
    start, end = span
    text, last = whole[start:end], out.last
    lower = {token.lower_ for token in words}
    digits = bool(_DIGIT.search(text))
    dated, counting = (digits or not lower.isdisjoint(some) for some in (date_words(), number_words()))
    by_offset = {token.idx - start: token for token in words} if dated or counting else {}
    known: list[Dated] = []
    if dated:
        ahead, counts = partial(_ahead, by_offset), partial(_counts, by_offset)
        known = dates(text, lower, published, ahead, counts, last)
        out.dates.extend(_period(one, start) for one in known if one.row != "clock")
        last = next(((one.first, one.last) for one in reversed(known) if one.first or one.last), last)
    if counting:
        taken = [(one.start, one.end) for one in known]
        out.quantities.extend(_quantities(whole, span, by_offset, taken))
    out.comparisons.extend(_comparisons(text, words, lower, start, out.quantities))
    return Parts(out.quantities, out.dates, out.comparisons, out.entities, last)


def _quantities(whole: str, span: Span, words: Mapping[int, Token], taken: list[Span]) -> Iterator[Quantity]:
    """Give the quantities of a stretch of text, each with what it counts."""
    start, end = span
    offsets = list(words)
    told: list[tuple[Amount, Span | None]] = []
    for amount in amounts(whole[start:end], taken, lambda at: words[at].tag_ if at in words else ""):
        low, high = bisect.bisect_left(offsets, amount.start), bisect.bisect_left(offsets, amount.end)
        of = counted(_moved(amount, start), [words[at] for at in offsets[low:high]], span, told)
        told.append((_moved(amount, start), of))
        yield _quantity(whole, amount, of, start)


def _moved(amount: Amount, by: int) -> Amount:
    at = (amount.at[0] + by, amount.at[1] + by)
    return replace(amount, start=amount.start + by, end=amount.end + by, at=at)


def _quantity(text: str, amount: Amount, of: Span | None, by: int) -> Quantity:
    per = rate_at(text, of[1]) if of and amount.kind == "count" and amount.unit is None else None
    return Quantity(
        start=amount.start + by,
        end=amount.end + by,
        value=amount.value,
        low=amount.low,
        high=amount.high,
        bound=amount.bound,
        unit=f"/{per}" if per else amount.unit,
        of=text[of[0] : of[1]] if of else None,
        of_span=of,
    )


def _period(one: Dated, by: int) -> Period:
    return {
        "start": one.start + by,
        "end": one.end + by,
        "from": one.first.isoformat() if one.first else None,
        "to": one.last.isoformat() if one.last else None,
    }


def _ahead(words: Mapping[int, Token], at: int) -> int:
    """Tell whether the clause that a date stands in looks ahead, 1, back, -1, or does not tell, 0."""
    token = next((words[i] for i in range(at, at + 12) if i in words), None)
    if token is None:
        return 0
    ahead = resources.table(DATES)["ahead"]
    for one in chain([token], islice(token.ancestors, _CLIMB)):
        if one.lower_ in ahead["verbs"]:
            return 1
        if one.tag_.startswith("VB"):
            return _looks(one, {child.lower_ for child in one.children if child.dep_ in ("aux", "auxpass")})
    return 0


def _looks(verb: Token, auxiliaries: set[str]) -> int:
    """Tell the same of a verb: will open; opened, has opened; an infinitive of what is past tells nothing."""
    ahead = resources.table(DATES)["ahead"]
    if not auxiliaries.isdisjoint(ahead["past"]) or verb.tag_ == "VBD":
        return -1
    if auxiliaries.isdisjoint(ahead["auxiliaries"]):
        return 0
    return 0 if verb.dep_ in ("xcomp", "advcl") and verb.head.tag_ in ("VBD", "VBN") else 1


def _counts(words: Mapping[int, Token], start: int, end: int) -> bool:
    """Tell whether a number that could be a year counts something: 2000 people, but the 2016 elections."""
    token = words.get(start)
    if token is None:  # a part of a word: pre-2008, but COVID-2019
        at = max((offset for offset in words if offset < start), default=None)
        edges = resources.table(DATES)["edges"]
        return at is None or words[at].lower_[: start - at] not in (*edges["before"], *edges["after"])
    doc = token.doc
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if after is None or after.idx > end + 1:
        return False
    before = doc[token.i - 1] if token.i else None
    held = before is not None and before.tag_ in ("DT", "PRP$", "POS", "IN", "NNP")
    return after.tag_ == "NNS" and not held


def _comparisons(
    text: str, words: list[Token], lower: set[str], by: int, quantities: Sequence[Quantity]
) -> list[Comparison]:
    """Give words of change, and comparatives and superlatives that are no part of a quantity."""
    taken = [(one.start, one.end) for one in quantities]
    out: list[Comparison] = []
    for direction in CHANGES:
        for start, end in found(direction, text) if has_word(direction, lower, text.lower()) else ():
            out.append(Comparison(start=start + by, end=end + by, direction=direction))
    changes = sorted((one.start, one.end) for one in out)
    for token in words:
        if token.tag_ in ("JJR", "RBR", "JJS", "RBS"):
            span = (token.idx, token.idx + len(token))
            inside = over(*span, taken) or over(*span, changes)
            if not inside and not has_word("no_comparison", (token.lower_,), token.lower_):
                out.append(Comparison(start=span[0], end=span[1], direction=_direction(token)))
    return sorted(out, key=lambda one: one.start)


def _direction(token: Token) -> Literal["more", "less", "most", "least"]:
    less = has_word("less", (token.lower_,), token.lower_)
    if token.tag_ in ("JJR", "RBR"):
        return "less" if less else "more"
    return "least" if less else "most"


def _entities(sheet: Sheet, spans: Spans, speakers: Mapping[str, str]) -> list[Named]:
    """Give who and what is named inside the spans."""
    out = []
    for stretch in spans:
        for entity in sheet.names(stretch):
            kind = _KINDS.get(entity.label)
            if kind is None:
                continue
            first, last = entity.start, entity.end
            name = sheet.text[first:last]
            if cut := _POSSESSIVE.search(name):
                last, name = first + cut.start(), name[: cut.start()]
            if name[:1].isalnum() and any(c.isupper() for c in name):
                out.append(Named(start=first, end=last, text=name, kind=kind, speaker_id=_speaker(name, speakers)))
    return out


def _speaker(name: str, speakers: Mapping[str, str]) -> str | None:
    key = " ".join(name.lower().split())
    return speakers.get(key) or speakers.get(key.removeprefix("the "))
