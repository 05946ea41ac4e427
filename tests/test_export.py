"""Articles to Label Studio and brat and back: the same answers, whatever the text, and what people do there."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from onrecord import batch
from onrecord.cli import app
from onrecord.export import READERS, encoded, export, import_answers
from onrecord.export.articles import visible
from onrecord.export.brat import annotations
from onrecord.export.labelstudio import task
from onrecord.export.shown import fragments, shown
from onrecord.gold import GoldArticle, GoldStatement, read_gold
from onrecord.records import Span
from stand_in import annotate

Row = dict[str, Any]
Cli = Callable[..., Result]
TEXT = "“It 😀 works,” she said.\r\n“It\u00a0pays,”\r\nMayor Lee said: So it does."
WINDOW: Span = (0, 23)


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return (start, start + len(words))


FIRST = GoldStatement(
    id="s1",
    content=(at("It 😀 works,"), at("It\u00a0pays,")),
    cue=(at("said"),),
    source=(at("she"),),
    act="speech",
    speech=True,
    speaker="Ann Lee",
    kind="person",
    aliases=("Lee",),
    role="mayor",
)
SECOND = GoldStatement(id="s2", content=(at("So it does"),), cue=(at("said:"),), source=(at("she"),), act="other")
ARTICLE = GoldArticle(id="news/a b.txt", text=TEXT, statements=(FIRST, SECOND), judged=(WINDOW,))


def ids(article: GoldArticle) -> list[str | None]:
    return [one.id for one in article.statements]


def exported(article: GoldArticle, to: str, folder: Path) -> Path:
    source = folder / "given.jsonl"
    source.write_bytes(encoded([article]))
    assert export(source, to, folder / to) == []
    return folder / to


def annotated(one: Row, change: Callable[[list[Row]], list[Row]] = list, **more: Any) -> Row:
    """A task as Label Studio exports it after somebody has submitted what was predicted, or changed it."""
    result = change(json.loads(json.dumps(one["predictions"][0]["result"])))
    made = {"id": 1, "completed_by": 1, "was_cancelled": False, "result": result, "updated_at": "2026-01-02T03:04:05Z"}
    return {"id": 7, "data": one["data"], "annotations": [made | more], "predictions": [2]}


def back(tmp_path: Path, *tasks: Row) -> Any:
    file = tmp_path / "export.json"
    file.write_text(json.dumps(tasks))
    return import_answers(file)


def answer(tmp_path: Path, change: Callable[[list[Row]], list[Row]], article: GoldArticle = ARTICLE) -> GoldArticle:
    made = back(tmp_path, annotated(task(article), change))
    assert made.rejects == []
    (one,) = made.articles
    assert isinstance(one, GoldArticle)
    return one


def refused(tmp_path: Path, change: Callable[[list[Row]], list[Row]]) -> str:
    made = back(tmp_path, annotated(task(ARTICLE), change))
    assert made.articles == []
    (reject,) = made.rejects
    return f"{reject.where} ({reject.what}): {reject.why}; {reject.remedy}"


def tick(folder: Path) -> None:
    """Tick every part as judged, as a person does in brat."""
    for path in folder.glob("*.ann"):
        content = path.read_text(encoding="utf-8")
        parts = re.findall(r"^(T\d+)\tWindow ", content, re.MULTILINE)
        content += "".join(f"A{900 + number}\tJudged {name}\n" for number, name in enumerate(parts))
        path.write_bytes(content.encode())


# --- whatever the text -----------------------------------------------------------------------------------------------

ALPHABET = "ab .,“”'\"\n\r\t\u00a0\u2028\x85\x0c\x00é中😀👩‍🚀\ufeff"


@st.composite
def odd_articles(draw: st.DrawFn) -> GoldArticle:
    text = draw(st.text(ALPHABET, min_size=1, max_size=60))
    edges = st.integers(0, len(text))
    span = st.tuples(edges, edges).map(lambda pair: (min(pair), max(pair))).filter(lambda pair: pair[0] < pair[1])
    spans = st.lists(span, max_size=3).map(lambda found: tuple(sorted(found)))
    statement = st.builds(
        GoldStatement,
        id=st.text(ALPHABET, max_size=3),
        content=spans,
        cue=spans,
        source=spans,
        act=st.sampled_from([None, "speech", "thought", "other"]),
        speech=st.sampled_from([None, True, False]),
        speaker=st.sampled_from([None, "Ann Lee", "Zoë\u00a0de\nSouza"]),
        kind=st.sampled_from([None, "person"]),
        role=st.sampled_from([None, "mayor"]),
        form=st.sampled_from([None, "mixed"]),
        parent=st.sampled_from([None, 1]),
    )
    statements = draw(st.lists(statement, max_size=4))
    judged = draw(
        st.none() | st.lists(span, min_size=1, max_size=2, unique=True).map(lambda found: tuple(sorted(found)))
    )
    article, _ = visible(
        GoldArticle(id=draw(st.text(max_size=8)), text=text, statements=tuple(statements), judged=judged)
    )
    return article


@given(odd_articles())
def test_label_studio_gives_back_the_same_answers(article: GoldArticle) -> None:
    made = json.loads(json.dumps(task(article)))
    with TemporaryDirectory() as folder:
        returned = back(Path(folder), annotated(made))
        spaceless = back(Path(folder), annotated(made, without_space))
    assert returned.rejects == [] and returned.articles == [article] and ids(returned.articles[0]) == ids(article)
    assert spaceless.articles == [article]


def without_space(results: list[Row]) -> list[Row]:
    for result in results:
        if result["type"] == "labels":
            result["value"]["text"] = "".join(result["value"]["text"].split())
    return results


@given(odd_articles())
@settings(deadline=None)
def test_brat_gives_back_the_same_answers(article: GoldArticle) -> None:
    with TemporaryDirectory() as name:
        folder = exported(article, "brat", Path(name))
        for path in folder.glob("*.txt"):
            strictly(path.read_bytes().decode(), path.with_suffix(".ann").read_bytes().decode())
        tick(folder)
        returned = import_answers(folder)
    if article.judged == ():
        assert returned.unjudged == 1
    else:
        assert returned.rejects == [] and returned.articles == [article] and ids(returned.articles[0]) == ids(article)


def strictly(text: str, content: str) -> None:
    """Read annotations as brat's server does, and raise for whatever it or its page would stumble over."""
    assert all(ord(character) < 0x10000 for character in text)
    assert text.splitlines(keepends=True) == re.findall(r"[^\n]*\n|[^\n]+", text)
    assert content.splitlines() == content.split("\n")[:-1]
    names: set[str] = set()
    wanted: set[str] = set()
    for line in content.split("\n")[:-1]:
        name, data, *tail = line.split("\t", 2)
        assert re.fullmatch(r"[TRA#][1-9]\d*", name) and name not in names
        names.add(name)
        if name[0] == "T":
            kind, offsets = data.split(" ", 1)
            assert kind in {"Content", "Cue", "Source", "Window"}
            spans = [tuple(map(int, pair.split(" "))) for pair in offsets.split(";")]
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(end <= start for (_, end), (start, _) in pairwise(spans))
            assert not any("\n" in text[start:end] for start, end in spans)
            assert tail == [" ".join(text[start:end] for start, end in spans)]
        elif name[0] == "R":
            found = re.fullmatch(r"Has-(source|cue) Arg1:(T\d+) Arg2:(T\d+)", data)
            assert found and not tail
            wanted |= {found[2], found[3]}
        elif name[0] == "A":
            assert re.fullmatch(r"Act T\d+ (speech|thought|intention|other)", data) and not tail
            wanted.add(data.split(" ")[1])
        else:
            kind, target = data.split(" ")
            assert kind == "AnnotatorNotes" and tail
            wanted.add(target)
    assert wanted <= names


