"""The words that stand for a source: whose name is in them, what they describe, how far a description reaches."""

import bisect
import functools
from typing import cast

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.records import Kind
from onrecord.roles import courtesy, noun_posts, titles
from onrecord.speakers.pronouns import pronoun
from onrecord.speakers.scene import Answer, Scene

_TELLING = frozenset({"amod", "compound", "det", "nmod", "nummod", "prep"})
_INSIDE = frozenset({"compound", "appos", "nmod", "flat", "amod", "dobj", "dep"})


def head_of(scene: Scene, i: int) -> Token | None:
    """Give the head word of a draft's mention, None where no source is stated."""
    source = scene.drafts[i]["source"]
    return scene.doc[source] if source is not None else None


def named_at(scene: Scene, head: Token, words: set[int]) -> int | None:
    """Give the entity whose name is the head of a mention, stands in apposition to it, or follows it."""
    if head.i and head.text in resources.forms("postnominals") and _person_at(scene, head.i - 1):
        head = scene.doc[head.i - 1]  # "Judge Ann Lee KC": the parser hangs the name on the letters after it
    if head.i in scene.at:
        number = scene.at[head.i]
        if scene.entities[number].kind == "person":
            return _nearer(scene, head, words)
        person = next(
            (
                scene.at[t.i]
                for t in head.subtree
                if t.i in words and _person_at(scene, t.i) and t.head.i == head.i and t.dep_ in ("appos", "compound")
            ),
            None,
        )
        return person if person is not None else number
    if head.tag_ == "NNS" and head.lower_ not in resources.forms("groups") | resources.forms("roles"):
        # "Explaining the figures, Ms Lee said": the parser takes her for an apposition to the figures
        beside = (t for t in head.rights if t.dep_ == "appos" and t.i in words)
        return next((scene.at[t.i] for t in beside if _person_at(scene, t.i)), None)
    if head.lower_ in resources.forms("documents") or head.tag_ == "NNS":
        return None  # victims such as Ann Lee are not Ann Lee
    first = min(words, default=head.i)
    while first < head.i and scene.doc[first].text in titles():
        first += 1
    if first < head.i and _person_at(scene, first) and any(t.text in ",(" for t in scene.doc[first : head.i]):
        return scene.at[first]  # "Tama Hill, 23": what follows the name in a line is not who speaks
    stack = [head]
    while stack:
        token = stack.pop()
        for child in token.rights:  # what stands before a noun only describes it: McConnell aides are not McConnell
            if child.i in words and child.dep_ in _INSIDE:
                if _person_at(scene, child.i):
                    return scene.at[child.i]
                stack.append(child)
    return _apposed(scene, head, words)


def _person_at(scene: Scene, i: int) -> bool:
    return i in scene.at and scene.entities[scene.at[i]].kind == "person"


def _nearer(scene: Scene, head: Token, words: set[int]) -> int:
    """Give whose name it is that a mention's verb follows: where two people's stand beside each other, the second's.

    "To understand the poet Ann Lee, Mr Fox said": the parser takes him for an apposition to her.
    """
    own = scene.at[head.i]
    for child in head.rights:
        other = child.i in words and child.dep_ == "appos" and _person_at(scene, child.i) and scene.at[child.i] != own
        titled = child.left_edge.text in titles() or child.left_edge.text in courtesy()
        if other and titled and child.i < head.head.i:
            return scene.at[child.i]
    return own


def _apposed(scene: Scene, head: Token, words: set[int]) -> int | None:
    """Give whose name stands after a description and a comma: ``the reviewer in the Argus, Ann Lee``, ``a trade body,
    the Millers' Union``; a person's is the description's where the parser hangs it on what is no person.
    """
    kind = kind_of_noun(head)
    for token in head.subtree:
        number = scene.at.get(token.i) if token.i in words and token.i > head.i and token.dep_ == "appos" else None
        if number is None or scene.entities[number].kind != kind or scene.entities[number].plural:
            continue
        own = token.head.i == head.i
        if kind == "person" and (own or (token.head.dep_ == "pobj" and kind_of_noun(token.head) != "person")):
            return number
        if kind == "organisation" and own and token.ent_type_ == "ORG":
            return number
    return None


def only_some(scene: Scene, head: Token) -> bool:
    """Tell whether a mention speaks of some of a named group only, or of what is told of them: ``some Republicans``,
    ``nervous Democrats in Ohio`` are not Republicans and Democrats.
    """
    number = scene.at.get(head.i)
    if number is None or scene.entities[number].kind != "group" or not scene.entities[number].named:
        return False
    inside = {i for start, end in scene.entities[number].mentions for i in range(start, end)}
    told = (c for c in head.children if c.i not in inside and c.lower_ not in resources.forms("definite"))
    return any(c.dep_ in _TELLING for c in told)


