"""Scores against answers: figures worked out by hand and by the outside scorers, gains and losses, floors, the page."""

import base64
import importlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from onrecord import batch, marks
from onrecord.cli import app
from onrecord.evaluate import (
    Evaluation,
    Floors,
    as_json,
    as_lines,
    fallen,
    html,
    predict,
    read_answers,
    read_floors,
    read_saved,
    render,
    score,
    update_floors,
)
from onrecord.evaluate.errors import errors
from onrecord.evaluate.matching import TextOfWords, compare
from onrecord.gold import GoldArticle, GoldStatement, to_line
from onrecord.pipeline import annotate as annotate_with
from onrecord.records import Article, Span, Statement, short_hash, to_json
from stand_in import annotate, statement

if TYPE_CHECKING:
    from spacy.language import Language

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
MARKED = """[source Ann Lee, head of the union,] [cue said] [one fares will go up again]. “[two It is a shame],”
[cue she] added.

[source Riders] [cue dread] [three the queues & the <crowds>]. [four Nobody] was asked.
"""
TEXT, AT = marks.parse(MARKED)
LEE: dict[str, Any] = {"speaker": "Ann Lee", "kind": "person", "aliases": ("Lee",), "role": "head", "speech": True}
Cli = Callable[..., Result]


def gold(*answers: GoldStatement, text: str = TEXT, name: str = "a") -> GoldArticle:
    return GoldArticle(id=name, text=text, statements=answers)


def said(label: str, **more: Any) -> GoldStatement:
    return GoldStatement(content=tuple(AT[label]), **more)


ANSWERS = (
    said("one", source=(AT["source"][0],), cue=(AT["cue"][0],), act="speech", organisation="the union", **LEE),
    said("two", source=(AT["cue"][1],), act="speech", **LEE),
    said("three", source=(AT["source"][1],), cue=(AT["cue"][2],), act="thought", speech=False, kind="group"),
)
ARTICLE = Article(id="a", text=TEXT, source="a")


def found(spans: list[Span], **changes: Any) -> Statement:
    return statement(ARTICLE, spans, **changes)


def part(label: str, words: str) -> Span:
    start = TEXT.index(words, AT[label][0][0])
    return (start, start + len(words))


def by_lee(spans: list[Span], mention: Span, **changes: Any) -> Statement:
    about = {"speaker": "Ms Lee", "speaker_kind": "person", "found_by": ("clause",), "resolved_by": "named"}
    return found(spans, mention_spans=(mention,), **(about | changes))


WHOLE = by_lee(AT["one"], AT["source"][0], role="head of the union", organisation="union", cue_spans=(AT["cue"][0],))
CUT = by_lee([part("two", "a shame")], AT["source"][1], speaker="Bob", found_by=("quotation",), resolved_by="pronoun")
EXTRA = found(AT["four"])


def scored(*statements: Statement, answers: tuple[GoldStatement, ...] = ANSWERS, **options: Any) -> Evaluation:
    return score([gold(*answers)], {"a": list(statements)}, samples=10, **options)


def figures(evaluation: Evaluation, name: str) -> tuple[int, int, int, int]:
    measure = evaluation.measures[name]
    return measure.hits, measure.predicted, measure.reached, measure.wanted


def test_statements_are_counted_by_what_was_found_and_with_whom() -> None:
    made = scored(WHOLE, CUT, EXTRA)
    assert figures(made, "all.match") == (2, 3, 2, 3)  # `a shame` is half of `It is a shame`
    assert figures(made, "all.strict") == (1, 3, 1, 3)
    assert figures(made, "all.e2e") == (1, 3, 1, 3)
    assert figures(made, "all.source") == (1, 2, 1, 2)
    assert figures(made, "all.tokens") == (7, 8, 7, 13)
    assert figures(made, "quoted.match") == (1, 1, 1, 1)
    assert figures(made, "speech.match") == (1, 2, 1, 1)  # CUT went to an answer without a cue of speech
    assert figures(made, "source.exact") == (2, 2, 2, 3)
    assert figures(made, "cue.exact") == (1, 1, 1, 2)
    assert made.measures["all.match"].score == pytest.approx(2 / 3)


