"""What may be a statement: at each possible cue, what the second reading and the rules make of it, and both crossed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from onrecord.drafts import Draft, minus, overlap, union
from onrecord.page import Page, frame
from onrecord.records import Span
from onrecord.tagger.chain import CONTENT, SOURCE, Range, Scores, spans_of
from onrecord.tagger.linking import Link, Reading
from onrecord.tagger.sheet import Sheet

MOST = 0.6  # of what stands between two marks: who takes so much of it takes all of it
HOPELESS = -6.0  # a margin below which nobody looks at what a second reading found
INSIDE = 0.5  # a cue whose words are at least this likely to be content reports inside another statement

# who gives a content or a source: both readings, the rules, one cut at its last mark, a source read near the cue
TAGGER, RULES, SHORT, LONG, LATER, NEAR = "tagger", "rules", "short", "long", "later", "near"
LATE = 8  # tokens before a clause at most
FAR = 60  # tokens that a content may go on to the end of its sentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible statement: its spans, and its content and source in tokens.

    ``draft`` is the number of the rules' draft at its cue, ``link`` what the second reading gives there; ``said_by``
    and ``named_by`` tell which of the two its content and its source are of. ``cue`` is the cue's head, ``inner`` tells
    whether the cue itself seems to stand in somebody's reported words.
    """

    spans: list[Span]
    cue_spans: list[Span]
    mention_spans: list[Span]
    content: frozenset[int]
    source: frozenset[int]
    said_by: frozenset[str]
    named_by: frozenset[str]
    cue: int | None
    draft: int | None
    link: Link | None
    inner: bool


def candidates(
    page: Page, sheet: Sheet, drafts: list[Draft], links: Iterable[Link], reading: Reading
) -> Iterator[list[Candidate]]:
    """Yield the alternatives at each possible cue, and at each draft of rules that has none of these cues."""
    alone = set(range(len(drafts)))
    for link in links:
        number = link.cue.draft
        alone.discard(-1 if number is None else number)
        if some := list(_crossed(page, sheet, drafts, link, number, reading)):
            yield some
    for number in sorted(alone):
        if some := list(_crossed(page, sheet, drafts, None, number, reading)):
            yield some


def snap(page: Page, spans: list[Span], chain: Iterable[int] = ()) -> list[Span]:
    """Widen content to the quotation marks that it reaches most of the way to, over all paragraphs of the quotation.

    ``chain`` are the numbers of the passages that rules take for one quotation: who has one of them has all. Alone, a
    content then is what stands between the marks; with words outside of them, it holds the marks too.
    """
    whole = [i for i in touched(page, spans) if _most(page, spans, i)]
    if set(chain).intersection(whole):
        whole = sorted({*whole, *chain})
    wide = union([*spans, *(piece for i in whole for piece in page.speech[i].spans)])
    frames = [frame(page.speech[i]) for i in whole]
    rest = [span for span in minus(wide, frames) if any(c.isalnum() for c in page.text[span[0] : span[1]])]
    if not whole:
        return wide
    if not rest:
        return union([piece for i in whole for piece in page.speech[i].spans])
    return union([*rest, *(part for i in whole for part in _framed(page, i))])


def touched(page: Page, spans: list[Span]) -> list[int]:
    """Give the numbers of the passages of speech that share a character with these spans."""
    near = sorted({i for start, end in spans for i in page.touching(start, end)})
    return [i for i in near if overlap(page.speech[i].spans, spans)]


def _most(page: Page, spans: list[Span], number: int) -> bool:
    """Tell whether spans hold most of a passage, or of one of its paragraphs."""
    return any(overlap(spans, [piece]) >= MOST * (piece[1] - piece[0]) for piece in page.speech[number].spans)


def _framed(page: Page, number: int) -> list[Span]:
    """Give a passage with its marks, a span for each paragraph."""
    passage = page.speech[number]
    return union([*passage.spans, *passage.marks]) if len(passage.spans) > 1 else [frame(passage)]


