"""What weights are worth: scores on annotated articles, how far confidences can be believed, words a second."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.evaluate import score
from onrecord.evaluate.evaluation import Annotate, predict
from onrecord.evaluate.reliability import Reliability
from onrecord.gold import GoldArticle
from onrecord.pipeline import annotate, load

REPEATS = 3  # of the timings, each beside one of the stock pipe, so that a busy machine slows both alike
BATCH = 16  # articles that the stock pipe is given at once
STOCK = "spaCy's model alone"
# the pipelines to compare, by name, as settings of `load`; all but the first use the weights
WAYS: dict[str, dict[str, Any]] = {
    "rules only": {"tagger": False},
    "tagger only": {"config": {"components": {"onrecord_tagger": {"alone": True}}}},
    "both": {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What one pipeline reaches: scores (0 to 1) by measure, its ``confidence``, and words in a second of processor.

    ``ratio`` is its speed over that of the stock spaCy pipe; None is what was not measured.
    """

    name: str
    scores: dict[str, float]
    confidence: Reliability | None = None
    rate: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What to measure on and how: annotated articles, of which ``outermost`` counts statements inside no other only."""

    articles: tuple[GoldArticle, ...]
    outermost: bool = False
    model: str | None = None
    rules: Path | None = None

    def pipeline(self, weights: Path, **settings: Any) -> Annotate:
        """Give what annotates articles by these weights, or as other settings of ``onrecord.load`` say."""
        chosen = {"rules": self.rules, "weights": weights if settings.get("tagger", True) else None, **settings}
        return partial(annotate, load(self.model, **chosen))

    def worth(self, name: str, found: Annotate) -> Worth:
        """Score a pipeline, without its speed."""
        made = score(self.articles, predict(self.articles, found), outermost=self.outermost, samples=0)
        scores = {measure: counted.score for measure, counted in made.measures.items()}
        return Worth(name=name, scores=scores, confidence=made.reliability["confidence"])


def compare_ways(trial: Trial, weights: Path, *, repeats: int = REPEATS) -> list[Worth]:
    """Measure rules only, the tagger only and both, and spaCy's model alone for its speed.

    Raises what ``onrecord.load`` raises.
    """
    pipelines = {name: trial.pipeline(weights, **settings) for name, settings in WAYS.items()}
    made = [trial.worth(name, found) for name, found in pipelines.items()]
    stock = _stock(trial)
    seconds: dict[str, list[float]] = {name: [] for name in (STOCK, *pipelines)}
    for _ in range(repeats):
        seconds[STOCK].append(_seconds(stock))
        for name, found in pipelines.items():
            seconds[name].append(_seconds(partial(predict, trial.articles, found)))
    words = sum(len(article.text.split()) for article in trial.articles)
    return [
        replace(one, rate=words / min(seconds[one.name]), ratio=_ratio(seconds[STOCK], seconds[one.name]))
        for one in (*made, Worth(name=STOCK, scores={}))
    ]


def _stock(trial: Trial) -> Callable[[], None]:
    """Give a run of the model as spaCy loads it over the articles."""
    import spacy

    from onrecord.model import find_model

    nlp = spacy.load(find_model(trial.model).path)
    texts = [article.text for article in trial.articles]

    def run() -> None:
        for _ in nlp.pipe(texts, batch_size=BATCH):
            pass

    return run


def _seconds(job: Callable[[], object]) -> float:
    """Give the seconds of processor that a job takes."""
    began = time.process_time()
    job()
    return max(time.process_time() - began, 1e-6)


def _ratio(stock: Sequence[float], ours: Sequence[float]) -> float:
    return statistics.median(base / own for base, own in zip(stock, ours, strict=True))
