"""claims.jsonl of a folder, what is most worth checking in it, and the weights that say so."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

import onrecord
from onrecord import schemas
from onrecord.batch import Means, run
from onrecord.claims import checkworthiness
from onrecord.claims.making import Made, make, stale
from onrecord.claims.score import Weights, load_weights
from onrecord.cli import app
from onrecord.knowledge import CLAIMS, CLAIMS_KEPT, KnowledgeError, rows
from onrecord.link import link
from onrecord.lookup import Filters, opened
from onrecord.lookup.claims import claims_of, made_elsewhere, tidy_claim, types_of
from onrecord.lookup.indexing import index
from onrecord.lookup.repeating import Told, groups

if TYPE_CHECKING:
    from spacy.language import Language

PLAIN = Means(workers=0)
ONE = """Ann Tolliver, the mayor of Elmbridge, said crime had fallen by 12 per cent since 2016.

She said she was proud of it.

“We will build 300 homes by 2030, and rents will fall,” said Ben Quill, a farmer.
"""
TWO = """Zoe Marrow, a doctor, said that crime in the town had fallen by 12 per cent since 2016.

“It is a disgrace,” Marrow said.
"""
THREE = "The council said nobody had been told.\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    write(path, [("one", ONE, "2022-03-04"), ("two", TWO, "2022-03-05"), ("three", THREE, None)])
    return path


def write(path: Path, articles: Sequence[tuple[str, str, str | None]]) -> None:
    told = ({"id": name, "text": text, "published": day} for name, text, day in articles)
    path.write_text("".join(json.dumps(one) + "\n" for one in told))


@pytest.fixture
def out(news: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    run([str(news)], folder, tagger=False, means=PLAIN)
    return folder


def command(*typed: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in typed])


def found(out: Path) -> list[dict[str, Any]]:
    return list(rows(out / CLAIMS))


def test_every_statement_has_its_claims_and_every_line_fits_the_schema(out: Path) -> None:
    made = make(out)
    claims, validator = found(out), Draft202012Validator(schemas.published("claims"))
    texts = {row["doc_id"]: row["text"] for row in rows(out / "articles.jsonl")}
    statements = {row["id"]: row for row in rows(out / "statements.jsonl")}
    assert made.claims == len(claims) and made.articles == made.read == 3 and made.parsed == 0
    assert {one["statement_id"] for one in claims} == statements.keys()
    assert len({one["claim_id"] for one in claims}) == len(claims)
    for one in claims:
        validator.validate(one)
        assert list(one) == schemas.published("claims")["required"]
        text, statement = texts[one["doc_id"]], statements[one["statement_id"]]
        for start, end in one["spans"]:
            assert any(a <= start and end <= b for a, b in statement["spans"])
        assert one["text"].split() == " ".join(text[a:b] for a, b in one["spans"]).split()
        for part in one["quantities"]:
            assert part["of"] is None or text[slice(*part["of_span"])] == part["of"]
        assert 0 <= one["checkworthy"] <= 1 and len(one["reasons"]) == 3
        weights = [abs(reason["weight"]) for reason in one["reasons"]]
        assert weights == sorted(weights, reverse=True)


def test_claims_are_read_as_a_table(out: Path) -> None:
    make(out)
    table = onrecord.read_claims(out)
    assert {"promise", "opinion"} <= set(table.type)
    assert table.checkworthy.dtype == "float64" and table.negated.dtype == "bool"
    best = table.sort_values("checkworthy", ascending=False).iloc[0]
    assert "12 per cent" in best.text and best.quantities[0]["of"] == "crime"
    assert best.dates[0] == {**best.dates[0], "from": "2016-01-01"}
    with pytest.raises(KnowledgeError, match="onrecord claims"):
        onrecord.read_claims(out / "nowhere")


def test_what_is_as_it_was_is_not_read_again(out: Path, news: Path) -> None:
    assert stale(out)
    make(out)
    before = (out / CLAIMS).read_bytes()
    assert not stale(out)
    assert make(out).read == 0 and (out / CLAIMS).read_bytes() == before
    write(news, [("one", ONE, "2022-03-04"), ("two", TWO + "\n“It is over,” she said.\n", "2022-03-05")])
    run([str(news)], out, tagger=False, means=PLAIN)
    assert stale(out)
    assert (make(out).read, {one["doc_id"] for one in found(out)}) == (1, {"one", "two"})
    fresh = (out / CLAIMS).read_bytes()
    (out / CLAIMS_KEPT).unlink()
    assert make(out).read == 2 and (out / CLAIMS).read_bytes() == fresh


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json", b'{"by": 1}\n{}\n'])
def test_a_damaged_memory_of_what_was_made_costs_only_time(out: Path, damage: bytes) -> None:
    make(out)
    before = (out / CLAIMS).read_bytes()
    (out / CLAIMS_KEPT).write_bytes(damage)
    assert stale(out)
    assert make(out).read == 3 and (out / CLAIMS).read_bytes() == before


def test_a_folder_without_parses_gives_the_same_claims(out: Path) -> None:
    make(out)
    before = (out / CLAIMS).read_bytes()
    for name in (".parsed.sqlite", ".parsed.sqlite-wal", ".parsed.sqlite-shm", CLAIMS_KEPT):
        (out / name).unlink(missing_ok=True)
    assert make(out).parsed == 3
    assert (out / CLAIMS).read_bytes() == before


def test_another_day_of_publication_gives_other_days(out: Path, news: Path) -> None:
    make(out)
    write(news, [("one", ONE, "2023-01-01"), ("two", TWO, None)])
    run([str(news)], out, tagger=False, means=PLAIN)
    make(out)
    ends = {one["doc_id"]: one["dates"][0]["to"] for one in found(out) if "12 per cent" in one["text"]}
    assert ends == {"one": "2023-01-01", "two": None}


def test_without_weights_there_is_no_score_and_all_else_is_there(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.claims.making.score.load_weights", lambda path: None)
    make(out)
    assert {(one["checkworthy"], tuple(one["reasons"])) for one in found(out)} == {(None, ())}
    assert onrecord.read_claims(out).checkworthy.isna().all()


def test_there_is_a_remedy_where_there_is_no_knowledge_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="onrecord run"):
        make(tmp_path)
    done = command("claims", tmp_path / "nowhere")
    assert done.exit_code == 1 and "onrecord run" in done.stderr and "Traceback" not in done.output


def test_weights_that_are_none_are_refused(out: Path, tmp_path: Path) -> None:
    bad = tmp_path / "weights.json"
    bad.write_text('{"bias": 1}')
    done = command("claims", out, "--weights", bad)
    assert done.exit_code == 2 and "train-claims" in done.stderr
    done = command("claims", out, "--weights", tmp_path / "none.json")
    assert done.exit_code == 2 and "none.json" in done.stderr


def test_the_command_shows_what_is_most_worth_checking(out: Path) -> None:
    done = command("claims", out, "--top", 3)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].startswith("  1 ") and "12 per cent" in done.stdout
    assert "12 % crime" in done.stdout and "2016-01-01/2022-03-04" in done.stdout and "for: " in done.stdout
    assert "the same in 1 other article" in done.stdout
    assert command("claims", out, "--top", 0).stdout == ""
    lines = command("claims", out, "--json", "--type", "promise").stdout.splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["promise"]
    assert json.loads(lines[0])["speaker"] == "Ben Quill"


@pytest.mark.parametrize(
    ("asked", "docs"),
    [
        (["--day", "2022-03-05"], {"two"}),
        (["--until", "2022-03-04"], {"one"}),
        (["--speaker", "Ben Quill"], {"one"}),
        (["--role", "doctor"], {"two"}),
    ],
)
def test_claims_of_a_day_or_a_person(out: Path, asked: list[str], docs: set[str]) -> None:
    done = command("claims", out, "--json", *asked)
    assert {json.loads(line)["doc_id"] for line in done.stdout.splitlines()} == docs


@pytest.mark.parametrize(
    ("asked", "code", "why"),
    [
        (["--type", "rumour"], 2, "choose from quantity"),
        (["--day", "yesterday"], 2, "write a day as"),
        (["--speaker", "Nobody Atall"], 1, "nobody is called"),
        (["--day", "1999-01-01"], 1, "no claim here"),
    ],
)
def test_what_cannot_be_asked_or_is_not_there_is_said(out: Path, asked: list[str], code: int, why: str) -> None:
    done = command("claims", out, *asked)
    assert done.exit_code == code and why in done.stderr and "Traceback" not in done.output


def test_the_index_has_the_claims_and_who_made_them(out: Path) -> None:
    make(out)
    link(out)
    index(out)
    with opened(out) as archive:
        every = claims_of(archive, Filters(acts=("any",)), limit=100)
        assert len(every) == len(found(out))
        scores = [row["checkworthy"] for row in every]
        assert scores == sorted(scores, reverse=True)
        pair = [row for row in every if "12 per cent" in row["claim"]]
        assert {row["elsewhere"] for row in pair} == {1}
        assert [row["doc_id"] for row in made_elsewhere(archive, pair[0])] == [pair[1]["doc_id"]]
        assert sum(count for _, count in types_of(archive, Filters(acts=("any",)))) == len(every)
        assert tidy_claim(pair[0])["quantities"][0]["value"] == 12
        assert [row["claim"] for row in claims_of(archive, Filters(), limit=1, offset=1)] == [
            claims_of(archive, Filters(), limit=2)[1]["claim"]
        ]


def test_an_index_made_before_there_were_claims_is_brought_up_to_date(out: Path) -> None:
    index(out)
    with opened(out) as archive:
        assert claims_of(archive, Filters()) == []
    make(out)
    index(out)
    with opened(out) as archive:
        assert claims_of(archive, Filters())


def test_who_is_forgotten_has_no_claims_any_more(out: Path) -> None:
    make(out)
    index(out)
    assert command("forget", out, "Ben Quill").exit_code == 0
    assert not any("300 homes" in one["text"] for one in found(out))
    with opened(out) as archive:
        assert not any("300 homes" in row["claim"] for row in claims_of(archive, Filters(), limit=100))
    everything = b"".join(path.read_bytes() for path in out.iterdir() if path.name.startswith((".claims", "claims")))
    assert b"300 homes" not in everything
    make(out)
    assert not any("300 homes" in one["text"] for one in found(out))


def told(number: int, text: str, doc: str, numbers: tuple[object, ...] = (), negated: bool = False) -> Told:
    return Told(f"c{number}", doc, text, negated, numbers)


def test_the_same_claim_is_found_in_other_words_and_no_other_one() -> None:
    same = [
        told(1, "Crime in the borough of Elmbridge has fallen by nine per cent", "a", (9, "%")),
        told(2, "In the borough of Elmbridge crime fell by nine per cent", "b", (9, "%")),
    ]
    other = [
        told(3, "Crime in the borough of Elmbridge has fallen by eight per cent", "c", (8, "%")),
        told(4, "Crime in the borough of Elmbridge has not fallen by nine per cent", "d", (9, "%"), True),
        told(5, "The price of bread in every shop has risen a lot", "e"),
        told(6, "It is so", "f"),
        told(7, "It is so", "g"),
    ]
    assert groups([*same, *other]) == groups([*other, *same[::-1]]) == {"c1": "g1", "c2": "g1"}


def test_in_one_article_nothing_is_made_elsewhere() -> None:
    words = "Crime in the borough has fallen by nine per cent"
    assert groups([told(1, words, "a"), told(2, words, "a")]) == {}


def test_scores_rank_facts_above_thanks_and_hang_on_each_text_alone(nlp: "Language") -> None:
    facts = ["Unemployment fell by 3% last year.", "We spent $20 billion on roads in 2010."]
    rest = ["Thank you very much.", "What do you think of it?", "I love this town.", ""]
    scores = checkworthiness([*facts, *rest], nlp=nlp)
    assert min(scores[:2]) > 0.7 and max(scores[2:]) < 0.3 and scores[-1] == 0
    assert [checkworthiness([text], nlp=nlp)[0] for text in [*facts, *rest]] == scores


def test_the_weights_say_what_they_were_learned_from_and_are_plain_numbers() -> None:
    weights = load_weights()
    assert isinstance(weights, Weights)
    assert "United States presidential debates" in str(weights.about["learned_from"])
    numbers = [value for group in weights.features.values() for value in group.values()]
    assert 10_000 < len(numbers) <= 60_000 and all(isinstance(value, float) for value in numbers)


def debates(path: Path) -> Path:
    texts = [
        ("Crime fell by {} per cent last year.", "CFS"),
        ("We spent {} million dollars on roads.", "CFS"),
        ("Thank you, and good night to all {} of you.", "NFS"),
        ("I think we should be proud of it, number {}.", "NFS"),
        ("I was born in a town of {} houses.", "UFS"),
    ]
    told = (
        {"text": text.format(number), "label": label, "doc": f"d{debate}"}
        for debate in range(10)
        for number in range(4)
        for text, label in texts
    )
    path.write_text("".join(json.dumps(one) + "\n" for one in told))
    return path


def test_weights_are_learned_measured_and_used(out: Path, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the extra `train` is not installed")
    gold, ours = debates(tmp_path / "debates.jsonl"), tmp_path / "own" / "weights.json"
    done = command("train-claims", gold, "-o", ours)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("AP 1.000") == 6 and "last two" in done.stdout and "TF-IDF" in done.stdout
    before = ours.read_bytes()
    assert command("train-claims", gold, "-o", ours, "--unmeasured", "-q").exit_code == 0
    learned = [json.loads(text) for text in (before, ours.read_bytes())]
    assert learned[0]["features"] == learned[1]["features"] and learned[0]["bias"] == learned[1]["bias"]
    assert command("claims", out, "--weights", ours, "--top", 0).exit_code == 0
    own = {one["claim_id"]: one["checkworthy"] for one in found(out)}
    make(out)
    assert own != {one["claim_id"]: one["checkworthy"] for one in found(out)}


@pytest.mark.parametrize("text", ["", "not json\n", '{"text": "a"}\n', "[1]\n"])
def test_sentences_that_cannot_be_learned_from_are_refused(tmp_path: Path, text: str) -> None:
    pytest.importorskip("sklearn", reason="the extra `train` is not installed")
    path = tmp_path / "debates.jsonl"
    path.write_text(text)
    done = command("train-claims", path, "-o", tmp_path / "weights.json")
    assert done.exit_code == 2 and "docs/train.md" in done.stderr and "Traceback" not in done.output


def test_a_text_ten_times_as_long_takes_at_most_twelve_times_as_long(tmp_path: Path) -> None:
    """Counted, not timed: calls of Python, which are the same on every machine."""
    import sys

    def calls(times: int) -> int:
        folder = tmp_path / str(times)
        write(tmp_path / "long.jsonl", [("a", ONE * times, "2022-03-04")])
        run([str(tmp_path / "long.jsonl")], folder, tagger=False, means=PLAIN)
        make(folder)
        (folder / CLAIMS_KEPT).unlink()
        count = 0

        def one_more(_frame: Any, event: str, _of: Any) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(one_more)
        try:
            make(folder)
        finally:
            sys.setprofile(None)
        return count

    assert calls(100) <= 12 * calls(10)


def test_made_says_how_much_there_was(out: Path) -> None:
    copy = out.with_name("copy")
    shutil.copytree(out, copy)
    assert make(copy) == Made(len(found(copy)), 3, 3, 0)


@pytest.mark.parametrize(
    "one",
    [
        "1, ",
        "one in five, ",
        "crime fell and rents rose by 3% and ",
        "more than 1,000 people on Tuesday, ",
        "5-",
        "a third ",
    ],
)
def test_a_sentence_that_never_ends_is_read_in_a_time_that_grows_with_it(nlp: "Language", one: str) -> None:
    from time import process_time

    from onrecord.claims.claiming import Stated, claims
    from onrecord.pipeline import parse

    def seconds(times: int) -> float:
        text = one * times
        (doc,) = parse(nlp, [text])
        stated = [Stated("s", "d", "2022-03-04", ((0, len(text.rstrip())),))]
        took = []
        for _ in range(3):
            began = process_time()
            claims(doc, stated, {}, load_weights())
            took.append(process_time() - began)
        return min(took)

    seconds(10)
    assert seconds(2000) <= 20 * seconds(200) + 0.05  # what grows with the square takes a hundred times as long
