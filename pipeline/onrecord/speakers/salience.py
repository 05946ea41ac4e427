"""Who the text is about just then: those spoken of shortly before a word, the likeliest first."""

from collections.abc import Callable

from spacy.tokens import Token

from onrecord.entities import Entity
from onrecord.speakers.pronouns import earlier
from onrecord.speakers.scene import Scene

MARGIN = 0.8  # whose second candidate is nearly as salient as the first is left undecided
SUBJECT = 2.0  # the weight of who was a subject


def salient(
    scene: Scene, head: Token, may: Callable[[Entity, float], bool], gender: str | None
) -> list[tuple[int, float]]:
    """Rank those spoken of shortly before a word whom it may stand for, by place and distance, the likeliest first."""
    scores: dict[int, float] = {}
    now = scene.sentence[head.i]
    for at, number, weight in earlier(scene, head):
        entity = scene.entities[number]
        if not may(entity, weight):
            continue
        scores[number] = max(
            scores.get(number, 0.0),
            faded(weight, now - scene.sentence[at]) * (1.0 if entity.gender or gender is None else 0.8),
        )
    return sorted(scores.items(), key=lambda item: -item[1])


def faded(weight: float, sentences: int) -> float:
    """Give what is left of a mention's weight some sentences later."""
    return float(weight * 0.55**sentences)
