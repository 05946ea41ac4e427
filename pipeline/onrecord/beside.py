"""The noun phrase beside a cue word, for when the parse has not seen that it is the source."""

from spacy.tokens import Doc, Token

_NOMINAL = frozenset(["NN", "NNS", "NNP", "NNPS", "PRP"])
_INNER = _NOMINAL | frozenset(["DT", "JJ", "JJR", "JJS", "CD", "PRP$", "POS", "HYPH", "VBN", "VBG", "NFP"])
_BRACKETS = {")": "(", "]": "["}
_NAMES = frozenset({"NNP", "NNPS"})


def before(doc: Doc, cue: Token) -> tuple[int, int] | None:
    """Give the tokens [start, end) of the noun phrase that ends where a cue's verb group begins."""
    i = cue.i - 1
    while i >= 0 and (
        (
            doc[i].tag_ in ("RB", "MD", "VBZ", "VBD", "VBP")
            and doc[i].head.i in (cue.i, doc[i].i)
            and doc[i].dep_ != "ROOT"
        )
        or doc[i].dep_ == "advmod"
    ):
        i -= 1
    i = _over_brackets(doc, i)
    if i < 0 or doc[i].tag_ not in _NOMINAL or not any(c.isalnum() for c in doc[i].text):
        return None
    end = i + 1
    while i >= 0 and (doc[i].tag_ in _INNER or _joins_names(doc, i)):
        i -= 1
    start = i + 1
    while start < end and doc[start].tag_ in ("POS", "VBG", "HYPH"):
        start += 1
    return (start, end) if start < end else None


def after(doc: Doc, cue: Token) -> tuple[int, int] | None:
    """Give the tokens [start, end) of the noun phrase that begins right after a cue word."""
    start = i = cue.i + 1
    while start < len(doc) and doc[start].is_quote:
        start = i = start + 1
    while i < len(doc) and ((doc[i].tag_ in _INNER and not doc[i].is_quote) or _joins_names(doc, i)):
        i += 1
    while i > start and doc[i - 1].tag_ not in _NOMINAL:
        i -= 1
    return (start, i) if i > start else None


def head(doc: Doc, start: int, end: int) -> Token:
    """Give the word of a noun phrase that the others hang on: the one whose head lies outside, the last of these."""
    outside = [t for t in doc[start:end] if t.tag_ in _NOMINAL and not start <= t.head.i < end]
    return outside[-1] if outside else doc[end - 1]


def bracketed(doc: Doc, token: Token) -> Token | None:
    """Give the name that a word in brackets stands behind: ``Gov. John Kasich (R-Ohio) said``, where Ohio was taken."""
    for j in range(token.i, max(-1, token.i - 6), -1):
        if doc[j].text in _BRACKETS:
            return None
        if doc[j].text in _BRACKETS.values():
            return doc[j - 1] if j and doc[j - 1].tag_ in _NOMINAL else None
    return None


def _over_brackets(doc: Doc, i: int) -> int:
    """Step back over what stands in brackets between a name and its verb: ``Rep. Paul Ryan (R-Wis.) said``."""
    if i >= 0 and doc[i].text in _BRACKETS:
        for j in range(i - 1, max(-1, i - 12), -1):
            if doc[j].text == _BRACKETS[doc[i].text]:
                return j - 1
    return i


def _joins_names(doc: Doc, i: int) -> bool:
    """Tell whether a word links two parts of a name: ``Department of Health``, ``Marks & Spencer``."""
    return (
        0 < i < len(doc) - 1
        and doc[i].tag_ in ("IN", "CC")
        and doc[i - 1].tag_ in _NAMES
        and doc[i + 1].tag_ in _NAMES
        and (doc[i].dep_ in ("prep", "cc"))
    )
