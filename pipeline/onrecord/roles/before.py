"""The words before a name, parted into organisation and role: ``Ohio Secretary of State``, ``Wells Fargo CEO``."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.bodies import kind_of_body, party_in, span_of
from onrecord.entities import Post
from onrecord.records import Span
from onrecord.roles.words import blank, courtesy, glued, known_role, one, plural_titles, qualifies, role_word, titles

_BEFORE = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "POS", "HYPH", "CD", "VBG", "VBN", "VB"})
_NO_ROLE = frozenset({"JJR", "JJS", "DT", "CD", "PRP$", "PDT", "RB", "POS"})
_NAME = frozenset({"NNP", "NNPS"})
_PLACE = frozenset({"GPE", "LOC", "NORP"})
_BODY = frozenset({"ORG", "FAC"})
_RUN = 12  # words before a name that can be its role
_LONGEST = 5  # words of a title
_LIST = 40  # words over which the title of the first of several names reaches


def before_name(doc: Doc, start: int) -> Iterator[Post]:
    """Yield what stands before a name: its title, the role before that, or the plural title it shares with others."""
    if start > 1 and doc[start - 1].text == "." and doc[start - 2].text + "." in titles():
        yield Post(span_of(doc, start - 2, start), None, None, doc[start - 2].lower_)
        return
    first, end = _run(doc, start)
    if first < end - 1 and _second_title(doc, end):
        yield Post(span_of(doc, end - 1, end), None, None, doc[end - 1].lower_)
        end -= 1
    post = split(doc, first, end) if first < end and not _lone(doc, first, end) else None
    if post or (post := _shared(doc, start)):
        yield post


def _lone(doc: Doc, first: int, end: int) -> bool:
    """Tell whether a word that can be a verb stands alone before a name: ``they would back Ann Lee``."""
    if end - first > 1 or doc[first].lower_ not in resources.forms("roles_or_verbs"):
        return False
    return first == 0 or doc[first - 1].tag_ not in ("DT", "PRP$", "POS")


def _run(doc: Doc, start: int) -> tuple[int, int]:
    """Give the words before a name that can be its role: from where to where."""
    end = start
    while end > 0 and (doc[end - 1].text in courtesy() or blank(doc[end - 1])):
        end -= 1
    i = end
    while i > max(0, end - _RUN):
        token = doc[i - 1]
        if (token.is_space and not blank(token)) or (token.is_punct and not glued(doc, i - 1)):
            break
        if glued(doc, i - 1) or blank(token) or token.tag_ in _BEFORE or _before_hyphen(doc, i - 1) or qualifies(token):
            i -= 1
        elif (title := _title_over(doc, i, end)) is not None:
            i = title
        else:
            break
    while i < end and (doc[i].tag_ in ("POS", "HYPH", "VBG", "CD") or doc[i].text in courtesy()):
        if qualifies(doc[i]):
            break
        i += 1
    return i, end


def _before_hyphen(doc: Doc, i: int) -> bool:
    """Tell whether a word hangs on a role by a hyphen: ``then-``, ``co-``."""
    return glued(doc, i + 1) and doc[i].lower_ in resources.forms("role_qualifiers")


def _title_over(doc: Doc, i: int, end: int) -> int | None:
    """Give where a title begins that has a small word in it: ``Secretary of State``, ``Minister for Health``."""
    for first in range(i - 2, max(-1, end - _LONGEST - 1), -1):
        if known_role(doc[first:end].text):
            return first
    link = doc[i - 1]
    if i < 2 or i >= end or not (doc[i - 2].text.istitle() and doc[i].text.istitle() and role_word(doc[i - 2])):
        return None
    joins = link.tag_ == "CC" and role_word(doc[end - 1])
    return i - 2 if joins or link.lower_ in resources.forms("name_of") else None


def _second_title(doc: Doc, end: int) -> bool:
    """Tell whether the last word is a title of its own after another role: ``Democratic candidate Sen. Ann Lee``."""
    last, other = doc[end - 1], doc[end - 2]
    return (
        last.text in resources.forms("titles")
        and other.text.islower()
        and other.lower_ in resources.forms("roles")
        and not known_role(doc[end - 2 : end].text)
    )


def _shared(doc: Doc, start: int) -> Post | None:
    """Give the title in the plural before the first of several names: ``Sens. Ann Lee (D-Mo.) and Bo Hill``."""
    i = start - 1
    joined = False
    while i >= max(0, start - _LIST):
        token = doc[i]
        if token.text == ")":
            i = next((k for k in range(i, max(-1, i - _RUN), -1) if doc[k].text == "("), -1)
        elif token.text in plural_titles() or (token.tag_ == "NNS" and token.lower_ in resources.forms("roles")):
            after = i + 1 if doc[i + 1].text != "." else i + 2
            listed = doc[after].tag_ in _NAME and (joined or (i == start - 1 and _others_follow(doc, start)))
            return _of_several(doc, i) if listed else None
        elif token.tag_ == "CC" or token.text == ",":
            joined = True
        elif token.text == "." and doc[i - 1].text + "." in plural_titles():
            pass
        elif token.tag_ not in _NAME and token.lower_ not in resources.forms("role_of"):
            return None
        i -= 1
    return None


def _others_follow(doc: Doc, start: int) -> bool:
    """Tell whether a name is the first of several: a comma or ``and`` after it, and another name."""
    i = start
    while i < len(doc) and doc[i].tag_ in _NAME:
        i += 1
    return i + 1 < len(doc) and (doc[i].tag_ == "CC" or doc[i].text == ",") and doc[i + 1].tag_ in _NAME


def _of_several(doc: Doc, last: int) -> Post | None:
    """Give the role of several people, from its last word, a plural."""
    first, _ = _run(doc, last + 1)
    end = last + 1
    if doc[last].text + "." in plural_titles() and doc[end].text == ".":
        return Post(span_of(doc, last, end + 1), None, None, doc[last].lower_)
    return split(doc, min(first, last), end, several=True)


def _age(doc: Doc, start: int, end: int) -> int | None:
    """Give the token after ``36-year-old`` at the start of a run of words."""
    for i in range(start, min(end, start + 5)):
        if doc[i].lower_ in resources.forms("age_words"):
            while i < end and (doc[i].lower_ in resources.forms("age_words") or doc[i].is_punct):
                i += 1
            return i if i < end else None
    return None


def split(doc: Doc, start: int, end: int, *, several: bool = False) -> Post | None:
    """Part a run of words into the organisation it begins with and the role it ends with; None where it is no role.

    What says that a role is past or partial is not cut off: the role in ``former Acme chief`` is all of it, Acme too.
    ``several`` lets a plural be a role.
    """
    start = max([start, *(i + 1 for i in range(start, end - 1) if _verb(doc, i))])
    while start < end and _outside(doc[start]) and not _begins(doc, start, end):
        start += 1
    if (year := _age(doc, start, end)) is not None:
        start = year
    while end > start and doc[end - 1].text in courtesy():
        end -= 1
    if start >= end:
        return None
    whole = next((i for i in range(start, end) if known_role(doc[i:end].text)), None)
    head = _head(doc, start, end, whole)
    if head is None or head.lower_ in resources.forms("no_roles") or not (several or one(head)):
        return None
    if head.lower_ in resources.forms("roles_private"):
        return Post(span_of(doc, start, end), None, None, head.lower_)
    first, cut = _seam(doc, start, end, head, whole)
    if _headline(doc, first, cut):
        start = first = cut
    organisation = _organisation(doc, first, cut, head)
    while organisation is not None and cut < end and doc[cut].tag_ == "POS":
        cut += 1
    role = span_of(doc, cut if organisation and first == start else start, end)
    return Post(role, organisation, kind_of_body(doc, organisation) if organisation else None, head.lower_)


def _outside(token: Token) -> bool:
    """Tell whether a word at the start of a run is no part of a role: an article, a mark, white space."""
    joins = token.tag_ == "IN" and not glued(token.doc, token.i + 1)  # not "in-house lawyer"
    return token.tag_ in _NO_ROLE or token.is_punct or token.is_space or joins


def _verb(doc: Doc, i: int) -> bool:
    """Tell whether a role can begin only after this word: a verb, the end of ``prize-winning``."""
    token = doc[i]
    if token.tag_[:2] != "VB" or not token.text.islower() or qualifies(token):
        return False
    return glued(doc, i - 1) or token.dep_ not in ("", "amod", "compound", "nmod")


def _begins(doc: Doc, start: int, end: int) -> bool:
    return qualifies(doc[start]) or known_role(doc[start:end].text)


def _head(doc: Doc, start: int, end: int, whole: int | None) -> Token | None:
    """Give the word of a run that is the role: the last, the first of a title such as ``Secretary of State``."""
    link = next((i for i in range(start + 1, end) if doc[i].lower_ in resources.forms("name_of")), None)
    if link is not None and role_word(doc[link - 1]):
        return doc[link - 1]
    return doc[end - 1] if role_word(doc[end - 1]) else doc[end - 1] if whole is not None else None


def _seam(doc: Doc, start: int, end: int, head: Token, whole: int | None) -> tuple[int, int]:
    """Give where the organisation begins in a run, after what qualifies the role, and where the role itself begins."""
    limit = head.i if whole is None else min(whole, head.i)
    first = start
    while first < limit and (qualifies(doc[first]) or doc[first].is_punct):
        first += 1
    capital = next((i for i in range(first, limit) if doc[i].text[:1].isupper() and not role_word(doc[i])), None)
    if capital is not None and all(_adjective(t) for t in doc[first:capital]):
        first = capital
    cut = first
    while cut < limit and not _starts_role(doc, cut, end):
        cut += 1
    return first, _over_body_words(doc, first, cut, end, whole)


def _adjective(token: Token) -> bool:
    return token.text.islower() and token.tag_ in ("JJ", "VBN", "RB", "HYPH")


def _over_body_words(doc: Doc, first: int, cut: int, end: int, whole: int | None) -> int:
    """Let a body have words that end its name: ``House Oversight Committee Chairman``, ``Weather service chief``."""
    if whole is None or cut != whole:
        return cut + _noun_of_body(doc, first, cut, end)
    for i in range(end - 1, cut, -1):
        named = doc[cut:i].text in resources.forms("bodies_named") and all(t.ent_type_ in _BODY for t in doc[cut:i])
        ends = cut > first and doc[i - 1].text in resources.forms("body_words")
        if (named or ends) and known_role(doc[i:end].text):
            return i
    return cut


def _noun_of_body(doc: Doc, first: int, cut: int, end: int) -> int:
    """Count the word after a name that says what body it is; a place's police are more of the role than of the name."""
    if not first < cut < end - 1 or doc[cut].lower_ not in resources.forms("bodies"):
        return 0
    return int(doc[cut].text.islower() and all(t.ent_type_ in ("", *_BODY) for t in doc[first:cut]))


