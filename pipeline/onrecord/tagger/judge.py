"""How likely a link is right: a small logistic regression over what both readings and the rules say."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from onrecord.drafts import Draft
from onrecord.records import ROUND
from onrecord.tagger.chain import CONTENT, CUE, SOURCE, Scores
from onrecord.tagger.sheet import DraftTokens, Sheet

if TYPE_CHECKING:
    from onrecord.tagger.linking import Link

LENGTHS = (1, 2, 4, 8, 16, 32)
HOPELESS = -6.0  # a margin below which no link is looked at
LEAST = 1e-3  # nothing is surer than this


def signs(sheet: Sheet, link: "Link", chances: Scores, drafts: list[Draft]) -> dict[str, float]:
    """Give what speaks for and against a link, by name."""
    content = [t for a, b in link.content for t in range(a, b)]
    source = [t for a, b in link.source for t in range(a, b)]
    if not content or link.margin < HOPELESS:
        return {}
    after = min(content[-1] + 1, len(sheet) - 1)
    quoted = float((sheet.passage[content] >= 0).mean())
    found = {
        "bias": 1.0,
        "margin": min(max(link.margin, -10), 30) / 10,
        "margin near none": min(max(link.margin, -3), 3) / 3,
        "margin by length": min(max(link.margin / math.sqrt(len(content)), -2), 4),
        "cue": _odds(float(chances[link.cue.start, CUE])),
        "content": _odds(float(chances[content, CONTENT : CONTENT + 2].sum(1).mean())),
        "content begins": _odds(float(chances[content[0], CONTENT])),
        "content ends": _odds(1 - float(chances[after, CONTENT + 1])),
        "source": _odds(float(chances[source, SOURCE : SOURCE + 2].sum(1).mean())) if source else 0.0,
        "no source": float(not source),
        "in pieces": float(len(link.content) > 1),
        "in many pieces": float(len(link.content) > 2),
        "quoted": float(quoted > 0.9),
        "partly quoted": float(0.1 < quoted <= 0.9),
    }
    found |= {f"longer than {length}": float(len(content) > length) for length in LENGTHS}
    if link.cue.draft is not None:
        found |= _agreement(sheet.drafts[link.cue.draft], set(content), set(source), drafts[link.cue.draft])
    return found


def chance(weights: dict[str, float], found: dict[str, float]) -> float:
    """Give the probability that a link with these signs is right; 0 without any.

    >>> chance({"bias": 0.0}, {"bias": 1.0}), chance({"bias": 0.0}, {})
    (0.5, 0.0)
    """
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + math.exp(-min(max(total, -30), 30))), ROUND) if found else 0.0


def fit(rows: list[dict[str, float]], right: list[bool], decay: float = 1.0) -> dict[str, float]:
    """Fit the weights of signs to what was right, by Newton's method.

    >>> round(chance(fit([{"bias": 1.0}] * 40, [True] * 30 + [False] * 10), {"bias": 1.0}), 1)
    0.7
    """
    names = sorted({name for row in rows for name in row})
    table: NDArray[np.float64] = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    target = np.array(right, np.float64)
    weights = np.zeros(len(names))
    for _ in range(30):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (likely - target) + decay * weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + decay * np.eye(len(names))
        weights -= np.linalg.solve(curve, slope)
    return dict(zip(names, np.round(weights, 4).tolist(), strict=True))


def _agreement(tokens: DraftTokens, content: set[int], source: set[int], draft: Draft) -> dict[str, float]:
    """Say how far the rules' draft at the same cue says the same."""
    theirs = {t for a, b in tokens.content for t in range(a, b)}
    named = {t for a, b in tokens.source for t in range(a, b)}
    same = len(theirs & content) / max(1, len(theirs | content))
    alike = len(named & source) / len(named | source) if named or source else 1.0
    return {
        "rules": 1.0,
        "rules have other content": float(same == 0),
        "rules have like content": float(same >= 0.5),
        "rules have this content": float(same >= 0.9),
        "rules have this source": float(alike >= 0.5),
        "rules find it beside a quotation": float(any("quotation" in rule for rule in draft.rules)),
    }


def _odds(probability: float) -> float:
    bounded = min(max(probability, LEAST), 1 - LEAST)
    return math.log(bounded / (1 - bounded))
