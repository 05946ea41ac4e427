"""Web archives: the pages in a WARC file become articles, each with the address it was fetched from."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from onrecord.read.admit import admit
from onrecord.read.charsets import decode
from onrecord.read.lines import LONGEST
from onrecord.read.packed import Missing
from onrecord.read.pages import page_row
from onrecord.records import Article, Reject

REMEDY = "pip install 'onrecord[warc]'"
PAGES = ("text/html", "application/xhtml+xml")
TEXT = "text/plain"
BEGINNING = b"WARC/"


def warc_rows(stream: BinaryIO, *, source: str, name: str, any_language: bool) -> Iterator[Article | Reject]:
    """Give an article for each page of a web archive that was served, and for each text made of one (WET).

    Requests, images, pages that were not found and whatever else an archive holds are passed over; an archive without
    any page is rejected, and so is a record that is damaged or cut off. An article's id is its place in the file, and
    ``extra`` has when it was fetched. Raises Missing where the extra ``warc`` is needed and not there.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise Missing(REMEDY) from error
    reject = partial(Reject, what="record", remedy="fetch the archive again; what stood before it was read")
    if stream.read(len(BEGINNING)) != BEGINNING:
        yield Reject(where=source, what="file", why="it is no WARC file", remedy="name it by what it is")
        return
    stream.seek(0)
    passed = Counter[str]()
    pages = number = 0
    records = iter(ArchiveIterator(_Ready(stream)))
    while True:
        where = f"{source}:{number + 1}"
        try:
            record = next(records, None)
            if record is None:
                break
            number += 1
            kind = _kind(record)
            data = record.content_stream().read(LONGEST + 1) if kind in (*PAGES, TEXT) else b""
            short = bool(data) and getattr(record.raw_stream, "limit", 0) > 0
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            cut = isinstance(error, EOFError)
            yield reject(where=where, why="the record is cut off" if cut else f"the archive is damaged there ({error})")
            return
        if kind not in (*PAGES, TEXT):
            passed[kind] += 1
            continue
        pages += 1
        if len(data) > LONGEST:
            yield reject(where=where, why=f"it holds more than {LONGEST >> 20} MB", remedy="leave it out")
        elif short:
            yield reject(where=where, why="the record is cut off")
        else:
            yield _page(record, data, kind, where=where, name=f"{name}:{number}", any_language=any_language)
    if not pages:
        held = ", ".join(f"{count} {kind}" for kind, count in passed.most_common(5)) or "nothing"
        yield Reject(where=source, what="file", why=f"there is no page in it, but {held}", remedy="leave it out")


class _Ready:
    """A stream that gives what is ready, so that the records before some damage are not lost with it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream: Any = stream

    def read(self, size: int = -1) -> bytes:
        got: bytes = self._stream.read1(size)
        return got

    def tell(self) -> int:
        return int(self._stream.tell())


def _kind(record: Any) -> str:
    """Tell what a record holds: the type of a page that was served, else in words what it is."""
    headers = record.http_headers
    if record.rec_type in ("conversion", "resource"):
        return str(record.content_type or "").partition(";")[0].strip().lower() or str(record.rec_type)
    if record.rec_type != "response" or headers is None:
        return str(record.rec_type)
    if headers.get_statuscode() != "200":
        return f"answers with status {headers.get_statuscode()}"
    return str(headers.get_header("Content-Type") or "no type").partition(";")[0].strip().lower()


def _page(record: Any, data: bytes, kind: str, *, where: str, name: str, any_language: bool) -> Article | Reject:
    headers = record.rec_headers
    told = record.http_headers.get_header("Content-Type") or "" if record.http_headers else ""
    text = decode(data, page=kind != TEXT, label=told.lower().partition("charset=")[2].strip(' "'))
    reject = partial(Reject, where=where, what="record")
    if text is None:
        return reject(why="it is neither UTF-8 nor Windows-1252 text", remedy="leave it out")
    row = {"text": text} if kind == TEXT else page_row(text)
    if isinstance(row, tuple):
        return reject(why=row[0], remedy=row[1])
    address = headers.get_header("WARC-Target-URI")
    row = {**row, "url": row.get("url") or address, "address": address, "fetched": headers.get_header("WARC-Date")}
    return admit(row, source=where, name=name, what="record", any_language=any_language)