def test_speakers_are_counted_where_answers_have_them() -> None:
    made = scored(WHOLE, CUT, EXTRA)
    assert figures(made, "speaker.found") == (2, 2, 2, 2)
    assert figures(made, "speaker.referent") == (1, 2, 1, 2)
    assert figures(made, "speaker.canonical") == (0, 2, 0, 2)  # `Ms Lee` is right, but not the fullest name
    assert figures(made, "speaker.who") == (1, 3, 1, 2)
    assert figures(made, "speaker.role") == (1, 1, 1, 2)
    assert figures(made, "speaker.organisation") == (1, 1, 1, 1)
    mere = tuple(GoldStatement(content=one.content, source=one.source) for one in ANSWERS)
    assert not [name for name in scored(WHOLE, answers=mere).measures if name.startswith("speaker.")]


def test_a_statement_inside_another_may_be_left_out_and_is_held_against_nobody() -> None:
    inner = found([part("one", "go up again")])
    assert figures(scored(WHOLE, inner), "all.match")[:2] == (1, 2)
    outer = scored(WHOLE, inner, outermost=True)
    assert figures(outer, "all.match")[:2] == (1, 1)
    assert outer.comparisons[0].nested == 1
    assert figures(outer, "speaker.who") == figures(scored(WHOLE), "speaker.who")


def test_no_source_is_right_for_none() -> None:
    nobody = (GoldStatement(content=tuple(AT["one"])),)
    assert figures(scored(found(AT["one"]), answers=nobody), "all.source") == (1, 1, 1, 1)
    assert figures(scored(WHOLE, answers=nobody), "all.source") == (0, 1, 0, 1)


def test_a_part_of_the_source_is_right_if_its_head_is_in_it() -> None:
    for words, right in (("Lee", 1), ("the union", 0)):
        one = by_lee(AT["one"], (TEXT.index(words), TEXT.index(words) + len(words)))
        assert figures(scored(one), "all.source") == (right, 1, right, 1)


def test_contents_without_a_word_are_left_out_on_both_sides() -> None:
    stop = (TEXT.index("."), TEXT.index(".") + 1)
    made = scored(WHOLE, found([stop]), answers=(*ANSWERS, GoldStatement(content=(stop,))))
    assert made.comparisons[0].wordless == (1, 1)
    assert figures(made, "all.match") == (1, 1, 1, 3)


@pytest.mark.parametrize(
    ("text", "content", "quoted"),
    [
        ("the voters' will won.", "voters' will", False),
        ("the '80s and the '90s were", "80s and the", False),
        ("''So it is,'' he said.", "So it is", True),
        ("He said yes. “We go.”", "yes", False),
        ("He called it «grim» then.", "grim", True),
        ("“Go.”", "", False),
    ],
)
def test_what_is_quoted(text: str, content: str, quoted: bool) -> None:
    start = text.index(content) if content else len(text)
    assert TextOfWords(text).quoted(((start, start + len(content)),)) is quoted


def test_rules_and_sieves_are_counted_where_they_decided() -> None:
    both = replace(WHOLE, found_by=("clause", "quotation"))
    made = scored(both, CUT, EXTRA)
    rules = {
        tally.name: (tally.decided, tally.matched, tally.right, tally.acts_right, tally.acts) for tally in made.rules
    }
    assert rules == {"clause": (1, 1, 1, 1, 1), "quotation": (3, 2, 1, 2, 2)}
    assert [(tally.name, tally.decided) for tally in made.combinations] == [("quotation", 2), ("clause + quotation", 1)]
    sieves = {tally.name: (tally.decided, tally.speakers_right, tally.speakers) for tally in made.sieves}
    assert sieves == {"named": (1, 1, 1), "pronoun": (1, 0, 1), "none": (1, 0, 0)}


