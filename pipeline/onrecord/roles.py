"""What the article calls a person and for whom: the words about the name, parted into role and organisation."""

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.bodies import body_after, bracket, kind_of_body, noun_span, owner, span_of, text_at
from onrecord.entities import Entity, Post
from onrecord.records import Span

_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS"})
_BEFORE = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "POS", "HYPH", "CD", "VBG", "VBN", "VB"})
_NO_ROLE = frozenset({"JJR", "JJS", "DT", "CD", "PRP$", "PDT", "RB", "POS"})


def titles() -> frozenset[str]:
    """Give all titles that stand before a name, those of courtesy among them."""
    return resources.forms("titles") | courtesy()


def courtesy() -> frozenset[str]:
    """Give the titles that tell no role: ``Mr``, ``Dame``."""
    return resources.forms("titles_courtesy")


def posts_of(doc: Doc, person: Entity) -> list[Post]:
    """Give every role and organisation that stands with a name of this person, in the order of the text.

    Looked at: the words before the name, brackets after it, the apposition on either side, ``, of X,`` after it,
    and ``X is the mayor of Y``.
    """
    out: list[Post] = []
    for start, end in person.mentions:
        for post in around_name(doc, start, end):
            if post not in out:
                out.append(post)
    return out


def around_name(doc: Doc, start: int, end: int) -> Iterator[Post]:
    """Yield the posts that stand about one place of a name."""
    head = doc[end - 1]
    if post := owner(doc, start):
        yield post
    if post := _prefix(doc, start) or _shared_title(doc, head):
        yield post
    if post := bracket(doc, end):
        yield post
    if head.dep_ == "appos" and head.head.tag_ in _NOMINAL and _role_word(head.head):
        yield from _from_noun(doc, head.head, exclude=head)
    for child in head.children:
        yield from _hanging_on(doc, head, child, end)
    if head.dep_ == "nsubj" and head.head.lower_ in resources.forms("copula"):
        for child in head.head.children:
            if child.dep_ == "attr" and child.tag_ in _NOMINAL and child.lower_ in resources.forms("roles"):
                yield from _from_noun(doc, child)


def _hanging_on(doc: Doc, head: Token, child: Token, end: int) -> Iterator[Post]:
    """Yield the posts in what hangs on a name: an apposition, ``of X`` after a comma, ``who runs X``."""
    if child.dep_ == "appos" and child.text in resources.forms("parties"):
        yield Post(None, span_of(doc, child.i, child.i + 1), "party")
    elif child.dep_ == "appos" and child.tag_ in _NOMINAL and child.i > head.i and _describes(child):
        yield from _from_noun(doc, child)
    elif child.dep_ == "relcl" and child.lower_ in resources.forms("copula"):
        for noun in child.children:
            if noun.dep_ == "attr" and noun.lower_ in resources.forms("roles"):
                yield from _from_noun(doc, noun)
    elif child.dep_ == "relcl" and child.lower_ in resources.forms("leading") and (body := _led(doc, child)):
        yield Post(None, body, kind_of_body(doc, body))
    elif child.dep_ == "prep" and child.lower_ in _linking() and child.i >= end and (span := body_after(doc, child)):
        yield Post(None, span, kind_of_body(doc, span))


def _describes(noun: Token) -> bool:
    """Tell whether a noun in apposition to a person's name is a role: a known one, or any with an article."""
    if _role_word(noun):
        return True
    article = any(c.tag_ in ("DT", "PRP$") or c.dep_ == "poss" for c in noun.children)
    return noun.tag_ == "NN" and article and noun.ent_type_ == "" and noun.lower_ not in resources.forms("no_roles")


def _led(doc: Doc, verb: Token) -> Span | None:
    """Give the body that somebody runs: ``Ann Lee, who has run Ely Water since 2018``."""
    body = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if body is None or not (body.tag_ in ("NNP", "NNPS") or body.lower_ in resources.forms("bodies")):
        return None
    return noun_span(doc, body)


