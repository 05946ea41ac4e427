"""How likely a candidate is right: boosted trees over its signs, as plain arrays."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from onrecord.records import ROUND

Signs = dict[str, float]
_AT_ONCE = 1000  # rows, so that memory does not grow with an article


@dataclass(frozen=True)
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
        return [chance for (chance,) in judge([self], rows)]

    def of(self, table: NDArray[np.float32]) -> list[float]:
        """Give the probability of each row of a table with a column for each of ``names``."""
        plan = self._plan
        flat, width = table.ravel(), table.shape[1]
        line = (np.arange(len(table), dtype=np.int32) * width)[:, None]
        at = np.repeat(plan.roots[None], len(table), 0)
        for active in plan.active:  # the trees that are still deeper, the deepest of all stand first
            here = at[:, :active]
            above = flat.take(line + plan.column.take(here)) > plan.limit.take(here)
            at[:, :active] = plan.child.take(2 * here + above)
        total = self.start + self.value.take(at).sum(1, dtype=np.float64)
        return [round(p, ROUND) for p in (1 / (1 + np.exp(-total))).tolist()]

    @functools.cached_property
    def _plan(self) -> "_Plan":
        """Lay out the nodes so that a step down is the same everywhere: a leaf goes to itself."""
        leaf = self.column < 0
        nodes = np.arange(len(leaf), dtype=np.int32)
        child = np.stack([np.where(leaf, nodes, self.left), np.where(leaf, nodes, self.right)], 1)
        depth = np.zeros(len(self.roots), np.int64)
        at = [root.reshape(1) for root in self.roots]
        while any(len(some) for some in at):
            at = [np.unique(child[some[~leaf[some]]]) for some in at]
            depth += np.array([len(some) > 0 for some in at])
        order = np.argsort(-depth, kind="stable")
        active = [int((depth > level).sum()) for level in range(int(depth.max(initial=0)))]
        return _Plan(self.roots[order], np.where(leaf, 0, self.column), self.limit, child.ravel(), active)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The roots, the deepest tree's first, the nodes, and how many trees are deeper than each level."""

    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    limit: NDArray[np.float32]
    child: NDArray[np.int32]
    active: list[int]


def judge(judges: Sequence[Trees], rows: Iterable[Signs]) -> Iterator[tuple[float, ...]]:
    """Yield for each row of signs what each of the judges, who ask for the same names, gives it."""
    coming = iter(rows)
    while some := list(islice(coming, _AT_ONCE)):
        table = tabulate(some, judges[0].names)
        yield from zip(*(one.of(table) for one in judges), strict=True)


def alike(judges: Sequence[Trees]) -> list[Trees]:
    """Give judges that answer as these do, but all ask for the same names, so that one table serves them all."""
    names = tuple(sorted({name for one in judges for name in one.names}))
    place = {name: number for number, name in enumerate(names)}
    return [
        replace(
            one,
            names=names,
            column=np.array([-1 if c < 0 else place[one.names[c]] for c in one.column.tolist()], np.int32),
        )
        for one in judges
    ]


def tabulate(rows: Sequence[Signs], names: Sequence[str]) -> NDArray[np.float32]:
    """Give rows of signs as a table with a column for each name.

    >>> tabulate([{"b": 2.0, "z": 1.0}], ["a", "b"]).tolist()
    [[0.0, 2.0]]
    """
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(rows), max(1, len(names))), np.float32)
    for number, row in enumerate(rows):
        for name, value in row.items():
            if value and (column := place.get(name)) is not None:
                table[number, column] = value
    return table
