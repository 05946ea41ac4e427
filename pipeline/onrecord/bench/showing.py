"""What was measured as a table and as a picture."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from onrecord.bench.measuring import Bench
from onrecord.paper import picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def markdown(bench: Bench) -> str:
    """Give the tables of a bench.

    >>> markdown(Bench(workers={0: 3000.0})).splitlines()[-1]
    '| 0 | 3,000 |'
    """
    return "\n\n".join("\n".join(block) for block in _blocks(bench)) + "\n"


def _blocks(bench: Bench) -> Iterator[list[str]]:
    yield ["# How fast"]
    if bench.lengths:
        yield ["Words a second of one core, and how often that is what spaCy's model does alone:"]
        systems = list(next(iter(bench.lengths.values())))
        rows = [
            [name, *(f"{found[system]['pace']:,.0f} ({found[system]['ratio']:.2f})" for system in systems)]
            for name, found in bench.lengths.items()
        ]
        yield _table(["articles", *systems], rows)
    if bench.memory:
        yield ["Memory at most, MB:"]
        yield _table(list(bench.memory), [[f"{value:,.0f}" for value in bench.memory.values()]])
    if bench.parts:
        yield ["Where the time goes, microseconds a word of one core:"]
        steps = [*bench.parts["steps"].items(), *((name, bench.parts[name]) for name in ("none of these", "whole"))]
        yield _table(["step", "µs"], [[name, f"{value:.1f}"] for name, value in steps])
    if bench.growth:
        yield ["A whole run with one worker, the loading of the model and all:"]
        rows = [[f"{number:,}", *(f"{found[key]:,.0f}" for key in found)] for number, found in bench.growth.items()]
        yield _table(["documents", "words", "seconds", "parent, MB", "worker, MB"], rows)
    if bench.workers:
        yield ["Words a second of a whole run:"]
        yield _table(["workers", "words a second"], [[str(n), f"{pace:,.0f}"] for n, pace in bench.workers.items()])


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]


def plot(bench: Bench) -> str:
    """Give a picture of a bench as SVG: pace by length, pace by workers, seconds by documents.

    Raises ValueError, naming the remedy, where the extra ``report`` is not installed.
    """
    return picture(lambda figure: _draw(figure, bench))


def _draw(figure: "Figure", bench: Bench) -> None:
    figure.set_size_inches(11, 3.4)
    by_length, by_workers, by_documents = figure.subplots(1, 3)
    systems = list(next(iter(bench.lengths.values())))
    for system in systems:
        paces = [found[system]["pace"] for found in bench.lengths.values()]
        by_length.plot(list(bench.lengths), paces, marker="o", label=system)
    by_length.set(title="words a second of one core", ylim=(0, None))
    by_length.legend(fontsize="small")
    by_workers.bar([str(number) for number in bench.workers], list(bench.workers.values()))
    by_workers.set(title="words a second of a run", xlabel="workers")
    numbers = list(bench.growth)
    by_documents.loglog(numbers, [bench.growth[n]["seconds"] for n in numbers], marker="o", label="seconds")
    by_documents.loglog(numbers, [bench.growth[n]["parent"] for n in numbers], marker="s", label="parent, MB")
    by_documents.loglog(numbers, [bench.growth[n]["worker"] for n in numbers], marker="^", label="worker, MB")
    by_documents.set(title="a run as it grows", xlabel="documents")
    by_documents.legend(fontsize="small")
