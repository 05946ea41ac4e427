"""Learns the weights of a chain: stochastic gradients of its likelihood, with combinations left out at random.

Only numpy, one core, the same bytes each time: AdaGrad over batches of sequences of like length, weights averaged over
the later rounds. Leaving out half of the combinations at each token keeps the model from leaning on rare ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.tagger.chain import LABELS, Labels, Range
from onrecord.tagger.templates import BITS, Buckets
from onrecord.tagger.weights import Weights, make

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """The rows of an article: their buckets (combinations, rows), their right labels, their sequences."""

    found: Buckets
    labels: Labels
    ranges: list[Range]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a chain is learned."""

    rounds: int = 7
    rate: float = 0.03
    left_out: float = 0.5
    decay: float = 0.4
    seldom: int = 5  # combinations seen less often get no weight
    batch: int = 2000  # rows
    averaged: float = 0.4  # the share of rounds after which averaging begins
    seed: int = 1


@dataclass(slots=True)
class _Batch:
    """Rows by moment and sequence, whether there is one, the weights used, and each combination's place in these."""

    rows: NDArray[np.int64]
    there: NDArray[np.bool_]
    keys: NDArray[np.int64] | None = None
    places: NDArray[np.int32] | None = None


def learn(examples: Sequence[Example], settings: Settings, tell: Callable[[str], None] = lambda _: None) -> Weights:
    """Learn weights from examples; ``tell`` gets a line a round.

    >>> labels = np.array([1, 0], np.int8)
    >>> example = Example(np.array([[3, 4]], np.uint32), labels, [(0, 2)])
    >>> len(learn([example] * 9, Settings(rounds=1)).keys)
    2
    """
    seen = np.zeros(1 << BITS, np.int64)
    for example in examples:
        seen += np.bincount(example.found.ravel(), minlength=1 << BITS)
    keys = np.flatnonzero(seen >= settings.seldom)
    number = np.zeros(1 << BITS, np.int32)
    number[keys] = np.arange(1, len(keys) + 1)
    table = np.concatenate([number[example.found].T for example in examples])
    right = np.concatenate([example.labels for example in examples])
    batches = _batches(examples, settings.batch)
    rng = np.random.default_rng(settings.seed)
    state = _State(len(keys) + 1, settings)
    total, moves, count = np.zeros_like(state.values), np.zeros_like(state.moves), 0
    for turn in range(settings.rounds):
        loss = sum(state.step(table, right, batches[i], rng) for i in rng.permutation(len(batches)).tolist())
        tell(f"round {turn + 1} of {settings.rounds}: loss {loss / len(right):.4f}")
        if turn >= settings.rounds * settings.averaged or turn + 1 == settings.rounds:
            total, moves, count = total + state.values, moves + state.moves, count + 1
    return make(keys, total[1:, :LABELS] / count, moves / count)


def _batches(examples: Sequence[Example], size: int) -> list[_Batch]:
    """Put sequences of like length together, about so many rows in a batch."""
    shifts = np.cumsum([0, *(len(example.labels) for example in examples)]).tolist()
    every = [
        (a + shift, b + shift) for example, shift in zip(examples, shifts, strict=False) for a, b in example.ranges
    ]
    out: list[_Batch] = []
    group: list[Range] = []
    for start, end in sorted(every, key=lambda pair: (pair[1] - pair[0], pair[0])):
        group.append((start, end))
        if (end - start) * len(group) >= size:
            out.append(_batch(group))
            group = []
    return [*out, _batch(group)] if group else out


def _batch(group: list[Range]) -> _Batch:
    longest = max(b - a for a, b in group)
    rows = np.zeros((longest, len(group)), np.int64)
    there = np.zeros((longest, len(group)), bool)
    for i, (a, b) in enumerate(group):
        rows[: b - a, i], there[: b - a, i] = np.arange(a, b), True
    return _Batch(rows, there)


