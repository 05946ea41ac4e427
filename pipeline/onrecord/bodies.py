"""The organisations, parties and places that a role is tied to: where their names begin and end, and of what kind."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import Entity, Post
from onrecord.records import OrganisationKind, Span

_NEAR = 30  # words before a name in which the body of its rank may stand
_NAMED = frozenset({"ORG", "GPE", "FAC", "NORP", "LOC"})
_PLACE = frozenset({"GPE", "LOC", "NORP"})
_APOSTROPHES = frozenset("'’")
_NO_BODY = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY"})


def body_after(doc: Doc, prep: Token) -> Span | None:
    """Give the body a preposition leads to: a name, a common noun for a body, or the capitals after such a noun."""
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if noun is None or noun.ent_type_ in _NO_BODY:
        return None
    if named := _capitalised_after(doc, noun):
        return named
    if noun.tag_ in ("NNP", "NNPS"):
        span = noun_span(doc, noun)
        about = prep.lower_ in resources.forms("role_about") and span is not None and kind_of_body(doc, span) == "place"
        return None if about else span  # an expert on Russia is not Russia's
    inside = prep.lower_ not in resources.forms("role_links") | resources.forms("role_about")  # in the country
    if noun.lower_ not in resources.forms("bodies") or inside:
        return None
    one = _with_article(noun) or noun.lower_ in resources.forms("bodies_bare")
    return noun_span(doc, noun) if one else None


def _with_article(noun: Token) -> bool:
    """Tell whether a common noun is one body, not a field as in ``undersecretary for management``."""
    return any(c.dep_ in ("det", "poss", "amod", "compound", "nmod") for c in noun.children)


def capitals(doc: Doc, start: int, *, persons: bool = False) -> tuple[int, int] | None:
    """Give the tokens of the capitalised name that begins here, after an article; small words inside it belong to it.

    A person's name is none, unless ``persons`` says that the model's word for it does not count.
    """
    if start < len(doc) and doc[start].tag_ == "DT":
        start += 1
    end = start
    while end < len(doc) and not doc[end].is_space:
        small = doc[end].text in resources.forms("name_links") and end > start
        follows = end + 1 < len(doc) and doc[end + 1].text[:1].isupper()
        owns = doc[end].tag_ == "POS" or doc[end].text in _APOSTROPHES
        if doc[end].text[:1].isupper() or (small and follows) or (owns and follows):
            end += 1
        else:
            break
    if end == start or doc[start].tag_ not in ("NNP", "NNPS", "JJ", "VBN", "VBG"):
        return None
    kind = doc[start].ent_type_
    return None if kind in _NO_BODY or (kind == "PERSON" and not persons) else (start, end)


def party_in(doc: Doc, start: int, end: int) -> Span | None:
    """Give the party named in a run of words: ``Iowa Republican``."""
    for first in range(start, end):
        for last in range(end, first, -1):
            if doc[first:last].text in resources.forms("parties"):
                return span_of(doc, first, last)
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
    return span_of(doc, start, end) if end > start else None


def noun_span(doc: Doc, noun: Token) -> Span | None:
    """Give a noun with the words before it that belong to its name, and names that hang on it by ``of`` or ``and``."""
    start, end = noun.left_edge.i, noun.i + 1
    while start < noun.i and (
        doc[start].tag_ in ("DT", "PRP$", "CD", "PDT", "POS")
        or doc[start].is_punct
        or doc[start].is_space
        or (
            noun.tag_ in ("NNP", "NNPS")
            and doc[start].text.islower()
            and doc[start].lower_ in resources.forms("bodies")
        )
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
    end = _whole_name(doc, end)
    while end > start and doc[end - 1].tag_ == "POS":
        end -= 1
    return span_of(doc, start, end) if end > start else None


def _whole_name(doc: Doc, end: int) -> int:
    """Let a name go on to the word that ends it: ``Penmere and Tarn Hospitals Trust``."""
    i = end
    while i < len(doc) and (
        doc[i].tag_ in ("NNP", "NNPS")
        or (doc[i].text in resources.forms("name_links") and i + 1 < len(doc) and doc[i + 1].tag_ in ("NNP", "NNPS"))
    ):
        i += 1
    return i if i > end and doc[i - 1].text in resources.forms("body_words") else end


def bracket(doc: Doc, end: int) -> Post | None:
    """Read ``(D-N.Y.)`` or ``, D-Mo.`` after a name."""
    i = end
    if i < len(doc) and doc[i].text in ("(", ","):
        i += 1
    if i == end or i >= len(doc) or not doc[i].text[:1].isalpha():
        return None
    first = i
    while i < len(doc) and i - first < 6 and doc[i].text not in (")", ",", "(") and not doc[i].is_space:
        i += 1
    text = doc[first:i].text
    letter, mark, _ = text.partition("-")
    if not mark:
        letter, mark, _ = text.partition("–")
    if (mark and letter in resources.forms("party_letters")) or text in resources.forms("party_letters"):
        return Post(None, span_of(doc, first, i), "party")
    if doc[end].text == "(" and text in resources.forms("parties"):
        return Post(None, span_of(doc, first, i), "party")
    return None


def kind_of_body(doc: Doc, span: Span) -> OrganisationKind:
    """Tell whether what a role is tied to is a party, a place or another body."""
    text = text_at(doc, span)
    if text in resources.forms("parties") or text.split("-")[0] in resources.forms("party_letters"):
        return "party"
    tokens = doc.char_span(*span, alignment_mode="expand")
    if text in resources.forms("nations") or text in resources.forms("states"):
        return "place"
    if (
        tokens is not None
        and text.replace(".", "") not in resources.forms("bodies_named")
        and all(t.ent_type_ in _PLACE for t in tokens if not t.is_punct)
        and not any(t.text in resources.forms("body_words") for t in tokens)
    ):
        return "place"
    return "body"


def ends_as_body(doc: Doc, span: Span) -> bool:
    """Tell whether a name ends in a word that only bodies' names end in: ``Leeds City Council``."""
    return text_at(doc, span).split()[-1] in resources.forms("body_words")


