"""An article and its statements in the terminal: brackets and numbers where there is no colour, colour on top."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from onrecord.records import Article, Statement
from onrecord.show.scene import Paragraph, Piece, Scene, about, counts, manner, reasons, scene, who

COLOURS = ("cyan", "green", "magenta", "blue", "bright_cyan", "bright_green", "bright_magenta", "bright_blue")
UNKNOWN = "yellow"
MARGIN = 4
STYLES = {
    "cue": "bold italic",
    "mention": "bold underline",
    "role": "underline",
    "organisation": "underline",
    "name": "",
}
# An article must not steer the terminal: controls are shown as pictures of themselves.
PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {127: 0x2421}
PICTURES |= dict.fromkeys(range(128, 160), 0xFFFD)


def render(article: Article, statements: Sequence[Statement]) -> RenderableType:
    """Give what rich prints of an article: paragraphs numbered from 1, statements in numbered brackets and in their
    speaker's colour, and below each paragraph who said them, how, and why the program believes so.

    >>> from rich.console import Console
    >>> Console(width=40).print(render(Article(id="a", text="She said so.", source="a.txt"), []))
    a
    0 statements, 0 speakers
    <BLANKLINE>
      1 She said so.
    <BLANKLINE>
    """
    shown = scene(article, statements)
    rows = (row for paragraph in shown.paragraphs for row in _row(shown, paragraph))
    return Group(*_header(shown), *rows)


def _header(shown: Scene) -> Iterator[Text]:
    article = shown.article
    yield Text(_safe(article.title or article.id), "bold")
    if facts := [fact for fact in (article.outlet, article.published, article.byline, article.url) if fact]:
        yield Text(_safe(" · ".join(facts)), "dim")
    yield Text(counts(shown), "dim")
    yield Text()


def _row(shown: Scene, paragraph: Paragraph) -> Iterator[RenderableType]:
    yield Indented(_text(shown, paragraph.pieces), str(paragraph.number))
    for index in paragraph.begins:
        yield Indented(_note(shown, index))
    yield Text()


@dataclass(frozen=True)
class Indented:
    """A text beside a margin with a number in it; unlike a table's cell it has no blanks at the ends of its lines."""

    text: Text
    margin: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines, wrapped to what the margin leaves."""
        lines = self.text.wrap(console, max(MARGIN, options.max_width - MARGIN), overflow="fold")
        for number, line in enumerate(lines):
            line.rstrip()
            yield Text.assemble((f"{'' if number else self.margin:>{MARGIN - 1}} ", "dim"), line)


def _text(shown: Scene, pieces: Sequence[Piece]) -> Text:
    """Give a paragraph with its statements in brackets: ``[1 ...]``."""
    text = Text()
    open_now: list[int] = []
    for piece in pieces:
        while open_now and not set(open_now) <= set(piece.statements):
            text.append("]", "dim")
            open_now.pop()
        for index in piece.statements:
            if index not in open_now:
                text.append(f"[{index + 1} ", "dim")
                open_now.append(index)
        style = _colour(shown, shown.statements[piece.statements[-1]]) if piece.statements else ""
        text.append(_safe(piece.text), " ".join(filter(None, (style, *(STYLES[label] for label in piece.evidence)))))
    text.append("]" * len(open_now), "dim")
    return text


def _note(shown: Scene, index: int) -> Text:
    statement = shown.statements[index]
    note = Text(f"{index + 1} ", "dim")
    note.append(_safe(who(statement)), f"bold {_colour(shown, statement)}")
    note.append(_safe(f" · {about(statement)}"))
    inside = shown.parent(statement)
    said = f"{manner(statement)} · inside {inside}" if inside else manner(statement)
    why = " · ".join(f"{question} {answer}" for question, answer in reasons(statement))
    note.append(_safe(f"\n  {said} · {why}"), "dim")
    return note


def _colour(shown: Scene, statement: Statement) -> str:
    number = shown.colour(statement)
    return UNKNOWN if number is None else COLOURS[number % len(COLOURS)]


def _safe(text: str) -> str:
    return text.translate(PICTURES)
