"""Component: whose words is each statement? The first sieve that answers, or nobody."""

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import SOURCES, Entity, as_dict
from onrecord.entities import from_doc as people_of
from onrecord.page import Page, open_page
from onrecord.speakers.pronouns import hear_pronouns
from onrecord.speakers.scene import Answer, Scene
from onrecord.speakers.sieves import SIEVES

__all__ = ["SIEVES", "Answer", "answer", "make_speakers"]

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})


def answer(doc: Doc) -> tuple[list[Answer], list[Entity]]:
    """Answer every statement of a Doc: who speaks, by which sieve; and all entities, unnamed sources among them."""
    page = open_page(doc)
    scene = _set(page, doc._.onrecord_statements or [], people_of(doc))
    for i in range(len(scene.drafts)):
        scene.answers.append(next(found for sieve in SIEVES if (found := sieve(scene, i)) is not None))
    return scene.answers, scene.entities


def _set(page: Page, drafts: list[dict[str, Any]], entities: list[Entity]) -> Scene:
    """Lay out who stands where before the first question is asked."""
    doc = page.doc
    at = {i: e.number for e in entities for start, end in e.mentions for i in range(start, end)}
    sentence: list[int] = []
    for token in doc:
        # what is said inside quotation marks, however long, parts nobody from the pronoun after it
        fresh = token.i and token.is_sent_start and page.inside(token) is None
        sentence.append((sentence[-1] if sentence else 0) + (1 if fresh else 0))
    hear_pronouns(page, entities, sentence)
    mentions = sorted((end - 1, e.number, _weight(page, doc[end - 1])) for e in entities for _, end in e.mentions)
    nouns = resources.forms("documents") | resources.forms("bodies")
    described: dict[str, list[int]] = {}
    for token in doc:
        if token.tag_[:2] == "NN" and token.lower_ in nouns:
            described.setdefault(token.lower_, []).append(token.i)
    return Scene(
        page,
        drafts,
        entities,
        at,
        sentence,
        mentions,
        described=described,
        holders=_holders(page.text, entities),
        places={e.span: e.number for e in reversed(entities)},
    )


def _holders(text: str, entities: list[Entity]) -> dict[str, list[int]]:
    """Give for each word of a role who holds such a one, and for what a body's name says it is, after ``…``, which."""
    out: dict[str, list[int]] = {}
    links = resources.forms("name_of")
    for entity in entities:
        if entity.kind != "person":
            if len(entity.words) > 1:  # Bank alone, in a headline, names no bank
                first = next((i for i, word in enumerate(entity.words) if word in links and i), len(entity.words))
                for word in dict.fromkeys((entity.words[-1], entity.words[first - 1])):  # Bank of Ely, Ely City Bank
                    out.setdefault("…" + word, []).append(entity.number)
            continue
        roles = {text[post.role[0] : post.role[1]].lower() for post in entity.posts if post.role}
        for word in sorted({word.strip(".") for role in roles for word in role.split()}):
            out.setdefault(word, []).append(entity.number)
    return out


def _weight(page: Page, token: Token) -> float:
    """Weigh a mention for those who come after: subjects more, possessors and what stands inside quotations less."""
    head = token
    while head.dep_ == "conj" and head.head.i != head.i:
        head = head.head
    weight = 2.0 if head.dep_ in _SUBJECTS else 0.6 if token.dep_ == "poss" else 1.0
    if page.paragraph(token.idx) in page.captions:
        weight *= 0.1  # a picture's caption between two paragraphs makes nobody the subject of the story
    return weight * (0.3 if page.inside(token) is not None else 1.0)


for _name in ("onrecord_answers", SOURCES):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.factory(
    "onrecord_speakers",
    requires=["doc._.onrecord_statements", "doc._.onrecord_people"],
    assigns=["doc._.onrecord_answers", "doc._.onrecord_sources"],
)
def make_speakers(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component that says whose words each statement is."""
    return _annotate


def _annotate(doc: Doc) -> Doc:
    answers, entities = answer(doc)
    doc._.onrecord_answers = [{name: getattr(a, name) for name in Answer.__slots__ if name != "posts"} for a in answers]
    doc._.set(SOURCES, [as_dict(entity) for entity in entities])
    return doc
