"""Sieves of what is stated or plain from the form: names, several names, the first person."""

from onrecord import resources
from onrecord.entities import Entity
from onrecord.speakers.mentions import head_of, kind_of_noun, name_form, named_at
from onrecord.speakers.pronouns import pronoun
from onrecord.speakers.scene import Answer, Scene

_BYLINE = 4  # paragraphs in which a byline may stand
_BYLINE_WORDS = 8


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
    if form.plural is False and (writer := author(scene)) is not None:
        return Answer(writer, "byline", [scene.entities[writer].span])
    return Answer(None, "none", unresolved="first person outside a quotation")


def author(scene: Scene) -> int | None:
    """Give the one person whose name fills a line of the first paragraphs after a word such as ``By``."""
    for start, end in scene.page.blocks[:_BYLINE]:
        words = scene.page.words(start, end)
        people = {scene.at[t.i] for t in words if t.i in scene.at and scene.entities[scene.at[t.i]].kind == "person"}
        if words and words[0].lower_ in resources.forms("byline") and len(people) == 1 and len(words) <= _BYLINE_WORDS:
            return next(iter(people))
    return None
