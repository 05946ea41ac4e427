"""SIEVES: ordered small functions, each one line of evidence for a speaker; the first that answers decides."""

import bisect
from collections.abc import Callable
from typing import Any

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.roles import noun_posts
from onrecord.speakers.scene import WINDOW, Answer, Pronoun, Scene, pronoun

Sieve = Callable[[Scene, int], Answer | None]

_INSIDE = frozenset({"compound", "appos", "nmod", "flat", "amod", "dobj", "dep"})
_DEFINITE = frozenset({"DT", "PRP$"})
_LOOK_BACK = 60  # places of a noun, or statements, that are looked at on the way back
_LEDE = 2  # the last paragraph whose nouns can stand for somebody the article names only later
_BYLINE = 4  # paragraphs in which a byline may stand
_BYLINE_WORDS = 8
_MARGIN = 0.8  # a pronoun whose second candidate is nearly as salient as the first is left undecided


def joint(scene: Scene, i: int) -> Answer | None:
    """"A and B said": both are members of a joint source."""
    head = _head(scene, i)
    if head is None:
        return None
    parts = [head, *(t for t in head.subtree if t.dep_ == "conj" and t.head.i in {head.i, *(c.i for c in head.conjuncts)})]
    words = {t.i for t in scene.words(scene.drafts[i])}
    members = [_named_at(scene, t, words) for t in parts if t.i in words]
    known = [m for m in members if m is not None]
    if len(parts) < 2 or len(known) < 2 or len(set(known)) < 2:
        return None
    members_known = list(dict.fromkeys(known))
    names = [scene.entities[m].name for m in members_known]
    style = resources.table("senses.toml")["joint"]
    name = style["last"].join([style["between"].join(names[:-1]), names[-1]])
    start, end = scene.drafts[i]["mention_spans"][0]
    entity = Entity(len(scene.entities), "group", name, (start, end), named=True, plural=True, members=members_known)
    return Answer(scene.add(entity), "joint", list(scene.drafts[i]["mention_spans"]))


def named(scene: Scene, i: int) -> Answer | None:
    """"Dr Ann Lee, of Ely Council, said": the mention holds the name itself."""
    head = _head(scene, i)
    if head is None:
        return None
    words = {t.i for t in scene.words(scene.drafts[i])}
    number = _named_at(scene, head, words)
    if number is None:
        return None
    entity = scene.entities[number]
    return Answer(number, _name_form(scene, entity, head, words), [entity.span])


def first_person(scene: Scene, i: int) -> Answer | None:
    """"I said so" inside a quotation: the one who is quoted."""
    head = _head(scene, i)
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
    """"A: It works." after "Q: Does it?": the answers are those of the person named most before the first question."""
    draft = scene.drafts[i]
    if draft["source"] is None or not draft["rules"][0].startswith("speaker-line"):
        return None
    label = scene.doc[draft["source"]].lower_
    if label in resources.forms("line_questions"):
        author = _author(scene)
        spans = [scene.entities[author].span] if author is not None else []
        return Answer(author, "turn-taking", spans, None if author is not None else "the interviewer is not named")
    if label not in resources.forms("line_answers"):
        return None
    author = _author(scene)
    people = [e for e in scene.entities if e.kind == "person" and e.named and e.number != author]
    if not people:
        return Answer(None, "none", unresolved="nobody is named who could answer")
    best = max(people, key=lambda e: (len(e.mentions), -e.mentions[0][0]))
    return Answer(best.number, "turn-taking", [best.span])


def relative(scene: Scene, i: int) -> Answer | None:
    """"Ms Lee, who said so": the noun that the relative clause hangs on."""
    head = _head(scene, i)
    if head is None or head.tag_ not in ("WP", "WDT", "IN"):
        return None
    verb = head.head
    while verb.dep_ not in ("relcl", "ROOT") and verb.head.i != verb.i:
        verb = verb.head
    if verb.dep_ != "relcl":
        return None
    noun = verb.head
    number = _named_at(scene, noun, {t.i for t in noun.subtree})
    if number is not None:
        return Answer(number, "relative", [scene.entities[number].span])
    return _common(scene, i, noun, "relative")


