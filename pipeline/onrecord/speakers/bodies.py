"""Sieves of common nouns for bodies: the council, the appeals court, the company, the state, a city council."""

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.speakers.mentions import definite, head_of, pointed_at
from onrecord.speakers.nouns import LEDE, latest, named_soon
from onrecord.speakers.salience import MARGIN, salient
from onrecord.speakers.scene import Answer, Scene

_BEFORE = frozenset({"compound", "amod", "nmod"})
_MORE = frozenset({"poss", "prep", "acl", "relcl"})
_QUOTED = 0.6  # whoever weighs less was spoken of in a quotation or a caption only


def body_noun(scene: Scene, i: int) -> Answer | None:
    """``the council said``, ``the appeals court``: the named body before it that is called so and has those words."""
    head = head_of(scene, i)
    if head is None or not definite(head) or head.lower_ not in resources.forms("bodies") or _more_told(head):
        return None
    words = _words_before(head)
    found = [e for e in _called(scene, head) if e.mentions[0][0] < head.i and words <= set(e.words)]
    return latest(scene, head, found) if found else None


def body_epithet(scene: Scene, i: int) -> Answer | None:
    """``the company said``, whose name does not say that it is one: the named body that the text is about just then,
    if it is clear which and nothing in its name says that it is something else; ``the state``: the one last named.
    """
    head = head_of(scene, i)
    if head is None or head.tag_ != "NN" or not pointed_at(head) or _more_told(head) or _words_before(head):
        return None
    if scene.page.inside(head) is not None or _introduced(scene, head):
        return None
    places, kin = _kin("place_nouns").get(head.lower_), _kin("body_kin").get(head.lower_)
    if places is None and kin is None:
        return None

    def may(entity: Entity, weight: float) -> bool:
        if entity.kind != "organisation" or not entity.named or weight < _QUOTED:
            return False
        if places is not None:
            return any(entity.name in resources.forms(name) for name in places)
        return kin is not None and _may_be_called(scene, entity, head.lower_, kin)

    ranked = salient(scene, head, may, None)
    if not ranked or (len(ranked) > 1 and ranked[1][1] > MARGIN * ranked[0][1]):
        return None
    best = scene.entities[ranked[0][0]]
    return Answer(best.number, "epithet", [best.span])


def body_lede(scene: Scene, i: int) -> Answer | None:
    """``A city council said``, in the first paragraphs: the one body called so that it then names."""
    head = head_of(scene, i)
    if head is None or head.lower_ not in resources.forms("bodies") or head.tag_ not in ("NN", "NNP"):
        return None
    if scene.page.paragraph(head.idx) > LEDE or pointed_at(head) or _more_told(head) or head.i in scene.at:
        return None
    words = _words_before(head) - resources.forms("body_adjectives")
    soon = [e for e in _called(scene, head) if named_soon(scene, e, head)]
    if len(soon) != 1 or not words <= set(soon[0].words):
        return None
    return Answer(soon[0].number, "lede", [soon[0].span])


def _called(scene: Scene, head: Token) -> list[Entity]:
    """Give the named bodies whose name says that they are such a one: a council, a court."""
    return [scene.entities[n] for n in scene.holders.get("…" + head.lower_, ())]


def _more_told(head: Token) -> bool:
    """Tell whether a noun is told from others by whose it is, or by what follows it: another one than was named."""
    return any(c.dep_ in _MORE for c in head.children)


def _words_before(head: Token) -> set[str]:
    return {t.lower_ for c in head.children if c.dep_ in _BEFORE for t in c.subtree if t.is_alpha}


def _kin(name: str) -> dict[str, frozenset[str]]:
    return {entry[0]: frozenset(entry[1:]) for entry in resources.lexicon(name)}


def _introduced(scene: Scene, head: Token) -> bool:
    """Tell whether an unnamed such body has spoken: ``a bank said``; not a headline's, without an article."""
    for number in scene.unnamed.get(head.lower_, ()):
        if scene.page.token_at(scene.entities[number].span[0]).tag_ == "DT":
            return True
    return False


def _may_be_called(scene: Scene, entity: Entity, noun: str, kin: frozenset[str]) -> bool:
    """Tell whether a body of that name can be such a one: its last word is one that they have, or says nothing.

    Of a name that is known, as many are that are no companies, the article must say so: ``Acme bankers``.
    """
    last = entity.words[-1]
    if last in kin:
        return True
    marked = {form.lower() for form in resources.forms("body_words")} | resources.forms("bodies")
    others = resources.forms("parties") | resources.forms("nations") | resources.forms("states")
    if "*" not in kin or last in marked or entity.name in others:
        return False
    known = entity.name in resources.forms("bodies_named") | resources.forms("media_named")
    labels = {scene.doc[end - 1].ent_type_ for _, end in entity.mentions}
    return "ORG" in labels <= {"ORG", ""} and (not known or _told_so(scene, entity, noun))


def _told_so(scene: Scene, entity: Entity, noun: str) -> bool:
    """Tell whether a noun, or what is made of it, stands next to a name."""
    near = (
        t for start, end in entity.mentions for t in (*scene.doc[max(0, start - 2) : start], *scene.doc[end : end + 2])
    )
    return any(t.lower_.startswith(noun) for t in near)
