"""Who the text is about just then: those spoken of shortly before a word, the likeliest first."""

from collections.abc import Callable

from spacy.tokens import Token

from onrecord.entities import Entity
from onrecord.speakers.pronouns import earlier
from onrecord.speakers.scene import Scene

MARGIN = 0.8  # whose second candidate is nearly as salient as the first is left undecided


def salient(scene: Scene, head: Token, may: Callable[[Entity], bool], gender: str | None) -> list[tuple[int, float]]:
    """Rank those spoken of shortly before a word whom it may stand for, by place and distance, the likeliest first."""
    scores: dict[int, float] = {}
    now = scene.sentence[head.i]
    for at, number, weight in earlier(scene, head):
        entity = scene.entities[number]
        if not may(entity):
            continue
        decay = 0.55 ** (now - scene.sentence[at])
        scores[number] = max(
            scores.get(number, 0.0), weight * decay * (1.0 if entity.gender or gender is None else 0.8)
        )
    return sorted(scores.items(), key=lambda item: -item[1])
