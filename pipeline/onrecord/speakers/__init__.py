"""Component: whose words is each statement? The first sieve that answers, or nobody."""

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.page import Page, open_page
from onrecord.entities import Entity
from onrecord.entities import SOURCES, as_dict
from onrecord.entities import from_doc as people_of
from onrecord.speakers.scene import Answer, Scene, pronoun
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
    _hear_pronouns(page, entities, sentence)
    mentions = sorted((end - 1, e.number, _weight(page, doc[end - 1])) for e in entities for _, end in e.mentions)
    nouns = resources.forms("documents") | resources.forms("bodies")
    described: dict[str, list[int]] = {}
    for token in doc:
        if token.tag_[:2] == "NN" and token.lower_ in nouns:
            described.setdefault(token.lower_, []).append(token.i)
    return Scene(page, drafts, entities, at, sentence, mentions, described=described, holders=_holders(doc, entities))


def _hear_pronouns(page: Page, entities: list[Entity], sentence: list[int]) -> None:
    """Learn the gender of people of whom no title tells it, from the pronoun after a sentence that names nobody else.

    What the article's own words say counts more than what a forename suggests.
    """
    named: dict[int, set[int]] = {}
    told: dict[int, int] = {}
    for entity in entities:
        for start, _ in entity.mentions if entity.kind == "person" else ():
            if page.inside(page.doc[start]) is None:
                named.setdefault(sentence[start], set()).add(entity.number)
    votes: dict[int, dict[str, int]] = {}
    for token in page.doc:
        form = pronoun(token) if token.tag_ in ("PRP", "PRP$") else None
        if form is None or form.gender not in ("male", "female") or page.inside(token) is not None:
            continue
        here = named.get(sentence[token.i], set())
        near = here or named.get(sentence[token.i] - 1, set())
        if len(near) == 1 and told.setdefault(sentence[token.i], token.i) == token.i:
            count = votes.setdefault(next(iter(near)), {"male": 0, "female": 0})
            count[form.gender] += 1
    for number, count in votes.items():
        best = max(count, key=lambda gender: count[gender])
        if entities[number].gender is None and count[best] > sum(count.values()) - count[best]:
            entities[number].gender = best


def _holders(doc: Doc, entities: list[Entity]) -> dict[str, list[int]]:
    """Give for each word of a role who holds such a one, and for the last word of a body's name, after ``…``, which."""
    out: dict[str, list[int]] = {}
    for entity in entities:
        if entity.kind != "person":
            if entity.words:
                out.setdefault("…" + entity.words[-1], []).append(entity.number)
            continue
        roles = {doc.text[post.role[0] : post.role[1]].lower() for post in entity.posts if post.role}
        for word in sorted({word.strip(".") for role in roles for word in role.split()}):
            out.setdefault(word, []).append(entity.number)
    return out


def _weight(page: Page, token: Token) -> float:
    """Weigh a mention for those who come after: subjects more, possessors and what stands inside quotations less."""
    weight = 2.0 if token.dep_ in _SUBJECTS else 0.6 if token.dep_ == "poss" else 1.0
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