def test_acts_are_speech_or_not_where_answers_tell() -> None:
    made = scored(WHOLE, CUT, replace(EXTRA, spans=tuple(AT["three"])))
    assert figures(made, "act") == (2, 3, 2, 3)  # the dread is a thought, and was given as speech
    by_speech = (said("one", speech=True, act="thought"), said("two", act="intention"), said("three"))
    assert figures(scored(WHOLE, CUT, answers=by_speech), "act") == (1, 2, 1, 2)  # what `speech` says goes before
    assert figures(scored(EXTRA), "act") == (0, 0, 0, 0)
    mere = tuple(GoldStatement(content=one.content, source=one.source) for one in ANSWERS)
    assert "act" not in scored(WHOLE, answers=mere).measures


def test_gains_and_losses_are_told_one_by_one() -> None:
    better = by_lee(AT["two"], AT["cue"][1])
    made = scored(better, EXTRA, before={"a": [WHOLE, CUT]})
    assert made.changes is not None
    told = [(change.gain, change.words, change.what) for change in made.changes]
    assert told == [
        (False, "fares will go up again", ("missed, was found by clause",)),
        (
            True,
            "It is a shame",
            ("content: cut short → whole", "source: Riders → she", "speaker: Bob → Ms Lee"),
        ),
        (False, "Nobody", ("extra, by quotation",)),
    ]
    assert scored(WHOLE, CUT, before={"a": [WHOLE, CUT]}).changes == ()
    assert scored(WHOLE, before={}).not_compared == 1


def test_intervals_hold_the_score_and_are_the_same_every_time() -> None:
    articles = [gold(*ANSWERS, name=f"a{n}") for n in range(8)]
    given = {f"a{n}": [replace(WHOLE, doc_id=f"a{n}")] * (n % 3 > 0) for n in range(8)}
    made = score(articles, given, samples=200)
    low, high = made.intervals["all.match"]
    assert low < made.measures["all.match"].score < high
    assert made.intervals == score(articles, given, samples=200).intervals
    assert score(articles, given, samples=0).intervals == {}


def test_errors_are_told_by_kind() -> None:
    kinds = {kind: len(found) for kind, found in errors(scored(WHOLE, CUT, EXTRA).comparisons).items() if found}
    assert kinds == {
        "missed": 1,
        "cut short": 1,
        "wrong source": 1,
        "wrong speaker": 1,
        "wrong role": 1,
        "extra": 1,
    }
    long = found([(AT["one"][0][0], AT["two"][0][1])])
    runs_on = errors([compare(gold(ANSWERS[0]), [long])])
    assert [error.found for error in runs_on["runs on"]] == [True]
    assert not runs_on["missed"]
    assert not runs_on["extra"]


class Page(HTMLParser):
    """Reads a page as a browser does: checks that tags are balanced, keeps texts, ids and whatever leads out of it."""

    VOID = frozenset(["meta", "br", "link", "input"])

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self.text = ""
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        assert not {"src", "href"} & about.keys()
        assert not [key for key in about if key.startswith("on")]
        self.ids += [about["id"]] if about.get("id") else []  # type: ignore[list-item]
        self.policy = about.get("content") or self.policy if about.get("http-equiv") else self.policy
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif "main" in self.open:
            self.text += data


