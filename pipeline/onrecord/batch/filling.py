"""From documents as they are read to the files of a folder: what is known is kept, the rest goes to workers."""

import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from onrecord.batch.answers import Answer, refused
from onrecord.batch.cache import Cache
from onrecord.batch.journal import Row
from onrecord.batch.made import RULES, digest_of_made, key
from onrecord.batch.order import in_order
from onrecord.batch.recipe import Recipe, Task
from onrecord.batch.store import Store
from onrecord.corrections import Corrections
from onrecord.records import Article, Reject
from onrecord.summary import Counts

SECONDS = 1.0  # between two times that what was written is made sure of: the most that a kill can cost

logger = logging.getLogger(__name__)


class Watcher(Protocol):
    """Is told after each document how much was done, and of a reject that is new which one it was."""

    def __call__(self, counts: Counts, reject: Reject | None) -> None:
        """Take in the counts so far, and the reject if the last document was one."""


class Engine(Protocol):
    """Those who do the work, ``room`` batches at once."""

    @property
    def room(self) -> int:
        """How many batches may be under way."""

    def submit(self, tasks: Sequence[Task]) -> "Future[list[Answer]]":
        """Begin to read a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What documents are read by (``recipe`` and ``made``), the files they go to, and where parses are kept."""

    recipe: Recipe
    made: Mapping[str, str]
    store: Store
    cache: Cache | None

    def fill(self, records: Iterable[Article | Reject], engine: Engine, progress: Watcher | None = None) -> None:
        """Put each record into the files, in order; whatever breaks in, what was written stays for the next run."""
        sure = time.monotonic()
        try:
            for (number, loose), item in in_order(self._items(records), engine.submit, room=engine.room):
                if isinstance(item, Answer) and item.same:
                    before = self.store.like(loose)
                    assert before is not None, "nothing was made, and nothing was made before"
                    item = before
                self.store.add(number, item, loose)
                reject = self._told(item) if isinstance(item, Answer) else None
                if progress:
                    progress(self.store.counts, reject)
                if time.monotonic() - sure > SECONDS:
                    self._make_sure()
                    sure = time.monotonic()
        except BaseException:
            with suppress(OSError, sqlite3.Error):
                self._make_sure()
            raise

    def _items(self, records: Iterable[Article | Reject]) -> Iterator[tuple[tuple[bytes, bytes], Row | Answer | Task]]:
        """Give each record with its key and its loose key, and as its row, its answer or the task to find one."""
        told = Corrections(self.recipe.corrections)
        made, but_rules = digest_of_made(self.made), digest_of_made(self.made, RULES)
        for record in records:
            if isinstance(record, Article) and self.recipe.forgotten.article(record.id):
                record = kept_out(record)
            number = key(record, made, told)
            if (row := self.store.known(number)) is not None:
                yield (number, row.loose), row
            elif isinstance(record, Reject):
                yield (number, b""), refused(record)
            else:
                loose = key(record, but_rules, told)
                parse = self.cache.get(record.sha256) if self.cache else None
                before = self.store.like(loose) if parse is not None else None
                yield (number, loose), Task(record, parse, before.found if before else b"")

    def _told(self, answer: Answer) -> Reject | None:
        """Keep the parse that came with an answer, and say so if it is a reject."""
        if self.cache and answer.sha256 and answer.parsed is not None:
            self.cache.put(answer.sha256, answer.parsed)
        reject = answer.reject
        if reject:
            logger.warning("rejected %s (%s): %s; %s", reject.where, reject.what, reject.why, reject.remedy)
        return reject

    def _make_sure(self) -> None:
        self.store.make_sure()
        if self.cache:
            self.cache.make_sure()


def kept_out(article: Article) -> Reject:
    """Give the reject of an article that is to be forgotten."""
    remedy = "nothing need be done; it stays out for as long as forgotten.jsonl is there"
    return Reject(where=article.source, what="article", why="it is to be forgotten", remedy=remedy)
