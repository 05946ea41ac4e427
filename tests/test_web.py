"""The pages: what they show, what they refuse, and that nothing in an article can become a part of a page."""

import asyncio
import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from onrecord.batch import run
from onrecord.claims.making import make
from onrecord.knowledge import rows
from onrecord.link import link
from onrecord.lookup import Filters, opened, statements_of
from onrecord.lookup.facets import facets
from onrecord.lookup.indexing import index
from test_lookup import given, multiplied

pytest.importorskip("datasette", reason="the extra `lookup` is not installed")

from onrecord.web.asked import KEYS, Wrong, asked
from onrecord.web.pages import article_address, person_address, statement_address
from onrecord.web.serving import site

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"
Get = Callable[..., Any]


def archived(folder: Path, news: Path) -> Path:
    run([str(news)], folder / "out")
    link(folder / "out")
    make(folder / "out")
    index(folder / "out")
    return folder / "out"


def visitor(out: Path) -> Get:
    """What gets pages from a site in this process."""
    client = site(out).client

    def get(address: str, **more: Any) -> Any:
        return asyncio.run(client.get(address, **more))

    return get


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    return archived(folder, given(folder / "news.jsonl", sorted(CORPUS.rglob("*.txt"))))


@pytest.fixture(scope="module")
def get(out: Path) -> Get:
    return visitor(out)


@pytest.fixture(scope="module")
def frequent(out: Path) -> dict[str, Any]:
    query = "SELECT * FROM people WHERE kind = 'person' AND role IS NOT NULL ORDER BY statements DESC, name"
    with opened(out) as archive:
        return dict(archive.execute(query).fetchone())


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


# --- what pages show ------------------------------------------------------------------------------------------------


def test_the_first_page_has_a_search_box_and_leads_to_people(get: Get, frequent: dict[str, Any]) -> None:
    page = get("/")
    assert page.status_code == 200
    assert '<input type="search"' in page.text
    assert f'href="{person_address(frequent["person_id"])}"' in page.text
    assert "24 articles" in plain(page.text)


def test_a_name_leads_to_the_person_and_words_to_statements(get: Get, out: Path, frequent: dict[str, Any]) -> None:
    surname = frequent["name"].split()[-1]
    assert person_address(frequent["person_id"]) in get(f"/?q={quote(surname)}").text
    with opened(out) as archive:
        row = statements_of(archive, Filters(form="direct"), 1)[0]
    words = " ".join(row["text"].split()[:5])
    found = get(f"/?q={quote(words)}").text
    assert "<mark>" in found and row["id"] in found and "with these words" in found
    assert "come near" in get(f"/?q={quote(words + ' zebra')}").text
    assert "Nothing here" in get("/?q=xyzzy+qwertz").text


def test_a_person_has_roles_times_company_and_statements(get: Get, out: Path, frequent: dict[str, Any]) -> None:
    page = get(person_address(frequent["person_id"]))
    text = plain(page.text)
    for shown in (
        frequent["name"],
        frequent["role"],
        "Roles over time",
        "Quoted in the same articles",
    ):
        assert shown in text
    with opened(out) as archive:
        own = statements_of(archive, Filters(people=(frequent["person_id"],)), 20)
        assert all(row["id"] in page.text for row in own)


def test_each_bar_of_a_time_line_leads_to_as_many_as_it_stands_for(tmp_path: Path) -> None:
    text = "Dr Ann Lee, director of Ely Council, spoke on Monday.\n\n" + '"We will open it soon," said Dr Lee.\n\n'
    days = ["2023-11-30", "2024-02-01", "2024-02-29", "2024-03-01"]
    for years, shown in ((0, ["2023-11", "2024-02", "2024-03"]), (4, ["2019", "2024"])):
        early = str(2023 - years)
        news = tmp_path / f"news{years}.jsonl"
        dated = [{"id": day, "text": text, "published": day.replace("2023", early)} for day in days]
        news.write_text("".join(json.dumps(row) + "\n" for row in dated))
        folder = tmp_path / str(years)
        folder.mkdir()
        get = visitor(archived(folder, news))
        (person,) = {row["person_id"] for row in get("/?as=json").json()}
        page = get(person_address(person)).text
        bars = re.findall(r'href="([^"]+)" style="[^"]*" title="([^:]*): (\d+)"', page)
        assert [time for _, time, _ in bars] == shown
        for address, _, count in bars:
            assert f" {count} statement" in plain(get(person_address(person) + unescape(address)).text)


