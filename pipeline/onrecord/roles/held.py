"""What a person is said to be: ``is the mayor``, ``who served as judge``, ``was elected leader``, ``as mayor, Lee``."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.bodies import kind_of_body, noun_span, span_of
from onrecord.entities import Post
from onrecord.roles.nouns import from_noun
from onrecord.roles.words import SINGULAR, in_quotation

_SUBJECT = frozenset({"nsubj", "nsubjpass"})


def held(doc: Doc, head: Token) -> Iterator[Post]:
    """Yield the posts that a clause gives to the name that is its subject, or that a relative clause describes.

    A clause that says no, or only what may be, gives none; nor does one in a quotation, where another speaks.
    """
    if head.dep_ in _SUBJECT and not in_quotation(doc, head):
        for verb in _with_joined(head.head):
            yield from _predicate(doc, verb)
        for noun in _as(head.head, before=head.i):
            yield from from_noun(doc, noun)
    yield from _led_by(doc, head)
    nouns = [head, *(c for c in head.children if c.dep_ == "appos")]
    for noun in nouns:
        for child in noun.children:
            who = any(c.dep_ in _SUBJECT and c.tag_ == "WP" for c in child.children)  # not "whose husband is a judge"
            if child.dep_ == "relcl" and who and not in_quotation(doc, child):
                for verb in _with_joined(child):
                    yield from _predicate(doc, verb)
                    yield from _led(doc, verb)


def _with_joined(verb: Token) -> Iterator[Token]:
    """Yield a verb and the one joined to it that has no subject of its own: ``was mayor and is now a judge``."""
    yield verb
    for child in verb.children:
        if child.dep_ == "conj" and not any(c.dep_ in _SUBJECT for c in child.children):
            yield child


def _predicate(doc: Doc, verb: Token) -> Iterator[Post]:
    """Yield the post that a verb says its subject has."""
    if any(c.dep_ == "neg" or c.tag_ == "MD" for c in verb.children):
        return
    word = verb.lower_
    if word in resources.forms("copula"):
        nouns = [c for c in verb.children if c.dep_ == "attr"]
    elif word in resources.table("role_bodies.toml")["holds_role"]:
        nouns = list(_as(verb))
    elif word in resources.forms("appointing") and any(c.dep_ == "auxpass" for c in verb.children):
        nouns = [*(c for c in verb.children if c.dep_ in ("oprd", "attr", "dobj")), *_as(verb)]
    else:
        return
    for noun in nouns:
        if noun.tag_ in SINGULAR and noun.ent_type_ != "PERSON" and _an_office(noun):
            yield from from_noun(doc, noun)


def _as(verb: Token, before: int | None = None) -> Iterator[Token]:
    """Yield the role that ``as`` leads to from a verb, before the subject or after the verb."""
    leads = resources.table("role_bodies.toml")["leads_to_role"]
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ in leads and (before is None or prep.i < before):
            for noun in prep.children:
                if noun.dep_ == "pobj" and noun.tag_ in SINGULAR and _an_office(noun):
                    yield noun


def _an_office(noun: Token) -> bool:
    """Tell whether a noun is a role: a listed one, or a word such as head that has ``of X`` after it."""
    weak = noun.lower_ in resources.forms("roles_weak") and any(
        c.dep_ == "prep" and c.i > noun.i for c in noun.children
    )
    return weak or noun.lower_ in resources.forms("roles")


def _led_by(doc: Doc, head: Token) -> Iterator[Post]:
    """Yield the body that is said to be run by the name: ``Ely Water is run by Ann Lee``."""
    verb = head.head.head if head.dep_ == "pobj" and head.head.dep_ == "agent" else None
    if verb is None or verb.lower_ not in resources.forms("leading"):
        return
    for body in verb.children:
        named = body.tag_ in ("NNP", "NNPS") and body.ent_type_ != "PERSON"
        if body.dep_ == "nsubjpass" and named and (span := noun_span(doc, body)) is not None:
            yield Post(None, span, kind_of_body(doc, span))


def _led(doc: Doc, verb: Token) -> Iterator[Post]:
    """Yield the body that somebody runs; a verb that tells an office is the role: ``Ann Lee, who heads Ely Water``."""
    if verb.lower_ not in resources.forms("leading"):
        return
    body = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if body is None or body.ent_type_ == "PERSON":
        return
    if not (body.tag_ in ("NNP", "NNPS") or body.lower_ in resources.forms("bodies")):
        return
    if (span := noun_span(doc, body)) is not None:
        office = verb.lower_ in resources.forms("leading_office")
        role = span_of(doc, verb.i, verb.i + 1) if office else None
        yield Post(role, span, kind_of_body(doc, span), verb.lower_ if office else None)
