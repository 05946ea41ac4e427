"""The knowledge file: what is written is true to the article, survives whatever happens, and reads back as it was."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from onrecord import knowledge, schemas, tables
from onrecord.invariants import broken
from onrecord.knowledge import KnowledgeError, alone, errors_named, lines
from onrecord.records import Article, Reject, Role, Speaker, Statement, from_json
from stand_in import named, speakers, statement, story, write

FILES = [*knowledge.KINDS, knowledge.RUN]
READERS = {
    "statements.jsonl": tables.read_statements,
    "speakers.jsonl": tables.read_speakers,
    "articles.jsonl": tables.read_articles,
    "rejects.jsonl": tables.read_rejects,
}
REJECT = Reject(where="a.pdf", what="file", why="not text", remedy="convert it")


def bytes_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if not path.name.startswith(".")}


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, list[Statement], list[Speaker]]:
    """Any text with statements anywhere in it, some of them with a speaker from anywhere in it."""
    text = draw(st.text(min_size=1, max_size=80))
    about: dict[str, Any] = draw(
        st.fixed_dictionaries({key: st.none() | st.text() for key in ("title", "url", "published", "outlet")})
    )
    extra = draw(st.dictionaries(st.text(), st.text() | st.floats() | st.integers() | st.booleans(), max_size=3))
    article = Article(id=draw(st.text(min_size=1)), text=text, source="any", extra=extra, **about)
    places = st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted)
    found = {}
    for cuts in draw(st.lists(places, max_size=3)):
        spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        who = draw(places)
        made = named(article, spans, (who[0], who[1])) if draw(st.booleans()) else statement(article, spans)
        found[made.id] = made
    return article, list(found.values()), speakers(article, found.values())


@given(articles())
def test_what_is_written_fits_the_schema_and_reads_back_as_the_same_records(found: Any) -> None:
    made = lines(*found)
    assert not isinstance(made, Reject), made
    for name, records in (("statements.jsonl", found[1]), ("speakers.jsonl", found[2])):
        rows = [json.loads(line) for line in made[1][name].decode().split("\n")[:-1]]
        validator = Draft202012Validator(schemas.published(name.partition(".")[0]))
        for row in rows:
            validator.validate(row)
        kind: Any = knowledge.KINDS[name]
        assert [from_json(kind, row) for row in rows] == records
    (row,) = [json.loads(line) for line in made[1]["articles.jsonl"].decode().split("\n")[:-1]]
    Draft202012Validator(schemas.published("articles")).validate(row)
    assert row["text"] == found[0].text
    assert row["extra"].keys() == found[0].extra.keys()


def test_every_file_of_a_run_fits_its_schema_and_is_read_by_pandas(tmp_path: Path) -> None:
    write(tmp_path, story(extra={"missing": math.nan, "long": 10**30, "kept": 1}), rejects=(REJECT,))
    for name in knowledge.KINDS:
        rows = list(knowledge.rows(tmp_path / name))
        assert rows
        for row in rows:
            Draft202012Validator(schemas.published(name.partition(".")[0])).validate(row)
        assert len(pd.read_json(tmp_path / name, lines=True)) == len(rows)
    Draft202012Validator(schemas.published("run")).validate(json.loads((tmp_path / "run.json").read_text()))
    assert tables.read_articles(tmp_path).extra[0] == {"missing": None, "long": str(10**30), "kept": 1}


def test_keys_stand_in_the_order_of_the_schema_and_text_is_not_escaped(tmp_path: Path) -> None:
    write(tmp_path, story())
    line = (tmp_path / "statements.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert list(json.loads(line)) == schemas.published("statements")["required"]
    assert "“" in line and "\\u" not in line


def test_counts_say_that_nothing_is_lost(tmp_path: Path) -> None:
    article, found, said_by = story()
    wrong = (replace(article, id="wrong"), found, said_by)
    counts = write(tmp_path, (article, found, said_by), wrong, rejects=(REJECT,))
    assert (counts.documents, counts.articles, counts.rejects) == (3, 1, 2)
    assert (counts.statements, counts.speakers, counts.words) == (5, 2, len(article.text.split()))
    assert json.loads((tmp_path / "run.json").read_text())["counts"]["documents"] == 3
    assert list(tables.read_rejects(tmp_path).what) == ["wrong", "file"]
    assert set(tables.read_statements(tmp_path).doc_id) == {article.id}


def _first(**changes: Any) -> Any:
    return lambda article, found, said_by: (article, [replace(found[0], **changes), *found[1:]], said_by)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_first(text="The tram is alive. We tried."), "text is not what stands at spans"),
        (_first(spans=()), "there are no spans"),
        (_first(spans=((0, 10_000),)), "outside the text"),
        (_first(spans=((5, 9), (0, 4))), "not sorted"),
        (_first(spans=((0, 5), (4, 9))), "overlaps"),
        (_first(spans=((3, 3),)), "empty"),
        (_first(start=0), "start and end"),
        (_first(quoted=((0, 3),)), "quoted lies outside spans"),
        (_first(before="x"), "before is not"),
        (_first(after="x"), "after is not"),
        (_first(cue="denied"), "cue is not"),
        (_first(cue_spans=()), "cue is not"),
        (_first(mention=None), "mention is not"),
        (_first(mention_spans=((-3, 2),)), "mention_spans"),
        (_first(role="Mayor"), "role is not"),
        (_first(role_span=None), "role is not"),
        (_first(organisation="Elm"), "organisation is not"),
        (_first(organisation_span=(0, 10_000)), "organisation_span"),
        (_first(speaker_spans=((0, 10_000),)), "speaker_spans is empty or outside"),
        (_first(speaker_spans=((9, 12), (0, 4))), "speaker_spans is not sorted"),
        (_first(speaker=None), "no speaker, but an id or no reason"),
        (_first(speaker=None, speaker_id=None), "no speaker, but an id or no reason"),
        (_first(speaker_id="pnobody"), "is no speaker of the article"),
        (_first(found_by=()), "found_by"),
        (_first(confidence=1.5), "confidence"),
        (_first(speaker_confidence=0.12345), "speaker_confidence"),
        (_first(parent_id="snone"), "parent_id"),
        (_first(doc_id="other"), "doc_id"),
        (_first(title="Other"), "title, url, published or outlet"),
        (lambda a, f, s: (a, [f[1], *f], s), "two records have the id"),
        (lambda a, f, s: (a, f, [replace(s[0], doc_id="other"), *s[1:]]), "doc_id"),
        (lambda a, f, s: (a, f, [replace(s[0], statements=("snone",)), *s[1:]]), "there is no statement snone"),
        (
            lambda a, f, s: (a, f, [replace(s[0], roles=(replace(s[0].roles[0], role="Mayor"),)), *s[1:]]),
            "role is not what stands at role_span",
        ),
    ],
)
def test_a_record_that_is_not_true_to_its_article_is_never_written(tmp_path: Path, change: Any, fault: str) -> None:
    write(tmp_path, change(*story()))
    assert tables.read_statements(tmp_path).empty
    assert tables.read_speakers(tmp_path).empty
    assert tables.read_articles(tmp_path).empty
    (why,) = tables.read_rejects(tmp_path).why
    assert fault in why


def test_the_story_itself_is_true_to_its_article() -> None:
    assert broken(*story()) == []


def test_half_a_character_is_rejected_since_no_file_can_hold_it(tmp_path: Path) -> None:
    article = Article(id="a", text="She said \ud83d so.", source="a.jsonl")
    where = Reject(where="caf\udce9.txt", what="file", why="no", remedy="yes")
    write(tmp_path, (article, [], []), rejects=(where,))
    rejects = tables.read_rejects(tmp_path)
    assert "half a character ('\\ud83d')" in rejects.why[0]
    assert rejects["where"][1] == "caf\\udce9.txt"
    assert len(pd.read_json(tmp_path / "rejects.jsonl", lines=True)) == 2


def test_keys_that_are_no_json_are_rejected(tmp_path: Path) -> None:
    write(tmp_path, (Article(id="a", text="So.", source="a", extra={"when": object()}), [], []))
    assert "cannot be written as JSON" in tables.read_rejects(tmp_path).why[0]


def test_the_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    for out in (tmp_path / "one", tmp_path / "two"):
        write(out, story(), rejects=(REJECT,))
    one, two = bytes_of(tmp_path / "one"), bytes_of(tmp_path / "two")
    assert sorted(one) == sorted(FILES)
    assert {**one, "run.json": b""} == {**two, "run.json": b""}


def test_an_error_leaves_the_files_of_the_last_run_as_they_were(tmp_path: Path) -> None:
    write(tmp_path, story())
    before = bytes_of(tmp_path)

    def breaking() -> Iterator[Reject]:
        yield REJECT
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(tmp_path, rejects=breaking())
    assert bytes_of(tmp_path) == before


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(KnowledgeError, match="another run is writing"), alone(tmp_path):
        pytest.fail("it was let in")


def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    write(tmp_path, story())
    before = bytes_of(tmp_path)
    (tmp_path / ".statements.jsonl.tmp").symlink_to("/dev/full")
    with pytest.raises(KnowledgeError, match="is full: make room and run again"), errors_named(tmp_path):
        write(tmp_path, *(story(id=f"a{n}") for n in range(100)))
    assert bytes_of(tmp_path) == before


def test_a_file_is_no_folder_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(KnowledgeError, match="is a file: name a folder"), errors_named(out):
            write(out)


def test_a_table_has_the_types_that_the_records_have(tmp_path: Path) -> None:
    article, found, said_by = story(id="001", published="2026-03-01")
    write(tmp_path, (article, found, said_by), story(id="12345678901234567890"))
    table = tables.read_statements(tmp_path)
    assert list(table.columns) == schemas.published("statements")["required"]
    assert list(table.doc_id.unique()) == ["001", "12345678901234567890"]
    assert table.published[0] == "2026-03-01"
    assert table.title[0] is None and table.speaker[3] is None
    assert table.spans[0] == [list(span) for span in found[0].spans]
    assert [str(table[name].dtype) for name in ("closed", "start", "confidence")] == ["bool", "int64", "float64"]
    assert table[table.named & (table.role == "mayor")].speaker.value_counts()["Ann Lee"] == 4
    assert tables.read_speakers(tmp_path).roles[0][0]["organisation"] == "Elmbridge"
    assert tables.read_articles(tmp_path / "articles.jsonl").text[0] == article.text


@pytest.mark.parametrize("name", READERS)
def test_an_empty_file_is_an_empty_table_with_the_same_columns_and_types(tmp_path: Path, name: str) -> None:
    write(tmp_path / "none")
    write(tmp_path / "some", story(), rejects=(REJECT,))
    none, some = READERS[name](tmp_path / "none"), READERS[name](str(tmp_path / "some"))
    assert none.empty and not some.empty
    assert dict(none.dtypes) == dict(some.dtypes)


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"there is no .*statements\.jsonl: make it with `onrecord run IN -o "):
        tables.read_statements(tmp_path)
    write(tmp_path, story())
    path = tmp_path / "statements.jsonl"
    whole = path.read_text()
    path.write_text(whole[:-100])
    with pytest.raises(KnowledgeError, match="line 5 is not a JSON object"):
        tables.read_statements(tmp_path)
    path.write_text(whole.replace("onrecord/1", "onrecord/99", 1))
    with pytest.raises(KnowledgeError, match=r"line 1 is not a line of statements\.jsonl as onrecord/1 has it"):
        tables.read_statements(tmp_path)


def test_the_published_schemas_are_current_and_are_schemas() -> None:
    folder = Path(schemas.__file__).with_name(schemas.FOLDER)
    for name, schema in schemas.generated().items():
        Draft202012Validator.check_schema(schema)
        assert (folder / f"{name}.json").read_text(encoding="utf-8") == schemas.page(schema), (
            "run python -m onrecord.schemas"
        )
    assert sorted(path.stem for path in folder.glob("*.json")) == sorted(schemas.generated())


def test_the_schema_lets_nothing_else_through() -> None:
    validator = Draft202012Validator(schemas.published("statements"))
    made = lines(*story())
    assert isinstance(made, tuple)
    row = json.loads(made[1]["statements.jsonl"].splitlines()[0])
    assert validator.is_valid(row)
    changes: list[dict[str, Any]] = [
        {"new": 1},
        {"spans": []},
        {"spans": [[1]]},
        {"form": "loud"},
        {"role_span": 3},
        {"confidence": 2},
    ]
    for change in changes:
        assert not validator.is_valid(row | change), change
    for key in row:
        assert not validator.is_valid({k: v for k, v in row.items() if k != key}), key


def test_a_key_without_a_description_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"'role_span'.* of \[Role\] stand on one side only"):
        schemas._object(Role, {"Role": {"role": "x", "organisation": "y"}}, "Role")