def name_form(scene: Scene, entity: Entity, words: set[int]) -> str:
    """Tell by which name a mention speaks of somebody: ``named`` in full, ``surname`` or ``forename``."""
    first_word, last_word = min(words, default=0), max(words, default=-1)
    place = max(0, bisect.bisect_left(entity.mentions, (first_word, 0)) - 1)
    until = bisect.bisect_right(entity.mentions, (last_word, len(scene.doc)))
    near = entity.mentions[place:until]
    lengths = [end - start for start, end in near if any(t in words for t in range(start, end))]
    if max(lengths, default=1) > 1 or len(entity.words) < 2:
        return "named"
    first = [start for start, end in near if start in words]
    return "forename" if first and scene.doc[first[0]].lower_ == entity.words[0] else "surname"


def definite(head: Token) -> bool:
    """Tell whether a noun points back to what the text has named: ``the officer``, or capitals without an article."""
    if pointed_at(head):
        return True
    return head.tag_ == "NNP" and not any(c.tag_ in ("DT", "PRP$") for c in head.children)


def pointed_at(head: Token) -> bool:
    """Tell whether a word such as ``the`` or ``this`` stands before a noun; a headline leaves them out."""
    return any(c.tag_ == "DT" and c.lower_ in resources.forms("definite") for c in head.children)


def describe(scene: Scene, head: Token, sieve: str) -> Answer:
    """Make a source of what a mention says of it; a pronoun alone, or a word such as nobody, names nobody."""
    if head.lower_ in indefinite():
        return unnamed_source(scene, head, sieve, noun_phrase(scene, head))
    if (
        pronoun(head) is not None
        or head.tag_ in ("WP", "WDT", "DT", "EX")
        or head.lower_ in resources.forms("vague")
        or head.ent_type_ in ("DATE", "TIME")
    ):
        return Answer(None, "none", unresolved=f"{head.text!r} names nobody")
    return unnamed_source(scene, head, sieve, noun_phrase(scene, head))


def unnamed_source(scene: Scene, noun: Token, sieve: str, place: tuple[int, int]) -> Answer:
    """Make a source of a description."""
    start, end = place
    kind = kind_of_noun(noun)
    if kind == "document":
        start = _after_age(scene, start, noun)
    span = scene.doc[start].idx, scene.doc[end - 1].idx + len(scene.doc[end - 1])
    plural = noun.tag_ in ("NNS", "NNPS")
    word = noun.lower_
    gender = gender_of_noun(noun)
    name = scene.page.text[span[0] : span[1]]
    known = scene.places.get(span, scene.names.get(name) if noun.tag_ in ("NNP", "NNPS") else None)
    if known is not None:
        return Answer(known, sieve, [scene.entities[known].span])
    entity = Entity(
        len(scene.entities),
        kind,
        scene.page.text[span[0] : span[1]],
        span,
        named=noun.tag_ in ("NNP", "NNPS") and word not in resources.forms("roles"),
        gender=gender,
        plural=plural,
        words=(word,),
        posts=list(noun_posts(scene.doc, noun)) if kind == "person" else [],
    )
    return Answer(scene.add(entity), sieve, [span])


def _after_age(scene: Scene, start: int, noun: Token) -> int:
    """Give where the name of a document begins, after words such as ``a recent``, where there are any."""
    first = start + (scene.doc[start].tag_ == "DT")
    last = first
    while last < noun.i and scene.doc[last].lower_ in resources.forms("document_ages"):
        last += 1
    return last if first < last < noun.i else start


def gender_of_noun(noun: Token) -> str | None:
    """Give the gender of whom a noun stands for, None where it tells none: ``congresswoman``, ``senator``."""
    return next((gender for gender in ("male", "female") if noun.lower_ in resources.forms(gender)), None)


def noun_phrase(scene: Scene, noun: Token) -> tuple[int, int]:
    """Give a description without its relative clause: tokens from the left edge to the last close complement."""
    end = noun.i + 1
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in resources.forms("description_links") and child.left_edge.i == end:
            if any(scene.page.inside(t) is not None for t in child.subtree) or any(
                c.ent_type_ in ("DATE", "TIME") for c in child.children
            ):
                break
            end = _close(child) + 1
        else:
            break
    start = noun.left_edge.i
    while start < noun.i and (
        scene.doc[start].is_punct
        or scene.doc[start].is_space
        or scene.doc[start].tag_ in ("CC", "IN")
        or scene.doc[start].dep_ in ("cc", "preconj")
    ):
        start += 1
    partners = [c for c in noun.children if c.dep_ == "conj"]
    if partners and end <= partners[0].left_edge.i:
        end = noun_phrase(scene, partners[0])[1]
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


@functools.cache
def indefinite() -> dict[str, Kind]:
    """Give the words that stand for somebody the article does not name, each with the kind of source it is."""
    return {form: cast(Kind, kind) for form, kind in resources.lexicon("indefinite")}


def kind_of_noun(noun: Token) -> Kind:
    """Tell what kind of source a common noun is: document, organisation, group or person, by the word lists."""
    word = noun.lower_
    plural = noun.tag_ in ("NNS", "NNPS")
    if word in indefinite():
        return indefinite()[word]
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
