"""Names as they are compared across articles: folded, without titles, taken apart."""

import functools
import unicodedata
from dataclasses import dataclass

from onrecord import resources


@dataclass(frozen=True, slots=True)
class Form:
    """A name taken apart: ``Robert J. Kane Jr.`` is robert, (j), kane, jr; a single word is a surname alone."""

    forename: str
    middles: tuple[str, ...]
    surname: str
    suffix: str

    @property
    def full(self) -> bool:
        """Tell whether it has a forename that is no initial."""
        return len(self.forename) > 1


def folded(text: str) -> tuple[str, ...]:
    """Give the words of a name without accents, case, dots and marks.

    >>> folded("Séan O’Brien-Ray, Jr.")
    ('sean', "o'brien-ray", 'jr')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(c))
    words = (word.strip(".,;:\"'()“”‘").replace(".", "") for word in plain.casefold().split())
    return tuple(word for word in words if any(c.isalnum() for c in word))


def form(name: str) -> Form:
    """Take a person's name apart.

    >>> form("Dr Robert J. Kane Jr.")
    Form(forename='robert', middles=('j',), surname='kane', suffix='jr')
    >>> form("Le Pen").surname, form("Marine Le Pen").surname
    ('le pen', 'le pen')
    """
    words = list(folded(name))
    while len(words) > 1 and words[0] in _titles():
        del words[0]
    suffix = ""
    if len(words) > 1 and words[-1] in _suffixes():
        suffix = _suffixes()[words.pop()]
    if len(words) < 2 or all(word in _only_particles() for word in words[:-1]):
        return Form("", (), " ".join(words), suffix)
    middles = [word for word in words[1:-1] if not name_in_marks(word, name)]
    start = next((i for i, word in enumerate(middles) if word in resources.forms("particles")), len(middles))
    return Form(words[0], tuple(middles[:start]), " ".join([*middles[start:], words[-1]]), suffix)


@functools.cache
def _only_particles() -> frozenset[str]:
    """Give the particles that are nobody's forename: a Le Pen has told only a surname, an Al Gore both."""
    return resources.forms("particles") - resources.forms("particles_or_forenames")


def name_in_marks(word: str, name: str) -> bool:
    """Tell whether a word of a name is a nickname in quotation marks: ``Ray "Chook" Dunmurry``."""
    return any(f"{mark}{word}" in name.casefold() for mark in "\"“‘'")


def may_be(one: Form, other: Form) -> bool:
    """Tell whether two names of one surname can be one person's: neither forename, middle nor suffix says no.

    >>> may_be(form("Robert Kane Jr."), form("Robert Kane Sr.")), may_be(form("Bob Kane"), form("Robert J. Kane"))
    (False, True)
    """
    if one.surname != other.surname or (one.suffix and other.suffix and one.suffix != other.suffix):
        return False
    if one.middles and other.middles and [m[0] for m in one.middles] != [m[0] for m in other.middles]:
        return False
    if not one.forename or not other.forename:
        return True
    if one.full and other.full:
        return other.forename in same_forename(one.forename)
    return one.forename[0] == other.forename[0]


def same_forename(forename: str) -> frozenset[str]:
    """Give the forenames that can be the same person's: itself, and those it is short or long for."""
    return resources.related("nicknames").get(forename, frozenset((forename,)))


def common(form: Form) -> bool:
    """Tell whether forename and surname are both so common that the full name is not enough to know one by.

    >>> common(form("John Smith")), common(form("Zephyrine Smith")), common(form("John Tolliver"))
    (True, False, False)
    """
    forenames = resources.forms("common_forenames")
    return form.surname in resources.forms("common_surnames") and not forenames.isdisjoint(same_forename(form.forename))


@functools.cache
def _titles() -> frozenset[str]:
    forms = resources.forms("titles") | resources.forms("titles_courtesy")
    return frozenset(word for title in forms for word in folded(title))


@functools.cache
def _suffixes() -> dict[str, str]:
    return {
        word: folded(entry[0])[0]
        for entry in resources.lexicon("name_suffixes")
        for one in entry
        for word in folded(one)
    }