def test_facets_lead_to_as_many_as_they_count(get: Get, out: Path) -> None:
    page = get("/?q=the").text
    led = re.findall(r'<li><a href="([^"]+)" dir="auto">[^<]*</a> <span class="soft">([\d,]+)</span>', page)
    assert len(led) > 10
    for address, count in led:
        assert f"{count} statement" in plain(get("/" + unescape(address)).text), address
    with opened(out) as archive:
        counted = facets(archive, "", Filters())
        every = statements_of(archive, Filters(), 10_000)
    assert counted.total == len(every) and not counted.more
    assert {value: number for value, _, number in counted.by["form"]} == {
        form: sum(row["form"] == form for row in every) for form in ("direct", "indirect", "mixed")
    }


def test_pages_go_on_without_losing_or_repeating(get: Get, out: Path) -> None:
    with opened(out) as archive:
        expected = [row["id"] for row in statements_of(archive, Filters(form="direct"), 60)]
    seen = []
    for number in (1, 2, 3):
        page = get(f"/?form=direct&page={number}").text
        seen += re.findall(r'class="where"><a href="/statement/([^?]+)', page)
    assert seen == expected


def test_an_article_has_every_statement_in_place_with_an_address_to_send(get: Get, out: Path) -> None:
    for article in rows(out / "articles.jsonl"):
        page = get(article_address(article["doc_id"])).text
        mine = [row for row in rows(out / "statements.jsonl") if row["doc_id"] == article["doc_id"]]
        assert mine
        for row in mine:
            assert f'id="{row["id"]}"' in page
            address = statement_address(row["id"], row["doc_id"], row["start"], row["end"])
            assert f'href="{address.replace("&", "&amp;")}"' in page
        assert page.count("<article") == len(mine)
        assert "confidence" in page and "of speaker" in page


def test_an_address_that_was_sent_is_found_again_by_overlap(get: Get, out: Path) -> None:
    row = next(iter(rows(out / "statements.jsonl")))
    here = f"{article_address(row['doc_id'])}#{row['id']}"
    for statement_id, start, end in (
        (row["id"], 0, 1),
        ("sgone", row["start"], row["end"]),
        ("sgone", row["start"] + 2, row["end"] + 3),
    ):
        moved = get(statement_address(statement_id, row["doc_id"], start, end))
        assert (moved.status_code, moved.headers["location"]) == (302, here)
    for address in (
        statement_address("sgone", row["doc_id"], row["end"] - 1, row["end"] + 900),
        statement_address("sgone", "nowhere", row["start"], row["end"]),
        "/statement/sgone",
        "/statement/sgone?in=a&at=x-y",
        "/statement/sgone?in=a&at=1-99999999999999999999",
    ):
        assert get(address).status_code == 404


def test_a_quotation_is_checked(get: Get, out: Path) -> None:
    with opened(out) as archive:
        row = archive.execute(
            "SELECT s.*, p.name FROM statements s JOIN people p USING (person_id) WHERE s.words > 10 AND s.named"
            " AND s.form = 'direct' ORDER BY s.id LIMIT 1"
        ).fetchone()
    parts = row["text"].split()
    said = f"/verify?quote={quote(row['text'])}"
    assert "Verbatim" in get(f"{said}&speaker={quote(row['name'])}").text
    assert "Said by someone else" in get(f"{said}&speaker=Xyzzy").text
    changed = get(f"/verify?quote={quote(' '.join([*parts[:4], 'zebra', *parts[5:]]))}").text
    assert "Altered" in changed and "<del>zebra</del>" in changed
    assert "Not in the archive" in get("/verify?quote=zebras+quarrelled+incandescently+tonight").text
    assert "no words" in get("/verify?quote=...").text
    assert get("/verify").status_code == 200