def person_pronoun(scene: Scene, i: int) -> Answer | None:
    """"she said": the most salient person before it whom the word fits, if no other comes close."""
    head = _head(scene, i)
    form = pronoun(head) if head is not None else None
    if head is None or form is None or form.person != "3" or form.gender == "thing":
        return None
    scores: dict[int, float] = {}
    now = scene.sentence[head.i]
    for at, number, weight in _earlier(scene, head):
        entity = scene.entities[number]
        if not _fits(entity, form):
            continue
        decay = 0.55 ** (now - scene.sentence[at])
        scores[number] = max(scores.get(number, 0.0), weight * decay * (1.0 if entity.gender or form.gender is None else 0.8))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return Answer(None, "none", unresolved=f"nobody before it whom {head.text!r} fits")
    if len(ranked) > 1 and ranked[1][1] > _MARGIN * ranked[0][1]:
        names = ", ".join(scene.entities[number].name for number, _ in ranked[:2])
        return Answer(None, "none", unresolved=f"two candidates: {names}")
    best = scene.entities[ranked[0][0]]
    if best.gender is None and form.gender in ("male", "female") and best.kind == "person" and best.named:
        best.gender = form.gender
    return Answer(best.number, "pronoun", [best.span])


def thing_pronoun(scene: Scene, i: int) -> Answer | None:
    """"it added": the body or document that spoke last, or the last one that was a subject."""
    head = _head(scene, i)
    form = pronoun(head) if head is not None else None
    if head is None or form is None or form.gender != "thing":
        return None
    for at, number, weight in sorted(_earlier(scene, head), key=lambda m: -m[0]):
        if scene.entities[number].kind in ("organisation", "document") and weight >= 2.0:
            return Answer(number, "pronoun", [scene.entities[number].span])
    return Answer(None, "none", unresolved=f"nothing before it that {head.text!r} fits")


def role_noun(scene: Scene, i: int) -> Answer | None:
    """"the officer said": the one person of the article who holds such a role, or the last named of them."""
    head = _head(scene, i)
    if head is None or not _definite(head) or head.lower_ not in resources.forms("roles") | resources.forms("roles_weak"):
        return None
    kin = _kin(head.lower_)
    holders = [scene.entities[n] for n in dict.fromkeys(n for word in sorted(kin) for n in scene.holders.get(word, ()))]
    gender = "male" if head.lower_ in resources.forms("male") else "female" if head.lower_ in resources.forms("female") else None
    holders = [e for e in holders if not (gender and e.gender and e.gender != gender)]
    if not holders:
        return None
    best = max(holders, key=lambda e: (scene.last_mention(e.number, head.i), -e.number))
    return Answer(best.number, "role-noun", [best.span])


def lede(scene: Scene, i: int) -> Answer | None:
    """"A judge said", in the first paragraphs: the one person of the article whom it then names with that role."""
    head = _head(scene, i)
    if head is None or head.tag_ not in ("NN", "NNP") or scene.page.paragraph(head.idx) > _LEDE or _definite(head):
        return None
    holders = sorted(set(scene.holders.get(head.lower_, ())))
    if len(holders) != 1 or not any(start > head.i for start, _ in scene.entities[holders[0]].mentions):
        return None
    best = scene.entities[holders[0]]
    return None if best.mentions[0][0] < head.i else Answer(best.number, "lede", [best.span])


def body_noun(scene: Scene, i: int) -> Answer | None:
    """"the council said": the named body before it whose name ends in that word."""
    head = _head(scene, i)
    if head is None or not _definite(head) or head.lower_ not in resources.forms("bodies"):
        return None
    if any(c.dep_ in ("compound", "poss", "prep") for c in head.children):
        return None
    found = [e for n in scene.holders.get("…" + head.lower_, ()) if (e := scene.entities[n]).mentions[0][0] < head.i]
    if not found:
        return None
    best = max(found, key=lambda e: (scene.last_mention(e.number, head.i), -e.number))
    return Answer(best.number, "role-noun", [best.span])


