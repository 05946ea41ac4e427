"""What may be a statement: at each possible cue, what the second reading and the rules make of it, and both crossed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.drafts import Draft, minus, overlap, union
from onrecord.page import Page, frame
from onrecord.records import Span
from onrecord.tagger.chain import CONTENT, Range, Scores
from onrecord.tagger.linking import Link
from onrecord.tagger.sheet import Sheet

MOST = 0.6  # of what stands between two marks: who takes so much of it takes all of it
HOPELESS = -6.0  # a margin below which nobody looks at what a second reading found
INSIDE = 0.5  # a cue whose words are at least this likely to be content reports inside another statement

TAGGER, RULES = "tagger", "rules"


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
    page: Page, sheet: Sheet, drafts: list[Draft], links: Iterable[Link], chances: Scores
) -> Iterator[list[Candidate]]:
    """Yield the alternatives at each possible cue, and at each draft of rules that has none of these cues."""
    alone = set(range(len(drafts)))
    for link in links:
        number = link.cue.draft
        alone.discard(-1 if number is None else number)
        if some := list(_crossed(page, sheet, drafts, link, number, chances)):
            yield some
    for number in sorted(alone):
        if some := list(_crossed(page, sheet, drafts, None, number, chances)):
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
    page: Page, sheet: Sheet, drafts: list[Draft], link: Link | None, number: int | None, chances: Scores
) -> Iterator[Candidate]:
    """Yield each content with each source that the second reading or the rules give."""
    draft = drafts[number] if number is not None else None
    contents: dict[tuple[Span, ...], set[str]] = {}
    sources: dict[tuple[Span, ...], set[str]] = {}
    cue_spans = draft.cue_spans if draft else []
    if link is not None:
        cue_spans = _characters(sheet, link.cue_tokens) or cue_spans
        if link.content and link.margin >= HOPELESS:
            said = snap(page, _characters(sheet, link.content), draft.passages if draft else ())
            contents.setdefault(tuple(said), set()).add(TAGGER)
            sources.setdefault(tuple(_characters(sheet, link.source)), set()).add(TAGGER)
    if draft is not None:
        contents.setdefault(tuple(draft.spans), set()).add(RULES)
        sources.setdefault(tuple(draft.mention_spans), set()).add(RULES)
    inner = _inner(sheet, cue_spans, chances) or (draft is not None and draft.parent is not None)
    for said_spans, said_by in contents.items():
        for named, named_by in sources.items():
            yield Candidate(
                spans=list(said_spans),
                cue_spans=cue_spans,
                mention_spans=list(named),
                content=frozenset(_tokens(sheet, said_spans)),
                source=frozenset(_tokens(sheet, named)),
                said_by=frozenset(said_by),
                named_by=frozenset(named_by),
                cue=link.cue.head if link else draft.cue if draft else None,
                draft=number,
                link=link,
                inner=inner,
            )


def _inner(sheet: Sheet, cue_spans: list[Span], chances: Scores) -> bool:
    """Tell whether the first reading takes a cue's words for content."""
    tokens = list(_tokens(sheet, cue_spans))
    return bool(tokens) and float(chances[tokens, CONTENT : CONTENT + 2].sum(1).mean()) >= INSIDE


def _tokens(sheet: Sheet, spans: Iterable[Span]) -> Iterator[int]:
    return (token for start, end in sheet.tokens(spans) for token in range(start, end))


def _characters(sheet: Sheet, tokens: Iterable[Range]) -> list[Span]:
    return [(int(sheet.start[a]), int(sheet.end[b - 1])) for a, b in tokens]
