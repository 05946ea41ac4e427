"""Drawing what people are to judge: evenly, the same each time, in whole paragraphs, of an archive of any size."""

import json
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner, Result

from onrecord import batch
from onrecord.cli import app
from onrecord.gold import GoldArticle, is_judged, read_gold
from onrecord.knowledge import KnowledgeError
from onrecord.quotation import paragraphs
from onrecord.records import Article, Statement
from onrecord.sample import Reservoir, sample
from stand_in import annotate, speakers, statement, story, write

Cli = Callable[..., Result]
PLAIN = "The council met on Monday night. “It is over,” said Lee. Nobody asked why.\n\nIt rained. The bus was late.\n"


def knowledge(out: Path, *articles: tuple[Article, list[Statement]]) -> Path:
    write(out, *((article, found, speakers(article, found)) for article, found in articles))
    return out


def plain(name: str, confidence: float = 0.5) -> tuple[Article, list[Statement]]:
    article = Article(id=name, text=PLAIN, source=name)
    start = PLAIN.index("It is over")
    said = PLAIN.index("said")
    cue = {"cue": "said", "cue_spans": ((said, said + 4),)}
    return article, [statement(article, [(start, start + 11)], confidence=confidence, **cue)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    article, found, _ = story()
    rows = [plain(f"p{number}", number % 20 / 20) for number in range(40)]
    return knowledge(tmp_path / "out", (article, found), *rows)


def drawn_texts(articles: tuple[GoldArticle, ...]) -> list[str]:
    return [one.text[slice(*part)] for one in articles for part in one.judged or ()]


def test_half_are_statements_and_half_are_sentences_without_any(archive: Path) -> None:
    made = sample(archive, 31)
    assert (made.statements.drawn, made.statements.there) == (16, 45)
    # of each plain article: the first, the third, and the two of the second paragraph; of the story: its headline, and
    # the words after a shout that nobody has tied to it
    assert (made.sentences.drawn, made.sentences.there) == (15, 40 * 4 + 2)
    for article in made.articles:
        assert article.judged and set(article.judged) <= set(paragraphs(article.text))
        assert all(is_judged(article, part) for part in article.judged)


def test_only_of_one_sort(archive: Path) -> None:
    made = sample(archive, 30, of="statements")
    assert (made.statements.drawn, made.sentences.drawn) == (30, 0)
    made = sample(archive, 30, of="sentences")
    assert (made.statements.drawn, made.sentences.drawn) == (0, 30)
    with pytest.raises(ValueError, match="no sample of 'words': choose one of both, statements, sentences"):
        sample(archive, 30, of="words")


def test_all_there_is_where_there_is_less(archive: Path) -> None:
    made = sample(archive, 1000)
    assert (made.statements.drawn, made.sentences.drawn) == (45, 162)
    assert [one.id for one in made.articles] == ["story.txt", *(f"p{number}" for number in range(40))]


def test_the_same_seed_gives_the_same_and_another_another(archive: Path) -> None:
    assert sample(archive, 10, seed=3) == sample(archive, 10, seed=3)
    assert sample(archive, 10, seed=3) != sample(archive, 10, seed=4)


def test_what_is_judged_are_all_paragraphs_that_a_statement_touches(tmp_path: Path) -> None:
    article, found, _ = story()
    over_two = found[1]
    made = sample(knowledge(tmp_path / "out", (article, [over_two])), 1, of="statements")
    (one,) = made.articles
    assert len(one.judged or ()) == 2
    assert [answer.content for answer in one.statements] == [over_two.spans]
    answer = one.statements[0]
    assert (answer.id, answer.act, answer.speaker, answer.speech) == (over_two.id, "speech", "Ann Lee", True)
    assert (answer.kind, answer.role) == (None, None)  # nobody is asked for these


def test_statements_elsewhere_in_the_article_are_left_out(tmp_path: Path) -> None:
    article, found, _ = story()
    headline = "Fictional council drops mayor of Elmbridge Ann Lee's tram plan"
    made = sample(knowledge(tmp_path / "out", (article, found)), 2, of="sentences")
    assert drawn_texts(made.articles)[0] == headline
    (shout,) = made.articles[0].statements
    assert article.text[slice(*shout.content[0])] == "Nonsense!"


def test_blank_leaves_out_what_was_found(archive: Path) -> None:
    made = sample(archive, 20, blank=True)
    assert all(one.statements == () for one in made.articles)
    assert drawn_texts(made.articles) == drawn_texts(sample(archive, 20).articles)


def test_by_confidence_draws_of_every_tenth(tmp_path: Path) -> None:
    sure = [plain(f"s{number}", 0.95) for number in range(60)]
    unsure = [plain(f"u{number}", 0.05) for number in range(3)]
    out = knowledge(tmp_path / "out", *sure, *unsure)
    evenly = sample(out, 6, of="statements", by_confidence=True)
    assert Counter(one.id[0] for one in evenly.articles) == {"s": 3, "u": 3}
    assert sample(out, 10, of="statements", by_confidence=True).statements.drawn == 10


def test_every_item_of_a_stream_is_as_likely() -> None:
    random = Random(1)
    counts: Counter[int] = Counter()
    for _ in range(4000):
        tank = Reservoir[int](3, random)
        for item in range(12):
            tank.add(item)
        counts.update(tank.items)
    assert all(abs(count - 1000) < 120 for count in counts.values())


def test_an_archive_is_never_held_whole(tmp_path: Path) -> None:
    long = Article(id="long", text=PLAIN + "The bus was late again and nobody knew why it was.\n" * 2000, source="a")
    peaks: list[int] = []
    for number in (20, 20, 100):  # the first time things are imported
        out = knowledge(tmp_path / str(len(peaks)), *((long, [statement(long, [(33, 44)])]) for _ in range(number)))
        tracemalloc.start()
        sample(out, 2, of="statements")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1]


