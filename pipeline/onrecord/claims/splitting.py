"""A statement cut into its claims: its sentences, and in them the clauses that stand side by side."""

import bisect
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Token

from onrecord import resources
from onrecord.claims.sheet import Sheet
from onrecord.claims.types import TABLE
from onrecord.records import Span, Spans

_SUBJECTS = ("nsubj", "nsubjpass", "expl")
_LEAST = 3  # words of a claim; a shorter piece goes with its neighbour


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of one claim, its main verb if it has one, and the stretches of text that the words fill."""

    tokens: list[Token]
    verb: Token | None
    spans: Spans


def pieces(sheet: Sheet, spans: Spans) -> list[Piece]:
    """Give the claims of a statement whose content fills these spans of an article, in order; none without words.

    >>> import spacy
    >>> sheet = Sheet(spacy.blank("en")("It works."))
    >>> [piece.spans for piece in pieces(sheet, ((0, 9),))]
    [((0, 9),)]
    """
    out: list[tuple[list[Token], Token | None]] = []
    for sentence in _sentences(sheet, spans):
        for clause, verb in _clauses(sentence):
            clause = _trimmed(clause)
            if any(token.is_alpha or token.like_num for token in clause):
                out.append((clause, verb))
    return [Piece(tokens, verb, _spans(tokens)) for tokens, verb in _merged(out)]


def _spans(tokens: list[Token]) -> Spans:
    """Give the stretches of text that words fill: those that follow one another are one."""
    out: list[Span] = []
    last = None
    for token in tokens:
        start, end = token.idx, token.idx + len(token)
        if out and token.i - 1 == last:
            start = out.pop()[0]
        out.append((start, end))
        last = token.i
    return tuple(out)


def _sentences(sheet: Sheet, spans: Spans) -> list[list[Token]]:
    """Give the words inside spans by sentence; a sentence that an attribution interrupts stays one."""
    out: list[list[Token]] = []
    for stretch in spans:
        words = [token for token in sheet.words(stretch) if not token.is_space]
        for number, token in enumerate(words):
            goes_on = bool(out) and (_same(out[-1][-1], token) if number == 0 else not token.is_sent_start)
            if not goes_on:
                out.append([])
            out[-1].append(token)
    return out


def _same(one: Token, other: Token) -> bool:
    """Tell whether two words belong to one sentence."""
    return not any(token.is_sent_start for token in one.doc[one.i + 1 : other.i + 1])


def _clauses(tokens: list[Token]) -> list[tuple[list[Token], Token | None]]:
    """Cut a sentence before each clause with a subject of its own beside its main clause; give each with its verb."""
    inside = {token.i for token in tokens}
    verbs = [_verb(tokens, inside)]
    cuts = [0]
    while (verb := verbs[-1]) is not None:
        beside = next((child for child in verb.rights if child.i in inside and _beside(child)), None)
        if beside is None:
            break
        cuts.append(bisect.bisect_left(tokens, max(beside.left_edge.i, verb.i + 1), key=lambda token: token.i))
        verbs.append(beside)
    ends = pairwise([*cuts, len(tokens)])
    return [(tokens[start:end], verb) for (start, end), verb in zip(ends, verbs, strict=True) if start < end]


def _beside(verb: Token) -> bool:
    """Tell whether a word heads a clause that stands for itself: finite, with a subject, beside another."""
    if verb.dep_ not in ("conj", "ccomp", "parataxis") or not verb.tag_.startswith(("VB", "MD")):
        return False
    if not _finite(verb) or not any(one.dep_ in _SUBJECTS for one in verb.lefts):
        return False
    return verb.dep_ == "conj" or _semicolon(verb)


def _semicolon(verb: Token) -> bool:
    before = verb.doc[max(0, verb.left_edge.i - 1)]
    return before.text == ";"


def _finite(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP", "MD") or any(
        child.tag_ in ("MD", "VBD", "VBZ", "VBP") and child.dep_ in ("aux", "auxpass") for child in verb.children
    )


def _verb(tokens: list[Token], inside: set[int]) -> Token | None:
    """Give the main verb of some words, whose numbers are ``inside``: the one that hangs on none of the others."""
    tops = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    verbs = [token for token in tops if token.tag_.startswith(("VB", "MD"))]
    if not verbs:
        verbs = [
            child
            for top in tops
            for child in top.children
            if child.i in inside
            and child.tag_.startswith("VB")
            and child.dep_ in ("relcl", "acl", "ccomp", "advcl", "conj")
        ]
    return verbs[0] if verbs else None


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Leave out conjunctions and marks at the ends."""
    start, end = 0, len(tokens)
    while start < end and _opens(tokens[start]):
        start += 1
    while end > start and (tokens[end - 1].tag_ in ("CC", "_SP", ",", ":") or tokens[end - 1].is_quote):
        end -= 1
    return tokens[start:end]


def _opens(token: Token) -> bool:
    """Tell whether a word before a clause is no part of what it claims: and, that, a mark; a sign of money is."""
    if token.dep_ == "mark" and token.lower_ in resources.table(TABLE)["lists"]["openers"]:
        return True
    return (token.is_punct or token.tag_ in ("CC", "_SP", ":", ",")) and token.tag_ not in ("$", "#")


def _merged(found: list[tuple[list[Token], Token | None]]) -> list[tuple[list[Token], Token | None]]:
    """Put pieces too short to claim anything with the one before, or the first of all with the next."""
    out: list[tuple[list[Token], Token | None]] = []
    for tokens, verb in found:
        if out and (_short(tokens) or (len(out) == 1 and _short(out[0][0]))):
            before, its = out[-1]
            out[-1] = before + tokens, its if its is not None and not _short(before) else verb or its
        else:
            out.append((tokens, verb))
    return out


def _short(tokens: list[Token]) -> bool:
    return sum(token.is_alpha or token.like_num for token in tokens) < _LEAST
