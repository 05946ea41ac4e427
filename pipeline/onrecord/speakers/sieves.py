"""SIEVES: ordered small functions, each one line of evidence for a speaker; the first that answers decides."""

import bisect
import functools
from collections.abc import Callable

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.speakers.mentions import (
    definite,
    describe,
    gender_of_noun,
    head_of,
    kind_of_noun,
    name_form,
    named_at,
    noun_phrase,
    pointed_at,
    unnamed_source,
)
from onrecord.speakers.pronouns import LOOK_BACK, earlier, fits, plural_subject, pronoun
from onrecord.speakers.scene import Answer, Scene

Sieve = Callable[[Scene, int], Answer | None]

_CARRY = 6  # paragraphs, captions among them, over which a quotation can carry on
NEAR = 40  # words: two who fit, both named within so many in one sentence, leave a role noun undecided
_MODIFIERS = frozenset({"compound", "amod", "nmod", "poss"})
_PROPER = frozenset({"NNP", "NNPS"})
_FULLER = frozenset({"prep", "compound", "poss", "acl", "amod", "relcl"})
_LEDE = 2  # the last paragraph whose nouns can stand for somebody the article names only later
_BYLINE = 4  # paragraphs in which a byline may stand
_BYLINE_WORDS = 8
_MARGIN = 0.8  # a pronoun whose second candidate is nearly as salient as the first is left undecided


def joint(scene: Scene, i: int) -> Answer | None:
    """``A and B said``: both are members of a joint source."""
    head = head_of(scene, i)
    if head is None:
        return None
    parts = [
        head,
        *(t for t in head.subtree if t.dep_ == "conj" and t.head.i in {head.i, *(c.i for c in head.conjuncts)}),
    ]
    words = {t.i for t in scene.words(scene.drafts[i])}
    parts = [t for t in parts if t.i in words]
    members = [named_at(scene, t, words) for t in parts]
    if any(m is None and kind_of_noun(t) in ("unknown", "document") for t, m in zip(parts, members, strict=True)):
        return None
    known = list(dict.fromkeys(m for m in members if m is not None))
    if len(members) < 2 or not known or len(known) + members.count(None) < 2:
        return None
    start, end = scene.drafts[i]["mention_spans"][0][0], scene.drafts[i]["mention_spans"][-1][1]
    if None in members:  # the Post and a rival newspaper: the words themselves say who that is
        name = scene.page.text[start:end]
    else:
        names = [scene.entities[m].name for m in known]
        style = resources.table("statements.toml")["joint"]
        name = style["last"].join([style["between"].join(names[:-1]), names[-1]])
    entity = Entity(len(scene.entities), "group", name, (start, end), named=True, plural=True, members=known)
    return Answer(scene.add(entity), "joint", list(scene.drafts[i]["mention_spans"]))


def named(scene: Scene, i: int) -> Answer | None:
    """``Dr Ann Lee, of Ely Council, said``: the mention holds the name itself."""
    head = head_of(scene, i)
    if head is None:
        return None
    words = {t.i for t in scene.words(scene.drafts[i])}
    number = named_at(scene, head, words)
    if number is None:
        return None
    entity = scene.entities[number]
    if entity.kind == "unknown" and entity.members:
        names = ", ".join(scene.entities[member].name for member in entity.members)
        return Answer(None, "none", unresolved=f"two candidates: {names}")
    return Answer(number, name_form(scene, entity, words), [entity.span])


def first_person(scene: Scene, i: int) -> Answer | None:
    """``I said so`` inside a quotation: the one who is quoted."""
    head = head_of(scene, i)
    parent = scene.drafts[i]["parent"]
    form = pronoun(head) if head is not None else None
    if form is None or form.person != "1":
        return None
    if parent is not None and scene.answers[parent].entity is not None:
        return Answer(scene.answers[parent].entity, "first-person", scene.answers[parent].spans)
    if form.plural is False and (author := _author(scene)) is not None:
        return Answer(author, "byline", [scene.entities[author].span])
    return Answer(None, "none", unresolved="first person outside a quotation")


def _author(scene: Scene) -> int | None:
    """Give the one person whose name fills a line of the first paragraphs after a word such as ``By``."""
    for start, end in scene.page.blocks[:_BYLINE]:
        words = scene.page.words(start, end)
        people = {scene.at[t.i] for t in words if t.i in scene.at and scene.entities[scene.at[t.i]].kind == "person"}
        if words and words[0].lower_ in resources.forms("byline") and len(people) == 1 and len(words) <= _BYLINE_WORDS:
            return next(iter(people))
    return None


