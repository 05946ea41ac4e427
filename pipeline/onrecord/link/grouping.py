"""Which speakers are one person: ordered rules over names and evidence; what a human said of them comes first.

No score: each rule names what it went by. Two groups that a verdict keeps apart are never joined, by whatever chain.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord import resources
from onrecord.link.evidence import Node, PersonVerdict, generic
from onrecord.link.names import Form, common, folded, may_be, same_forename
from onrecord.link.newsroom import Listed
from onrecord.link.telling import parted_by_name

MOST = 10  # others of a name that a person is told to be perhaps the same as


@dataclass(slots=True)
class Groups:
    """Sets of nodes, by number, that grow by joining; ``why`` tells of each node what it was joined by."""

    parent: list[int]
    apart: dict[int, set[int]] = field(default_factory=dict)
    why: dict[int, list[str]] = field(default_factory=dict)

    def of(self, number: int) -> int:
        """Give the number that stands for a node's set."""
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, one: int, other: int, why: str) -> bool:
        """Join the sets of two nodes, unless they are kept apart, and tell whether they are one set now."""
        left, right = sorted((self.of(one), self.of(other)))
        if left != right:
            if right in self.apart.get(left, ()):
                return False
            self.parent[right] = left
            for enemy in self.apart.pop(right, set()):
                self.apart[enemy].discard(right)
                self.apart[enemy].add(left)
                self.apart.setdefault(left, set()).add(enemy)
        for number in (one, other):
            reasons = self.why.setdefault(number, [])
            if why not in reasons:
                reasons.append(why)
        return True

    def part(self, one: int, other: int) -> None:
        """Keep two sets apart for good; it is an error of the caller's to part what is one."""
        left, right = self.of(one), self.of(other)
        if left != right:
            self.apart.setdefault(left, set()).add(right)
            self.apart.setdefault(right, set()).add(left)


def group(nodes: Sequence[Node], verdicts: Iterable[PersonVerdict], listed: Sequence[Listed]) -> Groups:
    """Group the nodes, which are in the order of their keys; ``listed`` are a newsroom's own people.

    In order: what a human said; the newsroom's list; what several articles tell of people of one name; the name alone,
    where that is enough.
    """
    groups = Groups(list(range(len(nodes))))
    parted = _obey(groups, nodes, verdicts)
    blocks: dict[tuple[str, str], list[int]] = {}
    for number, node in enumerate(nodes):
        blocks.setdefault((node.speaker.kind, node.form.surname), []).append(number)
    by_list = _listed(groups, nodes, blocks, listed)
    unclear = _initials_of_several(nodes)
    for (kind, surname), numbers in blocks.items():
        if kind == "person":
            _people(groups, nodes, numbers, parted=parted | by_list)
        else:
            for some in _by_evidence(nodes, numbers):
                _star(groups, [n for n, _ in some], dict(some).__getitem__)
            if surname not in unclear and enough(nodes[numbers[0]]):
                _star(groups, numbers, lambda _: "name of a body")
    return groups


def _initials_of_several(nodes: Sequence[Node]) -> set[str]:
    """Give the initials that articles use of several bodies: alone they say of none of them that it is meant."""
    meant: dict[str, set[str]] = {}
    for node in nodes:
        if node.speaker.kind == "organisation":
            for alias in node.speaker.aliases:
                if " " not in alias and alias.isupper():
                    meant.setdefault(" ".join(folded(alias)), set()).add(node.form.surname)
    return {initials for initials, several in meant.items() if len(several) > 1}


def enough(node: Node) -> bool:
    """Tell whether a body's name is enough to know it by: no party's, and not all in words that many bodies share."""
    if node.form.surname in _parties():
        return False
    named = node.speaker.name in resources.forms("bodies_named")
    return named or any(word not in generic() for word in node.form.surname.split())


@functools.cache
def _parties() -> frozenset[str]:
    """Give the names of parties: there are Labour parties in many countries."""
    return frozenset(" ".join(folded(form)) for form in resources.forms("parties"))


def _obey(groups: Groups, nodes: Sequence[Node], verdicts: Iterable[PersonVerdict]) -> set[int]:
    """Join and part as humans have said; give the nodes they spoke of as different."""
    by_id = {node.speaker.speaker_id: number for number, node in enumerate(nodes)}
    by_name = {(node.speaker.doc_id, node.speaker.name): number for number, node in enumerate(nodes)}
    pairs = []
    for verdict in verdicts:
        sides = [by_id.get(key[1], by_name.get((key[0], key[2]))) for key in (verdict.left, verdict.right)]
        if sides[0] is not None and sides[1] is not None:
            pairs.append((not verdict.same, *sorted((sides[0], sides[1]))))
    parted: set[int] = set()
    for different, one, other in sorted(set(pairs)):  # what is the same first
        if different:
            groups.part(one, other)
            parted |= {one, other}
        else:
            groups.join(one, other, "human verdict")
    return parted


