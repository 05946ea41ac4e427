"""The invariants of design.md that hold for any text: verbatim, explained, linear, and ordinary text never raises."""

import functools
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import onrecord
from onrecord.collect import records
from onrecord.invariants import broken
from onrecord.knowledge import STATEMENTS, lines
from onrecord.pipeline import PREFIX, annotate, load
from onrecord.read import read
from onrecord.records import Article, Reject

SOURCES = ("polnear-dev.jsonl", "uk-articles.jsonl", "html", "polnear-train.jsonl", "bulk-news.jsonl")
STEP = 40  # `make test` takes every so manieth article


def faults(nlp: Language, articles: list[Article]) -> list[str]:
    """Say of each article what is wrong with its records, be it an exception."""
    out = []
    try:
        found = list(annotate(nlp, articles))
    except Exception as error:  # noqa: BLE001 - that there is none is what is tested
        if len(articles) == 1:
            return [f"{articles[0].id}: {error!r}"]
        return [fault for article in articles for fault in faults(nlp, [article])]
    for article, statements, speakers in found:
        out += [f"{article.id}: {fault}" for fault in broken(article, statements, speakers)]
        made = lines(article, statements, speakers)
        if isinstance(made, Reject):
            out.append(f"{article.id}: {made.why}")
        elif article.text.isascii():
            rows = [json.loads(line) for line in made[1][STATEMENTS].decode().splitlines()]
            assert [row["text"].split() for row in rows] == [
                " ".join(article.text[a:b] for a, b in row["spans"]).split() for row in rows
            ]
    return out


def everything(folder: Path, step: int) -> Iterator[list[Article]]:
    """Give the real articles, every so manieth, some at a time; what is rejected for its language is none of them."""
    batch: list[Article] = []
    number = 0
    for source in SOURCES:
        for item in read([folder / source]):
            if isinstance(item, Reject):
                assert item.why.startswith("not English"), item
                continue
            number += 1
            if number % step == 0:
                batch.append(item)
            if len(batch) == 16:
                yield batch
                batch = []
    if batch:
        yield batch


def test_real_articles_break_no_invariant(whole: Language, gold: Path) -> None:
    batches = list(everything(gold, STEP))
    assert sum(map(len, batches)) > 200
    assert [fault for batch in batches for fault in faults(whole, batch)] == []


@pytest.mark.slow
def test_all_real_articles_break_no_invariant(whole: Language, gold: Path) -> None:
    seen = 0
    wrong = []
    for batch in everything(gold, 1):
        seen += len(batch)
        wrong += faults(whole, batch)
    assert wrong == []
    assert seen > 9900


def test_the_article_the_project_was_created_from_breaks_none(whole: Language, gold: Path) -> None:
    text = (gold / "community-resolution.txt").read_text(encoding="utf-8")
    in_one_line = text.replace("\n", " ")
    articles = [Article(id=f"a{n}", text=t, source="-") for n, t in enumerate((text, in_one_line))]
    assert faults(whole, articles) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "\u200b",
        "x",
        "\x00\x01\x1b[0m",
        "\ud800 said it works.",
        "“",
        "”",
        "''",
        "said",
        "said said said said",
        "“Yes”",
        "“Yes.” “No.” “Yes.” “No.”",
        "He said.",
        "said Lee: “",
        "“said Lee”, said Lee",
        "(said Lee",
        "Ann Lee and Bo Hill declined to comment and agreed to go.",
        "Shares in Bank of Harrow rose. The bank said it expects more.",
        "Ann Lee, Ann Lee, Ann Lee and Ann Lee said it works.",
        "Ann\u0301 Le\u0301e said: “\u0301It works.”",
        "“It works,” said \U0001f600 Lee. \U0001f600 “No.”",
        "\u202eAnn Lee said it works.\u202c",
        "آن لي قالت: “It works,” said Ann Lee.",
        "ANN LEE SAID IT WORKS. " * 20,
        "the mayor of the head of the mayor of the head of the mayor said it works",
        "she said he said they said I said we said it said you said who said that",
        "According to according to, according to Lee.",
    ],
)
def test_ordinary_and_odd_texts_break_nothing(whole: Language, text: str) -> None:
    article = Article(id="a", text=text, source="a")
    ((_, statements, speakers),) = annotate(whole, [article])
    assert broken(article, statements, speakers) == []


# Fragments of news, put together at random: names, cues, roles and marks where nobody expects them.
MARKS = ['"', "'", "“", "”", "‘", "’", "«", "»", "''", "``", "„"]
PIECES = [
    *MARKS,
    *MARKS,
    *("Ann Lee", "Lee", "Mr Lee", "Mayor Bo Hill", "Hill", "Dr. Oduya", "A. B. Lee", "Bank of Harrow", "the bank"),
    *("she", "He", "they", "it", "I", "who", "the mayor", "the report", "two officials", "a judge", "The council's"),
    *("said", "says", "told", "asked", "added", "saying", "was told by", "according to", "per", "agreed to", "denied"),
    *("has been blasted by", "believes", "in a statement", "said that", "did not say", "Q:", "A:", "By", "is", "of"),
    *("it works", "It works.", "the road is shut", "to go", "a nurse", "mayor of Ely", "head of planning", "(R-Ohio)"),
    *(", ", ": ", ". ", "? ", "; ", " — ", "...", " and ", " or ", "\n", "\n\n", " ", "\r\n", "'s ", ", 61,", "-"),
]
news = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=60
).map("".join)