@given(st.text(ALPHABET))
def test_the_text_that_is_shown_is_as_long_and_has_one_sort_of_line_break(text: str) -> None:
    made = shown(text)
    assert len(made) == len(text)
    assert made.splitlines() == made.removesuffix("\n").split("\n") or not made
    assert shown(made) == made


def test_fragments_never_hold_a_line_break() -> None:
    assert fragments("One two. \n\n Three.", ((4, 18), (2, 6))) == ((2, 8), (12, 18))


# --- Label Studio ----------------------------------------------------------------------------------------------------

REGION = {
    "type": "object",
    "required": ["id", "from_name", "to_name", "type", "value"],
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
        "to_name": {"const": "text"},
        "value": {
            "type": "object",
            "required": ["start", "end", "text"],
            "properties": {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 1}},
        },
    },
    "oneOf": [
        {"properties": {"type": {"const": kind}, "value": {"required": [key], "properties": {key: LIST}}}}
        for LIST in ({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 1},)
        for kind, key in (("labels", "labels"), ("choices", "choices"), ("textarea", "text"))
    ],
}
RELATION = {
    "type": "object",
    "required": ["from_id", "to_id", "type", "direction"],
    "additionalProperties": False,
    "properties": {
        "from_id": {"type": "string"},
        "to_id": {"type": "string"},
        "type": {"const": "relation"},
        "direction": {"enum": ["left", "right", "bi"]},
    },
}
TASKS = {  # the documented form of tasks with predictions
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data", "predictions"],
        "additionalProperties": False,
        "properties": {
            "data": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
            "predictions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["result"],
                    "properties": {
                        "model_version": {"type": "string"},
                        "result": {
                            "type": "array",
                            "items": {"if": {"required": ["from_id"]}, "then": RELATION, "else": REGION},
                        },
                    },
                },
            },
        },
    },
}


