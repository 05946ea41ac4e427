"""Which type a claim is of, by the ordered rules of ``claim_types.toml``."""

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord import resources
from onrecord.records import ClaimType

TABLE = "claim_types.toml"
OTHER: ClaimType = "other"
_TENSES = {"VBD": "past", "VBZ": "present", "VBP": "present", "MD": "modal"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the type it names, what must hold and what must not, and the sentences that show it."""

    name: str
    type: ClaimType
    when: tuple[tuple[str, tuple[str, ...]], ...]
    unless: tuple[tuple[str, tuple[str, ...]], ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


Facts = Mapping[str, Collection[str]]


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Read the rules in order; the first that fits a claim names its type.

    Raises ValueError for a row without examples or of an unknown type.

    >>> rules()[0].type
    'promise'
    """
    return tuple(
        Rule(
            row["name"],
            row["type"],
            tuple(map(_condition, row["when"])),
            tuple(map(_condition, row.get("unless", []))),
            tuple(row["examples"]),
            tuple(row["not"]),
        )
        for row in resources.table(TABLE)["type"]
    )


def type_of(facts: Facts, text: str) -> tuple[ClaimType, str]:
    """Give the type of a claim, and the name of the rule that says so; ``other``, by no rule, where none does.

    >>> said = {"word": {"i", "will", "cut", "taxes"}, "subject": ["i"], "modal": ["will"], "verb": ["cut"]}
    >>> type_of(said, "I will cut taxes")
    ('promise', 'we-will')
    """
    lower = " ".join(text.lower().split())
    for rule in rules():
        if all(_holds(one, facts, lower) for one in rule.when) and not any(
            _holds(one, facts, lower) for one in rule.unless
        ):
            return rule.type, rule.name
    return OTHER, "none"


def has_word(name: str, words: Collection[str], text: str) -> bool:
    """Tell whether a claim has a word of a list of claim_types.toml; ``words`` are its own, both in small letters.

    >>> has_word("hedge", {"perhaps", "it", "works"}, "perhaps it works")
    True
    """
    return _listed(tuple(resources.table(TABLE)["lists"][name])).among(words, text)


def found(name: str, text: str) -> list[tuple[int, int]]:
    """Give where words of a list stand in a text, case ignored.

    >>> found("up", "Prices rose.")
    [(7, 11)]
    """
    return [one.span() for one in _words(tuple(resources.table(TABLE)["lists"][name])).finditer(text)]


def facts(verb: Token | None, tokens: list[Token], words: Collection[str], has: Collection[str]) -> Facts:
    """Give what rules ask about: the words, subject, tense, modal and main verb of a claim, and what it ``has``."""
    if verb is None:
        return {"word": words, "subject": ["none"], "tense": ["none"], "verb": [], "modal": [], "has": has}
    inside = {token.i for token in tokens}
    children = [child for child in verb.children if child.i in inside]
    modal = [child.lower_ for child in children if child.tag_ == "MD"]
    subject = next((child for child in children if child.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    names = [verb.lower_, *(child.lower_ for child in children if child.dep_ in ("acomp", "xcomp"))]
    return {
        "word": words,
        "subject": [_subject(subject)],
        "tense": [_tense(verb, children)],
        "verb": names,
        "modal": modal,
        "has": has,
    }


def _subject(subject: Token | None) -> str:
    if subject is None:
        return "none"
    pronouns: dict[str, str] = resources.table(TABLE)["pronouns"]
    return pronouns.get(subject.lower_) or ("name" if subject.tag_ in ("NNP", "NNPS") else "noun")


def _tense(verb: Token, children: list[Token]) -> str:
    """Name the tense of a verb with its auxiliaries."""
    auxiliaries = [child for child in children if child.dep_ in ("aux", "auxpass")]
    tags = [child.tag_ for child in auxiliaries]
    if "MD" in tags:
        return "modal"
    if "TO" in tags:
        return "to"
    if "VBD" in tags:
        return "past"
    if verb.tag_ == "VBN" and any(child.dep_ == "aux" for child in auxiliaries):
        return "perfect"
    if auxiliaries:
        return "present"
    return _TENSES.get(verb.tag_, "none")


def _condition(text: str) -> tuple[str, tuple[str, ...]]:
    """Read a condition; the lists in it are put in place of their names."""
    kind, _, wanted = text.partition(": ")
    lists = resources.table(TABLE)["lists"]
    if kind == "word" and "@" not in wanted:
        return kind, (wanted,)
    return kind, tuple(one for word in wanted.split() for one in (lists[word[1:]] if word[0] == "@" else [word]))


def _holds(condition: tuple[str, tuple[str, ...]], facts: Facts, lower: str) -> bool:
    kind, wanted = condition
    if kind == "word":
        return _listed(wanted).among(facts["word"], lower)
    return any(word in wanted for word in facts.get(kind, ()))


@dataclass(frozen=True, slots=True)
class _List:
    """Words to look for: those that are one token each, and the others as a pattern."""

    single: frozenset[str]
    others: re.Pattern[str] | None
    begin: frozenset[str]

    def among(self, words: Collection[str], text: str) -> bool:
        """Tell whether one of them is there; a text is only searched where a word that begins one is."""
        if not self.single.isdisjoint(words):
            return True
        return self.others is not None and not self.begin.isdisjoint(words) and bool(self.others.search(text))


@functools.cache
def _listed(words: tuple[str, ...]) -> _List:
    others = tuple(word for word in words if " " in word)
    begin = frozenset(word.split()[0] for word in others)
    return _List(frozenset(words) - {*others}, _words(others) if others else None, begin)


@functools.cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)", re.IGNORECASE)
