"""Rows of cue_rules.toml: constructions of reporting.

A row says of a cue word which neighbours in the dependency tree are its source, its content, its addressee or the
channel it went through. A row needs examples and counterexamples; they are its tests.
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import resources

LABELS = ("source", "content", "addressee", "channel")
EXTENTS = ("phrase", "around", "predicate", "sentence", "before", "raised", "rest")

_EDGE = re.compile(r"(\w+) ([<>])([\w|]+)([+-]?) (\w+)")
_KEYS = frozenset({"name", "why", "cue", "edges", "where", "without", "extent", "act", "examples", "not"})
_LISTS = re.compile(r"@([\w-]+)")


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
        nodes = {name for edge in self.edges for name in read_edge(self.name, edge)[::4]}
        return tuple(label for label in LABELS if any(label_of(node) == label for node in nodes))

    @property
    def senses(self) -> tuple[str, ...]:
        """The word lists its cue may stand in, in order: the first that holds a cue word gives its sense."""
        groups: dict[str, list[str]] = resources.table("senses.toml")["groups"]
        named = _LISTS.findall(str(self.cue.get("LOWER", "")))
        return tuple(sense for name in named for sense in groups.get(name, [name]))


@functools.cache
def load_rules(extra: Path | None = None) -> tuple[Rule, ...]:
    """Read the rules in order; where two fit one cue, the first wins.

    ``extra`` is a folder of the user's own: rows in its ``cue_rules.toml`` stand before ours, one of the same name
    instead of ours. onrecord.examples.check tries them on their examples.
    Raises ValueError, naming the rule and the remedy, for a row that cannot be read.

    >>> len({rule.name for rule in load_rules()}) == len(load_rules())
    True
    """
    ours = resources.table("cue_rules.toml")["rule"]
    return tuple(read_rule(row) for row in [*_own_rows(extra, {row["name"] for row in ours}), *_kept(extra, ours)])


def read_rule(row: Mapping[str, Any]) -> Rule:
    """Make a rule of a row, checking that it can be read.

    Raises ValueError, naming the rule, for unknown keys, extents, edges and for a row without examples.

    >>> row = {"name": "n", "why": "w", "cue": {"LOWER": "says"}, "edges": ["cue >nsubj source"]}
    >>> read_rule({**row, "examples": ["[source She] says so."], "not": ["No."]}).finds
    ('source',)
    """
    name = row.get("name", "(without a name)")
    if unknown := set(row) - _KEYS:
        raise ValueError(f"rule {name!r}: unknown key {min(unknown)!r}; a row has {', '.join(sorted(_KEYS))}")
    if missing := {"name", "why", "cue"} - set(row):
        raise ValueError(f"rule {name!r}: give it a {min(missing)!r}")
    if row.get("extent", "phrase") not in EXTENTS:
        raise ValueError(f"rule {name!r}: unknown extent {row['extent']!r}; take one of {', '.join(EXTENTS)}")
    if not row.get("examples") or not row.get("not"):
        raise ValueError(f"rule {name!r}: give it at least one example and one counterexample under 'not'")
    for edge in (*row.get("edges", ()), *row.get("without", ())):
        read_edge(name, edge)
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


def read_edge(name: str, edge: str) -> tuple[str, str, str, str, str]:
    """Read one edge of the rule of that name: left node, operator, dependency labels, side, right node.

    Raises ValueError, naming the rule, for an edge that is not written like this one.

    >>> read_edge("subject", "cue >nsubj source")
    ('cue', '>', 'nsubj', '', 'source')
    """
    found = _EDGE.fullmatch(edge)
    if not found:
        raise ValueError(f"rule {name!r}: cannot read edge {edge!r}; write it like 'cue >nsubj source'")
    left, operator, dependency, side, right = found.groups()
    return left, operator, dependency, side, right


def label_of(node: str) -> str:
    """Give what a node stands for: several nodes of one label are numbered.

    >>> label_of("cue2")
    'cue'
    """
    return node.rstrip("0123456789")


def spell_out(rule: str, value: str, extra: Path | None = None) -> frozenset[str]:
    """Give the words and phrases that stand under LOWER in a rule: ``@list`` and ``@group`` mean all their forms.

    Raises ValueError, naming the rule, for a list that there is not.

    >>> {"said", "says"} <= spell_out("r", "@say")
    True
    """
    words: set[str] = set()
    groups: dict[str, list[str]] = resources.table("senses.toml")["groups"]
    for part in value.split():
        if not part.startswith("@"):
            words.add(part)
            continue
        for name in groups.get(part[1:], [part[1:]]):
            words |= word_list(rule, name, extra)
    return frozenset(words)


@functools.cache
def word_list(rule: str, name: str, extra: Path | None = None) -> frozenset[str]:
    """Give all forms of a word list, with those that the user's own list of that name adds.

    A line of the user's list that begins with ``- `` takes its forms away from ours.
    Raises ValueError, naming the rule that asks for the list, where there is none of that name.

    >>> "said" in word_list("clause", "say")
    True
    """
    own = extra / "lexicons" / f"{name}.txt" if extra else None
    here = resources.path(f"lexicons/{name}.txt").is_file()
    if not here and not (own and own.is_file()):
        raise ValueError(f"rule {rule!r}: no word list {'@' + name!r} in lexicons/; add it or mend the name")
    forms = set(resources.forms(name)) if here else set()
    if own and own.is_file():
        for line in own.read_text(encoding="utf-8").splitlines():
            entry = line.split("#", 1)[0].strip()
            words = {form.strip() for form in entry.removeprefix("- ").split("|")} - {""}
            forms = forms - words if entry.startswith("- ") else forms | words
    return frozenset(forms)


def _own_rows(extra: Path | None, ours: set[str]) -> list[dict[str, Any]]:
    """Give the user's rows that are not to stand in the place of one of ours."""
    return [row for row in _rows(extra) if row.get("name") not in ours]


def _kept(extra: Path | None, ours: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give our rows, each replaced by the user's of the same name."""
    own = {row.get("name"): row for row in _rows(extra)}
    return [own.get(row["name"], row) for row in ours]


def _rows(extra: Path | None) -> list[dict[str, Any]]:
    if extra is None:
        return []
    if not extra.is_dir():
        raise ValueError(f"no folder {extra}; --rules takes a folder with cue_rules.toml, lexicons/ or both")
    file = extra / "cue_rules.toml"
    if not file.is_file():
        return []
    try:
        rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8")).get("rule", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is not TOML: {error}; mend it or take it out of the folder") from error
    return rows
