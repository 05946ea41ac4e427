"""Reading: what comes out as an article, word for word, and what is rejected, where and why."""

import hashlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.read import check_inputs, read
from onrecord.read.admit import iso_date
from onrecord.read.language import WINDOW, english_share
from onrecord.records import Article, Reject, to_json

ENGLISH = (
    "The council said on Tuesday that it would close the old bridge before the winter, because the repairs that were "
    "made in the spring have not held. “It is not safe,” said the mayor, who has asked for more money from the county."
)
FOREIGN = {
    "German": "Die Polizei hat am Dienstagabend einen Mann festgenommen, der in der Innenstadt mehrere Fenster "
    "eingeschlagen haben soll. Der Bürgermeister sagte, die Stadt werde den Schaden so schnell wie möglich beheben. "
    "Was die Ermittler nun wissen wollen, ist, wer noch an der Tat beteiligt war.",
    "French": "La police a arrêté mardi soir un homme soupçonné d’avoir brisé plusieurs vitrines dans le centre de la "
    "ville. Le maire a déclaré que les réparations commenceraient dès que possible. On ne sait pas encore si d’autres "
    "personnes sont impliquées, a précisé une porte-parole du parquet.",
    "Spanish": "La policía detuvo el martes por la noche a un hombre que presuntamente rompió varias ventanas en el "
    "centro de la ciudad. El alcalde dijo que los daños se repararán lo antes posible. He pedido calma, añadió.",
    "Italian": "La polizia ha arrestato martedì sera un uomo che avrebbe rotto diverse finestre nel centro della "
    "città. Il sindaco ha detto che i danni saranno riparati al più presto. I due agenti erano in servizio.",
    "Dutch": "De politie heeft dinsdagavond een man aangehouden die in het centrum van de stad verschillende ruiten "
    "zou hebben ingegooid. Bewoners vertelden dat het de afgelopen weken vaker was gebeurd, en dat ze er over praten.",
    "Afrikaans": "Die polisie het Dinsdagaand ’n man in hegtenis geneem wat glo verskeie vensters in die middestad "
    "gebreek het. Inwoners vertel dat dit in die laaste weke gereeld gebeur, en dat hulle nie weet wie was daar nie.",
    "Norwegian": "Politiet pågrep tirsdag kveld en mann som skal ha knust flere vinduer i sentrum. Beboere fortalte at "
    "det har skjedd ofte under de siste ukene. Han var for trøtt til å snakke, sa hun, og alt skal bli tatt hånd om.",
    "Welsh": "Mae'r heddlu wedi arestio dyn nos Fawrth ar ôl i sawl ffenestr gael eu torri yng nghanol y dref. "
    "Dywedodd y maer y bydd y difrod yn cael ei drwsio cyn gynted â phosibl. Mae hyn wedi bod yn gyffredin.",
    "Irish": "Gabhadh fear oíche Dé Máirt tar éis do roinnt fuinneog a bheith briste i lár an bhaile. Dúirt an méara "
    "go ndéanfar an damáiste a dheisiú chomh luath agus is féidir. Is é an fear an t-aon duine atá sa stáisiún.",
    "Polish": "Policja zatrzymała we wtorek wieczorem mężczyznę, który miał wybić kilka okien w centrum miasta. "
    "Burmistrz powiedział, że szkody zostaną naprawione tak szybko, jak to możliwe, i to nie tylko w tym miejscu.",
    "Russian": "Полиция задержала во вторник вечером мужчину, который, по предварительным данным, разбил несколько "
    "окон в центре города. Мэр сообщил, что ущерб будет устранён как можно скорее.",
    "Chinese": "警方周二晚上逮捕了一名男子，他涉嫌在市中心打破多扇窗户。市长表示，将尽快修复损坏。" * 4,
}
PAGE = """<!DOCTYPE html><html lang="en"><head>{head}<title>Bridge to close - The Example</title>
<meta property="og:title" content="Bridge to close"><meta property="og:site_name" content="The Example">
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-03-05T09:30:00Z">
<link rel="canonical" href="https://example.org/news/bridge"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Bridge to close</h1>{body}</article>
<footer><p>Copyright The Example. All rights reserved.</p></footer></body></html>"""
PARAGRAPHS = (
    "The council said on Tuesday that it would close the old bridge at Fenwick before the winter.",
    "“It is not safe,” said the mayor, Orla Finch, who has asked the county for more money.",
    "Repairs that were made in the spring have not held, she said in a letter to residents of the town.",
)


