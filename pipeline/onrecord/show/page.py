"""An article and its statements as one page that opens anywhere: no script, nothing fetched, everything escaped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from onrecord.paper import colours
from onrecord.records import Article, Statement
from onrecord.show.scene import Paragraph, Scene, about, counts, manner, reasons, scene, source, who

TURN = 137.508  # degrees: the golden angle keeps the hues of any number of speakers apart
FIRST = 210


@dataclass(frozen=True, slots=True)
class Around:
    """What a page of an article has where it is one of many: HTML at its top, and where its links lead.

    ``person`` gives the address of a speaker's page by the speaker's id, None for one who has no page; ``statement``
    an address of a statement to send to others.
    """

    head: str = ""
    person: Callable[[str | None], str | None] = lambda _: None
    statement: Callable[[Statement], str | None] = lambda _: None


ALONE = Around()


def html(article: Article, statements: Sequence[Statement], around: Around = ALONE) -> str:
    """Give a self-contained page of an article: statements in their speaker's colour, with anchors of their ids, the
    words that prove who and in which role marked, and beside each paragraph who said them and, on demand, why.

    >>> "<mark" in html(Article(id="a", text="<mark>", source="a.txt"), [])
    False
    """
    shown = scene(article, statements)
    template = Template((files("onrecord") / "show" / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        colours=colours(),
        head=around.head,
        language=escape(article.language or "en"),
        title=escape(article.title or article.id),
        facts="".join(_facts(article)),
        counts=counts(shown),
        speakers="\n".join(_speakers(shown)),
        paragraphs="\n".join(_paragraph(shown, paragraph, around) for paragraph in shown.paragraphs),
    )


def _facts(article: Article) -> Iterator[str]:
    for fact in (article.outlet, article.published, article.byline):
        if fact:
            yield f"<span>{escape(fact)}</span>"
    if article.url and article.url.startswith(("https://", "http://")):
        yield f'<a href="{escape(article.url)}" rel="noreferrer">{escape(article.url)}</a>'
    if article.title:
        yield f"<span>{escape(article.id)}</span>"


def _speakers(shown: Scene) -> Iterator[str]:
    """Yield an item of the list of speakers for each, which leads to the first statement."""
    said_by: dict[str, list[Statement]] = {key: [] for key in shown.speakers}
    for statement in shown.statements:
        if (key := source(statement)) is not None:
            said_by[key].append(statement)
    for said in said_by.values():
        yield (
            f'<li {_look(shown, said[0])}><a href="#{escape(said[0].id)}">{escape(who(said[0]))}</a>'
            f' <span class="count">&times;{len(said)}</span></li>'
        )


def _paragraph(shown: Scene, paragraph: Paragraph, around: Around) -> str:
    notes = "\n".join(_note(shown, index, around) for index in paragraph.begins)
    return (
        f'<div class="row" id="paragraph-{paragraph.number}">\n<p dir="auto"><a class="number" '
        f'href="#paragraph-{paragraph.number}" aria-label="Paragraph {paragraph.number}">{paragraph.number}</a>'
        f'{"".join(_text(shown, paragraph))}</p>\n<div class="notes">{notes}</div>\n</div>'
    )


def _text(shown: Scene, paragraph: Paragraph) -> Iterator[str]:
    """Yield a paragraph's text: a mark for each statement, inside the mark of the statement it lies in."""
    open_now: list[int] = []
    seen: set[int] = set()
    for piece in paragraph.pieces:
        while open_now and not set(open_now) <= set(piece.statements):
            yield "</mark>"
            open_now.pop()
        for index in piece.statements:
            if index not in open_now:
                yield _opening(shown, index, first=index in paragraph.begins and index not in seen)
                open_now.append(index)
                seen.add(index)
        text = escape(piece.text)
        yield f'<span class="{" ".join(piece.evidence)}">{text}</span>' if piece.evidence else text
    yield "</mark>" * len(open_now)


def _opening(shown: Scene, index: int, *, first: bool) -> str:
    """Begin the mark of a statement, with its number; the first one of a statement carries its id."""
    statement = shown.statements[index]
    anchor = f' id="{escape(statement.id)}"' if first else ""
    says = escape(f"Statement {index + 1}, {who(statement)}")
    number = f'<a class="ref" href="#{escape(statement.id)}-note" aria-label="{says}">{index + 1}</a>'
    return f"<mark {_look(shown, statement)}{anchor}>{number}"


def _note(shown: Scene, index: int, around: Around) -> str:
    statement = shown.statements[index]
    inside = shown.parent(statement)
    parent = f' · inside <a href="#{escape(statement.parent_id or "")}">{inside}</a>' if inside else ""
    why = "".join(f"<div><dt>{question}</dt><dd>{escape(answer)}</dd></div>" for question, answer in reasons(statement))
    name, page, address = escape(who(statement)), around.person(statement.speaker_id), around.statement(statement)
    name = f'<a href="{escape(page)}">{name}</a>' if page else name
    send = f'<a class="send" href="{escape(address)}">A link to send</a>' if address else ""
    return (
        f'<article {_look(shown, statement, "note")} id="{escape(statement.id)}-note">'
        f'<h2><a href="#{escape(statement.id)}" aria-label="Statement {index + 1}">{index + 1}</a> '
        f"{name}</h2>"
        f"<p>{escape(about(statement))}</p><p>{escape(manner(statement))}{parent}</p>"
        f"<details><summary>Why</summary><dl>{why}</dl>{send}</details></article>"
    )


def _look(shown: Scene, statement: Statement, kind: str = "") -> str:
    """Give the attributes that colour an element as its speaker."""
    number = shown.colour(statement)
    if number is None:
        return f'class="{kind} nobody"'.replace('" ', '"')
    hue = f'style="--hue:{(FIRST + number * TURN) % 360:.0f}"'
    return f'class="{kind}" {hue}' if kind else hue
