"""What a quantity counts: the noun behind the number, or the one that it stands for."""

import functools
from itertools import chain, islice

from spacy.tokens import Token

from onrecord import resources
from onrecord.claims.amount import Amount
from onrecord.claims.numbers import TABLE
from onrecord.claims.units import unit_words
from onrecord.records import Span

_NEAR = 12  # amounts before one that it may count the same as
_FAR = 9  # words between a number and its noun at most
_NOUNS = ("NN", "NNS", "NNP", "NNPS")
_LOOSE = ("percent", "money")  # kinds that a noun need not follow
_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "nsubjpass", "nsubj", "attr")


def counted(amount: Amount, tokens: list[Token], inside: Span, before: list[tuple[Amount, Span | None]]) -> Span | None:
    """Give the span of what is counted, None where the words do not tell.

    ``tokens`` are the words of the amount, ``inside`` is the stretch of its text, and ``before``
    are the amounts before it in the same text with what they count.
    """
    if not tokens:
        return None
    found = _counted(amount, tokens, inside[1], before)
    if found and not inside[0] <= found[0] < inside[1]:
        return None
    apart = found is None or amount.kind == "rate" or found[1] <= amount.start or found[0] >= amount.end
    return (
        found
        if apart and not (found and any(other.start <= found[0] < other.end for other, _ in before[-_NEAR:]))
        else None
    )


def _counted(amount: Amount, tokens: list[Token], limit: int, before: list[tuple[Amount, Span | None]]) -> Span | None:
    last = tokens[-1]
    if amount.kind == "rate":
        return _of_rate(amount, tokens)
    if amount.kind in ("multiple", "times"):
        if last.tag_ == "JJ" and (noun := _behind(last, limit, bare=True)) is not None:
            return _trimmed(noun, amount.end, limit)
        return _as_many(last, limit) or _of_verb(last, None) or _inherited(amount, before)
    noun = _behind(last, limit, bare=amount.kind not in ("money", "age", "measure"))
    if noun is not None and not (amount.kind in _LOOSE and _apart(noun, last)):
        return _resolved(noun, limit, amount, before)
    if amount.kind == "age":
        return _aged(tokens[0])
    group = _group_of(tokens[0])
    if group is not None or amount.kind == "measure":  # two years are years
        return group
    if amount.kind == "count":
        return _inherited(amount, before) or _of_verb(last, tokens[0])
    return _of_part(amount, tokens, before)


def _of_part(amount: Amount, tokens: list[Token], before: list[tuple[Amount, Span | None]]) -> Span | None:
    """Give what a share or money is of where no noun follows it."""
    last = tokens[-1]
    if amount.kind == "percent" and tokens[0].i and last.doc[tokens[0].i - 1].tag_ in ("DT", "JJS"):
        return None  # the richest 1 per cent are what others are counted of
    return _beside(tokens[0], amount, before) or _of_verb(last, tokens[0], money=amount.kind == "money")


def _of_rate(amount: Amount, tokens: list[Token]) -> Span | None:
    """Give the noun inside a rate, or what has it: 10 deaths per 100,000 people; the rate is 10 per 100,000."""
    number = [token for token in tokens if token.idx < amount.at[1]]
    noun = _behind(number[-1], amount.end, bare=True)
    return (noun.idx, noun.idx + len(noun)) if noun is not None else _of_verb(tokens[-1], tokens[0])


def _apart(noun: Token, last: Token) -> bool:
    """Tell whether a noun only happens to stand behind a share: it rose by 3% last year."""
    return last.doc[last.i + 1].lower_ not in _words("links") and not noun.is_ancestor(last)


def _group_of(first: Token) -> Span | None:
    """Give the noun that a number measures: a crowd of 30,000, a rise of 5%."""
    doc = first.doc
    link = doc[first.i - 1] if first.i > 1 else None
    if link is None or link.lower_ != _words("links")[0] or doc[link.i - 1].tag_ not in _NOUNS:
        return None
    return doc[link.i - 1].idx, doc[link.i - 1].idx + len(doc[link.i - 1])


def _as_many(token: Token, limit: int) -> Span | None:
    """Give the noun of twice as many women, double the number of women."""
    doc = token.doc
    behind = " ".join(one.lower_ for one in doc[token.i + 1 : token.i + 5])
    words = next((words for words in _words("as_many") if behind.startswith(words + " ")), None)
    if words is None:
        return None
    noun = _behind(doc[token.i + len(words.split())], limit, bare=True)
    return (
        _trimmed(noun, doc[token.i + len(words.split())].idx + 1, limit)
        if noun is not None and noun.tag_ in _NOUNS
        else None
    )


