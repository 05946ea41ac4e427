"""Draws statements, and sentences without any, from a knowledge file, for people to judge."""

import bisect
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

from spacy.language import Language

from onrecord.export.articles import Row, as_answer, with_statements
from onrecord.gold import GoldArticle
from onrecord.quotation import paragraphs
from onrecord.records import Span, Spans
from onrecord.windows import windows

BANDS = 10  # of confidence, each a tenth wide
Item = TypeVar("Item")
Drawn = tuple[int, Spans]  # the number of an article, and the paragraphs of it that are to be judged


@dataclass(frozen=True, slots=True)
class Share:
    """How many were drawn, and out of how many."""

    drawn: int
    there: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Articles of which some parts are to be judged, and how the parts were drawn."""

    articles: tuple[GoldArticle, ...]
    statements: Share
    sentences: Share


@dataclass(slots=True)
class Reservoir(Generic[Item]):
    """Holds ``size`` items of a stream, each of the stream being as likely to be among them as any other.

    >>> tank = Reservoir(2, Random(0))
    >>> for item in range(100):
    ...     tank.add(item)
    >>> len(tank.items), tank.seen
    (2, 100)
    """

    size: int
    random: Random
    seen: int = 0
    items: list[Item] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Take an item in, perhaps in place of another."""
        self.seen += 1
        if len(self.items) < self.size:
            self.items.append(item)
        elif (place := self.random.randrange(self.seen)) < self.size:
            self.items[place] = item


def sample(
    out: Path, number: int, *, seed: int = 0, of: str = "both", by_confidence: bool = False, blank: bool = False
) -> Sample:
    """Draw statements of a knowledge file, and sentences in which none stands, half of each; or but one of these.

    What is to be judged are the whole paragraphs in which these stand: ``judged`` of the articles. The statements that
    the program found there are their answers, to be put right, or none with ``blank``. ``by_confidence`` draws as many
    statements of each tenth of confidence. The same knowledge file and seed give the same sample. The files are read
    twice as streams, so that any archive will do.

    ``of`` is ``both``, ``statements`` or ``sentences``; anything else is a ValueError. Raises KnowledgeError when there
    is no such knowledge file or it is damaged.
    """
    shares = {"both": number - number // 2, "statements": number, "sentences": 0}
    if of not in shares:
        raise ValueError(f"there is no sample of {of!r}: choose one of {', '.join(shares)}")
    statements = shares[of]
    random = Random(seed)
    bands = [Reservoir[Drawn](statements, random) for _ in range(BANDS if by_confidence else 1)]
    without = Reservoir[Drawn](number - statements, random)
    split = _splitter()
    for place, (article, found) in enumerate(with_statements(out)):
        text = article["text"]
        blocks = paragraphs(text)
        for row in found:
            band = min(int(row["confidence"] * BANDS), BANDS - 1) if by_confidence else 0
            bands[band].add((place, _touched(blocks, _places(row))))
        if without.size:
            for sentence in _free(text, blocks, found, split):
                without.add((place, _touched(blocks, [sentence])))
    drawn = _evenly(bands, statements)
    chosen: dict[int, set[Span]] = {}
    for place, parts in (*drawn, *without.items):
        chosen.setdefault(place, set()).update(parts)
    return Sample(
        articles=tuple(_articles(out, chosen, blank=blank)),
        statements=Share(len(drawn), sum(band.seen for band in bands)),
        sentences=Share(len(without.items), without.seen),
    )


def _articles(out: Path, chosen: dict[int, set[Span]], *, blank: bool) -> Iterator[GoldArticle]:
    for place, (article, found) in enumerate(with_statements(out)):
        if place in chosen:
            judged = tuple(sorted(chosen[place]))
            # those that reach into a part from outside, too: who judges it should see what the program made of it
            near = () if blank else (row for row in found if _meet(row["spans"], judged))
            yield GoldArticle(
                id=article["doc_id"], text=article["text"], statements=tuple(map(as_answer, near)), judged=judged
            )


def _evenly(bands: Sequence[Reservoir[Drawn]], number: int) -> list[Drawn]:
    """Take one of each band in turn until there are enough, or no more."""
    rows = [list(band.items) for band in bands]
    for band, row in zip(bands, rows, strict=True):
        band.random.shuffle(row)
    out: list[Drawn] = []
    while len(out) < number and any(rows):
        out += [row.pop() for row in rows if row][: number - len(out)]
    return out


def _splitter() -> Language:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = sys.maxsize  # the limit is for parsers; texts come in windows anyway
    return nlp


def _free(text: str, blocks: Sequence[Span], found: Sequence[Row], split: Language) -> Iterator[Span]:
    """Yield the sentences with a word in them where no part of a statement stands."""
    taken = sorted((start, end) for row in found for start, end in _places(row))
    starts = [start for start, _ in taken]
    furthest = [0]
    for _, end in taken:
        furthest.append(max(furthest[-1], end))
    for first, last in blocks:
        for left, right in windows(text[first:last]):
            for sentence in split(text[first + left : first + right]).sents:
                start, end = first + left + sentence.start_char, first + left + sentence.end_char
                # none of the spans that begin before this sentence ends reaches into it
                free = furthest[bisect.bisect_left(starts, end)] <= start
                if free and any(character.isalnum() for character in text[start:end]):
                    yield start, end


def _touched(blocks: Sequence[Span], spans: Sequence[Span]) -> Spans:
    out: set[Span] = set()
    for start, end in spans:
        at = max(0, bisect.bisect_right(blocks, (start, sys.maxsize)) - 1)
        while at < len(blocks) and blocks[at][0] < end:
            if start < blocks[at][1]:
                out.add(blocks[at])
            at += 1
    return tuple(sorted(out))


def _places(row: Row) -> list[Span]:
    return [(start, end) for key in ("spans", "cue_spans", "mention_spans") for start, end in row[key]]


def _meet(spans: Sequence[Sequence[int]], parts: Spans) -> bool:
    return any(start < right and left < end for start, end in spans for left, right in parts)
