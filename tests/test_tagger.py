"""The trained tagger: its chain against brute force, its training, and what it must never do to an article."""

import functools
import itertools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import onrecord
from onrecord import resources, trained
from onrecord.drafts import Draft, overlap
from onrecord.gold import GoldArticle, GoldStatement
from onrecord.page import open_page
from onrecord.statements import statements
from onrecord.tagger import linking, make_tagger, weights
from onrecord.tagger.candidates import RULES, TAGGER, Candidate, snap
from onrecord.tagger.chain import CONTENT, LABELS, SOURCE, Scores, best, marginals, score, spans_of
from onrecord.tagger.choosing import Judged, choose
from onrecord.tagger.columns import read_columns
from onrecord.tagger.joining import join
from onrecord.tagger.judge import Trees
from onrecord.tagger.learn import Example, Settings, learn
from onrecord.tagger.linking import link, read
from onrecord.tagger.signs import Evidence
from onrecord.tagger.tagging import tagged
from onrecord.tagger.templates import READING, buckets, pieces
from onrecord.train import FIRST, SECOND, prepare, train
from onrecord.train.judging import fit

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = (
    "Ann Lee, the mayor of Ely, said on Monday that the bridge will stay shut until May.\n\n"
    "“We have no money left,” she said. “Nobody told us.”\n\n"
    "Critics fear that shops will close. The council denied it, and urged people to wait.\n"
)
ODD = ["", " ", "\n\n", "Word", "“", "“Never closed", "a\u00a0b \r\n c", "said said said", "She said: " + "so " * 900]

labels_of = st.lists(st.integers(0, LABELS - 1), max_size=30)


@pytest.fixture(scope="module")
def model() -> weights.Model:
    found = weights.load()
    if found is None:
        pytest.skip("the folder of trained weights has been deleted")
    return found


@functools.cache
def pipeline() -> "Language":
    return onrecord.load(tagger=False)


def parsed(nlp: "Language", text: str) -> tuple[Doc, list[Draft]]:
    doc = nlp(text)
    return doc, statements(doc)


def stump(name: str, low: float, high: float) -> Trees:
    """A tree that asks whether a sign is above a half, and adds ``low`` or ``high`` to even odds."""
    nodes = np.array([[0, -1, -1], [1, 0, 0], [2, 0, 0]], np.int32)
    floats = np.array([[0.5, 0, 0], [0, low, high]], np.float32)
    return Trees((name,), np.zeros(1, np.int32), nodes[0], floats[0], nodes[1], nodes[2], floats[1], 0.0)


def every_way(scores: Scores, moves: Scores) -> dict[tuple[int, ...], float]:
    n, width = scores.shape
    return {
        way: float(sum(scores[i, x] for i, x in enumerate(way)) + sum(moves[a, b] for a, b in itertools.pairwise(way)))
        for way in itertools.product(range(width), repeat=n)
    }


@given(st.integers(0, 10_000), st.lists(st.integers(1, 4), min_size=1, max_size=4))
@settings(max_examples=30)
def test_the_chain_agrees_with_trying_every_way(seed: int, lengths: list[int]) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(sum(lengths), 3)).astype(np.float32)
    moves = rng.normal(size=(3, 3)).astype(np.float32)
    bounds = np.cumsum([0, *lengths]).tolist()
    ranges = list(itertools.pairwise(bounds))
    found, chances = best(scores, moves, ranges), marginals(scores, moves, ranges)
    for start, end in ranges:
        ways = every_way(scores[start:end], moves)
        assert tuple(found[start:end].tolist()) == max(ways, key=lambda way: ways[way])
        total = sum(np.exp(value) for value in ways.values())
        for i in range(end - start):
            for label in range(3):
                share = sum(np.exp(value) for way, value in ways.items() if way[i] == label) / total
                assert chances[start + i, label] == pytest.approx(share, abs=1e-4)


