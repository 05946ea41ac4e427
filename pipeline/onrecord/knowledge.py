"""The knowledge file: the folder of JSON Lines that a run writes, and that everything after it reads."""

import errno
import io
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import jsonlines

from onrecord.invariants import broken
from onrecord.records import Article, ArticleRow, Record, Reject, Speaker, Statement, to_json
from onrecord.summary import Counts, RunSummary, Timings, Versions, run_json

if sys.platform != "win32":
    import fcntl
STATEMENTS, SPEAKERS, ARTICLES, REJECTS = "statements.jsonl", "speakers.jsonl", "articles.jsonl", "rejects.jsonl"
RUN = "run.json"
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


class KnowledgeWriter:
    """Writes the records of one article after the other; get one from ``writing``."""

    def __init__(self, files: Mapping[str, BinaryIO], out: Path) -> None:
        self._files = files
        self._out = out
        self.counts = Counts()
        self.summary: RunSummary | None = None

    def add(self, article: Article, statements: Sequence[Statement], speakers: Sequence[Speaker]) -> Reject | None:
        """Write an article with what was found in it; give the reject that was written instead if a record is wrong."""
        made = lines(article, statements, speakers)
        if isinstance(made, Reject):
            self.reject(made)
            return made
        row, of = made
        with _errors_named(self._out):
            for name, content in of.items():
                self._files[name].write(content)
        self.counts = replace(
            self.counts,
            documents=self.counts.documents + 1,
            articles=self.counts.articles + 1,
            statements=self.counts.statements + len(statements),
            speakers=self.counts.speakers + len(speakers),
            words=self.counts.words + row.words,
        )
        return None

    def reject(self, reject: Reject) -> None:
        """Write down something that could not be read."""
        with _errors_named(self._out):
            self._files[REJECTS].write(encoded([_printable(reject)]))
        counts = self.counts
        self.counts = replace(counts, documents=counts.documents + 1, rejects=counts.rejects + 1)


@contextmanager
def writing(out: Path, made_by: Versions, settings: Mapping[str, Any]) -> Iterator[KnowledgeWriter]:
    """Open a folder for writing a knowledge file; its files appear when the block ends well, all of them or none.

    Until then the files of the last run stay as they are, whatever happens. Raises KnowledgeError when the folder
    cannot be written to, the disk is full, or another run is writing there.

    >>> import tempfile
    >>> from onrecord.summary import versions
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with writing(Path(folder), versions(), {}) as writer:
    ...         _ = writer.add(Article(id="a", text="She said so.", source="a.txt"), [], [])
    ...     writer.summary.counts.articles
    1
    """
    started = datetime.now(UTC)
    temporary = {name: out / f".{name}.tmp" for name in (*KINDS, RUN)}
    with ExitStack() as stack:
        with _errors_named(out):
            out.mkdir(parents=True, exist_ok=True)
            _lock(out, stack)
            # Opening under fixed names also empties what a killed run has left.
            stack.callback(_remove, temporary.values())
            files = {name: path.open("wb") for name, path in temporary.items()}
            stack.callback(_close, files.values())
        writer = KnowledgeWriter(files, out)
        yield writer
        finished = datetime.now(UTC)
        summary = RunSummary(
            versions=made_by,
            settings=dict(settings),
            counts=writer.counts,
            timings=Timings(
                started=started.isoformat(timespec="seconds"),
                finished=finished.isoformat(timespec="seconds"),
                seconds=round((finished - started).total_seconds(), 3),
            ),
        )
        with _errors_named(out):
            files[RUN].write(run_json(summary).encode())
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
                file.close()
            # run.json last: where it is new, all of them are.
            for name, path in temporary.items():
                path.replace(out / name)
        writer.summary = summary


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of one file of a knowledge file; raise KnowledgeError naming the line that is none."""
    command = "onrecord link" if path.name == "people.jsonl" else "onrecord run IN -o"
    anew = f"make it with `{command} {path.parent}`"
    try:
        with jsonlines.open(path) as reader:
            yield from reader.iter(type=dict)
    except jsonlines.InvalidLineError as error:
        raise KnowledgeError(f"{path}, line {error.lineno} is not a JSON object, so it was damaged: {anew}") from error
    except FileNotFoundError as error:
        raise KnowledgeError(f"there is no {path}: {anew}") from error


def encoded(found: Sequence[Record]) -> bytes:
    """Give records as the lines of a file.

    >>> encoded([Reject(where="a.pdf", what="file", why="not text", remedy="convert it")])[:12]
    b'{"where": "a'
    """
    page = io.StringIO()
    with jsonlines.Writer(page, dumps=_dumps) as writer:
        writer.write_all(to_json(record) for record in found)
    return page.getvalue().encode("utf-8")


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


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


def _printable(reject: Reject) -> Reject:
    """Show the half characters of a reject (a file name need not be UTF-8) as escapes, so that it can be written."""
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
        with _errors_named(out):
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


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _close(files: Iterable[BinaryIO]) -> None:
    """Close what is still open after an error; what could not be written then is of no use."""
    for file in files:
        with suppress(OSError):
            file.close()


@contextmanager
def _errors_named(out: Path) -> Iterator[None]:
    """Turn the errors of writing to a folder into ones that say what to do."""
    try:
        yield
    except OSError as error:
        kept = "the files of the last run, if any, are as they were"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise KnowledgeError(f"the disk of {out} is full: make room and run again; {kept}") from error
        if isinstance(error, FileExistsError | NotADirectoryError):
            raise KnowledgeError(f"{out} is a file: name a folder to write to") from error
        raise KnowledgeError(f"cannot write to {out} ({error.strerror}): name a folder that can be; {kept}") from error
