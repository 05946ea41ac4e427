"""The names of an article: where they stand, mended where the entity recogniser cut them wrong, and whose they are."""

import functools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.records import Kind

_PROPER = frozenset({"NNP", "NNPS"})
_BODY_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC"})


def people(doc: Doc) -> list[Entity]:
    """Give the named people of a parsed Doc, each with all the places where a name of theirs stands.

    Full names first: two that share forename and surname are one person. Then bare surnames and forenames, each given
    to the person of that name whom the text named last.
    """
    runs = sorted(set(_person_runs(doc)))
    found: list[Entity] = []
    owners = _owners({_words(doc, *run) for run in runs})
    by_words: dict[tuple[str, ...], Entity] = {}
    for start, end in runs:
        words = _words(doc, start, end)
        if len(words) < 2:
            continue
        entity = by_words.get(owners[words])
        if entity is None:
            entity = Entity(len(found), "person", doc[start:end].text, (doc[start].idx, _end(doc, end)), words=words)
            found.append(entity)
            by_words[owners[words]] = entity
        elif len(words) > len(entity.words):
            entity.name, entity.span, entity.words = doc[start:end].text, (doc[start].idx, _end(doc, end)), words
        entity.mentions.append((start, end))
    _bare_names(doc, found, runs)
    for entity in found:
        entity.mentions.sort()
        entity.gender = _gender(doc, entity)
    return found