def test_the_page_shows_every_error_in_its_context_and_runs_only_its_own_script() -> None:
    source = html(scored(WHOLE, CUT, EXTRA, before={"a": [CUT]}))
    page = Page(source)
    assert page.text.count("the queues & the <crowds>") >= 1
    assert "Bob" in page.text
    assert {"missed", "cut-short", "wrong-speaker", "wrong-role", "extra"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "1 gains, 1 losses" in source
    (script,) = page.scripts
    assert f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" in page.policy
    assert "<crowds>" not in source


def test_the_page_plots_the_confidences_where_there_are_any() -> None:
    source = html(scored(WHOLE, CUT, EXTRA))
    assert source.count("<svg") == source.count("role=img aria-label=") == 2
    assert source.count("<circle") == 2  # all three were given 0.5, and the one with the right speaker 0
    assert "<title>3 statements, mean 0.500, right 0.333 (0.061 to 0.792)</title>" in source
    Page(source)
    mere = tuple(GoldStatement(content=one.content, source=one.source) for one in ANSWERS)
    assert html(scored(WHOLE, answers=mere)).count("<svg") == 1
    assert "<svg" not in html(scored())


@st.composite
def compared(draw: st.DrawFn) -> tuple[GoldArticle, list[Statement]]:
    """Any text with any answers and statements over it."""
    text = draw(st.text(st.sampled_from("ab <&\"'\n\r“”‘’.,$é\ud800"), min_size=1, max_size=60))
    cuts = st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True).map(sorted)
    several = st.lists(cuts.map(lambda at: tuple(zip(at[::2], at[1::2], strict=False))), max_size=4, unique=True)
    answers = [
        GoldStatement(
            content=content, source=source, speaker=draw(st.sampled_from(["a b", None])), kind="person", speech=True
        )
        for content, source in zip(draw(several), draw(several), strict=False)
    ]
    article = Article(id="a", text=text, source="a")
    made = [statement(article, spans, speaker=draw(st.sampled_from(["b", "A B", None]))) for spans in draw(several)]
    return gold(*answers, text=text), made


@given(compared())
def test_any_text_and_statements_can_be_scored_and_shown(case: tuple[GoldArticle, list[Statement]]) -> None:
    article, statements = case
    made = score([article], {"a": statements}, samples=2)
    for measure in made.measures.values():
        assert 0 <= measure.score <= 1
        assert measure.hits <= measure.predicted
        assert measure.reached <= measure.wanted
    kinds = errors(made.comparisons)
    unmatched = len(made.comparisons[0].statements) - len(made.comparisons[0].pairs)
    assert len(kinds["extra"]) <= unmatched
    Page(html(made))
    json.dumps(as_json(made))


@given(compared())
def test_answers_scored_against_themselves_are_perfect(case: tuple[GoldArticle, list[Statement]]) -> None:
    article, _ = case
    plain = Article(id="a", text=article.text, source="a")
    same = [
        statement(plain, one.content, mention_spans=one.source, speaker=one.speaker, speaker_kind="person")
        for one in {one.content: one for one in article.statements}.values()
    ]
    made = score([article], {"a": same}, samples=0)
    for name, measure in made.measures.items():
        assert measure.score == 1 or not measure.wanted or name in ("speaker.role", "speaker.organisation"), name


# --- the outside scorers ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest) -> Iterator[tuple[ModuleType, ModuleType]]:
    """The two scorers that lie beside the real articles."""
    folder = request.getfixturevalue("gold").parent / "bench"
    if not (folder / "score_speakers.py").is_file():
        pytest.skip("there is no folder bench with score.py and score_speakers.py beside ONRECORD_GOLD")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("score"), importlib.import_module("score_speakers")
    sys.path.remove(str(folder))


def noisy(article: GoldArticle, random: Random) -> list[Statement]:
    """Answers as a middling program would give them: some missing, cut, run on, split, nested, with other sources."""
    out: dict[str, Statement] = {}
    plain = Article(id=article.id, text=article.text, source="-")
    sources = [one.source for one in article.statements]
    for one in article.statements:
        spans = [(s, e) for s, e in one.content if s < e]
        if not spans or random.random() < 0.3:
            continue
        for _ in range(random.choice((1, 1, 1, 2))):
            (start, end), rest = spans[0], spans[1:]
            start = min(end - 1, start + random.choice((0, 0, 0, 7, 30)))
            end = min(len(article.text), max(start + 1, end + random.choice((0, 0, 1, -9, 40))))
            rest = [span for span in rest if span[0] > end]
            source = random.choice((one.source, one.source, one.source[:1], (), random.choice(sources)))
            made = statement(
                plain,
                [(start, end), *rest],
                mention_spans=source,
                cue_spans=one.cue if random.random() < 0.8 else (),
                act=random.choice(("speech", "speech", "thought")),
                speaker=random.choice((one.speaker, *one.aliases, "Mr Nobody", None)),
                speaker_kind=random.choice((one.kind or "unknown", "group")),
                role=random.choice((one.role, *one.role_alternatives, "mayor", None)),
                organisation=random.choice((one.organisation, *one.organisation_alternatives, "the Senate", None)),
            )
            out[short_hash("s", made.spans, source)] = made
    return list(out.values())


