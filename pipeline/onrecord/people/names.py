"""The names of an article: where they stand, mended where the entity recogniser cut them wrong, and whose they are."""

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import Entity

_PROPER = frozenset({"NNP", "NNPS"})
_BODY_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC"})


def people(doc: Doc) -> list[Entity]:
    """Give the named people of a parsed Doc, each with all the places where a name of theirs stands.

    Full names first: two that share forename and surname are one person. Then bare surnames and forenames, each given
    to the person of that name whom the text named last.
    """
    runs = sorted({run for run in _person_runs(doc)})
    found: list[Entity] = []
    by_ends: dict[tuple[str, str], Entity] = {}
    by_surname: dict[str, list[Entity]] = {}
    for start, end in runs:
        words = _words(doc, start, end)
        if len(words) < 2:
            continue
        key = (words[0], words[-1])
        entity = by_ends.get(key) or _same_person(words, by_surname.get(_surname(words), []))
        if entity is None:
            entity = Entity(len(found), "person", doc[start:end].text, (doc[start].idx, _end(doc, end)), words=words)
            found.append(entity)
            by_surname.setdefault(_surname(words), []).append(entity)
        elif len(words) > len(entity.words):
            entity.name, entity.span, entity.words = doc[start:end].text, (doc[start].idx, _end(doc, end)), words
        by_ends[key] = entity
        entity.mentions.append((start, end))
    _bare_names(doc, found, runs)
    for entity in found:
        entity.mentions.sort()
        entity.gender = _gender(doc, entity)
    return found


def bodies(doc: Doc, persons: list[Entity], first: int) -> list[Entity]:
    """Give the named organisations, places and peoples of a Doc; numbers go on from ``first``."""
    taken = {i for person in persons for start, end in person.mentions for i in range(start, end)}
    found: dict[tuple[str, ...], Entity] = {}
    for start, end in _body_runs(doc, taken):
        words = _words(doc, start, end)
        key = words
        if len(words) == 1:
            key = next((k for k in found if len(k) > 1 and _initials(k) == words[0]), words)
        entity = found.get(key)
        if entity is None:
            entity = Entity(first + len(found), "organisation", doc[start:end].text, (doc[start].idx, _end(doc, end)), words=words)
            found[key] = entity
        entity.mentions.append((start, end))
    return list(found.values())


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words if word not in resources.forms("name_links"))


def _end(doc: Doc, end: int) -> int:
    return doc[end - 1].idx + len(doc[end - 1])


def _words(doc: Doc, start: int, end: int) -> tuple[str, ...]:
    return tuple(t.lower_ for t in doc[start:end] if t.is_alpha or "-" in t.text or "." in t.text or "’" in t.text or "'" in t.text)


def _person_runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of names of people: PERSON entities without titles, and capitalised words after a title."""
    titles = _titles()
    for ent in doc.ents:
        if ent.label_ != "PERSON":
            continue
        start, end = trim(doc, ent.start, ent.end)
        while start < end and (doc[start].text in titles or doc[start].text in resources.forms("roles")):
            start += 1
        if start < end and _name_like(doc, start, end):
            yield _stretch(doc, start, end)
    for token in doc:
        if token.text in titles and token.tag_ in _PROPER and token.i + 1 < len(doc):
            start = end = token.i + 1
            while end < len(doc) and doc[end].tag_ in _PROPER and doc[end].text not in titles and end - start < 4:
                end += 1
            if end > start and not any(t.ent_type_ == "PERSON" for t in doc[start:end]) and _name_like(doc, start, end):
                if doc[start].ent_type_ not in _BODY_LABELS or token.text in _courtesy():
                    yield start, end


def _stretch(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in Jr., III and the rest of a hyphenated name that the recogniser left out."""
    while end < len(doc) and doc[end].text in resources.forms("name_suffixes"):
        end += 1
    return start, end


def trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take off what is no part of a name: white space, a possessive, marks, articles, a verb at the start of the sentence."""
    while start < end and (doc[start].is_space or doc[start].is_punct or doc[start].tag_ in ("DT", "VBG", "IN", "POS")):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].is_punct or doc[end - 1].tag_ == "POS" or doc[end - 1].lower_ in ("'s", "’s")):
        end -= 1
    for i in range(start, end):
        if "\n" in doc[i].text:
            return start, i
    return start, end


def _name_like(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a run can be a person's name: capitalised, no known other thing, not one lower-case word."""
    text = doc[start:end].text
    if text in resources.forms("not_names") or text in _nations():
        return False
    return doc[start].text[:1].isupper() and doc[end - 1].text[:1].isupper() and any(c.isalpha() for c in text) and end - start <= 6


