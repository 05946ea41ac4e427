"""Two readings of an article: labels on its tokens; then, from each possible cue, its own source and content."""

from dataclasses import dataclass

import numpy as np

from onrecord.drafts import Draft
from onrecord.tagger.chain import (
    CONTENT,
    CUE,
    LABELS,
    OUT,
    SOURCE,
    Labels,
    Range,
    Scores,
    best,
    marginals,
    ranges,
    score,
    spans_of,
)
from onrecord.tagger.pairs import Cue, View, find_cues, look
from onrecord.tagger.sheet import Facts, Places, Sheet
from onrecord.tagger.templates import PAIRS, TOKENS, pieces
from onrecord.tagger.weights import Weights

_SURELY_NOT = np.float32(50)
_AT_ONCE = 500  # cues, so that memory does not grow with an article


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first reading gives: the likeliest labels, and each label's probability at each token."""

    labels: Labels
    chances: Scores


@dataclass(frozen=True, slots=True)
class Link:
    """A possible cue with what the second reading gives it, in tokens, and by how much that beats "no cue at all"."""

    cue: Cue
    cue_tokens: list[Range]
    source: list[Range]
    content: list[Range]
    margin: float


def read(sheet: Sheet, scores: Scores, moves: Scores) -> Reading:
    """Label the tokens of an article; ``scores`` are those of READING."""
    sequences = ranges(sheet)
    return Reading(best(scores, moves, sequences), marginals(scores, moves, sequences))


def scored(
    weights: Weights, facts: dict[str, Facts], group: Places, text: str, without: tuple[str, ...] = ()
) -> Scores:
    """Add up the weights of the combinations that ``buckets`` gives of these rows: an array (rows, labels)."""
    out = np.empty((len(group), LABELS), np.float32)
    for rows, found in pieces(facts, group, text, without):
        out[rows] = score(weights, found)
    return out


def see(sheet: Sheet, reading: Reading, drafts: list[Draft]) -> tuple[list[Cue], View | None]:
    """Give the possible cues and the rows of tokens about them; None where there is no cue."""
    cues = find_cues(sheet, reading.labels, reading.chances, drafts)
    return cues, look(sheet, cues, cues, reading.labels, reading.chances, drafts) if cues else None


def link(
    sheet: Sheet, reading: Reading, drafts: list[Draft], weights: Weights, without: tuple[str, ...] = ()
) -> list[Link]:
    """Give each possible cue the source and the content that are likeliest if it is one.

    ``without`` names the groups of facts that the weights were learned without.
    """
    cues = find_cues(sheet, reading.labels, reading.chances, drafts)
    if not cues:
        return []
    # what does not depend on the cue is added up once a token, not once a cue
    alone = scored(weights, sheet.facts, sheet.paragraph, TOKENS, without)
    out = []
    for start in range(0, len(cues), _AT_ONCE):
        some = cues[start : start + _AT_ONCE]
        view = look(sheet, some, cues, reading.labels, reading.chances, drafts)
        scores = scored(weights, view.facts, view.cue, PAIRS, without)
        scores += alone[view.token]
        out += _links(some, view, scores, weights.moves)
    return out


def _links(cues: list[Cue], view: View, scores: Scores, moves: Scores) -> list[Link]:
    outside = scores[:, OUT].copy()
    for cue, (start, _) in zip(cues, view.ranges, strict=True):
        at = start - int(view.token[start])
        rows = scores[at + cue.start : at + cue.end]
        rows[:, :CUE] -= _SURELY_NOT
        rows[:, CUE + 2 :] -= _SURELY_NOT
    labels = best(scores, moves, view.ranges)
    starts = [start for start, _ in view.ranges]
    gained = scores[np.arange(len(labels)), labels] - outside
    moved = moves[labels[:-1], labels[1:]] - moves[OUT, OUT]
    moved[np.array(starts[1:], np.int64) - 1] = 0
    gained[1:] += moved
    margins = np.add.reduceat(gained, starts).tolist()
    kinds = {kind: _by_cue(view, spans_of(labels, kind, starts), len(cues)) for kind in (CUE, SOURCE, CONTENT)}
    return [Link(cue, kinds[CUE][i], kinds[SOURCE][i], kinds[CONTENT][i], margins[i]) for i, cue in enumerate(cues)]


def _by_cue(view: View, spans: list[Range], cues: int) -> list[list[Range]]:
    """Part stretches of rows by cue, as stretches of tokens."""
    out: list[list[Range]] = [[] for _ in range(cues)]
    for start, end in spans:
        first = int(view.token[start])
        out[int(view.cue[start])].append((first, first + end - start))
    return out
