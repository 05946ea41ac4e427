"""How far the two confidences can be believed: of the statements that were given 0.8, were eight in ten right?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from onrecord.evaluate.matching import Comparison
from onrecord.evaluate.scores import Interval
from onrecord.evaluate.speakers import speaker_right

CONFIDENCES = ("confidence", "speaker_confidence")
BANDS = 10  # of equal width, so that the last is what is surest: 0.9 or more
DEVIATIONS = 1.959964  # of the normal distribution, that hold 95 %
Judged = tuple[float, bool]  # a confidence, and whether what it was given to is right


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The statements with a confidence from ``low`` to below ``high``, the last band with 1 in it.

    ``confidence`` is their mean, ``right`` the share of them that is right, ``interval`` its 95 % interval (Wilson's);
    all None where ``count`` is 0.
    """

    low: float
    high: float
    count: int = 0
    confidence: float | None = None
    right: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How a confidence and what is right go together, over ``count`` statements; None is what cannot be told.

    ``confidence`` is the mean and ``right`` the share that is right. ``brier`` is the mean square of the difference
    between the confidence and what came true, ``constant_brier`` that of always saying ``right``; ``error`` is the
    expected calibration error: how far mean and share are apart in the bands, each weighed by its statements. ``sure``
    is the share of statements at 0.9 or above, ``sure_right`` the share of these that is right.
    """

    count: int = 0
    confidence: float | None = None
    right: float | None = None
    brier: float | None = None
    constant_brier: float | None = None
    error: float | None = None
    sure: float | None = None
    sure_right: float | None = None
    bands: tuple[Band, ...]


def reliability(comparisons: Iterable[Comparison]) -> dict[str, Reliability]:
    """Measure both confidences over articles: ``confidence`` and ``speaker_confidence``.

    >>> reliability([])["confidence"].count
    0
    """
    judged: dict[str, list[Judged]] = {name: [] for name in CONFIDENCES}
    for comparison in comparisons:
        for name, some in judge(comparison).items():
            judged[name] += some
    return {name: measured(some) for name, some in judged.items()}


def judge(comparison: Comparison) -> dict[str, list[Judged]]:
    """Give the confidences of one article's statements, each with whether it is right.

    A statement is right when it is paired with an answer and has its source. Its speaker is judged only then, and where
    the answer tells the speaker or that there is none, since that confidence is meant for right spans.

    >>> from onrecord.evaluate.matching import compare
    >>> from onrecord.gold import GoldArticle
    >>> judge(compare(GoldArticle(id="a", text="Hm.", statements=()), []))
    {'confidence': [], 'speaker_confidence': []}
    """
    given: list[Judged] = []
    speakers: list[Judged] = []
    for number, statement in enumerate(comparison.statements):
        answer = comparison.partners.get(number)
        if answer is None or answer not in comparison.sourced:
            given.append((statement.confidence, False))
            continue
        given.append((statement.confidence, True))
        gold = comparison.gold[answer]
        if gold.kind is not None:
            speakers.append((statement.speaker_confidence, speaker_right(gold, statement)))
    return dict(zip(CONFIDENCES, (given, speakers), strict=True))


def measured(judged: Sequence[Judged]) -> Reliability:
    """Measure one confidence.

    >>> found = measured([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])
    >>> found.brier, found.constant_brier, found.error
    (0.1875, 0.1875, 0.0)
    """
    bands = _bands(judged)
    count = len(judged)
    if not count:
        return Reliability(bands=bands)
    right = sum(hit for _, hit in judged) / count
    told = ((band.count, band.confidence, band.right) for band in bands)
    apart = [n * abs(mean - share) for n, mean, share in told if mean is not None and share is not None]
    return Reliability(
        count=count,
        confidence=sum(confidence for confidence, _ in judged) / count,
        right=right,
        brier=sum((confidence - hit) ** 2 for confidence, hit in judged) / count,
        constant_brier=right * (1 - right),
        error=sum(apart) / count,
        sure=bands[-1].count / count,
        sure_right=bands[-1].right,
        bands=bands,
    )


def wilson(right: int, count: int) -> Interval:
    """Give the 95 % interval of a share, Wilson's: it stays between 0 and 1, and is fair to a few statements.

    Raises ZeroDivisionError for a share of nothing.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    share, spread = right / count, DEVIATIONS**2 / count
    middle = share + spread / 2
    reach = sqrt(share * (1 - share) * spread + spread**2 / 4)
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return max(0.0, min(share, low)), min(1.0, max(share, high))  # rounding puts the ends of 0 and 1 a little off


def _bands(judged: Sequence[Judged]) -> tuple[Band, ...]:
    inside: list[list[Judged]] = [[] for _ in range(BANDS)]
    for confidence, hit in judged:
        inside[min(BANDS - 1, int(confidence * BANDS))].append((confidence, hit))
    return tuple(_band(number, some) for number, some in enumerate(inside))


def _band(number: int, inside: list[Judged]) -> Band:
    low, high, count = number / BANDS, (number + 1) / BANDS, len(inside)
    if not count:
        return Band(low=low, high=high)
    right = sum(hit for _, hit in inside)
    mean = sum(confidence for confidence, _ in inside) / count
    return Band(low=low, high=high, count=count, confidence=mean, right=right / count, interval=wilson(right, count))
