"""What a check-worthiness score goes by: features of a sentence or clause, each with a name that a reader understands.

Groups of features are weighed apart: the words, the letters in them, the shape of the sentence, its size, the
clause, and what claims are made of. Within a group each feature counts by its share, so that a long
sentence has no more of it than a short one.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord import resources
from onrecord.claims.types import Facts

_DIGIT = re.compile(r"\d")
_CLOSED = frozenset(("IN", "DT", "PRP", "PRP$", "CC", "TO", "MD", "WDT", "WP", "WRB", "EX", "RP", "PDT", "POS", "WP$"))
_OPEN = ("NN", "JJ", "VB", "RB", "CD")
_NAMES = frozenset(("PERSON", "ORG", "GPE", "NORP"))
_SIZES = [(2**n, f"over {2**n} words") for n in range(1, 8)]
_LENGTHS = (3, 4, 5)  # of the letters taken together


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scored: its words, the facts of each of its clauses with their types, and what it names."""

    tokens: Sequence[Token]
    clauses: Sequence[tuple[Facts, str, str]]
    told: Sequence[str]
    counts: Mapping[str, int]


Group = Callable[[Subject, "Grid"], Iterable[str]]


class Grid:
    """The columns of the words of a subject that the groups share, each made once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Read the words."""
        self.first = tokens[0].i if tokens else 0
        self.lower = [token.lower_ for token in tokens]
        self.tags = [token.tag_ for token in tokens]
        self.kinds = [token.ent_type_ for token in tokens]
        self.words = [
            word if tag != "CD" and not _DIGIT.search(word) else _number(word)
            for word, tag in zip(self.lower, self.tags, strict=True)
        ]
        places = {token.i: number for number, token in enumerate(tokens)}
        self.heads = [places.get(token.head.i, number) for number, token in enumerate(tokens)]
        self.links = [token.dep_ if self.heads[number] != number else "ROOT" for number, token in enumerate(tokens)]
        self.homes, self.clauses = _clauses(self)


def _number(word: str) -> str:
    return "#year" if len(word) == 4 and word[:2] in ("19", "20") and word.isdigit() else "#number"


def _clauses(grid: Grid) -> tuple[list[int], dict[int, tuple[str, str, bool]]]:
    """Give for each word the verb of its clause, -1 for none, and for each verb its tense, subject, if it is denied."""
    children: dict[int, list[int]] = {}
    for number, head in enumerate(grid.heads):
        if head != number:
            children.setdefault(head, []).append(number)
    clauses = {}
    for number, tag in enumerate(grid.tags):
        if tag.startswith("VB") and grid.links[number] not in ("aux", "auxpass"):
            own = children.get(number, ())
            auxiliaries = {grid.tags[i] for i in own if grid.links[i] in ("aux", "auxpass")}
            subject = next((i for i in own if grid.links[i] in ("nsubj", "nsubjpass", "expl")), None)
            denied = any(grid.links[i] == "neg" for i in own)
            clauses[number] = (_tense(tag, auxiliaries), _subject(grid, subject), denied)
    homes = [-1] * len(grid.heads)
    for number in range(len(homes)):
        at, steps = number, 0
        while at not in clauses and grid.heads[at] != at and steps < len(homes):
            at, steps = grid.heads[at], steps + 1
        homes[number] = at if at in clauses else -1
    return homes, clauses


def _tense(tag: str, auxiliaries: set[str]) -> str:
    for name, wanted in (("modal", "MD"), ("to", "TO"), ("past", "VBD")):
        if wanted in auxiliaries:
            return name
    if auxiliaries:
        return "perfect" if tag == "VBN" else "present"
    return {"VBD": "past", "VBZ": "present", "VBP": "present", "VB": "base", "VBG": "ing"}.get(tag, "participle")


def _subject(grid: Grid, number: int | None) -> str:
    if number is None:
        return "none"
    pronouns: dict[str, str] = resources.table("claim_types.toml")["pronouns"]
    known = pronouns.get(grid.lower[number])
    if known:
        return known
    return "name" if grid.kinds[number] in _NAMES else "noun" if grid.tags[number].startswith("N") else "other"


def features(subject: Subject) -> dict[str, list[str]]:
    """Give the features of a subject by their groups."""
    out = {}
    for name, units in units_of(subject).items():
        inside = INSIDE.get(name)
        out[name] = units if inside is None else [one for unit in units for one in inside(unit)]
    return out


def units_of(subject: Subject) -> dict[str, list[str]]:
    """Give the units that features are read from, by group: mostly each is one; INSIDE has what is in the others."""
    grid = Grid(subject.tokens)
    return {name: list(dict.fromkeys(group(subject, grid))) for name, group in GROUPS.items()}


def _words(_subject: Subject, grid: Grid) -> Iterable[str]:
    yield from grid.words
    yield from map(" ".join, itertools.pairwise(["<", *grid.words, ">"]))


def _letters(_subject: Subject, grid: Grid) -> Iterable[str]:
    return grid.lower


def letters(word: str) -> tuple[str, ...]:
    """Give the runs of three to five letters of a word, with its edges; digits are alike.

    >>> letters("it")
    (' it', 'it ', ' it ')
    """
    edged = f" {_DIGIT.sub('0', word)} "
    return tuple(edged[i : i + n] for n in _LENGTHS for i in range(len(edged) - n + 1))


