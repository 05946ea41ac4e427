"""The records of the knowledge file, as frozen dataclasses that turn into one JSON line each and back.

The order of the fields is the order of the keys. Every key is always present; what is unknown is null. Spans are
``[start, end)`` in Unicode code points of the article's text.
"""

import hashlib
import types
import typing
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeVar

from onrecord.records.claim import Claim as Claim
from onrecord.records.claim import Comparison as Comparison
from onrecord.records.claim import Named as Named
from onrecord.records.claim import Period as Period
from onrecord.records.claim import Quantity as Quantity
from onrecord.records.claim import Reason as Reason
from onrecord.records.values import ROUND as ROUND
from onrecord.records.values import SCHEMA as SCHEMA
from onrecord.records.values import Act as Act
from onrecord.records.values import Bound as Bound
from onrecord.records.values import ClaimType as ClaimType
from onrecord.records.values import Form as Form
from onrecord.records.values import Kind as Kind
from onrecord.records.values import Modality as Modality
from onrecord.records.values import OrganisationKind as OrganisationKind
from onrecord.records.values import Span as Span
from onrecord.records.values import Spans as Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as it was read: its text untouched, and what its source said about it.

    >>> Article(id="a.txt", text="She said so.", source="a.txt").title is None
    True
    """

    id: str
    text: str
    source: str
    sha256: str = ""
    title: str | None = None
    url: str | None = None
    published: str | None = None
    published_raw: str | None = None
    outlet: str | None = None
    byline: str | None = None
    language: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Something that could not be read: where it stands, what it is, why, and what to do about it."""

    where: str
    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One line of articles.jsonl: an article that was read, with its text and the number of statements found in it."""

    schema: str = SCHEMA
    doc_id: str
    source: str
    sha256: str
    characters: int
    words: int
    statements: int
    title: str | None
    url: str | None
    published: str | None
    published_raw: str | None
    outlet: str | None
    byline: str | None
    language: str | None
    extra: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One line of statements.jsonl: something somebody is on record with, word for word, and who it was."""

    schema: str = SCHEMA
    id: str
    doc_id: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    outlet: str | None = None
    form: Form
    act: Act
    text: str
    spans: Spans
    quoted: Spans
    closed: bool
    start: int
    end: int
    words: int
    quoted_words: int
    cue: str | None
    cue_spans: Spans
    negated: bool
    modality: Modality | None
    mention: str | None
    mention_spans: Spans
    speaker: str | None
    speaker_spans: Spans
    speaker_id: str | None
    speaker_kind: Kind
    named: bool
    members: tuple[str, ...]
    role: str | None
    role_span: Span | None
    organisation: str | None
    organisation_span: Span | None
    organisation_kind: OrganisationKind | None
    addressee: str | None
    channel: str | None
    found_by: tuple[str, ...]
    resolved_by: str
    unresolved: str | None
    confidence: float
    speaker_confidence: float
    paragraph: int
    before: str
    after: str
    parent_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What the article calls a person, for whom, and where it says so."""

    role: str | None
    role_span: Span | None
    organisation: str | None
    organisation_span: Span | None
    organisation_kind: OrganisationKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One line of speakers.jsonl: someone or something that statements of an article are attributed to."""

    schema: str = SCHEMA
    speaker_id: str
    doc_id: str
    name: str
    kind: Kind
    named: bool
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]
    members: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of links.jsonl: what ties a speaker, a statement or an article to others across articles, and why."""

    schema: str = SCHEMA
    type: Literal["person", "statement", "version"]
    doc_id: str
    speaker_id: str | None = None
    statement_id: str | None = None
    name: str | None = None
    person_id: str | None = None
    cluster_id: str | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role or an organisation of a person across articles: its words, and when and where it was stated."""

    text: str
    kind: OrganisationKind | None = None
    first: str | None
    last: str | None
    doc_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maybe:
    """Somebody who may be the same person, but was not linked, and why not."""

    person_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of people.jsonl: a person or body across articles."""

    schema: str = SCHEMA
    person_id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...]
    roles: tuple[Held, ...]
    organisations: tuple[Held, ...]
    wikidata: str | None
    speaker_ids: tuple[str, ...]
    statements: int
    articles: int
    first: str | None
    last: str | None
    maybe: tuple[Maybe, ...]


Record = TypeVar("Record", Article, Reject, ArticleRow, Statement, Speaker, Link, Person, Claim)


def to_json(record: Record) -> dict[str, Any]:
    """Give the JSON object of a record: its fields in order, tuples as lists.

    >>> list(to_json(Reject(where="a.pdf", what="file", why="not text", remedy="convert it")))
    ['where', 'what', 'why', 'remedy']
    """
    return {name: _plain(getattr(record, name)) for name in record.__dataclass_fields__}


_HINTS: dict[type, dict[str, Any]] = {}  # of each kind of record, since they take as long as a row to read


def from_json(kind: type[Record], row: dict[str, Any]) -> Record:
    """Read a record back from its JSON object; keys that are not its own are left out.

    Raises TypeError when a key without a default is missing.

    >>> from_json(Reject, {"where": "a", "what": "b", "why": "c", "remedy": "d", "new": 1}).why
    'c'
    """
    hints = _HINTS.get(kind) or _HINTS.setdefault(kind, typing.get_type_hints(kind))
    known = {f.name: _typed(hints[f.name], row[f.name]) for f in fields(kind) if f.name in row}
    return kind(**known)


def short_hash(letter: str, *parts: object) -> str:
    """Give an id: a letter, then 12 hexadecimal digits that depend on every part and on their order.

    >>> short_hash("s", "doc", ((0, 4),)) == short_hash("s", "doc", ((0, 4),))
    True
    """
    digest = hashlib.sha256("\x1f".join(map(repr, parts)).encode("utf-8", "surrogatepass"))
    return letter + digest.hexdigest()[:12]


def slices(text: str, spans: Spans) -> str:
    """Join the slices of a text: by a newline where a paragraph break lies between two of them, else by a space.

    >>> slices("Yes, he said. No.", ((0, 3), (14, 17)))
    'Yes No.'
    """
    out: list[str] = []
    last = 0
    for start, end in spans:
        if out:
            out.append("\n" if "\n" in text[last:start] else " ")
        out.append(text[start:end])
        last = end
    return "".join(out)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value


def _typed(hint: Any, value: Any) -> Any:
    """Turn JSON lists back into the tuples, and JSON objects into the records, that the field's type names."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        if value is None:
            return None
        return _typed(next(h for h in typing.get_args(hint) if h is not type(None)), value)
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_typed(inner[0], v) for v in value)
        return tuple(value)
    if hint is Role:
        pairs = {key: tuple(part) if isinstance(part, list) else part for key, part in value.items()}
        return Role(**pairs)  # type: ignore[arg-type]  # what a JSON object holds is known only when it is read
    return value
