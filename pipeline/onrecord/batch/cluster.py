"""Workers on other machines: batches go to a Dask cluster, whose workers read them as those on this machine do.

A batch is a shard: a file in a folder that all machines share, written under another name first, so that a shard is
there whole or not at all, and one that was read twice, since a worker was lost, is there once. A run that goes on takes
what shards it finds.
"""

import logging
import multiprocessing
import os
import pickle
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from onrecord.batch.answers import Answer, refused
from onrecord.batch.made import digest_of_made, key, made_by
from onrecord.batch.pool import Limits, Pool, lost_reject
from onrecord.batch.recipe import Recipe, Task
from onrecord.corrections import Corrections
from onrecord.model import find_model

REMEDY = "pip install 'onrecord[cluster]'"
CONNECTING = 20.0  # seconds
TIMES = 3  # that a shard is read anew when its worker is lost

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker of the cluster needs to know beside the articles."""

    recipe: Recipe
    made: Mapping[str, str]
    limits: Limits
    folder: str


class Cluster:
    """An engine for ``Filling``, as ``Pool`` is; made by `cluster`."""

    def __init__(self, client: Any, order: Order, workers: int) -> None:
        self.room = 2 * workers + 1
        self._client, self._order = client, order
        self._told = Corrections(order.recipe.corrections)
        self._threads = ThreadPoolExecutor(self.room, thread_name_prefix="onrecord")

    def submit(self, tasks: Sequence[Task]) -> "Future[list[Answer]]":
        """Give a batch to the next worker that is free."""
        return self._threads.submit(self._answers, tasks)

    def close(self) -> None:
        """Let go of what has not begun."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _answers(self, tasks: Sequence[Task]) -> list[Answer]:
        from distributed import KilledWorker

        path = Path(self._order.folder, f"{self._name(tasks)}.shard")
        try:
            if not path.is_file():
                self._client.submit(read_shard, self._order, path.name, tasks, pure=False, retries=TIMES).result()
            answers: list[Answer] = pickle.loads(path.read_bytes())  # noqa: S301 - our own, in a folder of our own
        except KilledWorker as error:
            if len(tasks) == 1:
                why = f"the workers that read it were lost ({error})"
                return [refused(lost_reject(tasks[0].article, why), again=True)]
            return [answer for task in tasks for answer in self._answers([task])]
        path.unlink(missing_ok=True)
        return answers

    def _name(self, tasks: Sequence[Task]) -> str:
        made = digest_of_made(self._order.made)
        return sha256(b"".join(key(task.article, made, self._told) for task in tasks)).hexdigest()[:32]


@contextmanager
def cluster(scheduler: str, recipe: Recipe, made: Mapping[str, str], limits: Limits, folder: Path) -> Iterator[Cluster]:
    """Connect to the scheduler of a Dask cluster, see that its workers can do the work, and give the engine.

    ``made`` is what answers are made by here; workers with another program, model or weights are refused. ``folder`` is
    for shards; it must be one that all machines see under this name, and is taken away at the end.
    Raises ValueError, naming the remedy, where the extra ``cluster``, the scheduler, its workers or the folder is not
    there or not as it must be.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(f"a Dask cluster needs an extra that is not installed: {REMEDY}") from error
    folder = folder.absolute()
    order = Order(recipe, dict(made), limits, str(folder))
    try:
        connect: Any = Client
        client = connect(scheduler, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        why = f"there is no Dask scheduler at {scheduler} ({error})"
        raise ValueError(f"{why}: start one with `dask scheduler`, and give the address that it tells") from error
    with client:
        engine = Cluster(client, order, _workers(client, order))
        try:
            yield engine
        finally:
            engine.close()
        rmtree(folder, ignore_errors=True)


def read_shard(order: Order, name: str, tasks: Sequence[Task]) -> None:
    """Read a batch and write its answers to a file of this name; what a worker of the cluster does."""
    if fault := _fault(order):
        raise ValueError(fault)
    path = Path(order.folder, name)
    if path.is_file():  # another worker was thought lost, and was not
        return
    from distributed import get_worker

    answers = _pool(order.recipe, order.limits, get_worker().state.nthreads).submit(tasks).result()
    temporary = path.with_name(f".{name}.{os.getpid()}.{threading.get_ident()}")
    temporary.write_bytes(pickle.dumps(answers, protocol=5))
    temporary.replace(path)


def _workers(client: Any, order: Order) -> int:
    """Count how many can work at once, and see that they can."""
    try:
        client.wait_for_workers(1, timeout=CONNECTING)
    except TimeoutError as error:
        remedy = "start some with `dask worker ADDRESS --no-nanny --nthreads 1`"
        raise ValueError(f"the Dask scheduler has no workers: {remedy}") from error
    Path(order.folder).mkdir(parents=True, exist_ok=True)
    try:
        faults = client.run(_fault, order)
    except ImportError as error:
        raise ValueError(f"a worker has no onrecord ({error}): install there what is installed here") from error
    for worker, fault in faults.items():
        if fault:
            raise ValueError(f"the worker {worker} cannot help: {fault}")
    return int(sum(client.nthreads().values()))


def _fault(order: Order) -> str | None:
    """Say why this process cannot work, with the remedy; None when it can."""
    if multiprocessing.current_process().daemon:
        return "a nanny watches it, and it may have no processes of its own: start it with --no-nanny"
    if not Path(order.folder).is_dir():
        return f"it does not see {order.folder}: give with --shards a folder that all machines share"
    mine = made_by(order.recipe, find_model(order.recipe.model))
    unlike = [name for name, digest in order.made.items() if mine.get(name) != digest]
    if unlike:
        return f"there these are others than here: {', '.join(unlike)}; install the same there"
    return None


_pools: dict[bytes, Pool] = {}
_lock = threading.Lock()


def _pool(recipe: Recipe, limits: Limits, workers: int) -> Pool:
    """Give the processes of this worker, which have loaded the model; a run with another recipe gets others."""
    wanted = pickle.dumps((recipe, limits, workers))
    with _lock:
        if wanted not in _pools:
            for pool in _pools.values():
                pool.__exit__(None, None, None)
            _pools.clear()
            _pools[wanted] = Pool(recipe, workers, limits)
        return _pools[wanted]
