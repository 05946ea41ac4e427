"""A role noun with what hangs on it: ``the council's head of planning``, ``mayor of Ely``, ``a chemist at Acme``."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.bodies import body_after, ends_as_body, kind_of_body, noun_span, span_of, text_at
from onrecord.entities import Post
from onrecord.records import OrganisationKind, Span
from onrecord.roles.before import split
from onrecord.roles.words import NOMINAL, glued, qualifies, role_word


def noun_posts(doc: Doc, noun: Token) -> Iterator[Post]:
    """Yield what an unnamed source is called and for whom: ``a spokesman for the council``."""
    if role_word(noun):
        yield from from_noun(doc, noun, several=True)


def from_noun(doc: Doc, noun: Token, exclude: Token | None = None, *, several: bool = False) -> Iterator[Post]:
    """Yield the post of a role noun; nothing where the noun tells no role.

    ``exclude`` is a name in apposition to the noun, whose own words are not the role's; ``several`` allows a plural.
    """
    start, organisation = _possessor(doc, noun)
    while glued(doc, start - 1):
        start -= 2
    end = noun.i + 1
    while glued(doc, end):
        end += 2
    base = split(doc, start, end, several=several)
    if base is None:
        if noun.lower_ in resources.forms("no_roles") or (not several and noun.tag_ not in ("NN", "NNP")):
            return
        base = Post(span_of(doc, start, end), None, None, noun.lower_)
    role = base.role or span_of(doc, start, end)
    of = False
    for prep in _ties(noun, exclude):
        span = body_after(doc, prep)
        if _portfolio(doc, noun, prep, span):
            role, deeper = _longer(doc, role, prep)
            organisation = organisation or deeper
        elif span is not None and organisation is None and not _somebody(doc, noun, span):
            organisation, of = span, prep.lower_ in resources.forms("role_of")
    if organisation is None or (base.organisation and not _stronger(doc, organisation, base.organisation, of=of)):
        organisation = base.organisation
    elif base.organisation is not None:
        role = (min(role[0], base.organisation[0]), role[1])  # "the Republican governor of Ohio"
    yield Post(role, organisation, _kind(doc, noun, organisation), noun.lower_)


def _possessor(doc: Doc, noun: Token) -> tuple[int, Span | None]:
    """Give where the words of a role begin, after articles and whose it is, and the body whose it is."""
    start = noun.left_edge.i
    while start < noun.i and (
        doc[start].tag_ in ("DT", "PRP$", "POS", "CD", "PDT") or doc[start].is_punct or doc[start].is_space
    ):
        start += 1
    poss = next((c for c in noun.children if c.dep_ == "poss"), None)
    if poss is None:
        return start, None
    start = poss.right_edge.i + 1
    while start < noun.i and doc[start].tag_ == "POS":
        start += 1
    body = poss.tag_ in NOMINAL and poss.ent_type_ != "PERSON" and not role_word(poss)
    return start, noun_span(doc, poss) if body else None


def _somebody(doc: Doc, noun: Token, span: Span) -> bool:
    """Tell whether a tie of kin leads to a person, not a body: ``daughter of Ann Lee``."""
    tokens = doc.char_span(*span)
    private = noun.lower_ in resources.forms("roles_private")
    return private and tokens is not None and tokens[-1].ent_type_ == "PERSON"


def _ties(noun: Token, exclude: Token | None) -> Iterator[Token]:
    """Yield the prepositions that tie a role to a body; those of the noun joined to it too: ``chair and head of X``."""
    if noun.lower_ in resources.forms("roles_of_works"):
        return
    nouns = [noun]
    nouns += [c for c in noun.children if c.dep_ == "conj" and c.tag_ in NOMINAL and role_word(c) and _same(c)]
    for each in nouns:
        for prep in each.children:
            if (
                prep.dep_ == "prep"
                and prep.i > noun.i
                and prep.lower_ in resources.forms("role_ties")
                and (exclude is None or exclude.head.i != prep.i)
            ):
                yield prep


def _same(noun: Token) -> bool:
    """Tell whether the body of a joined role is the first one's too: not in ``a general and former head of Acme``."""
    return not any(c.dep_ == "det" or qualifies(c) for c in noun.children)


def _portfolio(doc: Doc, noun: Token, prep: Token, span: Span | None) -> bool:
    """Tell whether what follows belongs to the role: ``head of planning``, ``secretary of the economy``."""
    if prep.i != noun.i + 1 or prep.lower_ not in resources.forms("name_of"):
        return False
    if span is None:
        return prep.lower_ in resources.forms("role_of") or _bare(prep)
    objects = [c for c in prep.children if c.dep_ == "pobj"]
    if any(t.lower_ in resources.forms("bodies") for o in objects for t in (o, *o.children)):
        return False  # "secretary of the union Acme"
    if noun.lower_ in resources.forms("portfolio_roles") or (noun.text.istitle() and not _is_named(doc, span)):
        return kind_of_body(doc, span) != "place" and not ends_as_body(doc, span)
    return False


def _is_named(doc: Doc, span: Span) -> bool:
    """Tell whether a capitalised span is a body's name, not the field of a role in capitals: ``Head of Product``."""
    tokens = doc.char_span(*span)
    return tokens is None or any(t.ent_type_ in ("ORG", "GPE", "FAC", "NORP", "LOC", "WORK_OF_ART") for t in tokens)


def _bare(prep: Token) -> bool:
    """Tell whether a preposition leads to one noun without an article: ``secretary for education``."""
    inner = next((c for c in prep.children if c.dep_ == "pobj"), None)
    return inner is not None and inner.tag_ == "NN" and not any(c.dep_ == "det" for c in inner.children)


def _longer(doc: Doc, role: Span, prep: Token) -> tuple[Span, Span | None]:
    """Give a role with its field, and the body that the field is tied to: ``director of health at Ely Council``."""
    inner = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if inner is None or inner.ent_type_ == "PERSON":
        return role, None
    end = inner
    while (joined := next((c for c in end.children if c.dep_ == "conj"), None)) is not None and joined.i - end.i < 5:
        end = joined
    ties = (p for n in (inner, end) for p in n.children if p.dep_ == "prep")
    deeper = next(
        (s for p in ties if p.lower_ in resources.forms("role_ties") and (s := body_after(doc, p)) is not None), None
    )
    return (role[0], end.idx + len(end)), deeper


def _stronger(doc: Doc, after: Span, before: Span, *, of: bool) -> bool:
    """Tell whether the body after a role tells more than the one before: a body than a place, ``of X`` than a party."""
    kind, other = kind_of_body(doc, after), kind_of_body(doc, before)
    return other != "body" and (kind == "body" or (other == "party" and of))


def _kind(doc: Doc, noun: Token, organisation: Span | None) -> OrganisationKind | None:
    if organisation is None:
        return None
    kind = kind_of_body(doc, organisation)
    if kind == "body" and noun.lower_ in resources.forms("place_roles"):
        lower = text_at(doc, organisation).split()[-1].islower()
        return kind if lower or ends_as_body(doc, organisation) else "place"
    return kind
