"""Where names stand: the runs of words that are one, mended where the entity recogniser cut them wrong."""

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.roles import courtesy, titles

_PROPER = frozenset({"NNP", "NNPS"})
_MISTAKEN = frozenset({"ORG", "GPE", "FAC", "LOC", "PRODUCT", "WORK_OF_ART"})
_BODY_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC"})


def person_runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield token ranges of names of people: PERSON entities without titles, and capitals after a title."""
    known = titles()
    for ent in doc.ents:
        start, end = trim(doc, ent.start, ent.end)
        if ent.label_ != "PERSON" and not (ent.label_ in _MISTAKEN and _surely_person(doc, start, end)):
            continue
        while start < end and (doc[start].text in known or doc[start].text in resources.forms("roles")):
            start += 1
        if start < end and _name_like(doc, start, end):
            yield _stretch(doc, start, end)
    yield from _nicknamed(doc)
    yield from _unseen(doc)
    for token in doc:
        if token.text in known and token.tag_ in _PROPER and token.i + 1 < len(doc):
            start = end = token.i + 1
            while end < len(doc) and (_proper(doc, end) and doc[end].text not in known) and end - start < 6:
                end += 1
            if end > start and not any(t.ent_type_ == "PERSON" for t in doc[start:end]) and _name_like(doc, start, end):
                apart = doc[start].ent_type_ not in _BODY_LABELS or token.text in courtesy()
                if (apart or _one_entity(token, doc[start])) and doc[end - 1].text not in resources.forms("body_words"):
                    yield start, end


def _nicknamed(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield names with a nickname in marks inside: ``Ray “Chook” Dunmurry``."""
    for token in doc:
        if token.tag_ not in _PROPER or token.i + 4 > len(doc) or not doc[token.i + 1].is_quote:
            continue
        for close in range(token.i + 3, min(token.i + 6, len(doc) - 1)):
            if doc[close].is_quote and doc[close + 1].tag_ in _PROPER and doc[close + 1].text[:1].isupper():
                if all(t.text[:1].isupper() or t.is_stop for t in doc[token.i + 2 : close]):
                    end = close + 2
                    while end < len(doc) and _proper(doc, end):
                        end += 1
                    yield token.i, end
                break


