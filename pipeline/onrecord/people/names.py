"""The people of an article: whose each name is."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import Entity
from onrecord.people.gender import forename_gender_of, gender_of
from onrecord.people.runs import end_of, is_coined, is_forename, person_runs, words_of
from onrecord.roles import courtesy, titles

_PROPER = frozenset({"NNP", "NNPS"})
_MANY = 60  # namesakes that are looked at for a bare name: those named last, and as many who are named only later
NEAR = 60  # tokens: two namesakes both named within so many leave a bare surname after them undecided


def people(doc: Doc) -> list[Entity]:
    """Give the named people of a parsed Doc, each with all the places where a name of theirs stands.

    Full names first: two that share forename and surname are one person. Then bare surnames and forenames, each given
    to the person of that name whom the text named last.
    """
    runs = _without_epithets(doc, sorted(set(person_runs(doc))))
    found: list[Entity] = []
    owners = _owners({words_of(doc, *run) for run in runs})
    by_words: dict[tuple[str, ...], Entity] = {}
    for start, end in runs:
        words = words_of(doc, start, end)
        if len(words) < 2:
            continue
        entity = by_words.get(owners[words])
        if entity is None:
            entity = Entity(len(found), "person", doc[start:end].text, (doc[start].idx, end_of(doc, end)), words=words)
            found.append(entity)
            by_words[owners[words]] = entity
        elif len(words) > len(entity.words):
            entity.name, entity.span, entity.words = doc[start:end].text, (doc[start].idx, end_of(doc, end)), words
        entity.mentions.append((start, end))
    _bare_names(doc, found, runs)
    for entity in found:
        entity.mentions.sort()
        entity.gender = gender_of(doc, entity)
    return found


def _without_epithets(doc: Doc, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut what a headline calls somebody off the name: ``Embattled Lee``, where the text goes on with another name or
    a title and that surname, and ``Embattled`` is no known forename.
    """
    until = _headline(doc)
    told: dict[str, set[tuple[str, ...]]] = {}
    for start, end in runs:
        words = words_of(doc, start, end)
        titled = start > 0 and doc[start - 1].text in titles()
        if start >= until and words and (len(words) > 1 or titled):
            told.setdefault(_surname(words), set()).add(words)
    out = []
    for start, end in runs:
        words = words_of(doc, start, end)
        bare = len(words) == 2 == end - start and not is_forename(words[0]) and not _initial(words)
        others = told.get(words[-1], set()) if bare and start < until else set()
        out.append((start + 1, end) if others and words not in others else (start, end))
    return out


def _headline(doc: Doc) -> int:
    """Give the token at which the first line of a text ends."""
    return next((t.i for t in doc if "\n" in t.text), 0)


