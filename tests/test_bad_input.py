"""Bad input of many kinds, all in one run as a user does it: each ends in articles, or in rejects that say why."""

import codecs
import datetime
import functools
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from onrecord.batch import run
from onrecord.read import lines, read
from onrecord.records import Article, Reject

TEXT = "The council said on Tuesday that the bridge would close. “It is not safe,” said the mayor, Orla Finch."
PARAGRAPHS = "".join(f"<p>{TEXT} It was the {n}th such day for the town of Fenwick.</p>" for n in range(4))
PAGE = f"<!DOCTYPE html><html><head><title>Bridge</title></head><body><article>{PARAGRAPHS}</article></body></html>"


@dataclass(frozen=True)
class Kind:
    """One kind of bad input: the file, what is in it, how many articles come of it, and what each reject says."""

    name: str
    make: bytes | str | Callable[[Path], object]
    articles: int
    rejects: Sequence[str] = ()


def rows(*texts: object) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


@functools.cache  # fifty megabytes
def written(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def parquet(path: Path, **columns: list[object]) -> None:
    pq.write_table(pa.table(columns), path)


def cut_parquet(path: Path, **columns: list[object]) -> None:
    parquet(path, **columns)
    path.write_bytes(path.read_bytes()[:-30])


def archive(*pages: tuple[str, str, str], damage: Callable[[bytes], bytes] = bytes, packed: bool = False) -> bytes:
    """A WARC file of answers: status, type, body."""
    records = [("warcinfo", "text/plain", "software: a test")]
    for status, kind, body in pages:
        records.append(("response", "application/http", f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}"))
    made = [
        f"WARC/1.0\r\nWARC-Type: {what}\r\nWARC-Target-URI: https://example.org/{number}\r\n"
        f"WARC-Date: 2024-03-05T09:00:00Z\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body.encode())}\r\n\r\n{body}\r\n\r\n".encode()
        for number, (what, kind, body) in enumerate(records)
    ]
    return damage(b"".join(gzip.compress(one) if packed else one for one in made))


NUMBERED = [f"It works, she said {n}." for n in range(500)]
SERVED = ("200 OK", "text/html; charset=utf-8", PAGE)
KINDS = [
    Kind("cut.jsonl.gz", gzip.compress(rows(*NUMBERED).encode())[:-400], -1,
         ["what gzip has packed is cut off"]),
    Kind("cut.txt.gz", gzip.compress(TEXT.encode())[:-9], 0, ["what gzip has packed is cut off"]),
    Kind("none.txt.gz", TEXT, 0, ["what gzip has packed is damaged (Not a gzipped file"]),
    Kind("flipped.jsonl.gz", lambda p: p.write_bytes(flipped(gzip.compress(rows(TEXT, TEXT).encode()))), -1,
         ["not JSON", "what gzip has packed is damaged (CRC check failed"]),
    Kind("whole.jsonl.gz", gzip.compress(rows(TEXT, TEXT).encode()), 2),
    Kind("whole.csv.zst", zstd.compress(f'text\n"{TEXT}"\n'.encode()), 1),
    Kind("two.txt.zst", zstd.compress(TEXT.encode()) + zstd.compress(TEXT.encode()), 1),
    Kind("cut.jsonl.zst", zstd.compress(rows(TEXT, TEXT).encode())[:-9], -1, ["what Zstandard has packed is cut off"]),
    Kind("none.jsonl.zst", rows(TEXT), 0, ["what Zstandard has packed is damaged"]),
    Kind("packed.gz", gzip.compress(b"It works."), 0, ["files ending in .gz are not read"]),
    Kind("packed.zip", b"PK\x03\x04", 0, ["files ending in .zip are not read"]),
    Kind("no-ending", TEXT, 0, ["its name does not say what kind it is"]),
    Kind("nul.txt", TEXT + "\0", 0, ["it holds NUL bytes"]),
    Kind("invalid.txt", TEXT.encode() + b"\xff\x81", 0, ["it is neither UTF-8 nor Windows-1252 text"]),
    Kind("windows.txt", TEXT.encode("cp1252"), 1),
    Kind("utf16.txt", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), 1),
    Kind("utf16-bare.txt", TEXT.encode("utf-16-le"), 0, ["NUL"]),
    Kind("utf16.csv", codecs.BOM_UTF16_BE + f'text\n"{TEXT}"\n'.encode("utf-16-be"), 1),
    Kind("marked.jsonl", codecs.BOM_UTF8 + rows(TEXT).encode(), 1),
    Kind("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 0, ["it holds NUL bytes"]),
    Kind("empty.txt", "", 0, ["there is nothing in it"]),
    Kind("blank.txt", "\n\n \t\n", 0, ["there is nothing in it"]),
    Kind("empty.jsonl", "", 0, ["there is nothing in it"]),
    Kind("empty.csv", "", 0, ["it has no header"]),
    Kind("one-line-5mb.txt", TEXT + " " + "x" * 5_000_000, 1),
    Kind("marks.txt", TEXT + '"' * 100_000, 1),
    Kind("breaks.txt", TEXT + "\n\n" * 100_000, 1),
    Kind("one-word-paragraphs.txt", "It was.\n\n" * 3_000, 1),
    Kind("punctuation.txt", "?! ... ;;; --- (((", 1),
    Kind("emoji.txt", "😀👩‍👩‍👧‍👦🇬🇧 " * 50, 1),
    Kind("invisible.txt", TEXT.replace(" ", " \u200b\u2060").replace("“", "\u202e“\u200f") + "\ufeff", 1),
    Kind("combining.txt", TEXT + "\u0301" * 5_000, 1),
    Kind("german.txt", "Die Polizei hat am Abend einen Mann festgenommen, der mehrere Fenster zerstört haben soll. "
         "Der Bürgermeister sagte, die Stadt werde den Schaden so schnell wie möglich beheben.", 0, ["not English"]),
    Kind("nested.jsonl", '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}\n", 0, ["nested too deep"]),
    Kind("deep.jsonl", json.dumps({"text": TEXT, "more": json.loads("[" * 50 + "]" * 50)}), 0, ["nested more than 32"]),
    Kind("same-id.jsonl", '{"id": "a", "text": "It works."}\n' * 2, 1, ["another article with the id 'a'"]),
    Kind("no-text.jsonl", '{"title": "It works"}\n{"text": null}\n', 0, ["it has no text"] * 2),
    Kind("types.jsonl", rows(1, True, ["a"], {"a": 1}), 0, ["its text is not a string but"] * 4),
    Kind("id-types.jsonl", json.dumps({"id": ["a"], "text": TEXT}), 0, ["its id is not a string but a list"]),
    Kind("odd-ids.jsonl", "".join(json.dumps({"id": i, "text": TEXT}) + "\n" for i in ("a\nb", "", 7, "../x")), 4),
    Kind("no-objects.jsonl", '1\n"a"\n[]\nnull\n', 0, ["not an object with keys"] * 4),
    Kind("cut.jsonl", rows(TEXT) + rows(TEXT)[:-20], 1, ["not JSON: Unterminated string"]),
    Kind("lines-in-json.json", rows(TEXT, TEXT), 0, ["not JSON: Extra data"]),
    Kind("array.jsonl", json.dumps([{"text": TEXT}]), 0, ["not an object with keys"]),
    Kind("nan.jsonl", '{"text": "It works.", "score": NaN, "url": Infinity, "n": 1e999}\n', 1),
    Kind("digits.jsonl", '{"text": "It works.", "n": %s}\n' % ("9" * 4000), 1),
    Kind("twice.jsonl", '{"text": "It works.", "text": "It does not."}\n', 0, ["the same key twice"]),
    Kind("halves.jsonl", '{"text": "It \\ud83d works."}\n{"id": "\\udce9", "text": "So."}\n', 0,
         ["half a character"] * 2),
    Kind("dates.jsonl", "".join(json.dumps({"text": TEXT, "published": date}) + "\n"
         for date in ("yesterday", "2024-02-30", "", 20240101, "0000-00-00", None, ["2024"])), 7),
    Kind("long-line.jsonl", json.dumps({"text": TEXT, "page": "x" * 50_000_000}), 1),
    Kind("ragged.csv", f'text,title\n"{TEXT}",a,b\n"{TEXT}"\n"{TEXT}",c\n', 1,
         ["it has 3 fields where", "it has 1 fields"]),
    Kind("no-header.csv", f'"{TEXT}"\n"{TEXT}"\n', 0, ["no column is named text"]),
    Kind("open.csv", f'text\n"{TEXT}', 0, ["not CSV: unexpected end of data"]),
    Kind("nobody.html", "<html><head><title>Bridge</title></head></html>", 0, ["no article was found in the page"]),
    Kind("open.html", PAGE.partition("</article>")[0], 1),
    Kind("page.warc", archive(SERVED, ("404 Not Found", "text/html", PAGE), ("200 OK", "image/png", "x")), 1),
    Kind("page.warc.gz", archive(SERVED, SERVED, packed=True), 2),
    Kind("cut.warc.gz", archive(SERVED, SERVED, packed=True, damage=lambda data: data[:-300]), 1, ["cut off"]),
    Kind("cut.warc", archive(SERVED, SERVED, damage=lambda data: data[:-500]), 1, ["the record is cut off"]),
    Kind("images.warc", archive(("200 OK", "image/png", "x")), 0,
         ["there is no page in it, but 1 warcinfo, 1 image/png"]),
    Kind("none.warc", TEXT, 0, ["it is no WARC file"]),
    Kind("rows.parquet", lambda p: parquet(p, text=[TEXT, None, " "], n=[1.5, None, 2]), 1,
         ["it has no text", "there is nothing in it"]),
    Kind("other.parquet", lambda p: parquet(p, words=[TEXT]), 0, ["no column is named text, only 'words'"]),
    Kind("numbers.parquet", lambda p: parquet(p, text=[1, 2]), 0, ["its text is not a string but a number"] * 2),
    Kind("none.parquet", TEXT, 0, ["it is no Parquet file, or a damaged one"]),
    Kind("cut.parquet", lambda p: cut_parquet(p, text=[TEXT] * 50), 0,
         ["it is no Parquet file, or a damaged one"]),
    Kind("empty.parquet", lambda p: parquet(p, text=[]), 0, ["there is no row in it"]),
    Kind("article.txt", lambda p: p.mkdir(), 0),  # a folder; nothing is in it
    Kind("nowhere.txt", lambda p: p.symlink_to("not-there.txt"), 0, ["it is a link that leads nowhere"]),
    Kind("circle.txt", lambda p: p.symlink_to(p.name), 0, ["it is a link that leads nowhere"]),
    Kind("above", lambda p: p.symlink_to("."), 0, ["a link leads to a folder that was read already"]),
    Kind("pipe.txt", os.mkfifo, 0, ["it is not an ordinary file"]),
    Kind(os.fsdecode(b"caf\xe9.txt"), TEXT, 1),
]  # fmt: skip


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


def make(folder: Path, kind: Kind) -> None:
    path = folder / kind.name
    if callable(kind.make):
        kind.make(path)
    else:
        path.write_bytes(kind.make.encode() if isinstance(kind.make, str) else kind.make)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "in").mkdir()
    for kind in KINDS:
        make(folder / "in", kind)
    done = subprocess.run(
        [sys.executable, "-m", "onrecord.cli", "run", folder / "in", "-o", folder / "out", "-q"],
        capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert "Traceback" not in done.stderr and done.returncode == 3, done.stderr[-2000:]
    return folder / "out"


def test_there_are_forty_kinds() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: ascii(kind.name))
def test_each_ends_in_articles_or_in_rejects_that_say_why(out: Path, kind: Kind) -> None:
    shown = os.fsencode(kind.name).decode("utf-8", "backslashreplace")

    def its(source: str) -> bool:
        name = source.rpartition("/in/")[2]
        return name == shown or name.rpartition(":")[0] == shown

    articles = [row for row in written(out, "articles.jsonl") if its(row["source"])]
    rejects = [row for row in written(out, "rejects.jsonl") if its(row["where"])]
    assert len(rejects) == len(kind.rejects), rejects
    for reject, why in zip(rejects, kind.rejects, strict=True):
        assert why in reject["why"]
        assert reject["remedy"]
        assert len(reject["why"]) < 300
    if kind.articles >= 0:  # of a file that is damaged, what could be read before is read
        assert len(articles) == kind.articles


def test_what_was_packed_is_read_up_to_where_it_is_cut(out: Path) -> None:
    texts = [row["text"] for row in written(out, "articles.jsonl") if "/cut.jsonl.gz" in row["source"]]
    assert 100 < len(texts) < 500
    assert texts == NUMBERED[: len(texts)]


def test_in_is_articles_and_rejects(out: Path) -> None:
    counts = json.loads((out / "run.json").read_text())["counts"]
    assert counts["documents"] == counts["articles"] + counts["rejects"]
    assert counts["articles"] == len(written(out, "articles.jsonl"))
    assert counts["rejects"] == len(written(out, "rejects.jsonl"))
    whys = [row["why"] for row in written(out, "rejects.jsonl")]
    assert not [why for why in whys if "reading it failed" in why or why.endswith(", twice")]


def test_a_page_of_an_archive_keeps_its_address(out: Path) -> None:
    page = next(row for row in written(out, "articles.jsonl") if row["source"].endswith("/page.warc:2"))
    assert (page["url"], page["title"]) == ("https://example.org/1", "Bridge")
    assert page["extra"]["address"] == "https://example.org/1" and page["extra"]["fetched"] == "2024-03-05T09:00:00Z"
    assert page["text"].startswith(TEXT)


def test_what_unpacks_without_end_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lines", "tables", "files", "warc"):
        monkeypatch.setattr(f"onrecord.read.{module}.LONGEST", 1000)
    assert lines.LONGEST == 1000
    for name, text in {"a.jsonl": rows("x " * 4000, "It works."), "b.txt": "x " * 4000, "c.html": "x" * 4000}.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "d.csv").write_text('text\n"' + "x " * 4000 + '"\n')
    (tmp_path / "e.warc").write_bytes(archive(("200 OK", "text/html", "x" * 4000)))
    found = list(read([tmp_path]))
    assert [one.text for one in found if isinstance(one, Article)] == ["It works."]
    whys = [one.why for one in found if isinstance(one, Reject)]
    assert len(whys) == 5
    assert all(
        "longer than" in why or "more than" in why or "field limit" in why or "end of data" in why for why in whys
    )


@pytest.mark.parametrize(
    ("module", "name", "extra"),
    [
        ("backports", "a.txt.zst", "zstd"),
        ("warcio.archiveiterator", "a.warc", "warc"),
        ("pyarrow", "a.parquet", "parquet"),
    ],
)
def test_an_extra_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_bytes(b"")
    (found,) = read([tmp_path])
    assert isinstance(found, Reject) and found.remedy == f"pip install 'onrecord[{extra}]'"


def test_a_parquet_file_is_read_as_any_table(tmp_path: Path) -> None:
    day = datetime.date(2024, 3, 5)
    parquet(tmp_path / "a.parquet", id=["x", "y"], text=["It works."] * 2, published=[day, None], tags=[["a"], [None]],
            at=[datetime.datetime(2024, 3, 5, 9, tzinfo=datetime.UTC), None], raw=[b"x", None])  # fmt: skip
    made = run([str(tmp_path)], tmp_path / "out", annotate=lambda articles: ((one, [], []) for one in articles))
    assert made.counts.articles == 2
    one, two = written(tmp_path / "out", "articles.jsonl")
    assert (one["doc_id"], one["published"]) == ("x", "2024-03-05")
    assert one["extra"] == {"tags": ["a"], "at": "2024-03-05T09:00:00+00:00", "raw": "b'x'"}
    assert (two["doc_id"], two["published"]) == ("y", None)