def everything(*inputs: Path | str, **options: object) -> list[Article | Reject]:
    return list(read(inputs, **options))  # type: ignore[arg-type]


def only(*inputs: Path | str, **options: object) -> Article:
    (found,) = everything(*inputs, **options)
    assert isinstance(found, Article), found
    return found


def refused(*inputs: Path | str, **options: object) -> Reject:
    (found,) = everything(*inputs, **options)
    assert isinstance(found, Reject), found
    assert all(to_json(found).values())
    return found


def save(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def html(paragraphs: str = "<p>" + "</p>\n<p>".join(PARAGRAPHS) + "</p>", head: str = '<meta charset="utf-8">') -> str:
    return PAGE.format(head=head, body=paragraphs)


# texts


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_a_text_is_left_as_it_was(tmp_path: Path, ending: str) -> None:
    text = f"  {ENGLISH}{ending}{ending}‘Yes,’ she said.\t{ending} "
    article = only(save(tmp_path / "a.txt", text))
    assert article.text == text
    assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (article.id, article.language) == ("a.txt", "en")
    assert article.source == (tmp_path / "a.txt").as_posix()


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md", "a.TXT"])
def test_text_files_by_their_ending(tmp_path: Path, name: str) -> None:
    assert only(save(tmp_path / name, ENGLISH)).id == name


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_charset_is_found(tmp_path: Path, charset: str) -> None:
    text = "“The café’s owner – not me – paid £5,” she said."
    assert only(save(tmp_path / "a.txt", text.encode(charset))).text == text


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert "neither UTF-8 nor Windows-1252" in refused(save(tmp_path / "a.txt", b"caf\x81\xff")).why
    assert "NUL" in refused(save(tmp_path / "b.txt", b"PK\x03\x04\x00\x00")).why
    assert "neither" in refused(save(tmp_path / "c.txt", b"\xff\xfea")).why


@pytest.mark.parametrize("content", ["", " \n\t\r\n", "\ufeff"])
def test_an_empty_text(tmp_path: Path, content: str) -> None:
    assert "nothing in it" in refused(save(tmp_path / "a.txt", content)).why


# folders


def test_a_folder_is_read_in_order_with_paths_as_ids(tmp_path: Path) -> None:
    for name in ["b.txt", "a/z.txt", "a/b/c.txt", "B.txt", ".hidden.txt", ".git/x.txt", "a-b.txt"]:
        save(tmp_path / name, "One.")
    assert [a.id for a in everything(tmp_path) if isinstance(a, Article)] == [
        "B.txt",
        "a/b/c.txt",
        "a/z.txt",
        "a-b.txt",
        "b.txt",
    ]


def test_what_cannot_be_read_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    save(tmp_path / "a.pdf", b"%PDF-1.4 \x81")
    save(tmp_path / "b", "One.")
    save(tmp_path / "c.txt", "One.")
    (tmp_path / "d.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "e.txt")
    pdf, bare, text, link, pipe = everything(tmp_path)
    assert isinstance(text, Article)
    assert all(isinstance(r, Reject) for r in (pdf, bare, link, pipe))
    assert isinstance(pdf, Reject)
    assert pdf.where.endswith("/a.pdf")
    assert ".pdf are not read" in pdf.why
    assert ".txt" in pdf.remedy


def test_a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    assert refused(tmp_path).what == "folder"


def test_links_that_lead_round_in_a_circle(tmp_path: Path) -> None:
    save(tmp_path / "a" / "x.txt", "One.")
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    article, again = sorted(everything(tmp_path), key=lambda r: isinstance(r, Reject))
    assert isinstance(article, Article)
    assert isinstance(again, Reject)
    assert "already" in again.why


def test_a_folder_or_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = save(tmp_path / "a.txt", "One.")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        assert "Permission denied" in refused(shut).why
    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", refuse)
        assert "Permission denied" in refused(tmp_path).why


def test_a_name_that_is_not_utf8_gives_an_id_that_can_be_written(tmp_path: Path) -> None:
    try:
        save(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")), "One.")
    except OSError:
        pytest.skip("this file system has no such names")
    assert only(tmp_path).id == "caf\\xe9.txt"


def test_the_folder_written_to_can_be_left_out(tmp_path: Path) -> None:
    save(tmp_path / "a.txt", "One.")
    save(tmp_path / "out" / "articles.jsonl", lines({"text": "One."}))
    assert only(tmp_path, skip=[tmp_path / "out"]).id == "a.txt"


# inputs


def test_inputs_that_cannot_be_are_named(tmp_path: Path) -> None:
    inner = save(tmp_path / "in" / "a.txt", "One.")
    cases: list[tuple[list[Path | str], str]] = [
        ([], "nothing to read"),
        ([tmp_path / "nowhere"], "nowhere: there is no such"),
        ([inner, inner], "given twice"),
        ([inner, tmp_path], "lies inside"),
        (["-", "-"], "given twice"),
    ]
    for inputs, message in cases:
        with pytest.raises(ValueError, match=message):
            check_inputs(inputs)
        with pytest.raises(ValueError, match=message):
            read(inputs)  # at the call, before anything is read


def test_two_articles_with_one_id(tmp_path: Path) -> None:
    save(tmp_path / "1" / "a.txt", "First.")
    save(tmp_path / "2" / "a.txt", "Second.")
    first, second = everything(tmp_path / "1", tmp_path / "2")
    assert isinstance(first, Article)
    assert isinstance(second, Reject)
    assert first.text == "First."
    assert second.where.endswith("2/a.txt")
    assert "'a.txt'" in second.why
    assert [a.id for a in everything(tmp_path) if isinstance(a, Article)] == ["1/a.txt", "2/a.txt"]


def test_a_rejected_article_does_not_take_the_id(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", lines({"id": "x", "text": ""}, {"id": "x", "text": "One."}))
    assert [type(r) for r in everything(path)] == [Reject, Article]


def test_reading_is_lazy(tmp_path: Path) -> None:
    save(tmp_path / "a.txt", "One.")
    save(tmp_path / "b.txt", "Two.")
    records = read([tmp_path])
    assert isinstance(next(records), Article)
    (tmp_path / "b.txt").unlink()
    assert isinstance(next(records), Reject)


# JSON


def test_json_lines(tmp_path: Path) -> None:
    row = {
        "id": "a1",
        "text": ENGLISH,
        "title": "Bridge",
        "url": "https://example.org/1",
        "published": "2024-03-05T09:30:00Z",
        "outlet": "The Example",
        "byline": "Ann Lee",
        "section": "news",
        "tags": ["a", {"b": [1, 2.5, None, True]}],
    }
    article = only(save(tmp_path / "a.jsonl", lines(row)))
    assert to_json(article) == {
        "id": "a1",
        "text": ENGLISH,
        "source": f"{tmp_path.as_posix()}/a.jsonl:1",
        "sha256": hashlib.sha256(ENGLISH.encode()).hexdigest(),
        "title": "Bridge",
        "url": "https://example.org/1",
        "published": "2024-03-05T09:30:00+00:00",
        "published_raw": "2024-03-05T09:30:00Z",
        "outlet": "The Example",
        "byline": "Ann Lee",
        "language": "en",
        "extra": {"section": "news", "tags": ["a", {"b": [1, 2.5, None, True]}]},
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"text": "One.', "not JSON: Unterminated string starting at (character 10)"),
        ('{"text": "One."} x', "Extra data"),
        ("[1]", "not an object"),
        ('"One."', "not an object"),
        ("null", "not an object"),
        ("{}", "no text"),
        ('{"text": null}', "no text"),
        ('{"text": ""}', "nothing in it"),
        ('{"text": 5}', "not a string but a number"),
        ('{"text": ["One."]}', "not a string but a list"),
        ('{"text": "a\\u0000b"}', "NUL"),
        ('{"text": "a \\ud83d b"}', "half a character (\\ud83d"),
        ('{"text": "One.", "x": {"y": ["\\udc00"]}}', "half a character (\\udc00"),
        ('{"text": "One.", "\\udc00": 1}', "half a character"),
        ('{"text": "One.", "text": "Two."}', "same key twice"),
        ('{"text": "One.", "id": [1]}', "id is not a string but a list"),
        ('{"text": "One.", "id": true}', "id is not a string but true or false"),
        ('{"text": "One.", "n": ' + "9" * 5000 + "}", "not JSON that can be kept"),
        ('{"text": "One.", "x": ' + "[" * 40 + "]" * 40 + "}", "nested more than 32 deep"),
        ('{"text": "One.", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: str, why: str) -> None:
    path = save(tmp_path / "a.jsonl", lines({"text": "One."}, "", line, {"text": "Two."}))
    first, bad, last = everything(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(bad, Reject)
    assert (first.id, last.id) == ("a.jsonl:1", "a.jsonl:4")
    assert bad.where == f"{path.as_posix()}:3"
    assert why in bad.why
    assert bad.remedy


def test_both_halves_of_a_character_make_one(tmp_path: Path) -> None:
    assert only(save(tmp_path / "a.jsonl", '{"text": "\\ud83d\\ude00"}')).text == "😀"


def test_a_line_end_inside_a_json_text_is_no_line_end_of_the_file(tmp_path: Path) -> None:
    text = "One.\u2028Two.\x85Three.\r\nFour."
    path = save(tmp_path / "a.ndjson", json.dumps({"text": text}, ensure_ascii=False) + "\r\n")
    assert only(path).text == text


def test_json_lines_with_a_mark_and_in_windows_1252(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"text": "One."}\n{"text": "caf\xe9"}\n{"text": "\x81\xff"}')
    first, second, third = everything(path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.text, second.text) == ("One.", "café")
    assert isinstance(third, Reject)


def test_missing_values_as_pandas_writes_them(tmp_path: Path) -> None:
    article = only(save(tmp_path / "a.jsonl", '{"id": NaN, "text": "One.", "title": NaN, "score": NaN, "big": 1e999}'))
    assert (article.id, article.title, article.extra) == ("a.jsonl:1", None, {"score": None, "big": None})
    json.dumps(to_json(article), allow_nan=False)


def test_values_of_the_wrong_type_are_kept_beside(tmp_path: Path) -> None:
    article = only(
        save(tmp_path / "a.jsonl", lines({"id": 7, "text": "One.", "byline": ["A", "B"], "published": 2024}))
    )
    assert (article.id, article.byline, article.published, article.published_raw) == ("7", None, None, "2024")
    assert article.extra == {"byline": ["A", "B"]}


def test_a_json_document(tmp_path: Path) -> None:
    assert only(save(tmp_path / "a.json", json.dumps({"text": "One."}, indent=1))).id == "a.json"
    many = everything(save(tmp_path / "b.json", json.dumps([{"text": "One."}, 5, {"id": "x", "text": "Two."}])))
    assert [getattr(r, "id", None) for r in many] == ["b.json:1", None, "x"]
    for content in ["[]", "5", "", '{"text": "One."}\n{"text": "Two."}']:
        assert ".jsonl" in refused(save(tmp_path / "c.json", content)).remedy


def test_an_empty_table_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    for name, content in [("a.jsonl", "\n \n"), ("a.csv", ""), ("b.csv", "id,text\n"), ("c.csv", "id,text\n\n")]:
        assert refused(save(tmp_path / name, content)).what == "file"


@pytest.mark.parametrize(
    ("raw", "published"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024-03-05 09:30", "2024-03-05T09:30:00"),
        ("2024-03-05T09:30:15.5+0100", "2024-03-05T09:30:15.500000+01:00"),
        ("2024-02-30", None),
        ("2024-03-05T25:00", None),
        ("05/03/2024", None),
        ("5 March 2024", None),
        ("20240305", None),
        ("٢٠٢٤-٠٣-٠٥", None),
        ("yesterday", None),
    ],
)
def test_dates(tmp_path: Path, raw: str, published: str | None) -> None:
    article = only(save(tmp_path / "a.jsonl", lines({"text": "One.", "published": raw})))
    assert (article.published, article.published_raw) == (published, raw)


# CSV


def test_csv(tmp_path: Path) -> None:
    content = (
        'id,text,title,published,section\r\na1,"“Yes,” she said.\r\n\r\n""No,"" he said.",Vote,2024-03-05,\r\n'
        ",Two.,,,x\r\n"
    )
    first, second = everything(save(tmp_path / "a.csv", b"\xef\xbb\xbf" + content.encode()))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.text == '“Yes,” she said.\r\n\r\n"No," he said.'
    assert (first.id, first.title, first.published, first.extra) == ("a1", "Vote", "2024-03-05", {"section": ""})
    assert (second.id, second.title, second.published_raw) == ("a.csv:5", None, None)


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16"])
def test_tab_separated_in_any_charset(tmp_path: Path, charset: str) -> None:
    path = save(tmp_path / "a.tsv", "text\ttitle\nThe café, shut.\tCafé\n".encode(charset))
    assert only(path).text == "The café, shut."


def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = (
        b'text,title\nOne.,A\nTwo, three.,B\n"Fo"ur.,C\nFive\xe9.,D\nSix\x81\xff.,E\n\nSeven.,F\n"Eight.,G\nNine.,H\n'
    )
    records = everything(save(tmp_path / "a.csv", content))
    assert [r.text for r in records if isinstance(r, Article)] == ["One.", "Fiveé.", "Seven."]
    rejects = [r for r in records if isinstance(r, Reject)]
    assert [int(r.where.rsplit(":")[-1]) for r in rejects] == [3, 4, 6, 9]
    assert "3 fields where the header has 2" in rejects[0].why


def test_a_header_that_will_not_do(tmp_path: Path) -> None:
    assert "no column is named text" in refused(save(tmp_path / "a.csv", "id;text\n1;One.\n")).why
    assert "two columns are named 'text'" in refused(save(tmp_path / "b.csv", "text,text\nOne.,Two.\n")).why


def test_a_field_of_five_megabytes_is_ordinary(tmp_path: Path) -> None:
    import csv

    usual, text = csv.field_size_limit(), "The word. " * 500_000
    assert only(save(tmp_path / "a.csv", f"text\n{text}\n")).text == text
    assert only(save(tmp_path / "a.jsonl", lines({"text": text}))).text == text
    assert csv.field_size_limit() == usual


# standard input


def from_stdin(content: str | bytes) -> list[Article | Reject]:
    data = content if isinstance(content, bytes) else content.encode()
    return everything("-", stdin=io.BytesIO(data))


def test_standard_input_is_one_text() -> None:
    for text in [ENGLISH, "One.\r\n\r\nTwo.", "{Sic} he wrote.", "[Reuters] It rained.\n\nAgain."]:
        (article,) = from_stdin(text)
        assert isinstance(article, Article)
        assert (article.id, article.source, article.text) == ("stdin", "stdin", text)


def test_standard_input_is_rows_when_it_looks_like_rows() -> None:
    records = from_stdin('\n{"text": "One."}\n{"text": \n{"id": "x", "text": "Two."}')
    assert [getattr(r, "id", None) for r in records] == ["stdin:2", None, "x"]
    assert isinstance(records[1], Reject)
    assert records[1].where == "stdin:3"
    assert [getattr(r, "id", None) for r in from_stdin('[{"text": "One."},\n {"text": "Two."}]')] == [
        "stdin:1",
        "stdin:2",
    ]
    assert [getattr(r, "id", None) for r in from_stdin('{\n "text": "One."\n}')] == ["stdin"]


def test_standard_input_that_holds_nothing_or_cannot_be_read() -> None:
    class Broken(io.BytesIO):
        def __next__(self) -> bytes:
            raise OSError(5, "Input/output error")

    assert [type(r) for r in from_stdin("")] == [Reject]
    assert "Input/output" in refused("-", stdin=Broken()).why


def test_standard_input_is_that_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"One.")))
    assert only("-").text == "One."


# pages


@pytest.fixture
def pages() -> None:
    pytest.importorskip("trafilatura", reason="the extra html is not installed", exc_type=ImportError)


def test_a_page_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert "pip install 'onrecord[html]'" in refused(save(tmp_path / "a.html", html())).remedy


def test_a_page(tmp_path: Path, pages: None) -> None:
    article = only(save(tmp_path / "a.html", html()))
    assert article.text.removeprefix("Bridge to close\n\n") == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.outlet, article.byline) == ("Bridge to close", "The Example", "Ann Lee")
    assert (article.published, article.url, article.language) == ("2024-03-05", "https://example.org/news/bridge", "en")


@pytest.mark.parametrize("ending", [".htm", ".xhtml"])
@pytest.mark.parametrize(
    ("charset", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("cp1252", ""),
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta charset="no-such-charset">'),
        ("mac-roman", '<meta http-equiv="Content-Type" content="text/html; charset=macintosh">'),
        ("utf-16", ""),
    ],
)
def test_the_charset_of_a_page(tmp_path: Path, pages: None, charset: str, head: str, ending: str) -> None:
    article = only(save(tmp_path / f"a{ending}", html(head=head).encode(charset)))
    assert article.text.endswith("\n\n".join(PARAGRAPHS))


def test_xhtml_that_declares_its_charset(tmp_path: Path, pages: None) -> None:
    page = "<?xml version='1.0' encoding='koi8-r'?>\n" + html(
        "".join(f"<p>{p} И</p>".replace("“", '"').replace("”", '"') for p in PARAGRAPHS), head=""
    )
    assert only(save(tmp_path / "a.xhtml", page.encode("koi8-r"))).text.endswith("town. И")


def test_a_page_keeps_quotations_and_leaves_links_to_other_articles(tmp_path: Path, pages: None) -> None:
    body = (
        f"<span class='cap'>T</span><p>{PARAGRAPHS[0][1:]}</p><p>{PARAGRAPHS[1]}<br><br>{PARAGRAPHS[2]}</p>"
        "<p><a href='/2'>READ MORE: Ten bridges to see</a></p>"
        "<p>The report said: <q>The bridge\n   must be shut</q> at once, and <a href='/3'>the county agreed</a>"
        " to it.</p>"
        "<blockquote><p>We shall <em>not</em> wait for the winter before we act on it.</p></blockquote>"
        "<p><a href='/4'>“There is no other way,” the county said in its answer to the council.</a></p>"
    )
    text = only(save(tmp_path / "a.html", html(body))).text
    assert text.removeprefix("Bridge to close\n\n").split("\n\n") == [
        *PARAGRAPHS,
        "The report said: “The bridge must be shut” at once, and the county agreed to it.",
        "We shall not wait for the winter before we act on it.",
        "“There is no other way,” the county said in its answer to the council.",
    ]


def test_a_page_from_standard_input(pages: None) -> None:
    (article,) = from_stdin(html())
    assert isinstance(article, Article)
    assert article.title == "Bridge to close"


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"no page", b"\x00\x01<p>", b"<" * 3000, b"<div>" * 3000])
def test_a_page_without_an_article(tmp_path: Path, pages: None, content: bytes) -> None:
    assert isinstance(everything(save(tmp_path / "a.html", content))[0], Reject | Article)
    assert len(everything(tmp_path / "a.html")) == 1


def test_pages_as_served(gold: Path, pages: None) -> None:
    articles = everything(gold / "html")
    assert len(articles) == 6
    for article in articles:
        assert isinstance(article, Article)
        assert None not in (article.title, article.published, article.outlet, article.url)
        assert len(article.text) > 2000
        assert "  " not in article.text


# language


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_rejected_unless_asked_for(tmp_path: Path, language: str) -> None:
    path = save(tmp_path / "a.txt", FOREIGN[language])
    reject = refused(path)
    assert "not English" in reject.why
    assert "--any-language" in reject.remedy
    article = only(path, any_language=True)
    assert (article.text, article.language) == (FOREIGN[language], None)


def test_english_passes_in_capitals_and_terse(tmp_path: Path) -> None:
    terse = (
        "Police arrested a man on Tuesday night after several shop windows were smashed in the town centre. Mayor Orla "
        "Finch said repairs would begin as soon as possible. A force spokesman declined to comment."
    )
    for text in [ENGLISH.upper(), terse]:
        assert only(save(tmp_path / "a.txt", text)).language == "en"


def test_too_few_words_or_too_many_numbers_are_not_judged(tmp_path: Path) -> None:
    for text in ["Nein, sagte er.", "Shr 12.5 cts vs 10.1; revs 1,200,300 vs 990,100. " * 20]:
        assert only(save(tmp_path / "a.txt", text)).language is None


def test_a_long_text_is_judged_by_its_beginning_middle_and_end() -> None:
    share = english_share(FOREIGN["German"] * 500 + ENGLISH * 500 + FOREIGN["German"] * 1000)
    assert share is not None
    assert share.words < WINDOW


def test_real_articles_pass(gold: Path) -> None:
    # what is left of bulk-news is tables of results with too few numbers to be told as such
    for name, most in [("polnear-train", 0), ("polnear-dev", 0), ("uk-articles", 0), ("bulk-news", 10)]:
        rejects = [r for r in read([gold / f"{name}.jsonl"]) if isinstance(r, Reject)]
        assert len(rejects) <= most, (name, rejects[:3])
        assert all("not English" in r.why for r in rejects)


# anything at all


@st.composite
def near_misses(draw: st.DrawFn) -> bytes:
    """Bytes that look a little like rows, which plain random bytes hardly ever do."""
    pieces = st.sampled_from(
        [
            b'{"text": "',
            b'"}',
            b"\n",
            b"\r",
            b",",
            b"\t",
            b'"',
            b"text,id\n",
            b"\\ud800",
            b"\xff",
            b"\x00",
            b"\xef\xbb\xbf",
        ]
    )
    return b"".join(draw(st.lists(pieces | st.binary(max_size=4), max_size=12)))


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "-"])
@settings(max_examples=100)
@given(data=st.binary(max_size=60) | near_misses())
def test_any_bytes_give_only_articles_and_rejects(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = from_stdin(data) if name == "-" else everything(save(Path(folder) / name, data), any_language=True)
    assert found
    for record in found:
        assert isinstance(record, Article | Reject)
        if isinstance(record, Article):
            assert record.text.strip()
            assert record.id
            json.dumps(to_json(record), ensure_ascii=False, allow_nan=False).encode()
        else:
            assert all(value.encode() for value in to_json(record).values())
    ids = [record.id for record in found if isinstance(record, Article)]
    assert len(ids) == len(set(ids))


@settings(max_examples=60)
@given(text=st.text(min_size=1))
def test_any_text_comes_back_as_it_was_from_every_kind_of_file(text: str) -> None:
    import csv

    table = io.StringIO(newline="")
    csv.writer(table).writerows([["text", "id"], [text, "x"]])
    with tempfile.TemporaryDirectory() as folder:
        for name, content in [
            ("a.jsonl", json.dumps({"text": text})),
            ("b.jsonl", json.dumps({"text": text}, ensure_ascii=False)),
            ("a.csv", table.getvalue()),
        ]:
            (found,) = everything(save(Path(folder) / name, content), any_language=True)
            if isinstance(found, Article):
                assert found.text == text
            else:
                assert "\0" in text or not text.strip()


@given(st.text(max_size=30))
def test_any_date_is_iso_or_nothing(raw: str) -> None:
    found = iso_date(raw)
    assert found is None or iso_date(found) == found
