"""Answers in the order of the input, from workers who finish in any other."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from onrecord.batch.answers import Answer
from onrecord.batch.journal import Row
from onrecord.batch.recipe import Task

CHARACTERS = 48_000  # of text in a batch: 8,000 words, between the 4,000 and 14,000 at which the parser is quickest
WAITING = 5_000  # documents that may wait for one before them, so that memory does not grow with the input

Settled = Row | Answer
Key = TypeVar("Key")
Submit = Callable[[Sequence[Task]], "Future[list[Answer]]"]


@dataclass(slots=True)
class _Batch:
    """Articles that go to a worker together; the answers come in ``future`` once they are sent."""

    tasks: list[Task] = field(default_factory=list)
    characters: int = 0
    future: "Future[list[Answer]] | None" = None

    def done(self) -> bool:
        return self.future is not None and self.future.done()

    def answer(self, place: int) -> Answer:
        assert self.future is not None
        return self.future.result()[place]


def in_order(
    items: Iterable[tuple[Key, Settled | Task]], submit: Submit, *, room: int
) -> Iterator[tuple[Key, Settled]]:
    """Give each item with its key, an answer in place of each task, and let everything else through in its place.

    Tasks are sent in batches of about CHARACTERS of text; at most ``room`` batches are under way, and the input
    is read no further than is needed for that.

    >>> def done(tasks):
    ...     future = Future()
    ...     future.set_result([f"answer to {task.article.id}" for task in tasks])
    ...     return future
    >>> from onrecord.records import Article
    >>> items = [(b"1", Task(Article(id="a", text="So.", source="-"))), (b"2", "known")]
    >>> list(in_order(items, done, room=2))
    [(b'1', 'answer to a'), (b'2', 'known')]
    """
    waiting: deque[tuple[Key, _Batch | None, Any]] = deque()
    filling, sent = _Batch(), deque[_Batch]()

    def send() -> None:
        nonlocal filling
        if filling.tasks:
            filling.future = submit(filling.tasks)
            filling.tasks = []
            sent.append(filling)
            filling = _Batch()

    def head(must: Callable[[], bool]) -> Iterator[tuple[Key, Settled]]:
        """Give what is settled at the head of those waiting, and what is not while one ``must`` wait for it."""
        while waiting:
            key, batch, item = waiting[0]
            if batch is not None:
                if not (batch.done() or must()):
                    return
                if batch is filling:
                    send()
                item = batch.answer(item)
                if sent and sent[0] is batch:
                    sent.popleft()
            waiting.popleft()
            yield key, item

    for key, item in items:
        if isinstance(item, Task):
            waiting.append((key, filling, len(filling.tasks)))
            filling.tasks.append(item)
            filling.characters += len(item.article.text)
            if filling.characters >= CHARACTERS:
                send()
        else:
            waiting.append((key, None, item))
        yield from head(lambda: len(sent) >= room or len(waiting) > WAITING)
    send()
    yield from head(lambda: True)
