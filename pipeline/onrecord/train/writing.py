"""Trains from files and writes a folder of weights: tagger.npz and README.md, its model card, with what it reaches."""

import importlib.util
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from onrecord.evaluate import read_answers
from onrecord.gold import GoldArticle, read_gold
from onrecord.model import find_model
from onrecord.tagger.weights import encode
from onrecord.train.ablation import Course, ablation, forget_lessons
from onrecord.train.card import Source, card, source, tables
from onrecord.train.scoring import Trial, compare_ways
from onrecord.train.training import PARTS, Tell
from onrecord.trained import NAME

CARD = "README.md"
DATE_VARIABLE = "SOURCE_DATE_EPOCH"


def write_weights(
    course: Course,
    out: Path,
    *,
    dev: Sequence[str] = (),
    outermost: bool = False,
    left_out: bool = False,
    jobs: int = 1,
    tell: Tell = lambda _: None,
) -> None:
    """Train from annotated articles and write the weights and their model card to the folder ``out``.

    ``dev`` are other annotated articles to measure on, ``outermost`` for answers that never nest; ``left_out`` trains
    and measures without each group of facts too, ``jobs`` at once. ``tell`` gets a line for every step. The weights are
    written as soon as there are any, the card again with its scores: each whole or not at all.
    Raises ValueError, naming the remedy, for files that cannot be learned from or measured on and without scikit-learn,
    ModelNotFound without a spaCy model, OSError when ``out`` cannot be written to.

    >>> write_weights(Course(gold=("nowhere.jsonl",)), Path("my-weights"))
    Traceback (most recent call last):
    ...
    ValueError: there is no nowhere.jsonl: name a file of annotated articles or a folder with articles and answers
    """
    if left_out and not dev:
        raise ValueError("nothing to measure on: --ablation needs --dev FILE, annotated articles not learned from")
    check_ready()
    date, taught = _date(), _read(course.gold)
    trial = Trial(
        articles=tuple(read_answers(dev)) if dev else (), outermost=outermost, model=course.model, rules=course.rules
    )
    _check_apart(taught, trial.articles)
    sources = [source(Path(path), articles) for path, articles in taught.items()]
    versions = _versions(course.model)
    out.mkdir(parents=True, exist_ok=True)
    try:
        tell("reading the articles")
        course.lessons()
        data = encode(course.train(tell))
        plain = card(sources, data, date=date, versions=versions, first=course.first, second=course.second)
        replaced(out, {NAME: data, CARD: plain.encode()})
        if dev:
            tell("measuring")
            ways = compare_ways(trial, out)
            rows = list(ablation(course, trial, jobs=jobs, tell=tell)) if left_out else []
            made = tables(_described(dev), ways, rows, outermost=outermost)
            full = card(
                sources, data, date=date, versions=versions, scores=made, first=course.first, second=course.second
            )
            replaced(out, {CARD: full.encode()})
    finally:
        forget_lessons()


def check_ready() -> None:
    """Raise ValueError, naming the extra to install, when what training needs beside onrecord is not there."""
    if importlib.util.find_spec("sklearn") is None:
        raise ValueError("training needs scikit-learn: pip install 'onrecord[train]'")


def replaced(folder: Path, files: dict[str, bytes]) -> None:
    """Write files, each under another name first, so that nobody ever sees half of one.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     replaced(Path(folder), {"a": b"A", "b": b"B"})
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['a', 'b']
    """
    partial = {folder / name: folder / f".{name}.{os.getpid()}" for name in files}
    try:
        for temporary, content in zip(partial.values(), files.values(), strict=True):
            temporary.write_bytes(content)
        for path, temporary in partial.items():
            temporary.replace(path)
    finally:
        for temporary in partial.values():
            temporary.unlink(missing_ok=True)


def _read(paths: Iterable[str]) -> dict[str, list[GoldArticle]]:
    """Read what is to be learned from, before anything slow is done, and see whether there is enough of it."""
    out: dict[str, list[GoldArticle]] = {}
    for path in paths:
        if not Path(path).exists():
            raise ValueError(
                f"there is no {path}: name a file of annotated articles or a folder with articles and answers"
            )
        out[path] = list(read_gold(path))
    articles = [article for some in out.values() for article in some]
    if len(articles) < 2 * PARTS:
        raise ValueError(f"training needs {2 * PARTS} annotated articles or more, not {len(articles)}: name more files")
    if not any(statement.content for article in articles for statement in article.statements):
        raise ValueError("no statement is marked in these articles: name files with `attributions`")
    return out


def _check_apart(taught: dict[str, list[GoldArticle]], dev: Iterable[GoldArticle]) -> None:
    """Raise ValueError for an article that is to be learned from and measured on."""
    texts = {article.text: path for path, articles in taught.items() for article in articles}
    for article in dev:
        if article.text in texts:
            raise ValueError(
                f"{article.id} of --dev stands in {texts[article.text]} too, and on what it was taught with it is"
                " always good: leave it out of one of them"
            )


def _described(paths: Iterable[str]) -> list[Source]:
    return [source(Path(path), list(read_gold(path))) for path in paths]


def _date() -> str:
    epoch = os.environ.get(DATE_VARIABLE)
    if not epoch:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{DATE_VARIABLE} is {epoch!r}: give seconds since 1970, or unset it") from error


def _versions(model: str | None) -> dict[str, str | None]:
    found = find_model(model)
    installed = {name: version(name) for name in ("onrecord", "spacy", "scikit-learn")}
    return {**installed, found.name: found.version}