def _crossed(
    page: Page, sheet: Sheet, drafts: list[Draft], link: Link | None, number: int | None, reading: Reading
) -> Iterator[Candidate]:
    """Yield each content with each source that the second reading or the rules give, and some that lie near."""
    draft = drafts[number] if number is not None else None
    contents: dict[tuple[Span, ...], set[str]] = {}
    sources: dict[tuple[Span, ...], set[str]] = {}
    cue_spans = draft.cue_spans if draft else []
    if link is not None:
        cue_spans = _characters(sheet, link.cue_tokens) or cue_spans
        if link.content and link.margin >= HOPELESS:
            whole = snap(page, _characters(sheet, link.content), draft.passages if draft else ())
            contents.setdefault(tuple(whole), set()).add(TAGGER)
            sources.setdefault(tuple(_characters(sheet, link.source)), set()).add(TAGGER)
    if draft is not None:
        contents.setdefault(tuple(draft.spans), set()).add(RULES)
        sources.setdefault(tuple(draft.mention_spans), set()).add(RULES)
    if not contents:
        return
    pairs = [(said, named) for said in contents for named in sources]
    likeliest = pairs[0][0]
    for content in list(contents):
        for maker, vary in _VARIANTS.items():
            if (other := tuple(vary(page, sheet, list(content)))) and other not in contents:
                contents[other] = {maker}
                pairs += [(other, named) for named in sources]
    for span in _sources_near(sheet, reading, link, cue_spans):
        if (span,) not in sources:
            sources[(span,)] = {NEAR}
            pairs.append((likeliest, (span,)))
    inner = _inner(sheet, cue_spans, reading.chances) or (draft is not None and draft.parent is not None)
    for said, named in pairs:
        yield Candidate(
            spans=list(said),
            cue_spans=cue_spans,
            mention_spans=list(named),
            content=frozenset(_tokens(sheet, said)),
            source=frozenset(_tokens(sheet, named)),
            said_by=frozenset(contents[said]),
            named_by=frozenset(sources[named]),
            cue=link.cue.head if link else draft.cue if draft else None,
            draft=number,
            link=link,
            inner=inner,
        )


def _to_the_marks(page: Page, _sheet: Sheet, spans: list[Span]) -> list[Span]:
    """Cut what follows the last quotation mark of a content that holds words in marks: as a “fraud” on Monday."""
    if not (inside := touched(page, spans)):
        return []
    end = frame(page.speech[inside[-1]])[1]
    return [(s, min(e, end)) for s, e in spans if s < end] if spans[-1][1] > end else []


def _to_the_stop(page: Page, sheet: Sheet, spans: list[Span]) -> list[Span]:
    """Let the last piece of a content go on to the end of its sentence, if that is not far."""
    last = page.token_at(spans[-1][1] - 1).i
    end = int(np.searchsorted(sheet.sentence, sheet.sentence[last], "right"))
    if end - last > FAR:
        return []
    rest = [t for t in page.doc[last + 1 : end] if not t.is_space and not t.is_punct]
    if not rest or any(sheet.passage[t.i] != sheet.passage[last] for t in rest):
        return []
    return [*spans[:-1], (spans[-1][0], rest[-1].idx + len(rest[-1]))]


def _from_the_clause(page: Page, _sheet: Sheet, spans: list[Span]) -> list[Span]:
    """Leave out what stands before the clause that a content soon comes to: us on Monday that it works."""
    first = page.token_at(spans[0][0]).i
    words = [t for t in page.doc[first : first + LATE] if t.idx < spans[0][1]]
    late = next((t for t in words[1:] if t.tag_ == "TO" or t.dep_ == "mark"), None)
    return [(late.idx, spans[0][1]), *spans[1:]] if late is not None else []


_VARIANTS: dict[str, Callable[[Page, Sheet, list[Span]], list[Span]]] = {
    SHORT: _to_the_marks,
    LONG: _to_the_stop,
    LATER: _from_the_clause,
}


def _sources_near(sheet: Sheet, reading: Reading, link: Link | None, cue_spans: list[Span]) -> Iterator[Span]:
    """Yield what the first reading takes for a source next before a cue and next after it, in its sentence."""
    tokens = list(_tokens(sheet, cue_spans)) or ([link.cue.head] if link else [])
    if not tokens:
        return
    first, last = np.searchsorted(sheet.sentence, [sheet.sentence[tokens[0]], sheet.sentence[tokens[0]] + 1]).tolist()
    found = spans_of(reading.labels[first:last], SOURCE)
    before = [(a + first, b + first) for a, b in found if b + first <= tokens[0]]
    after = [(a + first, b + first) for a, b in found if a + first > tokens[-1]]
    yield from _characters(sheet, [*before[-1:], *after[:1]])


def _inner(sheet: Sheet, cue_spans: list[Span], chances: Scores) -> bool:
    """Tell whether the first reading takes a cue's words for content."""
    tokens = list(_tokens(sheet, cue_spans))
    return bool(tokens) and float(chances[tokens, CONTENT : CONTENT + 2].sum(1).mean()) >= INSIDE


def _tokens(sheet: Sheet, spans: Iterable[Span]) -> Iterator[int]:
    return (token for start, end in sheet.tokens(spans) for token in range(start, end))


def _characters(sheet: Sheet, tokens: Iterable[Range]) -> list[Span]:
    return [(int(sheet.start[a]), int(sheet.end[b - 1])) for a, b in tokens]
