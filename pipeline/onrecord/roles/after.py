"""What stands in apposition to a name: ``Ann Lee, mayor of Ely``, ``the mayor of Ely, Ann Lee``, ``Ann Lee, of X``."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.bodies import body_after, capitals, ends_as_body, kind_of_body, span_of
from onrecord.entities import Post
from onrecord.records import Span
from onrecord.roles.before import split
from onrecord.roles.nouns import from_noun
from onrecord.roles.words import SINGULAR, courtesy, role_word, titles

_IN_LINE = frozenset({"NN", "NNP", "JJ", "POS", "HYPH", "VBG", "VBN", "NNS", "NNPS"})
_CLOSE = frozenset({",", ".", ";", ":", ")", "—", "–", "-", "(", "?", "!"})
_DASHES = frozenset({"—", "–", "-"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_VERBS = frozenset({"VB", "MD"})
_ENTRY = 20  # words of an entry after the name
_COMMAS = 2  # of an entry: before the role, before the body
_RUN = 10  # words of a role that follows a name in a line


def hanging_on(doc: Doc, child: Token, end: int) -> Iterator[Post]:
    """Yield the posts in what hangs on a name: an apposition, or ``of X``."""
    if child.dep_ == "appos" and child.text in resources.forms("parties") and not _more_than_member(child):
        yield Post(None, span_of(doc, child.i, child.i + 1), "party")
    elif (
        child.dep_ == "appos"
        and child.tag_ in SINGULAR
        and child.i >= end
        and _describes(child)
        and not _subject(doc, child)
    ):
        yield from from_noun(doc, child)
    elif (
        child.dep_ == "prep"
        and child.lower_ in resources.forms("role_links")
        and child.i >= end
        and (span := body_after(doc, child))
    ):
        yield Post(None, span, "place" if _lives_there(doc, child, span) else kind_of_body(doc, span))


def of_all(doc: Doc, head: Token) -> Iterator[Post]:
    """Yield the plural role after the last of several names, each one's: ``Ann Lee and Bo Hill, sociologists``."""
    first = head
    while first.dep_ == "conj" and head.i - first.i < _ENTRY:
        first = first.head
    names = [first]
    while (joined := next((c for c in names[-1].children if c.dep_ == "conj"), None)) is not None:
        names.append(joined)
        if joined.i - head.i > _ENTRY:
            return
    if len(names) == 1:
        return
    for child in (c for name in names for c in name.children):
        if child.dep_ == "appos" and child.tag_ in ("NNS", "NNPS") and child.i > names[-1].i and _describes(child):
            yield from from_noun(doc, child, several=True)


def _subject(doc: Doc, noun: Token) -> bool:
    """Tell whether a noun that the parser hangs on a name begins a clause: ``After seeing Ann Lee, the mayor said``."""
    after = noun.right_edge.i + 1
    return after < len(doc) and doc[after].tag_ in _FINITE


def _lives_there(doc: Doc, prep: Token, span: Span) -> bool:
    """Tell whether a name after an age is where somebody lives: ``Ann Lee, 36, of Ely``."""
    ages = doc[max(0, prep.i - 2) : prep.i]
    return any(t.tag_ == "CD" for t in ages) and not ends_as_body(doc, span)


def _more_than_member(noun: Token) -> bool:
    """Tell whether a party's member is said to be more than that: ``the top Democrat on the committee``."""
    return any(c.dep_ == "prep" and c.lower_ in resources.forms("role_about") for c in noun.children)


def _describes(noun: Token, *, alone: bool = False) -> bool:
    """Tell whether a noun in apposition to a person's name is a role: a listed one, or one that ends like a role."""
    if noun.ent_type_ == "PERSON" or noun.lower_ in resources.forms("no_roles") or _subject(noun.doc, noun):
        return False
    if noun.lower_ in resources.forms("roles") or noun.text in resources.forms("titles"):
        return True
    article = any(c.tag_ in ("DT", "PRP$") or c.dep_ == "poss" for c in noun.children)
    if noun.lower_ in resources.forms("roles_weak") or noun.text in resources.forms("parties"):
        return article or any(c.dep_ == "prep" for c in noun.children)
    return noun.tag_ == "NN" and (article or alone) and noun.lower_.endswith(_endings())


def _endings() -> tuple[str, ...]:
    return tuple(sorted(resources.forms("role_endings")))


