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
    some = [(one, frozenset(words(one.text))) for one in claims]
    some = [(one, own) for one, own in some if len(own) >= WORDS]
    seen = Counter(word for _, own in some for word in own)
    weight = {word: log(1 + len(some) / count) for word, count in seen.items()}
    top = list(range(len(some)))
    for first, second in _pairs(some, seen):
        if _same(some[first], some[second], weight):
            a, b = _top(top, first), _top(top, second)
            top[max(a, b)] = min(a, b)
    members: dict[int, list[Told]] = defaultdict(list)
    for number, (one, _) in enumerate(some):
        members[_top(top, number)].append(one)
    out = {}
    for group in members.values():
        if len({one.doc_id for one in group}) > 1:
            name = "g" + min(one.claim_id for one in group)[1:]
            out.update({one.claim_id: name for one in group})
    return out


def _pairs(some: Sequence[tuple[Told, frozenset[str]]], seen: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    """Give pairs of claims that may be the same: of one kind, with a rare word in common."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, (one, own) in enumerate(some):
        rare = sorted((seen[word], word) for word in own if seen[word] > 1)[:KEYS]
        for _, word in rare:
            block = blocks[one.negated, one.numbers, word]
            if len(block) < CROWD:
                yield from ((other, number) for other in block)
                block.append(number)


def _same(one: tuple[Told, frozenset[str]], other: tuple[Told, frozenset[str]], weight: Mapping[str, float]) -> bool:
    shared = sum(weight[word] for word in one[1] & other[1])
    return shared >= ALIKE * (shared + sum(weight[word] for word in one[1] ^ other[1]))


def _top(top: list[int], number: int) -> int:
    while top[number] != number:
        top[number] = number = top[top[number]]
    return number
