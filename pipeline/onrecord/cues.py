"""Component: rules -> candidates, each a cue word with the source, content, addressee and channel that rules found."""

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.patterns import ADVERBS, Pattern, compile_rule, match
from onrecord.rules import LABELS, Rule, label_of, load_rules, word_list


class CueFinder:
    """Writes ``doc._.onrecord_candidates``: a list of plain dicts, in the order of their cue words."""

    def __init__(self, rules: tuple[Rule, ...], extra: Path | None = None) -> None:
        self.extra = extra
        self.senses = _senses(extra)
        self.by_word: dict[str, list[Pattern]] = {}
        for rule in rules:
            compiled = compile_rule(rule, extra)
            for word in sorted(compiled.keys):
                self.by_word.setdefault(word, []).append(compiled)

    def __call__(self, doc: Doc) -> Doc:
        """Find the candidates of a parsed Doc and keep them in it."""
        doc._.onrecord_candidates = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[dict[str, Any]]:
        """Give the candidates of a parsed Doc; token numbers, not characters.

        >>> import spacy
        >>> from onrecord.rules import load_rules
        >>> CueFinder(load_rules()).find(spacy.blank("en")("The bridge is shut."))
        []
        """
        known = self.by_word
        cues = (token for token in doc if token.lower_ in known)
        return [found for cue in cues if (found := self.candidate(cue))]

    def candidate(self, cue: Token) -> dict[str, Any] | None:
        """Take from the rules of one cue word, first rule first, what each label still lacks."""
        found: dict[str, Token] = {}
        cue_tokens = {cue.i}
        used: list[str] = []
        act = extent = None
        for pattern in self.by_word[cue.lower_]:
            rule = pattern.rule
            if any(label in found for label in pattern.finds) or (bound := match(pattern, cue)) is None:
                continue
            used.append(rule.name)
            for node, token in bound.items():
                label = label_of(node)
                if label == "cue":
                    cue_tokens.add(token.i)
                elif label in LABELS:
                    found[label] = token
            if "content" in pattern.finds:
                extent = rule.extent
                act = rule.act or act_of(pattern, [bound[part].lower_ for part in ("cue", *pattern.parts)])
        senses = self.of_verb(cue) if cue.tag_[:2] == "VB" else []
        if not used and not senses:
            return None
        return {
            "cue": cue.i,
            "cue_tokens": sorted(cue_tokens),
            **{label: found[label].i if label in found else None for label in LABELS},
            "extent": extent,
            "rules": used,
            "act": act,
            "senses": senses,
        }

    def of_verb(self, cue: Token) -> list[str]:
        """Give the word lists in which a verb stands, alone or with its adverb or preposition."""
        found = list(self.senses.get(cue.lower_, ()))
        for child in cue.children:
            if child.dep_ in ADVERBS:
                found += self.senses.get(f"{cue.lower_} {child.lower_}", ())
        return found


def act_of(pattern: Pattern, words: list[str]) -> str | None:
    """Say which act a cue is of in a rule: that of the first of its lists that holds its words, or the first of them.

    >>> from onrecord.rules import load_rules
    >>> clause = next(rule for rule in load_rules() if rule.name == "clause")
    >>> act_of(compile_rule(clause), ["believes"])
    'thought'
    """
    acts: dict[str, str] = resources.table("senses.toml")["act"]
    wanted = {" ".join(words[:n]) for n in range(1, len(words) + 1)}
    return next((acts[sense] for sense, forms in pattern.senses.items() if wanted & forms), None)


def _senses(extra: Path | None) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for sense in resources.table("senses.toml")["groups"]["verbs"]:
        for form in sorted(word_list("verbs", sense, extra)):
            out.setdefault(form, []).append(sense)
    return out


if not Doc.has_extension("onrecord_candidates"):
    Doc.set_extension("onrecord_candidates", default=None)


@Language.factory(
    "onrecord_cues",
    requires=["token.dep", "token.head", "token.tag"],
    assigns=["doc._.onrecord_candidates"],
    default_config={"rules": None},
)
def make_cues(nlp: Language, name: str, rules: str | None) -> CueFinder:
    """Make the component that finds cue words and what hangs on them; ``rules`` is a folder of the user's own."""
    extra = Path(rules) if rules else None
    return CueFinder(load_rules(extra), extra)
