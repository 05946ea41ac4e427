"""What one article tells of a named speaker that can be compared with what others tell."""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onrecord import resources
from onrecord.link.names import Form, folded, form
from onrecord.link.offices import Seat, fields, seats
from onrecord.records import Kind, Speaker

SEEN = 10  # articles: who is named in more of them says nothing of those named beside
BESIDE = 30  # people: an article that names more is a list, and being on it says nothing either

Key = tuple[str, str, str]  # a speaker: doc_id, speaker_id, name


@dataclass(frozen=True, slots=True)
class PersonVerdict:
    """What a human has said of two speakers: the same person, or not; each is (doc_id, speaker_id, name)."""

    left: Key
    right: Key
    same: bool


@dataclass(slots=True)
class Node:
    """A named speaker of an article: the name taken apart, and the words of roles, bodies and company."""

    speaker: Speaker
    form: Form
    published: str | None
    words: dict[str, str] = field(default_factory=dict)  # what can be shared, with the reason to give for it
    fields: frozenset[str] = frozenset()
    seats: frozenset[Seat] = frozenset()


def nodes(speakers: Iterable[Speaker], dates: Mapping[str, str | None]) -> list[Node]:
    """Make nodes of the named people and bodies, in the order of their keys; ``dates`` are by doc_id."""
    named = sorted((s for s in speakers if s.named and _linkable(s)), key=lambda s: (s.doc_id, s.speaker_id))
    out = [Node(s, _form(s), dates.get(s.doc_id)) for s in named]
    company: dict[str, list[Node]] = {}
    for node in out:
        if node.speaker.kind == "person" and node.form.full:
            company.setdefault(node.speaker.doc_id, []).append(node)
    seen = Counter(name for beside in company.values() for name in {_full(node) for node in beside})
    telling = {  # who is named in one article only ties it to no other
        doc_id: [node for node in beside if 1 < seen[_full(node)] <= SEEN]
        for doc_id, beside in company.items()
        if len(beside) <= BESIDE
    }
    for node in out:
        _told(node)
        for other in telling.get(node.speaker.doc_id, ()):
            if other is not node:
                node.words[f"beside {_full(other)}"] = f"mentioned together: {other.speaker.name}"
    return out


def _linkable(speaker: Speaker) -> bool:
    kinds: tuple[Kind, ...] = ("person", "organisation")
    return speaker.kind in kinds and bool(folded(speaker.name))


def _form(speaker: Speaker) -> Form:
    if speaker.kind == "person":
        return form(speaker.name)
    words = [word for word in folded(speaker.name) if word not in resources.forms("definite")]
    return Form("", (), " ".join(words), "")


def _full(node: Node) -> str:
    return f"{node.form.forename} {node.form.surname}"


def _told(node: Node) -> None:
    """Note the organisations and roles as wholes, the seats, and what tells namesakes apart."""
    node.fields = fields(post.role for post in node.speaker.roles if post.role)
    node.seats = seats(node.speaker)
    for name, place in node.seats:
        node.words[f"in {name}|{place}"] = f"same office: {name}, {place}"
    for post in node.speaker.roles:
        role = " ".join(folded(post.role or ""))
        body = organisation(post.organisation or "") if post.organisation_kind == "body" else ""
        if role:
            node.words[f"as {role}"] = f"same role: {post.role}"
        if body:
            node.words[f"of {body}"] = f"same organisation: {post.organisation}"
        if role and body:
            node.words[f"in {role}|{body}"] = f"same role and organisation: {post.role}, {post.organisation}"


def organisation(text: str) -> str:
    """Give a body's name as it is compared, "" for one in words that many bodies share: of these, all is needed.

    >>> organisation("the Ely Rovers"), organisation("City Council")
    ('ely rovers', '')
    """
    words = [word for word in folded(text) if word not in resources.forms("definite")]
    return "" if all(len(word) < 3 or word in generic() for word in words) else " ".join(words)


@functools.cache
def generic() -> frozenset[str]:
    """Give the words of bodies' names that many bodies share."""
    shared = (resources.forms(name) for name in ("bodies", "name_links", "definite"))
    names = frozenset(word for words in shared for form in words for word in folded(form))
    return names | frozenset(resources.table("link.toml")["bodies"]["shared"])
