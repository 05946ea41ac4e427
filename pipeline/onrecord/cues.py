"""Component: rules -> candidates, each a cue word with the source, content, addressee and channel that rules found."""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.rules import LABELS, Pattern, Rule, compile_rule, load_rules, match


class CueFinder:
    """Writes ``doc._.onrecord_candidates``: a list of plain dicts, in the order of their cue words."""

    def __init__(self, rules: tuple[Rule, ...]):
        self.senses = _senses()
        self.by_word: dict[str, list[Pattern]] = {}
        for rule in rules:
            compiled = compile_rule(rule)
            for word in compiled.words:
                self.by_word.setdefault(word, []).append(compiled)

    def __call__(self, doc: Doc) -> Doc:
        doc._.onrecord_candidates = self.find(doc)
        return doc

    def find(self, doc: Doc) -> list[dict[str, Any]]:
        """Give the candidates of a parsed Doc; token numbers, not characters."""
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
            if any(label in found for label in rule.finds) or (bound := match(pattern, cue)) is None:
                continue
            used.append(rule.name)
            for node, token in bound.items():
                label = node.rstrip("0123456789")
                if label == "cue":
                    cue_tokens.add(token.i)
                elif label in LABELS:
                    found[label] = token
            if "content" in rule.finds:
                extent = rule.extent
                act = rule.act or self.act(cue.lower_, rule)
        senses = self.senses.get(cue.lower_, []) if cue.tag_[:2] == "VB" else []
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

    def act(self, word: str, rule: Rule) -> str | None:
        """Say which act a word is a cue of in this rule: that of the first of its lists that holds the word."""
        acts: dict[str, str] = resources.table("senses.toml")["act"]
        return next((acts[sense] for sense in rule.senses if word in resources.forms(sense)), None)


def _senses() -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for sense in resources.table("senses.toml")["groups"]["verbs"]:
        for form in resources.forms(sense):
            out.setdefault(form, []).append(sense)
    return out


if not Doc.has_extension("onrecord_candidates"):
    Doc.set_extension("onrecord_candidates", default=None)


@Language.factory("onrecord_cues", requires=["token.dep", "token.head", "token.tag"], assigns=["doc._.onrecord_candidates"])
def make_cues(nlp: Language, name: str) -> CueFinder:
    """Make the component that finds cue words and what hangs on them."""
    return CueFinder(load_rules())
