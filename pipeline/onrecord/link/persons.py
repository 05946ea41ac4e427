"""Groups of speakers -> the people of people.jsonl and the person rows of links.jsonl."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from onrecord.link.evidence import Node
from onrecord.link.grouping import MOST, Groups
from onrecord.link.names import Form, folded, may_be, same_forename
from onrecord.link.newsroom import Listed
from onrecord.link.strays import strays
from onrecord.link.telling import against
from onrecord.records import Held, Link, Maybe, OrganisationKind, Person, short_hash

LOOKED_AT = 200  # people of a name: among so many, enough are found that it may be


def persons(
    nodes: Sequence[Node], groups: Groups, listed: Iterable[Listed], counts: Mapping[str, int]
) -> tuple[list[Person], list[Link]]:
    """Give the people by their ids, and the link of each speaker to one. ``counts`` are statements by speaker_id.

    Ids depend on the people's names and speakers alone, not on the order in which articles came.
    """
    members: dict[int, list[int]] = {}
    for number in range(len(nodes)):
        members.setdefault(groups.of(number), []).append(number)
    ids = _ids(nodes, members)
    wikidata = {one.why: one.wikidata for one in listed if one.wikidata}
    maybe = _maybe(nodes, members, ids)
    people = [
        _person(ids[root], [nodes[n] for n in numbers], _wikidata(groups, numbers, wikidata), counts, maybe[root])
        for root, numbers in members.items()
    ]
    links = []
    for number, node in enumerate(nodes):
        why = tuple(groups.why.get(number) or ("a name of its own",))
        one = node.speaker
        person_id = ids[groups.of(number)]
        links.append(
            Link(
                type="person",
                doc_id=one.doc_id,
                speaker_id=one.speaker_id,
                name=one.name,
                person_id=person_id,
                why=why,
            )
        )
    return sorted(people, key=lambda p: p.person_id), links


def _ids(nodes: Sequence[Node], members: Mapping[int, list[int]]) -> dict[int, str]:
    """Give each group its id: of its fullest name, and of its first speaker where another group has that name too."""
    names = {root: (nodes[root].speaker.kind, folded(_fullest(nodes, numbers))) for root, numbers in members.items()}
    seen = Counter(names.values())
    return {
        root: short_hash("h", *name, *([nodes[members[root][0]].speaker.speaker_id] if seen[name] > 1 else []))
        for root, name in names.items()
    }


def _fullest(nodes: Sequence[Node], numbers: Iterable[int]) -> str:
    """Give the name with most words, of those the commonest, of those the first in the alphabet."""
    seen = Counter(nodes[n].speaker.name for n in numbers)
    return min(seen, key=lambda name: (-len(folded(name)), -seen[name], name))


def _maybe(nodes: Sequence[Node], members: Mapping[int, list[int]], ids: Mapping[int, str]) -> dict[int, list[Maybe]]:
    """Tell of each person who else of the name it may be: people are split sooner than mixed up, and say so."""
    forms = {root: sorted({nodes[n].form for n in members[root]}, key=repr) for root in members}
    places: dict[tuple[str, str, str], dict[int, None]] = {}
    for root in sorted(members):
        for form in forms[root]:
            for key in _filed(form):
                places.setdefault((nodes[root].speaker.kind, *key), {})[root] = None
    out: dict[int, list[Maybe]] = {root: [] for root in members}
    for root in members:
        kind = nodes[root].speaker.kind
        near = (other for form in forms[root] for key in _asked(form) for other in places.get((kind, *key), ()))
        found: dict[int, None] = {}
        for other in islice(near, LOOKED_AT):
            if other != root and any(may_be(one, two) for one in forms[root] for two in forms[other]):
                found[other] = None
                if len(found) == MOST:
                    break
        for other in found:
            ours, theirs = ([nodes[n] for n in members[one][:MOST]] for one in (root, other))
            out[root].append(Maybe(person_id=ids[other], why=_why(ours, theirs)))
    for root, other, why in strays(nodes, members, MOST):
        for one, two in ((root, other), (other, root)):
            if len(out[one]) < MOST and all(maybe.person_id != ids[two] for maybe in out[one]):
                out[one].append(Maybe(person_id=ids[two], why=why))
    return out


def _why(ours: Sequence[Node], theirs: Sequence[Node]) -> str:
    if ours[0].speaker.kind != "person":
        return "same name, which many bodies share"
    full = [any(node.form.full for node in some) for some in (ours, theirs)]
    return against(ours, theirs) if all(full) else "a bare surname: nothing says whose"


def _filed(form: Form) -> list[tuple[str, str]]:
    """Give the keys under which a name is found: its forename, the letter of that, the surname alone."""
    return [(form.surname, form.forename), (form.surname, form.forename[:1] + "."), (form.surname, "*")]


def _asked(form: Form) -> list[tuple[str, str]]:
    """Give the keys of the names that can be the same person's."""
    if not form.forename:
        return [(form.surname, "*")]
    if not form.full:
        return [(form.surname, form.forename + "."), (form.surname, "")]
    same = sorted(same_forename(form.forename))
    return [*((form.surname, one) for one in same), (form.surname, form.forename[0]), (form.surname, "")]


def _person(
    person_id: str, found: list[Node], wikidata: str | None, counts: Mapping[str, int], maybe: list[Maybe]
) -> Person:
    name = _fullest(found, range(len(found)))
    dates = sorted(node.published for node in found if node.published)
    names = {form for node in found for form in (node.speaker.name, *node.speaker.aliases)} - {name}
    return Person(
        person_id=person_id,
        kind=found[0].speaker.kind,
        name=name,
        aliases=tuple(sorted(names)),
        roles=_held((node, post.role, None) for node in found for post in node.speaker.roles),
        organisations=_held(
            (node, post.organisation, post.organisation_kind) for node in found for post in node.speaker.roles
        ),
        wikidata=wikidata,
        speaker_ids=tuple(sorted(node.speaker.speaker_id for node in found)),
        statements=sum(counts.get(node.speaker.speaker_id, 0) for node in found),
        articles=len({node.speaker.doc_id for node in found}),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        maybe=tuple(sorted(maybe, key=lambda one: one.person_id)),
    )


def _held(told: Iterable[tuple[Node, str | None, OrganisationKind | None]]) -> tuple[Held, ...]:
    """Put together what is said in the same words in several articles, with the first and last date of it."""
    places: dict[tuple[str, ...], list[tuple[Node, str, OrganisationKind | None]]] = {}
    for node, text, kind in told:
        if text and (words := folded(text)):
            places.setdefault(words, []).append((node, text, kind))
    out = []
    for some in places.values():
        seen = Counter((text, kind) for _, text, kind in some)
        text, kind = min(seen, key=lambda one: (-seen[one], one[0], one[1] or ""))
        dates = sorted(node.published for node, _, _ in some if node.published)
        docs = tuple(sorted({node.speaker.doc_id for node, _, _ in some}))
        out.append(
            Held(
                text=text, kind=kind, first=dates[0] if dates else None, last=dates[-1] if dates else None, doc_ids=docs
            )
        )
    return tuple(sorted(out, key=lambda one: (-len(one.doc_ids), one.text)))


def _wikidata(groups: Groups, numbers: Iterable[int], known: Mapping[str, str]) -> str | None:
    """Give the id that the newsroom's list gives a group."""
    return next((known[why] for n in numbers for why in groups.why.get(n, ()) if why in known), None)