@given(st.text())
@settings(max_examples=150)
def test_any_text(whole: Language, text: str) -> None:
    article = Article(id="a", text=text, source="a")
    ((_, statements, speakers),) = annotate(whole, [article])
    assert broken(article, statements, speakers) == []


@given(news)
@settings(max_examples=150)
def test_any_text_of_pieces_of_news(whole: Language, text: str) -> None:
    article = Article(id="text", text=text, source="a")
    ((_, statements, speakers),) = annotate(whole, [article])
    assert broken(article, statements, speakers) == []
    assert onrecord.extract(text, nlp=whole) == statements


# Each stands for a text of any length: the words that begin with Qu are other names every time.
LONG = {
    "quotations": "“It works,” said Ann Lee. “We will go on.”\n",
    "quotations in one line": "“It works,” said Ann Lee. “We will go on.” ",
    "nobody's quotations": "“It works.” “We will go on.” ",
    "one quotation interrupted for ever": "“It works,” “we go,” ",
    "quoted words in sentences": "It was a “big deal” and a “small deal” of them. ",
    "quoted words in one sentence": "a “big deal” and ",
    "marks that never close": "“It works and so it goes. ",
    "reports in one quotation": "“He said she told him that it works. ",
    "pronouns": "Ann Lee left. She said it works. ",
    "pronouns of nobody": "She said it works. ",
    "pronouns of things": "The council voted. It said it works. ",
    "first person": "I said it works. ",
    "one surname": "Lee said it works. ",
    "titles and surnames": "Ann Lee left. Mr Lee said it works. ",
    "one person, one post": "Ann Lee, the mayor of Ely, said it works. ",
    "one person of a party": "Sen. Ann Lee (R-Ohio) said it works. ",
    "names": "Quimby Quimdy, head of Quimso Council, said it works. ",
    "a family": "Quimby Lee left. Lee said it works. ",
    "roles in place of names": "Ann Lee left. The Ohio senator said it works. ",
    "relatives": "Ann Lee, who said it works, left. ",
    "bodies": "Quimby Council said it works. ",
    "two at once": "Ann Lee and Bo Hill said it works. ",
    "roles of nobody": "A judge said it works. ",
    "documents": "The report said it works. ",
    "according to": "According to the report, it works. ",
    "reports in reports": "The report said that Ann Lee said that it works. ",
    "questions and answers": "Q: Does it work?\nA: It works.\n",
    "transcript": "ANN LEE: It works.\n",
    "capitals": "ANN LEE MAYOR ",
    "no sentence": "he said she said they said ",
    "short paragraphs": "It works.\n",
    "no marks": "The river ran over the bank. ",
}


@functools.cache
def pipeline() -> Language:
    return load()


def grown(template: str, characters: int) -> Doc:
    """Give a Doc that repeats the parse of a template, as if so long a text had been parsed, with ever new names."""
    nlp = pipeline()
    base = nlp(template, disable=[name for name in nlp.pipe_names if name.startswith(PREFIX)])
    dice = random.Random(len(template))
    words: list[str] = []
    spaces: list[bool] = []
    heads: list[int] = []
    tags: list[str] = []
    deps: list[str] = []
    ents: list[str] = []
    for _ in range(characters // len(template)):
        first = len(words)
        new: dict[str, str] = {}
        for token in base:
            name = "".join(dice.choice("bdfgklmnprst") + dice.choice("aeiou") for _ in range(4)).title()
            words.append(new.setdefault(token.text, name) if token.text.startswith("Quim") else token.text)
            spaces.append(bool(token.whitespace_))
            tags.append(token.tag_)
            deps.append(token.dep_)
            heads.append(first + token.head.i)
            ents.append(f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O")
    return Doc(nlp.vocab, words=words, spaces=spaces, tags=tags, deps=deps, heads=heads, ents=ents)


def seconds(template: str, characters: int, runs: int) -> float:
    """Give the least processor time of several runs of everything that comes after the parse."""
    nlp = pipeline()
    ours = [pipe for name, pipe in nlp.pipeline if name.startswith(PREFIX) and name != f"{PREFIX}breaks"]
    best = float("inf")
    for _ in range(runs):
        doc = grown(template, characters)
        article = Article(id="a", text=doc.text, source="a")
        began = time.process_time()
        for pipe in ours:
            pipe(doc)
        records(article, doc)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.slow
@pytest.mark.parametrize("kind", LONG)
def test_ten_times_the_text_takes_at_most_twelve_times_as_long(kind: str) -> None:
    template = LONG[kind]
    small = 3_000
    seconds(template, small, 1)  # what is read once a process
    # a machine with other work on it is not always equally quick: what is quadratic takes a hundred times as long
    least = min(seconds(template, 10 * small, 2) / seconds(template, small, 3) for _ in range(3))
    assert least <= 12