def test_everything_is_there_as_json_and_csv(get: Get, out: Path, frequent: dict[str, Any]) -> None:
    written = {row["id"]: row for row in rows(out / "statements.jsonl")}
    everything = get("/?act=any&as=json").json()
    assert {row["id"]: {k: v for k, v in row.items() if k != "person_id"} for row in everything} == written
    theirs = get(person_address(frequent["person_id"]) + "?act=any&as=json").json()
    assert {row["person_id"] for row in theirs} == {frequent["person_id"]} and len(theirs) == frequent["statements"]
    table = list(csv.DictReader(io.StringIO(get("/?act=any&as=csv").text, newline="")))
    assert {row["id"]: row["text"] for row in table} == {row["id"]: row["text"] for row in everything}
    doc_id = everything[0]["doc_id"]
    assert {row["doc_id"] for row in get(f"{article_address(doc_id)}?as=json").json()} == {doc_id}
    # whole tables, by Datasette itself
    for name in ("statements", "people", "articles", "roles"):
        assert get(f"/onrecord/{name}.json?_shape=array&_size=5").json()
    whole = get("/onrecord/statements.csv?_stream=on").text
    assert len(list(csv.DictReader(io.StringIO(whole, newline="")))) == len(written)


def test_what_is_most_worth_checking_of_all_of_one_and_of_a_type(get: Get, out: Path, frequent: dict[str, Any]) -> None:
    page = get("/claims").text
    assert "United States presidential debates" in page and page.count('<li class="statement">') == 20
    scores = [int(number) for number in re.findall(r"<span>(\d+)% worth checking", page)]
    assert scores == sorted(scores, reverse=True)
    of_one = f"/claims?person={frequent['person_id']}"
    assert of_one in get(person_address(frequent["person_id"])).text
    told = get(of_one + "&as=json").json()
    assert told and {one["person_id"] for one in told} == {frequent["person_id"]}
    assert {one["type"] for one in get("/claims?type=promise&as=json").json()} == {"promise"}
    assert get("/claims?type=rumour").status_code == 400 and "choose from" in get("/claims?type=rumour").text
    table = list(csv.DictReader(io.StringIO(get("/claims?type=quantity&as=csv").text)))
    assert table and {row["type"] for row in table} == {"quantity"} and all(row["claim"] for row in table)
    named = re.findall(r'href="(\?[^"]*type=[a-z]+[^"]*)"[^>]*>[a-z]+</a> <span class="soft">([\d,]+)', page)
    for query, count in named:
        assert len(get("/claims" + unescape(query) + "&as=json").json()) == int(count.replace(",", ""))


def test_without_claims_the_page_says_how_to_make_them(tmp_path: Path) -> None:
    run([str(given(tmp_path / "news.jsonl", sorted(CORPUS.rglob("*.txt"))[:2]))], tmp_path / "out")
    index(tmp_path / "out")
    assert "onrecord claims OUT" in visitor(tmp_path / "out")("/claims").text


def test_the_same_in_several_places_stands_together(tmp_path: Path) -> None:
    text = (
        "Dr Ann Lee, director of Ely Council, spoke on Monday.\n\n"
        '"We will open the new bridge over the river before the end of the summer, and not a day later," said Dr Lee.'
    )
    news = tmp_path / "news.jsonl"
    news.write_text(
        "".join(
            json.dumps({"id": f"a{n}", "text": text + f"\n\nRead in {n}.", "outlet": f"Paper {n}"}) + "\n"
            for n in range(25)
        )
    )
    page = visitor(archived(tmp_path, news))("/?q=the+new+bridge+over+the+river").text
    assert page.count('<li class="statement">') == 1
    assert "The same in 24 other places" in page and "and 4 more" in page


# --- what they refuse -----------------------------------------------------------------------------------------------


def test_what_cannot_be_asked_is_said(get: Get) -> None:
    for address, status in (
        ("/?since=yesterday", 400),
        ("/?form=loud", 400),
        ("/?act=song", 400),
        ("/?page=0", 400),
        ("/?page=x", 400),
        ("/?confidence=2", 400),
        ("/?as=xml", 400),
        ("/?year=20245", 400),
        ("/?year=next", 400),
        ("/person/nobody", 404),
        ("/article/nothing", 404),
        ("/nowhere", 404),
    ):
        page = get(address)
        assert page.status_code == status, address
        assert "Traceback" not in page.text
    for odd in (
        '"',
        "'",
        '" OR 1',
        "NEAR(",
        "*",
        "a AND",
        "\\",
        "%00",
        "%F0%9F%98%80",
        "a" * 3000,
        "-a",
        "^a",
        "col:a",
    ):
        assert get(f"/?q={quote(odd)}").status_code == 200, odd
        assert get(f"/verify?quote={quote(odd)}&speaker={quote(odd)}").status_code == 200, odd