def described(scene: Scene, i: int) -> Answer | None:
    """"the report said": the fullest description before it of the same thing."""
    head = _head(scene, i)
    if head is None or not _definite(head) or any(c.dep_ in ("compound", "poss", "prep", "amod", "acl", "relcl") for c in head.children):
        return None
    for number in reversed(scene.unnamed.get(head.lower_, ())):
        return Answer(number, "description", [scene.entities[number].span])
    for token in _nouns_before(scene, head):
        if any(c.dep_ in ("prep", "compound", "poss", "acl", "amod", "relcl") for c in token.children):
            return _unnamed(scene, token, "description", _noun_phrase(scene, token))
    return None


def unnamed(scene: Scene, i: int) -> Answer | None:
    """"a senior official said": the description is all that the article gives."""
    head = _head(scene, i)
    return _common(scene, i, head, "description") if head is not None else None


def continuation(scene: Scene, i: int) -> Answer | None:
    """A quotation without any source after a statement with one: the same speaker goes on."""
    draft = scene.drafts[i]
    if draft["source"] is not None or draft["cue"] is not None or not draft["passages"] or draft["parent"] is not None:
        return None
    before = scene.speaker_before(draft)
    if before is None:
        return None
    gap = scene.page.paragraph(draft["spans"][0][0]) - scene.page.paragraph(max(scene.drafts[before]["spans"][-1][1] - 1, *(e for _, e in scene.drafts[before]["cue_spans"])) if scene.drafts[before]["cue_spans"] else scene.drafts[before]["spans"][-1][1] - 1)
    if gap > 1 or scene.drafts[before]["act"] not in ("speech", "thought"):
        return None
    return Answer(scene.answers[before].entity, "continuation", scene.answers[before].spans)


def nobody(scene: Scene, i: int) -> Answer | None:
    """No source is stated."""
    return Answer(None, "none", unresolved="no source stated")


SIEVES: tuple[Sieve, ...] = (
    questioned, first_person, relative, joint, named, person_pronoun, thing_pronoun, role_noun, lede, body_noun, described, unnamed, continuation, nobody,
)


def _head(scene: Scene, i: int) -> Token | None:
    source = scene.drafts[i]["source"]
    return scene.doc[source] if source is not None else None


def _named_at(scene: Scene, head: Token, words: set[int]) -> int | None:
    """Give the entity whose name is the head of a mention, stands in apposition to it or is what its title is before."""
    if head.i in scene.at:
        number = scene.at[head.i]
        if scene.entities[number].kind == "person":
            return number
        person = next((scene.at[t.i] for t in head.subtree if t.i in words and t.i in scene.at and t.head.i == head.i and t.dep_ in ("appos", "compound") and scene.entities[scene.at[t.i]].kind == "person"), None)
        return person if person is not None else number
    if head.lower_ in resources.forms("documents"):
        return None
    stack = [head]
    while stack:
        token = stack.pop()
        for child in token.rights:  # what stands before a noun only describes it: McConnell aides are not McConnell
            if child.i in words and child.dep_ in _INSIDE:
                if child.i in scene.at and scene.entities[scene.at[child.i]].kind == "person":
                    return scene.at[child.i]
                stack.append(child)
    return None


def _name_form(scene: Scene, entity: Entity, head: Token, words: set[int]) -> str:
    lengths = [end - start for start, end in entity.mentions if any(t in words for t in range(start, end))]
    if max(lengths, default=1) > 1 or len(entity.words) < 2:
        return "named"
    first = [start for start, end in entity.mentions if start in words]
    return "forename" if first and scene.doc[first[0]].lower_ == entity.words[0] else "surname"


def _earlier(scene: Scene, head: Token) -> list[tuple[int, int, float]]:
    """Give who was spoken of in the last few sentences before a word, with the weight of the place."""
    now = scene.sentence[head.i]
    out: list[tuple[int, int, float]] = []
    for i in range(bisect.bisect_left(scene.mentions, (head.i, 0, 0.0)) - 1, -1, -1):
        if now - scene.sentence[scene.mentions[i][0]] > WINDOW:
            break
        out.append(scene.mentions[i])
    for i in range(len(scene.answers) - 1, max(-1, len(scene.answers) - 1 - _LOOK_BACK), -1):
        source, entity = scene.drafts[i]["source"], scene.answers[i].entity
        if entity is None or source is None or source >= head.i or scene.drafts[i]["parent"] is not None:
            continue
        if now - scene.sentence[source] > WINDOW:
            break
        out.append((source, entity, 2.5))
    return out