def _beside(first: Token, amount: Amount, before: list[tuple[Amount, Span | None]]) -> Span | None:
    """Give what the amount right before it counts, of which this one is another word: one in five voters, or 20%."""
    doc = first.doc
    mark = next(
        (doc[i] for i in range(first.i - 1, max(-1, first.i - 3), -1) if doc[i].tag_ not in ("CC", "RB", "IN", "$")),
        None,
    )
    return _inherited(amount, before) if mark is not None and mark.text in ",(-–—" else None


def _behind(last: Token, limit: int, *, bare: bool) -> Token | None:
    """Give the noun that a number stands before, or that an ``of`` ties to it."""
    doc, links = last.doc, _words("links")
    i = last.i + 1
    linked = False
    for token in doc[i : i + _FAR]:
        if token.idx >= limit or token.is_space:
            return None
        if token.i == i and token.is_quote:
            i += 1
            continue
        low = token.lower_
        if token.tag_ == "HYPH" and token.i == i and i + 1 < len(doc) and doc[i + 1].tag_ in _NOUNS:
            return doc[i + 1]  # a 10-point plan
        if low in links and not linked and (token.i == i or bare):
            linked = True
            continue
        if low in _words("words") and (linked or token.i == i) and not _noun_follows(token):
            return token
        if token.tag_ in _NOUNS:
            return _end_of_compound(token, limit)
        if not (
            token.tag_.startswith(("JJ", "RB", "VBN", "VBG", "DT", "PRP$", "CD", "PDT"))
            or low in _words("determiners")
            or (token.text in "-,\"'“”‘’" and token.i != i)
        ):
            return None
        if token.text == "," and not doc[min(token.i + 1, len(doc) - 1)].tag_.startswith(("JJ", "NN")):
            return None
        if not linked and token.tag_.startswith(("DT", "PRP$")) and token.i == i and last.tag_ != "PDT" and not bare:
            return None
        if token.tag_ in ("VBN", "VBG") and not linked and not _noun_follows(token):
            return None
    return None


def _noun_follows(token: Token) -> bool:
    for other in token.doc[token.i + 1 : token.i + 4]:
        if other.tag_ in _NOUNS:
            return True
        if not other.tag_.startswith(("JJ", "VBN", "VBG", "RB", "CD", "DT")):
            return False
    return False


def _end_of_compound(token: Token, limit: int) -> Token:
    """Give the last noun of a row of them: child rape cases."""
    doc = token.doc
    while token.i + 1 < len(doc) and doc[token.i + 1].tag_ in _NOUNS and doc[token.i + 1].idx < limit:
        if (
            token.dep_ not in ("compound", "nmod", "amod", "poss")
            and doc[token.i + 1].head.i != token.head.i
            and token.head.i != doc[token.i + 1].i
        ):
            break
        token = doc[token.i + 1]
    return token


def _resolved(noun: Token, limit: int, amount: Amount, before: list[tuple[Amount, Span | None]]) -> Span | None:
    """Give the span of a noun with its ``of``; for a pronoun that of what it stands for."""
    if noun.lower_ in _words("words") and noun.tag_ not in _NOUNS:
        inherited = _inherited(amount, before)
        if inherited:
            return inherited
        if noun.lower_ in _words("relative"):
            return _antecedent(noun)
        return (noun.idx, noun.idx + len(noun))
    return _trimmed(noun, amount.end, limit)


def _trimmed(noun: Token, after: int, limit: int) -> Span:
    """Give the span of a noun with its adjectives and its ``of``, determiners left out, not before an offset."""
    doc = noun.doc
    start = noun
    while start.i > 0 and (left := doc[start.i - 1]).idx >= after and _belongs(left):
        start = left
    end = noun
    link = doc[noun.i + 1] if noun.i + 1 < len(doc) else None
    if link is not None and link.lower_ == _words("links")[0] and link.idx < limit:
        for token in doc[link.i + 1 : link.i + 6]:
            if token.idx >= limit or not token.tag_.startswith(("DT", "PRP$", "JJ", "NN", "VBG", "CD")):
                break
            if token.tag_ in _NOUNS or token.tag_ == "VBG":
                end = token
    return start.idx, end.idx + len(end)