def tie_to_body(doc: Doc, person: Entity) -> None:
    """Give a person whose role belongs to a kind of body the body of that kind named in the sentence of the role."""
    if any(post.organisation for post in person.posts):
        return
    for post in person.posts:
        words = set(text_at(doc, post.role).lower().replace(".", "").split()) if post.role else set()
        for tie in resources.table("role_bodies.toml")["tie"]:
            if not words.isdisjoint(tie["roles"]):
                for start, end in person.mentions:
                    if (span := _body_in_sentence(doc, start, end, tie["bodies"])) is not None:
                        post.organisation, post.organisation_kind = span, "body"
                        return


def _paragraph(doc: Doc, start: int) -> Iterator[Token]:
    """Yield the words of a name's paragraph before it, nearest first: the parser may part a sentence at a comma."""
    for i in range(start - 1, max(-1, start - _NEAR), -1):
        if "\n" in doc[i].text:
            return
        yield doc[i]


def _body_in_sentence(doc: Doc, start: int, end: int, last_words: list[str]) -> Span | None:
    """Give the name in a sentence that ends in one of these words, outside the person's own name."""
    for token in _paragraph(doc, start):
        if token.text not in last_words or start <= token.i < end or token.tag_ not in ("NNP", "NNPS"):
            continue
        first = token.i
        while first > 0 and doc[first - 1].tag_ in ("NNP", "NNPS") and doc[first - 1].text[:1].isupper():
            first -= 1
        if doc[first].is_sent_start and doc[first].lower_ in resources.forms("say") | resources.forms("announce"):
            first += 1  # "Explaining Ely Police's figures, ..."
        if first < token.i:
            return span_of(doc, first, token.i + 1)
    return None


def owner(doc: Doc, start: int) -> Post | None:
    """Give the body that a bare name belongs to: ``the Mirror's Ann Lee``."""
    if start < 2 or doc[start - 1].tag_ != "POS":
        return None
    owner = doc[start - 2]
    if (party := party_in(doc, max(0, start - 3), start - 1)) is not None:
        return Post(None, party, "party")
    if owner.ent_type_ != "ORG" and not (owner.text.islower() and owner.lower_ in resources.forms("bodies")):
        return None
    span = noun_span(doc, owner)
    return Post(None, span, kind_of_body(doc, span)) if span and span[1] <= doc[start].idx else None


def text_at(doc: Doc, span: Span) -> str:
    """Give the words of a span that begins and ends with a token; the text of the whole Doc is not put together."""
    tokens = doc.char_span(*span)
    return tokens.text if tokens is not None else ""


def span_of(doc: Doc, start: int, end: int) -> Span:
    """Give the characters of a run of tokens."""
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
