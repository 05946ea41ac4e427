"""How far the confidences can be believed: figures worked out by hand, on confidences and on compared statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import marks
from onrecord.evaluate.matching import compare
from onrecord.evaluate.plot import plot
from onrecord.evaluate.reliability import BANDS, judge, measured, reliability, wilson
from onrecord.evaluate.tables import band_rows
from onrecord.gold import GoldArticle, GoldStatement
from onrecord.records import Article, Span, Statement
from stand_in import statement

MARKED = """[lee Ann Lee] said [one fares will go up]. [riders Riders] said [two the queues are long].

[three “It is a shame,”] [she she] said. [four Nobody was asked].
"""
TEXT, AT = marks.parse(MARKED)
ARTICLE = Article(id="a", text=TEXT, source="a")


def found(label: str, source: str, confidence: float, speaker: str | None, sure: float) -> Statement:
    return statement(
        ARTICLE,
        AT[label],
        mention_spans=tuple(AT[source]),
        confidence=confidence,
        speaker=speaker,
        speaker_confidence=sure,
    )


def answer(label: str, source: str, **more: object) -> GoldStatement:
    return GoldStatement(content=tuple(AT[label]), source=tuple(AT[source]), **more)  # type: ignore[arg-type]


ANSWERS = (
    answer("one", "lee", speaker="Ann Lee", kind="person", aliases=("Lee",)),
    answer("two", "riders", kind="unknown"),  # it is told that there is no name
    answer("three", "she"),  # it is not told who
)
GIVEN = [
    found("one", "lee", 0.95, "Ms Lee", 0.9),
    found("two", "riders", 0.85, None, 0.0),
    found("three", "lee", 0.75, "Ann Lee", 0.8),
    found("four", "she", 0.25, "Ann Lee", 0.7),
]


def judged(statements: list[Statement], **options: bool) -> dict[str, list[tuple[float, bool]]]:
    return judge(compare(GoldArticle(id="a", text=TEXT, statements=ANSWERS), statements, **options))


def test_a_statement_is_right_with_its_source_and_its_speaker_is_judged_only_then() -> None:
    made = judged(GIVEN)
    assert made["confidence"] == [(0.95, True), (0.85, True), (0.75, False), (0.25, False)]
    assert made["speaker_confidence"] == [(0.9, True), (0.0, True)]  # nobody is right where the answer has nobody
    whom = judged([found("one", "lee", 0.9, "Bob", 0.6), found("two", "riders", 0.9, "Bob", 0.5)])
    assert whom["speaker_confidence"] == [(0.6, False), (0.5, False)]
    untold = judged([found("three", "she", 0.9, "Ann Lee", 0.8)])
    assert untold == {"confidence": [(0.9, True)], "speaker_confidence": []}


def test_a_statement_inside_another_may_be_left_out() -> None:
    start, end = AT["one"][0]
    inner: Span = (start, end - len(" go up"))
    statements = [GIVEN[0], statement(ARTICLE, [inner], confidence=0.3)]
    assert judged(statements)["confidence"] == [(0.95, True), (0.3, False)]
    assert judged(statements, outermost=True)["confidence"] == [(0.95, True)]


def test_perfectly_calibrated_confidences_have_no_error() -> None:
    made = measured([(0.75, True)] * 3 + [(0.75, False)] + [(0.25, False)] * 3 + [(0.25, True)])
    assert (made.count, made.confidence, made.right) == (8, 0.5, 0.5)
    assert made.error == 0
    assert (made.brier, made.constant_brier) == (0.1875, 0.25)
    assert (made.sure, made.sure_right) == (0, None)
    assert [(band.low, band.count, band.right) for band in made.bands if band.count] == [
        (0.2, 4, 0.25),
        (0.7, 4, 0.75),
    ]


def test_confidences_that_promise_too_much_are_worse_than_a_constant() -> None:
    made = measured([(1.0, True), (1.0, False), (0.9, True), (0.9, False)])
    assert made.error == pytest.approx(0.45)
    assert made.brier == pytest.approx((0 + 1 + 0.01 + 0.81) / 4)
    assert made.constant_brier == 0.25
    assert (made.sure, made.sure_right) == (1, 0.5)
    (band,) = (band for band in made.bands if band.count)
    assert (band.low, band.high, band.count) == (0.9, 1.0, 4)
    assert band.confidence == pytest.approx(0.95)
    assert band.interval == pytest.approx((0.15, 0.85), abs=0.001)


def test_errors_of_bands_are_weighed_and_do_not_make_up_for_one_another() -> None:
    made = measured([(0.5, True), (0.5, True), (0.5, True), (0.8, False)])
    assert made.error == pytest.approx((3 * 0.5 + 0.8) / 4)


def test_all_right_or_all_wrong_is_a_figure_like_others() -> None:
    assert measured([(1.0, True)]).error == measured([(0.0, False)]).error == 0
    assert measured([(0.0, True)]).error == measured([(1.0, False)]).error == 1


def test_nothing_has_no_figures_and_can_be_shown() -> None:
    for made in (
        *reliability([]).values(),
        *reliability([compare(GoldArticle(id="a", text="", statements=()), [])]).values(),
    ):
        assert (made.count, made.brier, made.error, made.sure_right) == (0, None, None, None)
        assert [(band.low, band.high) for band in made.bands] == [(n / 10, (n + 1) / 10) for n in range(BANDS)]
        assert band_rows(made) == []
        assert "<circle" not in plot("confidence", made)


def test_a_confidence_is_in_the_band_that_it_begins() -> None:
    for number in range(BANDS):
        assert measured([(number / 10, True)]).bands[number].count == 1


def test_intervals_are_those_of_wilson() -> None:
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=0.0001)
    assert wilson(10, 10) == pytest.approx((0.7225, 1), abs=0.0001)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)  # of Newcombe (1998), table I


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_any_confidences_can_be_measured_and_plotted(some: list[tuple[float, bool]]) -> None:
    made = measured(some)
    assert sum(band.count for band in made.bands) == made.count == len(some)
    for figure in (made.confidence, made.right, made.brier, made.constant_brier, made.error, made.sure):
        assert figure is not None
        assert 0 <= figure <= 1
    for band in made.bands:
        if band.interval is not None and band.right is not None:
            assert 0 <= band.interval[0] <= band.right <= band.interval[1] <= 1
    assert plot("confidence", made).count("<circle") == len(band_rows(made))
