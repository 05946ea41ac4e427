"""What the sieves look at: the article's entities, who stands at which word, and what was answered so far."""

import bisect
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc, Token

from onrecord.entities import Entity
from onrecord.page import Page
from onrecord.records import Span


@dataclass(slots=True)
class Answer:
    """Whose words a statement is: the entity, the sieve that said so, and the words on the way to the name."""

    entity: int | None
    sieve: str
    spans: list[Span] = field(default_factory=list)
    unresolved: str | None = None
    posts: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Scene:
    """An article while its speakers are being found; drafts are answered in the order of the text."""

    page: Page
    drafts: list[dict[str, Any]]
    entities: list[Entity]
    at: dict[int, int]
    sentence: list[int]
    mentions: list[tuple[int, int, float]]
    answers: list[Answer] = field(default_factory=list)
    described: dict[str, list[int]] = field(default_factory=dict)
    holders: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    places: dict[Span, int] = field(default_factory=dict)
    unnamed: dict[str, list[int]] = field(default_factory=dict)

    @property
    def doc(self) -> Doc:
        """The parsed article."""
        return self.page.doc

    def words(self, draft: dict[str, Any]) -> list[Token]:
        """Give the tokens of a draft's mention."""
        out: list[Token] = []
        for start, end in draft["mention_spans"]:
            first = self.page.token_at(start).i
            while first < len(self.doc) and self.doc[first].idx < end:
                out.append(self.doc[first])
                first += 1
        return out

    def speaker_before(self) -> int | None:
        """Give the number of the last answered draft that is no part of another and has a speaker."""
        for i in range(len(self.answers) - 1, -1, -1):
            if self.drafts[i]["parent"] is None and self.answers[i].entity is not None:
                return i
        return None

    def last_mention(self, number: int, before: int) -> int:
        """Give the last token before another at which an entity is spoken of, -1 where there is none."""
        places = self.entities[number].mentions
        i = bisect.bisect_left(places, (before, 0))
        return places[i - 1][0] if i else -1

    def add(self, entity: Entity) -> int:
        """Take in a source that has no name of its own."""
        self.entities.append(entity)
        self.places[entity.span] = entity.number
        self.names.setdefault(entity.name, entity.number)
        if not entity.named and entity.words:
            self.unnamed.setdefault(entity.words[-1], []).append(entity.number)
        return entity.number
