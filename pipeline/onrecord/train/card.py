"""The model card of weights: what they were learned from, their digest, their scores, the licence."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from onrecord.gold import read_gold
from onrecord.tagger.learn import Settings
from onrecord.train.training import FIRST, SECOND

_CARD = """\
# Weights of the trained tagger

One file, `tagger.npz`: arrays of numbers (read with pickles forbidden) of two linear chains and a logistic regression.
SHA-256 `{digest}`, {size:,} bytes.

| learned from | articles | statements | SHA-256 |
| --- | --- | --- | --- |
{data}

Trained on {date} by `onrecord train`; the same files, rules and settings give the same bytes.
Settings: first reading {first}; second reading {second}.

## Scores
{scores}

## Licence
PolNeAR 1.0, which these weights were learned from, is a research corpus of news text, published without a stated
licence. The weights hold no text of it, only numbers for hashed combinations of features. Whoever may not use weights
learned from such a corpus deletes this folder, or says `--no-tagger`: everything then runs on rules.
"""


def card(paths: Iterable[Path | str], data: bytes, *, date: str, scores: str) -> str:
    """Give the model card of weights as Markdown: what they were learned from, their digest, their scores, the licence.

    ``data`` are the bytes of the weights, ``scores`` a table in Markdown.

    >>> "Licence" in card([], b"", date="2026-01-31", scores="none")
    True
    """
    rows = []
    for path in paths:
        articles = list(read_gold(path))
        count = sum(len(article.statements) for article in articles)
        sha = hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else "-"
        rows.append(f"| {Path(path).name} | {len(articles):,} | {count:,} | `{sha}` |")
    return _CARD.format(
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        data="\n".join(rows),
        date=date,
        first=_spelled(FIRST),
        second=_spelled(SECOND),
        scores=scores,
    )


def _spelled(settings: Settings) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(settings).items())
