"""Sieves of pronouns: who, she, it, back to the name or noun that they stand for."""

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.speakers.mentions import describe, head_of, named_at, only_some
from onrecord.speakers.names import joined, joint_source, joint_subject
from onrecord.speakers.pronouns import earlier, fits, plural_subject, pronoun
from onrecord.speakers.salience import MARGIN, SUBJECT, faded, salient
from onrecord.speakers.scene import Answer, Scene


def relative(scene: Scene, i: int) -> Answer | None:
    """``Ms Lee, who said so``: the noun that the relative clause hangs on."""
    head = head_of(scene, i)
    if head is not None and (whole := _of_whom(scene, head)) is not None:
        return describe(scene, whole, "relative")
    if head is None or head.tag_ not in ("WP", "WDT", "IN"):
        return None
    verb = head.head
    while verb.dep_ not in ("relcl", "ROOT") and verb.head.i != verb.i:
        verb = verb.head
    if verb.dep_ != "relcl":
        return None
    number, noun = _antecedent(scene, head, verb.head)
    if number is not None and not only_some(scene, noun):
        return Answer(number, "relative", [scene.entities[number].span])
    return describe(scene, noun, "relative")


def _of_whom(scene: Scene, head: Token) -> Token | None:
    """Give the plural noun before ``, many of whom``: of some of them only, but that is all that is told of them."""
    whom = next((c for prep in head.children if prep.dep_ == "prep" for c in prep.children if c.tag_ == "WP"), None)
    first = head.left_edge.i
    if whom is None or first < 2 or scene.doc[first - 1].text != ",":
        return None
    noun, of = scene.doc[first - 2], resources.forms("role_of")
    while noun.dep_ == "pobj" and noun.head.lower_ in of and noun.head.head.tag_ == "NNS":
        noun = noun.head.head
    if noun.dep_ == "pobj" and noun.tag_ == "NNP" and scene.doc[noun.head.i - 1].tag_ == "NNS":
        noun = scene.doc[noun.head.i - 1]  # farmers in Kent
    return noun if noun.tag_ == "NNS" else None


def _antecedent(scene: Scene, who: Token, noun: Token) -> tuple[int | None, Token]:
    """Give whom a relative pronoun stands for, and the noun: a person's name right before it, else the parser's noun.

    A noun in apposition, with or without ``now`` or ``then``, is whose name it stands beside; what only tells where
    people are, ``Democrats on Capitol Hill``, speaks for nobody.
    """
    before = who.i - 1
    while before > 0 and scene.doc[before].is_punct:
        before -= 1
    if before in scene.at and scene.entities[scene.at[before]].kind == "person":
        return scene.at[before], scene.doc[before]
    personal = who.tag_ == "WP"
    while True:
        number = named_at(scene, noun, {t.i for t in noun.subtree})
        if number is not None and not (personal and scene.entities[number].kind == "organisation"):
            return number, noun
        place = number is not None or _office(noun)
        if noun.dep_ == "appos" or (place and noun.dep_ == "pobj" and noun.head.dep_ == "prep"):
            noun = noun.head if noun.dep_ == "appos" else noun.head.head
        elif (named := _apposed_to(scene, noun)) is not None:
            return named, noun
        else:
            return number, noun


def _office(noun: Token) -> bool:
    """Tell whether a noun names what somebody stands for, not a person: ``the nominee for mayor``."""
    return noun.tag_ == "NN" and not any(c.dep_ in ("det", "poss") for c in noun.children)


def _apposed_to(scene: Scene, noun: Token) -> int | None:
    """Give the person whose name and a comma stand right before a noun phrase: ``Ann Lee, now the mayor, who``."""
    first = noun.left_edge.i
    while first > 0 and scene.doc[first - 1].tag_ == "RB":
        first -= 1
    if first < 2 or scene.doc[first - 1].text != ",":
        return None
    number = scene.at.get(first - 2)
    return number if number is not None and scene.entities[number].kind == "person" else None


def person_pronoun(scene: Scene, i: int) -> Answer | None:
    """``she said``: the most salient person before it whom the word fits, if no other comes close."""
    head = head_of(scene, i)
    form = pronoun(head) if head is not None else None
    if head is None or form is None or form.person != "3" or form.gender == "thing":
        return None
    parent = scene.drafts[i]["parent"]
    speaking = scene.answers[parent].entity if parent is not None and scene.page.inside(head) is not None else None

    def may(entity: Entity, weight: float) -> bool:
        body = entity.kind == "organisation"  # a place or body that was only spoken of is not they
        return fits(entity, form) and entity.number != speaking and (not body or weight >= SUBJECT)

    ranked = salient(scene, head, may, form.gender)
    if form.plural and (group := plural_subject(scene, head)) is not None:
        nearest = max((scene.last_mention(number, head.i) for number, _ in ranked), default=-1)
        if group.i > nearest:
            return describe(scene, group, "pronoun")
    if form.plural and (several := joint_subject(scene, head)) is not None:
        at, members = several
        if not ranked or faded(SUBJECT, scene.sentence[head.i] - scene.sentence[at]) > ranked[0][1]:
            spans = [scene.entities[member].span for member in members]
            return Answer(joint_source(scene, members, joined(scene, members, set()), spans[0]), "pronoun", spans)
    if not ranked:
        return Answer(None, "none", unresolved=f"nobody before it whom {head.text!r} fits")
    if len(ranked) > 1 and ranked[1][1] > MARGIN * ranked[0][1]:
        names = ", ".join(scene.entities[number].name for number, _ in ranked[:2])
        return Answer(None, "none", unresolved=f"two candidates: {names}")
    best = scene.entities[ranked[0][0]]
    if best.gender is None and form.gender in ("male", "female") and best.kind == "person" and best.named:
        best.gender = form.gender
    return Answer(best.number, "pronoun", [best.span])


def thing_pronoun(scene: Scene, i: int) -> Answer | None:
    """``it added``: the body or document that spoke last, or the last one that was a subject."""
    head = head_of(scene, i)
    form = pronoun(head) if head is not None else None
    if head is None or form is None or form.gender != "thing":
        return None
    for _, number, weight in sorted(earlier(scene, head), key=lambda m: -m[0]):
        if scene.entities[number].kind in ("organisation", "document") and weight >= 2.0:
            return Answer(number, "pronoun", [scene.entities[number].span])
    return Answer(None, "none", unresolved=f"nothing before it that {head.text!r} fits")
