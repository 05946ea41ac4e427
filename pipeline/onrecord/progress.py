"""How far a run is: a bar on standard error for someone at a terminal, nothing for anyone else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from onrecord.batch import Watcher
from onrecord.records import Reject
from onrecord.summary import Counts


@contextmanager
def bar(total: Callable[[], int | None]) -> Iterator[Watcher | None]:
    """Show documents, words a second, rejects and the time left until the block ends; None away from a terminal.

    ``total`` counts the documents, if they can be counted; it is asked at a terminal only.

    >>> with bar(lambda: 3) as watcher:
    ...     watcher is None
    True
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
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

        def watch(counts: Counts, reject: Reject | None) -> None:  # noqa: ARG001 - a Watcher is told
            rate = round(counts.words / max(shown.elapsed or 0, 0.001))
            progress.update(task, completed=counts.documents, rate=rate, rejects=counts.rejects)

        yield watch
