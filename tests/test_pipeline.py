"""The pipeline as spaCy knows it: saved, sent to other processes, with parts left out; and articles sent through it."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import onrecord
from onrecord.invariants import broken
from onrecord.model import ModelNotFound
from onrecord.pipeline import PREFIX, annotate, load
from onrecord.records import Article, Speaker, Statement
from onrecord.windows import WINDOW

TEXT = """Harrow Bridge council voted to close the ferry landing.

“We have put this off for eleven years,” said Councillor Meera Oduya, who chairs the committee. “Nobody wants it.”

Tom Vance, 61, a ferryman, told the Courier that he would appeal. According to the survey, the piers are rotten.

“I shall go on,
“whatever they say,” Vance said.
"""
OTHER = "Ann Lee said it works. She added that “nobody knows”."
OURS = [f"{PREFIX}{part}" for part in ("breaks", "quotation", "cues", "statements", "tagger", "people", "speakers")]


def written(doc: Doc) -> list[Any]:
    """Give what the parts wrote on a Doc, as JSON has it: on the way through bytes tuples become lists."""
    names = ("onrecord_passages", "onrecord_statements", "onrecord_answers")
    return [json.loads(json.dumps(doc._.get(name))) for name in names]


def annotated(nlp: Language, *texts: str) -> list[tuple[list[Statement], list[Speaker]]]:
    articles = [Article(id=f"a{n}", text=text, source="-") for n, text in enumerate(texts)]
    return [(statements, speakers) for _, statements, speakers in annotate(nlp, articles)]


def test_its_parts_and_their_order(whole: Language) -> None:
    assert [name for name in whole.pipe_names if name.startswith(PREFIX)] == OURS
    assert whole.pipe_names[0] == f"{PREFIX}breaks"
    assert not {"lemmatizer", "attribute_ruler"} & set(whole.component_names)


def test_what_each_part_needs_is_there(whole: Language) -> None:
    analysis = whole.analyze_pipes()
    assert analysis is not None
    assert [problem for problems in analysis["problems"].values() for problem in problems] == []
    assert "doc._.onrecord_answers" in analysis["attrs"]


def test_a_doc_carries_what_was_found_as_plain_data(whole: Language) -> None:
    doc = whole(TEXT)
    passages, statements, answers = written(doc)
    assert len(passages) == 3
    assert len(statements) == len(answers) >= 4
    for name in (
        "onrecord_passages",
        "onrecord_candidates",
        "onrecord_statements",
        "onrecord_tagged",
        "onrecord_answers",
        "onrecord_sources",
    ):
        json.dumps(doc._.get(name))


def test_saved_and_loaded_it_finds_the_same(whole: Language, tmp_path: Path) -> None:
    whole.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.pipe_names == whole.pipe_names
    assert written(again(TEXT)) == written(whole(TEXT))


def test_spacy_loads_it_by_its_name(whole: Language) -> None:
    named = spacy.load("onrecord")
    assert named.pipe_names == whole.pipe_names
    assert written(named(TEXT)) == written(whole(TEXT))


def test_other_processes_find_the_same(whole: Language) -> None:
    texts = [TEXT, OTHER, "", "Nothing is said."] * 2
    alone = [written(doc) for doc in whole.pipe(texts, batch_size=2)]
    assert [written(doc) for doc in whole.pipe(texts, batch_size=2, n_process=2)] == alone


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_found_goes_through_a_docbin_or_bytes(whole: Language, packed: bool) -> None:
    doc = whole(TEXT)
    if packed:
        data = DocBin(docs=[doc], store_user_data=True).to_bytes()
        (read,) = DocBin(store_user_data=True).from_bytes(data).get_docs(whole.vocab)
    else:
        read = Doc(whole.vocab).from_bytes(doc.to_bytes())
    assert written(read) == written(doc)
    assert read.text == TEXT


def test_parts_can_be_left_out() -> None:
    only = load(exclude=[f"{PREFIX}people", f"{PREFIX}speakers", "ner"])
    assert only.pipe_names[-1] == f"{PREFIX}tagger"
    assert "ner" not in only.component_names
    assert only(OTHER)._.onrecord_statements
    off = load(disable=f"{PREFIX}speakers")
    assert f"{PREFIX}speakers" in off.disabled
    off.enable_pipe(f"{PREFIX}speakers")
    assert off(OTHER)._.onrecord_answers
    few = load(enable=["tok2vec", "tagger", "parser", f"{PREFIX}breaks", f"{PREFIX}cues"])
    assert set(few.pipe_names) == {"tok2vec", "tagger", "parser", f"{PREFIX}breaks", f"{PREFIX}cues"}


def test_settings_reach_the_model_and_unknown_ones_are_refused() -> None:
    nested = load(config={"nlp": {"batch_size": 7}})
    assert nested.batch_size == 7
    assert load(config={"nlp.batch_size": 9}).batch_size == 9
    with pytest.raises(ValueError, match="no_such"):
        load(config={"components": {f"{PREFIX}cues": {"no_such": 1}}})


def test_no_model_says_what_to_type() -> None:
    with pytest.raises(ModelNotFound, match="pip install"):
        load("no-such-model")


def test_our_parts_stand_alone_in_a_pipeline_of_ones_own() -> None:
    for name in OURS:
        nlp = spacy.blank("en")
        nlp.add_pipe(name)
        assert nlp("“It works,” said Ann Lee.").text == "“It works,” said Ann Lee."


def test_articles_come_back_in_order_whatever_their_number_and_length(nlp: Language) -> None:
    texts = [OTHER, "", TEXT * 30, "x", *[OTHER] * 40]
    articles = [Article(id=f"a{n}", text=text, source="-") for n, text in enumerate(texts)]
    found = list(annotate(nlp, articles, characters=500))
    assert [article.id for article, _, _ in found] == [article.id for article in articles]
    assert [len(statements) for _, statements, _ in found[4:]] == [2] * 40
    assert list(annotate(nlp, [])) == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_who_said_what_does_not_hang_on_the_company(nlp: Language, dice: random.Random) -> None:
    texts = [TEXT, OTHER, TEXT.replace("Vance", "Hill"), OTHER * 9, "Nothing."]
    articles = [Article(id=f"a{n}", text=text, source="-") for n, text in enumerate(texts)]
    alone = {article.id: next(iter(annotate(nlp, [article]))) for article in articles}
    dice.shuffle(articles)
    assert {found[0].id: found for found in annotate(nlp, articles)} == alone


# Long texts: windows.


def long_text(characters: int) -> str:
    """Give one line: somebody with a full name, nothing in particular, and her again, by surname and pronoun."""
    start = "Margaret Oduya, mayor of Harrow Bridge, opened the meeting. "
    end = "Councillor Oduya said the landing would close. She said it was late."
    middle = [
        "The river ran over the bank in the night and the road to the mill was shut. ",
        "“We will mend the bridge,” said Ann Lee. ",
        "Tom Vance, a ferryman, said the survey had missed two piers. ",
        "He added that nobody had asked him. ",
        "According to the report, the water fell by Friday. ",
        "“It's late,” she said, “and we are tired.” ",
    ]
    dice = random.Random(7)
    out = [start]
    size = len(start) + len(end)
    while size < characters:
        out.append(dice.choice(middle))
        size += len(out[-1])
    return "".join([*out, end])


def right_at_the_end(text: str, statements: list[Statement]) -> None:
    first, second = statements[-2:]
    assert (first.text, second.text) == ("the landing would close", "it was late")
    assert text[first.start : first.end] == first.text
    assert second.end == len(text) - 1
    assert (first.mention, first.speaker, first.speaker_spans) == ("Councillor Oduya", "Margaret Oduya", ((0, 14),))
    assert (second.mention, second.speaker, second.role) == ("She", "Margaret Oduya", "mayor")
    assert first.speaker_id == second.speaker_id


def test_people_and_places_are_carried_over_windows(nlp: Language) -> None:
    text = long_text(int(2.5 * WINDOW))
    ((statements, speakers),) = annotated(nlp, text)
    right_at_the_end(text, statements)
    assert broken(Article(id="a0", text=text, source="-"), statements, speakers) == []


def test_a_quotation_goes_on_over_a_window(nlp: Language) -> None:
    filler = "The river ran over the bank. " * (WINDOW // 29)
    text = f"{filler}“We go on, {'and on, ' * 400}and on,” said Ann Lee. She said it works."
    ((statements, _),) = annotated(nlp, text)
    assert (statements[0].start, statements[0].speaker, statements[0].closed) == (len(filler) + 1, "Ann Lee", True)
    assert statements[0].text.endswith("and on,")


@pytest.mark.parametrize("piece", ["x", "“", "=", " ", "é\n\n"])
def test_long_texts_of_nothing(nlp: Language, piece: str) -> None:
    assert annotated(nlp, piece * ((WINDOW + 2000) // len(piece))) == [([], [])]


def test_a_joined_doc_is_as_parsed(nlp: Language) -> None:
    """What the parser found in each window stands in the joined Doc, at its place."""
    from onrecord.pipeline import _joined

    parts = [nlp(part, disable=OURS[1:]) for part in (TEXT, OTHER, TEXT)]
    whole = _joined(nlp.vocab, parts)
    assert whole.text == TEXT + OTHER + TEXT
    tokens = [token for part in parts for token in part]
    assert len(tokens) == len(whole)
    for one, two in zip(tokens, whole, strict=True):
        assert (one.text, one.whitespace_, one.tag_, one.dep_, one.ent_iob_, one.ent_type_, one.head.i - one.i) == (
            two.text,
            two.whitespace_,
            two.tag_,
            two.dep_,
            two.ent_iob_,
            two.ent_type_,
            two.head.i - two.i,
        )
    assert [s.text for s in whole.sents] == [s.text for part in parts for s in part.sents]
    assert [e.text for e in whole.ents] == [e.text for part in parts for e in part.ents]


@pytest.mark.slow
@pytest.mark.parametrize(("options", "megabytes"), [(["--no-tagger"], 1200), ([], 2200)])
def test_five_megabytes_in_one_line_with_80000_statements(tmp_path: Path, options: list[str], megabytes: int) -> None:
    text = long_text(5_000_000)
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    code = (
        "import resource, sys\n"
        "from onrecord.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN\n"
        "    most = max(resource.getrusage(who).ru_maxrss for who in both)\n"
        "    print(most // (1024 ** (sys.platform == 'darwin')))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "run", str(tmp_path / "long.txt"), "-o", str(tmp_path / "out"), "-q", *options],
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"at most {int(run.stdout) // 1000} MB, of this process or of a worker")
    assert int(run.stdout) < 1000 * megabytes
    rows = (tmp_path / "out" / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(rows) > 10_000
    last = json.loads(rows[-1])
    assert (last["text"], last["speaker"], last["end"]) == ("it was late", "Margaret Oduya", len(text) - 1)
    assert json.loads(rows[-2])["speaker_spans"] == [[0, 14]]


# What comes of real articles must not hang on which others are read with them.


@pytest.mark.slow
def test_real_articles_alone_and_in_any_company(nlp: Language, gold: Path) -> None:
    rows = [json.loads(line) for line in (gold / "polnear-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = [Article(id=row["id"], text=row["text"], source="-") for row in rows]
    forward = {found[0].id: found for found in annotate(nlp, articles)}
    backward = {found[0].id: found for found in annotate(nlp, articles[::-1])}
    alone = {article.id: next(iter(annotate(nlp, [article]))) for article in articles}
    assert sum(forward[name] != backward[name] for name in forward) <= len(articles) // 20
    assert sum(forward[name] != alone[name] for name in forward) <= len(articles) // 20
    assert {found[0].id: found for found in annotate(nlp, articles)} == forward


def test_extract_takes_a_pipeline_of_ones_own(nlp: Language) -> None:
    assert [s.speaker for s in onrecord.extract(OTHER, nlp=nlp)] == ["Ann Lee", "Ann Lee"]
