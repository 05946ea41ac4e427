"""A person, body or other possible source of an article, with every place it is spoken of."""

from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc

from onrecord.records import Kind, OrganisationKind, Span

NAMED = "onrecord_people"
SOURCES = "onrecord_sources"


@dataclass(slots=True)
class Post:
    """What a person is called and for whom, as one place of the text says it; character spans."""

    role: Span | None
    organisation: Span | None
    organisation_kind: OrganisationKind | None
    head: str | None = None


@dataclass(slots=True)
class Entity:
    """A person or body: its names, where they stand (token ranges), its gender and posts."""

    number: int
    kind: Kind
    name: str
    span: Span
    named: bool = True
    gender: str | None = None
    plural: bool = False
    words: tuple[str, ...] = ()
    mentions: list[tuple[int, int]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


def as_dict(entity: Entity) -> dict[str, Any]:
    """Give an entity as plain lists and numbers, for the Doc to carry."""
    out = {name: getattr(entity, name) for name in Entity.__slots__}
    out["posts"] = [{name: getattr(post, name) for name in Post.__slots__} for post in entity.posts]
    return out


def from_doc(doc: Doc, extension: str = NAMED) -> list[Entity]:
    """Give the entities that a component wrote on a Doc: the named ones, or all sources, unnamed ones among them."""
    return [from_dict(row) for row in doc._.get(extension) or []]


def from_dict(row: dict[str, Any]) -> Entity:
    """Read an entity back from what the Doc carries."""
    return Entity(**{**row, "posts": [Post(**post) for post in row["posts"]]})
