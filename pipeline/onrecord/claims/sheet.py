"""A parsed article as claims look at it: what spaCy makes anew at each question is asked for once."""

from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE, LENGTH, SPACY
from spacy.tokens import Doc, Token

from onrecord.records import Span

_BEGINS, _INSIDE = 3, 1  # what ENT_IOB says of the words of an entity


class Name(NamedTuple):
    """An entity: its offsets and its label."""

    start: int
    end: int
    label: str


class Sheet:
    """A Doc with its text and, asked for by stretches of it, its words and its entities.

    All is read from arrays: to make the tokens of an article that no statement holds would take half of the time.
    """

    def __init__(self, doc: Doc) -> None:
        """Read a Doc that has been through a model."""
        self.doc = doc
        self.text = doc.text
        values = doc.to_array([LENGTH, SPACY, ENT_IOB, ENT_TYPE]).reshape(-1, 4)
        lengths = values[:, 0].astype(np.int64)
        self._ends = np.cumsum(lengths + values[:, 1].astype(np.int64))
        self._starts = self._ends - lengths - values[:, 1].astype(np.int64)
        self._names = _names(self._starts, self._starts + lengths, values, doc.vocab.strings)
        self._words: dict[Span, list[Token]] = {}
        self._name_starts = np.array([name.start for name in self._names], dtype=np.int64)

    def words(self, stretch: Span) -> list[Token]:
        """Give the tokens that begin inside a stretch of the text."""
        known = self._words.get(stretch)
        if known is None:
            first, last = np.searchsorted(self._starts, stretch)
            known = self._words[stretch] = list(self.doc[int(first) : int(last)])
        return known

    def names(self, stretch: Span) -> list[Name]:
        """Give the entities that lie inside a stretch of the text."""
        first, last = np.searchsorted(self._name_starts, stretch)
        return [name for name in self._names[int(first) : int(last)] if name.end <= stretch[1]]


def _names(starts: Any, ends: Any, values: Any, strings: Any) -> list[Name]:
    """Give the entities of an article, from the columns that tell where each begins and goes on."""
    out = []
    iob = values[:, 2]
    for first in np.flatnonzero(iob == _BEGINS):
        last = int(first)
        while last + 1 < len(iob) and iob[last + 1] == _INSIDE:
            last += 1
        out.append(Name(int(starts[first]), int(ends[last]), strings[int(values[first, 3])]))
    return out
