"""Component: the people and organisations of an article, with their mentions, roles and organisations."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.bodies import tie_to_body
from onrecord.entities import NAMED, Entity, as_dict
from onrecord.people.names import people
from onrecord.people.organisations import bodies
from onrecord.roles import posts_of

__all__ = ["find", "make_people"]


def find(doc: Doc) -> list[Entity]:
    """Give the named people and bodies of a parsed Doc, numbered from 0."""
    persons = people(doc)
    for person in (p for p in persons if p.kind == "person"):
        person.posts = posts_of(doc, person)
        tie_to_body(doc, person)
    return [*persons, *bodies(doc, persons, len(persons))]


if not Doc.has_extension(NAMED):
    Doc.set_extension(NAMED, default=None)


@Language.factory(
    "onrecord_people", requires=["token.dep", "token.head", "token.tag", "doc.ents"], assigns=[f"doc._.{NAMED}"]
)
def make_people(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component that finds the people and organisations of an article."""
    return _annotate


def _annotate(doc: Doc) -> Doc:
    doc._.set(NAMED, [as_dict(entity) for entity in find(doc)])
    return doc
