"""Matrix products of which each row is the same whatever rows stand beside it, so that a text's parse is its own.

BLAS libraries choose their order of addition by the number of rows, and two orders differ in the last bit. Over a
hundred million decisions some hang on that bit: an article would then be parsed otherwise in other company. Products in
blocks of one size take the same path for every row, at the same speed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps

ROWS = 256  # in a block: large enough for the quick kernels, small enough that filling up the last one costs little


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc's class has no types
    """thinc's operations on numpy arrays, with products in blocks.

    >>> ops = SteadyOps(use_blis=False)
    >>> left, right = np.ones((300, 2), "f"), np.ones((3, 2), "f")
    >>> ops.gemm(left, right, trans2=True).shape
    (300, 3)
    """

    def gemm(
        self,
        x: NDArray[Any],
        y: NDArray[Any],
        out: NDArray[Any] | None = None,
        trans1: bool = False,
        trans2: bool = False,
    ) -> NDArray[Any]:
        """Multiply two matrices, as ``NumpyOps.gemm``; where the first is not transposed, in blocks of its rows."""
        if trans1 or x.ndim != 2 or not len(x):
            whole: NDArray[Any] = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return whole
        made = np.empty((len(x), len(y) if trans2 else y.shape[1]), x.dtype) if out is None else out
        last = len(x) - len(x) % ROWS
        for start in range(0, last, ROWS):
            made[start : start + ROWS] = super().gemm(x[start : start + ROWS], y, trans2=trans2)
        if last < len(x):
            block = np.zeros((ROWS, x.shape[1]), x.dtype)
            block[: len(x) - last] = x[last:]
            made[last:] = super().gemm(block, y, trans2=trans2)[: len(x) - last]
        return made