def _bare_names(doc: Doc, found: list[Entity], runs: list[tuple[int, int]]) -> None:
    """Give every single word that is a surname or forename of somebody to the one whom the text named last before it."""
    surnames: dict[str, list[Entity]] = {}
    forenames: dict[str, list[Entity]] = {}
    covered = {i for entity in found for start, end in entity.mentions for i in range(start, end)}
    for entity in found:
        surnames.setdefault(_surname(entity.words), []).append(entity)
        for short in _shorts(entity.words[0]):
            forenames.setdefault(short, []).append(entity)
    last: dict[int, int] = {}
    starts = {start: entity for entity in found for start, _ in entity.mentions}
    single = {start for start, end in runs if end - start == 1}
    alone: dict[str, Entity] = {}
    for token in doc:
        if token.i in starts:
            last[starts[token.i].number] = token.i
        if token.i in covered or not token.text[:1].isupper():
            continue
        proper = token.tag_ in _PROPER or token.ent_type_ == "PERSON"
        if not proper or token.i + 1 < len(doc) and _goes_on(doc, token):
            continue
        candidates = surnames.get(token.lower_) or forenames.get(token.lower_)
        if candidates:
            entity = max(candidates, key=lambda e: (_fits_title(doc, token, e), last.get(e.number, -1), -e.number))
            entity.mentions.append((token.i, token.i + 1))
            last[entity.number] = token.i
        elif token.i in single:
            if token.lower_ not in alone:
                alone[token.lower_] = Entity(len(found), "person", token.text, (token.idx, token.idx + len(token)), words=(token.lower_,))
                found.append(alone[token.lower_])
            alone[token.lower_].mentions.append((token.i, token.i + 1))


def _goes_on(doc: Doc, token: Token) -> bool:
    """Tell whether a capitalised word is only a part of a longer name of something else: ``Clinton Foundation``."""
    after = doc[token.i + 1]
    return token.ent_type_ in ("ORG", "FAC", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT") and after.ent_iob_ == "I" or (
        after.tag_ in _PROPER and after.text[:1].isupper() and after.text in resources.forms("body_words")
    )


def _surname(words: tuple[str, ...]) -> str:
    kept = [w for w in words if w not in {s.lower() for s in resources.forms("name_suffixes")}]
    return kept[-1] if kept else words[-1]


def _shorts(forename: str) -> set[str]:
    return {forename, *_nicknames().get(forename, ())}


@functools.cache
def _nicknames() -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for entry in resources.lexicon("nicknames"):
        for form in entry:
            out.setdefault(form, set()).update(entry)
    return out


def _same_person(words: tuple[str, ...], found: list[Entity]) -> Entity | None:
    """Find the one person so far whose name is the same but for a short form, a middle name or a suffix."""
    matches = [
        entity
        for entity in found
        if len(entity.words) > 1 and _surname(entity.words) == _surname(words) and (
            entity.words[0] in _shorts(words[0]) or entity.words[0][0] == words[0][0] and (len(words[0].strip(".")) == 1 or len(entity.words[0].strip(".")) == 1)
        )
    ]
    return matches[0] if len(matches) == 1 else None


def _fits_title(doc: Doc, token: Token, entity: Entity) -> int:
    """Tell for a namesake: 1 the title before the name has the person's gender, 0 nothing is known, -1 it has not."""
    title = doc[token.i - 1].lower_.strip(".") if token.i else ""
    gender = "male" if title in resources.forms("male") else "female" if title in resources.forms("female") else None
    known = _forename_gender(entity)
    return 0 if gender is None or known is None else 1 if gender == known else -1


def _forename_gender(entity: Entity) -> str | None:
    if len(entity.words) < 2:
        return None
    return forename_gender(entity.words[0])


def forename_gender(word: str) -> str | None:
    """Give the gender that a forename tells, None where it tells none."""
    male, female = word in resources.forms("forenames_male"), word in resources.forms("forenames_female")
    return None if male == female else "male" if male else "female"


def _gender(doc: Doc, entity: Entity) -> str | None:
    """Tell a person's gender from the titles and nouns about the name, then from the forename."""
    votes = {"male": 0, "female": 0}
    for start, end in entity.mentions:
        near = [doc[start - 1].lower_.strip(".")] if start else []
        near += [t.lower_ for t in doc[end - 1].children if t.dep_ in ("appos", "compound")]
        if doc[end - 1].dep_ == "appos":
            near.append(doc[end - 1].head.lower_)
        for word in near:
            for gender in votes:
                votes[gender] += word in resources.forms(gender)
    if votes["male"] != votes["female"]:
        return max(votes, key=lambda g: votes[g])
    return _forename_gender(entity)


def _body_runs(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of names of bodies: entities, and capitalised runs that end in a word such as Council."""
    for ent in doc.ents:
        if ent.label_ in _BODY_LABELS:
            start, end = trim(doc, ent.start, ent.end)
            if start < end and not any(i in taken for i in range(start, end)) and any(c.isupper() for c in doc[start:end].text):
                yield start, end


def _titles() -> frozenset[str]:
    return resources.forms("titles") | _courtesy()


def _courtesy() -> frozenset[str]:
    return resources.forms("titles_courtesy")


def _nations() -> frozenset[str]:
    return resources.forms("nations")
