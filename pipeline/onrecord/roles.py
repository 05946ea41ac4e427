"""What the article calls a person and for whom: the words about the name, parted into role and organisation."""

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import Entity, Post
from onrecord.records import OrganisationKind, Span

_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS"})
_BEFORE = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "POS", "HYPH", "CD", "VBG", "VBN", "VB"})
_PLACE = frozenset({"GPE", "LOC", "NORP"})
_NAMED = frozenset({"ORG", "GPE", "FAC", "NORP", "LOC"})


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


def tie_to_body(doc: Doc, person: Entity) -> None:
    """Give a person whose role belongs to a kind of body the body of that kind named in the sentence of the role."""
    if any(post.organisation for post in person.posts):
        return
    for post in person.posts:
        words = set(doc.text[post.role[0] : post.role[1]].lower().replace(".", "").split()) if post.role else set()
        for tie in resources.table("role_bodies.toml")["tie"]:
            if not words.isdisjoint(tie["roles"]):
                for start, end in person.mentions:
                    if (span := _body_in_sentence(doc, start, end, tie["bodies"])) is not None:
                        post.organisation, post.organisation_kind = span, "body"
                        return


def _body_in_sentence(doc: Doc, start: int, end: int, last_words: list[str]) -> Span | None:
    """Give the name in a sentence that ends in one of these words, outside the person's own name."""
    for token in doc[start].sent:
        if token.text not in last_words or start <= token.i < end or token.tag_ not in ("NNP", "NNPS"):
            continue
        first = token.i
        while first > 0 and doc[first - 1].tag_ in ("NNP", "NNPS") and doc[first - 1].text[:1].isupper():
            first -= 1
        if first < token.i:
            return _span(doc, first, token.i + 1)
    return None


def around_name(doc: Doc, start: int, end: int) -> Iterator[Post]:
    """Yield the posts that stand about one place of a name."""
    head = doc[end - 1]
    if post := _prefix(doc, start) or _shared_title(doc, head):
        yield post
    if post := _bracket(doc, end):
        yield post
    if head.dep_ == "appos" and head.head.tag_ in _NOMINAL and _role_word(head.head):
        yield from _from_noun(doc, head.head, exclude=head)
    for child in head.children:
        if child.dep_ == "appos" and child.tag_ in _NOMINAL and child.i > head.i and _role_word(child):
            yield from _from_noun(doc, child)
        if child.dep_ == "appos" and child.text in resources.forms("parties"):
            yield Post(None, _span(doc, child.i, child.i + 1), "party")
        if child.dep_ == "prep" and child.lower_ in _linking() and child.i >= end and (span := _body(doc, child)):
            yield Post(None, span, kind_of_body(doc, span))
    if head.dep_ == "nsubj" and head.head.lower_ in resources.forms("copula"):
        for child in head.head.children:
            if child.dep_ == "attr" and child.tag_ in _NOMINAL and _role_word(child):
                yield from _from_noun(doc, child)


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
        return Post(_span(doc, start - 1, start), None, None, doc[start - 1].lower_)
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
    words = [t for t in doc[start:end] if t.text not in resources.forms("titles_courtesy")]
    if not words:
        return None
    last = words[-1]
    if (
        last.text not in resources.forms("titles")
        and last.lower_ in resources.forms("roles") | resources.forms("roles_weak")
        and last.lower_ not in _single()
    ):
        return None
    if not _role_word(last) and not any(_role_word(t) for t in words):
        return None
    cut = start
    limit = last.i
    while cut < limit and doc[cut].lower_ in resources.forms("role_qualifiers"):
        cut += 1
    first = cut
    whole = next((i for i in range(cut, end) if _known_role(doc[i:end].text)), None)
    while cut < limit and cut != whole and not _starts_role(doc, cut):
        cut += 1
    if last.lower_ in resources.forms("roles_private") or cut >= limit + 1:
        return Post(_span(doc, start, end), None, None, last.lower_)
    organisation = _span(doc, first, cut) if cut > first else None
    while organisation and cut > first and doc[cut - 1].tag_ == "POS":
        cut -= 1
        organisation = _span(doc, first, cut) if cut > first else None
    role_start = cut
    while role_start < end and doc[role_start].tag_ == "POS":
        role_start += 1
    role = _span(doc, role_start if organisation else start, end)
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
            organisation = _noun_span(doc, poss)
        start = poss.right_edge.i + 1
        while start < noun.i and doc[start].tag_ == "POS":
            start += 1
    base = split(doc, start, noun.i + 1) or Post(_span(doc, start, noun.i + 1), None, None, noun.lower_)
    role = base.role
    organisation = organisation or base.organisation
    for prep in noun.children:
        if (
            prep.dep_ == "prep"
            and prep.i > noun.i
            and prep.lower_ in resources.forms("role_ties")
            and (exclude is None or not prep.is_ancestor(exclude))
        ):
            span = _body(doc, prep)
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
                            if p.dep_ == "prep" and p.lower_ in resources.forms("role_ties") and (s := _body(doc, p))
                        ),
                        None,
                    )
                    organisation = organisation or deeper
    yield Post(role, organisation, kind_of_body(doc, organisation) if organisation else None, noun.lower_)


