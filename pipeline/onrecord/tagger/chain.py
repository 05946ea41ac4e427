"""A linear chain over labels: scores of tokens from weights, the likeliest labels, and how likely each label is.

All sequences of an article go side by side, the longest first, one step of time after another.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.tagger.sheet import Sheet
from onrecord.tagger.templates import Buckets
from onrecord.tagger.weights import Weights

OUT, SOURCE, CUE, CONTENT = 0, 1, 3, 5  # the label of the first token of each; that of the others is one more
LABELS = 7
LONGEST = 250  # tokens in a sequence: a longer paragraph is cut, after a sentence where there is one

Scores = NDArray[np.float32]
Labels = NDArray[np.int8]
Range = tuple[int, int]


def ranges(sheet: Sheet) -> list[Range]:
    """Give the sequences of tokens that are read as one: paragraphs, long ones in pieces.

    >>> from onrecord.tagger.columns import read_columns
    >>> import spacy
    >>> ranges(read_columns(spacy.blank("en")("One two.\\n\\nThree."), []))
    [(0, 3), (4, 6)]
    """
    out: list[Range] = []
    for start, end in sheet.blocks.tolist():
        while end - start > LONGEST:
            turns = np.flatnonzero(np.diff(sheet.sentence[start : start + LONGEST]))
            cut = int(turns[-1]) + 1 if len(turns) and turns[-1] > LONGEST // 3 else LONGEST
            out.append((start, start + cut))
            start += cut
        if start < end:
            out.append((start, end))
    return out


def score(weights: Weights, found: Buckets) -> Scores:
    """Add up the weights of each row's combinations: an array (rows, labels)."""
    rows = weights.rows[found]
    out = np.zeros((found.shape[1], LABELS + 1), np.float32)  # eight are quicker to fetch than seven
    for row in rows:
        out += weights.values.take(row, axis=0)
    return out[:, :LABELS]


def marginals(scores: Scores, moves: Scores, sequences: Sequence[Range]) -> Scores:
    """Give the probability of each label at each row; rows in no sequence are sure to be outside.

    >>> even = marginals(np.zeros((2, 7), np.float32), np.zeros((7, 7), np.float32), [(0, 2)])
    >>> bool(np.allclose(even, 1 / 7))
    True
    """
    out = np.zeros_like(scores)
    out[:, OUT] = 1
    if not sequences:
        return out
    rows, bounds, active = _side_by_side(sequences)
    at = [slice(a, b) for a, b in pairwise(bounds)]
    value = scores[rows]
    value = np.exp(value - value.max(1, keepdims=True))
    step = np.exp(moves)
    ahead = np.empty_like(value)
    now = value[at[0]] / value[at[0]].sum(1, keepdims=True)
    ahead[at[0]] = now
    for here, count in zip(at[1:], active[1:], strict=True):
        now = (now[:count] @ step) * value[here]
        now /= now.sum(1, keepdims=True)
        ahead[here] = now
    back = np.ones((active[0], scores.shape[1]), scores.dtype)
    against = np.ascontiguousarray(step.T)
    for here, count in zip(at[:0:-1], active[:0:-1], strict=True):
        ahead[here] *= back[:count]
        now = (value[here] * back[:count]) @ against
        back[:count] = now / now.sum(1, keepdims=True)
    ahead[at[0]] *= back
    out[rows] = ahead / ahead.sum(1, keepdims=True)
    return out


def best(scores: Scores, moves: Scores, sequences: Sequence[Range]) -> Labels:
    """Give the likeliest labels of each sequence taken as a whole; rows in no sequence are outside.

    >>> best(np.eye(7, dtype=np.float32)[[1, 2, 0]], np.zeros((7, 7), np.float32), [(0, 3)]).tolist()
    [1, 2, 0]
    """
    out = np.zeros(len(scores), np.int8)
    if not sequences:
        return out
    rows, bounds, active = _side_by_side(sequences)
    value = scores[rows]
    origin = np.empty(value.shape, np.int8)
    found = np.empty(len(rows), np.int8)
    into = np.ascontiguousarray(moves.T)[None]
    total = value[: bounds[1]].copy()
    for t in range(1, len(active)):
        here = slice(bounds[t], bounds[t + 1])
        ways = total[: active[t], None, :] + into
        origin[here] = ways.argmax(2)
        total[: active[t]] = ways.max(2) + value[here]
    label = total.argmax(1).astype(np.int8)
    for t in range(len(active) - 1, -1, -1):
        found[bounds[t] : bounds[t + 1]] = label[: active[t]]
        if t:
            label[: active[t]] = origin[np.arange(bounds[t], bounds[t + 1]), label[: active[t]]]
    out[rows] = found
    return out


def spans_of(labels: Labels, kind: int, breaks: Sequence[int] = ()) -> list[Range]:
    """Give the stretches [start, end) of rows that are labelled as a kind: SOURCE, CUE or CONTENT.

    None goes on over one of the rows ``breaks``, where another sequence begins.

    >>> spans_of(np.array([1, 2, 0, 1, 1], np.int8), SOURCE)
    [(0, 2), (3, 4), (4, 5)]
    """
    goes_on = labels == kind + 1
    inside = (labels == kind) | goes_on
    begins = inside.copy()
    begins[1:] &= ~(goes_on[1:] & inside[:-1])
    first = list(breaks)
    begins[first] = inside[first]
    ends = inside.copy()
    ends[:-1] &= ~inside[1:] | begins[1:]
    starts, stops = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def _side_by_side(sequences: Sequence[Range]) -> tuple[NDArray[np.int64], list[int], list[int]]:
    """Give the rows in order of time, where each moment begins among them, and how many sequences go on at it."""
    lengths = np.array([end - start for start, end in sequences])
    order = np.argsort(-lengths, kind="stable")
    starts = np.array([start for start, _ in sequences])[order]
    active = np.searchsorted(-lengths[order], -np.arange(lengths.max()), "left")
    rows = np.concatenate([starts[:count] + t for t, count in enumerate(active.tolist())])
    return rows, [0, *np.cumsum(active).tolist()], active.tolist()