def _fits(entity: Entity, form: Pronoun) -> bool:
    if form.plural:
        return entity.plural or entity.kind in ("group", "organisation")
    return entity.kind == "person" and not entity.plural and (form.gender is None or entity.gender in (None, form.gender))


def _definite(head: Token) -> bool:
    return any(c.tag_ == "DT" and c.lower_ in resources.forms("definite") for c in head.children) or not any(c.tag_ in _DEFINITE for c in head.children) and head.tag_ == "NNP"


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
    return [scene.doc[i] for i in reversed(places[max(0, end - _LOOK_BACK) : end])]


def _noun_phrase(scene: Scene, noun: Token) -> tuple[int, int]:
    """Give a description without its relative clause: tokens from the left edge to the last close complement."""
    end = noun.i + 1
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in resources.forms("description_links") and child.left_edge.i == end:
            if any(scene.page.inside(t) is not None for t in child.subtree) or any(c.ent_type_ in ("DATE", "TIME") for c in child.children):
                break
            end = _close(child) + 1
        else:
            break
    start = noun.left_edge.i
    while start < noun.i and (scene.doc[start].is_punct or scene.doc[start].is_space or scene.doc[start].tag_ in ("CC", "IN") or scene.doc[start].dep_ in ("cc", "preconj")):
        start += 1
    partners = [c for c in noun.children if c.dep_ == "conj"]
    if partners and end <= partners[0].left_edge.i:
        end = _noun_phrase(scene, partners[0])[1]
    while end > noun.i + 1 and (scene.doc[end - 1].is_punct or scene.doc[end - 1].is_space):
        end -= 1
    return start, end


def _close(prep: Token) -> int:
    """Give the last token of what a preposition leads to, without relative clauses and participles after it."""
    end = prep.i
    for child in prep.rights:
        loose = next((c for c in child.rights if c.dep_ in ("relcl", "acl", "appos", "advcl")), None)
        end = loose.left_edge.i - 1 if loose is not None else child.right_edge.i
    while end > prep.i and prep.doc[end].is_punct:
        end -= 1
    return end


def _common(scene: Scene, i: int, head: Token, sieve: str) -> Answer | None:
    if pronoun(head) is not None or head.tag_ in ("WP", "WDT", "DT", "EX"):
        return Answer(None, "none", unresolved=f"{head.text!r} names nobody")
    return _unnamed(scene, head, sieve, _noun_phrase(scene, head))


def _unnamed(scene: Scene, noun: Token, sieve: str, place: tuple[int, int]) -> Answer:
    """Make a source of a description."""
    start, end = place
    span = scene.doc[start].idx, scene.doc[end - 1].idx + len(scene.doc[end - 1])
    plural = noun.tag_ in ("NNS", "NNPS")
    word = noun.lower_
    gender = "male" if word in resources.forms("male") else "female" if word in resources.forms("female") else None
    if span in scene.places:
        return Answer(scene.places[span], sieve, [span])
    entity = Entity(
        len(scene.entities), kind_of_noun(noun), scene.doc.text[span[0] : span[1]], span, named=noun.tag_ in ("NNP", "NNPS") and word not in resources.forms("roles"),
        gender=gender, plural=plural, words=(word,), posts=list(noun_posts(scene.doc, noun)),
    )
    return Answer(scene.add(entity), sieve, [span])


def kind_of_noun(noun: Token) -> str:
    """Tell what kind of source a common noun is: document, organisation, group or person, by the word lists."""
    word = noun.lower_
    plural = noun.tag_ in ("NNS", "NNPS")
    if word in resources.forms("documents"):
        return "document"
    if plural and (word in resources.forms("groups") or word in resources.forms("roles")):
        return "group"
    if word in resources.forms("bodies") or word in resources.forms("media"):
        return "organisation"
    if word in resources.forms("roles") or word in resources.forms("roles_weak"):
        return "person"
    if word in resources.forms("groups") or plural:
        return "group"
    return "organisation" if noun.tag_ in ("NNP", "NNPS") else "unknown"