def _unseen(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield names that the recogniser saw nothing in: a known forename and capitals, or capitals and an age."""
    end = 0
    for token in doc:
        if token.i < end or token.tag_ not in _PROPER or token.ent_type_ or not token.text[:1].isupper():
            continue
        end = token.i + 1
        while end < len(doc) and _proper(doc, end) and not doc[end].ent_type_:
            end += 1
        if not _whole_run(doc, token.i, end) or doc[end - 1].text in resources.forms("body_words"):
            continue
        named = 2 <= end - token.i <= 4 and is_forename(token.lower_) and token.text not in _nations()
        if (named or _aged(doc, end)) and _name_like(doc, token.i, end):
            yield token.i, end


def _whole_run(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a run of capitals ends where a name can end, and no other capitals stand right before it."""
    before = doc[start - 1] if start else None
    return (before is None or before.tag_ not in _PROPER) and (end == len(doc) or doc[end].tag_ not in _PROPER)


def _aged(doc: Doc, end: int) -> bool:
    """Tell whether an age stands after a name: ``Bee, 7, said``."""
    return end + 2 < len(doc) and doc[end].text == "," and doc[end + 1].text.isdigit() and doc[end + 2].text in ",.;:"


def _surely_person(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a name taken for something else is a person's: a forename before it, or an age after it."""
    words = [t for t in doc[start:end] if t.text != "-"]
    if not 2 <= len(words) <= 4 or any(t.tag_ not in _PROPER for t in words):
        return False
    if doc[end - 1].text in resources.forms("body_words") or doc[end - 1].text in _nations():
        return False
    known = is_forename(doc[start].lower_) and doc[start].text not in _nations()
    return _aged(doc, end) or known or _apposed(doc, start, end)


def _apposed(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a name stands between commas after who somebody is: ``the harbour master, Femi Okafor-Lane,``."""
    if start < 2 or doc[start - 1].text != "," or end >= len(doc) or doc[end].text not in (",", "."):
        return False
    name = doc[start:end].root
    role = name.head.lower_
    held = role in resources.forms("roles") | resources.forms("roles_weak") or role in titles()
    return name.dep_ == "appos" and held and name.head.tag_ in ("NN", "NNP") and doc[start].text not in _states()


def _proper(doc: Doc, i: int) -> bool:
    """Tell whether a word goes on with a name: a proper noun, or a part of one with hyphens."""
    token = doc[i]
    joined = i + 1 < len(doc) and doc[i - 1].whitespace_ == "" and (token.text == "-" or doc[i - 1].text == "-")
    return token.tag_ in _PROPER or (bool(joined) and (token.is_alpha or token.text == "-"))


def _one_entity(title: Token, name: Token) -> bool:
    """Tell whether title and name were taken together for a body: ``Secretary General Ban Ki-moon``."""
    return title.ent_type_ == name.ent_type_ and name.ent_iob_ == "I" and name.i - title.i == 1


def _stretch(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in what the recogniser left out: Jr., III, a particle before a surname, the other half of a hyphen."""
    while (
        start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_ and doc[start - 2].tag_ in _PROPER
    ):
        start -= 2
    while start > 0 and doc[start - 1].lower_ in resources.forms("particles") and doc[start - 1].tag_ in _PROPER:
        start -= 1
    while end < len(doc) and doc[end].text in resources.forms("name_suffixes"):
        end += 1
    return start, end


def trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take off what is no part of a name: white space, marks, a possessive, articles, a participle before it."""
    while start < end and (
        doc[start].is_space
        or doc[start].is_punct
        or (doc[start].tag_ in ("DT", "VBG", "IN", "POS") and not is_forename(doc[start].lower_))
    ):
        start += 1
    while start < end and (
        doc[end - 1].is_space
        or doc[end - 1].is_punct
        or doc[end - 1].tag_ == "POS"
        or doc[end - 1].lower_ in ("'s", "’s")
    ):
        end -= 1
    while end - start > 1 and doc[end - 1].text in resources.forms("postnominals"):
        end -= 1
    for i in range(start, end):
        cut = doc[i].tag_ in ("IN", "TO") or doc[i].text == ":" or doc[i].lower_ in _headline_verbs()
        if "\n" in doc[i].text or (
            i > start and cut and doc[start].tag_ in _PROPER and doc[start].ent_type_ == "PERSON"
        ):
            return start, i
    return start, end


@functools.cache
def _headline_verbs() -> frozenset[str]:
    """Give the verbs that headlines capitalise and the recogniser takes for a name: ``Obama Says``."""
    groups = resources.table("senses.toml")["groups"]
    return frozenset(entry[1] for sense in groups["verbs"] for entry in resources.lexicon(sense) if len(entry) > 1)


def _name_like(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a run can be a person's name: capitalised, no known other thing, not one lower-case word."""
    text = doc[start:end].text
    if text in resources.forms("not_names") or text in _nations() or text in titles():
        return False
    if doc[end - 1].text in resources.forms("body_words") and not is_forename(doc[start].lower_):
        return False
    return (
        doc[start].text[:1].isupper()
        and (doc[end - 1].text[:1].isupper() or (end - start > 2 and doc[end - 2].text == "-"))
        and any(c.isalpha() for c in text)
        and end - start <= 6
    )


def body_runs(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of names of bodies: entities, and capitalised runs that end in a word such as Council."""
    seen = set(taken)
    for ent in doc.ents:
        if ent.label_ in _BODY_LABELS:
            start, end = _fuller_run(doc, *trim(doc, ent.start, ent.end))
            end = _further(doc, start, end)
            if (
                start < end
                and not any(i in seen for i in range(start, end))
                and any(c.isupper() for c in doc[start:end].text)
            ):
                yield start, end
                seen.update(range(start, end))
    for token in doc:
        if is_coined(token.lower_) and token.i not in seen and token.tag_ in _PROPER:
            yield token.i, token.i + 1


def unseen_again(doc: Doc, runs: list[tuple[int, int]], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield where a body's name of several words stands again and the recogniser saw nothing."""
    names: dict[str, set[str]] = {}
    lengths: dict[str, set[int]] = {}
    for start, end in runs:
        if end - start > 1:
            names.setdefault(doc[start].text, set()).add(doc[start:end].text)
            lengths.setdefault(doc[start].text, set()).add(end - start)
    seen = taken | {i for start, end in runs for i in range(start, end)}
    for token in doc:
        for length in sorted(lengths.get(token.text, ()), reverse=True):
            end = token.i + length
            free = end <= len(doc) and not any(t.ent_type_ or t.i in seen for t in doc[token.i : end])
            if free and doc[token.i : end].text in names[token.text]:
                seen.update(range(token.i, end))
                yield token.i, end


def _fuller_run(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Let a body's name that ends in a word such as Council begin with the name right before it, of another body."""
    if end <= start or doc[end - 1].text not in resources.forms("body_words"):
        return start, end
    while start > 0 and doc[start - 1].tag_ in _PROPER and doc[start - 1].ent_type_ in _BODY_LABELS:
        start -= 1
    return start, end


def _further(doc: Doc, start: int, end: int) -> int:
    """Let a body's name go on to whom or where it is for: ``Court of Appeals for the Ninth Circuit``."""
    if not any(t.text in resources.forms("body_words") for t in doc[start:end]):
        return end
    last = _linked(doc, end)
    area = doc[last - 1].lower_ in resources.forms("court_areas")
    if last == end or not (area or start <= doc[end].head.i < end):
        return end
    return _linked(doc, last) if area else last  # the Northern District of Ohio


def _linked(doc: Doc, end: int) -> int:
    """Give where the capitals after a small word such as ``for`` end, or the same place where there are none."""
    if end + 1 >= len(doc) or doc[end].lower_ not in resources.forms("name_of"):
        return end
    first = last = end + 2 if doc[end + 1].tag_ == "DT" else end + 1
    while last < len(doc) and doc[last].tag_ in _PROPER and doc[last].ent_type_ != "PERSON":
        last += 1
    return last if last > first else end


def words_of(doc: Doc, start: int, end: int) -> tuple[str, ...]:
    """Give the words of a name, folded: lower case, straight apostrophes, no marks."""
    folded = doc[start:end].text.lower().replace("’", "'").replace("“", " ").replace("”", " ")
    words = (part.strip("\"',;:()") for part in folded.split())
    return tuple(word for word in words if any(c.isalnum() for c in word))


def end_of(doc: Doc, end: int) -> int:
    """Give the character at which a run of tokens ends."""
    return doc[end - 1].idx + len(doc[end - 1])


def _nations() -> frozenset[str]:
    return resources.forms("nations")


def is_coined(word: str) -> bool:
    """Tell whether a word, in lower case, is a known name with a capital inside, ``BuzzFeed``: nobody's surname, in
    whatever letters an article writes it, and whatever the recogniser takes it for.
    """
    return word in _coined()


@functools.cache
def _coined() -> frozenset[str]:
    names = resources.forms("media_named") | resources.forms("bodies_named")
    return frozenset(n.lower() for n in names if n.isalpha() and n[1:] != n[1:].lower() and n != n.upper())


def _states() -> frozenset[str]:
    return resources.forms("states")


def is_forename(word: str) -> bool:
    """Tell whether a word, in lower case, is a forename that models/ knows."""
    return word in resources.forms("forenames_male") or word in resources.forms("forenames_female")
