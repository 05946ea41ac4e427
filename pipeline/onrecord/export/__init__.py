"""Gives articles and what was found in them to other tools, and brings back what people made of it there.

A format is a module with ``write``, which fills a folder from what ``articles.articles`` reads and yields what it could
not take, and, where answers come back from it, with ``read``.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from onrecord.export import brat, flat, labelstudio, w3c
from onrecord.export.articles import encoded
from onrecord.export.outcome import Answers
from onrecord.records import Reject

__all__ = ["READERS", "WRITERS", "Answers", "encoded", "export", "import_answers"]
Function = TypeVar("Function")
WRITERS: dict[str, Callable[[Path, Path], Iterator[Reject]]] = {
    "labelstudio": labelstudio.write,
    "brat": brat.write,
    "csv": flat.write_csv,
    "parquet": flat.write_parquet,
    "w3c": w3c.write,
}
READERS: dict[str, Callable[[Path], Answers]] = {"labelstudio": labelstudio.read, "brat": brat.read}


def export(source: str | Path, to: str, out: str | Path) -> list[Reject]:
    """Write the articles of a sample, an attribution file or a knowledge file to a new folder, in the format of a tool;
    tables (csv, parquet) and Web Annotations (w3c) are made of a knowledge file alone.

    Gives what could not be taken, and why. Raises ValueError for a format there is none of, for a folder that holds
    anything, and for articles that cannot be read; KnowledgeError for a knowledge file that is damaged.

    >>> export("sample.jsonl", "paper", "out")
    Traceback (most recent call last):
    ValueError: there is no format 'paper': choose one of labelstudio, brat, csv, parquet, w3c
    """
    write = _chosen(WRITERS, to)
    out = Path(out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} holds something, perhaps somebody's answers: name a new folder")
    out.mkdir(parents=True, exist_ok=True)
    try:
        return list(write(Path(source), out))
    except BaseException:  # half a folder is of no use, and would be in the way of the next try
        shutil.rmtree(out, ignore_errors=True)
        raise


def import_answers(source: str | Path, of: str | None = None) -> Answers:
    """Read what people answered: a folder as brat's, a file as Label Studio's, unless ``of`` says otherwise.

    Raises ValueError for what cannot be read at all; an article that cannot be taken is a reject.

    >>> import_answers("nowhere.json")
    Traceback (most recent call last):
    ValueError: there is no nowhere.json: name the file or folder that the tool exported
    """
    source = Path(source)
    if not source.exists():
        raise ValueError(f"there is no {source}: name the file or folder that the tool exported")
    return _chosen(READERS, of or ("brat" if source.is_dir() else "labelstudio"))(source)


def _chosen(table: dict[str, Function], name: str) -> Function:
    if name not in table:
        raise ValueError(f"there is no format {name!r}: choose one of {', '.join(table)}")
    return table[name]