def noun_before(doc: Doc, start: int, end: int) -> Iterator[Post]:
    """Yield the role that a name stands in apposition to: ``A lawyer for the family, Ann Lee, said``."""
    while start > 0 and doc[start - 1].text in courtesy():
        start -= 1
    if start < 2 or doc[start - 1].text not in _CLOSE:
        return
    head, last = doc[end - 1], doc[start - 2]
    if last.lower_ in resources.forms("roles_in_court") and (start < 3 or not doc[start - 3].text[:1].isalnum()):
        yield Post(span_of(doc, last.i, last.i + 1), None, None, last.lower_)  # "Prosecuting, Ann Lee said"
        return
    noun = head.head if head.dep_ == "appos" else None
    if noun is not None and not role_word(noun) and noun.dep_ == "pobj":
        noun = noun.head.head  # "the head of the Forum, Ann Lee": the parser takes her for the Forum
    if noun is None or noun.lower_ not in resources.forms("roles"):
        closed = end >= len(doc) or doc[end].text in _CLOSE or doc[end].is_space
        article = any(c.tag_ == "DT" or c.dep_ == "poss" for c in last.children)
        noun = last if last.tag_ in SINGULAR and article and closed and role_word(last) else noun
    if noun is not None and noun.i < start and noun.tag_ in SINGULAR and noun.ent_type_ != "PERSON" and role_word(noun):
        yield from from_noun(doc, noun, exclude=head)


def in_line(doc: Doc, end: int) -> Iterator[Post]:
    """Yield the role or body that follows a name in a line that is no sentence, or that the parser hung elsewhere.

    ``Ann Lee, head teacher:``, ``— Bo Hill, pilot``, ``Ann Lee, 36, of Ely``. Only what is closed by a mark or the end
    of the line counts: ``After seeing Ann Lee, the mayor said`` makes nobody mayor.
    """
    i = end
    if i < len(doc) and doc[i].text == "(":
        i = next((k + 1 for k in range(i, min(i + _RUN, len(doc))) if doc[k].text == ")"), i)
    if i + 1 >= len(doc) or doc[i].text not in (",", "—", "–"):
        return
    i += 1
    if i + 2 < len(doc) and doc[i].tag_ == "CD" and doc[i + 1].text == ",":
        i += 2
    if doc[i].lower_ in resources.forms("role_links"):
        if (body := capitals(doc, i + 1)) is not None:
            span = span_of(doc, *body)
            yield Post(None, span, "place" if _lives_there(doc, doc[i], span) else kind_of_body(doc, span))
        return
    if doc[i].lower_ in resources.forms("roles_in_court") and _closed(doc, i + 1):
        yield Post(span_of(doc, i, i + 1), None, None, doc[i].lower_)
        return
    if doc[i].tag_ == "DT":
        i += 1
    yield from _run_of_role(doc, i)


def entry(doc: Doc, start: int, end: int) -> Iterator[Post]:
    """Yield role and body of an entry in a list: ``Ann Lee, Head of Product, Acme Labs:``, ``— Bo Hill, Chair, Acme``.

    The name begins a line or follows a dash, and a colon or the end of the line closes the whole.
    """
    while start > 0 and doc[start - 1].text in titles():
        start -= 1
    if (start and not doc[start - 1].is_space and doc[start - 1].text not in _DASHES) or doc[end : end + 1].text != ",":
        return
    stop = next((i for i in range(end, min(len(doc), end + _ENTRY)) if doc[i].text == ":" or doc[i].is_space), None)
    stop = len(doc) if stop is None and len(doc) - end < _ENTRY else stop
    commas = [i for i in range(end, stop or 0) if doc[i].text == ","]
    clause = any(t.tag_[:2] in _VERBS and t.text.islower() for t in doc[end : stop or end])
    if stop is None or len(commas) != _COMMAS or clause:
        return
    role, body = (commas[0] + 1, commas[1]), (commas[1] + 1, stop)
    words = doc[role[0] : role[1]]
    named = capitals(doc, body[0], persons=True)
    if named is None or named[1] < body[1] - 1 or not any(role_word(t) for t in words):
        return
    head = next(t for t in words if role_word(t))
    span = span_of(doc, named[0], body[1])
    yield Post(span_of(doc, *role), span, kind_of_body(doc, span), head.lower_)


def _run_of_role(doc: Doc, start: int) -> Iterator[Post]:
    """Yield the role that a run of words is, with the body it is tied to, if a mark or the line's end closes them."""
    stop = start
    while stop < min(len(doc), start + _RUN) and doc[stop].tag_ in _IN_LINE and not doc[stop].is_space:
        stop += 1
    last = doc[stop - 1]
    if stop == start or last.tag_ not in SINGULAR:
        return
    if not role_word(last):
        if stop == start + 1 and _describes(last, alone=True) and _closed(doc, stop):
            yield Post(span_of(doc, start, stop), None, None, last.lower_)
        return
    post = split(doc, start, stop)
    if post is None or post.role is None:
        return
    if _closed(doc, stop):
        yield post
        return
    body = capitals(doc, stop + 1) if doc[stop].lower_ in resources.forms("role_ties") else None
    if body is not None and _closed(doc, body[1]):
        span = span_of(doc, *body)
        begin = min(post.role[0], post.organisation[0]) if post.organisation else post.role[0]
        yield Post((begin, post.role[1]), span, kind_of_body(doc, span), post.head)


def _closed(doc: Doc, i: int) -> bool:
    return i >= len(doc) or doc[i].text in _CLOSE or doc[i].is_space
