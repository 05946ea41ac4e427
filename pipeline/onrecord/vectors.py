"""The vectors that a spaCy model gives words before it looks at their neighbours, remembered from text to text.

Such a vector hangs on the form of the word and on nothing beside it, news uses the same words again and again, and a
third of the products of ``tok2vec`` goes into them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps

MOST = 30_000  # forms remembered, some ten megabytes; then it begins anew
FORM = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
_ODD = np.uint64(0x9E3779B97F4A7C15)  # mixes the numbers of a form to one of 64 bits, as spaCy makes one of a string

Floats = NDArray[np.float32]
Forward = Callable[[Any, Sequence[Any], bool], tuple[list[Floats], Callable[..., Any]]]


def remember(model: Model[Any, Any]) -> int:
    """Let a model remember the vectors of words; give in how many of its layers, 0 for a model of another build.

    The vectors are those it would have made, to the last bit, if its products are those of ``onrecord.products``.

    >>> from thinc.api import Linear
    >>> remember(Linear(2, 3))
    0
    """
    layers = [node for node in model.walk() if _known(node)]
    for node in layers:
        # a layer around it would do the same, but a pipeline that was saved with one could not be loaded any more
        node._func = _remembering(node._func)  # noqa: SLF001
    return len(layers)


def _known(node: Model[Any, Any]) -> bool:
    names = tuple(layer.name.partition("(")[0] for layer in node.layers)
    return names == FORM and isinstance(node.ops, NumpyOps) and node._func.__name__ != _remembering.__name__  # noqa: SLF001


def _remembering(forward: Forward) -> Forward:
    known: dict[int, Floats] = {}

    def _remembering(model: Any, docs: Sequence[Any], is_train: bool) -> tuple[list[Floats], Callable[..., Any]]:
        if is_train or not docs:
            return forward(model, docs, is_train)
        nonlocal known
        if len(known) > MOST:
            known = {}
        its = known  # another thread may begin anew meanwhile
        extract, *rest = model.layers
        features = extract.predict(docs)
        every = np.concatenate(features)
        keys, first, back = np.unique(_mixed(every), return_index=True, return_inverse=True)
        forms = keys.tolist()
        new = [i for i, form in enumerate(forms) if form not in its]
        if new:
            made: Any = [every[first[new]]]
            for layer in rest:
                made = layer.predict(made)
            its.update(zip([forms[i] for i in new], made[0], strict=True))
        vectors = np.stack([its[form] for form in forms])[back] if forms else forward(model, docs, False)[0][0]
        return np.split(vectors, np.cumsum([len(one) for one in features])[:-1]), lambda _: []

    return _remembering


def _mixed(forms: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = forms[:, 0].copy()
    for column in forms.T[1:]:
        mixed ^= mixed >> np.uint64(29)
        mixed *= _ODD
        mixed += column
    return mixed
