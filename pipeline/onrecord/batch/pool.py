"""Workers on this machine: processes that load the model once each, watched so that none can take the run with it."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from onrecord.batch.answers import Answer, refused
from onrecord.batch.recipe import Recipe, Task, Work, work
from onrecord.model import single_thread
from onrecord.records import Article, Reject

if sys.platform != "win32":
    import resource

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a batch of articles may take at most: seconds, and megabytes of memory of the worker that reads it.

    An article alone that takes more is set aside. The memory is held to on Linux; elsewhere the system decides.
    """

    seconds: float = 900
    megabytes: int = 4096


BOUNDS = Limits()


class Lost(Exception):
    """A worker has died, or has taken too much; the message says how."""


class Here:
    """No worker at all: each batch is read at once, in this process, where nobody holds to limits."""

    room = 1

    def __init__(self, load: Callable[[], Work]) -> None:
        self._load = load
        self._work: Work | None = None

    def submit(self, tasks: Sequence[Task]) -> "Future[list[Answer]]":
        """Read a batch, now; the first one loads the model."""
        if self._work is None:
            self._work = self._load()
        done: Future[list[Answer]] = Future()
        done.set_result(self._work(tasks))
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Pool:
    """Worker processes, each beside a thread that asks it batch after batch; to be used in a ``with`` block.

    They start when there is work for them, and all that go back to the thread are lines and counts. A worker that dies,
    or takes more than the limits, is replaced, and each article of its batch is tried once more, alone; what fails then
    is refused with the reason. Errors of loading (no model, rules that fail) are raised by the first result.
    """

    def __init__(self, recipe: Recipe, workers: int, limits: Limits) -> None:
        self.room = 2 * workers + 1  # batches under way, so that none waits for the slowest
        self._recipe, self._limits = recipe, limits
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="onrecord")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._children: set[_Child] = set()
        self._over = False

    def submit(self, tasks: Sequence[Task]) -> "Future[list[Answer]]":
        """Give a batch to the next worker that is free."""
        return self._threads.submit(self._answers, tasks)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._over = True
            children = list(self._children)
        for child in children:
            child.kill()
        self._threads.shutdown(cancel_futures=True)
        for child in children:
            child.end()

    def _answers(self, tasks: Sequence[Task]) -> list[Answer]:
        try:
            return self._ask(tasks)
        except Lost as lost:
            if self._over:
                raise
            logger.debug("a worker was lost with %d articles (%s): each is read alone", len(tasks), lost)
        return [self._alone(task) for task in tasks]

    def _alone(self, task: Task) -> Answer:
        try:
            return self._ask([task])[0]
        except Lost as lost:
            if self._over:
                raise
            return refused(lost_reject(task.article, str(lost)), again=True)

    def _ask(self, tasks: Sequence[Task]) -> list[Answer]:
        """Ask the worker of this thread, started if need be; one that was lost is let go of."""
        child: _Child | None = getattr(self._own, "child", None)
        if child is None:
            child = _Child(self._recipe, self._limits)
            with self._lock:
                self._children.add(child)
                over = self._over
            if over:
                child.kill()
            self._own.child = child
        try:
            return child.ask(tasks)
        except BaseException:
            self._own.child = None
            with self._lock:
                self._children.discard(child)
            child.kill()
            raise


class _Child:
    """One worker process, from this side of its pipe."""

    def __init__(self, recipe: Recipe, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks
        self._pipe, theirs = context.Pipe()
        self._seconds = limits.seconds
        self._loaded = False
        self._process = context.Process(target=serve, args=(theirs, recipe, limits.megabytes), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, tasks: Sequence[Task]) -> list[Answer]:
        if not self._loaded:
            try:
                self._receive()
            except (Lost, MemoryError) as error:
                raise ValueError(f"no worker could load the model ({error}): allow more with --memory") from error
            self._loaded = True
        try:
            self._pipe.send(tasks)
        except OSError as error:
            raise Lost(self._death()) from error
        answers: list[Answer] = self._receive()
        return answers

    def kill(self) -> None:
        self._process.kill()
        with suppress(OSError):
            self._pipe.close()

    def end(self) -> None:
        """Wait until it is gone, so that the system keeps nothing of it."""
        self._process.join(10)

    def _receive(self) -> list[Answer]:
        try:
            if not self._pipe.poll(self._seconds):
                raise Lost(f"it took longer than {self._seconds:g} seconds")
            got: list[Answer] | Exception = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise Lost(self._death()) from error
        if isinstance(got, Exception):
            raise got
        return got

    def _death(self) -> str:
        self._process.join(10)
        code = self._process.exitcode
        for _ in range(100):  # where another thread starts a process just now, it is that one that gets the code first
            if code is not None:
                break
            time.sleep(0.01)
            code = self._process.exitcode
        if code is None or code >= 0:
            return f"the worker that read it ended (exit code {code})"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        often = ", as systems do when memory runs out" if name == "SIGKILL" else ""
        return f"the worker that read it was ended by {name}{often}"


def lost_reject(article: Article, why: str) -> Reject:
    """Give the reject of an article that took a worker with it twice."""
    remedy = "look whether it is an article; allow more with --seconds or --memory, or leave it out"
    return Reject(where=article.source, what=article.id, why=f"{why}, twice", remedy=remedy)


def serve(pipe: Connection, recipe: Recipe, megabytes: int) -> None:
    """Load the model and answer batch after batch, until the other side of the pipe is closed; what a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the parent who decides what becomes of the run
    single_thread()
    _limit(megabytes)
    try:
        answers = work(recipe)
    except Exception as error:  # noqa: BLE001 - the parent raises it
        pipe.send(error)
        return
    pipe.send(None)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            tasks = pipe.recv()
            try:
                pipe.send(answers(tasks))
            except MemoryError:
                pipe.send(Lost(f"it takes more than {megabytes} MB of memory"))
                return


def _limit(megabytes: int) -> None:
    """Bound the memory of this process, where the system can."""
    if sys.platform.startswith("linux"):
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = megabytes << 20
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )


def cores() -> int:
    """Count the processors that this process may use.

    >>> cores() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
