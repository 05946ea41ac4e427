"""The trained weights: one file of plain arrays, which can be deleted."""

import functools
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord import resources
from onrecord.tagger.judge import Trees
from onrecord.tagger.templates import BITS

NAME = "weights/tagger.npz"
FORMAT = 2
_LEVELS = 127
_NODES = ("roots", "column", "limit", "left", "right", "value")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one chain: the bucket of each row of ``values``, and the scores of moves from label to label.

    ``rows`` has for each bucket the number of its row; row 0 is that of the buckets never seen, and zero.
    """

    keys: NDArray[np.int64]
    values: NDArray[np.float32]
    moves: NDArray[np.float32]
    rows: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Model:
    """All that was trained: the first reading, the second from each cue, and the judge of what they find."""

    reading: Weights
    pairing: Weights
    judge: Trees


def make(keys: NDArray[Any], values: NDArray[Any], moves: NDArray[Any]) -> Weights:
    """Make weights ready to be used: ``values`` (buckets, labels), without the row of zeros.

    >>> make(np.array([5]), np.ones((1, 7)), np.zeros((7, 7))).rows[[4, 5]].tolist()
    [0, 1]
    """
    rows = np.zeros(1 << BITS, np.int32)
    rows[keys] = np.arange(1, len(keys) + 1)
    padded = np.zeros((len(keys) + 1, values.shape[1] + 1), np.float32)
    padded[1:, :-1] = values
    return Weights(keys.astype(np.int64), padded, moves.astype(np.float32), rows)


@functools.cache
def load() -> Model | None:
    """Read the weights of the data package, or give None where somebody has deleted them.

    >>> load() is load()
    True
    """
    file = resources.path(NAME)
    return decode(file.read_bytes()) if file.is_file() else None


def digest() -> str | None:
    """Give the SHA-256 of the weights in use, or None without any.

    >>> (digest() is None) == (load() is None)
    True
    """
    file = resources.path(NAME)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def save(model: Model, path: Path) -> None:
    """Write weights to a file; the same weights give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(model))


def encode(model: Model) -> bytes:
    """Give weights as bytes: arrays of numbers only, each weight in eight bits, finer near zero.

    >>> two = make(np.array([5, 9]), np.eye(2, 7), np.zeros((7, 7)))
    >>> decode(encode(Model(two, two, {"bias": 0.5}))).judge
    {'bias': 0.5}
    """
    out: dict[str, NDArray[Any]] = {"format": np.array(FORMAT)}
    for name, weights in (("reading", model.reading), ("pairing", model.pairing)):
        values = weights.values[1:, :-1]
        most = float(np.abs(values).max(initial=1e-9))
        levels = np.round(np.sign(values) * np.sqrt(np.abs(values) / most) * _LEVELS)
        out[f"{name}_keys"] = np.diff(weights.keys, prepend=0).astype(np.uint32)
        out[f"{name}_values"] = np.ascontiguousarray(levels.astype(np.int8).T)
        out[f"{name}_most"] = np.array(most, np.float32)
        out[f"{name}_moves"] = weights.moves
    out["judge_names"] = np.array(model.judge.names, np.str_)
    out["judge_start"] = np.array(model.judge.start, np.float64)
    out |= {f"judge_{name}": getattr(model.judge, name) for name in _NODES}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **out)
    return buffer.getvalue()


def decode(data: bytes) -> Model:
    """Read weights from bytes. Raises ValueError, naming the remedy, for those of another version."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        if int(arrays["format"]) != FORMAT:
            raise ValueError(
                f"{NAME} is of another version of onrecord; train again with `onrecord train`, or delete it"
            )
        parts = []
        for name in ("reading", "pairing"):
            levels = arrays[f"{name}_values"].T.astype(np.float32) / np.float32(_LEVELS)
            values = np.sign(levels) * levels**2 * arrays[f"{name}_most"]
            parts.append(make(np.cumsum(arrays[f"{name}_keys"].astype(np.int64)), values, arrays[f"{name}_moves"]))
        nodes = {name: arrays[f"judge_{name}"] for name in _NODES}
        judge = Trees(names=tuple(arrays["judge_names"].tolist()), start=float(arrays["judge_start"]), **nodes)
    return Model(parts[0], parts[1], judge)
