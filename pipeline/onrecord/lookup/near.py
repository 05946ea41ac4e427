"""What is nearly a phrase: statements that share its rare words, laid beside it word by word."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.lookup.folding import Piece, difference, shown, words
from onrecord.lookup.reading import Filters
from onrecord.lookup.searching import counted, quoted, rare, search, weights

LOOKED_AT = 400  # statements that share words with a phrase
LAID_BESIDE = 30  # of them, those that share most
INSERTED = 0.5  # what a word costs that only the statement has, beside a middling word of the phrase


@dataclass(frozen=True, slots=True)
class Near:
    """A statement near a phrase: how much of the phrase is in it, 0 to 1, and the difference, the phrase first."""

    statement: sqlite3.Row
    alike: float
    differs: list[Piece]


def near(
    index: sqlite3.Connection, phrase: str, filters: Filters, least: float, gaps: Collection[int] = ()
) -> list[Near]:
    """Give statements near a phrase, the nearest first: those alike by ``least`` or more.

    Words count by how rare they are. ``gaps`` are the numbers of words of the phrase after which anything may stand.
    """
    keys = words(phrase)
    counts = counted(index, keys)
    weight = weights(index, counts)
    some = _candidates(index, keys, counts, filters)
    texts = [(row, shown(row["text"])) for row in some]
    texts.sort(key=lambda one: -sum(weight[key] for key in {key for key, _ in one[1]} & weight.keys()))
    found = []
    for row, text in texts[:LAID_BESIDE]:
        cost, start, end = lay(keys, [key for key, _ in text], weight, gaps)
        alike = 1 - cost / sum(weight[key] for key in keys)
        if alike >= least:
            found.append(Near(row, alike, difference(phrase, " ".join(word for _, word in text[start:end]))))
    return sorted(found, key=lambda one: -one.alike)


def _candidates(
    index: sqlite3.Connection, keys: Sequence[str], counts: Mapping[str, int], filters: Filters
) -> list[sqlite3.Row]:
    """Give statements that share rare words with a phrase, or where all are common, pairs of them."""
    some = [quoted([key]) for key in rare(counts)]
    pairs = [quoted(pair) for pair in pairwise(keys)]
    return search(index, "said", " OR ".join(some or pairs or [quoted(keys)]), filters, LOOKED_AT)


def lay(
    keys: Sequence[str], text: Sequence[str], weight: Mapping[str, float], gaps: Collection[int] = ()
) -> tuple[float, int, int]:
    """Lay a phrase beside the stretch of a text that it fits best; give the cost, and where that starts and ends.

    Sellers' alignment (The theory and computation of evolutionary distances, 1980), by words: one of the phrase that
    is missing or another costs its weight, one that only the text has costs half a middling weight, and nothing in a
    gap.

    >>> lay(["is", "not", "safe"], ["it", "is", "safe", "now"], {"is": 1, "not": 2, "safe": 3})
    (2, 1, 3)
    """
    middling = INSERTED * sum(weight[key] for key in keys) / len(keys)
    costs: list[float] = [0] * (len(text) + 1)
    starts = list(range(len(text) + 1))
    for number, key in enumerate(keys, 1):
        before, from_ = costs, starts
        inserted = 0 if number in gaps else middling
        costs, starts = [before[0] + weight[key]], [0]
        for at, other in enumerate(text, 1):
            missing = before[at] + weight[key]
            beside = before[at - 1] + (0 if key == other else weight[key])
            put_in = costs[-1] + inserted if number < len(keys) else missing
            best = min(beside, missing, put_in)
            costs.append(best)
            starts.append(from_[at - 1] if best == beside else from_[at] if best == missing else starts[-1])
    end = min(range(len(text) + 1), key=lambda at: (costs[at], at))
    return costs[end], starts[end], end
