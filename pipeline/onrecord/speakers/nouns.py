"""Sieves of common nouns: the officer, the Vermont senator, the council, the report, a senior official."""

import bisect

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.speakers.mentions import (
    definite,
    describe,
    gender_of_noun,
    head_of,
    kind_of_noun,
    noun_phrase,
    pointed_at,
    unnamed_source,
)
from onrecord.speakers.pronouns import LOOK_BACK
from onrecord.speakers.salience import MARGIN, salient
from onrecord.speakers.scene import Answer, Scene

NEAR = 40  # words: two who fit, both named within so many in one sentence, leave a role noun undecided
_MODIFIERS = frozenset({"compound", "amod", "nmod", "poss"})
_PROPER = frozenset({"NNP", "NNPS"})
_FULLER = frozenset({"prep", "compound", "poss", "acl", "amod", "relcl"})
_SAME = 2  # sentences back that a document may stand that is now called otherwise
_NEXT = 2  # paragraphs after a noun of the lede in which the name must stand
LEDE = 2  # the last paragraph whose nouns can stand for somebody the article names only later


def role_noun(scene: Scene, i: int) -> Answer | None:
    """``the officer said``: the one person of the article who holds such a role, or the last named of them."""
    head = head_of(scene, i)
    if (
        head is None
        or not definite(head)
        or head.lower_ not in resources.forms("roles") | resources.forms("roles_weak")
    ):
        return None
    for words in ({head.lower_}, kin(head.lower_)):  # the same word first, then what it may stand for
        numbers = dict.fromkeys(n for word in sorted(words) for n in scene.holders.get(word, ()))
        holders = [scene.entities[n] for n in numbers if scene.last_mention(n, head.i) >= 0]
        if holders:
            break
    gender = gender_of_noun(head)
    holders = [e for e in holders if not (gender and e.gender and e.gender != gender)]
    if not holders:
        return None
    return latest(scene, head, holders)


def latest(scene: Scene, head: Token, found: list[Entity]) -> Answer:
    """Answer with the one spoken of last, or with nobody where another was spoken of just before."""
    ranked = sorted(found, key=lambda e: (-scene.last_mention(e.number, head.i), e.number))
    if len(ranked) > 1:
        last, other = (scene.last_mention(e.number, head.i) for e in ranked[:2])
        if other >= 0 and last - other < NEAR and scene.sentence[last] == scene.sentence[other]:
            names = ", ".join(e.name for e in ranked[:2])
            return Answer(None, "none", unresolved=f"two candidates: {names}")
    return Answer(ranked[0].number, "role-noun", [ranked[0].span])


def epithet(scene: Scene, i: int) -> Answer | None:
    """``the Vermont senator said``, of whom no such role was told: the person the text is about just then, if it is
    clear who that is; a role or party told of that person must not be another one.
    """
    head = head_of(scene, i)
    if head is None or head.tag_ != "NN" or not pointed_at(head) or kind_of_noun(head) != "person":
        return None
    words = [t for t in head.children if t.dep_ in _MODIFIERS and t.i < head.i]
    telling = any(t.tag_ in _PROPER or t.ent_type_ or t.lower_ in resources.forms("role_qualifiers") for t in words)
    after = [t for t in scene.words(scene.drafts[i]) if t.i > head.i]
    if not telling or scene.page.inside(head) is not None or head.lower_ in scene.unnamed:
        return None
    if any(t.is_punct or t.tag_ == "POS" for t in after):
        return None  # "the French minister, Ms Roux": a name that was not seen; "the minister's site" is another thing
    gender = gender_of_noun(head)
    said = {t.text for t in head.subtree if t.i < head.i}

    def may(entity: Entity, _weight: float) -> bool:
        person = entity.kind == "person" and entity.named and not entity.plural
        return person and not (gender and entity.gender and gender != entity.gender)

    ranked = salient(scene, head, may, gender)
    if not ranked or (len(ranked) > 1 and ranked[1][1] > MARGIN * ranked[0][1]):
        return None
    best = scene.entities[ranked[0][0]]
    if _named_in_sentence(scene, head) or not _agrees(scene, best, head.lower_, said):
        return None  # who is named in a sentence, be it another one, is seldom called something else in it
    return Answer(best.number, "epithet", [best.span])


def _named_in_sentence(scene: Scene, head: Token) -> bool:
    """Tell whether a person is named before a word in its sentence."""
    for i in range(bisect.bisect_left(scene.mentions, (head.i, 0, 0.0)) - 1, -1, -1):
        at, number, _ = scene.mentions[i]
        if scene.sentence[at] != scene.sentence[head.i]:
            return False
        if scene.entities[number].kind == "person":
            return True
    return False


