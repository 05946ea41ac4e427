"""Weights of check-worthiness, learned from sentences of debates that people have judged, and how good they are."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.claims import subjects
from onrecord.claims.features import GROUPS, features, share
from onrecord.knowledge import KnowledgeError, rows
from onrecord.train.writing import check_ready

WORTH = "CFS"  # the label of a check-worthy factual sentence
FOLDS = 5
LEAST = 3  # sentences that a feature must stand in
KEPT = 60_000  # features
STRENGTH = 0.7  # of the data against the pull to zero
# How much a group counts beside the words: the others repeat much of what those say.
SCALE: Mapping[str, float] = {"shape": 0.7, "size": 0.5, "whole": 0.7, "verbs": 0.7}
DIGITS = 4

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Debates:
    """Judged sentences: their texts, whether each is worth checking, and of which debate, as its number by name."""

    texts: list[str]
    worth: np.ndarray[Any, np.dtype[np.bool_]]
    debate: np.ndarray[Any, np.dtype[np.int64]]
    names: list[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores on debates that were not learned from: average precision, and F1 of what scores a half or more."""

    held_out: str
    precision: float
    f1: float
    baseline_precision: float
    baseline_f1: float


def read_debates(path: Path) -> Debates:
    """Read judged sentences: JSON Lines with ``text``, ``label`` (CFS, UFS or NFS) and ``doc``, the debate.

    Raises ValueError, naming the line, for one without these.
    """
    texts, labels, docs = [], [], []
    try:
        for number, row in enumerate(rows(path), 1):
            if not all(isinstance(row.get(key), str) for key in ("text", "label", "doc")):
                raise ValueError(f"{path}, line {number} has no text, label and doc: see docs/train.md")
            texts.append(row["text"])
            labels.append(row["label"])
            docs.append(row["doc"])
    except KnowledgeError as error:
        raise ValueError(f"{path} is not JSON Lines of judged sentences: see docs/train.md") from error
    names = sorted(set(docs))
    if len(names) <= FOLDS or len({one == WORTH for one in labels}) < 2:
        why = f"has {len(names)} debates; it takes more than {FOLDS}, with sentences that are worth checking and others"
        raise ValueError(f"{path} {why}: see docs/train.md")
    return Debates(
        texts, np.array([one == WORTH for one in labels]), np.array([names.index(one) for one in docs]), names
    )