def _shape(_subject: Subject, grid: Grid) -> Iterable[str]:
    """Function words as they are, names as their kind, other words as their tag; three by three."""
    signs = ["<"]
    for word, tag, kind in zip(grid.words, grid.tags, grid.kinds, strict=True):
        sign = kind if kind and kind != "CARDINAL" else word if tag in _CLOSED else tag
        if not (kind and signs[-1] == sign):
            signs.append(sign)
    signs += [">", ">"]
    return map(" ".join, zip(signs, signs[1:], signs[2:], strict=False))


def runs(signs: str) -> tuple[str, ...]:
    """Give three signs, the first two of them, and the first.

    >>> runs("DT NN VBD")
    ('DT NN VBD', 'DT NN', 'DT')
    """
    first, second, _ = signs.split(" ")
    return signs, f"{first} {second}", first


def _size(subject: Subject, grid: Grid) -> Iterable[str]:
    """Names by kind, and how long it is."""
    before = ""
    for token, kind in zip(subject.tokens, grid.kinds, strict=True):
        if kind and (kind != before or token.ent_iob_ == "B"):
            yield kind
        before = kind
    words = len(grid.words)
    yield from (name for most, name in _SIZES if words > most)


def _whole(_subject: Subject, grid: Grid) -> Iterable[str]:
    """The facts of the whole."""
    root = next((i for i, head in enumerate(grid.heads) if head == i), -1)
    tense, who, denied = grid.clauses.get(root, ("none", "none", False))
    kinds = set(grid.kinds)
    facts = (
        f"tense {tense}",
        f"subject {who}",
        "number" if "CD" in grid.tags else "no number",
        "money or share" if kinds & {"MONEY", "PERCENT"} else "no money",
        "name" if kinds & _NAMES else "no name",
        "date" if "DATE" in kinds else "no date",
        "question" if grid.words and grid.words[-1] == "?" else "no question",
        "denied" if denied else "not denied",
        f"length {min(5, len(grid.words) // 6)}",
    )
    yield ", ".join(facts)


def together(facts: str) -> Iterable[str]:
    """Give facts two and three together.

    >>> list(together("number, name, denied"))
    ['number + name', 'number + denied', 'name + denied', 'number + name + denied']
    """
    some = facts.split(", ")
    yield from map(" + ".join, itertools.combinations(some, 2))
    yield from map(" + ".join, itertools.combinations(some, 3))


def _verbs(_subject: Subject, grid: Grid) -> Iterable[str]:
    """The verb of each clause with its tense and subject."""
    for number, (tense, who, denied) in grid.clauses.items():
        yield f"{grid.lower[number]} ({tense}, {who}, {'denied' if denied else 'not denied'})"


def verb(clause: str) -> tuple[str, ...]:
    """Give what a verb with its tense and subject tells.

    >>> verb("fell (past, noun, not denied)")
    ('fell (past, noun)', 'fell (past)', 'fell (noun)', '(past, noun)', '(past, noun, not denied)')
    """
    word, _, told = clause.rpartition(" (")
    tense, who, denied = told.removesuffix(")").split(", ")
    return (
        f"{word} ({tense}, {who})",
        f"{word} ({tense})",
        f"{word} ({who})",
        f"({tense}, {who})",
        f"({tense}, {who}, {denied})",
    )


def _at_home(_subject: Subject, grid: Grid) -> Iterable[str]:
    """Words with the tense and the subject of the clause that they are in."""
    told = {home: f" ({tense}, {who})" for home, (tense, who, _) in grid.clauses.items()}
    for word, tag, home in zip(grid.words, grid.tags, grid.homes, strict=True):
        if home >= 0 and tag.startswith(_OPEN):
            yield word + told[home]


def home(word: str) -> tuple[str, ...]:
    """Give what a word with the tense and the subject of its clause tells.

    >>> home("crime (past, noun)")
    ('crime (past)', 'crime (noun)')
    """
    low, _, told = word.rpartition(" (")
    tense, who = told.removesuffix(")").split(", ")
    return f"{low} ({tense})", f"{low} ({who})"


def _claim(subject: Subject, _grid: Grid) -> Iterable[str]:
    """What claims are made of: quantities, dates, comparisons, names, and types."""
    yield from subject.told
    for name, number in subject.counts.items():
        yield f"{min(4, number)} {name}"
    for facts, kind, rule in subject.clauses:
        tense, who = next(iter(facts["tense"])), next(iter(facts["subject"]))
        yield f"type {kind}"
        yield f"rule {rule}"
        yield f"{who}, {tense}"
        yield f"{who}, {tense}, {kind}"
        for has in facts["has"]:
            yield f"{kind} with {has}"
            yield f"{tense} with {has}"
            yield f"{who}, {tense} with {has}"


GROUPS: Mapping[str, Group] = {
    "words": _words,
    "letters": _letters,
    "shape": _shape,
    "size": _size,
    "whole": _whole,
    "verbs": _verbs,
    "clause": _at_home,
    "claim": _claim,
}


INSIDE: Mapping[str, Callable[[str], Iterable[str]]] = {
    "letters": letters,
    "shape": runs,
    "whole": together,
    "verbs": verb,
    "clause": home,
}


def share(many: int) -> float:
    """Give what one feature of so many in a group counts for.

    >>> share(4)
    0.5
    """
    return 1 / math.sqrt(many) if many else 0.0
