"""The quick ways through the model give what the model gives: the same entities, the same vectors."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

from onrecord import recognizer, vectors
from onrecord.model import find_model, speed_up
from onrecord.products import ROWS, WAYS, SteadyOps, _is_steady

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"
WORDS = re.split(
    " ",
    "Ann Lee Dr. Smith-Jones of the Ministry for Health and Social Care said on Tuesday 4 May 2021 that £3.5 million "
    "“ ” , . ( ) -- 1,200 UN U.S. New York City Council 's and \n \n\n  \t 😀 St. 12-year-old the The in",
)


def stock(**more: object) -> Language:
    """The model as it comes, but with our products, so that both add up in the same order."""
    nlp = spacy.load(find_model().path, exclude=["lemmatizer", "attribute_ruler"], **more)  # type: ignore[arg-type]
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():  # type: ignore[attr-defined]
            node.ops = OPS
    return nlp


OPS = SteadyOps(use_blis=False)


@pytest.fixture(scope="module")
def slow() -> Language:
    return stock()


@pytest.fixture(scope="module")
def quick() -> Language:
    nlp = stock()
    assert speed_up(nlp, "openblas")
    assert type(nlp.get_pipe("ner")) is recognizer.Recognizer
    return nlp


def parsed(doc: Doc) -> list[list[int]]:
    return list(doc.to_array(["TAG", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]).tolist())


def texts() -> list[str]:
    chance = random.Random(6)
    made = ["".join(chance.choice(WORDS) + chance.choice([" ", " ", ""]) for _ in range(n)) for n in range(0, 120, 3)]
    return [*made, "The Ministry of " + ", ".join(["Health Care Safety Work"] * 60), "A", " ", "\n\n", "Lee " * 90]


def test_the_same_entities_and_parses_come_out(slow: Language, quick: Language) -> None:
    articles = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.txt"))]
    given = [*articles, *texts()]
    assert len(articles) >= 20
    for size in (1, 9):
        for one, other in zip(slow.pipe(given, batch_size=size), quick.pipe(given, batch_size=size), strict=True):
            assert parsed(one) == parsed(other)
            assert np.array_equal(one.tensor, other.tensor)


def test_entities_longer_than_those_grown_together(
    slow: Language, quick: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [parsed(slow(text)) for text in texts()]
    longest = max(len(ent) for text in texts() for ent in slow(text).ents)
    assert longest > 2
    for together in (1, 2, longest):
        monkeypatch.setattr(recognizer, "TOGETHER", together)
        assert [parsed(quick(text)) for text in texts()] == wanted


def test_entities_that_are_there_already_are_kept(slow: Language, quick: Language) -> None:
    def marked(nlp: Language) -> Doc:
        doc = nlp.make_doc("Ann Lee said that the Mill Lane School of Ely was shut on Monday.")
        doc.set_ents([Span(doc, 4, 8, label="ORG")], default="missing")
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        return doc

    assert marked(quick)[4:8].text in [ent.text for ent in marked(quick).ents]
    assert parsed(marked(quick)) == parsed(marked(slow))


def test_a_pipeline_is_saved_as_if_it_were_slow(quick: Language, tmp_path: Path) -> None:
    quick.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert type(again.get_pipe("ner")) is EntityRecognizer
    text = "Ann Lee of the Health Ministry told Reuters on Tuesday that it works."
    assert [(e.text, e.label_) for e in again(text).ents] == [(e.text, e.label_) for e in quick(text).ents]


def test_recognizers_that_are_not_known_stay(quick: Language) -> None:
    assert not recognizer.quicken(quick)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner",
                 "extra_state_tokens": True, "hidden_width": 8, "maxout_pieces": 2, "use_upper": True,
                 "tok2vec": {"@architectures": "spacy.HashEmbedCNN.v2", "width": 8, "depth": 1, "embed_size": 10,
                             "window_size": 1, "maxout_pieces": 2, "subword_features": True,
                             "pretrained_vectors": None}}})  # fmt: skip
    nlp.get_pipe("ner").add_label("PERSON")  # type: ignore[attr-defined]
    nlp.initialize()
    assert not recognizer.quicken(nlp)
    assert type(nlp.get_pipe("ner")) is EntityRecognizer


def test_what_is_remembered_is_bounded_and_changes_nothing(
    slow: Language, quick: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "MOST", 50)
    for text in texts():
        assert np.array_equal(slow(text).tensor, quick(text).tensor)


def test_training_does_not_remember(quick: Language) -> None:
    model = quick.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    made, back = model.begin_update([quick.make_doc("It works.")])
    assert len(made) == 1
    back(made)
    assert any(node.has_grad("E") for node in model.walk())


@pytest.mark.parametrize("shape", [(288, 576), (288, 288), (74, 64), (5, 7), (1024, 64)])
@pytest.mark.parametrize("way", [None, *WAYS])
def test_products(shape: tuple[int, int], way: object) -> None:
    chance = np.random.default_rng(0)
    ops = SteadyOps(use_blis=False)
    ops._ways[shape] = way  # type: ignore[assignment]
    right = chance.standard_normal(shape, np.float32)
    for rows in (1, ROWS - 1, ROWS, 3 * ROWS + 5):
        left = chance.standard_normal((rows, shape[1]), np.float32)
        out = np.empty((rows, shape[0]), np.float32)
        for made in (ops.gemm(left, right, trans2=True), ops.gemm(left, right.T), ops.gemm(left, right.T, out=out)):
            np.testing.assert_allclose(made, left @ right.T, rtol=1e-3, atol=1e-4)
        assert np.array_equal(out, made)


def test_ways_are_told_apart() -> None:
    rows, other = np.ones((ROWS, 8), np.float32), np.ones((4, 8), np.float32)
    assert _is_steady(rows, other, WAYS[0])
    rows[7, 3] = 2  # as if the library had gone another way there
    assert not _is_steady(rows, other, WAYS[0])