def _belongs(token: Token) -> bool:
    if token.text == "-":
        return token.doc[token.i - 1].tag_ != "CD" and not token.doc[token.i - 1].whitespace_
    if token.is_punct or token.tag_.startswith(("DT", "PRP$", "CD")):
        return False
    return token.lower_ not in _words("links") and token.lower_ not in _words("determiners")


def _antecedent(pronoun: Token) -> Span | None:
    """Give the noun that a relative pronoun stands for: the cases, five of which."""
    for ancestor in pronoun.ancestors:
        if ancestor.dep_ == "relcl" and ancestor.head.tag_ in _NOUNS:
            return ancestor.head.idx, ancestor.head.idx + len(ancestor.head)
    return None


def _inherited(amount: Amount, before: list[tuple[Amount, Span | None]]) -> Span | None:
    """Give what the amount before counts, where this one counts the same: 47 times, a third of those."""
    for other, span in reversed(before[-_NEAR:]):
        if span is not None and other.kind not in ("age", "money", "measure", "ordinal") and other.end <= amount.start:
            return span
    return None


def _of_verb(token: Token, first: Token | None, *, money: bool = False) -> Span | None:
    """Give the object, else the subject, of the clause that a quantity, from ``first`` to ``token``, stands in.

    The parser may take a letter of it, as in £5m, for a verb.
    """
    own = range(first.i, token.i + 1) if first is not None else ()
    verb = next(
        (one for one in chain([token], token.ancestors) if one.tag_.startswith("VB") and one.i not in own), None
    )
    for _ in range(3):
        if verb is None or (money and verb.lower_ in _words("spenders")):
            return None
        for kind in _OBJECTS:
            for child in verb.children:
                if (
                    child.dep_ == kind
                    and child.tag_ in _NOUNS
                    and not _holds(child, token)
                    and child.lower_ not in unit_words()
                ):
                    return _noun_span(child)
        if verb.dep_ not in ("conj", "xcomp", "relcl", "acl"):
            return None
        if verb.dep_ in ("relcl", "acl") and verb.head.tag_ in _NOUNS:
            return _noun_span(verb.head)
        verb = verb.head if verb.head.tag_.startswith("VB") else None
    return None


def _holds(noun: Token, token: Token) -> bool:
    """Tell whether a word stands inside the phrase of a noun."""
    return noun.left_edge.i <= token.i <= noun.right_edge.i


def _noun_span(noun: Token) -> Span:
    """Give the span of a noun with what stands before it, determiners left out, and its ``of``."""
    doc = noun.doc
    kept = [
        t
        for t in doc[noun.left_edge.i : noun.i]
        if t.head.i == noun.i and t.dep_ in ("compound", "amod", "poss", "nmod")
    ]
    start = min((t.left_edge.i for t in kept if not t.left_edge.tag_.startswith(("DT", "PRP$", "CD"))), default=noun.i)
    end = noun
    for link in noun.rights:
        if link.lower_ == _words("links")[0] and link.i == noun.i + 1:
            end = next((t for t in link.children if t.dep_ == "pobj"), end)
    return doc[start].idx, end.idx + len(end)


def _aged(token: Token) -> Span | None:
    """Give who is of an age: the noun or name before it."""
    doc = token.doc
    before = doc[token.i - 2] if token.i > 1 and doc[token.i - 1].text in ",(" else None
    if before is not None and before.tag_ in ("NNP", "NNPS"):
        first = before
        while (
            first.i
            and doc[first.i - 1].tag_ in ("NNP", "NNPS")
            and doc[first.i - 1].ent_iob_ != "O"
            and first.ent_iob_ == "I"
        ):
            first = doc[first.i - 1]
        return first.idx, before.idx + len(before)
    for other in (token.head, *[doc[i] for i in range(token.i - 1, max(-1, token.i - 5), -1)]):
        if other.tag_ in _NOUNS and other.i != token.i:
            return (
                _noun_span(other)
                if other.i < token.i or other.head.i != token.i
                else (other.idx, other.idx + len(other))
            )
        if other.tag_ == "PRP":
            return other.idx, other.idx + len(other)
    subject = next(
        (t for one in islice(chain([token], token.ancestors), _FAR) for t in one.children if t.dep_ in _SUBJECTS), None
    )
    return (subject.idx, subject.idx + len(subject)) if subject is not None else None


@functools.cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(resources.table(TABLE)["inherit"][name])
