"""Component: tells the parser where sentences surely begin: at a paragraph, and after a dateline."""

import functools
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from onrecord import resources
from onrecord.punctuation import DASH_TOKENS

_DATELINE = 14  # tokens at most: WASHINGTON, Oct. 3 (Wire Service) —


@Language.factory("onrecord_breaks", assigns=["token.is_sent_start"])
def make_breaks(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component that sets sentence starts before the parser runs: no sentence runs over two paragraphs."""
    return _annotate


def _annotate(doc: Doc) -> Doc:
    fresh = True
    for token in doc:
        if token.is_space:
            fresh = fresh or "\n" in token.text
            continue
        if fresh:
            token.is_sent_start = True
            start = _after_dateline(doc, token.i)
            if start is not None:
                doc[start].is_sent_start = True
        fresh = False
        if token.text == "." and token.i and token.i + 1 < len(doc) and doc[token.i - 1].text + "." in _titles():
            doc[token.i + 1].is_sent_start = False  # no sentence ends after Sgt.
        elif token.text in _titles() and token.text.endswith(".") and token.i + 1 < len(doc):
            doc[token.i + 1].is_sent_start = False
    return doc


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset(
        form for form in resources.forms("titles") | resources.forms("titles_courtesy") if form.endswith(".")
    )


def _after_dateline(doc: Doc, first: int) -> int | None:
    """Give the token after ``PARIS (AFP) —``: a dash soon after a paragraph's start, behind capitals or a bracket."""
    if not doc[first].text[:1].isupper():
        return None
    for token in doc[first + 1 : first + _DATELINE]:
        if "\n" in token.text or (token.text.islower() and token.is_alpha):
            return None
        if token.text in DASH_TOKENS:
            whole = doc[first : token.i]
            sure = whole[-1].text == ")" or all(t.is_upper for t in whole if t.is_alpha)
            return token.i + 1 if sure and token.i + 1 < len(doc) else None
    return None
