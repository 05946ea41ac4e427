"""Runs saved to compare with: statements written and read back, and what was gained and lost since, one by one."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.evaluate.matching import Comparison
from onrecord.evaluate.outcomes import FACETS, Outcome, extras, outcomes
from onrecord.gold import GoldArticle, GoldStatement
from onrecord.records import Spans, Statement, from_json, slices, to_json

SHOWN = 100  # characters of a statement that are shown of it
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Change:
    """An answer, or a statement that answers nothing, of which another run thought otherwise.

    ``words`` are the first of its content, which begins at ``start``; ``what`` tells facet by facet what changed, as
    ``source: she → Ann Lee``.
    """

    doc_id: str
    start: int
    words: str
    gain: bool
    what: tuple[str, ...]


def lines(statements: Iterable[Statement]) -> bytes:
    """Give the statements of a run as they stand in a knowledge file, one JSON object a line.

    >>> lines([])
    b''
    """
    return "".join(json.dumps(to_json(one)) + "\n" for one in statements).encode()


def read_saved(path: Path, articles: Mapping[str, GoldArticle]) -> dict[str, list[Statement]]:
    """Read the statements of a saved run, or of a knowledge file, by article.

    Raises ValueError, naming the line, for what is no statement and for one that its article does not bear out.
    """
    out: dict[str, list[Statement]] = {}
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot read {path} ({error}): make it with --save {path}") from error
    for number, line in enumerate(content.rstrip("\n").split("\n") if content else (), 1):
        try:
            statement = from_json(Statement, json.loads(line))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}, line {number} is no statement ({error}): make it anew with --save") from error
        article = articles.get(statement.doc_id)
        if article is None or slices(article.text, statement.spans) != statement.text:
            why = "is of no article here" if article is None else "does not stand so in its article"
            raise ValueError(
                f"{path}, line {number}: {statement.id} of {statement.doc_id} {why}: save a run of these anew"
            )
        out.setdefault(statement.doc_id, []).append(statement)
    return out


def changes(now: Comparison, before: Comparison) -> Iterator[Change]:
    """Yield what an article gained and lost since another run, answers first, then statements that answer nothing.

    An answer whose statement got better in one facet and worse in another is both, a gain and a loss.
    """
    for new, old in zip(outcomes(now), outcomes(before), strict=True):
        both = [facet for facet in FACETS if facet in new.right and facet in old.right]
        for gain in (True, False):
            differ = [facet for facet in both if new.right[facet] is gain and old.right[facet] is not gain]
            if differ:
                what = tuple(_told(facet, new, old, now.article.text) for facet in differ)
                yield _change(now, new.gold.content, what, gain=gain)
    ours, theirs = ({s.spans: s for s in extras(side)} for side in (now, before))
    for spans in sorted(theirs.keys() - ours.keys()):
        yield _change(now, spans, ("no longer extra",), gain=True)
    for spans in sorted(ours.keys() - theirs.keys()):
        yield _change(now, spans, (f"extra, by {rules(ours[spans])}",), gain=False)


def facet_words(facet: str, of: GoldStatement | Statement | None, text: str) -> str:
    """Give what an answer or a statement says in a facet (``source``, ``speaker`` ...), if anything."""
    if of is None:
        return ""
    if facet == "source":
        said = slices(text, of.source if isinstance(of, GoldStatement) else of.mention_spans)
    else:
        said = getattr(of, facet)
    return first_words(said or "")


def first_words(text: str) -> str:
    """Give the beginning of a text in one line.

    >>> first_words("Yes.\\nNo.")
    'Yes. No.'
    """
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


def rules(statement: Statement) -> str:
    """Give the names of what found a statement."""
    return " + ".join(statement.found_by)


def compared(now: Sequence[Comparison], before: Sequence[Comparison]) -> tuple[Change, ...]:
    """Give the changes of all articles, in their order."""
    return tuple(change for new, old in zip(now, before, strict=True) for change in changes(new, old))


def _change(comparison: Comparison, spans: Spans, what: tuple[str, ...], *, gain: bool) -> Change:
    words = first_words(slices(comparison.article.text, spans))
    return Change(comparison.article.id, spans[0][0], words, gain, what)


def _told(facet: str, new: Outcome, old: Outcome, text: str) -> str:
    if facet == "found":
        return f"found, by {rules(new.statement)}" if new.statement else f"missed, was found by {_found_by(old)}"
    if facet == "whole":
        return f"content: {old.extent} → {new.extent}"
    before, after = (facet_words(facet, side.statement, text) or NOTHING for side in (old, new))
    return f"{facet}: {before} → {after}"


def _found_by(outcome: Outcome) -> str:
    return rules(outcome.statement) if outcome.statement else NOTHING
