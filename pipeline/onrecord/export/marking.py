"""What people have marked in a tool, put together to answers: a content with the source and the cue tied to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from onrecord.gold import GoldArticle, GoldStatement
from onrecord.records import Act, Span, Spans, slices

TIED = {"Source": "source", "Cue": "cue"}  # what is tied to a content, and where in an answer it stands
LABELS = ("Content", *TIED)
WINDOW = "Window"  # a part of the article that is to be judged
ACTS: tuple[str, ...] = get_args(Act)
Cut = Callable[[Spans], Spans]  # what a format makes of spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing marked: its label, its place, and for a content what else was said of it.

    ``prior`` is the number, from 0, of the statement that was given out under this mark.
    """

    id: str
    label: str
    spans: Spans
    prior: int | None = None
    act: str | None = None
    speaker: str | None = None


def name_of(speaker: str | None) -> str | None:
    """Give a speaker's name as tools can show it, in one line; None when there is none."""
    return " ".join((speaker or "").split()) or None


def answers(
    article: GoldArticle, marks: Sequence[Mark], links: Iterable[tuple[str, str]], cut: Cut
) -> tuple[GoldStatement, ...]:
    """Give the statements that marks make, those that were given out with ``article`` first, in their order.

    ``links`` are pairs of marks: a content with a source or cue of it, in either order, or with another content that
    goes on with it. What people cannot change in a tool is kept for its statement. Raises ValueError, naming the words
    and the remedy, for what has another label, a source or cue that belongs to no content, and an act there is none of.
    """
    if odd := [mark for mark in marks if mark.label not in {*LABELS, WINDOW}]:
        told = f"{slices(article.text, odd[0].spans)!r} at {odd[0].spans[0][0]} is marked {odd[0].label!r}"
        raise ValueError(f"{told}: mark it {', '.join([*LABELS, WINDOW])}, or not at all")
    known = {mark.id: mark for mark in marks if mark.label in LABELS}
    pairs = [(known[one], known[other]) for one, other in links if one in known and other in known]
    groups = _groups([mark for mark in marks if mark.label == "Content"], pairs)
    made: list[tuple[int | None, GoldStatement]] = []
    tied: set[str] = set()
    for group in groups:
        inside = {mark.id for mark in group}
        ends = [pair for pair in pairs if (pair[0].id in inside) != (pair[1].id in inside)]
        others = [one if other.id in inside else other for one, other in ends]
        tied |= {mark.id for mark in others}
        made.append(_statement(article, group, others, cut, {number for number, _ in made}))
    for mark in known.values():
        if mark.label != "Content" and mark.id not in tied:
            where = f"the {mark.label.lower()} {slices(article.text, mark.spans)!r} at {mark.spans[0][0]}"
            raise ValueError(f"{where} belongs to no content: tie the content to it with a relation, or remove it")
    made.sort(key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1].content))
    return _renumbered(made)


def windows(article: GoldArticle, judged: Iterable[Mark], cut: Cut) -> Spans:
    """Give the parts that were judged, each whole again where the format had to cut it."""
    given = {cut((part,)): part for part in article.judged or ()}
    return tuple(sorted({span for mark in judged for span in _whole(given, mark.spans)}))


def _whole(given: dict[Spans, Span], spans: Spans) -> Spans:
    return (given[spans],) if spans in given else spans


def _groups(contents: Sequence[Mark], pairs: Sequence[tuple[Mark, Mark]]) -> list[list[Mark]]:
    """Put contents together that are linked to each other: the pieces of one statement."""
    group = {mark.id: [mark] for mark in contents}
    for one, other in pairs:
        if one.label == other.label == "Content" and group[one.id] is not group[other.id]:
            group[one.id].extend(group[other.id])
            for mark in group[other.id]:
                group[mark.id] = group[one.id]
    return list({id(marks): marks for marks in group.values()}.values())


def _statement(
    article: GoldArticle, group: Sequence[Mark], others: Sequence[Mark], cut: Cut, taken: set[int | None]
) -> tuple[int | None, GoldStatement]:
    group = sorted(group, key=lambda mark: (mark.prior is None, mark.prior or 0, mark.spans))
    content = _union(group)
    number = next((mark.prior for mark in group if mark.prior is not None), None)
    prior = article.statements[number] if number is not None and number < len(article.statements) else None
    # a tool may give the name of what was removed to something else, and a person may make two statements of one
    if prior is None or number in taken or not _meet(prior.content, content):
        number, prior = None, GoldStatement(content=content)
    labels = {"content": content}
    labels |= {key: _union([mark for mark in others if mark.label == label]) for label, key in TIED.items()}
    spans = {key: getattr(prior, key) if cut(getattr(prior, key)) == got else got for key, got in labels.items()}
    changes: dict[str, Any] = dict(spans)
    if spans["content"] != prior.content:
        changes["form"] = None
    act = _one({mark.act for mark in group if mark.act}, "acts", article, content)
    if act is not None and act not in ACTS:
        raise ValueError(f"there is no act {act!r}: choose one of {', '.join(ACTS)}")
    speaker = _one({mark.speaker for mark in group if mark.speaker}, "speakers", article, content)
    return number, replace(prior, **changes, **_told(prior, act, speaker))


def _told(prior: GoldStatement, act: str | None, speaker: str | None) -> dict[str, Any]:
    """Give what changes with the act and the speaker: whoever is another has another kind, role and organisation."""
    out: dict[str, Any] = {"act": act}
    if speaker != name_of(prior.speaker):
        plain = GoldStatement(content=prior.content)
        gone = ("kind", "aliases", "named", "role", "role_alternatives", "organisation", "organisation_alternatives")
        out |= {key: getattr(plain, key) for key in gone} | {"speaker": speaker}
        out["speech"] = act in {None, "speech"} if speaker else None
    elif act != prior.act and prior.speech is not None:
        out["speech"] = act in {None, "speech"}
    return out


def _one(values: set[str], what: str, article: GoldArticle, content: Spans) -> str | None:
    if len(values) > 1:
        told = ", ".join(sorted(values))
        raise ValueError(f"{slices(article.text, content)!r} has several {what} ({told}): leave one")
    return next(iter(values), None)


def _union(marks: Iterable[Mark]) -> Spans:
    return tuple(sorted({span for mark in marks for span in mark.spans}))


def _meet(one: Spans, other: Spans) -> bool:
    return any(start < right and left < end for start, end in one for left, right in other)


def _renumbered(made: Sequence[tuple[int | None, GoldStatement]]) -> tuple[GoldStatement, ...]:
    """Give the statements with the numbers of their parents as they now are; a parent that is gone is none."""
    places = {number: place for place, (number, _) in enumerate(made, 1) if number is not None}
    return tuple(one if one.parent is None else replace(one, parent=places.get(one.parent - 1)) for _, one in made)
