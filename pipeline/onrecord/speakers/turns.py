"""Sieves of those who take turns: questions and answers, the names that open a transcript's lines, an exchange."""

from onrecord import resources
from onrecord.entities import Entity
from onrecord.speakers.names import author
from onrecord.speakers.scene import Answer, Scene

_LINE = "speaker-line"
_INTERVIEW = f"{_LINE}-interview"


def questioned(scene: Scene, i: int) -> Answer | None:
    """``A: It works.`` after ``Q: Does it?``: the answers are those of the person named most."""
    draft = scene.drafts[i]
    if draft["source"] is None or not draft["rules"][0].startswith(_LINE):
        return None
    label = scene.doc[draft["source"]].lower_
    if label in resources.forms("line_questions"):
        writer = author(scene)
        spans = [scene.entities[writer].span] if writer is not None else []
        if writer is None:
            return Answer(None, "none", unresolved="the interviewer is not named")
        return Answer(writer, "turn-taking", spans)
    if label not in resources.forms("line_answers"):
        return None
    writer = author(scene)
    people = [e for e in scene.entities if e.kind == "person" and e.named and e.number != writer]
    if not people:
        return Answer(None, "none", unresolved="nobody is named who could answer")
    best = max(people, key=lambda e: (len(e.mentions), -e.mentions[0][0]))
    return Answer(best.number, "turn-taking", [best.span])


def labelled(scene: Scene, i: int) -> Answer | None:
    """``STROUD: It works.``, ``LS: It works.``: the one person of that surname, of that name, or of these initials."""
    draft = scene.drafts[i]
    if draft["source"] is None or not draft["rules"][0].startswith(_LINE):
        return None
    at = scene.at.get(draft["source"])
    if at is not None and scene.entities[at].kind == "person" and len(scene.entities[at].words) > 1:
        return None
    label = " ".join(token.text for token in scene.words(draft))
    people = [e for e in scene.entities if e.kind == "person" and e.named]
    if draft["rules"][0] == _INTERVIEW and at is None and _full_name(label):
        known = next((e.number for e in people if e.name == label), None)
        return Answer(known if known is not None else _newcomer(scene, label, i), "named", draft["mention_spans"])
    fits = [e for e in people if label.isupper() and label.casefold() in _labels(e)]
    return Answer(fits[0].number, "turn-taking", [fits[0].span]) if len(fits) == 1 else None


def _full_name(label: str) -> bool:
    """Tell whether the words before a colon can be a person's name in full: several, the last no role or body."""
    words = label.split()
    common = resources.forms("roles") | resources.forms("bodies") | resources.forms("groups")
    return len(words) > 1 and not label.isupper() and words[-1].lower() not in common


def _newcomer(scene: Scene, label: str, i: int) -> int:
    """Take in a person of an interview whom the recogniser has not seen: the form of the line says who it is."""
    (start, _), (_, end) = scene.drafts[i]["mention_spans"][0], scene.drafts[i]["mention_spans"][-1]
    words = tuple(label.casefold().split())
    return scene.add(Entity(len(scene.entities), "person", label, (start, end), named=True, words=words))


def _labels(person: Entity) -> set[str]:
    """Give what may stand for a person before a colon: name, surname, initials; nothing for one of a single name."""
    words = person.words
    if len(words) < 2:
        return set()
    return {" ".join(words), words[-1], words[0][0] + words[-1][0], "".join(word[0] for word in words)}


def exchange(scene: Scene, i: int) -> Answer | None:
    """``"Then who did?"`` after a question of A and an answer of B is A's; ``"My brother."`` after that is B's."""
    if not _bare(scene, i):
        return None
    here = scene.page.paragraph(scene.drafts[i]["spans"][0][0])
    one, other = _turn(scene, i, here - 2), _turn(scene, i, here - 1)
    if one is None or other is None or scene.answers[one].entity == scene.answers[other].entity:
        return None
    goes_on = scene.answers[other].sieve == "turn-taking"  # whose question it is was told by the turns before
    if [_asks(scene, one), _asks(scene, other), _asks(scene, i)] == [True, False, True] or (
        goes_on and [_asks(scene, one), _asks(scene, other), _asks(scene, i)] == [False, True, False]
    ):
        return Answer(scene.answers[one].entity, "turn-taking", scene.answers[one].spans)
    return None


def _bare(scene: Scene, i: int) -> bool:
    """Tell whether a statement is a quotation that is a paragraph by itself, and nobody says whose."""
    draft = scene.drafts[i]
    if draft["source"] is not None or draft["cue"] is not None or draft["parent"] is not None or not draft["passages"]:
        return False
    start, end = scene.page.blocks[scene.page.paragraph(draft["spans"][0][0])]
    first, last = draft["spans"][0][0], draft["spans"][-1][1]
    return not any(c.isalnum() for c in scene.page.text[start:first] + scene.page.text[last:end])


def _turn(scene: Scene, i: int, paragraph: int) -> int | None:
    """Give the one statement of a paragraph before that is no part of another, if it is quoted and has a speaker."""
    found = []
    for j in range(i - 1, -1, -1):
        place = scene.page.paragraph(scene.drafts[j]["spans"][0][0])
        if place < paragraph:
            break
        if place == paragraph and scene.drafts[j]["parent"] is None:
            found.append(j)
    if len(found) != 1 or not scene.drafts[found[0]]["passages"] or scene.answers[found[0]].entity is None:
        return None
    return found[0]


def _asks(scene: Scene, i: int) -> bool:
    end = scene.drafts[i]["spans"][-1][1]
    return scene.page.text[end - 1] == "?"
