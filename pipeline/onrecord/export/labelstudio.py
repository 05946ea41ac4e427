"""Articles as tasks for Label Studio, and what people answered there.

Label Studio counts code points since 2022, UTF-16 units before; ``place`` tells from the words of a region which. It
drops white space from these words at times, so they are compared without any. Each line break of the text is shown as
one newline, in the same length, so that nobody has to know how a browser counts a carriage return.
"""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from onrecord.export.articles import articles, line, visible
from onrecord.export.marking import TIED, WINDOW, Mark, answers, name_of, windows
from onrecord.export.outcome import Answers
from onrecord.export.shown import BEYOND, shown
from onrecord.gold import GoldArticle, from_line
from onrecord.records import Reject, Span, Spans

TASKS, CONFIG = "tasks.json", "labels.xml"
_REGION = re.compile(r"content-([1-9]\d{0,8})-\d+")
_REMEDY = "mend it in Label Studio and export again"
Row = dict[str, Any]


def write(source: Path, out: Path) -> Iterator[Reject]:
    """Write ``tasks.json`` to import, and ``labels.xml`` to paste into the settings; yield what could not be taken."""
    (out / CONFIG).write_bytes(resources.files(__package__).joinpath(CONFIG).read_bytes())
    with (out / TASKS).open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write("[")
        for number, given in enumerate(articles(source)):
            article, rejects = visible(given)
            yield from rejects
            file.write(("," if number else "") + "\n" + json.dumps(task(article), ensure_ascii=False))
        file.write("\n]\n")


def task(article: GoldArticle) -> Row:
    """Give an article as a task, its statements as a prediction that people can put right.

    Its data hold the line of the attribution file, for what cannot be shown to come back, and the digest of the text.

    >>> task(GoldArticle(id="a", text="Hm.", statements=(), judged=((0, 3),)))["predictions"][0]["result"][0]["value"]
    {'start': 0, 'end': 3, 'text': 'Hm.', 'labels': ['Window']}
    """
    kept = line(article)
    text = shown(article.text)
    if text == article.text:
        del kept["text"]
    data = {"doc_id": article.id, "text": text, "onrecord": kept | {"sha256": _digest(article.text)}}
    return {"data": data, "predictions": [{"model_version": "onrecord", "result": list(_results(article, text))}]}


def read(source: Path) -> Answers:
    """Read the answers back from Label Studio's export as JSON.

    Of several people's answers to a task the newest that was not cancelled is taken. Tasks that nobody has answered
    are counted. Raises ValueError for a file that is no such export.
    """
    try:
        tasks = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot read {source} ({error}): name the file that Label Studio exported as JSON") from error
    if not isinstance(tasks, list) or any(not isinstance(one, dict) for one in tasks):
        raise ValueError(f"{source} is no list of tasks: export from Label Studio as JSON")
    made = Answers()
    for number, one in enumerate(tasks, 1):
        try:
            if (result := _newest(one)) is None:
                made.unjudged += 1
            else:
                made.articles.append(_answered(_given(one), result))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            why = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            made.rejects.append(Reject(where=f"{source}, task {number}", what=_named(one), why=why, remedy=_REMEDY))
    return made


def place(text: str, value: Row) -> Span:
    """Give where a region stands in code points; raise ValueError when its words stand at neither way of counting.

    >>> place("\U0001f600 Go!", {"start": 2, "end": 5, "text": "Go!"})
    (2, 5)
    >>> place("\U0001f600 Go!", {"start": 3, "end": 6, "text": "Go!"})
    (2, 5)
    """
    start, end, words = int(value["start"]), int(value["end"]), value.get("text")
    if words is None and BEYOND.search(text):
        raise ValueError(
            f"the region at {start} came without its words, and with characters like emoji they are needed to tell"
            ' where it is: keep saveTextResult="yes" in the labelling settings'
        )
    counted = [(start, end)]
    counted += [_points(text.encode("utf-16-le", "surrogatepass"), start, end)] if BEYOND.search(text) else []
    for first, last in counted:
        if 0 <= first < last <= len(text) and (words is None or _bare(text[first:last]) == _bare(words)):
            return first, last  # where both would do, they differ by white space
    raise ValueError(f"{words!r} does not stand at {start} to {end}: the text or the offsets were changed")