def same_figures(
    bench: tuple[ModuleType, ModuleType], articles: list[GoldArticle], statements: dict[str, list[Statement]]
) -> None:
    statement_score, speaker_score = bench
    lines = [json.loads(json.dumps(to_line(article))) for article in articles]
    rows = [json.loads(json.dumps(to_json(one))) for found in statements.values() for one in found]
    for outermost in (False, True):
        ours = score(articles, statements, outermost=outermost, samples=50)
        theirs = statement_score.score(lines, statement_score.as_attributions(rows), 50, outermost)
        for subset, metrics in theirs["subsets"].items():
            assert ours.measures[f"{subset}.source"].score == pytest.approx(metrics["source_accuracy"]["acc"], abs=1e-9)
            for metric in ("tokens", "match", "strict", "e2e"):
                name = f"{subset}.{metric}"
                equal(ours, name, metrics[metric])
                assert ours.intervals[name] == pytest.approx(tuple(metrics[metric]["f1_ci95"]), abs=1e-9)
        for label, of in theirs["labels"].items():
            equal(ours, f"{label}.tokens", of["tokens"])
            equal(ours, f"{label}.exact", of["exact"])
        if "speaker.who" not in ours.measures:
            continue
        theirs, _ = speaker_score.score(lines, rows)
        for share in ("found", "referent", "canonical", "anonymous", "kind"):
            assert ours.measures[f"speaker.{share}"].score == pytest.approx(theirs[share], abs=1e-9)
        for measure in ("who", "role", "organisation"):
            equal(ours, f"speaker.{measure}", theirs[measure])


def equal(ours: Evaluation, name: str, theirs: dict[str, float]) -> None:
    measure = ours.measures[name]
    figures = (theirs["p"], theirs["r"], theirs["f1"])
    assert (measure.precision, measure.recall, measure.score) == pytest.approx(figures, abs=1e-9), name


@pytest.mark.parametrize("name", ["polnear-dev.jsonl", "speakers-dev.jsonl", "corpus"])
def test_the_figures_are_those_of_the_outside_scorers(
    bench: tuple[ModuleType, ModuleType], gold: Path, name: str
) -> None:
    articles = read_answers([CORPUS if name == "corpus" else gold / name])
    random = Random(7)
    same_figures(bench, articles, {article.id: noisy(article, random) for article in articles})


@pytest.mark.parametrize("name", ["speakers-dev.jsonl", "corpus"])
def test_the_figures_of_the_program_are_those_of_the_outside_scorers(
    bench: tuple[ModuleType, ModuleType], gold: Path, nlp: "Language", name: str
) -> None:
    articles = read_answers([CORPUS if name == "corpus" else gold / name])
    same_figures(bench, articles, predict(articles, lambda texts: annotate_with(nlp, texts)))


# --- floors ----------------------------------------------------------------------------------------------------------


def test_a_score_may_not_fall_below_its_floor() -> None:
    floors = Floors({"all.e2e": 0.5, "all.match": 0.6}, "d", 1)
    assert fallen(Floors({"all.e2e": 0.4996, "all.match": 0.9}, "d", 1), floors) == []
    assert fallen(Floors({"all.e2e": 0.4994, "all.match": 0.9}, "d", 1), floors) == [
        "all.e2e fell to 49.94, its floor is 50.00"
    ]
    (gone,) = fallen(Floors({"all.e2e": 0.5}, "d", 1), floors)
    assert gone.startswith("all.match has a floor of 60.00 and is not measured")
    (other,) = fallen(replace(floors, digest="e", documents=2), floors)
    assert "1 articles then, 2 now" in other
    assert "--update-floors" in other
    (mode,) = fallen(replace(floors, outermost=True), floors)
    assert "without --outermost" in mode