def questioned(scene: Scene, i: int) -> Answer | None:
    """``A: It works.`` after ``Q: Does it?``: the answers are those of the person named most."""
    draft = scene.drafts[i]
    if draft["source"] is None or not draft["rules"][0].startswith("speaker-line"):
        return None
    label = scene.doc[draft["source"]].lower_
    if label in resources.forms("line_questions"):
        author = _author(scene)
        spans = [scene.entities[author].span] if author is not None else []
        if author is None:
            return Answer(None, "none", unresolved="the interviewer is not named")
        return Answer(author, "turn-taking", spans)
    if label not in resources.forms("line_answers"):
        return None
    author = _author(scene)
    people = [e for e in scene.entities if e.kind == "person" and e.named and e.number != author]
    if not people:
        return Answer(None, "none", unresolved="nobody is named who could answer")
    best = max(people, key=lambda e: (len(e.mentions), -e.mentions[0][0]))
    return Answer(best.number, "turn-taking", [best.span])


def relative(scene: Scene, i: int) -> Answer | None:
    """``Ms Lee, who said so``: the noun that the relative clause hangs on."""
    head = head_of(scene, i)
    if head is None or head.tag_ not in ("WP", "WDT", "IN"):
        return None
    verb = head.head
    while verb.dep_ not in ("relcl", "ROOT") and verb.head.i != verb.i:
        verb = verb.head
    if verb.dep_ != "relcl":
        return None
    number, noun = _antecedent(scene, head, verb.head)
    if number is not None:
        return Answer(number, "relative", [scene.entities[number].span])
    return describe(scene, noun, "relative")


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
        if noun.dep_ == "appos" or (number is not None and noun.dep_ == "pobj" and noun.head.dep_ == "prep"):
            noun = noun.head if noun.dep_ == "appos" else noun.head.head
        elif (named := _apposed_to(scene, noun)) is not None:
            return named, noun
        else:
            return number, noun


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
    ranked = _salient(scene, head, lambda entity: fits(entity, form) and entity.number != speaking, form.gender)
    if form.plural and (group := plural_subject(scene, head)) is not None:
        nearest = max((scene.last_mention(number, head.i) for number, _ in ranked), default=-1)
        if group.i > nearest:
            return describe(scene, group, "pronoun")
    if not ranked:
        return Answer(None, "none", unresolved=f"nobody before it whom {head.text!r} fits")
    if len(ranked) > 1 and ranked[1][1] > _MARGIN * ranked[0][1]:
        names = ", ".join(scene.entities[number].name for number, _ in ranked[:2])
        return Answer(None, "none", unresolved=f"two candidates: {names}")
    best = scene.entities[ranked[0][0]]
    if best.gender is None and form.gender in ("male", "female") and best.kind == "person" and best.named:
        best.gender = form.gender
    return Answer(best.number, "pronoun", [best.span])


def _salient(
    scene: Scene, head: Token, may: Callable[[Entity], bool], gender: str | None
) -> list[tuple[int, float]]:
    """Rank those spoken of shortly before a word whom it may stand for, by place and distance, the likeliest first."""
    scores: dict[int, float] = {}
    now = scene.sentence[head.i]
    for at, number, weight in earlier(scene, head):
        entity = scene.entities[number]
        if not may(entity):
            continue
        decay = 0.55 ** (now - scene.sentence[at])
        scores[number] = max(scores.get(number, 0.0), weight * decay * (1.0 if entity.gender or gender is None else 0.8))
    return sorted(scores.items(), key=lambda item: -item[1])


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


def role_noun(scene: Scene, i: int) -> Answer | None:
    """``the officer said``: the one person of the article who holds such a role, or the last named of them."""
    head = head_of(scene, i)
    if (
        head is None
        or not definite(head)
        or head.lower_ not in resources.forms("roles") | resources.forms("roles_weak")
    ):
        return None
    for words in ({head.lower_}, _kin(head.lower_)):  # the same word first, then what it may stand for
        numbers = dict.fromkeys(n for word in sorted(words) for n in scene.holders.get(word, ()))
        holders = [scene.entities[n] for n in numbers if scene.last_mention(n, head.i) >= 0]
        if holders:
            break
    gender = gender_of_noun(head)
    holders = [e for e in holders if not (gender and e.gender and e.gender != gender)]
    if not holders:
        return None
    return _latest(scene, head, holders)


def _latest(scene: Scene, head: Token, found: list[Entity]) -> Answer:
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
    clear who that is; a party or place told of that person must not be another one.
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

    def may(entity: Entity) -> bool:
        person = entity.kind == "person" and entity.named and not entity.plural
        return person and not (gender and entity.gender and gender != entity.gender)

    ranked = _salient(scene, head, may, gender)
    if not ranked or (len(ranked) > 1 and ranked[1][1] > _MARGIN * ranked[0][1]):
        return None
    best = scene.entities[ranked[0][0]]
    if not _agrees(scene, best, head.lower_, said) or scene.sentence[head.i] == scene.sentence[_last_of_any(scene, head)]:
        return None  # who is named in a sentence, be it another one, is seldom called something else in it
    return Answer(best.number, "epithet", [best.span])


