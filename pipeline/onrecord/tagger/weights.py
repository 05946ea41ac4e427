"""The trained weights: one file of plain arrays, which can be deleted."""

import functools
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.tagger.judge import Trees, alike
from onrecord.tagger.templates import BITS
from onrecord.trained import find

FORMAT = 3
REMEDY = "train anew with `onrecord train`, or go by rules alone: --no-tagger, onrecord.load(tagger=False)"
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
    """All that was trained: the first reading, the second from each cue, and the judge of what they find.

    ``without`` names the groups of facts that both readings were trained without, and must be used without.
    """

    reading: Weights
    pairing: Weights
    judge: Trees
    exact: Trees
    without: tuple[str, ...] = ()


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


def load(folder: str | Path | None = None) -> Model | None:
    """Read the weights of a folder, or those of the data package, or give None where somebody has deleted these.

    Raises ValueError, naming the remedy, for a folder without weights and for weights that cannot be used.

    >>> load() is load()
    True
    """
    file = find(folder)
    if file is None:
        return None
    state = file.stat()
    return _read(file.resolve(), state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=4)  # some forty megabytes each
def _read(file: Path, *_state: int) -> Model:
    """Read a file of weights once, as long as it stays as it is."""
    try:
        return decode(file.read_bytes())
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        why = f"no {error} in it" if isinstance(error, KeyError) else error
        raise ValueError(f"{file} cannot be used ({why}): {REMEDY}") from error


def save(model: Model, path: Path) -> None:
    """Write weights to a file; the same weights give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(model))


def encode(model: Model) -> bytes:
    """Give weights as bytes: arrays of numbers only, each weight in eight bits, finer near zero.

    >>> two = make(np.array([5, 9]), np.eye(2, 7), np.zeros((7, 7)))
    >>> one = np.zeros(1, np.int32)
    >>> judge = Trees(("bias",), one, one - 1, np.zeros(1, np.float32), one, one, np.zeros(1, np.float32), 0.0)
    >>> decode(encode(Model(two, two, judge, judge, without=("words",)))).without
    ('words',)
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
    for name, trees in (("judge", model.judge), ("exact", model.exact)):
        out[f"{name}_names"] = np.array(trees.names, np.str_)
        out[f"{name}_start"] = np.array(trees.start, np.float64)
        out |= {f"{name}_{part}": getattr(trees, part) for part in _NODES}
    if model.without:
        out["without"] = np.array(model.without, np.str_)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **out)
    return buffer.getvalue()


def decode(data: bytes) -> Model:
    """Read weights from bytes. Raises ValueError for those of another version, and what numpy raises for no weights."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        if int(arrays["format"]) != FORMAT:
            raise ValueError(f"weights of format {int(arrays['format'])}, where this onrecord reads {FORMAT}")
        parts = []
        for name in ("reading", "pairing"):
            levels = arrays[f"{name}_values"].T.astype(np.float32) / np.float32(_LEVELS)
            values = np.sign(levels) * levels**2 * arrays[f"{name}_most"]
            parts.append(make(np.cumsum(arrays[f"{name}_keys"].astype(np.int64)), values, arrays[f"{name}_moves"]))
        judges = alike([_trees(name, arrays) for name in ("judge", "exact")])
        without = tuple(arrays["without"].tolist()) if "without" in arrays else ()
    return Model(parts[0], parts[1], judges[0], judges[1], without)


def _trees(name: str, arrays: Mapping[str, NDArray[Any]]) -> Trees:
    nodes = {part: arrays[f"{name}_{part}"] for part in _NODES}
    return Trees(names=tuple(arrays[f"{name}_names"].tolist()), start=float(arrays[f"{name}_start"]), **nodes)
