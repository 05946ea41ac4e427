"""How far a source or a content reaches from the word that a rule found."""

from collections.abc import Callable, Iterable

from spacy.tokens import Doc, Token

from onrecord.punctuation import SEPARATORS
from onrecord.records import Span, Spans

_CLAUSE_HEADS = frozenset({"ROOT", "ccomp", "advcl", "relcl", "parataxis"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VB", "MD", "VBN", "VBG"})
_COMPLEMENTS = frozenset({"dobj", "dative", "prep", "oprd", "xcomp", "ccomp", "attr", "acomp", "prt", "pcomp", "agent"})
_CLOSING = frozenset("\"\u201d\u2019'")


def extent(kind: str, cue: Token, node: Token) -> set[int]:
    """Give the tokens of a content or source: ``kind`` is one of the extents of rules.py.

    phrase: the node's subtree; around: the clause about the cue; predicate: from the node to the cue's last complement;
    sentence, before: what the cue opens or closes; raised: the subject of a passive cue and the node's subtree; rest:
    the clause that the cue has taken to pieces. The cue itself is taken out by the caller.

    >>> import spacy
    >>> deps = ["nsubjpass", "auxpass", "ROOT", "aux", "xcomp"]
    >>> doc = spacy.tokens.Doc(spacy.Vocab(), "He is said to agree".split(), heads=[2, 2, 2, 4, 2], deps=deps)
    >>> sorted(extent("raised", doc[2], doc[4]))
    [0, 3, 4]
    """
    return _EXTENTS[kind](cue, node)


def phrase(_cue: Token, node: Token) -> set[int]:
    """Give the node's subtree as one stretch of tokens."""
    return set(range(node.left_edge.i, node.right_edge.i + 1))


def around(cue: Token, node: Token) -> set[int]:
    """Give the clause that the cue interrupts, without the cue's own subtree."""
    clause = node
    while (
        clause.dep_ not in _CLAUSE_HEADS
        and clause.head.i != clause.i
        and (clause.tag_ not in _FINITE or clause.dep_ in ("xcomp", "acl", "pcomp", "amod", "aux", "auxpass"))
    ):
        clause = clause.head
    own = set(range(cue.left_edge.i, cue.right_edge.i + 1)) if not cue.is_ancestor(clause) else {cue.i}
    return phrase(cue, clause) - own


def sentence(cue: Token, node: Token) -> set[int]:
    """Give the sentence that the cue opens or closes, without the cue's own subtree; elsewhere the clause around it."""
    whole = cue.sent
    own = set(range(cue.left_edge.i, cue.right_edge.i + 1))
    words = [t.i for t in whole if not t.is_space and not t.is_punct]
    if words[0] in own and not cue.is_ancestor(node):
        return set(range(whole.start, whole.end)) - own
    return around(cue, node)


def raised(cue: Token, node: Token) -> set[int]:
    """Give the subject of a passive cue and the node's subtree: of "He is expected to win", all but "is expected"."""
    subjects = [phrase(cue, child) for child in cue.children if child.dep_ == "nsubjpass"]
    return phrase(cue, node).union(*subjects)


def before(cue: Token, _node: Token) -> set[int]:
    """Give all of the sentence before the clause of a cue that closes it, if a comma parts the two; else nothing."""
    whole = cue.sent
    own = set(range(cue.left_edge.i, cue.right_edge.i + 1))
    after = [t.i for t in cue.doc[cue.right_edge.i + 1 : whole.end] if not t.is_space and not t.is_punct]
    first = cue.left_edge.i
    while first < cue.i and cue.doc[first].is_punct:
        first += 1
    if after or first <= whole.start or cue.doc[first - 1].text not in SEPARATORS | _CLOSING:
        return set()
    return set(range(whole.start, first)) - own


def rest(cue: Token, _node: Token) -> set[int]:
    """Give the clause that the cue has taken to pieces, the cue left out; the source is taken out by the caller."""
    return phrase(cue, cue.head if cue.dep_ == "parataxis" else cue) - {cue.i}


def predicate(cue: Token, node: Token) -> set[int]:
    """Give the stretch from the node's left edge to the end of the last complement of the cue."""
    last = max([node.right_edge.i, *(c.right_edge.i for c in cue.rights if c.dep_ in _COMPLEMENTS)])
    return set(range(node.left_edge.i, last + 1))


_EXTENTS: dict[str, Callable[[Token, Token], set[int]]] = {
    "phrase": phrase,
    "around": around,
    "predicate": predicate,
    "sentence": sentence,
    "before": before,
    "raised": raised,
    "rest": rest,
}


def spans(doc: Doc, tokens: Iterable[int]) -> Spans:
    """Turn tokens into character spans, one for each unbroken run, trimmed of white space and loose punctuation.

    Commas, dashes and other separators at the edges belong to the sentence around, not to what is said.
    """
    out: list[Span] = []
    for run in _runs(sorted(tokens)):
        while run and (doc[run[0]].is_space or _loose(doc[run[0]])):
            run = run[1:]
        while run and (doc[run[-1]].is_space or _loose(doc[run[-1]])):
            run = run[:-1]
        if run:
            out.append((doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])))
    return tuple(out)


def _loose(token: Token) -> bool:
    return token.text in SEPARATORS


def _runs(tokens: list[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for i in tokens:
        if out and out[-1][-1] == i - 1:
            out[-1].append(i)
        else:
            out.append([i])
    return out