def _listed(
    groups: Groups, nodes: Sequence[Node], blocks: dict[tuple[str, str], list[int]], listed: Sequence[Listed]
) -> set[int]:
    """Join those whom the newsroom's list names; two of one name there are told apart by role or organisation."""
    first: dict[int, int] = {}
    taken: set[int] = set()
    for number in sorted({n for one in listed for form in one.forms for n in blocks.get((one.kind, form.surname), ())}):
        node = nodes[number]
        fits = [i for i, one in enumerate(listed) if one.kind == node.speaker.kind and _named(one, node.form)]
        told = [i for i in fits if any(word in node.words for word in listed[i].words)]
        chosen = [i for i in (fits if len(fits) == 1 else told) if not _other_field(listed[i], node)]
        if len(chosen) != 1:
            continue
        one = listed[chosen[0]]
        for other, anchor in first.items():
            if other != chosen[0]:
                groups.part(number, anchor)
        if chosen[0] in first:
            groups.join(first[chosen[0]], number, one.why)
        else:
            first[chosen[0]] = number
            groups.why.setdefault(number, []).append(one.why)
        taken.add(number)
    return taken


def _other_field(one: Listed, node: Node) -> bool:
    return bool(one.fields and node.fields and one.fields.isdisjoint(node.fields))


def _named(one: Listed, form: Form) -> bool:
    return any((form.full or not form.forename) and form == other for other in one.forms)


def _people(groups: Groups, nodes: Sequence[Node], numbers: list[int], *, parted: set[int]) -> None:
    """Join the people of one surname."""
    by_form: dict[Form, list[int]] = {}
    for number in numbers:
        by_form.setdefault(nodes[number].form, []).append(number)
    full = sorted((form for form in by_form if form.full), key=lambda f: (-len(f.middles), not f.suffix, _text(f)))
    for names in _same_name(full):
        _of_one_name(groups, nodes, sorted(n for name in names for n in by_form[name]), parted)
    told: dict[tuple[Form, str], int] = {}
    for form in full:
        for number in by_form[form]:
            for word in nodes[number].words:
                told.setdefault((form, word), number)
    for form in sorted(by_form.keys() - set(full), key=_text):
        fits = [f for f in full if may_be(form, f)]
        if len({groups.of(n) for f in fits for n in by_form[f]}) == 1:
            for number in by_form[form]:
                _short(groups, nodes[number], number, fits, told)


def _of_one_name(groups: Groups, nodes: Sequence[Node], members: list[int], parted: set[int]) -> None:
    """Join those of one full name: who has something more in common; by the name alone if nothing speaks against it."""
    _keep_apart_in_article(groups, nodes, members)
    for some in _by_evidence(nodes, members):
        _star(groups, [n for n, _ in some], dict(some).__getitem__)
    if parted.isdisjoint(members):
        for alike in parted_by_name(nodes, [(groups.of(n), n) for n in members]):
            if not any(common(nodes[n].form) for n in alike):
                _star(groups, alike, lambda _: "full name")


def _same_name(full: Sequence[Form]) -> list[list[Form]]:
    """Put full names together that are forms of one: a shorter one with the only fuller one it can be short for."""
    out: list[list[Form]] = []
    places: dict[str, list[int]] = {}
    for form in full:
        near = sorted({i for forename in same_forename(form.forename) for i in places.get(forename, ())})
        # a father and a son share whatever could tell them apart: who is Jr. in one article only stays apart
        fits = [i for i in near if out[i][0].suffix == form.suffix and any(may_be(form, other) for other in out[i])]
        whole = len(fits) == 1 and all(may_be(form, other) for other in out[fits[0]])
        if not whole:
            out.append([])
        place = fits[0] if whole else len(out) - 1
        out[place].append(form)
        if place not in places.setdefault(form.forename, []):
            places[form.forename].append(place)
    return out


def _by_evidence(nodes: Sequence[Node], numbers: list[int]) -> Iterator[list[tuple[int, str]]]:
    """Yield the nodes that share a telling word, each time with the reason."""
    by_word: dict[str, list[tuple[int, str]]] = {}
    for number in numbers:
        for word, why in nodes[number].words.items():
            if not word.startswith("as "):  # many a John Smith is a head teacher
                by_word.setdefault(word, []).append((number, why))
    yield from (some for _, some in sorted(by_word.items()) if len(some) > 1)


def _short(groups: Groups, node: Node, number: int, full: Sequence[Form], told: Mapping[tuple[Form, str], int]) -> None:
    """Join a bare surname, or one with an initial, to the only person it can be, if something more speaks for that."""
    for word, why in node.words.items():
        for form in full if word.startswith("in ") else ():  # a role alone, or a body, many of one surname have
            if (form, word) in told:
                groups.join(told[form, word], number, f"surname, {why}")
                return


def _keep_apart_in_article(groups: Groups, nodes: Sequence[Node], numbers: Sequence[int]) -> None:
    """Keep two people of a name apart whom one article tells apart."""
    beside: dict[str, int] = {}
    for number in numbers:
        doc_id = nodes[number].speaker.doc_id
        if doc_id in beside:
            groups.part(beside[doc_id], number)
        beside[doc_id] = number


def _star(groups: Groups, numbers: Sequence[int], why: Callable[[int], str]) -> None:
    for number in numbers[1:]:
        groups.join(numbers[0], number, why(number))


def _text(form: Form) -> tuple[str, ...]:
    return (form.surname, form.forename, *form.middles, form.suffix)
