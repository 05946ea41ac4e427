"""How a rule is matched at a cue word.

Not patterns of spaCy's DependencyMatcher: that tests every token against every node of every rule and, with lists of
hundreds of words, took as long as the parser itself. Here a rule is tried only on its own cue words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Token

from onrecord.rules import Rule, read_edge, spell_out, word_list

ADVERBS = frozenset(
    {"prt", "advmod", "prep", "dobj"}
)  # how the second word of "shot back", "called for" hangs on the first

_TAGS = {
    "VB*": ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"],
    "NN*": ["NN", "NNS", "NNP", "NNPS"],
    "JJ*": ["JJ", "JJR", "JJS"],
    "V*": ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"],
}


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
    barred: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule made ready to be matched: what the cue word must be, the edges to follow, the children it must not have.

    ``words`` are its single cue words; ``phrases`` its longer cues by their first word, the others joined by spaces:
    they must be the words of cue2, cue3 ... ; further such nodes are free. ``senses`` are its word lists, in order;
    ``finds`` the labels it fills.
    """

    rule: Rule
    words: frozenset[str]
    phrases: Mapping[str, frozenset[str]]
    tags: frozenset[str]
    edges: tuple[Edge, ...]
    without: tuple[Edge, ...]
    parts: tuple[str, ...]
    senses: Mapping[str, frozenset[str]]
    finds: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The words at which the rule is to be tried.

        >>> from onrecord.rules import load_rules
        >>> "said" in {word for rule in load_rules() for word in compile_rule(rule).keys}
        True
        """
        return self.words | self.phrases.keys()


def compile_rule(rule: Rule, extra: Path | None = None) -> Pattern:
    """Make a rule ready to be matched; ``extra`` is a folder of the user's own word lists.

    Raises ValueError, naming the rule, for a word list that there is not.

    >>> from onrecord.rules import load_rules
    >>> compile_rule(load_rules()[0]).rule.name == load_rules()[0].name
    True
    """
    phrases: dict[str, set[str]] = {}
    words = set()
    for phrase in spell_out(rule.name, rule.cue.get("LOWER", ""), extra):
        first, _, rest = phrase.partition(" ")
        if rest:
            phrases.setdefault(first, set()).add(rest)
        else:
            words.add(first)
    edges = tuple(_edge(rule, edge, extra) for edge in rule.edges)
    return Pattern(
        rule=rule,
        words=frozenset(words),
        phrases={first: frozenset(rest) for first, rest in phrases.items()},
        tags=_tags(rule.cue.get("TAG", "")),
        edges=edges,
        without=tuple(_edge(rule, edge, extra) for edge in rule.without),
        parts=tuple(sorted(e.right for e in edges if e.right != "cue" and e.right.startswith("cue"))),
        senses={sense: word_list(rule.name, sense, extra) for sense in rule.senses},
        finds=rule.finds,
    )


def match(pattern: Pattern, cue: Token) -> dict[str, Token] | None:
    """Give the tokens that the nodes of a rule stand for at this cue word, or None where the rule does not fit.

    >>> import spacy
    >>> from onrecord.rules import load_rules
    >>> subject = next(rule for rule in load_rules() if rule.name == "subject")
    >>> words, tags, deps = ["She", "agreed"], ["PRP", "VBD"], ["nsubj", "ROOT"]
    >>> doc = spacy.tokens.Doc(spacy.blank("en").vocab, words, tags=tags, heads=[1, 1], deps=deps)
    >>> match(compile_rule(subject), doc[1])
    {'cue': agreed, 'source': She}
    """
    if pattern.tags and cue.tag_ not in pattern.tags:
        return None
    if cue.lower_ not in pattern.words and cue.lower_ not in pattern.phrases:
        return None
    bound = _bind(pattern, pattern.edges, {"cue": cue})
    if bound is None or any(next(_neighbours(edge, bound[edge.left]), None) is not None for edge in pattern.without):
        return None
    return bound


def _bind(pattern: Pattern, edges: tuple[Edge, ...], bound: dict[str, Token]) -> dict[str, Token] | None:
    """Follow the edges one by one; where the first neighbour leads nowhere, try the next."""
    if not edges:
        return bound if _complete(pattern, bound) else None
    edge, rest = edges[0], edges[1:]
    for token in _neighbours(edge, bound[edge.left]):
        if (whole := _bind(pattern, rest, {**bound, edge.right: token})) is not None:
            return whole
    return None


def _complete(pattern: Pattern, bound: dict[str, Token]) -> bool:
    """Tell whether the words of a longer cue are one of the phrases of its list.

    A row without cue2 is content with an adverb or preposition of the phrase that hangs on the cue word.
    """
    cue = bound["cue"]
    if cue.lower_ in pattern.words:
        return True
    rests = pattern.phrases[cue.lower_]
    if not pattern.parts:
        seconds = {rest.partition(" ")[0] for rest in rests}
        return any(child.lower_ in seconds for child in cue.children if child.dep_ in ADVERBS)
    words = [bound[part].lower_ for part in pattern.parts]
    return any(" ".join(words[:n]) in rests for n in range(1, len(words) + 1))


def _neighbours(edge: Edge, token: Token) -> Iterator[Token]:
    """Yield the tokens an edge leads to: the head, if the token hangs on it in a way named, or such children."""
    if edge.up:
        if token.dep_ in edge.labels and token.head.i != token.i and _fits(edge, token.head):
            yield token.head
        return
    for child in token.children:
        on_its_side = not edge.side or (child.i > token.i) == (edge.side == "+")
        if child.dep_ in edge.labels and on_its_side and _fits(edge, child):
            yield child


def _fits(edge: Edge, token: Token) -> bool:
    if edge.tags and token.tag_ not in edge.tags:
        return False
    return (not edge.words or token.lower_ in edge.words) and token.lower_ not in edge.barred


def _edge(rule: Rule, edge: str, extra: Path | None) -> Edge:
    left, operator, labels, side, right = read_edge(rule.name, edge)
    where = rule.where.get(right, {})
    words = spell_out(rule.name, where.get("LOWER", ""), extra)
    barred = spell_out(rule.name, where.get("NOT", ""), extra)
    return Edge(
        left, operator == "<", frozenset(labels.split("|")), side, right, _tags(where.get("TAG", "")), words, barred
    )


def _tags(value: str) -> frozenset[str]:
    return frozenset(tag for part in value.split() for tag in _TAGS.get(part, [part]))