def _agrees(scene: Scene, entity: Entity, role: str, said: set[str]) -> bool:
    """Tell whether neither a role nor a party of a description is another one than the article tells of a person."""
    heads = {post.head for post in entity.posts if post.head}
    if heads and heads.isdisjoint(kin(role)):
        return False
    told = {
        scene.page.text[post.organisation[0] : post.organisation[1]]
        for post in entity.posts
        if post.organisation and post.organisation_kind == "party"
    }
    theirs = {name for word in said & resources.forms("parties") for name in resources.related("parties")[word]}
    return not theirs or not told or not told.isdisjoint(theirs)


def lede(scene: Scene, i: int) -> Answer | None:
    """``A judge said``, in the first paragraphs: the one whom the article, or what comes next, names with that role."""
    head = head_of(scene, i)
    if head is None or head.tag_ not in ("NN", "NNP") or scene.page.paragraph(head.idx) > LEDE or pointed_at(head):
        return None
    before = [t.i for t in scene.words(scene.drafts[i]) if t.i < head.i and t.i in scene.at]
    if any(scene.entities[scene.at[at]].kind == "person" for at in before):
        return None  # "Ann Lee Grills Wells CEO": a headline that the parser took for one name
    holders = [scene.entities[n] for n in sorted({n for word in kin(head.lower_) for n in scene.holders.get(word, ())})]
    if any(e.mentions[0][0] < head.i for e in holders):
        return None
    if len(holders) > 1:
        holders = [e for e in holders if named_soon(scene, e, head)]
    return Answer(holders[0].number, "lede", [holders[0].span]) if len(holders) == 1 else None


def named_soon(scene: Scene, entity: Entity, head: Token) -> bool:
    """Tell whether a name first stands after a noun of the lede, and no further than the next paragraphs."""
    first = scene.doc[entity.mentions[0][0]]
    return first.i > head.i and scene.page.paragraph(first.idx) <= scene.page.paragraph(head.idx) + _NEXT


def described(scene: Scene, i: int) -> Answer | None:
    """``the report said``: the fullest description before it of the same thing."""
    head = head_of(scene, i)
    if (
        head is None
        or not definite(head)
        or any(c.dep_ in ("compound", "poss", "prep", "amod", "acl", "relcl") for c in head.children)
    ):
        return None
    for number in reversed(scene.unnamed.get(head.lower_, ())):
        return Answer(number, "description", [scene.entities[number].span])
    if (same := _called_otherwise(scene, head)) is not None:
        return Answer(same, "description", [scene.entities[same].span])
    full = [t for t in _nouns_before(scene, head) if _fuller(t)][:2]
    if len(full) > 1 and scene.sentence[full[0].i] == scene.sentence[full[1].i]:
        return Answer(None, "none", unresolved=f"two candidates: {_text(scene, full[1])}, {_text(scene, full[0])}")
    return unnamed_source(scene, full[0], "description", noun_phrase(scene, full[0])) if full else None


def _called_otherwise(scene: Scene, head: Token) -> int | None:
    """Give the document that spoke just before under another noun, the only one that did: a survey, now the study."""
    words = next((entry[1:] for entry in resources.lexicon("document_kin") if entry[0] == head.lower_), ())
    near = []
    for number in {n for word in words for n in scene.unnamed.get(word, ())}:
        token = scene.page.token_at(scene.entities[number].span[0])
        if 0 <= scene.sentence[head.i] - scene.sentence[token.i] <= _SAME and scene.entities[number].kind == "document":
            near.append(number)
    return near[0] if len(near) == 1 else None


def _fuller(noun: Token) -> bool:
    """Tell whether what hangs on a noun describes it: not ``his bank``, which says no more than ``the bank``."""
    return any(c.dep_ in _FULLER and c.tag_ != "PRP$" for c in noun.children)


def _text(scene: Scene, noun: Token) -> str:
    start, end = noun_phrase(scene, noun)
    return str(scene.doc[start:end].text)


def unnamed(scene: Scene, i: int) -> Answer | None:
    """``a senior official said``: the description is all that the article gives."""
    head = head_of(scene, i)
    if head is None:
        return None
    first = next((t.i for t in scene.words(scene.drafts[i])), head.i)
    begins = scene.at.get(first)
    if head.tag_ == "NNP" and begins is not None and scene.entities[begins].kind == "person" and first + 1 in scene.at:
        # "Ann Lee Grills Water CEO": a headline that the parser took for one name
        return Answer(None, "none", unresolved=f"{scene.entities[begins].name} and more in one name")
    return describe(scene, head, "description")


def kin(word: str) -> frozenset[str]:
    """Give the role words that a general one may stand for: an officer may be a superintendent."""
    out = {word}
    for entry in resources.lexicon("role_kin"):
        if word == entry[0] or word + "s" == entry[0]:
            out.update(entry)
    return frozenset(out)


def _nouns_before(scene: Scene, head: Token) -> list[Token]:
    places = scene.described.get(head.lower_, [])
    end = bisect.bisect_left(places, head.i)
    return [scene.doc[i] for i in reversed(places[max(0, end - LOOK_BACK) : end])]
