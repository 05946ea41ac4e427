"""Which facts are looked at together, and how a combination of facts becomes the number of a weight."""

import functools
import re
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from onrecord import resources
from onrecord.tagger.sheet import Facts, Places, mix

Buckets = NDArray[np.uint32]
BITS = 22
AT_ONCE = 20_000  # rows, so that the memory that combinations take does not grow with an article

_PART = re.compile(r"([A-Za-z]+)([+-]\d)?")
_FINISH = np.uint64(0xBF58476D1CE4E5B9)

# One combination after each bar; "tag-1" is the tag of the token before. First those of the first reading:
READING = """
word-3 | word-2 | word-1 | word | word+1 | word+2 | word+3 | word-1 word | word word+1 | shape | suffix
tag-3 | tag-2 | tag-1 | tag | tag+1
tag+2 | tag-1 tag | tag tag+1 | tag-2 tag-1 tag | tag-1 tag tag+1 | tag tag+1 tag+2
dep-1 | dep | dep+1 | word dep | word tag | dep hword | dep htag | dep hlists | dep hdep | dep hdep glists
lists-2 | lists-1 | lists | lists+1 | lists+2 | lists tag | lists dep | kids lists | kids tag | entity | entity dep
quote-2 | quote-1 | quote | quote+1
quote+2 | quote tag | quote lists | quote quoteorder quotes | quote-1 quote quote+1
ruled-2 | ruled-1 | ruled | ruled+1 | ruled+2
ruled-1 ruled ruled+1 | rule ruled | ruled word | ruled tag | level content
ruled quote | path | path pword | path tag | pdep pword | pdep plists pside | pdep pkids
bdep | bdep bhead | bdep blists | bdep+1 | bdep+1 bhead+1 | bdep word-1 | edep | edep ehead | edep elists | edep-1
edep-1 elists-1 | edep-1 bdep | edep word+1 | cdep cgov
cdep cgovlists | cdep odep olists | cdep cword | cword dep | clists dep
place | place sentence | firstword | rootlists dep | rootword | before sentence | drafted tag | bias
"""
# of the second, of tokens alone,
TOKENS = """
word-1 | word | word+1 | word tag | word dep | shape | tag-1 | tag | tag+1 | tag-1 tag | dep-1 | dep | dep+1
quote-1 | quote+1 | quote tag | ruled-1 | ruled tag | ruled quote | ruled word
bdep | bdep blists | bdep+1 | bdep word-1 | edep | edep-1 | edep-1 elists-1 | edep-1 bdep | edep elists | edep word+1
"""
# and of tokens as seen from a cue.
PAIRS = """
far | far cuelists | far cueword | far tag | next far | last far
up branch side | up branch side cueword | up branch cuelists | up branch cuetag cuedep | up branch cuekids
level branch side cuelists | level branch side cueword | level branch side cuetag | level branch side edge
level branch edge cuelists | level branch edge cueword | level branch steps dep | level branch branchtag cuelists
level branch branchword | level branch anchor | level branch side anchorlists
up-1 branch-1 side-1 | up+1 branch+1 side+1 | level-1 branch-1 level branch | level branch level+1 branch+1
label | label-1 label label+1 where | label where between | label contents cuelists | label contents sentence
label sources cuelists | label sources sentence
label contents sources between | label level branch side | label quotation
isource | icontent | isource where between
icontent where between | bcontent | bsource | icontent-1 icontent bcontent
icontent icontent+1 | isource isource+1 | isource-1 isource | icontent level branch side | isource level branch side
between where sentence | between where commas | quotation sentence | quotation cuelists sentence | samequote where
ownc-1 | ownc | ownc+1 | owns-1 | owns
owns+1 | ownc ownrule | owns ownrule | ownc label other | owns label | icontent isource ownc owns
first cuelength where | sure where | sure ownc | label sure | word where | tag where | quote where
bdep level branch | edep level branch | bias
"""


@functools.cache
def parse(text: str) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Read combinations as names of facts with the distance of the token they are of.

    >>> parse("tag-1 tag | bias")
    ((('tag', -1), ('tag', 0)), (('bias', 0),))
    """
    parts = [part.split() for line in text.splitlines() for part in line.split("|")]
    found = [[_PART.fullmatch(word) for word in words] for words in parts if words]
    return tuple(tuple((m[1], int(m[2] or 0)) for m in row if m) for row in found)


@functools.cache
def numbers(text: str, without: tuple[str, ...] = ()) -> tuple[int, ...]:
    """Give the numbers of the combinations that mention no fact of the groups ``without``, which tagger.toml lists.

    >>> numbers("tag-1 tag | word tag | bias", ("words",))
    (0, 2)
    """
    kind = "pairs" if text == PAIRS else "tokens"
    groups = resources.table("tagger.toml")["groups"]
    lost = {name for group in without for name in groups[group].get(kind, ())}
    return tuple(number for number, parts in enumerate(parse(text)) if not lost.intersection(name for name, _ in parts))


def buckets(facts: dict[str, Facts], group: Places, text: str, without: tuple[str, ...] = ()) -> Buckets:
    """Give the number of the weight of each combination at each row: an array (combinations, rows).

    ``group`` says which rows follow on one another: those of a paragraph, or of a cue. ``without`` names groups of
    facts: combinations that mention one of them are left out, and the others keep their numbers.

    >>> zero = np.zeros(2, np.uint64)
    >>> buckets({"tag": zero}, np.zeros(2, np.int64), "tag | tag-1").shape
    (2, 2)
    """
    wanted = parse(text)
    left = numbers(text, without)
    out = np.empty((len(left), len(group)), np.uint32)
    moved: dict[tuple[str, int], Facts] = {}
    kind = zlib.crc32(repr(wanted).encode()) << 16
    for row, number in enumerate(left):
        found = np.full(len(group), kind + number, np.uint64)
        for part in wanted[number]:
            if part not in moved:
                moved[part] = _moved(facts[part[0]], group, part[1])
            found = mix(found, moved[part])
        out[row] = ((found * _FINISH) >> np.uint64(64 - BITS)).astype(np.uint32)
    return out


def pieces(
    facts: dict[str, Facts], group: Places, text: str, without: tuple[str, ...] = (), at_once: int = AT_ONCE
) -> Iterator[tuple[slice, Buckets]]:
    """Give what ``buckets`` gives for some rows after another, with the rows it is of.

    >>> zero = np.zeros(5, np.uint64)
    >>> [found.shape for _, found in pieces({"tag": zero}, np.zeros(5, np.int64), "tag | tag-1", at_once=3)]
    [(2, 3), (2, 2)]
    """
    reach = max(abs(by) for parts in parse(text) for _, by in parts)
    for start in range(0, len(group), at_once):
        end = min(start + at_once, len(group))
        first, last = max(0, start - reach), min(len(group), end + reach)
        some = {name: column[first:last] for name, column in facts.items()}
        found = buckets(some, group[first:last], text, without)
        yield slice(start, end), found[:, start - first : end - first]


def _moved(column: Facts, group: Places, by: int) -> Facts:
    """Give at each row the fact of the row so many further on, or a mark where the group ends before that."""
    if not by:
        return column
    out = np.full(len(column), 7 if by > 0 else 9, np.uint64)
    here, there = (slice(None, -by), slice(by, None)) if by > 0 else (slice(-by, None), slice(None, by))
    same = group[here] == group[there]
    out[here][same] = column[there][same]
    return out
