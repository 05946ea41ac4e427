"""Pronouns: what their form tells, whom they can stand for, and what they tell of people."""

import bisect
import functools
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.page import Page
from onrecord.speakers.scene import Scene

WINDOW = 6  # sentences back that a pronoun may look
_SPAN = 80  # words back that a plural noun may stand
LOOK_BACK = 60  # places of a noun, or statements, that are looked at on the way back


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun's person, number and gender, as models/ has it."""

    person: str
    plural: bool | None
    gender: str | None


def pronoun(token: Token) -> Pronoun | None:
    """Give what the form of a pronoun tells, None for any other word."""
    fields = _pronouns().get(token.lower_)
    if fields is None or token.tag_ in ("NNP", "NNPS"):  # US is no us
        return None
    number = fields[1] if len(fields) > 1 else "any"
    gender = fields[2] if len(fields) > 2 else "any"
    return Pronoun(fields[0], None if number == "any" else number == "plural", None if gender == "any" else gender)


@functools.cache
def _pronouns() -> dict[str, tuple[str, ...]]:
    return {entry[0]: entry[1:] for entry in resources.lexicon("pronouns")}


def fits(entity: Entity, form: Pronoun) -> bool:
    """Tell whether a pronoun can stand for an entity: number, and gender as far as it is known."""
    if form.plural:
        return entity.plural or entity.kind in ("group", "organisation")
    return (
        entity.kind == "person" and not entity.plural and (form.gender is None or entity.gender in (None, form.gender))
    )


def plural_subject(scene: Scene, head: Token) -> Token | None:
    """Give the nearest plural noun for people that was a subject in this sentence or the last."""
    people = resources.forms("groups") | resources.forms("roles") | resources.forms("roles_weak")
    for i in range(head.i - 1, max(-1, head.i - _SPAN), -1):
        token = scene.doc[i]
        if scene.sentence[head.i] - scene.sentence[i] > 1:
            return None
        subject = token.tag_ == "NNS" and token.dep_ in ("nsubj", "nsubjpass") and token.lower_ in people
        if subject and scene.page.inside(token) == scene.page.inside(head):
            return token
    return None


def earlier(scene: Scene, head: Token) -> list[tuple[int, int, float]]:
    """Give who was spoken of in the last few sentences before a word, with the weight of the place."""
    now = scene.sentence[head.i]
    out: list[tuple[int, int, float]] = []
    for i in range(bisect.bisect_left(scene.mentions, (head.i, 0, 0.0)) - 1, -1, -1):
        if now - scene.sentence[scene.mentions[i][0]] > WINDOW:
            break
        out.append(scene.mentions[i])
    for i in range(len(scene.answers) - 1, max(-1, len(scene.answers) - 1 - LOOK_BACK), -1):
        source, entity = scene.drafts[i]["source"], scene.answers[i].entity
        if entity is None or source is None or source >= head.i or scene.drafts[i]["parent"] is not None:
            continue
        if now - scene.sentence[source] > WINDOW:
            break
        out.append((source, entity, 2.5))
    return out


def hear_pronouns(page: Page, entities: list[Entity], sentence: list[int]) -> None:
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
