"""A knowledge file in other formats, each read back with that format's own library or schema."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pandas as pd
import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.batch import run
from onrecord.cli import app
from onrecord.export import export
from onrecord.knowledge import rows
from onrecord.link import link

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"
NAMES = ("statements", "speakers", "articles", "people", "rejects")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    odd = {
        "id": 'a "b", c',
        "text": "Dr Ann Lee, mayor of Ely, said:\r\n“It 😀 pays,\x00 and… so on.”\n\n“It does.”",
        "more": {"a": [1]},
    }
    (folder / "odd.jsonl").write_text(json.dumps(odd) + "\n" + json.dumps({"id": "empty", "text": ""}) + "\n")
    run([str(CORPUS), str(folder / "odd.jsonl")], folder / "out")
    link(folder / "out")
    return folder / "out"


def written(out: Path, name: str) -> list[Row]:
    return list(rows(out / f"{name}.jsonl"))


def people_of(out: Path) -> dict[str, str]:
    table = onrecord.read_statements(out)
    return dict(zip(table["speaker_id"], table["person_id"], strict=True))


def test_csv_is_read_back_by_pandas_and_by_csv(out: Path, tmp_path: Path) -> None:
    assert export(out, "csv", tmp_path / "csv") == []
    for name in NAMES:
        expected = written(out, name)
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        assert len(found) == len(expected) > 0
        for row, wanted in zip(found, expected, strict=True):
            for key, value in wanted.items():
                read: Any = row[key]
                if isinstance(value, bool):
                    read = {"true": True, "false": False}[read]
                elif isinstance(value, (int, float)):
                    read = float(read)
                elif isinstance(value, (list, dict)):
                    read = json.loads(read)
                elif value is None:
                    read = read or None
                assert read == value, (name, key)
    table = pd.read_csv(tmp_path / "csv" / "statements.csv", lineterminator=None)
    assert table["words"].sum() == sum(row["words"] for row in written(out, "statements"))
    assert table["named"].dtype == bool
    assert set(table["person_id"].dropna()) == {person for person in people_of(out).values() if person}


def test_parquet_is_read_back_by_arrow_and_by_pandas(out: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert export(out, "parquet", tmp_path / "parquet") == []
    for name in NAMES:
        expected = written(out, name)
        found = parquet.read_table(tmp_path / "parquet" / f"{name}.parquet").to_pylist()
        assert len(found) == len(expected) > 0
        for row, wanted in zip(found, expected, strict=True):
            for key, value in wanted.items():
                read = row[key]
                if isinstance(value, dict):
                    read = json.loads(read)
                elif isinstance(value, list) and value and isinstance(value[0], dict):
                    read = list(map(json.loads, read))
                assert read == value, (name, key)
    table = pd.read_parquet(tmp_path / "parquet" / "statements.parquet")
    assert table["confidence"].dtype == "float64" and table["start"].dtype == "int64"
    assert [*map(str, table["text"])] == [row["text"] for row in written(out, "statements")]


def annotations(folder: Path) -> Iterator[tuple[Row, Row]]:
    for path in sorted(folder.iterdir()):
        page = json.loads(path.read_text(encoding="utf-8"))
        for one in page["items"]:
            yield page, one


# What the Web Annotation Data Model (https://www.w3.org/TR/annotation-model/) asks of what is used here.
IRI = {"type": "string", "pattern": '^[a-z][a-z0-9+.-]*:[^\\s<>"]+$'}
POSITION = {
    "type": "object",
    "required": ["type", "start", "end"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "TextPositionSelector"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 0},
    },
}
QUOTE = {
    "type": "object",
    "required": ["type", "exact"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "TextQuoteSelector"},
        **{key: {"type": "string"} for key in ("exact", "prefix", "suffix")},
    },
}
TARGET = {
    "type": "object",
    "required": ["source", "selector"],
    "properties": {"source": IRI, "selector": {"type": "array", "items": {"oneOf": [POSITION, QUOTE]}, "minItems": 1}},
}
MOTIVATIONS = ["identifying", "describing", "tagging", "classifying", "commenting", "linking", "highlighting"]
BODY = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string"},
        "format": {"const": "text/plain"},
        "language": {"type": "string", "pattern": "^[a-z]{2}$"},
        "purpose": {"enum": MOTIVATIONS},
    },
}
ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target"],
    "properties": {
        "id": IRI,
        "type": {"const": "Annotation"},
        "motivation": {"enum": MOTIVATIONS},
        "body": {"type": "array", "items": BODY, "minItems": 1},
        "target": {"oneOf": [TARGET, {"type": "array", "items": TARGET, "minItems": 2}]},
    },
    "patternProperties": {"^onrecord:": {}},
    "additionalProperties": False,
}
PAGE = {
    "type": "object",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"type": "array", "prefixItems": [{"const": "http://www.w3.org/ns/anno.jsonld"}]},
        "id": IRI,
        "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": ANNOTATION},
    },
}


def test_web_annotations_are_of_their_model_and_point_at_the_words(out: Path, tmp_path: Path) -> None:
    assert export(out, "w3c", tmp_path / "w3c") == []
    checker = jsonschema.Draft202012Validator(PAGE)
    for path in (tmp_path / "w3c").iterdir():
        checker.validate(json.loads(path.read_text(encoding="utf-8")))
    texts = {row["doc_id"]: row["text"] for row in written(out, "articles")}
    statements = {row["id"]: row for row in written(out, "statements")}
    seen = set()
    for page, one in annotations(tmp_path / "w3c"):
        statement = statements[one["id"].rsplit(":", 1)[1]]
        seen.add(statement["id"])
        assert page["id"].removeprefix("urn:onrecord:article:") and unquote(page["id"]).endswith(statement["doc_id"])
        text = texts[statement["doc_id"]]
        targets = one["target"] if isinstance(one["target"], list) else [one["target"]]
        assert [[t["selector"][0]["start"], t["selector"][0]["end"]] for t in targets] == statement["spans"]
        for position, quotation in (target["selector"] for target in targets):
            start, end = position["start"], position["end"]
            assert quotation["exact"] == text[start:end]
            assert text[:start].endswith(quotation["prefix"]) and text[end:].startswith(quotation["suffix"])
        said_by = [body["value"] for body in one.get("body", []) if body["purpose"] == "identifying"]
        assert said_by == ([statement["speaker"]] if statement["speaker"] else [])
        assert one["onrecord:confidence"] == statement["confidence"]
    assert seen == set(statements)


@pytest.mark.parametrize("to", ["csv", "parquet", "w3c"])
def test_only_a_knowledge_file_can_be_a_table(tmp_path: Path, to: str) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n")
    for source in (tmp_path / "a.jsonl", tmp_path):
        done = CliRunner().invoke(app, ["export", str(source), "--to", to, "-o", str(tmp_path / "out")])
        assert done.exit_code == 2 and "name a folder that `onrecord run` has filled" in done.stderr
        assert not (tmp_path / "out").exists()


def test_tables_without_links_have_no_people(out: Path, tmp_path: Path) -> None:
    for name in ("statements", "speakers", "articles"):
        (tmp_path / f"{name}.jsonl").write_bytes((out / f"{name}.jsonl").read_bytes())
    export(tmp_path, "csv", tmp_path / "csv")
    assert sorted(path.stem for path in (tmp_path / "csv").iterdir()) == ["articles", "speakers", "statements"]
    assert "person_id" not in pd.read_csv(tmp_path / "csv" / "statements.csv", nrows=1)
    (tmp_path / "speakers.jsonl").unlink()
    done = CliRunner().invoke(app, ["export", str(tmp_path), "--to", "csv", "-o", str(tmp_path / "again")])
    assert done.exit_code == 2 and "make it with `onrecord run" in done.stderr
