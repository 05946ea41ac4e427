"""Matrix products of which each row is the same whatever rows stand beside it, so that a text's parse is its own.

BLAS libraries choose their order of addition by the number of rows, and some by where in the matrix a row or column
stands; two orders differ in the last bit. Over a hundred million decisions some hang on that bit: an article would then
be parsed otherwise in other company. Products in blocks of one size, with columns of zeros at both edges where the
library needs them, take the same path for every row. Whether they do is tried, for each size of matrix, on the library
that is there.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps

ROWS = 240  # in a block: a multiple of what kernels take at once (4, 6, 8, 12, 16), and few enough to fill up

Matrix = NDArray[Any]


class _Way(NamedTuple):
    """One way to multiply: so many columns at once, with so many columns of zeros on either side."""

    columns: int
    margin: int


# The quicker first. The widths are those that OpenBLAS 0.3 takes in one go, on one thread and on several.
WAYS = (_Way(1 << 30, 0), _Way(288, 8), _Way(96, 8))


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc's class has no types
    """thinc's operations on numpy arrays, with products in blocks.

    Where numpy's BLAS has no steady way for a size of matrix, thinc's own is used.

    >>> ops = SteadyOps(use_blis=False)
    >>> left, right = np.ones((300, 2), "f"), np.ones((3, 2), "f")
    >>> ops.gemm(left, right, trans2=True).shape
    (300, 3)
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._thincs = NumpyOps(use_blis=True)
        self._ways: dict[tuple[int, int], _Way | None] = {}

    def gemm(
        self, x: Matrix, y: Matrix, out: Matrix | None = None, trans1: bool = False, trans2: bool = False
    ) -> Matrix:
        """Multiply two matrices, as ``NumpyOps.gemm``; where the first is not transposed, in blocks of its rows."""
        if trans1 or x.ndim != 2 or not len(x) or x.dtype != np.float32 or y.dtype != np.float32:
            whole: Matrix = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return whole
        y = y if trans2 else y.T
        made = np.empty((len(x), len(y)), np.float32) if out is None else out
        way = None if self.use_blis else self._way(y.shape)
        if way is None:
            self._in_blocks(x, y, made)
        elif not way.margin:
            _steadily(x, y, made, 0)
        else:
            for start in range(0, len(y), way.columns):
                part = slice(start, start + way.columns)
                _steadily(x, y[part], made[:, part], way.margin)
        return made

    def _way(self, shape: tuple[int, ...]) -> _Way | None:
        """Give the way for matrices of this shape: the first by which a row comes out the same everywhere."""
        columns, width = shape
        if (columns, width) not in self._ways:
            chance = np.random.default_rng(1)
            rows = np.tile(chance.standard_normal(width, np.float32), (ROWS, 1))
            other = chance.standard_normal((columns, width), np.float32)
            self._ways[columns, width] = next((way for way in WAYS if _is_steady(rows, other, way)), None)
        return self._ways[columns, width]

    def _in_blocks(self, x: Matrix, y: Matrix, made: Matrix) -> None:
        for start in range(0, len(x), ROWS):
            made[start : start + ROWS] = self._thincs.gemm(_block(x, start), y, trans2=True)[: len(x) - start]


def _is_steady(rows: Matrix, other: Matrix, way: _Way) -> bool:
    made = np.empty((len(rows), len(other)), np.float32)
    for start in range(0, len(other), way.columns):
        part = slice(start, start + way.columns)
        _steadily(rows, other[part], made[:, part], way.margin)
    return bool((made == made[0]).all())


def _steadily(x: Matrix, y: Matrix, made: Matrix, margin: int) -> None:
    """Multiply in blocks of rows, with columns of zeros on either side."""
    width = len(y) + 2 * margin
    wide = np.zeros((width + -width % 16 if margin else width, y.shape[1]), np.float32)
    wide[margin : margin + len(y)] = y
    product = np.empty((ROWS, len(wide)), np.float32)
    for start in range(0, len(x), ROWS):
        np.dot(_block(x, start), wide.T, out=product)
        made[start : start + ROWS] = product[: len(x) - start, margin : margin + len(y)]


def _block(x: Matrix, start: int) -> Matrix:
    """Give a block of rows, the last one filled up with zeros."""
    block = x[start : start + ROWS]
    if len(block) == ROWS:
        return block
    filled = np.zeros((ROWS, x.shape[1]), np.float32)
    filled[: len(block)] = block
    return filled
