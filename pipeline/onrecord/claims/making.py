"""claims.jsonl of a finished knowledge file: made article by article, what is as it was taken over as it is."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from spacy.attrs import IS_ALPHA, IS_PUNCT, IS_QUOTE, IS_SPACE, LIKE_NUM, LOWER
from spacy.lang.en import EnglishDefaults
from spacy.lang.lex_attrs import LEX_ATTRS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from onrecord import resources
from onrecord.batch.cache import FILE as PARSED
from onrecord.batch.cache import Cache
from onrecord.batch.made import digest_of, parsed_by
from onrecord.claims import score
from onrecord.claims.claiming import Stated, claims
from onrecord.knowledge import (
    ARTICLES,
    CLAIMS,
    CLAIMS_KEPT,
    SPEAKERS,
    STATEMENTS,
    KnowledgeError,
    alone,
    beside,
    documents,
    encoded,
    errors_named,
)
from onrecord.model import find_model
from onrecord.parsed import decode

BATCH = 50  # articles that are parsed together
TABLES = ("quantities.toml", "dates.toml", "claim_types.toml", "modality.toml")

_GETTERS = {**LEX_ATTRS, **EnglishDefaults.lex_attr_getters}
_ASKED = (LOWER, IS_ALPHA, IS_PUNCT, IS_QUOTE, IS_SPACE, LIKE_NUM)  # of words; all of them take as long as the parse

Row = dict[str, Any]
Watcher = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """How many claims there are, in how many articles; and of these how many were read and how many parsed again."""

    claims: int
    articles: int
    read: int
    parsed: int


@dataclass(frozen=True, slots=True)
class _Article:
    """An article that has statements: its row, its statements, its speakers, and the digest of what it is made of."""

    row: Row
    statements: list[Row]
    speakers: list[Row]
    digest: str


def make(out: Path, *, model: str | None = None, weights: Path | None = None, progress: Watcher | None = None) -> Made:
    """Write claims.jsonl of a folder that a run has filled, whole or not at all.

    Articles whose statements are as they were are not read again. Parses are those that the run has kept; an article
    without one is parsed again with ``model``. ``weights`` are those of a file of ``onrecord train-claims`` in place of
    ours; ``progress`` is told the number of articles done. Raises KnowledgeError, naming the remedy, where there is no
    knowledge file or it is damaged, ModelNotFound without a model, ValueError for weights that cannot be used.
    """
    if not (out / ARTICLES).is_file():
        raise KnowledgeError(f"there is no {out / ARTICLES}: make it with `onrecord run IN -o {out}`")
    told = score.load_weights(weights)
    temporary = out / f".{CLAIMS}.tmp"
    with errors_named(out), alone(out), ExitStack() as stack:
        kept = _Kept(out, made_by(weights))
        stack.callback(kept.close)
        parses = _Parses(out, model, stack)
        places: dict[str, tuple[str, int, int]] = {}
        count = read = done = 0
        with temporary.open("wb") as file:
            articles = _articles(out)
            while batch := list(islice(articles, BATCH)):
                lines = {one.row["doc_id"]: kept.lines(one) for one in batch}
                new = [one for one in batch if lines[one.row["doc_id"]] is None]
                for one, doc in zip(new, parses.of(new), strict=True):
                    lines[one.row["doc_id"]] = encoded(claims(doc, _statements(one), _names(one), told))
                for one in batch:
                    content = lines[one.row["doc_id"]] or b""
                    places[one.row["doc_id"]] = (one.digest, file.tell(), len(content))
                    count += content.count(b"\n")
                    file.write(content)
                read, done = read + len(new), done + len(batch)
                if progress:
                    progress(done)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(out / CLAIMS)
        kept.write(places)
        return Made(count, done, read, parses.parsed)


def stale(out: Path, weights: Path | None = None) -> bool:
    """Tell whether there are no claims of a folder, or what they are made of or by is not as it was."""
    try:
        with (out / CLAIMS_KEPT).open(encoding="utf-8") as told:
            by = json.loads(told.readline())["by"]
    except (OSError, ValueError, KeyError, TypeError):
        return True
    if by != made_by(weights) or not (out / CLAIMS).is_file():
        return True
    made = (out / CLAIMS).stat().st_mtime_ns
    return any(
        (out / name).is_file() and (out / name).stat().st_mtime_ns > made for name in (ARTICLES, STATEMENTS, SPEAKERS)
    )


def made_by(weights: Path | None = None) -> str:
    """Give the digest of what claims hang on beside the articles: the program, its words, the weights."""
    code = [path for name in ("claims", "records") for path in (Path(__file__).parents[1] / name).rglob("*.py")]
    words = [resources.file(name) for name in TABLES]
    return digest_of([*code, *words, weights or resources.file(score.FILE)])


def _articles(out: Path) -> Iterator[_Article]:
    """Give the articles that have statements, in order."""
    pairs = documents(out)
    statements: dict[str, list[tuple[str, Row]]] = {}

    def rows() -> Iterator[tuple[str, Row]]:
        for article, found in pairs:
            statements[article[1]["doc_id"]] = found
            yield article

    for (_, row), speakers in beside(out, rows(), SPEAKERS):
        found = statements.pop(row["doc_id"])
        if found:
            lines = "".join(
                [str(row["published"]), row["sha256"], *(line for line, _ in found), *(line for line, _ in speakers)]
            )
            digest = sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
            yield _Article(row, [of for _, of in found], [of for _, of in speakers], digest)


def _statements(one: _Article) -> list[Stated]:
    return [
        Stated(row["id"], row["doc_id"], row["published"], tuple((start, end) for start, end in row["spans"]))
        for row in one.statements
    ]


def _names(one: _Article) -> dict[str, str]:
    """Give the ids of the named speakers of an article by their names; of a name that two have, none."""
    out: dict[str, str] = {}
    twice: set[str] = set()
    for row in one.speakers:
        for name in {row["name"], *row["aliases"]} if row["named"] else ():
            key = " ".join(name.lower().split())
            twice.update({key} if out.setdefault(key, row["speaker_id"]) != row["speaker_id"] else ())
    return {name: speaker for name, speaker in out.items() if name not in twice}


class _Kept:
    """The claims of before, by article, as far as they still hold."""

    def __init__(self, out: Path, by: str) -> None:
        self._path, self._by = out / CLAIMS_KEPT, by
        self._claims = out / CLAIMS
        self._file: BinaryIO | None = None
        self._places: Mapping[str, tuple[str, int, int]] = {}
        try:
            with self._path.open(encoding="utf-8") as told:
                if json.loads(told.readline()) == self._head():
                    self._places = json.loads(told.readline())
                    self._file = self._claims.open("rb")
        except (OSError, ValueError, KeyError, TypeError):
            self._places = {}

    def lines(self, article: _Article) -> bytes | None:
        """Give the lines of an article's claims, None where they do not hold any more."""
        digest, start, length = self._places.get(article.row["doc_id"], ("", 0, 0))
        if digest != article.digest or self._file is None:
            return None
        self._file.seek(start)
        return self._file.read(length)

    def write(self, places: Mapping[str, tuple[str, int, int]]) -> None:
        """Keep what the new file holds."""
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(f"{json.dumps(self._head())}\n{json.dumps(places)}\n", encoding="utf-8")
        temporary.replace(self._path)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _head(self) -> dict[str, Any]:
        """Give what the claims were made by, and how their file was left."""
        state = self._claims.stat()
        return {"by": self._by, "size": state.st_size, "written": state.st_mtime_ns}


class _Parses:
    """The parses of articles: those that a run has kept, others made anew; the model is loaded only for those."""

    def __init__(self, out: Path, model: str | None, stack: ExitStack) -> None:
        self._model = model
        self._nlp: Any = None
        self._vocab = Vocab(lex_attr_getters={name: _GETTERS[name] for name in _ASKED})
        kept = Cache(out / PARSED, parsed_by(find_model(model))) if (out / PARSED).is_file() else None
        self._cache = stack.enter_context(kept) if kept else None
        self.parsed = 0

    def of(self, articles: list[_Article]) -> Iterator[Doc]:
        """Give the parsed Doc of each article, in order."""
        known = [self._cache.get(one.row["sha256"]) if self._cache else None for one in articles]
        new = self._made([one.row["text"] for one, parse in zip(articles, known, strict=True) if parse is None])
        for parse in known:
            yield next(new) if parse is None else decode(self._vocab, parse)

    def _made(self, texts: list[str]) -> Iterator[Doc]:
        if not texts:
            return
        from onrecord.pipeline import load
        from onrecord.pipeline import parse as through

        self._nlp = self._nlp or load(self._model)
        self.parsed += len(texts)
        yield from through(self._nlp, texts)