def test_tasks_are_as_label_studio_documents_them(tmp_path: Path) -> None:
    folder = exported(ARTICLE, "labelstudio", tmp_path)
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    jsonschema.validate(tasks, TASKS)
    settings_of = ElementTree.parse(folder / "labels.xml").getroot()
    (text,) = settings_of.iter("Text")
    assert text.attrib["value"] == "$text"
    controls = {c.attrib["name"]: c for c in settings_of.iter() if "toName" in c.attrib}
    for result in tasks[0]["predictions"][0]["result"]:
        if result["type"] == "relation":
            continue
        control = controls[result["from_name"]]
        assert control.attrib["toName"] == result["to_name"] == text.attrib["name"]
        assert control.tag.lower() == result["type"]
        if result["type"] in {"labels", "choices"}:
            assert {child.attrib["value"] for child in control} >= set(result["value"][result["type"]])
        if result["type"] == "labels":
            value = result["value"]
            assert tasks[0]["data"]["text"][value["start"] : value["end"]] == value["text"]


def test_a_statement_in_pieces_is_regions_tied_to_the_first() -> None:
    results = task(ARTICLE)["predictions"][0]["result"]
    ties = [(result["from_id"], result["to_id"]) for result in results if result["type"] == "relation"]
    assert ties == [
        ("content-1-1", "source-1"),
        ("content-1-1", "cue-2"),
        ("content-1-1", "content-1-2"),
        ("content-2-1", "source-1"),
        ("content-2-1", "cue-3"),
    ]


def test_offsets_in_utf_16_are_understood_by_the_words(tmp_path: Path) -> None:
    def units(results: list[Row]) -> list[Row]:
        for result in results:
            for edge in ("start", "end") if "value" in result else ():
                result["value"][edge] = len(TEXT[: result["value"][edge]].encode("utf-16-le")) // 2
        return results

    whole = replace(ARTICLE, judged=None)
    assert answer(tmp_path, units, whole) == whole


def test_words_that_stand_elsewhere_are_refused(tmp_path: Path) -> None:
    def shifted(results: list[Row]) -> list[Row]:
        results[0]["value"]["start"] += 3
        return results

    assert "does not stand at 3 to 23" in refused(tmp_path, shifted)

    def wordless(results: list[Row]) -> list[Row]:
        del results[0]["value"]["text"]
        return results

    assert "saveTextResult" in refused(tmp_path, wordless)


