"""How far a run is: a bar for someone at a terminal, a line a minute for a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from onrecord.batch import Watcher
from onrecord.records import Reject
from onrecord.summary import Counts

LINE = 60.0  # seconds between two lines
SHOWN = 0.1  # seconds between two changes of the bar: to paint it takes longer than to skip an article that is known


@contextmanager
def bar(total: Callable[[], int | None]) -> Iterator[Watcher]:
    """Show documents, words a second, rejects and the time left until the block ends, on standard error.

    At a terminal it is a bar, which goes away; elsewhere a line a minute. ``total`` counts the documents, if they can
    be counted; it is asked only when there is something to show.

    >>> with bar(lambda: 3) as watcher:
    ...     watcher(Counts(documents=1), None)
    """
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    if not console.is_terminal:
        yield lines(total, lambda line: console.print(line, markup=False))
        return
    columns = (
        TextColumn("{task.completed} documents"),
        BarColumn(),
        TextColumn("{task.fields[rate]:,} words/s"),
        TextColumn("{task.fields[rejects]} rejected"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total(), rate=0, rejects=0)
        shown = progress.tasks[0]
        last = 0.0
        pace = _pace(time.monotonic(), LINE / 2)

        def watch(counts: Counts, reject: Reject | None) -> None:  # noqa: ARG001 - a Watcher is told
            nonlocal last
            now = time.monotonic()
            if now - last < SHOWN and counts.documents != shown.total:
                return
            last = now
            progress.update(task, completed=counts.documents, rate=round(pace(now, counts)[0]), rejects=counts.rejects)

        yield watch


def lines(
    total: Callable[[], int | None],
    write: Callable[[str], object],
    *,
    every: float = LINE,
    now: Callable[[], float] = time.monotonic,
) -> Watcher:
    """Give what writes a line each time so many seconds have gone by.

    >>> clock = iter([0.0, 30.0, 90.0])
    >>> watch = lines(lambda: 300, lambda line: print(line[21:]), now=lambda: next(clock))
    >>> watch(Counts(documents=50, articles=50, words=20_000), None)
    >>> watch(Counts(documents=100, articles=99, rejects=1, words=45_000), None)
    100 of 300 documents, 500 words/s, 1 rejected, 0:03:00 left
    """
    last = now()
    pace = _pace(last, every)
    known: list[int | None] = []

    def watch(counts: Counts, reject: Reject | None) -> None:  # noqa: ARG001 - a Watcher is told
        nonlocal last
        if (at := now()) - last < every:
            return
        last = at
        if not known:
            known.append(total())
        of = f" of {known[0]:,}" if known[0] is not None else ""
        words, documents = pace(at, counts)
        left = ""
        if known[0] is not None and documents:
            left = f", {timedelta(seconds=round(max(known[0] - counts.documents, 0) / documents))} left"
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        write(f"{stamp} {counts.documents:,}{of} documents, {round(words):,} words/s, {counts.rejects} rejected{left}")

    return watch


def _pace(began: float, over: float) -> Callable[[float, Counts], tuple[float, float]]:
    """Give what tells words and documents a second over the last seconds: a run that goes on begins far ahead."""
    past = [(began, Counts())]

    def pace(now: float, counts: Counts) -> tuple[float, float]:
        while len(past) > 1 and now - past[1][0] >= over:
            past.pop(0)
        then, before = past[0]
        past.append((now, counts))
        seconds = max(now - then, 0.001)
        return (counts.words - before.words) / seconds, (counts.documents - before.documents) / seconds

    return pace
