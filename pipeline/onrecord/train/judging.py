"""Fits the judge: boosted trees over the signs of candidates, to whether each is right."""

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from onrecord import resources
from onrecord.evaluate.matching import TextOfWords, source_right
from onrecord.gold import GoldArticle
from onrecord.tagger.candidates import Candidate
from onrecord.tagger.judge import Trees, tabulate
from onrecord.tagger.signs import Signs

SELDOM = 20  # a sign seen on fewer candidates is not asked for
TREES = 250
SETTINGS = {
    "n_estimators": TREES,
    "learning_rate": 0.06,
    "max_depth": None,
    "max_leaf_nodes": 24,
    "min_samples_leaf": 30,
    "max_features": 60,
    "subsample": 0.7,
    "random_state": 0,
}


def grade(article: GoldArticle, ones: Iterable[Candidate]) -> list[tuple[bool, bool]]:
    """Tell of each candidate whether it has half of the words of an answer, and its source, as the scores count it.

    The second tells whether it has exactly the words, too.
    """
    text = TextOfWords(article.text)
    wanted = [text.attribution(source=s.source, cue=s.cue, content=s.content) for s in article.statements]
    out = []
    for one in ones:
        ours = text.attribution(source=tuple(one.mention_spans), cue=tuple(one.cue_spans), content=tuple(one.spans))
        alike = [
            (len(answer.content & ours.content) / len(answer.content | ours.content), -number)
            for number, answer in enumerate(wanted)
            if answer.content & ours.content
        ]
        most, number = max(alike, default=(0.0, 0))
        right = most >= 0.5 and source_right(text, wanted[-number], ours)
        out.append((right, right and most == 1))
    return out


def leave_out(row: Signs, groups: Iterable[str]) -> Signs:
    """Give the signs of a candidate, less those of the groups, as tagger.toml names these.

    >>> leave_out({"cue": 1.0, "cue said": 1.0, "source begins": 2.0}, ["words"])
    {'cue': 1.0, 'source begins': 2.0}
    """
    lost = set(groups)
    return {name: value for name, value in row.items() if _group(name) not in lost} if lost else row


@functools.cache
def _group(sign: str) -> str | None:
    beginnings = resources.table("tagger.toml")["signs"]
    fitting = [(len(b), group) for group, some in beginnings.items() for b in some if sign.startswith(b)]
    return max(fitting)[1] if fitting else None


def fit(rows: Sequence[Signs], answers: Sequence[bool], **settings: Any) -> Trees:
    """Fit trees to the signs of candidates and whether each was right.

    Raises ValueError, naming the extra to install, without scikit-learn.
    """
    try:
        from sklearn.ensemble import GradientBoostingClassifier
    except ImportError as error:
        raise ValueError("training needs scikit-learn: pip install 'onrecord[train]'") from error
    if len(set(answers)) < 2:
        return _constant(float(np.mean(answers)) if answers else 0.0)
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in seen.items() if count >= min(SELDOM, len(rows) // 10))
    model = GradientBoostingClassifier(**(SETTINGS | settings))
    model.fit(tabulate(rows, names), np.array(answers))
    prior = float(np.mean(answers))
    return _trees(model, names, float(np.log(prior / (1 - prior))))


def _trees(model: Any, names: Sequence[str], start: float) -> Trees:
    """Lay out the trees of a fitted model one after another, and leave out the names that none asks for."""
    parts = [tree.tree_ for tree in model.estimators_[:, 0]]
    roots = np.cumsum([0, *(part.node_count for part in parts[:-1])])
    column = np.concatenate([part.feature for part in parts])
    used = sorted({int(number) for number in column if number >= 0})
    place = {number: at for at, number in enumerate(used)}
    return Trees(
        names=tuple(names[number] for number in used),
        roots=roots.astype(np.int32),
        column=np.array([place.get(int(number), -1) for number in column], np.int32),
        limit=np.concatenate([part.threshold for part in parts]).astype(np.float32),
        left=np.concatenate([part.children_left + root for part, root in zip(parts, roots, strict=True)]).astype(
            np.int32
        ),
        right=np.concatenate([part.children_right + root for part, root in zip(parts, roots, strict=True)]).astype(
            np.int32
        ),
        value=(model.learning_rate * np.concatenate([part.value[:, 0, 0] for part in parts])).astype(np.float32),
        start=start,
    )


def _constant(share: float) -> Trees:
    """Give the judge of answers that are all the same."""
    none, bounded = np.zeros(1, np.int32), min(max(share, 1e-3), 1 - 1e-3)
    zero = np.zeros(1, np.float32)
    return Trees((), none, none - 1, zero, none, none, zero, float(np.log(bounded / (1 - bounded))))
