"""How many of an article's statements were found, and with the right source: counts, and the scores made of them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from onrecord.evaluate.matching import LABELS, Attribution, Comparison, Words
from onrecord.gold import GoldStatement

Subset = Literal["all", "quoted", "speech"]
SUBSETS = get_args(Subset)
METRICS = ("tokens", "match", "strict", "e2e")
Counts = dict[str, tuple[int, int, int, int]]  # of an article, by measure: right and predicted, right and wanted
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure over all articles: of those ``predicted``, ``hits`` were right; of those ``wanted``, ``reached``.

    A mere share (the sources that are right among the contents found) counts the same on both sides.
    """

    hits: int
    predicted: int
    reached: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right; 0 where nothing was."""
        return _share(self.hits, self.predicted)

    @property
    def recall(self) -> float:
        """The share of what was wanted that was reached; 0 where nothing was."""
        return _share(self.reached, self.wanted)

    @property
    def score(self) -> float:
        """F1, or the share itself.

        >>> Measure(1, 2, 1, 4).score == 2 * 0.5 * 0.25 / 0.75
        True
        """
        return self.recall if self.shared else _f1(self.precision, self.recall)

    @property
    def shared(self) -> bool:
        """Whether both sides are the same, so that there is but one figure to tell."""
        return (self.hits, self.predicted) == (self.reached, self.wanted)


def counts(comparison: Comparison) -> Counts:
    """Count one article: ``SUBSET.METRIC``, ``SUBSET.source``, ``LABEL.tokens``, ``LABEL.exact``; ``act`` if told."""
    out: Counts = {}
    for subset in SUBSETS:
        out |= _subset(comparison, subset)
    for label in LABELS:
        wanted, found = (_union(sides, label) for sides in (comparison.wanted, comparison.found))
        right = len(wanted & found)
        out[f"{label}.tokens"] = (right, len(found), right, len(wanted))
        exact, ours = (_pieces(sides, label) for sides in (comparison.wanted, comparison.found))
        right = len(exact & ours)
        out[f"{label}.exact"] = (right, len(ours), right, len(exact))
    return out | _act(comparison)


def pooled(articles: Iterable[Counts]) -> dict[str, Measure]:
    """Add up the counts of articles.

    >>> pooled([{"found": (1, 2, 1, 2)}, {"found": (1, 1, 1, 1)}])["found"].score == 2 / 3
    True
    """
    total: dict[str, list[int]] = {}
    for article in articles:
        for name, four in article.items():
            sums = total.setdefault(name, [0, 0, 0, 0])
            for at, count in enumerate(four):
                sums[at] += count
    return {name: Measure(*sums) for name, sums in total.items()}


def intervals(articles: Sequence[Counts], samples: int) -> dict[str, Interval]:
    """Give the 95 % interval of each score, from drawing the articles anew ``samples`` times with a fixed seed.

    >>> intervals([{"found": (1, 2, 1, 2)}], 10)
    {'found': (0.5, 0.5)}
    """
    import numpy as np

    if not articles or samples < 1:
        return {}
    names = list(dict.fromkeys(name for article in articles for name in article))
    table = np.array([[article.get(name, (0, 0, 0, 0)) for name in names] for article in articles], dtype=np.int64)
    drawn = random.Random(0)
    scores: list[Any] = []
    for _ in range(samples):
        sums = table[drawn.choices(range(len(articles)), k=len(articles))].sum(axis=0)
        scores.append([Measure(*map(int, four)).score for four in sums])
    ordered = np.sort(np.array(scores), axis=0)
    low, high = ordered[int(0.025 * samples)], ordered[min(samples - 1, int(0.975 * samples))]
    return {name: (float(low[at]), float(high[at])) for at, name in enumerate(names)}


def _subset(comparison: Comparison, subset: str) -> Counts:
    """Count one subset. What is predicted in ``speech``: all but what was paired with an answer outside of it."""
    wanted, found = comparison.wanted, comparison.found
    pairs, partners, sourced = comparison.pairs, comparison.partners, comparison.sourced
    answers = [n for n, one in enumerate(wanted) if subset == "all" or getattr(one, subset)]
    if subset == "speech":
        ours = [n for n in range(len(found)) if n not in partners or wanted[partners[n]].speech]
    else:
        ours = [n for n, one in enumerate(found) if subset == "all" or one.quoted]
    whole = {answer for answer, (_, jaccard) in pairs.items() if jaccard == 1}
    asked, given = (_union([side[n] for n in chosen], "content") for side, chosen in ((wanted, answers), (found, ours)))
    out = {
        f"{subset}.tokens": (
            len(given & _union(wanted, "content")),
            len(given),
            len(asked & _union(found, "content")),
            len(asked),
        )
    }
    for metric, right in (("match", frozenset(pairs)), ("strict", whole), ("e2e", sourced)):
        hits = sum(partners.get(n) in right for n in ours)
        out[f"{subset}.{metric}"] = (hits, len(ours), sum(n in right for n in answers), len(answers))
    right_sources, matched = sum(n in sourced for n in answers), sum(n in pairs for n in answers)
    out[f"{subset}.source"] = (right_sources, matched, right_sources, matched)
    return out


def _act(comparison: Comparison) -> Counts:
    """Count the pairs that are both speech or both none, where answers tell; which other act it is does not matter."""
    told = {n: speech for n, one in enumerate(comparison.gold) if (speech := _is_speech(one)) is not None}
    ours = {n: comparison.statements[comparison.pairs[n][0]].act == "speech" for n in told if n in comparison.pairs}
    share = (sum(speech == told[n] for n, speech in ours.items()), len(ours))
    return {"act": (*share, *share)} if told else {}


def _is_speech(gold: GoldStatement) -> bool | None:
    if gold.speech is None and gold.act is not None:
        return gold.act == "speech"
    return gold.speech


def _union(sides: Sequence[Attribution], label: str) -> Words:
    return frozenset().union(*(getattr(one, label) for one in sides))


def _pieces(sides: Sequence[Attribution], label: str) -> frozenset[Words]:
    return frozenset().union(*(one.pieces[label] for one in sides))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