class Columns:
    """Features as columns of a matrix: those that stand in enough of the sentences learned from."""

    def __init__(self, found: Sequence[dict[str, list[str]]]) -> None:
        """Name the columns."""
        counts = Counter((group, name) for one in found for group, names in one.items() for name in set(names))
        self.names = sorted(key for key, count in counts.items() if count >= LEAST)
        self.counts = np.array([counts[key] for key in self.names], dtype=float)

    def matrix(self, found: Iterable[dict[str, list[str]]]) -> Any:
        """Give a row for each sentence: what each of its features counts for."""
        from scipy.sparse import csr_matrix

        number = {key: at for at, key in enumerate(self.names)}
        values: list[float] = []
        places: list[int] = []
        ends = [0]
        for one in found:
            row: dict[int, float] = {}
            for group, names in one.items():
                part = SCALE.get(group, 1.0) * share(len(names))
                for name in names:
                    at = number.get((group, name))
                    if at is not None:
                        row[at] = row.get(at, 0.0) + part
            places += row.keys()
            values += row.values()
            ends.append(len(places))
        return csr_matrix((values, places, ends), shape=(len(ends) - 1, len(self.names)))

    def keep(self, weights: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Give the columns that matter most: those of much weight in many sentences."""
        matter = np.abs(weights) * np.sqrt(self.counts)
        return np.sort(np.argsort(-matter, kind="stable")[:KEPT])


@dataclass(frozen=True, slots=True)
class Learned:
    """Columns, those of them that are kept, their weights and the bias."""

    columns: Columns
    kept: np.ndarray[Any, np.dtype[np.int64]]
    weights: np.ndarray[Any, np.dtype[np.float64]]
    bias: float

    def scores(self, found: Iterable[dict[str, list[str]]]) -> Any:
        """Give the score of each sentence before it is made a number from 0 to 1."""
        return self.columns.matrix(found)[:, self.kept] @ self.weights + self.bias


def learn(found: Sequence[dict[str, list[str]]], worth: Any) -> Learned:
    """Learn weights by logistic regression, both kinds of sentences weighing alike in all."""
    columns = Columns(found)
    matrix = columns.matrix(found)
    kept = columns.keep(_fitted(matrix, worth).coef_[0])
    matrix = matrix[:, kept]
    model = _fitted(matrix, worth)
    return Learned(columns, kept, model.coef_[0], float(model.intercept_[0]))


def _fitted(matrix: Any, worth: Any) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced", random_state=0).fit(
        matrix, worth
    )


def measure(debates: Debates, found: Sequence[dict[str, list[str]]], tell: Tell) -> list[Measured]:
    """Measure on each fifth of the debates, learned from the others, and on the last two, learned from those before.

    Beside it stands TF-IDF of words and characters with logistic regression, on the same sentences.
    """
    every = len(debates.names)
    splits = [(f"fifth {number + 1}", debates.debate % FOLDS == number) for number in range(FOLDS)]
    splits.append(("last two", debates.debate >= every - 2))
    out = []
    for name, held in splits:
        inside = [one for one, there in zip(found, held, strict=True) if not there]
        outside = [one for one, there in zip(found, held, strict=True) if there]
        scores = learn(inside, debates.worth[~held]).scores(outside)
        base = _baseline(debates.texts, debates.worth, held)
        worth = debates.worth[held]
        one = Measured(name, *_scored(worth, scores), *_scored(worth, base))
        base_line = f"{one.baseline_precision:.3f}, {one.baseline_f1:.3f}"
        tell(f"{name}: AP {one.precision:.3f}, F1 {one.f1:.3f}; TF-IDF {base_line}")
        out.append(one)
    return out


def _scored(worth: Any, scores: Any) -> tuple[float, float]:
    from sklearn.metrics import average_precision_score, f1_score

    return float(average_precision_score(worth, scores)), float(f1_score(worth, scores >= 0))


def _baseline(texts: Sequence[str], worth: Any, held: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    made = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    matrix = made.fit_transform([text for text, out in zip(texts, held, strict=True) if not out])
    other = made.transform([text for text, out in zip(texts, held, strict=True) if out])
    return _fitted(matrix, worth[~held]).decision_function(other)


def write_claim_weights(gold: Path, out: Path, *, measured: bool = True, tell: Tell = lambda _: None) -> list[Measured]:
    """Learn weights of check-worthiness from judged sentences and write them to a file; give the measures, if wanted.

    Raises ValueError for sentences that cannot be read and without scikit-learn, OSError for a file that cannot be
    written.
    """
    check_ready()
    debates = read_debates(gold)
    found = [features(one) for one in subjects(debates.texts)]
    tell(f"{len(found)} sentences of {len(debates.names)} debates read")
    scores = measure(debates, found, tell) if measured else []
    learned = learn(found, debates.worth)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(_page(learned, debates, scores), encoding="utf-8")
    return scores


def _page(learned: Learned, debates: Debates, scores: Sequence[Measured]) -> str:
    """Give the text of the file of weights, one feature a line."""
    groups: dict[str, dict[str, float]] = {name: {} for name in GROUPS}
    for at, weight in zip(learned.kept, learned.weights, strict=True):
        group, name = learned.columns.names[at]
        if value := round(float(weight), DIGITS):
            groups[group][name] = value
    about = {
        "what": "how worth checking a claim is, for ranking only",
        "learned_from": f"{len(debates.texts)} sentences of {len(debates.names)} United States presidential debates",
        "data": "ClaimBuster: Arslan, Hassan, Li and Tremayne, ICWSM 2020; CC BY 4.0",
        "scores": {
            one.held_out: {
                "AP": round(one.precision, 3),
                "F1": round(one.f1, 3),
                "TF-IDF AP": round(one.baseline_precision, 3),
                "TF-IDF F1": round(one.baseline_f1, 3),
            }
            for one in scores
        },
    }
    told = {
        "about": about,
        "bias": round(learned.bias, DIGITS),
        "scale": {name: SCALE.get(name, 1.0) for name in GROUPS},
        "features": groups,
    }
    return json.dumps(told, ensure_ascii=False, indent=0) + "\n"
