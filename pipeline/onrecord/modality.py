"""Whether something was said at all: negated, possible, conditional or asked."""

from spacy.tokens import Token

from onrecord import resources


def negated(cue: Token) -> bool:
    """Tell whether a report is denied: ``did not say``, ``declined to say``, ``nobody said``, ``no official said``.

    >>> import spacy
    >>> vocab = spacy.blank("en").vocab
    >>> doc = spacy.tokens.Doc(vocab, words=["Nobody", "agreed"], heads=[1, 1], deps=["nsubj", "ROOT"])
    >>> negated(doc[1])
    True
    """
    words = _table("negation")
    if any(child.dep_ == "neg" for child in cue.children):
        return True
    if cue.dep_ == "xcomp" and cue.head.lower_ in words["verbs"]:
        return True
    subject = next((c for c in cue.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None:
        return False
    return subject.lower_ in words["subjects"] or any(c.lower_ in words["determiners"] for c in subject.children)


def modality(cue: Token) -> str | None:
    """Tell how far a report is from having been made: ``would``, ``may``, ``should``, ``if``, ``question`` or None.

    >>> import spacy
    >>> vocab = spacy.blank("en").vocab
    >>> doc = spacy.tokens.Doc(vocab, words=["They", "might", "agree"], heads=[2, 2, 2], deps=["nsubj", "aux", "ROOT"])
    >>> modality(doc[2])
    'may'
    """
    marks = _table("mark")
    for child in cue.children:
        if child.dep_ == "mark" and child.lower_ in marks["if"] and cue.dep_ == "advcl":
            return "if"
    for name, words in _table("auxiliary").items():
        if any(child.dep_ in ("aux", "auxpass") and child.lower_ in words for child in cue.children):
            return name
    return "question" if _asked(cue) else None


def _asked(cue: Token) -> bool:
    """Tell whether a report is the main clause of a question: an auxiliary before its subject, a question mark."""
    if cue.dep_ != "ROOT":
        return False
    subject = next((c.i for c in cue.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    first = next((c.i for c in cue.children if c.dep_ in ("aux", "auxpass")), None)
    if subject is None or first is None or first > subject:
        return False
    return any(c.text == "?" for c in cue.rights)


def _table(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = resources.table("modality.toml")[name]
    return found
