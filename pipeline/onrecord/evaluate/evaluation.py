"""A run over annotated articles: the answers read, the program run over their texts, and everything counted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onrecord.evaluate import scores, speakers
from onrecord.evaluate.by_rule import Tally, by_combination, by_rule, by_sieve
from onrecord.evaluate.floors import Floors, pinned
from onrecord.evaluate.matching import Comparison, compare
from onrecord.evaluate.reliability import Reliability, reliability
from onrecord.evaluate.saved import Change, compared, lines, read_saved
from onrecord.evaluate.scores import Interval, Measure, intervals, pooled
from onrecord.gold import GoldArticle, read_gold
from onrecord.records import Article, Speaker, Statement

Annotate = Callable[[Iterable[Article]], Iterator[tuple[Article, list[Statement], list[Speaker]]]]
SAMPLES = 1000  # drawings for the intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All there is to know of a run over annotated articles.

    ``statements`` are all that were found. ``measures`` has the scores by name (``all.e2e``, ``content.exact``,
    ``speaker.who`` ...), ``intervals`` the 95 % intervals of them; ``rules``, ``combinations`` and ``sieves`` what each
    decided; ``reliability`` how far each of the two confidences can be believed; ``changes`` the gains and losses since
    a saved run, None when there was none, and ``not_compared`` the number of articles of which that run has no
    statement.
    """

    statements: tuple[Statement, ...]
    comparisons: tuple[Comparison, ...]
    measures: dict[str, Measure]
    intervals: dict[str, Interval]
    rules: list[Tally]
    combinations: list[Tally]
    sieves: list[Tally]
    reliability: dict[str, Reliability]
    floors: Floors
    changes: tuple[Change, ...] | None
    not_compared: int


def evaluate(
    gold: Iterable[str | Path],
    *,
    outermost: bool = False,
    samples: int = SAMPLES,
    saved: str | Path | None = None,
    annotate: Annotate | None = None,
) -> Evaluation:
    """Run the program over annotated articles, given as for ``gold.read_gold``, and score what it finds.

    ``saved`` is a saved run to compare with. ``annotate`` takes the place of the pipeline.
    Raises ValueError, naming the file, for answers or a saved run that cannot be used.
    """
    articles = read_answers(gold)
    before = read_saved(Path(saved), {a.id: a for a in articles}) if saved is not None else None
    if annotate is None:
        from onrecord.batch import pipeline

        annotate = pipeline(None)
    return score(articles, predict(articles, annotate), outermost=outermost, samples=samples, before=before)


def read_answers(gold: Iterable[str | Path]) -> list[GoldArticle]:
    """Read the annotated articles of several files and folders as one; raise ValueError for an id that stands twice."""
    articles: list[GoldArticle] = []
    seen: dict[str, str | Path] = {}
    for path in gold:
        if not Path(path).exists():
            raise ValueError(
                f"there is no {path}: name a file of annotated articles or a folder with articles and answers"
            )
        for article in read_gold(path):
            if article.id in seen:
                raise ValueError(f"{path}: {article.id} stands in {seen[article.id]} too: evaluate one after the other")
            seen[article.id] = path
            articles.append(article)
    if not articles:
        raise ValueError("there is no annotated article in what was named: name a file or folder that has some")
    return articles


def predict(articles: Iterable[GoldArticle], annotate: Annotate) -> dict[str, list[Statement]]:
    """Give the statements that the program finds in annotated articles, by article; it sees nothing but the texts."""
    plain = (Article(id=article.id, text=article.text, source=article.id) for article in articles)
    return {article.id: statements for article, statements, _ in annotate(plain)}


def score(
    articles: Sequence[GoldArticle],
    statements: dict[str, list[Statement]],
    *,
    outermost: bool = False,
    samples: int = SAMPLES,
    before: dict[str, list[Statement]] | None = None,
) -> Evaluation:
    """Score statements, by article, against the answers; ``before`` is another run to tell gains and losses from.

    ``outermost`` leaves out statements inside another one, for answers that never nest; who said what is always
    scored with them. ``samples`` is the number of drawings for the intervals, 0 for none.

    >>> from onrecord.gold import GoldStatement
    >>> one = GoldArticle(id="a", text="She said so.", statements=(GoldStatement(content=((9, 11),)),))
    >>> score([one], {}).measures["all.match"].score
    0.0
    """
    comparisons = tuple(compare(a, statements.get(a.id, ()), outermost=outermost) for a in articles)
    counted = [scores.counts(comparison) for comparison in comparisons]
    if speakers.has_speakers(articles):
        whole = (compare(a, statements.get(a.id, ())) for a in articles) if outermost else comparisons
        counted = [counts | speakers.counts(one) for counts, one in zip(counted, whole, strict=True)]
    measures = pooled(counted)
    known = [c for c in comparisons if before is not None and c.article.id in before]
    return Evaluation(
        statements=tuple(one for article in articles for one in statements.get(article.id, ())),
        comparisons=comparisons,
        measures=measures,
        intervals=intervals(counted, samples),
        rules=by_rule(comparisons),
        combinations=by_combination(comparisons),
        sieves=by_sieve(comparisons),
        reliability=reliability(comparisons),
        floors=pinned(measures, list(articles), outermost=outermost),
        changes=_changes(known, before, outermost=outermost) if before is not None else None,
        not_compared=len(comparisons) - len(known) if before is not None else 0,
    )


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Give an evaluation as an object for JSON: scores and shares from 0 to 1, with the counts they are made of."""
    return {
        "documents": evaluation.floors.documents,
        "digest": evaluation.floors.digest,
        "outermost": evaluation.floors.outermost,
        "measures": {
            name: {
                "precision": measure.precision,
                "recall": measure.recall,
                "score": measure.score,
                "interval": evaluation.intervals.get(name),
                **asdict(measure),
            }
            for name, measure in evaluation.measures.items()
        },
        "rules": [asdict(tally) for tally in evaluation.rules],
        "combinations": [asdict(tally) for tally in evaluation.combinations],
        "sieves": [asdict(tally) for tally in evaluation.sieves],
        "reliability": {name: asdict(one) for name, one in evaluation.reliability.items()},
        "changes": None if evaluation.changes is None else [asdict(change) for change in evaluation.changes],
    }


def as_lines(evaluation: Evaluation) -> bytes:
    """Give what a run is saved as, to be compared with later: its statements as lines of a knowledge file."""
    return lines(evaluation.statements)


def _changes(now: Sequence[Comparison], before: dict[str, list[Statement]], *, outermost: bool) -> tuple[Change, ...]:
    return compared(now, [compare(c.article, before[c.article.id], outermost=outermost) for c in now])
