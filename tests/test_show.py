"""One article shown: all of its text and nothing else, each statement where it stands, and nothing that runs."""

import gc
import io
import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from onrecord.quotation import paragraphs
from onrecord.records import Article, Statement
from onrecord.show import html, render
from onrecord.show.rules import render_rules
from onrecord.show.scene import scene
from stand_in import named, statement, story

VOID = {"meta", "br", "link"}


class Page(HTMLParser):
    """Reads a page as a browser does: checks that tags are balanced, keeps ids, links and the paragraphs' text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.tags.add(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.links += [value for key, value in attrs if key in ("href", "src") and value]
        assert not [key for key in about if key.startswith("on")]
        if tag not in VOID:
            self.open.append((tag, about))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        within = [(tag, about.get("class")) for tag, about in self.open]
        outside = {"article", "header", "head"} & {tag for tag, _ in within}
        if not outside and not any(kind in ("ref", "number") for _, kind in within) and ("main", None) in within:
            self.text += data


def plain(article: Article, found: list[Statement], width: int = 80, **options: Any) -> str:
    page = io.StringIO()
    Console(file=page, width=width, **options).print(render(article, found))
    return page.getvalue()


@st.composite
def shown(draw: st.DrawFn) -> tuple[Article, list[Statement]]:
    """Any text with any statements over it: nested, crossing, across paragraphs."""
    text = draw(st.text(st.sampled_from("ab <&\"'[]\n\x1b\r\u2028“”é"), min_size=1, max_size=60))
    article = Article(id="a", text=text, source="a")
    cuts = st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted)
    found = {}
    for places in draw(st.lists(cuts, max_size=4)):
        made = statement(article, list(zip(places[::2], places[1::2], strict=False)))
        found[made.id] = made
    return article, list(found.values())


@given(shown())
def test_the_pieces_are_the_paragraphs_and_each_knows_its_statements(given_: tuple[Article, list[Statement]]) -> None:
    article, found = given_
    made = scene(article, found)
    for paragraph, (start, end) in zip(made.paragraphs, paragraphs(article.text), strict=True):
        assert "".join(piece.text for piece in paragraph.pieces) == article.text[start:end]
        at = start
        for piece in paragraph.pieces:
            within = {made.statements[index].id for index in piece.statements}
            for place in range(at, at + len(piece.text)):
                assert within == {s.id for s in found if any(a <= place < b for a, b in s.spans)}
            at += len(piece.text)


@given(shown())
def test_a_page_holds_the_text_and_balanced_marks_whatever_the_statements(
    given_: tuple[Article, list[Statement]],
) -> None:
    article, found = given_
    page = Page(html(article, found))
    text = "\n".join(article.text[start:end] for start, end in paragraphs(article.text))
    assert re.sub(r"\s+", "", page.text) == re.sub(r"\s+", "", text)
    assert len(page.ids) == len(set(page.ids))
    assert {link for link in page.links if link.startswith("#")} <= {f"#{i}" for i in page.ids} | {
        f"#{s.id}" for s in found
    }
    assert "script" not in page.tags


@given(shown())
def test_the_terminal_shows_the_text_whatever_the_statements(given_: tuple[Article, list[Statement]]) -> None:
    article, found = given_
    out = plain(article, found, width=200)
    assert "\x1b" not in out
    assert out.count("\u241b") == article.text.count("\x1b")


def test_a_page_of_the_story() -> None:
    article, found, _ = story(title="<script>alert('x')</script>", url="https://example.org/?a=1&b=2", outlet="Echo")
    source = html(article, found)
    page = Page(source)
    assert {s.id for s in found} <= set(page.ids)
    assert {f"{s.id}-note" for s in found} <= set(page.ids)
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
    assert [link for link in page.links if not link.startswith("#")] == ["https://example.org/?a=1&b=2"]
    assert "<script" not in source and "&lt;b&gt;nothing &amp; nobody" in source
    assert re.search(r"<mark [^>]*><a [^>]*>3</a>According to .*<mark [^>]*nobody[^>]*>.*</mark></mark>\.", source)
    assert '<span class="role">mayor</span>' in source and '<span class="organisation">Elmbridge</span>' in source
    assert '<span class="cue">said</span> <span class="mention">Lee</span>' in source
    assert '<span class="name">Ann Lee</span>\'s' not in source  # the apostrophe is escaped, too
    assert '<span class="name">Ann Lee</span>&#x27;s' in source
    assert "two candidates: A, B" in source and f'inside <a href="#{found[2].id}">3</a>' in source
    assert "<dt>speaker by</dt><dd>continuation</dd>" in source


def test_a_page_links_to_no_script() -> None:
    article, found, _ = story(url="javascript:alert(1)")
    assert "javascript" not in html(article, found)


def test_the_story_piped() -> None:
    article, found, _ = story(title="Tram", outlet="Echo", published="2026-03-01")
    out = plain(article, found, width=60)
    assert out.splitlines()[:3] == ["Tram", "Echo · 2026-03-01", "5 statements, 2 speakers, 2 without a speaker"]
    assert "  2 “[1 The tram is dead,]” said Lee. “[1 We tried.]”\n    1 Ann Lee · person · mayor · Elmbridge\n" in out
    assert "[3 According to the report, [4 the officer said that" in out
    flat = re.sub(r"\s+", " ", out)
    for said in (
        "nothing & nobody was lost]]. 3 the report · document",
        "mention “Lee” · cue “said” · found by quotation · speaker by named · confidence 0.50 · of speaker 0.88",
        "direct speech · quotation never closed",
        "negated · hedged: may · on Twitter",
        "speaker unknown · no source stated indirect speech · inside 3",
        "speaker unknown · two candidates: A, B direct, other act · to the BBC",
    ):
        assert said in flat
    assert max(map(len, out.splitlines())) <= 60
    assert all(line == line.rstrip() for line in out.splitlines())


def test_colour_is_added_at_a_terminal_unless_it_is_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    article, found, _ = story()
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = plain(article, found, force_terminal=True, color_system="standard")
    assert "\x1b[36mThe tram is dead,\x1b[0m" in coloured
    assert "\x1b[33mNonsense!\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain(article, found)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36m" not in plain(article, found, force_terminal=True)


def test_an_article_without_statements_or_text_is_shown() -> None:
    article = Article(id="a", text="", source="a")
    assert plain(article, []) == "a\n0 statements, 0 speakers\n\n"
    assert Page(html(article, [])).text.strip() == ""


def test_ten_times_the_statements_in_one_line_take_about_ten_times_as_long() -> None:
    def seconds(count: int) -> float:
        article = Article(id="a", text="Ann: yes! " * count, source="a")
        found = [
            named(article, [(at + 5, at + 9)], (at, at + 3), speaker_id=f"p{at}")
            for at in range(0, len(article.text), 10)
        ]
        gc.collect()
        gc.disable()  # it would go through all that other tests have loaded
        began = time.process_time()
        try:
            assert html(article, found).count("<article") == count
            return time.process_time() - began
        finally:
            gc.enable()

    seconds(10)
    assert seconds(5_000) < 30 * min(seconds(500), seconds(500))  # quadratic work takes a hundred times as long


def test_rules_are_listed_with_their_marks() -> None:
    from onrecord.rules import load_rules

    rule = load_rules()[0]
    page = io.StringIO()
    Console(file=page, width=1000).print(render_rules([rule], counterexamples=True))
    for sentence in (*(f"+ {e}" for e in rule.examples), *(f"- {e}" for e in rule.counterexamples)):
        assert f"  {sentence}\n" in page.getvalue()
    assert rule.why in page.getvalue()