def test_what_people_change_comes_back_and_the_rest_is_kept(tmp_path: Path) -> None:
    def changed(results: list[Row]) -> list[Row]:
        for result in results:
            if result["type"] == "textarea":
                result["value"]["text"] = ["Bea Lee"]
            if result.get("from_name") == "act" and result["id"] == "content-2-1":
                result["value"]["choices"] = ["thought"]
        return results

    one, two = answer(tmp_path, changed).statements
    assert (one.speaker, one.kind, one.role, one.aliases, one.speech) == ("Bea Lee", None, None, (), True)
    assert two.act == "thought" and ids(answer(tmp_path, changed)) == ["s1", "s2"]
    (kept, _) = answer(tmp_path, list).statements
    assert (kept.kind, kept.role, kept.aliases) == ("person", "mayor", ("Lee",))


def test_new_marks_are_new_statements_and_relations_go_either_way(tmp_path: Path) -> None:
    def added(results: list[Row]) -> list[Row]:
        results = [one for one in results if one.get("id", "") != "content-2-1" and one.get("from_id") != "content-2-1"]
        words = {"start": at("works")[0], "end": at("works")[1], "text": "works"}
        region = {"id": "Xy_1-abcde", "from_name": "label", "to_name": "text", "type": "labels"}
        tie = {"from_id": "source-1", "to_id": "Xy_1-abcde", "type": "relation", "direction": "left"}
        cue = [one for one in results if one.get("id") == "cue-3"]
        return [one for one in results if one not in cue] + [region | {"value": words | {"labels": ["Content"]}}, tie]

    made = answer(tmp_path, added)
    assert ids(made) == ["s1", None]
    assert made.statements[1] == GoldStatement(content=(at("works"),), source=(at("she"),))
    (line,) = [json.loads(row) for row in encoded([made]).splitlines()]
    assert [one["id"] for one in line["attributions"]] == ["s1", "E1"]


def test_one_statement_made_two_keeps_its_name_once(tmp_path: Path) -> None:
    def parted(results: list[Row]) -> list[Row]:
        return [one for one in results if one.get("to_id") != "content-1-2"]

    made = answer(tmp_path, parted)
    assert sorted(map(str, ids(made))) == ["None", "s1", "s2"]


def test_parts_may_be_marked_anew_and_are_not_lost_when_the_mark_is(tmp_path: Path) -> None:
    def no_window(results: list[Row]) -> list[Row]:
        return [one for one in results if one.get("id") != "window-1"]

    assert answer(tmp_path, no_window).judged == (WINDOW,)

    def wider(results: list[Row]) -> list[Row]:
        results[0]["value"] |= {"start": 0, "end": len(TEXT), "text": shown(TEXT)}
        return results

    assert answer(tmp_path, wider).judged == ((0, len(TEXT)),)
    assert answer(tmp_path, list, replace(ARTICLE, judged=None)).judged is None


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("relation", lambda r: r["type"] == "relation" and r["to_id"] == "cue-2", "the cue 'said' at 18 belongs to no"),
        ("label", lambda r: r.get("id") == "cue-2" and r["value"].update(labels=["Verb"]), "is marked 'Verb': mark it"),
        ("labels", lambda r: r.get("id") == "cue-2" and r["value"]["labels"].append("Source"), "has the labels"),
        (
            "act",
            lambda r: r.get("from_name") == "act" and r["value"].update(choices=["lie"]),
            "no act 'lie'",
        ),
    ],
)
def test_marks_that_make_no_answer_are_refused(
    tmp_path: Path, name: str, change: Callable[[Row], object], said: str
) -> None:
    message = refused(tmp_path, lambda results: [one for one in results if not change(one)])
    assert said in message and "export.json, task 1 (news/a b.txt)" in message and "mend it in Label Studio" in message


def test_two_speakers_of_one_statement_are_refused(tmp_path: Path) -> None:
    def second(results: list[Row]) -> list[Row]:
        (first,) = [one for one in results if one["type"] == "textarea"]
        other = {**first, "id": "content-1-2", "value": {**first["value"], "text": ["Bob"]}}
        return [*results, other]

    assert "several speakers (Ann Lee, Bob): leave one" in refused(tmp_path, second)


