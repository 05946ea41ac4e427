"""What there is to show of an article, before any colour: its paragraphs, cut where statements and evidence begin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.quotation import paragraphs
from onrecord.records import Article, Span, Spans, Statement

EVIDENCE = ("mention", "cue", "role", "organisation", "name")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is the same throughout: in which statements it lies, and what it is evidence of.

    ``statements`` are indexes into the scene's statements, the outermost first.
    """

    text: str
    statements: tuple[int, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, numbered from 1, and the statements that begin in it."""

    number: int
    pieces: tuple[Piece, ...]
    begins: range


@dataclass(frozen=True, slots=True)
class Scene:
    """An article ready to be shown: its statements in reading order, its paragraphs, its speakers.

    ``speakers`` numbers each source by first appearance; a statement without a speaker has none. ``numbers`` gives the
    number of each statement, from 1, by its id.
    """

    article: Article
    statements: tuple[Statement, ...]
    paragraphs: tuple[Paragraph, ...]
    speakers: dict[str, int]
    numbers: dict[str, int]

    def colour(self, statement: Statement) -> int | None:
        """Give the number of a statement's speaker, None when there is none."""
        key = source(statement)
        return None if key is None else self.speakers[key]

    def parent(self, statement: Statement) -> int | None:
        """Give the number, from 1, of the statement that reports this one."""
        return self.numbers.get(statement.parent_id or "")


def scene(article: Article, statements: Sequence[Statement]) -> Scene:
    """Cut an article into what is to be shown. Linear in the length of the text, but for sorting the statements.

    >>> [p.number for p in scene(Article(id="a", text="One.\\n\\nTwo.", source="a"), []).paragraphs]
    [1, 2]
    """
    ordered = tuple(sorted(statements, key=lambda s: (s.start, -s.end, s.parent_id is not None)))
    speakers: dict[str, int] = {}
    for statement in ordered:
        if (key := source(statement)) is not None:
            speakers.setdefault(key, len(speakers))
    numbers = {statement.id: number for number, statement in enumerate(ordered, 1)}
    return Scene(article, ordered, tuple(_paragraphs(article.text, ordered)), speakers, numbers)


def counts(shown: Scene) -> str:
    """Say how many statements and speakers there are, and how many statements nobody could be found for.

    >>> counts(scene(Article(id="a", text="One.", source="a"), []))
    '0 statements, 0 speakers'
    """
    nobody = sum(1 for statement in shown.statements if source(statement) is None)
    said = [(len(shown.statements), "statement"), (len(shown.speakers), "speaker")]
    told = [f"{number} {noun}" if number == 1 else f"{number} {noun}s" for number, noun in said]
    return ", ".join([*told, *([f"{nobody} without a speaker"] if nobody else [])])


def source(statement: Statement) -> str | None:
    """Give what tells one source from another: the speaker's id, else the name."""
    return statement.speaker_id or statement.speaker


def who(statement: Statement) -> str:
    """Give the speaker's name, or say that there is none."""
    return statement.speaker or "speaker unknown"


def about(statement: Statement) -> str:
    """Say what kind of source it is, in which role and for whom; or why there is none."""
    kind = statement.speaker_kind if statement.speaker else statement.unresolved
    return " · ".join(filter(None, (kind, statement.role, statement.organisation)))


def manner(statement: Statement) -> str:
    """Say how it was said: the form and act, to whom, through what, and whether it was said at all."""
    return " · ".join(
        filter(
            None,
            (
                f"{statement.form} {statement.act}" if statement.act != "other" else f"{statement.form}, other act",
                "negated" if statement.negated else None,
                f"hedged: {statement.modality}" if statement.modality else None,
                f"to {statement.addressee}" if statement.addressee else None,
                statement.channel,
                None if statement.closed else "quotation never closed",
            ),
        )
    )


def reasons(statement: Statement) -> list[tuple[str, str]]:
    """Give why the program believes it, as pairs of a question and its answer."""
    return [
        ("mention", f"“{statement.mention}”" if statement.mention else "none"),
        ("cue", f"“{statement.cue}”" if statement.cue else "none"),
        ("found by", ", ".join(statement.found_by)),
        ("speaker by", statement.resolved_by),
        ("confidence", f"{statement.confidence:.2f}"),
        ("of speaker", f"{statement.speaker_confidence:.2f}"),
        ("statement", statement.id),
        *([("speaker", statement.speaker_id)] if statement.speaker_id else []),
    ]


def _paragraphs(text: str, statements: Sequence[Statement]) -> Iterator[Paragraph]:
    """Sweep over the text once, with the statements and the evidence that are open at each point."""
    bounds = paragraphs(text)
    marks = [*_marks(statements)]
    opening: dict[int, list[tuple[int, str]]] = {}
    closing: dict[int, list[tuple[int, str]]] = {}
    for (start, end), mark in marks:
        opening.setdefault(start, []).append(mark)
        closing.setdefault(end, []).append(mark)
    cuts = sorted({*opening, *closing, *(at for bound in bounds for at in bound)})
    starts = [s.start for s in statements]
    active: dict[tuple[int, str], int] = {}
    at = begun = 0
    for number, (first, last) in enumerate(bounds, 1):
        pieces = []
        inside = cuts[at : (at := _after(cuts, at, last)) + 1]
        for start, end in pairwise(inside):
            for mark in closing.get(start, ()):
                active[mark] -= 1
            for mark in opening.get(start, ()):
                active[mark] = active.get(mark, 0) + 1
            active = {mark: count for mark, count in active.items() if count > 0}
            if start >= first:
                pieces.append(_piece(text[start:end], active))
        until = begun
        while until < len(starts) and starts[until] < last:
            until += 1
        yield Paragraph(number, tuple(pieces), range(begun, until))
        begun = until


def _piece(text: str, active: dict[tuple[int, str], int]) -> Piece:
    within = sorted(index for index, label in active if label == "content")
    labels = {label for _, label in active}
    return Piece(text, tuple(within), tuple(label for label in EVIDENCE if label in labels))


def _after(cuts: Sequence[int], at: int, last: int) -> int:
    """Give the index of the cut at ``last``, going on from ``at``."""
    while cuts[at] < last:
        at += 1
    return at


def _marks(statements: Sequence[Statement]) -> Iterator[tuple[Span, tuple[int, str]]]:
    """Yield every span to be marked, with its statement's index and its label."""
    for index, s in enumerate(statements):
        ties: Spans = tuple(span for span in (s.role_span,) if span)
        bodies: Spans = tuple(span for span in (s.organisation_span,) if span)
        for label, spans in zip(
            ("content", *EVIDENCE), (s.spans, s.mention_spans, s.cue_spans, ties, bodies, s.speaker_spans), strict=True
        ):
            yield from ((span, (index, label)) for span in spans)