def _results(article: GoldArticle, text: str) -> Iterator[Row]:
    def region(name: str, label: str, span: Span) -> Row:
        return _result(name, "label", "labels", _value(text, span) | {"labels": [label]})

    for number, span in enumerate(article.judged or (), 1):
        yield region(f"window-{number}", WINDOW, span)
    ties: dict[tuple[str, Span], str] = {}
    relations = []
    for number, one in enumerate(article.statements, 1):
        pieces = [f"content-{number}-{piece}" for piece in range(1, len(set(one.content)) + 1)]
        for name, span in zip(pieces, sorted(set(one.content)), strict=True):
            yield region(name, "Content", span)
        first = _value(text, min(one.content))
        if one.act:
            yield _result(pieces[0], "act", "choices", first | {"choices": [one.act]})
        if speaker := name_of(one.speaker):
            yield _result(pieces[0], "speaker", "textarea", first | {"text": [speaker]})
        for label, key in TIED.items():
            for span in sorted(set(getattr(one, key))):
                if (label, span) not in ties:
                    ties[label, span] = f"{key}-{len(ties) + 1}"
                    yield region(ties[label, span], label, span)
                relations.append((pieces[0], ties[label, span]))
        relations += [(pieces[0], piece) for piece in pieces[1:]]
    for one_end, other in relations:
        yield {"from_id": one_end, "to_id": other, "type": "relation", "direction": "right"}


def _value(text: str, span: Span) -> Row:
    return {"start": span[0], "end": span[1], "text": text[slice(*span)]}


def _result(name: str, control: str, kind: str, value: Row) -> Row:
    return {"id": name, "from_name": control, "to_name": "text", "type": kind, "value": value}


def _newest(one: Row) -> list[Row] | None:
    """Give the results of the newest annotation of a task; None when there is none."""
    if not isinstance(one.get("annotations"), list):
        raise TypeError("there is no list of annotations: export as JSON, not as JSON-MIN or another format")
    good = [made for made in one["annotations"] if not made.get("was_cancelled") and made.get("result") is not None]
    when = [(made.get("updated_at") or made.get("created_at") or "", place) for place, made in enumerate(good)]
    return good[max(when)[1]]["result"] if when else None


def _given(one: Row) -> GoldArticle:
    """Give the article that a task was made of; one that others made is taken as it is."""
    data = one["data"]
    kept = data.get("onrecord") or {}
    text = kept.get("text", data["text"])
    if shown(text) != data["text"] or kept.get("sha256", _digest(text)) != _digest(text):
        raise ValueError("the text is not the one that was given out: import tasks.json anew, and annotate that")
    return from_line({"id": str(data.get("doc_id", one.get("id"))), "attributions": []} | kept | {"text": text})


def _answered(article: GoldArticle, results: list[Row]) -> GoldArticle:
    text = shown(article.text)
    told: dict[str, dict[str, str | None]] = {}
    for result in results:
        if result["type"] == "choices" and result["from_name"] == "act":
            told.setdefault(result["id"], {})["act"] = "".join(result["value"]["choices"])
        elif result["type"] == "textarea" and result["from_name"] == "speaker":
            words = result["value"]["text"]
            told.setdefault(result["id"], {})["speaker"] = name_of(words if isinstance(words, str) else " ".join(words))
    marks = [_mark(text, result, told) for result in results if result["type"] == "labels"]
    links = [(result["from_id"], result["to_id"]) for result in results if result["type"] == "relation"]
    judged = [mark for mark in marks if mark.label == WINDOW]
    return GoldArticle(
        id=article.id,
        text=article.text,
        statements=answers(article, marks, links, _cut),
        judged=windows(article, judged, _cut) if judged else article.judged,
    )


def _mark(text: str, result: Row, told: dict[str, dict[str, str | None]]) -> Mark:
    labels = result["value"]["labels"]
    if len(labels) != 1:
        raise ValueError(f"the region at {result['value']['start']} has the labels {labels}: give it one")
    prior = _REGION.fullmatch(result["id"])
    return Mark(
        id=result["id"],
        label=labels[0],
        spans=(place(text, result["value"]),),
        prior=int(prior.group(1)) - 1 if prior else None,
        **told.get(result["id"], {}),
    )


def _points(units: bytes, start: int, end: int) -> Span:
    """Turn offsets in UTF-16 units into code points; -1 for what lies inside a character."""
    try:
        first, last = (len(units[: 2 * at].decode("utf-16-le")) for at in (start, end))
    except UnicodeDecodeError:
        return -1, -1
    return first, last


def _cut(spans: Spans) -> Spans:
    return tuple(sorted(set(spans)))


def _bare(words: str) -> str:
    return "".join(words.split())


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _named(one: Row) -> str:
    data = one.get("data")
    return str(data.get("doc_id") if isinstance(data, dict) else one.get("id"))
