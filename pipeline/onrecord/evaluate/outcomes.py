"""What became of each single answer: found or not, and what of its statement is right. Two runs are compared by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.evaluate.matching import Comparison
from onrecord.evaluate.speakers import accepted, forms, speaker_right
from onrecord.gold import GoldStatement
from onrecord.records import Spans, Statement, slices

FACETS = ("found", "whole", "source", "speaker", "role", "organisation", "act")
FIRST_WORDS = 100  # characters of a statement that are shown of it


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with the statement paired with it, if any, and which of the facets that can be judged are right.

    ``found`` can always be judged, ``whole`` and ``source`` once it is found, the others where the answer says.
    """

    gold: GoldStatement
    statement: Statement | None
    right: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Change:
    """An answer, or a statement that answers nothing, of which a saved run thought otherwise.

    ``words`` are those of the content; ``what`` tells facet by facet what changed, as ``source: she -> Ann Lee``.
    """

    doc_id: str
    start: int
    words: str
    gain: bool
    what: tuple[str, ...]


def outcomes(comparison: Comparison) -> tuple[Outcome, ...]:
    """Judge every answer of an article, in their order."""
    out = []
    for number, gold in enumerate(comparison.gold):
        if (pair := comparison.pairs.get(number)) is None:
            out.append(Outcome(gold, None, {"found": False}))
            continue
        statement = comparison.statements[pair[0]]
        right = {"found": True, "whole": pair[1] == 1, "source": number in comparison.sourced}
        out.append(Outcome(gold, statement, right | _said(gold, statement)))
    return tuple(out)


def extras(comparison: Comparison) -> tuple[Statement, ...]:
    """Give the statements that were paired with no answer, in their order."""
    return tuple(s for number, s in enumerate(comparison.statements) if number not in comparison.partners)


def changes(now: Comparison, before: Comparison) -> Iterator[Change]:
    """Yield what an article gained and lost since another run, answer by answer, then by statements that answer nothing.

    An answer whose statement got better in one facet and worse in another is both, a gain and a loss.
    """
    for new, old in zip(outcomes(now), outcomes(before), strict=True):
        differ = [facet for facet in FACETS if _changed(facet, new, old)]
        for gain in (True, False):
            if what := tuple(_told(facet, new, old, now) for facet in differ if new.right[facet] is gain):
                yield Change(now.article.id, new.gold.content[0][0], _words(now, new.gold.content), gain, what)
    ours, theirs = ({s.spans: s for s in extras(side)} for side in (now, before))
    for gain, here, there in ((True, theirs, ours), (False, ours, theirs)):
        for spans in sorted(here.keys() - there.keys()):
            told = "no more extra" if gain else f"extra, by {' + '.join(here[spans].found_by)}"
            yield Change(now.article.id, spans[0][0], _words(now, spans), gain, (told,))


def first_words(text: str) -> str:
    """Give the beginning of a text in one line.

    >>> first_words("Yes.\\nNo.")
    'Yes. No.'
    """
    line = " ".join(text.split())
    return line if len(line) <= FIRST_WORDS else line[: FIRST_WORDS - 1].rstrip() + "…"


def facet_words(facet: str, of: GoldStatement | Statement | None, text: str) -> str:
    """Give what an answer or a statement says in one facet; a dash where it says nothing."""
    if of is None:
        return "—"
    if isinstance(of, GoldStatement):
        said = {"whole": slices(text, of.content), "source": slices(text, of.source)}.get(facet)
    else:
        said = {"whole": of.text, "source": of.mention, "found": " + ".join(of.found_by)}.get(facet)
    return first_words(said if facet in ("whole", "source", "found") else getattr(of, facet)) if _has(of, facet, said) else "—"


def _has(of: GoldStatement | Statement, facet: str, said: str | None) -> bool:
    return bool(said if facet in ("whole", "source", "found") else getattr(of, facet, None))


def _said(gold: GoldStatement, statement: Statement) -> dict[str, bool]:
    """Judge what only some answers say: who it was, in which role, for whom, and what kind of act it is."""
    out: dict[str, bool] = {}
    if gold.kind is not None:
        out["speaker"] = speaker_right(gold, statement)
        for tie in ("role", "organisation"):
            given, wanted = getattr(statement, tie), getattr(gold, tie) and gold.kind == "person"
            out[tie] = accepted(given, forms(gold, tie)) if given else not wanted
    if gold.act is not None:
        out["act"] = gold.act == statement.act
    return out


def _changed(facet: str, new: Outcome, old: Outcome) -> bool:
    return facet in new.right and facet in old.right and new.right[facet] != old.right[facet]


def _told(facet: str, new: Outcome, old: Outcome, comparison: Comparison) -> str:
    if facet == "found":
        return f"found, by {facet_words(facet, new.statement, '')}" if new.right[facet] else "missed"
    before, after = (facet_words(facet, side.statement, comparison.article.text) for side in (old, new))
    return f"{facet}: {before} -> {after}"


def _words(comparison: Comparison, spans: Spans) -> str:
    return first_words(slices(comparison.article.text, spans))


def by_article(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """Group statements by the article they are of, in their order."""
    out: dict[str, list[Statement]] = {}
    for statement in statements:
        out.setdefault(statement.doc_id, []).append(statement)
    return out
