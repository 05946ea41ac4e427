"""Sieves of what is stated or plain from the form: names, several names, the first person."""

from spacy.tokens import Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.records import Span
from onrecord.speakers.mentions import describe, head_of, kind_of_noun, name_form, named_at, only_some
from onrecord.speakers.pronouns import earlier, pronoun
from onrecord.speakers.scene import Answer, Scene

_JOINT = 2  # sentences back that two people named together may stand
_BYLINE = 4  # paragraphs in which a byline may stand
_BYLINE_WORDS = 8
_BYLINE_CHARACTERS = 200


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
    # the Post and a rival newspaper: the words themselves say who that is
    name = scene.page.text[start:end] if None in members else joined(scene, known, words)
    number = joint_source(scene, known, name, (start, end))
    return Answer(number, "joint", list(scene.drafts[i]["mention_spans"]))


def joint_source(scene: Scene, members: list[int], name: str, span: Span) -> int:
    """Take in a source of several people or bodies and give its number."""
    group = Entity(len(scene.entities), "group", name, span, named=True, plural=True, members=members)
    return scene.add(group)


def joined(scene: Scene, members: list[int], words: set[int]) -> str:
    """Write the names of several together as they are known best: ``Ann Lee and Tom Fox``."""
    articles = [_article(scene, m, words) for m in members]
    names = [scene.entities[m].name for m in members]
    if any(articles[1:]):  # the Trust and the Union; but US and China
        names = [article + name for article, name in zip(articles, names, strict=True)]
    style = resources.table("statements.toml")["joint"]
    return str(style["last"].join([style["between"].join(names[:-1]), names[-1]]))


def joint_subject(scene: Scene, head: Token) -> tuple[int, list[int]] | None:
    """Give the last subject before a word that names two or more people, ``Ann Lee and Tom Fox``, and who they are."""
    for at, number, _ in earlier(scene, head):
        token = scene.doc[at]
        if token.dep_ not in ("nsubj", "nsubjpass") or scene.entities[number].kind != "person":
            continue
        if scene.sentence[head.i] - scene.sentence[at] > _JOINT or scene.page.inside(token) != scene.page.inside(head):
            continue
        members = [named_at(scene, t, {w.i for w in t.subtree}) for t in (token, *token.conjuncts)]
        known = [m for m in members if m is not None and scene.entities[m].kind == "person"]
        if len(known) == len(members) > 1:
            return at, known
    return None


def _article(scene: Scene, number: int, words: set[int]) -> str:
    """Give the article before a body's name in a mention, with the space after it: A and the B."""
    for start, _ in scene.entities[number].mentions:
        if start in words and start - 1 in words and scene.doc[start - 1].tag_ == "DT":
            return str(scene.doc[start - 1].text_with_ws)
    return ""


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
    if only_some(scene, head):
        return describe(scene, head, "description")
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
        if end - start > _BYLINE_CHARACTERS:
            continue
        words = scene.page.words(start, end)
        people = {scene.at[t.i] for t in words if t.i in scene.at and scene.entities[scene.at[t.i]].kind == "person"}
        if words and words[0].lower_ in resources.forms("byline") and len(people) == 1 and len(words) <= _BYLINE_WORDS:
            return next(iter(people))
    return None
