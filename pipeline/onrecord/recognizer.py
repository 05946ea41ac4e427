"""Entities as spaCy's recogniser finds them, several times quicker: its states side by side instead of one by one.

Outside an entity the recogniser looks at the next token and at nothing else, so what it would do there is known for all
tokens from one product. Inside one it looks at the next token, the one before and the entity's first: entities are
grown side by side from all tokens where one could begin. A walk over what was decided then gives the entities.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span
from spacy.training import split_bilu_label
from thinc.api import NumpyOps

STATE = 3  # tokens that a state shows: the next one, the entity's first, the one before
TOGETHER = 24  # tokens for which entities grow side by side; a longer one is grown alone, so that work stays linear
OUT, BEGIN, UNIT = 0, 1, 2

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Found = list[tuple[int, int, int]]  # first token, token after the last, label


class _Moves(NamedTuple):
    """The classes of the model, by what they do; ``label`` is a number of ours, -1 for none."""

    outside: Ints  # those that can be chosen outside an entity
    kind: Ints  # for each of these OUT, BEGIN or UNIT
    label: Ints
    more: Ints  # for each label, the class that goes on with it
    last: Ints  # and the one that ends it
    names: list[str]


class Recognizer(EntityRecognizer):  # type: ignore[misc]  # spaCy's class has no types
    """spaCy's recogniser, with another way to the same entities.

    Docs that have entities already go the ordinary way.
    """

    def predict(self, docs: Sequence[Doc]) -> Any:
        """Give what ``set_annotations`` writes: for each Doc its entities."""
        if any(doc.has_annotation("ENT_IOB") for doc in docs):
            return super().predict(docs)
        moves = _moves(_names(self))
        sizes = [len(doc) for doc in docs]
        if not sum(sizes):
            return [(doc, [], moves) for doc in docs]
        found = _entities(self.model, docs, moves)
        ends = np.cumsum(sizes)
        return [
            (doc, [(start - end + size, stop - end + size, label) for start, stop, label in its], moves)
            for doc, its, end, size in zip(docs, _parted(found, ends), ends.tolist(), sizes, strict=True)
        ]

    def set_annotations(self, docs: Sequence[Doc], states_or_beams: Any) -> None:
        """Write the entities that ``predict`` gave to the Docs."""
        if not states_or_beams or not isinstance(states_or_beams[0], tuple):
            super().set_annotations(docs, states_or_beams)
            return
        for doc, found, moves in states_or_beams:
            doc.set_ents([Span(doc, start, stop, label=moves.names[label]) for start, stop, label in found])


def quicken(nlp: Language) -> bool:
    """Put a quick recogniser, with the same entities, in the place of a pipeline's ``ner`` where it is one we know.

    It is saved as spaCy's own and loaded as that. Says whether it did; a recogniser of another kind stays as it is.

    >>> import spacy
    >>> quicken(spacy.blank("en"))
    False
    """
    pipes: list[tuple[str, Any]] = nlp._components  # noqa: SLF001 - put in by the public door it could not be saved
    known = [i for i, (_, pipe) in enumerate(pipes) if _known(pipe)]
    for i in known:
        name, theirs = pipes[i]
        quick = Recognizer(nlp.vocab, theirs.model, name, theirs.moves, scorer=theirs.scorer)
        quick.cfg.update(theirs.cfg)
        pipes[i] = (name, quick)
    return bool(known)


def _known(pipe: Any) -> bool:
    """Tell whether a pipe is spaCy's own recogniser, greedy, on this machine's processor, with states that we know."""
    if type(pipe) is not EntityRecognizer or pipe.cfg.get("beam_width", 1) != 1:
        return False
    model = pipe.model
    lower = model.get_ref("lower") if model.has_ref("lower") else None
    return (
        lower is not None
        and isinstance(model.ops, NumpyOps)
        and bool(model.attrs.get("has_upper"))
        and not model.attrs.get("unseen_classes")
        and lower.maybe_get_dim("nF") == STATE
        and (lower.maybe_get_dim("nP") or 1) > 1
        and model.get_ref("upper").maybe_get_dim("nO") == len(_names(pipe))
    )


def _names(pipe: EntityRecognizer) -> list[str]:
    """Give the names of the classes, in order; ``move_names`` leaves one out, that blocks a token."""
    return [pipe.moves.get_class_name(i) for i in range(pipe.moves.n_moves)]


def _moves(names: Sequence[str]) -> _Moves:
    """Sort the classes of a model, by their names: ``O``, ``B-PERSON`` ..."""
    parted = [(name.rstrip("-"), "") if len(name) <= len("U-") else tuple(split_bilu_label(name)) for name in names]
    labels = sorted({label for move, label in parted if label})
    number = {label: i for i, label in enumerate(labels)}
    at = {one: i for i, one in enumerate(parted)}
    kinds = {"O": OUT, "B": BEGIN, "U": UNIT}
    outside = [(i, kinds[move], number.get(label, -1)) for i, (move, label) in enumerate(parted) if move in kinds]
    # a unit without a label is for tokens that somebody has blocked, and there are none
    chosen = np.array([one for one in outside if one[1] == OUT or one[2] >= 0], np.int64)
    inside = [np.array([at[move, label] for label in labels], np.int64) for move in "IL"]
    return _Moves(chosen[:, 0], chosen[:, 1], chosen[:, 2], inside[0], inside[1], labels)


def _entities(model: Any, docs: Sequence[Doc], moves: _Moves) -> Found:
    """Find the entities of texts laid end to end."""
    tok2vec, lower, upper = model.layers
    parts: NDArray[Any] = lower.predict(tok2vec.predict(docs))
    bias = lower.get_param("b")

    def scores(*tokens: Ints | None) -> Floats:
        """Score all classes in states that show these tokens; None where they show none."""
        summed = sum(parts[0 if ids is None else ids + 1, place] for place, ids in enumerate(tokens)) + bias
        made: Floats = upper.predict(summed.max(axis=-1))
        return made

    sent, space, last = _limits(docs)
    tokens = np.arange(len(sent))
    outside = scores(tokens, None, None)[:, moves.outside]
    outside[np.ix_(sent | last, moves.kind == BEGIN)] = -np.inf
    outside[np.ix_(space, moves.kind != OUT)] = -np.inf
    best = outside.argmax(axis=1)
    kinds, labels = moves.kind[best], moves.label[best]

    def grow(starts: Ints, ends: Ints, steps: int) -> Iterator[tuple[Ints, Ints]]:
        """Let entities take in one token more, so many times at most; give those that have ended, then the others."""
        while len(starts) and steps:
            steps -= 1
            made, its = scores(ends, starts, ends - 1), labels[starts]
            rows = np.arange(len(starts))
            more, less = made[rows, moves.more[its]], made[rows, moves.last[its]]
            earlier = moves.more[its] < moves.last[its]  # of two that score the same the first in number is taken
            on = np.where(earlier, more >= less, more > less) & ~(sent | last)[ends]
            ends = ends + 1
            yield starts[~on], ends[~on]
            starts, ends = starts[on], ends[on]
        yield starts, -ends

    starts = np.flatnonzero(kinds == BEGIN)
    stops = np.zeros(len(tokens), np.int64)
    for these, their in grow(starts, starts + 1, TOGETHER):
        stops[these] = their

    def alone(start: int, end: int) -> int:
        its = np.array([start])
        return next(int(ends[0]) for these, ends in grow(its, np.array([end]), len(tokens)) if len(these))

    return list(_walk(np.flatnonzero(kinds != OUT).tolist(), kinds, stops, labels, alone))


def _walk(
    places: Iterable[int], kinds: Ints, stops: Ints, labels: Ints, alone: Callable[[int, int], int]
) -> Iterator[tuple[int, int, int]]:
    """Take the first entity, then the first after it, and so on."""
    end = 0
    for start in places:
        if start < end:
            continue
        end = start + 1 if kinds[start] == UNIT else int(stops[start])
        if end <= 0:  # still growing
            end = alone(start, -end)
        yield start, end, int(labels[start])


def _limits(docs: Sequence[Doc]) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell for each token whether a sentence begins after it, whether it is a space, and whether it ends its text."""
    values = np.concatenate([doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs])
    begins = values[:, 0] == 1
    last = np.zeros(len(values), np.bool_)
    last[np.cumsum([len(doc) for doc in docs if len(doc)]) - 1] = True
    return np.append(begins[1:], False) & ~last, values[:, 1] == 1, last


def _parted(found: Found, ends: Ints) -> Iterator[Found]:
    """Part the entities of texts laid end to end."""
    cuts = np.searchsorted([start for start, _, _ in found], ends).tolist()
    for begin, end in zip([0, *cuts], cuts, strict=False):
        yield found[begin:end]