def test_floors_rise_by_themselves_and_fall_only_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    update_floors(path, Floors({"all.e2e": 0.5}, "d", 1))
    update_floors(path, Floors({"all.e2e": 0.6, "all.match": 0.7}, "e", 2))
    raised = path.read_bytes()
    assert read_floors(path) == Floors({"all.e2e": 0.6, "all.match": 0.7}, "e", 2)
    update_floors(path, Floors({"all.e2e": 0.5997, "all.match": 0.7}, "e", 2))
    assert path.read_bytes() == raised, "a little less is no reason to lower a floor"
    with pytest.raises(ValueError, match=r"all\.e2e from 60\.00 to 55\.00: .*--allow-regression"):
        update_floors(path, Floors({"all.e2e": 0.55, "all.match": 0.8}, "e", 2))
    with pytest.raises(ValueError, match=r"all\.match away"):
        update_floors(path, Floors({"all.e2e": 0.6}, "e", 2))
    assert path.read_bytes() == raised
    update_floors(path, Floors({"all.e2e": 0.55}, "e", 2), allow_regression=True)
    assert read_floors(path).floors == {"all.e2e": 0.55}


def test_a_file_of_floors_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "floors.json"
    update_floors(path, Floors({"all.e2e": 0.5}, "d", 1))
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        update_floors(path, Floors({"all.e2e": 0.6}, "d", 1))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_digest_is_that_of_texts_and_answers_in_any_order() -> None:
    one, two = gold(*ANSWERS, name="one"), gold(*ANSWERS, name="two")
    digests = {score(articles, {}, samples=0).floors.digest for articles in ([one, two], [two, one])}
    assert len(digests) == 1
    fewer = gold(*ANSWERS[:2], name="two")
    assert score([one, fewer], {}, samples=0).floors.digest not in digests