def test_no_sql_is_run_or_shown_and_nothing_is_written(get: Get) -> None:
    assert get("/onrecord?sql=select+1").status_code == 403
    assert get("/onrecord.json?sql=select+1").status_code == 403
    assert get("/onrecord/statements.json?_where=1%3D1").status_code in (400, 403)
    assert get("/onrecord.db").status_code == 403
    for page in ("/", "/onrecord", "/onrecord/statements", "/verify"):
        assert "sql=" not in get(page).text
        assert "select " not in get(page).text.lower().replace("<select", "").replace("</select", "")


def test_pages_are_for_this_machine_and_fetch_nothing(get: Get, frequent: dict[str, Any]) -> None:
    assert get("/", headers={"host": "evil.example"}).status_code == 403
    assert get("/", headers={"host": "127.0.0.1:8001"}).status_code == 200
    for address in ("/", person_address(frequent["person_id"]), "/verify", "/style.css"):
        page = get(address)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script|<img|<iframe|url\(|@import|src=", page.text)
    assert "default-src 'self'" in get("/onrecord/statements").headers["content-security-policy"]


NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"


PLANTED = {
    "name",
    "speaker",
    "role",
    "organisation",
    "mention",
    "cue",
    "addressee",
    "channel",
    "unresolved",
    "wikidata",
}


def test_scripts_planted_in_every_field_stay_text(tmp_path: Path) -> None:
    lines = []
    for number in range(3):
        row = {
            "id": f"a{number}{NASTY}",
            "title": f"Title {NASTY}",
            "outlet": f"Outlet {NASTY}",
            "byline": f"By {NASTY}",
            "url": "javascript:alert(4)",
            "published": "2024-03-05",
            "text": f"Mayor Ann <b onclick=alert(5)>Lee{NASTY} spoke.\n\n"
            f'"We will open {NASTY} soon," said Ann Lee, mayor of {NASTY}.',
        }
        lines.append(json.dumps(row) + "\n")
    (tmp_path / "news.jsonl").write_text("".join(lines))
    out = archived(tmp_path, tmp_path / "news.jsonl")
    # what no article can be given by reading, a folder can still be given by hand
    for name in ("people.jsonl", "statements.jsonl", "speakers.jsonl"):
        every: list[dict[str, Any]] = list(rows(out / name))
        for one in every:
            one.update({key: f"{one[key] or ''}{NASTY}" for key in PLANTED & set(one)})
            if "aliases" in one:
                one["aliases"] = [*one["aliases"], NASTY]
            if "maybe" in one:
                one["maybe"] = [{"person_id": other["person_id"], "why": NASTY} for other in every]
        (out / name).write_text("".join(json.dumps(one) + "\n" for one in every))
    claims = list(rows(out / "claims.jsonl"))
    amount = {"start": 0, "end": 1, "value": 1, "low": 1, "high": 1, "bound": "exact", "unit": NASTY, "of": NASTY}
    for one in claims:
        one["text"] += NASTY
        one["quantities"] = [{**amount, "of_span": None}]
        one["entities"] = [{"start": 0, "end": 1, "text": NASTY, "kind": NASTY, "speaker_id": None}]
        one["reasons"] = [{"feature": NASTY, "weight": 1.0}]
    (out / "claims.jsonl").write_text("".join(json.dumps(one) + "\n" for one in claims))
    index(out)
    get = visitor(out)
    sent, whole = quote(NASTY), quote(NASTY, safe="")
    addresses = [
        "/", "/?act=any", "/?q=we+will+open", "/onrecord", "/onrecord/statements", "/onrecord/people",
        "/onrecord/articles", "/claims", "/claims?act=any", "/onrecord/claims", f"/claims?person={sent}",
        "/verify?quote=we+will+open+soon+zebra", f"/?q={sent}", f"/?outlet={sent}",
        f"/?role={sent}", f"/?since={sent}", f"/verify?quote={sent}&speaker={sent}", f"/person/{whole}",
        f"/article/{whole}",
    ]  # fmt: skip
    addresses += [person_address(row["person_id"]) for row in rows(out / "people.jsonl")]
    addresses += [article_address(row["doc_id"]) for row in rows(out / "articles.jsonl")]
    shown = 0
    for address in addresses:
        page = get(address).text
        for harmful in ("<script>alert", "<img src=x", "<svg/onload", "<b onclick", 'href="javascript'):
            assert harmful not in page, address
        shown += "&lt;script&gt;alert(1)" in page
    assert shown > 10


def test_what_is_asked_for_is_read_strictly() -> None:
    assert asked({}).given == {}
    assert asked({"year": "2024", "unknown": "x"}).given == {"since": "2024-01-01", "until": "2024-12-31"}
    assert set(asked({key: "1" for key in KEYS if key in ("page", "q", "person")}).given) == {"page", "q", "person"}
    with pytest.raises(Wrong, match="write a day as 2024-03-05"):
        asked({"until": "2024-3-5"})


# --- as a user ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(out: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "onrecord.cli", "serve", str(out), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        said = running.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found, said
        yield found[0]
        running.send_signal(signal.SIGINT)
        assert running.wait(20) in (0, 130)
        assert "Traceback" not in running.stderr.read()


def test_serve_serves(server: str) -> None:
    with closing(urllib.request.urlopen(server)) as page:
        assert page.status == 200 and b"Who said what" in page.read()


def test_a_port_that_is_taken_is_said(server: str, out: Path, tmp_path: Path) -> None:
    port = server.rsplit(":", 1)[1].strip("/")
    for typed, said in (
        ([str(out), "--port", port], "choose another with --port"),
        ([str(tmp_path)], "make it with `onrecord run"),
    ):
        command = [sys.executable, "-m", "onrecord.cli", "serve", *typed]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode in (1, 2) and said in done.stderr and "Traceback" not in done.stderr


# --- size -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_pages_over_half_a_million_statements_take_no_time(out: Path, tmp_path: Path) -> None:
    """Under 300 ms each, for what is rare and for what stands in nearly every article."""
    some = list(rows(out / "statements.jsonl"))
    for name in ("articles.jsonl", "statements.jsonl", "speakers.jsonl", "people.jsonl", "links.jsonl", "claims.jsonl"):
        multiplied(out / name, tmp_path / name, 500_000 // len(some) + 1)
    index(tmp_path)
    get = visitor(tmp_path)
    with opened(tmp_path) as archive:
        (person,) = archive.execute("SELECT person_id FROM people ORDER BY statements DESC, name LIMIT 1").fetchone()
        row = statements_of(archive, Filters(form="direct"), 1)[0]
    addresses = {
        "first": "/", "common word": "/?q=the", "common words": "/?q=we+will", "words": f"/?q={quote(row['text'])}",
        "name": f"/?q={quote(some[9]['speaker'] or 'Lee')}", "misspelt": "/?q=helna+marchbanks",
        "near": f"/?q={quote(row['text'] + ' zebra')}", "outlet": "/?outlet=The+Ely+Post&year=2024",
        "organisation": f"/?organisation={quote(some[0]['organisation'] or 'Council')}", "page 40": "/?page=40",
        "person": person_address(person), "article": article_address(row["doc_id"]),
        "checked": f"/verify?quote={quote(row['text'])}", "altered": f"/verify?quote={quote(row['text'] + ' zebra')}",
        "claims": "/claims", "claims of a type": "/claims?type=quantity", "claims of one": f"/claims?person={person}",
        "claims of a day": f"/claims?since={row['day']}&until={row['day']}",
    }  # fmt: skip
    get("/")  # the first page of all waits for Datasette to count its tables
    took = {}
    for name, address in addresses.items():
        each = []
        for _ in range(5):
            began = time.perf_counter()
            assert get(address).status_code == 200
            each.append(time.perf_counter() - began)
        took[name] = 1000 * max(each)
    print(*(f"{name}: {ms:.0f} ms" for name, ms in took.items()), sep="\n")
    assert max(took.values()) < 300, took