def test_rows_outside_all_sequences_are_outside() -> None:
    scores, moves = np.full((4, LABELS), 9, np.float32), np.zeros((LABELS, LABELS), np.float32)
    scores[:, CONTENT] = 99
    assert best(scores, moves, [(1, 3)]).tolist() == [0, CONTENT, CONTENT, 0]
    assert marginals(scores, moves, [(1, 3)])[[0, 3], 0].tolist() == [1, 1]
    assert best(scores, moves, []).tolist() == [0, 0, 0, 0]


@given(labels_of, st.sets(st.integers(0, 29)))
def test_spans_hold_exactly_the_labelled_rows_and_stop_at_breaks(labels: list[int], breaks: set[int]) -> None:
    stops = sorted(at for at in breaks if at < len(labels))
    spans = spans_of(np.array(labels, np.int8), SOURCE, stops)
    covered = [row for start, end in spans for row in range(start, end)]
    assert covered == [row for row, label in enumerate(labels) if label in (SOURCE, SOURCE + 1)]
    for start, end in spans:
        assert labels[start + 1 : end] == [SOURCE + 1] * (end - start - 1)
        assert not any(start < at < end for at in stops)


def test_learning_finds_what_is_there_and_gives_the_same_bytes_again() -> None:
    rng = np.random.default_rng(0)
    examples = []
    for _ in range(40):
        words = rng.integers(0, LABELS, 12)
        found = np.stack([words, words // 2 + 50]).astype(np.uint32)
        examples.append(Example(found, words.astype(np.int8), [(0, 5), (5, 12)]))
    wanted = Settings(rounds=6, rate=0.3, left_out=0.2, decay=0.0, batch=40)
    first, again = learn(examples, wanted), learn(examples, wanted)
    for example in examples:
        assert best(score(first, example.found), first.moves, example.ranges).tolist() == example.labels.tolist()
    one, two = (
        weights.encode(weights.Model(x, x, stump("quoted", -1, 1), stump("margin", 0, 1))) for x in (first, again)
    )
    assert one == two


def test_weights_come_back_nearly_as_they_were_and_hold_no_pickle() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(50, LABELS)).astype(np.float32)
    made = weights.make(np.sort(rng.choice(1 << 22, 50, replace=False)), values, rng.normal(size=(LABELS, LABELS)))
    judge = stump("quoted", -1.5, 0.25)
    back = weights.decode(
        weights.encode(weights.Model(made, made, judge, judge))
    )  # numpy reads it with pickles forbidden
    rows = [{"quoted": 1.0}, {"quoted": 0.0}, {}]
    assert back.judge.chances(rows) == judge.chances(rows) == [0.562, 0.182, 0.182]
    assert back.reading.keys.tolist() == made.keys.tolist()
    assert np.abs(back.pairing.values[1:, :-1] - values).max() < 0.02 * np.abs(values).max()


def test_weights_of_another_version_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = weights.make(np.array([1]), np.ones((1, LABELS)), np.zeros((LABELS, LABELS)))
    weights.save(weights.Model(made, made, stump("quoted", 0, 0), stump("quoted", 0, 0)), tmp_path / trained.NAME)
    monkeypatch.setattr(weights, "FORMAT", weights.FORMAT + 1)
    with pytest.raises(
        ValueError, match=r"format \d, where this onrecord reads \d.*`onrecord train`, or .*--no-tagger"
    ):
        weights.load(tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut short", b"words", b"\x93NUMPY"])
def test_files_that_are_no_weights_say_what_to_do(data: bytes, tmp_path: Path) -> None:
    (tmp_path / trained.NAME).write_bytes(data)
    with pytest.raises(ValueError, match=r"`onrecord train`, or .*--no-tagger"):
        weights.load(tmp_path)


def test_weights_that_were_replaced_are_read_again(tmp_path: Path) -> None:
    made = weights.make(np.array([1]), np.ones((1, LABELS)), np.zeros((LABELS, LABELS)))
    for names in (("words",), ("parse", "rules")):
        weights.save(
            weights.Model(made, made, stump("quoted", 0, 0), stump("quoted", 0, 0), names), tmp_path / trained.NAME
        )
        found = weights.load(tmp_path)
        assert found is not None
        assert found.without == names
        assert weights.load(tmp_path) is found


def test_the_judge_learns_what_makes_a_candidate_right() -> None:
    pytest.importorskip("sklearn")
    rng = np.random.default_rng(2)
    rows = [{"quoted": float(rng.random() < 0.5), "margin": float(rng.normal())} for _ in range(600)]
    answers = [row["margin"] + row["quoted"] > 0.5 for row in rows]
    judge = fit(rows, answers, n_estimators=60, max_features=None)
    right = [chance > 0.5 for chance in judge.chances(rows)]
    assert sum(a == b for a, b in zip(right, answers, strict=True)) > 570
    assert fit(rows, answers, n_estimators=60, max_features=None).chances(rows) == judge.chances(rows)
    assert set(fit(rows, [True] * 600).chances(rows)) == {0.999}


def test_without_weights_the_rules_stay(nlp: "Language", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.tagger.component.load", lambda _: None)
    doc = nlp(TEXT)
    before = doc._.onrecord_statements
    assert before
    tagger = make_tagger(nlp, "onrecord_tagger", 0.3, weights=None, alone=False)
    assert tagger(doc)._.onrecord_statements == before
    assert doc._.onrecord_tagged is None


def test_every_list_it_looks_at_is_there() -> None:
    lists = resources.table("tagger.toml")["lists"]
    names = [*lists["cues"], *lists["others"]]
    assert len(names) == len(set(names)) <= 64
    assert all(resources.forms(name) for name in names)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_ordinary(nlp: "Language", model: weights.Model, text: str) -> None:
    doc, drafts = parsed(nlp, text)
    found = tagged(open_page(doc), drafts, model, kept=0.0)
    spans = [span for one in found for span in (*one.spans, *one.candidate.cue_spans, *one.candidate.mention_spans)]
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert len(read_columns(doc, drafts)) == len(doc)


@given(st.text(alphabet="said Ann “”\"'.,:\n We no", max_size=120))
@settings(max_examples=40)
def test_contents_are_slices_that_do_not_overlap(text: str) -> None:
    nlp, model = pipeline(), weights.load()
    if model is None:
        return
    doc, drafts = parsed(nlp, text)
    found = tagged(open_page(doc), drafts, model, kept=0.0)
    assert found == tagged(open_page(doc), drafts, model, kept=0.0)
    flat = [one for one in found if not one.nested]
    for one, other in itertools.combinations(flat, 2):
        assert not overlap(one.spans, other.spans)
    for one in flat:
        assert one.spans == sorted(one.spans)
        assert one.probability is not None
        assert 0 <= one.probability <= 1
        assert all(0 <= s < e <= len(text) for s, e in one.spans)


@given(st.text(alphabet="said Ann “”\"'.,:\n We no", max_size=120), st.integers(0, 99))
@settings(max_examples=40)
def test_no_quotation_of_speech_is_lost_however_unlikely(text: str, seed: int) -> None:
    doc, drafts = parsed(pipeline(), text)
    page = open_page(doc)
    sheet = read_columns(doc, drafts)
    rng = np.random.default_rng(seed)
    groups = [
        [Judged(candidate(doc, sheet.tokens(draft.spans), draft, number), float(rng.random()), 0.0)]
        for number, draft in enumerate(drafts)
    ]
    evidence = Evidence(page, sheet, drafts, np.zeros((len(doc), LABELS), np.float32))
    chosen = choose(evidence, groups, 0.5, 0.5)
    joined = [draft for draft, _ in join(page, drafts, chosen)]
    for draft in drafts:
        if draft.passages:
            shared = sum(overlap([span], draft.spans) for other in joined for span in other.spans)
            assert 2 * shared >= sum(end - start for start, end in draft.spans)
    assert joined == sorted(joined, key=lambda draft: (draft.start, -draft.end, draft.cue or 0))
    for draft in joined:
        if draft.parent is not None:
            assert overlap(joined[draft.parent].spans, draft.spans) == sum(e - s for s, e in draft.spans)


def candidate(doc: Doc, tokens: list[tuple[int, int]], draft: Draft, number: int) -> Candidate:
    return Candidate(
        spans=draft.spans,
        cue_spans=draft.cue_spans,
        mention_spans=draft.mention_spans,
        content=frozenset(t for a, b in tokens for t in range(a, b)),
        source=frozenset(),
        said_by=frozenset({RULES}),
        named_by=frozenset({RULES}),
        cue=draft.cue,
        draft=number,
        link=None,
        inner=draft.parent is not None,
    )


def evidence_of(doc: Doc, drafts: list[Draft]) -> Evidence:
    return Evidence(open_page(doc), read_columns(doc, drafts), drafts, np.zeros((len(doc), LABELS), np.float32))


def judged(evidence: Evidence, number: int, words: str, right: float, exact: float = 0.0) -> Judged:
    """A candidate at the cue of a draft, with these words of the text for its content."""
    doc, draft = evidence.page.doc, evidence.drafts[number]
    start = doc.text.index(words)
    spans = [(start, start + len(words))]
    one = candidate(doc, evidence.sheet.tokens(spans), draft, number)
    return Judged(replace(one, spans=spans), right, exact)


def test_of_two_contents_at_a_cue_the_exact_one_is_taken_before_the_likelier(nlp: "Language") -> None:
    doc, drafts = parsed(nlp, "Ann Lee said that the bridge is shut, and she left.")
    evidence = evidence_of(doc, drafts)
    wide = judged(evidence, 0, "that the bridge is shut, and she left", 0.9, 0.1)
    close = judged(evidence, 0, "that the bridge is shut", 0.8, 0.7)
    (chosen,) = choose(evidence, [[wide, close]], 0.5, 0.5)
    assert chosen.spans == close.candidate.spans
    assert chosen.probability == 0.8


def test_a_content_keeps_what_a_likelier_one_left_of_it_if_that_is_half(nlp: "Language") -> None:
    doc, drafts = parsed(nlp, "Ann Lee said the old bridge is shut and Bob Hill said the new road is open.")
    evidence = evidence_of(doc, drafts)
    second = judged(evidence, 0, "the new road is open", 0.9)
    first = judged(evidence, 0, "the old bridge is shut and Bob Hill said the new road is open", 0.8)
    found = choose(evidence, [[first], [second]], 0.5, 0.5)
    assert [[doc.text[s:e] for s, e in one.spans] for one in found] == [
        ["the old bridge is shut and Bob Hill said"],
        ["the new road is open"],
    ]
    quoted = 'Ann Lee said it was "odd" and Bob Hill said "the new road is open" to us.'
    doc, drafts = parsed(nlp, quoted)
    evidence = evidence_of(doc, drafts)
    second = judged(evidence, 0, "the new road is open", 0.9)
    first = judged(evidence, 0, 'it was "odd" and Bob Hill said "the new road is open"', 0.8)
    found = choose(evidence, [[first], [second]], 0.5, 0.5)
    assert [[quoted[s:e] for s, e in one.spans] for one in found] == [  # no piece is a mark alone
        ['it was "odd" and Bob Hill said "'],
        ["the new road is open"],
    ]


def test_a_content_of_which_less_than_half_is_left_is_none(nlp: "Language") -> None:
    doc, drafts = parsed(nlp, "Ann Lee said the old bridge is shut and Bob Hill said the new road is open.")
    evidence = evidence_of(doc, drafts)
    first = judged(evidence, 0, "the old bridge is shut and Bob Hill said the new road is open", 0.8)
    most = judged(evidence, 0, "bridge is shut and Bob Hill said the new road is open", 0.9)
    assert len(choose(evidence, [[first], [most]], 0.5, 0.5)) == 1


def test_what_only_the_tagger_sees_must_be_likelier(nlp: "Language") -> None:
    doc, drafts = parsed(nlp, "Ann Lee said that the bridge is shut.")
    evidence = evidence_of(doc, drafts)
    with_rules = judged(evidence, 0, "that the bridge is shut", 0.35)
    unaided = replace(with_rules, candidate=replace(with_rules.candidate, draft=None))
    assert [len(choose(evidence, [[one]], 0.3, 0.4)) for one in (with_rules, unaided)] == [1, 0]
    assert len(choose(evidence, [[replace(unaided, right=0.4)]], 0.3, 0.4)) == 1


def test_a_report_inside_reported_words_stays_beside_them(nlp: "Language") -> None:
    doc, drafts = parsed(nlp, "According to the report, the officer said that the bridge was shut.")
    evidence = evidence_of(doc, drafts)
    inner = next(number for number, draft in enumerate(drafts) if draft.parent is not None)
    outer = judged(evidence, drafts[inner].parent or 0, "the officer said that the bridge was shut", 0.9)
    nested = judged(evidence, inner, "that the bridge was shut", 0.1)
    found = choose(evidence, [[outer], [nested]], 0.5, 0.5)
    assert [one.nested for one in found] == [False, True]
    (first, _), (second, chance) = join(evidence.page, drafts, found)
    assert first.parent is None
    assert (second.parent, chance) == (0, None)


def test_who_has_one_paragraph_of_a_quotation_has_all(nlp: "Language") -> None:
    text = "Ann Lee said: “We have no money left at all.\n\n“Nobody told us that it had been spent.”\n"
    page = open_page(nlp(text))
    first, second = (14, 44), (48, 87)
    assert [text[s:e] for s, e in snap(page, [(20, 40)])] == [
        "We have no money left at all.",
        text[slice(*page.speech[0].spans[1])],
    ]
    assert snap(page, [first]) == snap(page, [second]) == list(page.speech[0].spans)
    assert snap(page, [(0, 8)]) == [(0, 8)]


def test_memory_does_not_grow_since_pieces_give_what_all_at_once_gives(
    nlp: "Language", model: weights.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc, drafts = parsed(nlp, TEXT.replace("\n", " ") * 3 + TEXT)
    sheet = read_columns(doc, drafts)
    whole = buckets(sheet.facts, sheet.paragraph, READING)
    for at_once in (1, 2, 7, 50):
        found = [some for _, some in pieces(sheet.facts, sheet.paragraph, READING, at_once=at_once)]
        assert np.array_equal(np.concatenate(found, 1), whole)
    reading = read(sheet, score(model.reading, whole), model.reading.moves)
    links = link(sheet, reading, drafts, model.pairing)
    assert len(links) > 6
    monkeypatch.setattr(linking, "_AT_ONCE", 2)
    assert link(sheet, reading, drafts, model.pairing) == links


def test_it_finds_the_plain_cases(nlp: "Language", model: weights.Model) -> None:
    doc, drafts = parsed(nlp, TEXT)
    found = tagged(open_page(doc), drafts, model)
    said = next(one.candidate for one in found if [TEXT[s:e] for s, e in one.candidate.cue_spans] == ["said"])
    assert said.mention_spans
    assert TAGGER in said.said_by
    everything = " ".join(TEXT[s:e] for one in found for s, e in one.spans)
    assert "the bridge will stay shut until May" in everything
    assert "We have no money left" in everything


def test_training_again_gives_the_same_bytes(nlp: "Language", tmp_path: Path) -> None:
    lessons = []
    for number in range(6):
        text = TEXT.replace("May", ["May", "June", "July", "spring", "Easter", "Friday"][number])
        doc, drafts = parsed(nlp, text)
        at = text.index("the bridge")
        gold = GoldStatement(
            content=((at, text.index(".\n")),),
            cue=((text.index("said"), text.index("said") + 4),),
            source=((0, text.index(" said") - 1),),
        )
        lessons.append(prepare(doc, drafts, GoldArticle(id=str(number), text=text, statements=(gold,))))
    short, second = replace(FIRST, rounds=2, seldom=1), replace(SECOND, rounds=1, seldom=1)
    for name in ("one", "two"):
        weights.save(train(lessons, first=short, second=second), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    with pytest.raises(ValueError, match="more files"):
        train(lessons[:3])
