"""Which claims are the same one, made again elsewhere: the same numbers, and most of the words that are rare."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from onrecord.lookup.folding import words

ALIKE = 0.6  # of the weight of the words of two claims, so much must be shared
WORDS = 5  # of fewer words a claim is the same as another by chance
KEYS = 4  # rare words by which claims are held beside one another
CROWD = 200  # claims with one rare word that are held beside one another at most


Sort = tuple[bool, tuple[object, ...], frozenset[str]]  # whether a claim is denied, its numbers, its words


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as it is compared: its id, its article, its words, whether it is denied, and its numbers."""

    claim_id: str
    doc_id: str
    text: str
    negated: bool
    numbers: tuple[object, ...]


def groups(claims: Iterable[Told]) -> dict[str, str]:
    """Give for each claim that stands in several articles the id of its group.

    Two are the same if they are denied alike, have the same numbers with the same units, and share most of their words,
    those counting more that few claims have. The ids hang on the claims alone, not on their order.

    >>> one = Told("c1", "a", "Crime fell by nine per cent in Ely", False, (9, "%"))
    >>> other = Told("c2", "b", "In Ely crime fell by nine per cent", False, (9, "%"))
    >>> groups([one, other])
    {'c1': 'g1', 'c2': 'g1'}
    """
    alike: dict[Sort, list[Told]] = defaultdict(list)
    for one in claims:
        own = frozenset(words(one.text))
        if len(own) >= WORDS:
            alike[one.negated, one.numbers, own].append(one)
    some = list(alike)
    seen = Counter(word for _, _, own in some for word in own)
    weight = {word: log(1 + len(some) / count) for word, count in seen.items()}
    top = list(range(len(some)))
    for first, second in _pairs(some, seen):
        if _same(some[first][2], some[second][2], weight):
            a, b = _top(top, first), _top(top, second)
            top[max(a, b)] = min(a, b)
    members: dict[int, list[Told]] = defaultdict(list)
    for number, same in enumerate(alike.values()):
        members[_top(top, number)] += same
    out = {}
    for group in members.values():
        if len({one.doc_id for one in group}) > 1:
            name = "g" + min(one.claim_id for one in group)[1:]
            out.update({one.claim_id: name for one in group})
    return out


def _pairs(some: Sequence[Sort], seen: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    """Give pairs that may be the same claim: denied alike, of the same numbers, with a rare word in common."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, (negated, numbers, own) in enumerate(some):
        rare = sorted((seen[word], word) for word in own if seen[word] > 1)[:KEYS]
        for _, word in rare:
            block = blocks[negated, numbers, word]
            if len(block) < CROWD:
                yield from ((other, number) for other in block)
                block.append(number)


def _same(one: frozenset[str], other: frozenset[str], weight: Mapping[str, float]) -> bool:
    shared = sum(weight[word] for word in one & other)
    return shared >= ALIKE * (shared + sum(weight[word] for word in one ^ other))


def _top(top: list[int], number: int) -> int:
    while top[number] != number:
        top[number] = number = top[top[number]]
    return number
