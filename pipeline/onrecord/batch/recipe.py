"""By what answers are made: the choices of whoever runs it, as they go to every worker, and the work itself."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from onrecord.batch.answers import Answer, answered, refused
from onrecord.batch.forgotten import NOBODY, Forgotten
from onrecord.corrections import Correction, Corrections
from onrecord.kept import Kept
from onrecord.records import Article, Reject, Speaker, Statement
from onrecord.summary import Counts

Annotated = tuple[Article, list[Statement], list[Speaker]]
Annotate = Callable[[Iterable[Article]], Iterator[Annotated]]

logger = logging.getLogger(__name__)


class Task(NamedTuple):
    """An article to be read, with its parse if the cache has it, and the digest of what other rules found in it."""

    article: Article
    parsed: bytes | None = None
    found: bytes = b""


Work = Callable[[Sequence[Task]], list[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The model, rules and weights, what humans have said and whom to forget; ``keep`` asks for parses to be kept."""

    model: str | None = None
    rules: Path | None = None
    tagger: bool = True
    weights: Path | None = None
    corrections: tuple[Correction, ...] = ()
    forgotten: Forgotten = NOBODY
    keep: bool = False


def pipeline(
    model: str | None = None,
    rules: Path | None = None,
    *,
    tagger: bool = True,
    weights: Path | None = None,
    kept: Kept | None = None,
) -> Annotate:
    """Load the pipeline, with the user's own rules and weights, and give what annotates articles with it.

    ``kept`` is what is known of articles, as ``pipeline.annotate`` takes it.
    Raises ModelNotFound when there is no model, ValueError for a rule that cannot be read or fails on its examples, and
    for weights that cannot be used.
    """
    from onrecord.pipeline import annotate, load

    return partial(annotate, load(model, rules=rules, tagger=tagger, weights=weights), kept=kept)


def work(recipe: Recipe, annotate: Annotate | None = None) -> Work:
    """Load what a recipe names, once, and give what makes answers of articles, each with the answer it would get alone.

    An error that an article causes in the pipeline refuses that article and no other.
    Raises what ``pipeline`` does; ``annotate`` takes its place.

    >>> made = work(Recipe(), lambda articles: ((article, [], []) for article in articles))
    >>> [answer.counts.words for answer in made([Task(Article(id="a", text="She said so.", source="-"))])]
    [3]
    """
    kept = Kept() if recipe.keep else None
    find = annotate or pipeline(recipe.model, recipe.rules, tagger=recipe.tagger, weights=recipe.weights, kept=kept)
    told = Corrections(recipe.corrections)

    def answers(tasks: Sequence[Task]) -> list[Answer]:
        try:
            return list(_answers(tasks))
        except MemoryError:
            raise
        except Exception as error:
            if len(tasks) > 1:
                return [answer for task in tasks for answer in answers([task])]
            logger.debug("%s: %r", tasks[0].article.source, error, exc_info=error)
            return [_failed(tasks[0].article, error)]

    def _answers(tasks: Sequence[Task]) -> Iterator[Answer]:
        if kept is not None:
            kept.begin((task.article.id, task.parsed, task.found) for task in tasks)
        for task, made in zip(tasks, find(task.article for task in tasks), strict=True):
            article, statements, speakers = made
            if kept is not None and article.id in kept.same:
                yield Answer(lines={}, counts=Counts(), found=task.found, same=True)
                continue
            before = set(told.obeyed)
            statements, speakers = recipe.forgotten.without(*told.apply(article, statements, speakers))
            answer = answered(article, statements, speakers, sorted(told.obeyed - before))
            if kept is not None:
                new = kept.parsed.pop(article.id, None)
                answer = replace(
                    answer, parsed=None if task.parsed is not None else new, found=kept.found.pop(article.id, b"")
                )
            yield answer

    return answers


def _failed(article: Article, error: Exception) -> Answer:
    why = f"reading it failed: {type(error).__name__}: {error}"
    remedy = "this is a fault of onrecord, not of the article: report it with the article"
    return refused(Reject(where=article.source, what=article.id, why=why, remedy=remedy), again=True)