class _State:
    """Weights in the making, with AdaGrad's sums of squares."""

    def __init__(self, size: int, settings: Settings) -> None:
        self.settings = settings
        self.values = np.zeros((size, LABELS + 1), np.float32)  # eight are quicker to fetch than seven
        self.squares = np.full((size, LABELS), 1e-2, np.float32)
        self.moves, self.move_squares = (
            np.zeros((LABELS, LABELS), np.float32),
            np.full((LABELS, LABELS), 1e-2, np.float32),
        )

    def step(self, table: NDArray[np.int32], right: Labels, batch: _Batch, rng: np.random.Generator) -> float:
        """Go one step down the slope of a batch, and give its loss."""
        found = table[batch.rows[batch.there]]
        keep = np.float32(1 - self.settings.left_out)
        mask = rng.random(found.shape, dtype=np.float32) < keep
        scores = np.zeros((len(found), LABELS + 1), np.float32)
        for column in np.ascontiguousarray((found * mask).T):  # row 0 is zero
            scores += self.values.take(column, axis=0)
        loss, slopes, move_slopes = _slopes(scores[:, :LABELS] / keep, self.moves, right[batch.rows], batch.there)
        if batch.keys is None or batch.places is None:
            batch.keys, places = np.unique(found, return_inverse=True)
            batch.places = places.ravel().astype(np.int32)
        slopes /= keep
        parts = [
            np.bincount(batch.places, (mask * slopes[:, i : i + 1]).ravel(), len(batch.keys)) for i in range(LABELS)
        ]
        slope = np.stack(parts, 1).astype(np.float32)
        slope[batch.keys == 0] = 0
        squares = self.squares[batch.keys] + slope * slope
        self.squares[batch.keys] = squares
        old = self.values[batch.keys, :LABELS]
        down = slope + np.float32(self.settings.decay) * old
        self.values[batch.keys, :LABELS] = old - np.float32(self.settings.rate) / np.sqrt(squares) * down
        self.move_squares += move_slopes * move_slopes
        self.moves -= np.float32(self.settings.rate) / np.sqrt(self.move_squares) * move_slopes
        return loss


def _slopes(scores: Floats, moves: Floats, right: Labels, there: NDArray[np.bool_]) -> tuple[float, Floats, Floats]:
    """Give the loss of a batch, and the slopes of it by the scores of its rows and by the moves: forward, backward."""
    n, width = there.shape
    padded = np.zeros((n, width, LABELS), np.float32)
    padded[there] = scores
    top = padded.max(2)
    value, step = np.exp(padded - top[:, :, None]), np.exp(moves)
    ahead = np.empty_like(value)
    sums = value[0].sum(1)
    now = value[0] / sums[:, None]
    ahead[0] = now
    loss = np.log(sums) + top[0]
    for t in range(1, n):
        new = (now @ step) * value[t]
        sums = new.sum(1, keepdims=True)
        on = there[t]
        loss = loss + np.where(on, np.log(sums[:, 0]) + top[t], 0)
        now = np.where(on[:, None], new / sums, now)
        ahead[t] = now
    slopes, move_slopes = np.zeros_like(value), np.zeros((LABELS, LABELS), np.float32)
    back = np.ones((width, LABELS), np.float32)
    for t in range(n - 1, -1, -1):
        both = ahead[t] * back
        slopes[t] = both / both.sum(1, keepdims=True)
        if t:
            on = there[t]
            here = value[t] * back
            pair = ahead[t - 1][:, :, None] * step * here[:, None, :]
            move_slopes += (pair / pair.sum((1, 2), keepdims=True))[on].sum(0)
            new = here @ step.T
            back = np.where(on[:, None], new / new.sum(1, keepdims=True), back)
    rows = np.arange(len(scores))
    wanted = right[there]
    out = slopes[there]
    out[rows, wanted] -= 1
    first, second = right[:-1][there[1:]], right[1:][there[1:]]
    np.subtract.at(move_slopes, (first, second), 1)
    gained = float(scores[rows, wanted].sum() + moves[first, second].sum())
    return float(loss.sum()) - gained, out, move_slopes
