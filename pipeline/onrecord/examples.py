"""The examples of the rules, tried with the parser: what each rule finds in a sentence, and which rules fail."""

from collections.abc import Iterable

from spacy.language import Language

from onrecord import marks
from onrecord.page import open_page
from onrecord.records import Span
from onrecord.reports import report
from onrecord.rules import Rule


def check(nlp: Language, rules: Iterable[Rule]) -> None:
    """Try each rule on its examples and counterexamples.

    ``nlp`` is the whole pipeline with those rules in it.
    Raises ValueError, naming the rule and the sentence, at the first that does not hold.

    >>> from onrecord.rules import load_rules
    >>> check(Language(), [rule for rule in load_rules() if not rule.examples])
    """
    for rule in rules:
        for example in rule.examples:
            if (got := missing(nlp, rule, example)) is not None:
                raise ValueError(
                    f"rule {rule.name!r}: finds {got or 'nothing'} in its example {example!r}; mend either"
                )
        for sentence in rule.counterexamples:
            if found(nlp, rule, sentence):
                raise ValueError(f"rule {rule.name!r}: fires on its counterexample {sentence!r}; mend either")


def missing(nlp: Language, rule: Rule, example: str) -> list[dict[str, list[str]]] | None:
    """Give what a rule finds in an example in place of what is marked there, or None where it finds just that."""
    text, expected = marks.parse(example)
    wanted = {label: [text[s:e].rstrip(",") for s, e in spans] for label, spans in expected.items()}
    results = found(nlp, rule, text)
    got = [{label: [text[s:e].rstrip(",") for s, e in result[label]] for label in wanted} for result in results]
    return None if wanted in got else got


def found(nlp: Language, rule: Rule, text: str) -> list[dict[str, list[Span]]]:
    """Give what a rule finds in a text: for each cue, the character spans of each label."""
    doc = nlp(text)
    page = open_page(doc)
    out = []
    for candidate in page.candidates:
        if rule.name not in candidate["rules"]:
            continue
        draft = report(page, candidate) if candidate["content"] is not None else None
        bare = draft or report(page, {**candidate, "content": candidate["cue"], "cue_tokens": [], "extent": "phrase"})
        if bare is None:
            continue
        out.append(
            {
                "source": bare.mention_spans,
                "addressee": bare.addressee,
                "channel": bare.channel,
                "content": draft.spans if draft is not None else [],
                "cue": bare.cue_spans,
            }
        )
    return out