def test_the_newest_answer_that_was_not_cancelled_counts(tmp_path: Path) -> None:
    one = annotated(task(ARTICLE))
    first = one["annotations"][0]
    older = {**first, "id": 2, "result": [], "updated_at": "2025-12-31T23:59:59Z"}
    cancelled = {**first, "id": 3, "result": [], "was_cancelled": True, "updated_at": "2026-02-01T00:00:00Z"}
    one["annotations"] = [first, older, cancelled]
    assert back(tmp_path, one).articles == [ARTICLE]
    one["annotations"] = [cancelled]
    made = back(tmp_path, one, {**one, "annotations": []})
    assert (made.articles, made.rejects, made.unjudged) == ([], [], 2)


def test_nothing_to_be_found_is_an_answer(tmp_path: Path) -> None:
    made = answer(tmp_path, lambda _: [])
    assert made.statements == () and made.judged == (WINDOW,)


def test_a_task_with_another_text_is_refused(tmp_path: Path) -> None:
    one = annotated(task(ARTICLE))
    one["data"]["text"] = one["data"]["text"].replace("works", "fails")
    assert "the text is not the one that was given out" in back(tmp_path, one).rejects[0].why


def test_tasks_of_others_are_taken_as_they_are(tmp_path: Path) -> None:
    value = {"start": 0, "end": 3, "text": "Go!", "labels": ["Content"]}
    result = [{"id": "a", "from_name": "label", "to_name": "text", "type": "labels", "value": value}]
    one = {"id": 5, "data": {"text": "Go! Now."}, "annotations": [{"result": result}]}
    assert back(tmp_path, one).articles == [
        GoldArticle(id="5", text="Go! Now.", statements=(GoldStatement(content=((0, 3),)),))
    ]


def test_files_that_are_no_export_are_refused(tmp_path: Path) -> None:
    made = back(tmp_path, {"id": 1, "text": "Go!", "label": []})
    assert "export as JSON, not as JSON-MIN" in made.rejects[0].why
    for content in ('{"a": 1}', "id,text", "[1]"):
        (tmp_path / "x.json").write_text(content)
        with pytest.raises(ValueError, match="JSON"):
            import_answers(tmp_path / "x.json")


# --- brat ------------------------------------------------------------------------------------------------------------


def test_a_folder_for_brat(tmp_path: Path) -> None:
    folder = exported(ARTICLE, "brat", tmp_path)
    name = "00001-news-a-b-txt"
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.txt",
        f"{name}.ann",
        "annotation.conf",
        "visual.conf",
        "tools.conf",
        "onrecord.jsonl",
    }
    text = (folder / f"{name}.txt").read_bytes().decode()
    assert text == TEXT.replace("😀", "□").replace("\r\n", " \n")
    assert (folder / f"{name}.ann").read_text(encoding="utf-8").split("\n")[:3] == [
        "T1\tContent 1 12;26 34\tIt □ works, It\u00a0pays,",
        f"T2\tContent {SECOND.content[0][0]} {SECOND.content[0][1]}\tSo it does",
        "T3\tWindow 0 23\t“It □ works,” she said.",
    ]


def test_the_settings_for_brat_know_all_that_is_written() -> None:
    folder = Path(__file__).resolve().parents[1] / "pipeline" / "onrecord" / "export"
    sections = re.split(r"^\[(\w+)\]$", (folder / "annotation.conf").read_text(encoding="utf-8"), flags=re.MULTILINE)
    of = {
        name: {line.split("\t")[0] for line in body.split("\n")}
        for name, body in zip(sections[1::2], sections[2::2], strict=True)
    }
    for line in annotations(ARTICLE).splitlines():
        section = {"T": "entities", "R": "relations", "A": "attributes"}.get(line[0])
        assert section is None or line.split("\t")[1].split(" ")[0] in of[section]
    assert "<OVERLAP>" in of["relations"] and "Judged" in of["attributes"]
    assert "Sentences\tsplitter:newline" in (folder / "tools.conf").read_text()  # else brat cuts contents at full stops


