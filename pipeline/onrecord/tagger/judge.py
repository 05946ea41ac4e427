"""How likely a candidate is right: boosted trees over its signs, as plain arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.records import ROUND

Signs = dict[str, float]
_AT_ONCE = 1000  # rows, so that memory does not grow with an article


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees over named signs: ``names`` of the columns, ``roots`` the first node of each tree, and the nodes.

    A node asks whether the sign of ``column`` is at most ``limit``, and goes to node ``left`` or else ``right``; one
    that asks nothing has column -1 and adds its ``value`` to the log odds, which begin with ``start``.
    """

    names: tuple[str, ...]
    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    limit: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    start: float

    def chances(self, rows: Sequence[Signs]) -> list[float]:
        """Give the probability that each row of signs is right, rounded; a sign that is not told is 0.

        >>> one = np.zeros(1, np.int32)
        >>> even = Trees((), one, one - 1, np.zeros(1, np.float32), one, one, np.zeros(1, np.float32), 0.0)
        >>> even.chances([{"quoted": 1.0}])
        [0.5]
        """
        return [
            chance for start in range(0, len(rows), _AT_ONCE) for chance in self._some(rows[start : start + _AT_ONCE])
        ]

    def _some(self, rows: Sequence[Signs]) -> list[float]:
        table = tabulate(rows, self.names)
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots))).copy()
        line = np.arange(len(rows))[:, None]
        while (asking := self.column[at] >= 0).any():
            small = table[line, np.where(asking, self.column[at], 0)] <= self.limit[at]
            at = np.where(asking, np.where(small, self.left[at], self.right[at]), at)
        total = self.start + self.value[at].sum(1, dtype=np.float64)
        return [round(p, ROUND) for p in (1 / (1 + np.exp(-total))).tolist()]


def tabulate(rows: Sequence[Signs], names: Sequence[str]) -> NDArray[np.float32]:
    """Give rows of signs as a table with a column for each name.

    >>> tabulate([{"b": 2.0, "z": 1.0}], ["a", "b"]).tolist()
    [[0.0, 2.0]]
    """
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(rows), max(1, len(names))), np.float32)
    for number, row in enumerate(rows):
        for name, value in row.items():
            if (column := place.get(name)) is not None:
                table[number, column] = value
    return table
