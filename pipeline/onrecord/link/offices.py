"""What roles say that tells namesakes apart: the field they are of, and the seats that only one person holds."""

import functools
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from onrecord import resources
from onrecord.link.names import folded
from onrecord.records import Speaker

Item = TypeVar("Item")
Seat = tuple[str, str]  # an office and the place it is of: ("senator", "ohio")


def fields(roles: Iterable[str]) -> frozenset[str]:
    """Give the fields that roles are of, of those in which hardly anybody has two: a striker is in sport.

    >>> sorted(fields(["former Ohio senator", "striker", "analyst"]))
    ['office', 'sport']
    """
    known = resources.table("link.toml")
    heads = {head(role) for role in roles}
    out = {field for field, nouns in known["fields"].items() if not heads.isdisjoint(nouns)}
    in_office = any(not heads.isdisjoint(forms) for forms in known["offices"].values())
    return frozenset(out | ({"office"} if in_office else set()))


def office(role: str) -> str | None:
    """Give the office that a role is, in one form: senator for ``former Sen.``; None for other roles.

    >>> office("then-Sen."), office("Congressman"), office("keeper")
    ('senator', 'representative', None)
    """
    noun = head(role)
    offices: dict[str, list[str]] = resources.table("link.toml")["offices"]
    return next((name for name, forms in offices.items() if noun in forms), None)


def seats(speaker: Speaker) -> frozenset[Seat]:
    """Give each office of a speaker with each place named with them, a body's for offices of a body.

    The brackets of an American name, (D-Ohio), are a post of their own: so places go with all offices.
    """
    offices = {name for post in speaker.roles if post.role and (name := office(post.role))}
    places = {place for post in speaker.roles if (place := _place(post.organisation, post.organisation_kind))}
    return frozenset((name, place) for name in offices for place in places)


def rivals(found: Iterable[Seat], of: str) -> frozenset[str]:
    """Give the places for which somebody holds an office, of the kind that only another person holds elsewhere.

    >>> sorted(rivals([("mayor", "ely"), ("mayor", "france")], "mayor")), sorted(rivals([("senator", "us")], "senator"))
    (['ely'], [])
    """
    kinds = resources.table("link.toml")["places"]
    states = frozenset(_states().values())
    places = {place for name, place in found if name == of}
    if of in kinds["state"]:
        return frozenset(places & states)
    return frozenset(places - states - _nations()) if of in kinds["town"] else frozenset()


def held_apart() -> list[str]:
    """Give the offices whose places tell namesakes apart."""
    kinds: dict[str, list[str]] = resources.table("link.toml")["places"]
    return sorted(name for names in kinds.values() for name in names)


def head(role: str) -> str:
    """Give the noun of a role: its last word, before an ``of`` or the like.

    >>> head("former Secretary of State"), head("team-mate")
    ('secretary', 'mate')
    """
    words: list[str] = []
    for word in folded(role):
        if words and word in resources.forms("name_links"):
            break
        words.append(word.rpartition("-")[2])
    return words[-1] if words else ""


def _place(text: str | None, kind: str | None) -> str:
    """Give the place of a seat in one form, a state for its abbreviation; "" where none is told."""
    if not text or (kind == "body" and not text[0].isupper()):
        return ""
    bare = text.rpartition("-")[2].strip() if kind == "party" else text
    state = _states().get(" ".join(folded(bare)), "")
    return state if kind == "party" else state or " ".join(folded(bare))


@functools.cache
def _states() -> dict[str, str]:
    return {" ".join(folded(form)): entry[0].casefold() for entry in resources.lexicon("states") for form in entry}


@functools.cache
def _nations() -> frozenset[str]:
    return frozenset(" ".join(folded(form)) for form in resources.forms("nations"))


def classes(items: Sequence[Item], labels: Sequence[Iterable[Hashable]]) -> list[list[Item]]:
    """Part items whose labels have nothing in common, by whatever chain; one without labels, where others differ,
    is in a class of its own, as nobody can tell to which it belongs.

    >>> classes(["a", "b", "c", "d"], [{1}, {1, 2}, {3}, set()])
    [['a', 'b'], ['c'], ['d']]
    >>> classes(["a", "b", "c"], [{1}, {1}, set()])
    [['a', 'b', 'c']]
    """
    parent: dict[Hashable, Hashable] = {}

    def top(label: Hashable) -> Hashable:
        while parent.setdefault(label, label) != label:
            parent[label] = label = parent[parent[label]]
        return label

    firsts = []
    for some in map(tuple, labels):
        firsts.append(some[0] if some else None)
        for label in some:
            parent[top(label)] = top(some[0])
    if len({top(label) for label in parent}) < 2:
        return [list(items)]
    found: dict[Hashable, list[Item]] = {}
    for number, (item, label) in enumerate(zip(items, firsts, strict=True)):
        found.setdefault(("alone", number) if label is None else ("of", top(label)), []).append(item)
    return list(found.values())
