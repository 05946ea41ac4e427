"""The errors of a run as one page that opens anywhere: each in its context, by kind, everything escaped."""

import base64
import bisect
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import pairwise
from string import Template

from onrecord.evaluate.errors import FACETS, KINDS, Error, errors
from onrecord.evaluate.evaluation import Evaluation
from onrecord.evaluate.plot import plot
from onrecord.evaluate.saved import Change, facet_words, rules
from onrecord.evaluate.tables import (
    BANDED,
    CALIBRATED,
    HEADINGS,
    Rows,
    band_rows,
    changes_summary,
    reliability_rows,
    score_rows,
    summary,
)
from onrecord.gold import GoldStatement
from onrecord.paper import colours
from onrecord.quotation import paragraphs
from onrecord.records import Span, Spans, Statement

AROUND = 240  # characters of context on either side, at most the paragraph
FAR = 600  # characters from the content at which a source is no longer shown with it
SHOWN = ("speaker", "kind", "role", "organisation", "act")


def html(evaluation: Evaluation) -> str:
    """Give a self-contained page of an evaluation: its scores, gains and losses, and every error in its context."""
    folder = files("onrecord") / "evaluate"
    script = (folder / "page.js").read_text(encoding="utf-8")
    found = errors(evaluation.comparisons)
    bounds = {one.article.id: paragraphs(one.article.text) for one in evaluation.comparisons}
    return Template((folder / "page.html").read_text(encoding="utf-8")).substitute(
        colours=colours(),
        script=script,
        digest=base64.b64encode(sha256(script.encode()).digest()).decode(),
        summary=escape(summary(evaluation)),
        scores="\n".join(_scores(evaluation)),
        reliability="\n".join(_reliability(evaluation)),
        changes="\n".join(_changes(evaluation)),
        chosen="\n".join(_only(kind) for kind in KINDS if found[kind]),
        kinds="\n".join(_choice(kind, len(found[kind])) for kind in KINDS if found[kind]),
        sections="\n".join(_section(kind, found[kind], bounds) for kind in KINDS if found[kind]),
    )


def _scores(evaluation: Evaluation) -> Iterator[str]:
    for title, rows in score_rows(evaluation).items():
        yield from _table((title, *HEADINGS), rows)


def _reliability(evaluation: Evaluation) -> Iterator[str]:
    """Yield the figures of both confidences, then of each the plot with the table of its bands."""
    if not (rows := reliability_rows(evaluation)):
        return
    yield "<details class=scores><summary>Calibration of the confidences</summary><div class=plots>"
    yield from _table(("calibration", *CALIBRATED), rows)
    for name, one in evaluation.reliability.items():
        if one.count:
            yield f"<div>{plot(name, one)}"
            yield from _table((name, *BANDED), band_rows(one))
            yield "</div>"
    yield "</div></details>"


def _table(headings: tuple[str, ...], rows: Rows) -> Iterator[str]:
    heads = "".join(f"<th scope=col>{escape(head)}</th>" for head in headings)
    yield f"<table><tr>{heads}</tr>"
    for name, *cells in rows:
        yield f"<tr><th scope=row>{escape(name)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
    yield "</table>"


