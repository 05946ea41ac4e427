"""What the makers of statements look at: a parsed article, its passages and candidates, and who stands inside which."""

import bisect
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.quotation import Passage as Passage
from onrecord.quotation import from_doc as from_doc
from onrecord.quotation import paragraphs as paragraphs
from onrecord.records import Span

_HEAD = 3  # paragraphs at the head of an article that may be its headline, standfirst and byline
_CAPTION = 220  # characters of a caption at most
_STOPS = frozenset(".!?")
_MARKS = frozenset("\"'“”‘’«»")
FRAGMENT = 5  # words of a part of a sentence in marks that is a statement though nobody is near who said it
SPEECH = 0.5  # a passage at least this likely to be speech is somebody's words
LONE = 0.7  # and one that nothing says whose words it is, at least this likely


@dataclass(frozen=True, slots=True)
class Page:
    """A Doc with its quotations: ``outer`` are the outermost passages, ``speech`` those of them that are speech."""

    doc: Doc
    text: str
    blocks: list[Span]
    outer: list[Passage]
    speech: list[Passage]
    candidates: list[dict[str, Any]]
    captions: frozenset[int]
    cue_offsets: list[int]
    _starts: list[int]
    _ends: list[int]
    _tokens: list[int]
    _outer_starts: list[int]
    _outer_ends: list[int]

    def passage_at(self, offset: int) -> int | None:
        """Give the number in ``speech`` of the passage that this character stands in, its marks included."""
        i = bisect.bisect_right(self._starts, offset) - 1
        return i if i >= 0 and offset < self._ends[i] else None

    def words(self, start: int, end: int) -> list[Token]:
        """Give the tokens that begin within a stretch, white space left out."""
        first, last = bisect.bisect_left(self._tokens, start), bisect.bisect_left(self._tokens, end)
        return [t for t in self.doc[first:last] if not t.is_space]

    def touching(self, start: int, end: int) -> range:
        """Give the numbers in ``speech`` of the passages that share a character with this stretch."""
        return range(bisect.bisect_right(self._ends, start), bisect.bisect_left(self._starts, end))

    def fragment(self, number: int) -> bool:
        """Tell whether a passage of speech is a part of a sentence: it begins in lower case."""
        return self.text[self.speech[number].spans[0][0]].islower()

    def quotable(self, number: int) -> bool:
        """Tell whether a fragment is long enough to stand for itself where no report holds it."""
        return sum(len(self.text[start:end].split()) for start, end in self.speech[number].spans) >= FRAGMENT

    def outer_touching(self, start: int, end: int) -> list[Passage]:
        """Give the outermost passages, speech or not, that share a character with this stretch."""
        first = bisect.bisect_right(self._outer_ends, start)
        return list(self.outer[first : bisect.bisect_left(self._outer_starts, end)])

    def inside(self, token: Token) -> int | None:
        """Give the number in ``speech`` of the passage that a token stands in."""
        return self.passage_at(token.idx)

    def token_at(self, offset: int) -> Token:
        """Give the token that a character stands in, or the last one before it."""
        return self.doc[max(0, bisect.bisect_right(self._tokens, offset) - 1)]

    def one_sentence(self, start: int, end: int) -> bool:
        """Tell whether the words between two characters belong to one sentence."""
        words = [i for i in range(start, end) if self.text[i].isalnum()]
        if not words:
            return True
        first, last = self.token_at(words[0]).i, self.token_at(words[-1]).i
        return not any(self.doc[i].is_sent_start and not self.doc[i].is_punct for i in range(first + 1, last + 1))

    def paragraph(self, offset: int) -> int:
        """Give the number of the paragraph that a character stands in."""
        return max(0, bisect.bisect_right(self.blocks, (offset, len(self.text) + 1)) - 1)


def frame(passage: Passage) -> Span:
    """Give where a passage begins and ends, its outer marks included.

    >>> from onrecord.quotation import passages
    >>> frame(passages('"We will," she said.')[0])
    (0, 10)
    """
    starts = [passage.spans[0][0], *(start for start, _ in passage.marks)]
    ends = [passage.spans[-1][1], *(end for _, end in passage.marks)]
    return min(starts), max(ends)


def _captions(text: str, blocks: list[Span]) -> frozenset[int]:
    """Give the numbers of the paragraphs that are the captions of pictures, not a part of the story.

    One is short, stands between others, and names a side of the picture or ends without a stop.
    """
    out = set()
    words = resources.forms("caption_words")
    for number, (start, end) in enumerate(blocks[_HEAD:-1], _HEAD):
        if end - start > _CAPTION:
            continue
        line = text[start:end]
        if line[-1] in _MARKS or line[0] in _MARKS:
            continue
        lower = line.lower()
        if (line[-1] not in _STOPS and line[-1] != ":") or any(word in lower for word in words):
            out.add(number)
    return frozenset(out)


def open_page(doc: Doc) -> Page:
    """Lay out what the quotation and cue components wrote on a Doc."""
    outer = [p for p in from_doc(doc) if p.depth == 0]
    speech = [p for p in outer if p.speech >= SPEECH]
    frames = [frame(p) for p in speech]
    candidates = doc._.onrecord_candidates or []
    text = doc.text
    blocks = paragraphs(text)
    return Page(
        doc=doc,
        text=text,
        blocks=blocks,
        captions=_captions(text, blocks),
        outer=outer,
        speech=speech,
        candidates=candidates,
        cue_offsets=[doc[candidate["cue"]].idx for candidate in candidates],
        _starts=[start for start, _ in frames],
        _ends=[end for _, end in frames],
        _tokens=[token.idx for token in doc],
        _outer_starts=[frame(p)[0] for p in outer],
        _outer_ends=[frame(p)[1] for p in outer],
    )
