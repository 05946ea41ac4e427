"""What each group of facts is worth: left out in turn, trained anew on the same lessons, and measured."""

import functools
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord import resources
from onrecord.tagger.learn import Settings
from onrecord.tagger.weights import Model, save
from onrecord.train.lessons import Lesson, read_lessons
from onrecord.train.scoring import Trial, Worth
from onrecord.train.training import FIRST, SECOND, LeftOut, Tell, train
from onrecord.trained import NAME

KEPT = "place"  # the group that is never left out: it stands there so that every fact is in a group
JUDGE = "the judge's "


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A training that can be done again, in another process too: files of annotated articles, and the settings.

    ``without`` is what is not learned from; the other settings are those of ``onrecord.load`` and of the readings.

    >>> Course(gold=("articles.jsonl",)).first.rounds
    7
    """

    gold: tuple[str, ...]
    model: str | None = None
    rules: Path | None = None
    first: Settings = FIRST
    second: Settings = SECOND
    without: LeftOut = LeftOut()  # noqa: RUF009 - frozen

    def lessons(self) -> list[Lesson]:
        """Give the lessons, which are kept until ``forget_lessons`` is called."""
        return _lessons(self.gold, self.model, self.rules)

    def train(self, tell: Tell = lambda _: None) -> Model:
        """Train; the same files and settings give the same weights."""
        return train(self.lessons(), first=self.first, second=self.second, without=self.without, tell=tell)


@functools.lru_cache(maxsize=1)
def _lessons(gold: tuple[str, ...], model: str | None, rules: Path | None) -> list[Lesson]:
    return list(read_lessons(gold, model=model, rules=rules))


def forget_lessons() -> None:
    """Let go of the lessons, which take two gigabytes for a thousand articles."""
    _lessons.cache_clear()


def left_out() -> dict[str, LeftOut]:
    """Give what is left out in turn, by the name of its row: groups of facts, then of the judge's signs.

    >>> list(left_out())[:2]
    ['words', 'tags and shapes']
    """
    table = resources.table("tagger.toml")
    facts = {name: LeftOut(facts=(name,)) for name in table["groups"] if name != KEPT}
    return facts | {f"{JUDGE}{name}": LeftOut(signs=(name,)) for name in table["signs"] if name != KEPT}


def ablation(course: Course, trial: Trial, *, jobs: int = 1, tell: Tell = lambda _: None) -> Iterator[Worth]:
    """Yield what is reached without each group in turn; ``jobs`` trains so many at once, each with its own lessons.

    ``tell`` gets a line for every row.
    """
    tasks = [(name, replace(course, without=without), trial) for name, without in left_out().items()]
    if jobs == 1:
        for number, task in enumerate(tasks, 1):
            tell(f"without {task[0]}, {number} of {len(tasks)}")
            yield _row(task)
        return
    forget_lessons()  # this process only waits
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for number, made in enumerate(pool.map(_row, tasks), 1):
            tell(f"without {made.name}, {number} of {len(tasks)}: done")
            yield made


def _row(task: tuple[str, Course, Trial]) -> Worth:
    name, course, trial = task
    with TemporaryDirectory() as folder:
        save(course.train(), Path(folder) / NAME)
        return trial.worth(name, trial.pipeline(Path(folder)))
