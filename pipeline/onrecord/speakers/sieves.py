"""SIEVES: ordered small functions, each one line of evidence for a speaker; the first that answers decides."""

from collections.abc import Callable

from onrecord.speakers.antecedents import person_pronoun, relative, thing_pronoun
from onrecord.speakers.bodies import body_epithet, body_lede, body_noun
from onrecord.speakers.names import first_person, joint, named
from onrecord.speakers.nouns import described, epithet, lede, role_noun, unnamed
from onrecord.speakers.scene import Answer, Scene
from onrecord.speakers.turns import exchange, labelled, questioned

Sieve = Callable[[Scene, int], Answer | None]

_CARRY = 6  # paragraphs, captions among them, over which a quotation can carry on


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
    labelled,
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
    body_lede,
    body_epithet,
    described,
    unnamed,
    exchange,
    continuation,
    nobody,
)
