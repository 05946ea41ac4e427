"""The facts of an article's tokens, and where the tokens stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.records import Span

Facts = NDArray[np.uint64]
Places = NDArray[np.int64]

_K = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class DraftTokens:
    """The tokens [start, end) of what rules took for a statement's content, cue and source."""

    content: list[tuple[int, int]]
    cue: list[tuple[int, int]]
    source: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The facts of the tokens by name, and their places: head, subtree, characters, sentence, paragraph, passage.

    ``mark`` is 1 for an opening quotation mark, 2 for a closing one, 0 for every other token.
    """

    facts: dict[str, Facts]
    head: Places
    left: Places
    right: Places
    start: Places
    end: Places
    sentence: Places
    paragraph: Places
    passage: Places
    mark: NDArray[np.int8]
    blocks: Places
    drafts: list["DraftTokens"]

    def __len__(self) -> int:
        return len(self.head)

    def tokens(self, spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
        """Give the tokens [start, end) of character spans; a span between two tokens has none."""
        return [(a, b) for a, b in self.tokens_of(spans) if a < b]

    def tokens_of(self, spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
        """Give the tokens [start, end) of each character span, an empty stretch for one between two tokens."""
        pairs = list(spans)
        if not pairs:
            return []
        first = np.searchsorted(self.end, [s for s, _ in pairs], "right")
        last = np.searchsorted(self.start, [e for _, e in pairs], "left")
        return list(zip(first.tolist(), last.tolist(), strict=True))

    def characters(self, tokens: Iterable[int]) -> list[Span]:
        """Give the character spans of tokens, one for each unbroken run."""
        out: list[list[int]] = []
        for i in sorted(tokens):
            if out and out[-1][1] == i:
                out[-1][1] = i + 1
            else:
                out.append([i, i + 1])
        return [(int(self.start[a]), int(self.end[b - 1])) for a, b in out]


def mix(found: Facts, more: Facts) -> Facts:
    """Work a second column of facts into a first."""
    found = (found ^ more) * _K
    return found ^ (found >> _SHIFT)