def noun_posts(doc: Doc, noun: Token) -> Iterator[Post]:
    """Yield what an unnamed source is called and for whom: ``a spokesman for the council``."""
    if _role_word(noun):
        yield from _from_noun(doc, noun)


def _role_word(token: Token) -> bool:
    return (
        token.lower_ in resources.forms("roles")
        or token.text in resources.forms("titles")
        or token.lower_ in resources.forms("roles_weak")
    )


def _known_role(text: str) -> bool:
    return text in resources.forms("titles") or text.lower() in resources.forms("roles")


def _linking() -> frozenset[str]:
    return resources.forms("role_links")


def _prefix(doc: Doc, start: int) -> Post | None:
    """Take apart the words before a name: ``Shadow Home Secretary``, ``Republican pollster``, ``Wells Fargo CEO``."""
    i = start
    if i > 1 and doc[i - 1].text == "." and doc[i - 2].text + "." in titles():
        return Post(span_of(doc, i - 2, i), None, None, doc[i - 2].lower_)
    while (
        i > 0
        and doc[i - 1].tag_ in _BEFORE
        and not doc[i - 1].is_space
        and not (doc[i - 1].is_punct and doc[i - 1].tag_ != "HYPH")
    ):
        i -= 1
    while i < start and (
        doc[i].tag_ in ("POS", "HYPH", "VBG", "CD") or doc[i].text in resources.forms("titles_courtesy")
    ):
        i += 1
    if i >= start:
        return None
    return split(doc, i, start)


def _qualifies(token: Token) -> bool:
    """Tell whether a word belongs to the role, not to a name: ``former``, but not the New of New Jersey."""
    return token.lower_ in resources.forms("role_qualifiers") and (token.text.islower() or bool(token.is_sent_start))


def _age(doc: Doc, start: int, end: int) -> int | None:
    """Give the token after ``36-year-old`` at the start of a run of words."""
    for i in range(start, min(end, start + 5)):
        if doc[i].lower_ in resources.forms("age_words"):
            while i < end and (doc[i].lower_ in resources.forms("age_words") or doc[i].is_punct):
                i += 1
            return i if i < end else None
    return None


def _shared_title(doc: Doc, head: Token) -> Post | None:
    """Give the title that stands in the plural before the first of several names: ``Sens. Ann Lee and Bo Hill``."""
    first = head
    while first.dep_ == "conj":
        first = first.head
    if first.i == head.i or first.i + 40 < head.i:
        return None
    start = first.i
    while start > 0 and doc[start - 1].tag_ in ("NNP", "NNPS") and doc[start - 1].text not in _plural_titles():
        start -= 1
    if start and doc[start - 1].text in _plural_titles():
        return Post(span_of(doc, start - 1, start), None, None, doc[start - 1].lower_)
    return None


@functools.cache
def _plural_titles() -> frozenset[str]:
    return frozenset(
        form for entry in resources.lexicon("titles") for form in entry[1:] if form.rstrip(".").endswith("s")
    )


@functools.cache
def _single() -> frozenset[str]:
    """Give the role words in the singular: a plural before one name is no role of its bearer."""
    return frozenset(entry[0] for name in ("roles", "roles_weak") for entry in resources.lexicon(name))