def test_no_text_is_too_odd(tmp_path: Path) -> None:
    texts = ["", "\n \n", "x" * 50_000, "word " * 30_000, "“Oh.", "One.\r\nTwo.\u2028Three."]
    out = knowledge(tmp_path / "out", *((Article(id=str(n), text=t, source="a"), []) for n, t in enumerate(texts)))
    made = sample(out, 4000)
    assert made.statements.there == 0
    assert {"One.", "Two.", "Three.", "“Oh."} <= set(drawn_texts(made.articles))


def test_files_of_two_runs_are_refused(archive: Path, tmp_path: Path) -> None:
    other = knowledge(tmp_path / "other", plain("q"))
    (other / "statements.jsonl").write_bytes((archive / "statements.jsonl").read_bytes())
    with pytest.raises(KnowledgeError, match="not of one run; make them anew with `onrecord run"):
        sample(other, 5)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setattr(batch, "pipeline", lambda *_, **__: annotate)
    return lambda *typed: CliRunner().invoke(app, [str(word) for word in typed])


def test_the_command_writes_an_attribution_file_and_says_what_was_drawn(
    cli: Cli, archive: Path, tmp_path: Path
) -> None:
    done = cli("sample", archive, "-n", "8", "--seed", "1", "-o", tmp_path / "sample.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "drew 4 of 45 statements and 4 of 162 sentences without any:" in done.stderr
    read = tuple(read_gold(tmp_path / "sample.jsonl"))
    assert read == sample(archive, 8, seed=1).articles
    line = json.loads((tmp_path / "sample.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert list(line) == ["id", "text", "attributions", "judged"]


def test_suggestions_taken_as_they_are_score_as_right_and_nothing_else_counts(cli: Cli, tmp_path: Path) -> None:
    out = knowledge(tmp_path / "out", *(plain(f"p{number}") for number in range(30)))
    cli("sample", out, "-n", "20", "-o", tmp_path / "sample.jsonl")
    drawn = list(read_gold(tmp_path / "sample.jsonl"))
    wanted = sum(len(one.statements) for one in drawn)
    assert 10 <= wanted < len(drawn)
    done = cli("evaluate", tmp_path / "sample.jsonl", "--json", "--bootstrap", "0")
    match = json.loads(done.stdout)["measures"]["all.match"]
    assert (match["hits"], match["predicted"], match["wanted"]) == (wanted, wanted, wanted)


def test_what_cannot_be_drawn_from_names_the_remedy(cli: Cli, tmp_path: Path) -> None:
    done = cli("sample", tmp_path, "-o", tmp_path / "sample.jsonl")
    assert done.exit_code == 2 and "make it with `onrecord run IN -o" in done.stderr
    assert cli("sample", tmp_path, "-n", "0", "-o", tmp_path / "sample.jsonl").exit_code == 2
    done = cli("sample", tmp_path, "--of", "words", "-o", tmp_path / "sample.jsonl")
    assert done.exit_code == 2 and "choose one of both" in done.stderr
