"""What a statement claims: its claims, what in them can be checked, of which type they are, and how worth checking."""

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.claims.score import Weights

__all__ = ["checkworthiness"]


def checkworthiness(texts: Iterable[str], *, nlp: Any = None, weights: Weights | None = None) -> list[float]:
    """Give for each text, a sentence or a claim, how worth checking it is, from 0 to 1.

    To rank by, not to leave out: the weights were learned from United States presidential debates. ``nlp`` is a
    pipeline of your own, made by ``onrecord.load``; ``weights`` those of ``score.load_weights``. A text without words
    gets 0. Raises ModelNotFound, with the command to type, when no English model is installed, and ValueError where
    there are no weights.

    >>> one, other = checkworthiness(["Unemployment fell by 3% last year.", "Thank you all very much."])
    >>> one > other
    True
    """
    from onrecord.claims.score import load_weights, score

    found = weights or load_weights()
    if found is None:
        raise ValueError(
            "there are no weights of claims: install onrecord anew, or write some with `onrecord train-claims`"
        )
    return [score(subject, found)[0] if subject.tokens else 0.0 for subject in subjects(texts, nlp=nlp)]


def subjects(texts: Iterable[str], *, nlp: Any = None) -> Iterator[Any]:
    """Give what is scored of each text, in their order."""
    import onrecord
    from onrecord.claims.claiming import clauses, subject
    from onrecord.pipeline import parse

    for doc in parse(nlp or onrecord.loaded(), texts):
        found = clauses(doc, ((0, len(doc.text)),))
        yield subject([token for token in doc if not token.is_space], found)
