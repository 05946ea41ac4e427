"""What speaks against one person behind one name: other forenames, fields, places of an office, times."""

from collections.abc import Callable, Hashable, Iterable, Sequence

from onrecord.link.evidence import Node, generic, organisation
from onrecord.link.names import folded
from onrecord.link.offices import classes, head, held_apart, office, rivals

NEARLY_ALL = 0.9  # of the articles that tell a body: a class of so many takes in those that tell none
GAP = 15  # years without an article of the name: who is named again then may be another


def parted_by_name(nodes: Sequence[Node], members: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Part the bearers of one name, given as (group, node), into those between whom nothing speaks against one person.

    A group's nodes stay together: they are one person for better reasons than the name.
    """
    groups: dict[int, list[int]] = {}
    for group, number in members:
        groups.setdefault(group, []).append(number)
    found = [list(groups.values())]
    for told in _told():
        found = [
            some
            for items in found
            for some in classes(items, [{one for n in item for one in told(nodes[n])} for item in items])
        ]
    found = [some for items in found for some in _periods(nodes, items)]
    found = [some for items in found for some in _posts_apart(nodes, items)]
    return [sorted(n for item in items for n in item) for items in found]


def against(ours: Sequence[Node], theirs: Sequence[Node]) -> str:
    """Say why two people of one name were not linked by it."""
    for told, why in zip(_told(), ["short and long forename", "roles of different fields", *_offices()], strict=True):
        one, other = ({label for node in nodes for label in told(node)} for nodes in (ours, theirs))
        if one and other and one.isdisjoint(other):
            return f"same name, but {why}"
    years = [sorted(int(node.published[:4]) for node in some if node.published) for some in (ours, theirs)]
    if all(years) and max(years[0][0] - years[1][-1], years[1][0] - years[0][-1]) > GAP:
        return "same name, but many years between them"
    posts = [{label for node in some for label in _posts(node)} for some in (ours, theirs)]
    if all(any(_bodies(node) for node in some) for some in (ours, theirs)) and posts[0].isdisjoint(posts[1]):
        return "same name, but other roles for other bodies"
    return "same name, nothing else in common"


def _offices() -> list[str]:
    return [f"{name} of another place" for name in held_apart()]


def _told() -> list[Callable[[Node], Iterable[Hashable]]]:
    """Give what is looked at: forename, fields, and the places of each office that has one holder a place."""
    out: list[Callable[[Node], Iterable[Hashable]]] = [_called, lambda node: node.fields]
    return [*out, *((lambda node, name=name: rivals(node.seats, name)) for name in held_apart())]


def _called(node: Node) -> set[Hashable]:
    """Give the forename, and what makes up for a short one: an office, or a role of several words."""
    roles = {" ".join(words) for post in node.speaker.roles if len(words := folded(post.role or "")) > 1}
    offices = {name for post in node.speaker.roles if (name := office(post.role or ""))}
    return {("forename", node.form.forename), *(("role", one) for one in roles | offices)}


def _bodies(node: Node) -> set[str]:
    """Give the telling words of the bodies for which somebody has a role."""
    posts = (p for p in node.speaker.roles if p.role and p.organisation_kind == "body")
    return {word for p in posts for word in organisation(p.organisation or "").split() if word not in generic()}


def _posts(node: Node) -> set[str]:
    """Give the nouns of somebody's roles and the telling words of the bodies that they are for."""
    return _bodies(node) | {head(post.role) for post in node.speaker.roles if post.role}


def _posts_apart(nodes: Sequence[Node], items: list[list[int]]) -> list[list[list[int]]]:
    """Part groups that have other roles for other bodies: the head of a bank and a member of a team.

    Those of whom no body is told go with the class of nearly all articles, if there is one: of a president who was a
    developer once, each article need not tell what he is.
    """
    labels = [{label for n in item for label in _posts(nodes[n])} for item in items]
    labelled = [item for item, some in zip(items, labels, strict=True) if some]
    found = classes(labelled, [some for some in labels if some])
    told = [some for some in found if any(_bodies(nodes[n]) for item in some for n in item)]
    if len(told) < 2:
        return [items]
    told.sort(key=_articles, reverse=True)
    seen = {n for some in told for item in some for n in item}
    untold = [item for item in items if item[0] not in seen]
    if _articles(told[0]) >= NEARLY_ALL * len(seen):
        return [[*told[0], *untold], *told[1:]]
    return [*told, *([item] for item in untold)]


def _articles(items: list[list[int]]) -> int:
    return sum(map(len, items))


def _periods(nodes: Sequence[Node], items: list[list[int]]) -> list[list[list[int]]]:
    """Part groups between whose articles lie too many years; those without a date go where there is no doubt."""
    years = [sorted(int(date[:4]) for n in item if (date := nodes[n].published)) for item in items]
    dated = sorted((some[0], some[-1], number) for number, some in enumerate(years) if some)
    labels: list[set[int]] = [set() for _ in items]
    last, period = 0, 0
    for first, end, number in dated:
        period += bool(last and first - last > GAP)
        last = max(last, end)
        labels[number] = {period}
    return classes(items, labels)
