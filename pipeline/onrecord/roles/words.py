"""Which words are a role: titles, nouns of office and work, what may stand before them, what tells no role."""

import functools

from spacy.tokens import Doc, Token

from onrecord import resources

NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS"})
_QUOTES = frozenset({"``", "''"})  # tags of an opening and of a closing mark
_NEAR = 60  # words before one in which a quotation mark may stand
SINGULAR = frozenset({"NN", "NNP"})


def titles() -> frozenset[str]:
    """Give all titles that stand before a name, those of courtesy among them.

    >>> {"Sen.", "Mr"} <= titles()
    True
    """
    return resources.forms("titles") | courtesy()


def courtesy() -> frozenset[str]:
    """Give the titles that tell no role.

    >>> "Dame" in courtesy()
    True
    """
    return resources.forms("titles_courtesy")


def role_word(token: Token) -> bool:
    """Tell whether a word can be the head of a role."""
    return (
        token.lower_ in resources.forms("roles")
        or token.text in resources.forms("titles")
        or token.lower_ in resources.forms("roles_weak")
        or (token.text in _last_words() and token.i > 0 and token.nbor(-1).text + " " + token.text in titles())
    )


def known_role(text: str) -> bool:
    """Tell whether some words together are a title or a role that a list holds: ``Secretary of State``.

    >>> known_role("Secretary of State"), known_role("of State")
    (True, False)
    """
    return text in resources.forms("titles") or text.lower() in resources.forms("roles")


def one(token: Token) -> bool:
    """Tell whether a role word speaks of one person: a plural beside one name is no role of its bearer."""
    if token.text in resources.forms("titles"):
        return token.text not in plural_titles()
    return token.lower_ in _single() or (token.tag_ in SINGULAR and token.lower_ not in _listed())


def qualifies(token: Token) -> bool:
    """Tell whether a word belongs to the role, not to a name: ``former``, but not the New of New Jersey."""
    opens = bool(token.is_sent_start) and not token.ent_type_
    return token.lower_ in resources.forms("role_qualifiers") and (token.text.islower() or opens)


@functools.cache
def plural_titles() -> frozenset[str]:
    """Give the titles that stand before several names.

    >>> "Sens." in plural_titles()
    True
    """
    plural = [[form for form in entry if form.rstrip(".").endswith("s")] for entry in resources.lexicon("titles")]
    return frozenset(form for forms in plural if len(forms) > 1 for form in forms)


@functools.cache
def _last_words() -> frozenset[str]:
    """Give the words that are a title only with the word before them: the Comhairle of ``Ceann Comhairle``."""
    return frozenset(form.split()[-1] for form in titles() if form.count(" ") == 1)


@functools.cache
def _single() -> frozenset[str]:
    return frozenset(entry[0] for name in ("roles", "roles_weak") for entry in resources.lexicon(name))


@functools.cache
def _listed() -> frozenset[str]:
    return resources.forms("roles") | resources.forms("roles_weak")


def blank(token: Token) -> bool:
    """Tell whether a token is white space within a line: a second space, or one that does not break."""
    return token.is_space and "\n" not in token.text


def glued(doc: Doc, i: int) -> bool:
    """Tell whether a token is a hyphen inside a word that spaCy has cut: ``co-director``."""
    inside = 0 < i < len(doc) - 1 and doc[i].is_punct and doc[i].text[:1] not in ".,'’"
    return inside and not doc[i].whitespace_ and not doc[i - 1].whitespace_ and not doc[i + 1].is_punct


def in_quotation(doc: Doc, token: Token) -> bool:
    """Tell whether a word stands inside quotation marks, by the nearest mark before it in its sentence.

    What somebody is called there is what another calls them, not what the article does.
    """
    for i in range(token.i - 1, max(-1, token.i - _NEAR), -1):
        if doc[i].tag_ in _QUOTES:
            return doc[i].tag_ == "``"
        if doc[i].is_sent_start:
            return False
    return False
