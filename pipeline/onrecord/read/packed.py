"""Packed files, gzip and Zstandard, unpacked as they are read."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

GZIP, ZSTD = ".gz", ".zst"
PACKED = (GZIP, ZSTD)
REMEDY = "pip install 'onrecord[zstd]'"


class Damaged(Exception):
    """What was read up to here is good, and what comes after cannot be read; the words say why."""


class Missing(Exception):
    """Reading this needs an extra that is not installed; the words are the remedy."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file, unpacked by its ending, for reading and for going back to its beginning.

    Raises OSError where it cannot be opened, Damaged where what is packed is damaged or cut off, Missing where the
    extra ``zstd`` is needed and not there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt.gz").write_bytes(gzip.compress(b"It works."))
    ...     with opened(Path(folder, "a.txt.gz")) as stream:
    ...         stream.read()
    b'It works.'
    """
    ending = path.suffix.lower()
    if ending not in PACKED:
        with path.open("rb") as stream:
            yield stream
        return
    faults: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile)
    with path.open("rb") as raw:
        if ending == GZIP:
            unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
        else:
            try:
                from backports import zstd
            except ImportError as error:
                raise Missing(REMEDY) from error
            unpacked, faults = cast(BinaryIO, zstd.ZstdFile(raw)), (EOFError, zstd.ZstdError)
        try:
            with unpacked:
                yield unpacked
        except faults as error:
            what = "gzip" if ending == GZIP else "Zstandard"
            cut = "is cut off" if isinstance(error, EOFError) else f"is damaged ({error})"
            raise Damaged(f"what {what} has packed {cut}") from error


def inner(path: Path) -> str:
    """Give the ending that says what a file holds once it is unpacked, in small letters.

    >>> inner(Path("news.JSONL.gz")), inner(Path("news.txt")), inner(Path("news.gz"))
    ('.jsonl', '.txt', '')
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
