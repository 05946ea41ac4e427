"""The rows of cue_rules.toml: each example and counterexample is a test, read by the real parser; and a user's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord import examples, marks, resources
from onrecord.cues import CueFinder
from onrecord.rules import LABELS, Rule, load_rules, read_rule

if TYPE_CHECKING:
    from spacy.language import Language

RULES = load_rules()
EXAMPLES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in RULES for e in r.examples]
COUNTEREXAMPLES = [pytest.param(r, e, id=f"{r.name}: {e}") for r in RULES for e in r.counterexamples]
ROW = {"name": "n", "why": "w", "cue": {}, "edges": ["cue >nsubj source"], "examples": ["a"], "not": ["b"]}
OWN = """
[[rule]]
name = "owl"
why = "a verb of one newsroom"
cue = { LOWER = "@hoot", TAG = "VB*" }
edges = ["cue >ccomp content"]
act = "speech"
examples = ["She hooted [content that the plan was safe]."]
not = ["She hooted all night."]
"""


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(nlp: "Language", rule: Rule, example: str) -> None:
    got = examples.missing(nlp, rule, example)
    assert got is None, f"the rule finds {got or 'nothing'} in {example!r}"


@pytest.mark.parametrize(("rule", "sentence"), COUNTEREXAMPLES)
def test_counterexample(nlp: "Language", rule: Rule, sentence: str) -> None:
    assert not examples.found(nlp, rule, sentence), f"the rule fires on {sentence!r}"


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
            assert rule.senses, rule.name
            assert set(rule.senses) <= set(acts), rule.name


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("The minister said that the bridge was safe.", "speech"),
        ("The minister pointed out that the bridge was safe.", "speech"),
        ("The minister called for a public inquiry.", "speech"),
        ("The minister believes that the bridge is safe.", "thought"),
        ("The minister is confident that the bridge is safe.", "thought"),
        ("The minister worried about the cost.", "thought"),
        ("The minister wants to close the bridge.", "intention"),
        ("The minister is keen to close the bridge.", "intention"),
        ("The minister praised the engineers.", "other"),
        ("The minister agreed with the engineers.", "other"),
        ("The minister refused to comment on the cost.", "other"),
        ("The minister would not comment on the cost.", "other"),
        ("The ministry did not respond to a request for comment.", "other"),
    ],
)
def test_acts(nlp: "Language", sentence: str, act: str) -> None:
    found = [c["act"] for c in nlp(sentence)._.onrecord_candidates if c["content"] is not None]
    assert found[:1] == [act]


def test_words_of_a_longer_cue_belong_to_it(nlp: "Language") -> None:
    doc = nlp("The minister pointed out that the bridge was safe.")
    cue = next(c for c in doc._.onrecord_candidates if c["content"] is not None)
    assert [doc[i].text for i in cue["cue_tokens"]] == ["pointed", "out"]


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


def own(folder: Path, rows: str = OWN, **lists: str) -> Path:
    """Write a user's folder of rules: rows and word lists."""
    (folder / "cue_rules.toml").write_text(rows, encoding="utf-8")
    (folder / "lexicons").mkdir()
    for name, text in lists.items():
        (folder / "lexicons" / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def words(finder: CueFinder, rule: str) -> set[str]:
    return {word for word, patterns in finder.by_word.items() for p in patterns if p.rule.name == rule}


def test_own_rows_come_before_ours(tmp_path: Path) -> None:
    rules = load_rules(own(tmp_path, hoot="hoot|hoots|hooted|hooting"))
    assert rules[0].name == "owl"
    assert rules[1:] == RULES


def test_an_own_row_replaces_ours_of_the_same_name(tmp_path: Path) -> None:
    rules = load_rules(own(tmp_path, OWN.replace('"owl"', '"clause"'), hoot="hoot|hooted"))
    assert [rule.name for rule in rules] == [rule.name for rule in RULES]
    assert next(rule for rule in rules if rule.name == "clause").cue["LOWER"] == "@hoot"


def test_own_words_join_ours_and_take_words_away(tmp_path: Path) -> None:
    folder = own(tmp_path, "", say="hoot|hooted\n- claim|claimed  # not with us\n")
    before, after = (words(CueFinder(load_rules(f), f), "subject") for f in (None, folder))
    assert "hooted" in after - before
    assert "said" in after
    pattern = next(p for p in CueFinder(load_rules(folder), folder).by_word["said"] if p.rule.name == "clause")
    assert "claimed" not in pattern.senses["say"]


def test_own_examples_are_tried(nlp: "Language", tmp_path: Path) -> None:
    folder = own(tmp_path, hoot="hoot|hoots|hooted|hooting")
    rules = load_rules(folder)
    finder = nlp.get_pipe("onrecord_cues")
    assert isinstance(finder, CueFinder)
    ours = dict(vars(finder))
    try:
        vars(finder).update(vars(CueFinder(rules, folder)))
        examples.check(nlp, rules[:1])
        wrong = OWN.replace("She hooted all night.", "She hooted that it was late.")
        (folder / "cue_rules.toml").write_text(wrong, encoding="utf-8")
        load_rules.cache_clear()
        with pytest.raises(ValueError, match="'owl': fires on its counterexample"):
            examples.check(nlp, load_rules(folder)[:1])
    finally:
        vars(finder).update(ours)


def test_an_example_that_fails_names_its_rule(nlp: "Language", tmp_path: Path) -> None:
    rules = load_rules(own(tmp_path, hoot="hoot|hooted"))
    with pytest.raises(ValueError, match="'owl': finds nothing in its example"):
        examples.check(nlp, rules[:1])


@pytest.mark.parametrize(
    ("rows", "message"), [("[[rule", "is not TOML"), ('[[rule]]\nname = "x"', "'x': give it a 'cue'")]
)
def test_own_rows_that_cannot_be_read(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load_rules(own(tmp_path, rows))


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = own(tmp_path)
    with pytest.raises(ValueError, match="'owl': no word list '@hoot'"):
        CueFinder(load_rules(folder), folder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no folder"):
        load_rules(tmp_path / "nowhere")