def _changes(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.changes is None:
        return
    yield f"<details><summary>{escape(changes_summary(evaluation).capitalize())}</summary><ul class=changes>"
    yield from map(_change, evaluation.changes)
    yield "</ul></details>"


def _change(change: Change) -> str:
    kind, sign = ("gain", "+") if change.gain else ("loss", "−")
    where, what = escape(f"{change.doc_id}:{change.start}"), escape("; ".join(change.what))
    return f"<li class={kind}><b>{sign}</b> “{escape(change.words)}” <i>{what}</i> <small>{where}</small></li>"


def _anchor(kind: str) -> str:
    return kind.replace(" ", "-")


def _only(kind: str) -> str:
    """Give the style that hides the other sections while a kind is chosen, so that choosing needs no script."""
    return f"body:has(#only-{_anchor(kind)}:checked) section:not(#{_anchor(kind)}) {{ display: none; }}"


def _choice(kind: str, number: int) -> str:
    only = f"only-{_anchor(kind)}"
    return f"<input type=radio name=only id={only}><label for={only}>{escape(kind)} <b>{number}</b></label>"


def _section(kind: str, found: list[Error], bounds: dict[str, list[Span]]) -> str:
    cards = "\n".join(_card(error, bounds[error.article.id]) for error in found)
    return (
        f"<section id={_anchor(kind)}><h2>{escape(kind.capitalize())} <span class=count>{len(found)}</span></h2>"
        f"<p class=about>{escape(KINDS[kind])}</p>\n{cards}\n</section>"
    )


def _card(error: Error, bounds: list[Span]) -> str:
    text = error.article.text
    labelled = list(_labelled(error))
    contents = [span for label, span in labelled if label in ("gold", "ours")]
    start, end = _window(text, contents, labelled)
    number = bisect.bisect_right(bounds, (min(contents)[0], len(text)))
    tail = [f"paragraph {number}"]
    if error.statement:
        tail += [f"found by {rules(error.statement)}", f"speaker by {error.statement.resolved_by}"]
        if error.gold and not error.found:
            tail.append("too far off to count as found")
    about = escape(" · ".join(tail))
    context = "".join(_marked(text, start, end, labelled))
    return (
        f"<article class=card><p class=where><b>{escape(error.article.id)}</b> · {about}</p><p class=context dir=auto>"
        f"{'… ' * _inside(text, start)}{context}{' …' * _inside(text, end)}</p>{''.join(_facets(error))}</article>"
    )


def _labelled(error: Error) -> Iterator[tuple[str, Span]]:
    """Yield the spans to be marked, with the class of each: the answer's first."""
    gold, ours = error.gold, error.statement
    if gold:
        yield from _each({"gold": gold.content, "gold-source": gold.source, "gold-cue": gold.cue})
    if ours:
        yield from _each({"ours": ours.spans, "our-source": ours.mention_spans, "our-cue": ours.cue_spans})


def _each(spans: dict[str, Spans]) -> Iterator[tuple[str, Span]]:
    return ((label, span) for label, several in spans.items() for span in several)


def _window(text: str, contents: list[Span], labelled: Iterable[tuple[str, Span]]) -> Span:
    """Choose what is shown: the contents, sources and cues that are not far from them, and some context."""
    first, last = min(s for s, _ in contents), max(e for _, e in contents)
    near = [span for _, span in labelled if span[1] > first - FAR and span[0] < last + FAR]
    first, last = min(s for s, _ in near), max(e for _, e in near)
    start = max(0, text.rfind("\n", 0, first) + 1, first - AROUND)
    stop = text.find("\n", last)
    end = min(len(text) if stop < 0 else stop, last + AROUND)
    start = text.rfind(" ", start, first) + 1 or start if start == first - AROUND else start
    return start, end


def _inside(text: str, at: int) -> bool:
    """Tell whether a place lies inside a paragraph, so that an ellipsis says that it goes on."""
    return bool(text[at - 1 : at].strip("\n") and text[at : at + 1].strip("\n"))


def _marked(text: str, start: int, end: int, labelled: Iterable[tuple[str, Span]]) -> Iterator[str]:
    """Yield the text of a window, cut where a mark begins or ends, each piece with the classes of its marks."""
    within = [(label, (max(s, start), min(e, end))) for label, (s, e) in labelled if s < end and e > start]
    cuts = sorted({start, end, *(at for _, span in within for at in span)})
    for left, right in pairwise(cuts):
        classes = [label for label, (s, e) in within if s <= left and right <= e]
        piece = escape(text[left:right])
        yield f'<span class="{" ".join(classes)}">{piece}</span>' if classes else piece


def _facets(error: Error) -> Iterator[str]:
    """Yield a table of what the answer and the program say, where either says anything; a line if there is but one."""
    text = error.article.text
    if error.gold is None or error.statement is None:
        one, name = (error.gold, "answer") if error.gold else (error.statement, "program")
        said = " · ".join(filter(None, (_says(facet, one, text) for facet in SHOWN)))
        yield f"<p class=says>{name}: {escape(said)}</p>"
        return
    rows = [
        (facet, _says(facet, error.gold, text), _says(facet, error.statement, text)) for facet in ("source", *SHOWN)
    ]
    rows = [row for row in rows if row[1] or row[2]]
    yield "<table class=facets><tr><td></td><th scope=col>answer</th><th scope=col>program</th></tr>"
    for facet, gold, ours in rows:
        wrong = " class=wrong" if facet in error.wrong and facet in FACETS else ""
        yield f"<tr{wrong}><th scope=row>{facet}</th><td>{escape(gold)}</td><td>{escape(ours)}</td></tr>"
    if error.statement and error.statement.unresolved:
        yield f"<tr><th scope=row>because</th><td></td><td>{escape(error.statement.unresolved)}</td></tr>"
    yield "</table>"


def _says(facet: str, of: GoldStatement | Statement | None, text: str) -> str:
    if facet == "kind" and isinstance(of, Statement):
        facet = "speaker_kind"
    return facet_words(facet, of, text)
