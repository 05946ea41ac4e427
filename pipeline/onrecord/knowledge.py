"""The knowledge file: the folder of JSON Lines that a run writes, and that everything after it reads."""

import errno
import io
import json
import math
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import jsonlines

from onrecord.invariants import broken
from onrecord.records import Article, ArticleRow, Record, Reject, Speaker, Statement, to_json

if sys.platform != "win32":
    import fcntl
STATEMENTS, SPEAKERS, ARTICLES, REJECTS = "statements.jsonl", "speakers.jsonl", "articles.jsonl", "rejects.jsonl"
RUN = "run.json"
CLAIMS = "claims.jsonl"  # made of the others, by `onrecord claims`
CLAIMS_KEPT = ".claims.json"  # which of its lines are whose, and by what they were made
Row = Statement | Speaker | ArticleRow | Reject
KINDS: dict[str, type[Row]] = {
    STATEMENTS: Statement,
    SPEAKERS: Speaker,
    ARTICLES: ArticleRow,
    REJECTS: Reject,
}
LARGEST = 2**63 - 1  # whole numbers beyond it are read by Python, but by few other JSON readers


class KnowledgeError(Exception):
    """The knowledge file cannot be written or read; the message says what to do."""


def article_row(article: Article, statements: int) -> ArticleRow:
    """Give the line of articles.jsonl for an article in which that many statements were found.

    >>> article_row(Article(id="a", text="She said so.", source="a.txt"), 1).words
    3
    """
    return ArticleRow(
        doc_id=article.id,
        source=article.source,
        sha256=article.sha256 or sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
        characters=len(article.text),
        words=len(article.text.split()),
        statements=statements,
        title=article.title,
        url=article.url,
        published=article.published,
        published_raw=article.published_raw,
        outlet=article.outlet,
        byline=article.byline,
        language=article.language,
        extra={key: _portable(value) for key, value in article.extra.items()},
        text=article.text,
    )


def lines(
    article: Article, statements: Sequence[Statement], speakers: Sequence[Speaker]
) -> tuple[ArticleRow, dict[str, bytes]] | Reject:
    """Give the lines of each file for one article; or, if a record is not true to the article, the article rejected.

    >>> row, of = lines(Article(id="a", text="She said so.", source="a.txt"), [], [])
    >>> row.words, of["statements.jsonl"]
    (3, b'')
    """
    if faults := broken(article, statements, speakers):
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        remedy = "this is a fault of onrecord, not of the article: report it with the article"
        return Reject(where=article.source, what=article.id, why=f"a record is wrong: {faults[0]}{more}", remedy=remedy)
    try:
        row = article_row(article, len(statements))
        return row, {STATEMENTS: encoded(statements), SPEAKERS: encoded(speakers), ARTICLES: encoded([row])}
    except UnicodeEncodeError as error:
        half = error.object[error.start : error.end][:1]
        why = f"it holds half a character ({half!a}), which cannot be written as UTF-8"
        return Reject(where=article.source, what=article.id, why=why, remedy="decode the text anew from its source")
    except (TypeError, RecursionError) as error:
        why = f"its other keys cannot be written as JSON: {error}"
        return Reject(where=article.source, what=article.id, why=why, remedy="leave those keys out")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of one file of a knowledge file; raise KnowledgeError naming the line that is none."""
    return (row for _, row in written(path))


def written(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what ``rows`` does, each behind its line as it stands in the file."""
    command = {"people.jsonl": "onrecord link", CLAIMS: "onrecord claims"}.get(path.name, "onrecord run IN -o")
    anew = f"make it with `{command} {path.parent}`"
    try:
        with jsonlines.open(path, loads=_both) as reader:
            yield from reader
    except jsonlines.InvalidLineError as error:
        raise KnowledgeError(f"{path}, line {error.lineno} is not a JSON object, so it was damaged: {anew}") from error
    except FileNotFoundError as error:
        raise KnowledgeError(f"there is no {path}: {anew}") from error