def _starts_role(doc: Doc, i: int, end: int) -> bool:
    """Tell whether the role begins at this word: a title or role word, or lower-case words that lead to one."""
    token = doc[i]
    if token.ent_type_ in ("ORG", "GPE", "NORP", "LOC", "FAC") and token.text not in resources.forms("titles"):
        return False
    if token.text in resources.forms("parties") or token.text in resources.forms("nations"):
        return False
    if role_word(token) or (token.text[:1].islower() and token.tag_ != "POS"):
        return True
    return any(known_role(doc[i:stop].text) for stop in range(i + 2, min(end, i + _LONGEST) + 1))


def _headline(doc: Doc, first: int, cut: int) -> bool:
    """Tell whether the words before a role are a clause in capitals: ``Ann Lee Now Backs Speaker Bo Hill``."""
    words = doc[first:cut]
    persons = sum(t.ent_type_ == "PERSON" for t in words if t.tag_ != "POS")
    return 0 < persons < len(words) - (words[-1].tag_ == "POS") or any(t.tag_ in ("VBZ", "VBD", "RB") for t in words)


def _organisation(doc: Doc, first: int, cut: int, head: Token) -> Span | None:
    """Give the organisation that a run begins with, unless those words are no name of one."""
    possessed = cut > first and doc[cut - 1].tag_ == "POS"
    while cut > first and (doc[cut - 1].tag_ == "POS" or doc[cut - 1].is_punct or doc[cut - 1].is_space):
        cut -= 1
    words = doc[first:cut]
    if not words or not (possessed or any(t.text[:1].isupper() for t in words)):
        return None
    placed = all(t.ent_type_ in _PLACE for t in words) and not any(
        t.text in resources.forms("body_words") for t in words
    )
    plain = not possessed and not any(t.ent_type_ for t in words)
    if plain and head.lower_ in resources.forms("portfolio_roles"):
        return None  # the field of an office: Emergency Management Minister
    party = party_in(doc, first, cut) if placed else None
    nations = resources.forms("nations")
    known = words.text in nations or any(t.ent_type_ != "NORP" or t.text in nations for t in words)
    if placed and party is None and (not known or head.lower_ in resources.forms("roles_subject")):
        return None  # a Korea expert is not Korea's, and the faith of a cleric is no place
    return party or span_of(doc, first, cut)
