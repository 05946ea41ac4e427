"""What humans have said: obeyed by runs, found again when things have moved, never lost, never overwritten."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from onrecord import batch, tables
from onrecord.cli import app
from onrecord.corrections import FILE, Correction, Corrections, active, add, person_verdicts, read_corrections
from onrecord.invariants import broken
from onrecord.knowledge import KnowledgeError, alone
from onrecord.records import Article, Speaker, Statement
from stand_in import statement

TEXT = "Ann Lee said: “The tram is dead.” Bo Hill said: “We tried to save it, and we lost.” Nobody else spoke."
FIRST = (TEXT.index("The tram"), TEXT.index("”"))
SECOND = (TEXT.index("We tried"), TEXT.index("” Nobody"))


def annotated(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement], list[Speaker]]]:
    """A stand-in for the pipeline: two statements, by Ann Lee and Bo Hill, and one inside the second."""
    for article in articles:
        start = article.text.find("The tram")
        second = article.text.index("We tried")
        found = [statement(article, [(start, article.text.index("”"))])] if start >= 0 else []
        whole = statement(article, [(second, article.text.index("” Nobody"))])
        inner = statement(article, [(second, second + 8)], parent_id=whole.id)
        ones = [*found, whole, inner]
        names = ["Ann Lee"] * len(found) + ["Bo Hill", "Bo Hill"]
        said = []
        for one, name in zip(ones, names, strict=True):
            at = article.text.index(name)
            said.append(
                replace(
                    one,
                    speaker=name,
                    speaker_id=f"p{name.split()[0].lower()}",
                    speaker_kind="person",
                    named=True,
                    speaker_spans=((at, at + len(name)),),
                    resolved_by="named",
                    unresolved=None,
                )
            )
        known = [
            Speaker(
                speaker_id=f"p{name.split()[0].lower()}",
                doc_id=article.id,
                name=name,
                kind="person",
                named=True,
                aliases=(),
                roles=(),
                members=(),
                statements=tuple(one.id for one in said if one.speaker == name),
            )
            for name in dict.fromkeys(names)
        ]
        yield article, said, known


def run(folder: Path, text: str = TEXT) -> Path:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    batch.run([str(folder / "a.txt")], folder / "out", annotate=annotated)
    return folder / "out"


def onrecord(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in ("statements.jsonl", "speakers.jsonl", "articles.jsonl")}


def ids(out: Path) -> list[str]:
    return list(tables.read_statements(out)["id"])


@pytest.mark.parametrize(
    "verdict", [["--speaker", "Bo Hill"], ["--speaker", "Zoe Quill"], ["--no-speaker"], ["--not-a-statement"]]
)
@pytest.mark.parametrize("number", [0, 1])
def test_the_folder_is_at_once_what_the_next_run_makes_of_it(tmp_path: Path, verdict: list[str], number: int) -> None:
    out = run(tmp_path)
    before = files(out)
    onrecord("correct", str(out), ids(out)[number], *verdict)
    at_once = files(out)
    assert at_once["statements.jsonl"] != before["statements.jsonl"] or (number, verdict[-1]) == (1, "Bo Hill")
    assert files(run(tmp_path)) == at_once
    (made,) = read_corrections(out / FILE)
    onrecord("correct", str(out), "--withdraw", made.id)
    assert files(run(tmp_path)) == before


def test_another_speaker(tmp_path: Path) -> None:
    out = run(tmp_path)
    onrecord("correct", str(out), ids(out)[0], "--speaker", "bo hill")
    one = tables.read_statements(out).iloc[0]
    assert (one.speaker, one.speaker_id, one.resolved_by, one.speaker_confidence) == ("Bo Hill", "pbo", "human", 1.0)
    assert [TEXT[start:end] for start, end in one.speaker_spans] == ["Bo Hill"]
    assert list(tables.read_speakers(out)["name"]) == ["Bo Hill"]
    onrecord("correct", str(out), one.id, "--no-speaker")
    one = tables.read_statements(out).iloc[0]
    assert (one.speaker, one.speaker_id, one.unresolved) == (None, None, "a human could not tell")


def test_what_nobody_said_is_left_out_and_what_it_held_stays(tmp_path: Path) -> None:
    out = run(tmp_path)
    onrecord("correct", str(out), ids(out)[1], "--not-a-statement")
    left = tables.read_statements(out)
    assert list(left["text"]) == ["The tram is dead.", "We tried"]
    assert list(left["parent_id"]) == [None, None]
    assert tables.read_articles(out).statements[0] == 2


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("save it, and we lost", "save it"),
        f"Elmbridge.\n\n{TEXT}",
        TEXT.replace("Ann Lee", "Councillor Ann Lee"),
    ],
)
def test_a_statement_is_found_again(tmp_path: Path, text: str) -> None:
    out = run(tmp_path)
    for number in (0, 1):
        onrecord("correct", str(out), ids(out)[number], "--speaker", "Zoe Quill")
    again = tables.read_statements(run(tmp_path, text))
    shortened = "we lost" not in text
    assert list(again["speaker"]) == ["Zoe Quill", "Bo Hill" if shortened else "Zoe Quill", "Bo Hill"]


def test_a_verdict_that_finds_nothing_is_kept_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    out = run(tmp_path)
    onrecord("correct", str(out), ids(out)[0], "--speaker", "Zoe Quill")
    kept = (out / FILE).read_bytes()
    with caplog.at_level(logging.WARNING):
        run(tmp_path, TEXT.replace("The tram is dead.", "No."))
    assert "finds no statement any more: The tram is dead." in caplog.text
    assert (out / FILE).read_bytes() == kept


def told(verdict: Any, *places: tuple[int, int], speaker: str | None = None, text: str = TEXT) -> Correction:
    pieces = tuple(text[slice(*place)] for place in places)
    number = f"k{verdict}{places}"
    return Correction(id=number, at="", verdict=verdict, doc_id="a", spans=places, pieces=pieces, speaker=speaker)


def test_what_was_said_of_a_part_is_not_said_of_the_whole() -> None:
    article = Article(id="a", text=TEXT, source="a")
    (_, said, known) = next(annotated([article]))
    part = (SECOND[0], SECOND[1] - 8)  # another statement once, which is found no more
    whole = told("speaker", SECOND, speaker="Zoe Quill")
    corrections = Corrections([whole, told("not_statement", part)])
    kept, _ = corrections.apply(article, said, known)
    assert [s.speaker for s in kept] == ["Ann Lee", "Zoe Quill", "Bo Hill"]
    assert [one.verdict for one in corrections.lost] == ["not_statement"]
    closer = Corrections([whole, told("speaker", part, speaker="Ann Lee")])
    assert [s.speaker for s in closer.apply(article, said, known)[0]] == ["Ann Lee", "Zoe Quill", "Bo Hill"]


def test_a_slip_that_was_put_right_loses_no_verdict() -> None:
    article = Article(id="a", text=TEXT.replace("save it", "keep it"), source="a")
    (_, said, known) = next(annotated([article]))
    kept, _ = Corrections([told("speaker", SECOND, speaker="Zoe Quill")]).apply(article, said, known)
    assert [s.speaker for s in kept] == ["Ann Lee", "Zoe Quill", "Bo Hill"]


def test_a_name_is_no_part_of_a_longer_one() -> None:
    article = Article(id="a", text=TEXT.replace("Nobody else", "Zoe Quillan and Zoe Quill: nobody"), source="a")
    text = article.text.replace("” Zoe", "” Nobody, nor Zoe")
    article = Article(id="a", text=text, source="a")
    (_, said, known) = next(annotated([article]))
    kept, _ = Corrections([told("speaker", FIRST, speaker="Zoe Quill", text=text)]).apply(article, said, known)
    at = text.index("Zoe Quill:")
    assert kept[0].speaker_spans == ((at, at + 9),)


def test_whoever_is_writing_there_is_waited_for(tmp_path: Path) -> None:
    out = run(tmp_path)
    before = files(out)
    with alone(out):
        done = CliRunner().invoke(app, ["correct", str(out), ids(out)[0], "--no-speaker"])
    assert done.exit_code == 1
    assert "another run is writing" in done.output
    assert files(out) == before


@pytest.mark.parametrize("command", [["run", "a.txt", "-o", "out"], ["link", "out"]])
def test_a_file_that_is_named_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    run(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*command, "--corrections", "mistyped.jsonl"])
    assert done.exit_code == 2
    assert "there is no mistyped.jsonl" in done.output


@given(st.integers(-4, 4), st.integers(-4, 4), st.booleans())
def test_boundaries_may_move(start: int, end: int, other: bool) -> None:
    article = Article(id="a", text=TEXT, source="a")
    (_, said, known) = next(annotated([article]))
    place = SECOND if other else FIRST
    moved = (place[0] + start, place[1] + end)
    one = Correction(
        id="k1",
        at="",
        verdict="speaker",
        doc_id="a",
        spans=(moved,),
        pieces=(TEXT[slice(*moved)],),
        speaker="Zoe Quill",
    )
    told = Corrections([one])
    corrected = told.apply(article, said, known)
    assert [s.id for s in corrected[0] if s.speaker == "Zoe Quill"] == [said[1 if other else 0].id]
    assert told.obeyed == {"k1"}
    assert broken(article, *corrected) == []
    assert told.apply(article, *corrected) == corrected


@given(
    st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from(["Ann Lee", "Zoe Quill", None, "not"])), max_size=6)
)
def test_the_last_word_on_a_statement_counts(verdicts: list[tuple[int, str | None]]) -> None:
    article = Article(id="a", text=TEXT, source="a")
    (_, said, known) = next(annotated([article]))
    made: list[Correction] = []
    last: dict[int, str | None] = {}
    for number, (which, name) in enumerate(verdicts):
        spans = said[which].spans
        told: Any = {"verdict": "not_statement"} if name == "not" else {"verdict": "speaker", "speaker": name}
        pieces = tuple(TEXT[slice(*span)] for span in spans)
        made.append(Correction(id=f"k{number}", at="", doc_id="a", spans=spans, pieces=pieces, **told))
        last[which] = name
    kept, people = Corrections(made).apply(article, said, known)
    wanted = {said[n].id: last.get(n, said[n].speaker) for n in range(3) if last.get(n, "") != "not"}
    assert {s.id: s.speaker for s in kept} == wanted
    assert broken(article, kept, people) == []


def test_people_are_one_or_two_as_a_human_says(tmp_path: Path) -> None:
    out = run(tmp_path)
    pair = list(tables.read_speakers(out)["speaker_id"])
    onrecord("link", str(out))
    assert len(tables.read_people(out)) == 2
    onrecord("correct", str(out), "--same", *pair, "--why", "married")
    onrecord("link", str(out))
    assert len(tables.read_people(out)) == 1
    assert "Ann Lee (a.txt) and Bo Hill (a.txt): same person (married)" in onrecord("correct", str(out), "--list")
    onrecord("correct", str(out), "--different", *pair)
    onrecord("link", str(out))
    assert len(tables.read_people(out)) == 2


def test_what_cannot_all_be_true_is_refused(tmp_path: Path) -> None:
    file = tmp_path / FILE
    a, b, c = (("d", f"p{n}", n) for n in "abc")
    for left, right in ((a, b), (b, c)):
        add(file, "same_person", left=left, right=right)
    with pytest.raises(ValueError, match="a and c are two people, others that they are one: see"):
        add(file, "different_person", left=a, right=c)
    assert len(read_corrections(file)) == 2
    add(file, "withdrawn", withdrawn=read_corrections(file)[1].id)
    add(file, "different_person", left=a, right=c)
    assert {one.same for one in person_verdicts(read_corrections(file))} == {True, False}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["s0", "--no-speaker"], "there is no statement 's0'"),
        (["--no-speaker"], "which statement? name its id"),
        (["--same", "p0", "p1"], "there is no speaker 'p0'"),
        (["--withdraw", "k0"], "no correction 'k0' counts"),
        ([], "say one thing"),
        (["s0", "--speaker", " "], "--speaker needs a name"),
        (["--list", "--no-speaker"], "say one thing"),
    ],
)
def test_what_cannot_be_done_says_what_can(tmp_path: Path, words: list[str], why: str) -> None:
    out = run(tmp_path)
    done = CliRunner().invoke(app, ["correct", str(out), *words])
    assert done.exit_code == 2
    assert why in done.output
    assert not (out / FILE).exists()


def test_a_damaged_file_is_named_with_its_line(tmp_path: Path) -> None:
    add(tmp_path / FILE, "not_statement", doc_id="a", spans=((0, 4),), pieces=("Gone",))
    good = (tmp_path / FILE).read_text(encoding="utf-8")
    assert [one.pieces for one in active(read_corrections(tmp_path / FILE))] == [("Gone",)]
    (tmp_path / FILE).write_text(good.rstrip("\n"), encoding="utf-8")
    add(tmp_path / FILE, "not_statement", doc_id="a", spans=((0, 4),), pieces=("Gone",), why="a\u2028b\x85c")
    assert [one.why for one in read_corrections(tmp_path / FILE)] == [None, "a\u2028b\x85c"]
    for bad in ("{}", "no", json.dumps({**json.loads(good), "left": ["a"]})):
        (tmp_path / FILE).write_text(good + bad + "\n", encoding="utf-8")
        with pytest.raises(KnowledgeError, match="line 2 is no correction"):
            read_corrections(tmp_path / FILE)