@pytest.mark.parametrize(
    "content", ["", "[]", '{"floors": 1}', '{"floors": {"all.e2e": "high"}, "digest": "", "documents": 1}']
)
def test_what_is_no_file_of_floors_is_named(tmp_path: Path, content: str) -> None:
    (path := tmp_path / "floors.json").write_text(content)
    with pytest.raises(ValueError, match=r"floors\.json is no file of floors"):
        read_floors(path)
    with pytest.raises(ValueError, match="make it with --update-floors"):
        read_floors(tmp_path / "none.json")


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run the command in this process, with a stand-in for the pipeline that finds what stands in “”."""
    monkeypatch.setattr(batch, "pipeline", lambda *_, **__: annotate)
    return lambda *typed: CliRunner().invoke(app, ["evaluate", *map(str, typed)])


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(to_line(gold(*ANSWERS))) + "\n", encoding="utf-8")
    return path


def test_the_command_prints_plain_tables(cli: Cli, answers: Path) -> None:
    done = cli(answers)
    assert done.exit_code == 0
    assert done.stdout.startswith("1 articles, 3 answers, 1 statements\n")
    assert re.search(r"^match +100\.0 +1/1 +33\.3 +1/3 +50\.0 +50\.0 to 50\.0$", done.stdout, re.MULTILINE)
    assert re.search(r"^quotation +1 +1 +100\.0 +0 +0\.0 +1 +100\.0$", done.stdout, re.MULTILINE)
    assert re.search(r"^speech as act +1/1 +100\.0 +100\.0 to 100\.0$", done.stdout, re.MULTILINE)
    assert re.search(r"^confidence +1 +0\.500 +0\.000 +0\.250 +0\.000 +0\.500 +0\.000 *$", done.stdout, re.MULTILINE)
    assert re.search(r"^0\.5 to 0\.6 +1 +0\.500 +0\.000 +0\.000 to 0\.793$", done.stdout, re.MULTILINE)
    assert not re.search("[│─┃━\x1b]", done.stdout)


def test_the_command_gives_json(cli: Cli, answers: Path) -> None:
    done = cli(answers, "--json", "--bootstrap", 0, "--outermost")
    row = json.loads(done.stdout)
    assert row["measures"]["all.match"]["score"] == 0.5
    assert row["measures"]["act"]["score"] == 1
    assert {name: one["count"] for name, one in row["reliability"].items()} == {
        "confidence": 1,
        "speaker_confidence": 0,
    }
    assert row["reliability"]["confidence"]["brier"] == 0.25
    assert row["reliability"]["speaker_confidence"]["brier"] is None
    assert row["reliability"]["confidence"]["bands"][5].keys() == {
        "low",
        "high",
        "count",
        "confidence",
        "right",
        "interval",
    }
    assert (row["documents"], row["outermost"], row["changes"]) == (1, True, None)


def test_a_run_is_saved_and_compared_with(cli: Cli, answers: Path, tmp_path: Path) -> None:
    saved = tmp_path / "run.jsonl"
    assert cli(answers, "--save", saved).exit_code == 0
    assert [json.loads(line)["text"] for line in saved.read_text().splitlines()] == ["It is a shame,"]
    assert "since the saved run: 0 gains, 0 losses\n" in cli(answers, "--saved", saved).stdout
    saved.write_bytes(as_lines(scored(WHOLE)))
    done = cli(answers, "--saved", saved)
    one, two = AT["one"][0][0], AT["two"][0][0]
    assert f"\n- a:{one} “fares will go up again” missed, was found by clause\n" in done.stdout
    assert f"\n+ a:{two} “It is a shame” found, by quotation\n" in done.stdout


def test_a_saved_run_keeps_every_character(tmp_path: Path) -> None:
    text = "“One\u2028two\x85three\ud800 and four,” she said."
    one = statement(Article(id="a", text=text, source="a"), [(1, text.index(",") + 1)])
    article = GoldArticle(id="a", text=text, statements=())
    (path := tmp_path / "run.jsonl").write_bytes(as_lines(score([article], {"a": [one]}, samples=0)))
    assert read_saved(path, {"a": article}) == {"a": [one]}
    made = score([article], {"a": [one]}, samples=0, before={"a": []})
    printed = io.StringIO()
    Console(file=printed, width=200).print(render(made))
    assert "- a:1 “One two three\\ud800 and four,” extra, by quotation" in printed.getvalue()


def test_the_page_is_written(cli: Cli, answers: Path, tmp_path: Path) -> None:
    assert cli(answers, "--html", tmp_path / "page.html").exit_code == 0
    Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    done = cli(answers, "--html", tmp_path / "none" / "page.html")
    assert done.exit_code == 1
    assert "name another file" in done.stderr


def test_floors_fail_the_command(cli: Cli, answers: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    assert cli(answers, "--floors", floors).exit_code == 2
    assert cli(answers, "--floors", floors, "--update-floors").exit_code == 0
    assert "no score is below its floor" in cli(answers, "--floors", floors).stderr
    row = json.loads(floors.read_text())
    row["floors"]["all.match"] = 0.6
    floors.write_text(json.dumps(row))
    done = cli(answers, "--floors", floors)
    assert done.exit_code == 1
    assert "all.match fell to 50.00, its floor is 60.00" in done.stderr
    assert cli(answers, "--floors", floors, "--update-floors").exit_code == 1
    assert cli(answers, "--floors", floors, "--update-floors", "--allow-regression").exit_code == 0
    assert cli(answers, "--floors", floors).exit_code == 0


def test_wrong_usage_says_what_to_do(cli: Cli, answers: Path, tmp_path: Path) -> None:
    (other := tmp_path / "other.jsonl").write_text('{"doc_id": "a"}\n')
    (moved := tmp_path / "moved.jsonl").write_bytes(as_lines(scored(replace(WHOLE, text="fares"))))
    (empty := tmp_path / "empty.jsonl").write_text("")
    for typed, told in (
        ([tmp_path / "none"], "name a file of annotated articles"),
        ([answers, answers], "a stands in"),
        ([empty], "no annotated article"),
        ([answers, "--update-floors"], "--floors FILE"),
        ([answers, "--floors", other, "--allow-regression"], "--update-floors"),
        ([answers, "--saved", tmp_path / "none.jsonl"], "make it with --save"),
        ([answers, "--saved", other], "line 1 is no statement"),
        ([answers, "--saved", moved], "does not stand so in its article"),
    ):
        done = cli(*typed)
        assert done.exit_code == 2, typed
        assert told in done.stderr


def judged(*parts: Span, answers: tuple[GoldStatement, ...] = ANSWERS) -> GoldArticle:
    return GoldArticle(id="a", text=TEXT, statements=answers, judged=parts)


FIRST: Span = (0, TEXT.index("\n"))
SECOND: Span = (TEXT.index("Riders"), len(TEXT) - 1)


def in_parts(*parts: Span, statements: tuple[Statement, ...] = (WHOLE, CUT, EXTRA)) -> Evaluation:
    return score([judged(*parts)], {"a": list(statements)}, samples=0)


def test_only_what_begins_in_a_judged_part_counts() -> None:
    assert figures(in_parts(FIRST), "all.match") == (2, 2, 2, 2)
    assert figures(in_parts(SECOND), "all.match") == (0, 1, 0, 1)
    assert figures(in_parts(FIRST, SECOND), "all.match") == figures(scored(WHOLE, CUT, EXTRA), "all.match")
    assert figures(in_parts(), "all.match") == (0, 0, 0, 0)
    assert figures(in_parts(SECOND), "speaker.found") == (0, 0, 0, 0)
    console = Console(file=io.StringIO(), width=120)
    console.print(render(in_parts(SECOND)))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "1 articles (1 judged in parts, where nothing else counts), 1 answers, 1 statements" in printed
    assert re.search(r"^match +0/0 +0/0 *$", printed, re.MULTILINE)  # no 0.0 where nothing was asked
    assert [tally.name for tally in in_parts(SECOND).rules] == ["quotation"]
    assert [error.kind for kind in errors(in_parts(SECOND).comparisons).values() for error in kind] == [
        "missed",
        "extra",
    ]


def test_a_statement_goes_with_the_answer_it_is_paired_with_wherever_it_begins() -> None:
    early = found([(AT["three"][0][0] - 6, AT["three"][0][1])])  # begins six characters before the answer
    from_answer = (AT["three"][0][0], len(TEXT))
    assert figures(in_parts(from_answer, statements=(early,)), "all.match") == (1, 1, 1, 1)
    before = (0, AT["three"][0][0] - 1)  # the statement begins here, its answer does not
    assert figures(in_parts(before, statements=(early,)), "all.match") == (0, 0, 0, 2)


def test_the_whole_article_judged_is_as_if_nothing_were_said_of_it() -> None:
    whole, plain = in_parts((0, len(TEXT))), score([gold(*ANSWERS)], {"a": [WHOLE, CUT, EXTRA]}, samples=0)
    assert whole.measures == plain.measures
    assert whole.floors.digest != plain.floors.digest  # other answers for the gate: they say how much was judged


def test_somebody_asked_for_the_name_alone_is_not_asked_for_kind_and_role() -> None:
    answers = (said("one", act="speech", speech=True, speaker="Ann Lee", aliases=("Lee",)),)
    made = scored(WHOLE, answers=answers)
    assert figures(made, "speaker.referent") == (1, 1, 1, 1)
    for name in ("kind", "role", "organisation"):
        assert figures(made, f"speaker.{name}") == (0, 0, 0, 0)
    assert [tally.speakers_right for tally in made.sieves] == [1]