def _owners(names: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give for each full name the fullest one that is the same person's: the same but for a short forename, a middle
    name or a suffix, or the end of it (``Suu Kyi``); where two could be meant, the name stands for itself.
    """
    out: dict[tuple[str, ...], tuple[str, ...]] = {}
    fuller: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for words in sorted(names, key=lambda w: (-len(w), w)):
        near = dict.fromkeys(other for key in _asked(words) for other in fuller.get(key, ())) if len(words) > 1 else {}
        same = [other for other in near if _surname(words) == _surname(other) and _same_person(words, other)]
        out[words] = same[0] if len(same) == 1 else words
        if out[words] == words:
            for key in _filed(words):
                fuller.setdefault(key, []).append(words)
    return out


def _filed(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Give the keys under which a full name is found by shorter ones: its ends, its forename, the letter of that."""
    surname = _surname(words)
    letter = words[0][0]
    keys = [words[cut:] for cut in range(1, len(words))]
    return [
        *keys,
        ("", words[0], surname),
        ("", letter, surname),
        *([("-", letter, surname)] if _initial(words) else []),
    ]


def _asked(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Give the keys under which the full name is filed that a shorter one can stand for."""
    surname, letter = _surname(words), words[0][0]
    forenames = [("", short, surname) for short in sorted(_shorts(words[0]))]
    return [words, *forenames, ("" if _initial(words) else "-", letter, surname)]


def _initial(words: tuple[str, ...]) -> bool:
    return len(words[0].strip(".")) == 1


def _same_person(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether a name can be a shorter form of another one with the same surname; Jr. is neither Sr. nor nobody.

    A father without a suffix and his son with one may both stand in an article; what one says is not the other's.
    """
    first, theirs = words[0], other[0]
    if _suffix(words) != _suffix(other):
        return False
    if first == theirs or theirs in _shorts(first) or words == other[-len(words) :]:
        return True
    initials = [w.strip(".") for w in (words if len(first.strip(".")) == 1 else other)[:-1] if len(w.strip(".")) == 1]
    if len(initials) != 1:  # E. J. Hill is not Ed Hill for certain
        return False
    return first[0] == theirs[0] and (len(first.strip(".")) == 1 or len(theirs.strip(".")) == 1)


@dataclass(slots=True)
class _Namesakes:
    """Whose a bare name can be: for each word those who have it, the ones named so far by when that was last."""

    named: dict[str, dict[int, Entity]] = field(default_factory=dict)
    waiting: dict[str, dict[int, Entity]] = field(default_factory=dict)

    def add(self, word: str, entity: Entity) -> None:
        self.waiting.setdefault(word, {})[entity.number] = entity

    def name(self, words: Iterable[str], entity: Entity) -> None:
        for word in words:
            if entity.number in self.waiting.get(word, {}) or entity.number in self.named.get(word, {}):
                self.waiting[word].pop(entity.number, None)
                self.named.setdefault(word, {}).pop(entity.number, None)
                self.named[word][entity.number] = entity

    def of(self, word: str) -> list[Entity]:
        """Give whose a word can be: those named last and those to be named next, so many of each as can matter."""
        before = reversed(self.named.get(word, {}).values())
        return [*islice(before, _MANY), *islice(self.waiting.get(word, {}).values(), _MANY)]


def _bare_names(doc: Doc, found: list[Entity], runs: list[tuple[int, int]]) -> None:
    """Give every word that is a surname or forename of somebody to the one whom the text named last."""
    surnames, forenames = _Namesakes(), _Namesakes()
    for entity in found:
        surnames.add(_surname(entity.words), entity)
        for short in _shorts(entity.words[0]):
            forenames.add(short, entity)
    covered = {i for entity in found for start, end in entity.mentions for i in range(start, end)}
    last: dict[int, int] = {}
    starts = {start: entity for entity in found for start, _ in entity.mentions}
    single = {start for start, end in runs if end - start == 1}
    joined = {start: end for start, end in runs if end - start > 1 and len(words_of(doc, start, end)) == 1}
    alone: dict[str, Entity] = {}

    def name(entity: Entity, at: int) -> None:
        last[entity.number] = at
        surnames.name([_surname(entity.words)], entity)
        forenames.name(_shorts(entity.words[0]), entity)

    for token in doc:
        if token.i in starts:
            name(starts[token.i], token.i)
        if token.i in covered or not token.text[:1].isupper() or not _may_be_name(token):
            continue
        end = joined.get(token.i) or _over_hyphens(doc, token.i)
        if end < len(doc) and _goes_on(doc, doc[end - 1]):
            continue
        word = doc[token.i : end].text.lower().replace("’", "'")
        if candidates := surnames.of(word) or forenames.of(word):
            ranked = sorted(
                ((_fits_title(doc, token, e), last.get(e.number, -1), e) for e in candidates),
                key=lambda item: (-item[0], -item[1], item[2].number),
            )
            if _undecided(ranked):
                found.append(_either(token, len(found), [e for _, _, e in ranked[:2]]))
                continue
            ranked[0][2].mentions.append((token.i, end))
            covered.update(range(token.i, end))
            name(ranked[0][2], token.i)
        elif token.i in single and not is_coined(token.lower_):
            if token.lower_ not in alone:
                alone[token.lower_] = Entity(
                    len(found), "person", token.text, (token.idx, token.idx + len(token)), words=(token.lower_,)
                )
                found.append(alone[token.lower_])
            alone[token.lower_].mentions.append((token.i, token.i + 1))


def _may_be_name(token: Token) -> bool:
    return token.tag_ in _PROPER or token.ent_type_ == "PERSON" or token.tag_ in ("NN", "NNS")


def _over_hyphens(doc: Doc, i: int) -> int:
    """Give where a word with hyphens ends: ``Smith-Jones`` is three tokens."""
    while i + 2 < len(doc) and doc[i + 1].text == "-" and not doc[i].whitespace_ and not doc[i + 1].whitespace_:
        i += 2
    return i + 1


def _undecided(ranked: list[tuple[int, int, Entity]]) -> bool:
    """Tell whether a surname could be that of two people, both named not long before, and no title decides."""
    if len(ranked) < 2 or ranked[0][0] != ranked[1][0]:
        return False
    return ranked[1][1] >= 0 and ranked[0][1] - ranked[1][1] < NEAR


def _either(token: Token, number: int, people_: list[Entity]) -> Entity:
    """Make an entity of a name that is one of several people's: nobody, with those it could be as members."""
    place = (token.idx, token.idx + len(token))
    return Entity(
        number,
        "unknown",
        token.text,
        place,
        named=False,
        mentions=[(token.i, token.i + 1)],
        members=[e.number for e in people_],
    )


def _goes_on(doc: Doc, token: Token) -> bool:
    """Tell whether a capitalised word is only a part of a longer name of something else: ``Clinton Foundation``."""
    after = doc[token.i + 1]
    inside = after.ent_iob_ == "I" and after.tag_ != "POS"
    return (token.ent_type_ in ("ORG", "FAC", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT") and inside) or (
        after.tag_ in _PROPER and after.text[:1].isupper() and after.text in resources.forms("body_words")
    )


def _surname(words: tuple[str, ...]) -> str:
    kept = [w for w in words if w not in _suffixes()]
    return kept[-1] if kept else words[-1]


def _suffix(words: tuple[str, ...]) -> str | None:
    """Give which of two namesakes a name says it is, without dots: ``jr`` of Robert Kane Jr."""
    return next((_suffixes()[w] for w in words[1:] if w in _suffixes()), None)


@functools.cache
def _suffixes() -> dict[str, str]:
    """Give the suffixes of names, folded, each with the one it is short or long for."""
    return {form.lower(): entry[0].lower() for entry in resources.lexicon("name_suffixes") for form in entry}


def _shorts(forename: str) -> frozenset[str]:
    return resources.related("nicknames").get(forename, frozenset((forename,)))


def _fits_title(doc: Doc, token: Token, entity: Entity) -> int:
    """Weigh a name's title for a namesake: 2 it is their own, 1 it has their gender, -1 it has not, 0 unknown."""
    before = doc[token.i - 1].text if token.i else ""
    if before in titles() and (used := _titles_of(doc, entity)):
        if used & _same_title(before):
            return 2
        if before not in courtesy():
            return -1
    title = before.lower().strip(".")
    gender = "male" if title in resources.forms("male") else "female" if title in resources.forms("female") else None
    known = forename_gender_of(entity)
    return 0 if gender is None or known is None else 1 if gender == known else -1


def _titles_of(doc: Doc, entity: Entity) -> set[str]:
    """Give the titles that stand before a person's full names."""
    starts = [start for start, end in entity.mentions if end - start > 1 and start]
    return {doc[start - 1].text for start in starts} & titles()


def _same_title(title: str) -> frozenset[str]:
    """Give the forms of a title, long and short: ``Professor`` and ``Prof``."""
    none: frozenset[str] = frozenset()
    return none.union(*(resources.related(name).get(title, none) for name in ("titles", "titles_courtesy")))