def _body(doc: Doc, prep: Token) -> Span | None:
    """Give the body a preposition leads to: a name, a common noun for a body, or the capitals after such a noun."""
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if noun is None:
        return None
    if named := _capitalised_after(doc, noun):
        return named
    if noun.tag_ in ("NNP", "NNPS"):
        return _noun_span(doc, noun)
    if noun.lower_ in resources.forms("bodies"):
        return _noun_span(doc, noun)
    return None


def _capitalised_after(doc: Doc, noun: Token) -> Span | None:
    """Give the capitalised words that name the body a common noun announces: ``campaign group Our Right To Know``."""
    if noun.lower_ not in resources.forms("bodies"):
        return None
    start = end = noun.i + 1
    while end < len(doc) and (
        doc[end].text[:1].isupper()
        or (doc[end].tag_ in ("RB", "POS") and doc[end].idx == doc[end - 1].idx + len(doc[end - 1]))
    ):
        end += 1
    return _span(doc, start, end) if end > start else None


def _noun_span(doc: Doc, noun: Token) -> Span | None:
    """Give a noun with the words before it that belong to its name, and names that hang on it by ``of`` or ``and``."""
    start, end = noun.left_edge.i, noun.i + 1
    while start < noun.i and (
        doc[start].tag_ in ("DT", "PRP$", "CD", "PDT") or doc[start].is_punct or doc[start].is_space
    ):
        start += 1
    reach = end
    while noun.ent_type_ in _NAMED and reach < len(doc) and doc[reach].ent_iob_ == "I":
        reach += 1
    if reach > end and not any("\n" in t.text or t.is_punct for t in doc[end:reach]):
        end = reach
    else:
        for child in noun.children:
            if (
                child.dep_ == "prep"
                and child.lower_ in resources.forms("name_of")
                and child.i == noun.i + 1
                and noun.tag_ in ("NNP", "NNPS")
            ):
                inner = next((c for c in child.children if c.dep_ == "pobj" and c.tag_ in ("NNP", "NNPS")), None)
                if inner is not None:
                    end = inner.i + 1
    while end > start and doc[end - 1].tag_ == "POS":
        end -= 1
    return _span(doc, start, end) if end > start else None


def _bracket(doc: Doc, end: int) -> Post | None:
    """Read ``(D-N.Y.)`` or ``, D-Mo.`` after a name."""
    i = end
    if i < len(doc) and doc[i].text in ("(", ","):
        i += 1
    if i == end or i >= len(doc) or not doc[i].text[:1].isalpha():
        return None
    first = i
    while i < len(doc) and i - first < 6 and doc[i].text not in (")", ",", "(") and not doc[i].is_space:
        i += 1
    text = doc.text[doc[first].idx : doc[i - 1].idx + len(doc[i - 1])]
    letter, mark, _ = text.partition("-")
    if not mark:
        letter, mark, _ = text.partition("–")
    if (mark and letter in resources.forms("party_letters")) or text in resources.forms("party_letters"):
        return Post(None, _span(doc, first, i), "party")
    if doc[end].text == "(" and text in resources.forms("parties"):
        return Post(None, _span(doc, first, i), "party")
    return None


def kind_of_body(doc: Doc, span: Span) -> OrganisationKind:
    """Tell whether what a role is tied to is a party, a place or another body."""
    text = doc.text[span[0] : span[1]]
    if text in resources.forms("parties") or text.split("-")[0] in resources.forms("party_letters"):
        return "party"
    tokens = doc.char_span(*span, alignment_mode="expand")
    if text in resources.forms("nations") or text in resources.forms("states"):
        return "place"
    if (
        tokens is not None
        and all(t.ent_type_ in _PLACE for t in tokens if not t.is_punct)
        and not any(t.text in resources.forms("body_words") for t in tokens)
    ):
        return "place"
    return "body"


def _span(doc: Doc, start: int, end: int) -> Span:
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