def split(doc: Doc, start: int, end: int) -> Post | None:
    """Part a run of words into the organisation it begins with and the role it ends with."""
    while start < end and (doc[start].tag_ in _NO_ROLE or doc[start].is_punct) and not _known_role(doc[start:end].text):
        start += 1
    if (year := _age(doc, start, end)) is not None:
        start = year
    words = [t for t in doc[start:end] if t.text not in resources.forms("titles_courtesy")]
    if not words:
        return None
    last = words[-1]
    if last.lower_ in resources.forms("no_roles"):
        return None
    if (
        last.text not in resources.forms("titles")
        and last.lower_ in resources.forms("roles") | resources.forms("roles_weak")
        and last.lower_ not in _single()
    ):
        return None
    if not _role_word(last):
        return None
    cut = start
    limit = last.i
    while cut < limit and _qualifies(doc[cut]):
        cut += 1
    first = cut
    whole = next((i for i in range(cut, end) if _known_role(doc[i:end].text)), None)
    while cut < limit and cut != whole and not _starts_role(doc, cut):
        cut += 1
    if last.lower_ in resources.forms("roles_private") or cut >= limit + 1:
        return Post(span_of(doc, start, end), None, None, last.lower_)
    organisation = span_of(doc, first, cut) if cut > first else None
    while organisation and cut > first and doc[cut - 1].tag_ == "POS":
        cut -= 1
        organisation = span_of(doc, first, cut) if cut > first else None
    role_start = cut
    while role_start < end and doc[role_start].tag_ == "POS":
        role_start += 1
    role = span_of(doc, role_start if organisation else start, end)
    return Post(role, organisation, kind_of_body(doc, organisation) if organisation else None, last.lower_)


def _starts_role(doc: Doc, i: int) -> bool:
    """Tell whether the role begins at this word: a title or role word, or lower-case words that lead to one."""
    token = doc[i]
    if token.ent_type_ in ("ORG", "GPE", "NORP", "LOC", "FAC") and token.text not in resources.forms("titles"):
        return False
    if token.text in resources.forms("parties") or token.text in resources.forms("nations"):
        return False
    return (
        _role_word(token)
        or token.text in resources.forms("titles")
        or (token.text[:1].islower() and token.tag_ != "POS")
    )


def _from_noun(doc: Doc, noun: Token, exclude: Token | None = None) -> Iterator[Post]:
    """Yield the post of a role noun with what hangs on it: ``the council's head of planning``, ``mayor of Ely``."""
    left = noun.left_edge.i
    start = left
    while start < noun.i and (
        doc[start].tag_ in ("DT", "PRP$", "POS", "CD", "PDT") or doc[start].is_punct or doc[start].is_space
    ):
        start += 1
    organisation: Span | None = None
    poss = next((c for c in noun.children if c.dep_ == "poss"), None)
    if poss is not None:
        if poss.tag_ in _NOMINAL and poss.ent_type_ != "PERSON":
            organisation = noun_span(doc, poss)
        start = poss.right_edge.i + 1
        while start < noun.i and doc[start].tag_ == "POS":
            start += 1
    base = split(doc, start, noun.i + 1) or Post(span_of(doc, start, noun.i + 1), None, None, noun.lower_)
    role = base.role
    organisation = organisation or base.organisation
    for prep in noun.children:
        if (
            prep.dep_ == "prep"
            and prep.i > noun.i
            and prep.lower_ in resources.forms("role_ties")
            and (exclude is None or not prep.is_ancestor(exclude))
        ):
            span = body_after(doc, prep)
            if span is not None and organisation is None:
                organisation = span
            elif (
                span is None and prep.lower_ in resources.forms("role_of") and role is not None and prep.i == noun.i + 1
            ):
                inner = next((c for c in prep.children if c.dep_ == "pobj"), None)
                if inner is not None:
                    role = (role[0], inner.idx + len(inner))
                    deeper = next(
                        (
                            s
                            for p in inner.children
                            if p.dep_ == "prep"
                            and p.lower_ in resources.forms("role_ties")
                            and (s := body_after(doc, p))
                        ),
                        None,
                    )
                    organisation = organisation or deeper
    kind = kind_of_body(doc, organisation) if organisation else None
    if kind == "body" and noun.lower_ in resources.forms("place_roles") and organisation is not None:
        last = text_at(doc, organisation).split()[-1]
        kind = kind if last in resources.forms("body_words") or last.islower() else "place"
    yield Post(role, organisation, kind, noun.lower_)
