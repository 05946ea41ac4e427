"""Pairs the statements that a person found with those that the program found, by the words of their contents."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord import resources
from onrecord.gold import GoldArticle, GoldStatement, is_judged
from onrecord.records import Spans, Statement

LABELS = ("source", "cue", "content")
WORD = re.compile(r"[^\W_]+")
HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
HEAD_STOPS = re.compile(r"[,;:()\[\]–—]|\s-\s|--")  # what stands between a head and what is added to it
OPENING, CLOSING, EITHER = "“„‟«", "”»", '"'
DOUBLED = ("''", "``")
Words = frozenset[int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement as the scores see it: the numbers of the text's words in its source, cue and content.

    ``pieces`` gives for each label the words of each single span; ``quoted`` and ``speech`` the subsets it is of.
    """

    source: Words
    cue: Words
    content: Words
    pieces: dict[str, frozenset[Words]]
    quoted: bool
    speech: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One article with the answers and the program's statements, and which of them belong together.

    ``wanted[i]`` is ``gold[i]`` in words, ``found[i]`` is ``statements[i]``. ``pairs`` gives for the number of an
    answer that of its statement and the Jaccard index of their contents, ``partners`` the way back, ``sourced`` the
    answers whose statement has the right source. ``wordless`` counts the answers and statements that were left out
    because no word stands in their content, ``nested`` the statements left out because they lie inside another.
    """

    article: GoldArticle
    text: "TextOfWords"
    gold: tuple[GoldStatement, ...]
    statements: tuple[Statement, ...]
    wanted: tuple[Attribution, ...]
    found: tuple[Attribution, ...]
    pairs: dict[int, tuple[int, float]]
    partners: dict[int, int]
    sourced: frozenset[int]
    wordless: tuple[int, int]
    nested: int

    def inner(self) -> frozenset[int]:
        """Give the numbers of the statements whose content lies inside that of another statement."""
        return _inner(self.found)


Answers = list[tuple[GoldStatement, Attribution]]
Given = list[tuple[Statement, Attribution]]


class TextOfWords:
    """A text as a row of words, runs of letters and digits: marks, punctuation and white space never matter."""

    def __init__(self, text: str) -> None:
        found = [match.span() for match in WORD.finditer(text)]
        self.text = text
        self.starts = [start for start, _ in found]
        self.ends = [end for _, end in found]
        self.single = {at for match in _single().finditer(text) for at in (match.start(), match.end() - 1)}

    def words(self, spans: Spans) -> Words:
        """Give the numbers of the words that overlap the spans by at least one character.

        >>> sorted(TextOfWords("It works, she said.").words(((3, 9), (14, 15))))
        [1, 3]
        """
        out: set[int] = set()
        for start, end in spans:
            if start < end:
                out.update(range(bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end)))
        return frozenset(out)

    def attribution(self, *, source: Spans, cue: Spans, content: Spans) -> Attribution:
        """Give a statement at these spans as words."""
        spans = {"source": source, "cue": cue, "content": content}
        pieces = {label: frozenset(filter(None, (self.words((span,)) for span in spans[label]))) for label in LABELS}
        source_words, cue_words, content_words = (self.words(spans[label]) for label in LABELS)
        return Attribution(source_words, cue_words, content_words, pieces, self.quoted(content), self.speech(cue))

    def quoted(self, spans: Spans) -> bool:
        """Tell whether a quotation mark stands in the spans, or no farther than two characters from them on its side.

        >>> text = TextOfWords("He called it ‘a big lie’ then.")
        >>> text.quoted(((14, 23),)), text.quoted(((3, 9),))
        (True, False)
        """
        return any(
            any(self._is_mark(at) for at in range(start, end)) or self._opened(start) or self._closed(end)
            for start, end in spans
        )

    def speech(self, cue: Spans) -> bool:
        """Tell whether a cue is one of speech: a colon, a form of a verb of reporting, or a phrase of it."""
        words = " ".join(self.text[start:end] for start, end in cue).lower()
        if ":" in words:
            return True
        forms, phrases = _speech()
        row = HYPHENATED.findall(words)
        flat = f" {' '.join(row)} "
        return any(word in forms for word in row) or any(f" {phrase} " in flat for phrase in phrases)

    def head(self, source: Words) -> int:
        """Give the number of the word that a source could not do without: the last before anything added to it.

        >>> text = TextOfWords("a spokesman for Clinton")
        >>> text.head(text.words(((0, 23),)))
        1
        """
        row = sorted(source)
        stop = next((at for at in range(1, len(row)) if self._adds(row[at - 1], row[at])), len(row))
        possessive = resources.table("evaluation.toml")["possessive"]
        head = row[stop - 1]
        if stop > 1 and self._word(head) == possessive and self.text[self.starts[head] - 1] in "'’":
            return row[stop - 2]
        return head

    def _word(self, number: int) -> str:
        return self.text[self.starts[number] : self.ends[number]]

    def _adds(self, before: int, word: int) -> bool:
        if self._word(word).lower() in resources.table("evaluation.toml")["head_ends_before"]:
            return True
        return before == word - 1 and bool(HEAD_STOPS.search(self.text[self.ends[before] : self.starts[word]]))

    def _is_mark(self, at: int) -> bool:
        text = self.text
        doubled = text[at : at + 2] in DOUBLED or (at > 0 and text[at - 1 : at + 1] in DOUBLED)
        return text[at] in OPENING + CLOSING + EITHER or at in self.single or doubled

    def _opened(self, start: int) -> bool:
        for at in range(start - 1, max(-1, start - 3), -1):
            if self.text[at] == "\n":
                return False
            if self._is_mark(at) and self.text[at] not in CLOSING and not self.text[at + 1 : at + 2].isspace():
                return True
        return False

    def _closed(self, end: int) -> bool:
        for at in range(end, min(len(self.text), end + 2)):
            if self.text[at] == "\n":
                return False
            if self._is_mark(at) and self.text[at] not in OPENING and not self.text[at - 1 : at].isspace():
                return True
        return False


def compare(article: GoldArticle, statements: Sequence[Statement], *, outermost: bool = False) -> Comparison:
    """Pair an article's answers with the program's statements; ``outermost`` leaves out statements inside another one.

    Where only parts of the article were judged, only answers that begin there count, with the statements paired with
    them, and such statements as begin there and are paired with none.

    >>> from onrecord.gold import GoldArticle, GoldStatement, is_judged
    >>> compare(GoldArticle(id="a", text="She said so.", statements=(GoldStatement(content=((9, 11),)),)), []).pairs
    {}
    """
    text = TextOfWords(article.text)
    answers = [(a, text.attribution(source=a.source, cue=a.cue, content=a.content)) for a in article.statements]
    given = [(s, text.attribution(source=s.mention_spans, cue=s.cue_spans, content=s.spans)) for s in statements]
    wanted = [row for row in answers if row[1].content]
    found = [row for row in given if row[1].content]
    wordless = (len(answers) - len(wanted), len(given) - len(found))
    nested = _inner([attribution for _, attribution in found]) if outermost else frozenset()
    found = [row for number, row in enumerate(found) if number not in nested]
    if article.judged is not None:
        wanted, found = _judged(article, wanted, found)
    gold_side = tuple(attribution for _, attribution in wanted)
    our_side = tuple(attribution for _, attribution in found)
    pairs = _pair(gold_side, our_side)
    return Comparison(
        article=article,
        text=text,
        gold=tuple(one for one, _ in wanted),
        statements=tuple(one for one, _ in found),
        wanted=gold_side,
        found=our_side,
        pairs=pairs,
        partners={ours: answer for answer, (ours, _) in pairs.items()},
        sourced=frozenset(n for n, (ours, _) in pairs.items() if source_right(text, gold_side[n], our_side[ours])),
        wordless=wordless,
        nested=len(nested),
    )


def source_right(text: TextOfWords, wanted: Attribution, found: Attribution) -> bool:
    """Tell whether the source is right: none for none, half of the words in common, or a part that holds the head."""
    if not wanted.source or not found.source:
        return not wanted.source and not found.source
    if 2 * len(wanted.source & found.source) >= len(wanted.source | found.source):
        return True
    return found.source <= wanted.source and text.head(wanted.source) in found.source


def _judged(article: GoldArticle, wanted: Answers, found: Given) -> tuple[Answers, Given]:
    """Keep what counts of an article that was judged in parts.

    Pairs are made first: a statement that begins a little before or after a judged part is still the answer's that it
    is paired with, and one that is paired with an answer outside is not called wrong. What is left pairs as before.
    """
    pairs = _pair([one for _, one in wanted], [one for _, one in found])
    partners = {ours: answer for answer, (ours, _) in pairs.items()}
    counts = [_begins_in(article, answer.content) for answer, _ in wanted]
    kept = [
        counts[partners[number]] if number in partners else _begins_in(article, statement.spans)
        for number, (statement, _) in enumerate(found)
    ]
    return (
        [row for row, counted in zip(wanted, counts, strict=True) if counted],
        [row for row, counted in zip(found, kept, strict=True) if counted],
    )


def _begins_in(article: GoldArticle, content: Spans) -> bool:
    start = min(start for start, end in content if start < end)
    return is_judged(article, (start, start + 1))


def _pair(wanted: Sequence[Attribution], found: Sequence[Attribution]) -> dict[int, tuple[int, float]]:
    """Pair contents with a Jaccard index of at least a half, the best first, each once; the common cue breaks ties."""
    candidates = []
    for answer, one in enumerate(wanted):
        for ours, other in enumerate(found):
            common = len(one.content & other.content)
            if common and 2 * common >= (together := len(one.content | other.content)):
                candidates.append((-common / together, -len(one.cue & other.cue), answer, ours))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for jaccard, _, answer, ours in sorted(candidates):
        if answer not in pairs and ours not in taken:
            pairs[answer] = (ours, -jaccard)
            taken.add(ours)
    return pairs


def _inner(found: Sequence[Attribution]) -> frozenset[int]:
    return frozenset(n for n, one in enumerate(found) if any(one.content < other.content for other in found))


@cache
def _single() -> re.Pattern[str]:
    """Find single marks used as quotation: one that opens, and the first that closes, in the same line."""
    elisions = "|".join(map(re.escape, resources.table("evaluation.toml")["elisions"]))
    opens = rf"(?<![^\W_])['‘‛](?!\d0s\b|(?:{elisions})\b)(?=[^\W_])"
    return re.compile(opens + r"[^\n]{1,400}?(?<=\S)['’](?![^\W_])")


@cache
def _speech() -> tuple[frozenset[str], tuple[str, ...]]:
    words = resources.table("evaluation.toml")
    return frozenset(words["speech_forms"]), tuple(words["speech_phrases"])