def _last_of_any(scene: Scene, head: Token) -> int:
    """Give the last token before a word at which a person is named, 0 where there is none."""
    for at, number, _ in reversed(scene.mentions[: bisect.bisect_left(scene.mentions, (head.i, 0, 0.0))]):
        if scene.entities[number].kind == "person":
            return at
    return 0


def _agrees(scene: Scene, entity: Entity, role: str, said: set[str]) -> bool:
    """Tell whether neither a role nor a party of a description is another one than the article tells of a person."""
    heads = {post.head for post in entity.posts if post.head}
    if heads and heads.isdisjoint(_kin(role)):
        return False
    told = {
        scene.page.text[post.organisation[0] : post.organisation[1]]
        for post in entity.posts
        if post.organisation and post.organisation_kind == "party"
    }
    theirs = {name for word in said & resources.forms("parties") for name in _names_of_party(word)}
    return not theirs or not told or not told.isdisjoint(theirs)


@functools.cache
def _names_of_party(word: str) -> frozenset[str]:
    return frozenset(form for entry in resources.lexicon("parties") if word in entry for form in entry)


def lede(scene: Scene, i: int) -> Answer | None:
    """``A judge said``, in the first paragraphs: the one person of the article whom it then names with that role."""
    head = head_of(scene, i)
    if head is None or head.tag_ not in ("NN", "NNP") or scene.page.paragraph(head.idx) > _LEDE or pointed_at(head):
        return None
    if any(t.i in scene.at and scene.entities[scene.at[t.i]].kind == "person" for t in scene.words(scene.drafts[i])):
        return None  # "Ann Lee Grills Wells CEO": a headline that the parser took for one name
    holders = sorted({n for word in _kin(head.lower_) for n in scene.holders.get(word, ())})
    if len(holders) != 1 or not any(start > head.i for start, _ in scene.entities[holders[0]].mentions):
        return None
    best = scene.entities[holders[0]]
    return None if best.mentions[0][0] < head.i else Answer(best.number, "lede", [best.span])


def body_noun(scene: Scene, i: int) -> Answer | None:
    """``the council said``: the named body before it whose name ends in that word."""
    head = head_of(scene, i)
    if head is None or not definite(head) or head.lower_ not in resources.forms("bodies"):
        return None
    if any(c.dep_ in ("compound", "poss", "prep") for c in head.children):
        return None
    found = [e for n in scene.holders.get("…" + head.lower_, ()) if (e := scene.entities[n]).mentions[0][0] < head.i]
    if not found:
        return None
    return _latest(scene, head, found)


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
    full = [t for t in _nouns_before(scene, head) if _fuller(t)][:2]
    if len(full) > 1 and scene.sentence[full[0].i] == scene.sentence[full[1].i]:
        return Answer(None, "none", unresolved=f"two candidates: {_text(scene, full[1])}, {_text(scene, full[0])}")
    return unnamed_source(scene, full[0], "description", noun_phrase(scene, full[0])) if full else None


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


def continuation(scene: Scene, i: int) -> Answer | None:
    """A quotation without any source after a statement with one: the same speaker goes on."""
    draft = scene.drafts[i]
    if draft["source"] is not None or draft["cue"] is not None or not draft["passages"] or draft["parent"] is not None:
        return None
    before = scene.speaker_before()
    if before is None:
        return None
    last = scene.drafts[before]
    end = max(end for _, end in [*last["spans"], *last["cue_spans"]])
    here, there = scene.page.paragraph(draft["spans"][0][0]), scene.page.paragraph(end - 1)
    gap = sum(number not in scene.page.captions for number in range(there + 1, here + 1))
    if (
        here in scene.page.captions
        or here - there > _CARRY
        or gap > 1
        or scene.drafts[before]["act"] not in ("speech", "thought")
    ):
        return None
    return Answer(scene.answers[before].entity, "continuation", scene.answers[before].spans)


def nobody(_scene: Scene, _i: int) -> Answer | None:
    """No source is stated."""
    return Answer(None, "none", unresolved="no source stated")


SIEVES: tuple[Sieve, ...] = (
    questioned,
    first_person,
    relative,
    joint,
    named,
    person_pronoun,
    thing_pronoun,
    role_noun,
    epithet,
    lede,
    body_noun,
    described,
    unnamed,
    continuation,
    nobody,
)


def _kin(word: str) -> frozenset[str]:
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
