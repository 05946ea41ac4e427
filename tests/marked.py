"""Sentences whose statements are marked inside them: ``[a_who She] [a_cue said] [a it works].``

The letters a, b, c ... are the statements in the order of the text: ``a`` around the content, ``a_cue`` and ``a_who``
around the words that report it and that stand for the source. All contents of a sentence are marked; of the other
labels only those are looked at that the sentence has, so that it says only what it is there to show.
"""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import TYPE_CHECKING

import pytest

import onrecord
from onrecord import marks
from onrecord.records import Statement

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet
    from spacy.language import Language


def speech(nlp: "Language", text: str) -> list[Statement]:
    """What is said in a text; what somebody believes, plans or praises is left out."""
    return [s for s in onrecord.extract(text, nlp=nlp) if s.act == "speech"]


def table(cases: Mapping[str, str], hard: Mapping[str, str]) -> "list[ParameterSet]":
    """Each sentence as a test by its name; the `hard` ones are known to come out wrong, for the reason given."""
    known = {name: [pytest.mark.xfail(strict=True, reason=reason)] for name, reason in hard.items()}
    return [pytest.param(marked, id=name, marks=known.pop(name, [])) for name, marked in cases.items()]


def plain(marked: str) -> str:
    return marks.parse(marked)[0]


def as_marked(nlp: "Language", marked: str) -> str:
    """The sentence with the program's answer in place of the marks that it came with."""
    text, wanted = marks.parse(marked)
    found: dict[str, list[tuple[int, int]]] = {}
    for letter, statement in zip(ascii_lowercase, speech(nlp, text), strict=False):
        found[letter] = list(statement.spans)
        places = {f"{letter}_cue": statement.cue_spans, f"{letter}_who": statement.mention_spans}
        found |= {label: list(spans) for label, spans in places.items() if label in wanted}
    return marks.mark(text, found)


def canonical(marked: str) -> str:
    """The sentence with its marks in the order in which `as_marked` writes them."""
    return marks.mark(*marks.parse(marked))
