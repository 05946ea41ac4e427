"""Long texts in windows, and where sentences surely begin."""

import functools
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from onrecord.windows import WINDOW, windows

texts = st.text(alphabet='aB1 .!?\n\r\t"”’…\u0301\U0001f600', max_size=200) | st.text(max_size=200)


@given(texts, st.integers(min_value=1, max_value=60))
def test_windows_cover_the_text_once_and_in_order(text: str, size: int) -> None:
    found = list(windows(text, size))
    assert "".join(text[start:end] for start, end in found) == text
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert all(start < end <= start + size for start, end in found) or text == ""


def test_a_text_that_fits_is_one_window() -> None:
    assert list(windows("")) == [(0, 0)]
    assert list(windows("x " * (WINDOW // 2))) == [(0, WINDOW)]
    assert len(list(windows("x " * (WINDOW // 2) + "x"))) == 2
    assert list(windows("x" * 499)) == [(0, 499)]


def test_a_run_of_marks_or_data_is_cut_short() -> None:
    text = "Rain fell. " + "=" * 1200 + " It works."
    assert [text[start:end] for start, end in windows(text)] == [
        "Rain fell. " + "=" * 500,
        "=" * 500,
        "=" * 200 + " It works.",
    ]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One two.\nThree four. Five", 9),  # after a line, before after a sentence
        ("One two three. Four five six", 15),  # after a sentence
        ("One “two” three.” Four five six", 18),
        ("One two at 3 p.m. in four five", 18),  # no capital follows: after a word
        ("Onetwothreefourfivesixseven", 20),  # nowhere: after so many characters
    ],
)
def test_a_window_ends_where_the_text_pauses(text: str, cut: int) -> None:
    size = 16 if "\n" in text else 20
    assert next(iter(windows(text, size))) == (0, cut)


@functools.cache
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord_breaks")
    return nlp


def sentences(text: str) -> list[str]:
    doc = blank()(text)
    starts = [token.idx for token in doc if token.is_sent_start] + [len(text)]
    pieces = [text[a:b].strip() for a, b in pairwise(starts)]
    return [piece for piece in pieces if piece]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two\nthree four", ["One two", "three four"]),
        ("\n\n  One\r\n\r\ntwo", ["One", "two"]),
        ("HARROW, Oct. 3 (Wire Service) — Rain fell.", ["HARROW, Oct. 3 (Wire Service) —", "Rain fell."]),
        ("ELY (Wire) - Rain fell.", ["ELY (Wire) -", "Rain fell."]),
        ("ELY – Rain fell.", ["ELY –", "Rain fell."]),
        ("Rain fell – a lot of it.", ["Rain fell – a lot of it."]),
        ("Ann Lee - the mayor - left.", ["Ann Lee - the mayor - left."]),
        ("ELY (Wire) —", ["ELY (Wire) —"]),
        ("ELY\n— Rain fell.", ["ELY", "— Rain fell."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_sentence_begins_with_a_paragraph_and_after_a_dateline(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(texts)
def test_breaks_leave_any_text_alone(text: str) -> None:
    assert blank()(text).text == text


def test_no_sentence_of_the_pipeline_runs_over_two_paragraphs(nlp: Language) -> None:
    doc = nlp("Rain fell on\n\nthe hills above Harrow\nBridge said Ann Lee\n")
    assert all("\n" not in sentence.text.strip() for sentence in doc.sents)
