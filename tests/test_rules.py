"""The rows of cue_rules.toml: each example and counterexample is a test, read by the real parser."""

from typing import TYPE_CHECKING

import pytest
from onrecord import marks, resources
from onrecord.rules import LABELS, Rule, load_rules, read_rule

if TYPE_CHECKING:
    from spacy.language import Language

RULES = load_rules()
EXAMPLES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in RULES for e in r.examples]
COUNTEREXAMPLES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in RULES for e in r.counterexamples]
ROW = {"name": "n", "why": "w", "cue": {}, "edges": ["cue >nsubj source"], "examples": ["a"], "not": ["b"]}


def found(nlp: "Language", rule: Rule, text: str) -> list[dict[str, list[tuple[int, int]]]]:
    """What a rule finds in a text: for each cue, the words of each label as character spans."""
    from onrecord.page import open_page
    from onrecord.reports import report

    doc = nlp(text)
    page = open_page(doc)
    out = []
    for candidate in page.candidates:
        if rule.name not in candidate["rules"]:
            continue
        draft = report(page, candidate) if candidate["content"] is not None else None
        bare = report(page, {**candidate, "content": candidate["cue"], "extent": "phrase"}) if draft is None else draft
        if bare is None:
            continue
        labels = {"source": bare.mention_spans, "addressee": bare.addressee, "channel": bare.channel}
        labels["content"] = draft.spans if draft is not None else []
        labels["cue"] = bare.cue_spans
        out.append(labels)
    return out


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(nlp: "Language", rule: Rule, example: str) -> None:
    text, expected = marks.parse(example)
    results = found(nlp, rule, text)
    assert results, f"the rule does not fire on {text!r}"
    wanted = {label: [text[s:e] for s, e in spans] for label, spans in expected.items()}
    got = [{label: [text[s:e].rstrip(",") for s, e in r[label]] for label in wanted} for r in results]
    assert {k: [w.rstrip(",") for w in v] for k, v in wanted.items()} in got


@pytest.mark.parametrize(("rule", "sentence"), COUNTEREXAMPLES)
def test_counterexample(nlp: "Language", rule: Rule, sentence: str) -> None:
    assert not found(nlp, rule, sentence), f"the rule fires on {sentence!r}"


def test_names_are_unique_and_every_rule_finds_something() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.finds for rule in RULES)


def test_every_example_marks_what_its_rule_finds() -> None:
    for rule in RULES:
        for example in rule.examples:
            _, spans = marks.parse(example)
            assert set(spans) & set(LABELS), f"{rule.name}: mark the answer in {example!r}"


def test_every_sense_has_an_act_or_its_rules_name_one() -> None:
    acts = resources.table("senses.toml")["act"]
    for rule in RULES:
        if "content" in rule.finds and rule.act is None:
            assert rule.senses and all(sense in acts for sense in rule.senses), rule.name


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"edges": ["cue nsubj source"]}, "cannot read edge"),
        ({"extent": "all"}, "unknown extent"),
        ({"colour": "red"}, "unknown key"),
        ({"examples": []}, "at least one example"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_rule({**ROW, **change})
