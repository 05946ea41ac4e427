"""What there is to give out: the articles of a knowledge or attribution file; and lines for people to edit."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from onrecord.export.shown import shown
from onrecord.gold import GoldArticle, GoldStatement, read_gold
from onrecord.knowledge import ARTICLES, STATEMENTS, KnowledgeError, rows
from onrecord.records import Reject, Spans

_PLAIN = ("act", "speech", "form", "named", "role", "negated", "parent")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
Row = dict[str, Any]


def articles(source: Path) -> Iterator[GoldArticle]:
    """Yield the articles of an attribution file, a folder as ``gold.read_gold`` reads it, or a knowledge file.

    Of a knowledge file the statements stand as answers, with their act and speaker, for people to put right. It is
    read as a stream. Raises ValueError for what cannot be read, KnowledgeError for a knowledge file that is damaged.
    """
    if not source.exists():
        raise ValueError(f"there is no {source}: name a file of annotated articles or the folder of a knowledge file")
    if (source / ARTICLES).is_file():
        for article, found in with_statements(source):
            yield GoldArticle(id=article["doc_id"], text=article["text"], statements=tuple(map(as_answer, found)))
    else:
        yield from read_gold(source)


def check_filled(out: Path) -> None:
    """Raise ValueError, naming the remedy, for what is no knowledge file."""
    if not (out / ARTICLES).is_file():
        raise ValueError(f"there is no knowledge file in {out}: name a folder that `onrecord run` has filled")


def file_name(number: int, article_id: object) -> str:
    """Give the name of an article's file, without its ending: by its number the only one, by its id known again.

    >>> file_name(7, "news/a b.txt")
    '00007-news-a-b-txt'
    """
    return f"{number:05d}-{_UNSAFE.sub('-', str(article_id))[-60:].strip('-')}"


def with_statements(out: Path) -> Iterator[tuple[Row, list[Row]]]:
    """Yield every article of a knowledge file with its statements, as they stand in its lines; one at a time.

    Raises KnowledgeError when its files are missing, damaged, or not of the same run.
    """
    found = rows(out / STATEMENTS)
    for article in rows(out / ARTICLES):
        mine = list(islice(found, article["statements"]))
        if len(mine) < article["statements"] or any(row["doc_id"] != article["doc_id"] for row in mine):
            why = f"{out / STATEMENTS} does not hold the {article['statements']} statements of {article['doc_id']}"
            raise KnowledgeError(f"{why}: the files are not of one run; make them anew with `onrecord run IN -o {out}`")
        yield article, mine


def as_answer(statement: Row) -> GoldStatement:
    """Give a statement of a knowledge file as an answer that a person can put right.

    Only what people are asked about is kept: the program's word for anything else must not come back as theirs.
    """
    speaker = statement["speaker"]
    return GoldStatement(
        id=statement["id"],
        content=_spans(statement["spans"]),
        cue=_spans(statement["cue_spans"]),
        source=_spans(statement["mention_spans"]),
        act=statement["act"],
        speaker=speaker,
        speech=statement["act"] == "speech" if speaker else None,
    )


def line(article: GoldArticle) -> Row:
    """Give an article as an object of an attribution file with only those keys that say something.

    ``gold.to_line`` has every key. This one is for people to read and edit, and keeps the ids that are there.

    >>> one = GoldStatement(content=((0, 2),), act="speech")
    >>> line(GoldArticle(id="a", text="Go!", statements=(one,)))["attributions"]
    [{'id': 'E1', 'source': [], 'cue': [], 'content': [[0, 2]], 'act': 'speech'}]
    """
    taken = {one.id for one in article.statements}
    fresh = (name for number in count(1) if (name := f"E{number}") not in taken)
    attributions = []
    for one in article.statements:
        row: Row = {"id": one.id if one.id is not None else next(fresh)}
        row |= {key: [list(span) for span in getattr(one, key)] for key in ("source", "cue", "content")}
        row |= {key: getattr(one, key) for key in _PLAIN if getattr(one, key) is not None}
        speaker = {"name": one.speaker, "kind": one.kind, "aliases": list(one.aliases)}
        row |= {"speaker": {key: value for key, value in speaker.items() if value}} if one.speaker or one.kind else {}
        more = {
            "role_alternatives": list(one.role_alternatives),
            "affiliation": one.organisation,
            "affiliation_alternatives": list(one.organisation_alternatives),
        }
        attributions.append(row | {key: value for key, value in more.items() if value})
    made: Row = {"id": article.id, "text": article.text, "attributions": attributions}
    return made if article.judged is None else made | {"judged": [list(span) for span in article.judged]}


def encoded(made: Iterable[GoldArticle]) -> bytes:
    """Give articles as the lines of an attribution file."""
    return b"".join(encode(line(article)) for article in made)


def encode(row: Row) -> bytes:
    """Give one line of JSON; half of a surrogate pair, which UTF-8 has no form for, stands in it as an escape."""
    return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def visible(article: GoldArticle) -> tuple[GoldArticle, list[Reject]]:
    """Leave out spans in which nothing is to be seen, which no tool can show; then statements without a content.

    >>> article = GoldArticle(id="a", text="Go! ", statements=(GoldStatement(content=((0, 3), (3, 4))),))
    >>> visible(article)[0].statements[0].content
    ((0, 3),)
    """
    text = shown(article.text)

    def seen(spans: Spans) -> Spans:
        return tuple((start, end) for start, end in spans if text[start:end].strip())

    kept, rejects = [], []
    for number, one in enumerate(article.statements, 1):
        if content := seen(one.content):
            kept.append(replace(one, content=content, cue=seen(one.cue), source=seen(one.source)))
        else:
            name = one.id or f"number {number}"
            why, remedy = f"statement {name} has no content that could be shown", "give it one, or remove it"
            rejects.append(Reject(where=article.id, what="statement", why=why, remedy=remedy))
    if rejects:  # the numbers of parents count what is gone
        kept = [replace(one, parent=None) for one in kept]
    judged = None if article.judged is None else seen(article.judged)
    return replace(article, statements=tuple(kept), judged=judged), rejects


def _spans(rows_of: list[list[int]]) -> Spans:
    return tuple((start, end) for start, end in rows_of)