def _owners(names: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give for each full name the fullest one that is the same person's: the same but for a short forename, a middle
    name or a suffix, or the end of it (``Suu Kyi``); where two could be meant, the name stands for itself.
    """
    out: dict[tuple[str, ...], tuple[str, ...]] = {}
    by_surname: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted(names, key=lambda w: (-len(w), w)):
        same = [other for other in by_surname.get(_surname(words), ()) if len(words) > 1 and _same_person(words, other)]
        out[words] = same[0] if len(same) == 1 else words
        if out[words] == words:
            by_surname.setdefault(_surname(words), []).append(words)
    return out


def _same_person(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether a name can be a shorter form of another one with the same surname."""
    first, theirs = words[0], other[0]
    if first == theirs or theirs in _shorts(first) or words == other[-len(words) :]:
        return True
    return first[0] == theirs[0] and (len(first.strip(".")) == 1 or len(theirs.strip(".")) == 1)


def bodies(doc: Doc, persons: list[Entity], first: int) -> list[Entity]:
    """Give the named organisations, places and peoples of a Doc; numbers go on from ``first``."""
    taken = {i for person in persons for start, end in person.mentions for i in range(start, end)}
    found: dict[tuple[str, ...], Entity] = {}
    runs = list(_body_runs(doc, taken))
    fuller = _fuller({_words(doc, start, end) for start, end in runs})
    for start, end in runs:
        words = _words(doc, start, end)
        key = fuller.get(words, words)
        entity = found.get(key)
        if entity is None:
            kind: Kind = (
                "group" if doc[end - 1].ent_type_ == "NORP" and doc[end - 1].tag_ in ("NNPS", "NNS") else "organisation"
            )
            entity = Entity(
                first + len(found), kind, doc[start:end].text, (doc[start].idx, _end(doc, end)), words=words
            )
            found[key] = entity
        entity.mentions.append((start, end))
    return list(found.values())


def _fuller(names: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give for each name of a body the one fuller name it stands for: its end (``Security Council``), its initials."""
    ends: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for words in names:
        if len(words) > 1:
            for cut in range(1, len(words)):
                ends.setdefault(words[cut:], set()).add(words)
            ends.setdefault((_initials(words),), set()).add(words)
    return {words: min(ends[words]) for words in names if len(ends.get(words, ())) == 1}


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words if word not in resources.forms("name_links"))


def _end(doc: Doc, end: int) -> int:
    return doc[end - 1].idx + len(doc[end - 1])


def _words(doc: Doc, start: int, end: int) -> tuple[str, ...]:
    return tuple(t.lower_.replace("’", "'") for t in doc[start:end] if any(c.isalnum() for c in t.text))


def _person_runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield token ranges of names of people: PERSON entities without titles, and capitals after a title."""
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
            while end < len(doc) and (_proper(doc, end) and doc[end].text not in titles) and end - start < 6:
                end += 1
            if end > start and not any(t.ent_type_ == "PERSON" for t in doc[start:end]) and _name_like(doc, start, end):
                apart = doc[start].ent_type_ not in _BODY_LABELS or token.text in _courtesy()
                if (apart or _one_entity(token, doc[start])) and doc[end - 1].text not in resources.forms("body_words"):
                    yield start, end


def _proper(doc: Doc, i: int) -> bool:
    """Tell whether a word goes on with a name: a proper noun, or a part of one with hyphens."""
    token = doc[i]
    joined = i + 1 < len(doc) and doc[i - 1].whitespace_ == "" and (token.text == "-" or doc[i - 1].text == "-")
    return token.tag_ in _PROPER or (bool(joined) and (token.is_alpha or token.text == "-"))


def _one_entity(title: Token, name: Token) -> bool:
    """Tell whether title and name were taken together for a body: ``Secretary General Ban Ki-moon``."""
    return title.ent_type_ == name.ent_type_ and name.ent_iob_ == "I" and name.i - title.i == 1


def _stretch(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in Jr., III and the rest of a hyphenated name that the recogniser left out."""
    while end < len(doc) and doc[end].text in resources.forms("name_suffixes"):
        end += 1
    return start, end


def trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take off what is no part of a name: white space, marks, a possessive, articles, a participle before it."""
    while start < end and (doc[start].is_space or doc[start].is_punct or doc[start].tag_ in ("DT", "VBG", "IN", "POS")):
        start += 1
    while start < end and (
        doc[end - 1].is_space
        or doc[end - 1].is_punct
        or doc[end - 1].tag_ == "POS"
        or doc[end - 1].lower_ in ("'s", "’s")
    ):
        end -= 1
    for i in range(start, end):
        if "\n" in doc[i].text or (i > start and doc[i].lower_ in _headline_verbs()):
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
    if text in resources.forms("not_names") or text in _nations():
        return False
    if doc[end - 1].text in resources.forms("body_words") and not _forename(doc[start].lower_):
        return False
    return (
        doc[start].text[:1].isupper()
        and doc[end - 1].text[:1].isupper()
        and any(c.isalpha() for c in text)
        and end - start <= 6
    )


def _bare_names(doc: Doc, found: list[Entity], runs: list[tuple[int, int]]) -> None:
    """Give every word that is a surname or forename of somebody to the one whom the text named last."""
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
        if not proper or (token.i + 1 < len(doc) and _goes_on(doc, token)):
            continue
        word = token.lower_.replace("’", "'")
        candidates = surnames.get(word) or forenames.get(word)
        if candidates:
            entity = max(candidates, key=lambda e: (_fits_title(doc, token, e), last.get(e.number, -1), -e.number))
            entity.mentions.append((token.i, token.i + 1))
            last[entity.number] = token.i
        elif token.i in single:
            if token.lower_ not in alone:
                alone[token.lower_] = Entity(
                    len(found), "person", token.text, (token.idx, token.idx + len(token)), words=(token.lower_,)
                )
                found.append(alone[token.lower_])
            alone[token.lower_].mentions.append((token.i, token.i + 1))


def _goes_on(doc: Doc, token: Token) -> bool:
    """Tell whether a capitalised word is only a part of a longer name of something else: ``Clinton Foundation``."""
    after = doc[token.i + 1]
    return (token.ent_type_ in ("ORG", "FAC", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT") and after.ent_iob_ == "I") or (
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


def _fits_title(doc: Doc, token: Token, entity: Entity) -> int:
    """Weigh a name's title for a namesake: 2 it is their own, 1 it has their gender, -1 it has not, 0 unknown."""
    before = doc[token.i - 1].text if token.i else ""
    if before in _titles() and (used := _titles_of(doc, entity)):
        if used & _same_title(before):
            return 2
        if before not in _courtesy():
            return -1
    title = before.lower().strip(".")
    gender = "male" if title in resources.forms("male") else "female" if title in resources.forms("female") else None
    known = _forename_gender(entity)
    return 0 if gender is None or known is None else 1 if gender == known else -1


def _titles_of(doc: Doc, entity: Entity) -> set[str]:
    """Give the titles that stand before a person's full names."""
    starts = [start for start, end in entity.mentions if end - start > 1 and start]
    return {doc[start - 1].text for start in starts} & _titles()


@functools.cache
def _same_title(title: str) -> frozenset[str]:
    """Give the forms of a title, long and short: ``Professor`` and ``Prof``."""
    entries = (*resources.lexicon("titles"), *resources.lexicon("titles_courtesy"))
    return frozenset(form for entry in entries if title in entry for form in entry)


def _forename(word: str) -> bool:
    return word in resources.forms("forenames_male") or word in resources.forms("forenames_female")


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
            if (
                start < end
                and not any(i in taken for i in range(start, end))
                and any(c.isupper() for c in doc[start:end].text)
            ):
                yield start, end


def _titles() -> frozenset[str]:
    return resources.forms("titles") | _courtesy()


def _courtesy() -> frozenset[str]:
    return resources.forms("titles_courtesy")


def _nations() -> frozenset[str]:
    return resources.forms("nations")