def edited(tmp_path: Path, *changes: tuple[str, str], article: GoldArticle = ARTICLE) -> Any:
    folder = exported(article, "brat", tmp_path)
    tick(folder)
    (path,) = folder.glob("*.ann")
    content = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert re.search(old, content, re.MULTILINE)
        content = re.sub(old, new, content, flags=re.MULTILINE)
    path.write_bytes(content.encode())
    return import_answers(folder)


def test_what_is_changed_in_brat_comes_back(tmp_path: Path) -> None:
    made = edited(tmp_path, ("Act T2 other", "Act T2 thought"), ("\tAnn Lee$", "\tBea Lee"))
    one, two = made.articles[0].statements
    assert (one.speaker, one.kind, two.act) == ("Bea Lee", None, "thought")


def test_a_name_that_brat_gives_to_something_else_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    start, end = at("Mayor Lee")
    made = edited(tmp_path, (r"^T2\t.*", f"T2\tContent {start} {end}\tMayor Lee"))
    assert ids(made.articles[0]) == ["s1", None]


def test_only_parts_that_are_ticked_are_judged(tmp_path: Path) -> None:
    both = replace(ARTICLE, judged=(WINDOW, (25, 34)))
    made = edited(tmp_path, (r"^A901\t.*\n", ""), article=both)
    assert [one.judged for one in made.articles] == [(WINDOW,)]
    other = tmp_path / "other"
    other.mkdir()
    made = edited(other, (r"^A90.\t.*\n", ""), article=both)
    assert (made.articles, made.unjudged) == ([], 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"^T2\tContent \d+", "T2\tContent 3", "line 2: 'So it does' does not stand at 3"),
        (r"^T2\tContent \d+ \d+", "T2\tContent 3 900", "outside the text of"),
        (r"^T2\t", "T2 ", "line 2 is none that onrecord knows"),
        (r"^R1\t.*\nR2", "R2", None),
        (r"Arg2:T4", "Arg2:T99", "a relation leads to T99, which is not there"),
        (r"^R\d\tHas-cue.*\n", "", "belongs to no content"),
        (r"\tCue ", "\tVerb ", "is marked 'Verb'"),
    ],
)
def test_lines_that_make_no_answer_are_refused(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    made = edited(tmp_path, (old, new))
    if said is None:  # one of two relations to a source is gone: one statement has none now
        assert [one.source for one in made.articles[0].statements] == [(), (at("she"),)]
    else:
        assert said in made.rejects[0].why and made.articles == []
        assert "mend it in brat" in made.rejects[0].remedy


def test_texts_that_were_changed_or_are_gone_are_refused(tmp_path: Path) -> None:
    folder = exported(ARTICLE, "brat", tmp_path)
    (path,) = folder.glob("*.txt")
    path.write_text("Something else.")
    assert "the text is not the one that was given out" in import_answers(folder).rejects[0].why
    path.unlink()
    assert "cannot read" in import_answers(folder).rejects[0].why
    path.with_suffix(".ann").unlink()
    gone = import_answers(folder)
    assert (gone.articles, gone.rejects, gone.unjudged) == ([], [], 1)
    (folder / "onrecord.jsonl").write_text("{}")
    with pytest.raises(ValueError, match=r"onrecord\.jsonl was changed"):
        import_answers(folder)


def test_folders_of_others_are_taken_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no texts"):
        import_answers(tmp_path)
    (tmp_path / "a.txt").write_text("😀 Go! she said.\n")
    (tmp_path / "a.ann").write_text("T1\tContent 2 5\tGo!\r\nT2\tCue 10 14\tsaid\nR1\tCue-of Arg1:T2 Arg2:T1\n\n")
    assert import_answers(tmp_path).articles == [
        GoldArticle(id="a", text="😀 Go! she said.\n", statements=(GoldStatement(content=((2, 5),), cue=((10, 14),)),))
    ]


# --- both, as a user ------------------------------------------------------------------------------------------------


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setattr(batch.recipe, "pipeline", lambda *_, **__: annotate)
    return lambda *typed: CliRunner().invoke(app, [str(word) for word in typed])


def test_nobodys_answers_are_written_over(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(encoded([ARTICLE]))
    assert cli("export", tmp_path / "a.jsonl", "--to", "brat", "-o", tmp_path / "out").exit_code == 0
    done = cli("export", tmp_path / "a.jsonl", "--to", "brat", "-o", tmp_path / "out")
    assert done.exit_code == 2 and "name a new folder" in done.stderr


@pytest.mark.parametrize("to", READERS)
def test_statements_that_cannot_be_shown_are_told_and_the_rest_goes_out(cli: Cli, tmp_path: Path, to: str) -> None:
    blank = GoldStatement(id="s3", content=((len(TEXT), len(TEXT) + 2),))
    article = replace(ARTICLE, text=TEXT + " \r", statements=(*ARTICLE.statements, blank))
    (tmp_path / "a.jsonl").write_bytes(encoded([article]))
    done = cli("export", tmp_path / "a.jsonl", "--to", to, "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert "rejected news/a b.txt (statement): statement s3 has no content that could be shown; give it" in done.stderr


def test_wrong_usage_names_the_remedy(cli: Cli, tmp_path: Path) -> None:
    done = cli("export", tmp_path / "none", "--to", "brat", "-o", tmp_path / "out")
    assert done.exit_code == 2 and "name a file of annotated articles" in done.stderr
    assert not (tmp_path / "out").exists()
    done = cli("export", tmp_path / "none", "--to", "paper", "-o", tmp_path / "out")
    assert done.exit_code == 2 and "choose one of labelstudio, brat" in done.stderr
    done = cli("import", tmp_path / "none", "-o", tmp_path / "judged.jsonl")
    assert done.exit_code == 2 and "name the file or folder that the tool exported" in done.stderr


def test_a_whole_knowledge_file_goes_out(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text(
        json.dumps({"id": "one", "text": "“Go on now,” she said to all of them.\n" * 3})
    )
    assert cli("run", tmp_path / "news.jsonl", "-o", tmp_path / "out", "--workers", "0").exit_code == 0
    assert cli("export", tmp_path / "out", "--to", "labelstudio", "-o", tmp_path / "ls").exit_code == 0
    (one,) = json.loads((tmp_path / "ls" / "tasks.json").read_text(encoding="utf-8"))
    assert [r["value"]["labels"] for r in one["predictions"][0]["result"] if r["type"] == "labels"] == [["Content"]] * 3
    assert "judged" not in one["data"]["onrecord"]
    (tmp_path / "out" / "statements.jsonl").write_text("")
    done = cli("export", tmp_path / "out", "--to", "labelstudio", "-o", tmp_path / "again")
    assert done.exit_code == 2 and "make them anew with `onrecord run" in done.stderr


def test_what_comes_back_is_told_and_can_be_scored(cli: Cli, tmp_path: Path) -> None:
    tasks: Sequence[Row] = [annotated(task(ARTICLE)), {**annotated(task(ARTICLE)), "annotations": []}]
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    done = cli("import", tmp_path / "export.json", "-o", tmp_path / "judged.jsonl")
    assert done.exit_code == 0
    assert "1 articles with 2 statements; 1 not judged yet and left out, 0 rejected" in done.stderr
    assert list(read_gold(tmp_path / "judged.jsonl")) == [ARTICLE]
    scored = cli("evaluate", tmp_path / "judged.jsonl", "--json", "--bootstrap", "0")
    assert json.loads(scored.stdout)["measures"]["all.match"]["wanted"] == 1
    (tmp_path / "export.json").write_text(json.dumps([*tasks, {"id": 3, "text": "Go!"}]))
    done = cli("import", tmp_path / "export.json", "-o", tmp_path / "judged.jsonl")
    assert done.exit_code == 3 and "rejected" in done.stderr and "1 rejected" in done.stderr