def documents(out: Path) -> Iterator[tuple[tuple[str, dict[str, Any]], list[tuple[str, dict[str, Any]]]]]:
    """Give each article of a folder with its statements, lines and rows; both files are in the order of the articles.

    Raises KnowledgeError where a file is missing or damaged, or has statements of no article.
    """
    yield from beside(out, written(out / ARTICLES), STATEMENTS)


def beside(
    out: Path, articles: Iterable[tuple[str, dict[str, Any]]], name: str
) -> Iterator[tuple[tuple[str, dict[str, Any]], list[tuple[str, dict[str, Any]]]]]:
    """Give each article, as line and row, with its rows of another file, which is in the order of the articles."""
    groups = groupby(written(out / name), lambda one: one[1]["doc_id"])
    waiting = next(groups, None)
    for article in articles:
        if waiting is not None and waiting[0] == article[1]["doc_id"]:
            yield article, list(waiting[1])
            waiting = next(groups, None)
        else:
            yield article, []
    if waiting is not None:
        raise KnowledgeError(f"{out / name} has rows of no article: make both anew with `onrecord run`")


def _both(line: str | bytes) -> tuple[str | bytes, dict[str, Any]]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - what jsonlines expects of a line that is none
    return line, row


def encoded(found: Sequence[Record]) -> bytes:
    """Give records as the lines of a file.

    >>> encoded([Reject(where="a.pdf", what="file", why="not text", remedy="convert it")])[:12]
    b'{"where": "a'
    """
    page = io.BytesIO()  # not StringIO, which takes four bytes a character as soon as one is not Latin
    with jsonlines.Writer(page, dumps=_dumps) as writer:
        writer.write_all(to_json(record) for record in found)
    return page.getvalue()


def _dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _portable(value: Any) -> Any:
    """Make of a value from elsewhere one that every JSON reader takes: no NaN (null), no endless digits (a string)."""
    if isinstance(value, dict):
        return {key: _portable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_portable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return str(value)
    return value


def printable(reject: Reject) -> Reject:
    """Show the half characters of a reject (a file name need not be UTF-8) as escapes, so that it can be written.

    >>> printable(Reject(where=chr(0xDCE9) + ".txt", what="file", why="not text", remedy="convert it")).where
    '\\\\udce9.txt'
    """
    shown = {key: value.encode("utf-8", "backslashreplace").decode() for key, value in asdict(reject).items()}
    return Reject(**shown)


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Keep everybody else from writing to a folder until the block ends.

    Raises KnowledgeError when somebody is writing there, or there is no such folder.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, alone(Path(folder)):
    ...     pass
    """
    with ExitStack() as stack:
        with errors_named(out):
            _lock(out, stack)
        yield


def _lock(out: Path, stack: ExitStack) -> None:
    """Keep a second run out of the folder for as long as this process holds it; the kernel lets go of it by itself."""
    if sys.platform == "win32":
        return
    folder = os.open(out, os.O_RDONLY)
    stack.callback(os.close, folder)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise KnowledgeError(f"another run is writing to {out}: wait for it, or name another folder") from error
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL):  # file systems that know no locks
            raise


@contextmanager
def errors_named(out: Path) -> Iterator[None]:
    """Turn the errors of writing to a folder into KnowledgeErrors that say what to do.

    >>> with errors_named(Path("out")):
    ...     raise OSError(errno.ENOSPC, "no space")  # doctest: +ELLIPSIS, +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    onrecord.knowledge.KnowledgeError: the disk of out is full ...
    """
    kept = "the files of the last run, if any, are as they were, and the same command goes on from here"
    try:
        yield
    except sqlite3.OperationalError as error:
        raise KnowledgeError(f"cannot write to {out} ({error}): make room, or let it be written to; {kept}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise KnowledgeError(f"the disk of {out} is full: make room and run again; {kept}") from error
        if isinstance(error, FileExistsError | NotADirectoryError):
            raise KnowledgeError(f"{out} is a file: name a folder to write to") from error
        raise KnowledgeError(f"cannot write to {out} ({error.strerror}): name a folder that can be; {kept}") from error
