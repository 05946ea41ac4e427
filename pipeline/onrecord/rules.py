"""Rows of cue_rules.toml, and how one is matched at a cue word.

A row says of a cue word which neighbours in the dependency tree are its source, its content, its addressee or the
channel it went through. A row needs examples and counterexamples; they are its tests.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Token

from onrecord import resources

LABELS = ("source", "content", "addressee", "channel")
EXTENTS = ("phrase", "around", "predicate", "sentence", "before")

_EDGE = re.compile(r"(\w+) ([<>])([\w|]+)([+-]?) (\w+)")
_TAGS = {
    "VB*": ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"],
    "NN*": ["NN", "NNS", "NNP", "NNPS"],
    "V*": ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"],
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a construction of reporting, with the sentences that show it and those it must leave alone."""

    name: str
    why: str
    cue: Mapping[str, Any]
    edges: tuple[str, ...]
    where: Mapping[str, Mapping[str, Any]]
    without: tuple[str, ...]
    extent: str
    act: str | None
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    @property
    def finds(self) -> tuple[str, ...]:
        """The labels this row fills, in the order of LABELS.

        >>> load_rules()[0].finds != ()
        True
        """
        nodes = {name for edge in self.edges for name in _read_edge(self.name, edge)[::4]}
        return tuple(label for label in LABELS if any(_label(node) == label for node in nodes))

    @property
    def senses(self) -> tuple[str, ...]:
        """The word lists its cue may stand in, in order: the first that holds a cue word gives its sense."""
        return tuple(re.findall(r"@([\w-]+)", str(self.cue.get("LOWER", ""))))


@functools.cache
def load_rules() -> tuple[Rule, ...]:
    """Read the rules in order; where two fit one cue, the first wins.

    Raises ValueError, naming the rule and the remedy, for a row that cannot be read.

    >>> len({rule.name for rule in load_rules()}) == len(load_rules())
    True
    """
    return tuple(read_rule(row) for row in resources.table("cue_rules.toml")["rule"])


def read_rule(row: Mapping[str, Any]) -> Rule:
    """Make a rule of a row, checking that it can be read.

    Raises ValueError, naming the rule, for unknown keys, extents, edges and for a row without examples.
    """
    name = row.get("name", "(without a name)")
    known = {"name", "why", "cue", "edges", "where", "without", "extent", "act", "examples", "not"}
    if unknown := set(row) - known:
        raise ValueError(f"rule {name!r}: unknown key {sorted(unknown)[0]!r}; a row has {', '.join(sorted(known))}")
    if row.get("extent", "phrase") not in EXTENTS:
        raise ValueError(f"rule {name!r}: unknown extent {row['extent']!r}; take one of {', '.join(EXTENTS)}")
    if not row.get("examples") or not row.get("not"):
        raise ValueError(f"rule {name!r}: give it at least one example and one counterexample under 'not'")
    for edge in (*row.get("edges", ()), *row.get("without", ())):
        _read_edge(name, edge)
    return Rule(
        name=name,
        why=row["why"],
        cue=row["cue"],
        edges=tuple(row.get("edges", ())),
        where=row.get("where", {}),
        without=tuple(row.get("without", ())),
        extent=row.get("extent", "phrase"),
        act=row.get("act"),
        examples=tuple(row["examples"]),
        counterexamples=tuple(row["not"]),
    )


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of a rule: from a token that is bound to a neighbour in the tree that is not yet."""

    left: str
    up: bool
    labels: frozenset[str]
    side: str
    right: str
    tags: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule made ready to be matched: what the cue word must be, the edges to follow, the children it must not have."""

    rule: Rule
    words: frozenset[str]
    tags: frozenset[str]
    edges: tuple[Edge, ...]
    without: tuple[Edge, ...]


def compile_rule(rule: Rule) -> Pattern:
    """Make a rule ready to be matched.

    Not a pattern of spaCy's DependencyMatcher: that tests every token against every node of every rule and, with
    lists of hundreds of words, took as long as the parser itself. Here a rule is tried only on its own cue words.
    """
    return Pattern(
        rule=rule,
        words=_words(rule, rule.cue.get("LOWER", "")),
        tags=_tags(rule.cue.get("TAG", "")),
        edges=tuple(_edge(rule, edge) for edge in rule.edges),
        without=tuple(_edge(rule, edge) for edge in rule.without),
    )


def match(pattern: Pattern, cue: Token) -> dict[str, Token] | None:
    """Give the tokens that the nodes of a rule stand for at this cue word, or None where the rule does not fit."""
    if (pattern.words and cue.lower_ not in pattern.words) or (pattern.tags and cue.tag_ not in pattern.tags):
        return None
    bound = _bind(pattern.edges, {"cue": cue})
    if bound is None or any(next(_neighbours(edge, bound[edge.left]), None) is not None for edge in pattern.without):
        return None
    return bound


def _bind(edges: tuple[Edge, ...], bound: dict[str, Token]) -> dict[str, Token] | None:
    """Follow the edges one by one; where the first neighbour leads nowhere, try the next."""
    if not edges:
        return bound
    edge, rest = edges[0], edges[1:]
    for token in _neighbours(edge, bound[edge.left]):
        if (whole := _bind(rest, {**bound, edge.right: token})) is not None:
            return whole
    return None


def _neighbours(edge: Edge, token: Token) -> Iterator[Token]:
    """Yield the tokens an edge leads to: the head, if the token hangs on it in one of the ways named, or such children."""
    if edge.up:
        if token.dep_ in edge.labels and token.head.i != token.i and _fits(edge, token.head):
            yield token.head
        return
    for child in token.children:
        if child.dep_ in edge.labels and (not edge.side or (child.i > token.i) == (edge.side == "+")) and _fits(edge, child):
            yield child


def _fits(edge: Edge, token: Token) -> bool:
    return (not edge.tags or token.tag_ in edge.tags) and (not edge.words or token.lower_ in edge.words)


def _edge(rule: Rule, edge: str) -> Edge:
    left, operator, labels, side, right = _read_edge(rule.name, edge)
    where = rule.where.get(right, {})
    return Edge(left, operator == "<", frozenset(labels.split("|")), side, right, _tags(where.get("TAG", "")), _words(rule, where.get("LOWER", "")))


def _label(node: str) -> str:
    return node.rstrip("0123456789")


def _read_edge(name: str, edge: str) -> tuple[str, str, str, str, str]:
    """Read ``cue >nsubj source``: left node, operator, dependency labels, side, right node."""
    found = _EDGE.fullmatch(edge)
    if not found:
        raise ValueError(f"rule {name!r}: cannot read edge {edge!r}; write it like 'cue >nsubj source'")
    left, operator, dependency, side, right = found.groups()
    return left, operator, dependency, side, right


def _tags(value: str) -> frozenset[str]:
    return frozenset(t for part in value.split() for t in _TAGS.get(part, [part]))


def _words(rule: Rule, value: str) -> frozenset[str]:
    """Spell out ``@list`` and ``@group`` among the words of a node."""
    words: set[str] = set()
    groups = resources.table("senses.toml")["groups"]
    for part in value.split():
        if not part.startswith("@"):
            words.add(part)
            continue
        for name in groups.get(part[1:], [part[1:]]):
            if not resources.path(f"lexicons/{name}.txt").is_file():
                raise ValueError(f"rule {rule.name!r}: no word list {part!r} in lexicons/; add it or mend the name")
            words |= resources.forms(name)
    return frozenset(words)
