"""Trains the tagger from annotated articles: weights, the same bytes each time, and what they reach.

The second reading learns from first readings by weights that had not seen the article, and the judge from second
readings by weights that had not: so each meets in training what it will meet in use.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from onrecord.drafts import Draft
from onrecord.gold import GoldArticle, GoldStatement, read_gold
from onrecord.pipeline import load
from onrecord.statements import statements
from onrecord.tagger import judge
from onrecord.tagger.chain import CONTENT, CUE, SOURCE, Labels, Range, ranges
from onrecord.tagger.columns import read_columns
from onrecord.tagger.learn import Example, Settings, learn
from onrecord.tagger.linking import Link, Reading, link, read, see
from onrecord.tagger.pairs import Cue
from onrecord.tagger.sheet import Sheet
from onrecord.tagger.templates import PAIRS, READING, TOKENS, Buckets, buckets
from onrecord.tagger.weights import Model, Weights

PARTS = 3  # the articles are read by weights learned from the other parts
FIRST = Settings()
SECOND = Settings(rounds=5, left_out=0.4, batch=3000)

Tell = Callable[[str], None]

_UNUSED = ("onrecord_statements", "onrecord_tagger", "onrecord_people", "onrecord_speakers")
_CARD = """\
# Weights of the trained tagger

One file, `tagger.npz`: arrays of numbers (read with pickles forbidden) of two linear chains and a logistic regression.
SHA-256 `{digest}`, {size:,} bytes.

| learned from | articles | statements | SHA-256 |
| --- | --- | --- | --- |
{data}

Trained on {date} by `onrecord train`; the same files, rules and settings give the same bytes.
Settings: first reading {first}; second reading {second}.

## Scores
{scores}

## Licence
PolNeAR 1.0, which these weights were learned from, is a research corpus of news text, published without a stated
licence. The weights hold no text of it, only numbers for hashed combinations of features. Whoever may not use weights
learned from such a corpus deletes this folder, or says `--no-tagger`: everything then runs on rules.
"""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An annotated article made ready: its facts, its buckets, its right labels, its statements in tokens."""

    sheet: Sheet
    drafts: list[Draft]
    found: Buckets
    labels: Labels
    statements: list[dict[int, list[Range]]]


def read_lessons(paths: Iterable[Path | str]) -> Iterator[Lesson]:
    """Read annotated articles, let the pipeline parse them and the rules read them, and give each as a lesson.

    Raises what ``read_gold`` raises for a file that cannot be read, and ModelNotFound without a spaCy model.
    """
    nlp = load()
    nlp.disable_pipes(*(name for name in _UNUSED if name in nlp.pipe_names))
    articles = [article for path in paths for article in read_gold(path)]
    for article, doc in zip(articles, nlp.pipe([article.text for article in articles], batch_size=16), strict=True):
        yield prepare(doc, statements(doc), article)


def card(paths: Iterable[Path | str], data: bytes, *, date: str, scores: str) -> str:
    """Give the model card of weights as Markdown: what they were learned from, their digest, their scores, the licence.

    ``data`` are the bytes of the weights, ``scores`` a table in Markdown.

    >>> "Licence" in card([], b"", date="2026-01-31", scores="none")
    True
    """
    rows = []
    for path in paths:
        articles = list(read_gold(path))
        count = sum(len(article.statements) for article in articles)
        sha = hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else "-"
        rows.append(f"| {Path(path).name} | {len(articles):,} | {count:,} | `{sha}` |")
    return _CARD.format(
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        data="\n".join(rows),
        date=date,
        first=_spelled(FIRST),
        second=_spelled(SECOND),
        scores=scores,
    )


def _spelled(settings: Settings) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(settings).items())


def prepare(doc: Doc, drafts: list[Draft], article: GoldArticle) -> Lesson:
    """Make a lesson of an article: its parsed Doc, the drafts that rules made of it, and what people found in it."""
    sheet = read_columns(doc, drafts)
    labels = np.zeros(len(sheet), np.int8)
    spoken = []
    for statement in article.statements:
        spans = _in_tokens(sheet, statement)
        spoken.append(spans)
        for kind in (SOURCE, CUE, CONTENT):
            for start, end in spans[kind]:
                if not labels[start:end].any():
                    labels[start:end] = kind + 1
                    labels[start] = kind
    return Lesson(sheet, drafts, buckets(sheet.facts, sheet.paragraph, READING), labels, spoken)


def train(
    lessons: list[Lesson], *, first: Settings = FIRST, second: Settings = SECOND, tell: Tell = lambda _: None
) -> Model:
    """Train the two readings and the judge; ``tell`` gets a line for every step.

    Raises ValueError when there are fewer lessons than parts to hold out.
    """
    if len(lessons) < 2 * PARTS:
        raise ValueError(f"Training needs at least {2 * PARTS} annotated articles, not {len(lessons)}; give more files")
    readings = _fresh_readings(lessons, first, tell)
    tell("first reading, from all articles")
    reading = learn([Example(x.found, x.labels, ranges(x.sheet)) for x in lessons], first, tell)
    seen = [_second(lesson, fresh) for lesson, fresh in zip(lessons, readings, strict=True)]
    tell("second reading, from every other article, for the judge")
    half = learn([example for example in seen[1::2] if example], second, tell)
    judged = _judge(lessons[::2], readings[::2], half)
    tell("second reading, from all articles")
    pairing = learn([example for example in seen if example], replace(second, seed=second.seed + 1), tell)
    return Model(reading, pairing, judged)


def _fresh_readings(lessons: list[Lesson], settings: Settings, tell: Tell) -> list[Reading]:
    """Give a first reading of each article by weights that were learned from other articles."""
    out: dict[int, Reading] = {}
    for part in range(PARTS):
        tell(f"first reading, without part {part + 1} of {PARTS}")
        rest = [Example(x.found, x.labels, ranges(x.sheet)) for i, x in enumerate(lessons) if i % PARTS != part]
        weights = learn(rest, replace(settings, seed=settings.seed + part + 1), tell)
        for i in range(part, len(lessons), PARTS):
            out[i] = read(lessons[i].sheet, lessons[i].found, weights)
    return [out[i] for i in range(len(lessons))]


def _second(lesson: Lesson, reading: Reading) -> Example | None:
    """Make the example of a second reading: from each cue, the labels of its own statement, none where it is no cue."""
    sheet = lesson.sheet
    cues, view = see(sheet, reading, lesson.drafts)
    if view is None:
        return None
    labels = np.zeros(len(view.token), np.int8)
    for cue, (start, end) in zip(cues, view.ranges, strict=True):
        statement = _statement_of(cue, lesson.statements)
        if statement is None:
            continue
        shift = start - int(view.token[start])
        for kind in (SOURCE, CUE, CONTENT):
            for a, b in statement[kind]:
                first, last = max(a + shift, start), min(b + shift, end)
                if first < last:
                    labels[first:last] = kind + 1
                    labels[first] = kind
    tokens = buckets(sheet.facts, sheet.paragraph, TOKENS)
    return Example(np.concatenate([tokens[:, view.token], buckets(view.facts, view.cue, PAIRS)]), labels, view.ranges)


def _statement_of(cue: Cue, statements: list[dict[int, list[Range]]]) -> dict[int, list[Range]] | None:
    """Give the statement whose cue shares most tokens with this one, if any does."""
    shared = [sum(max(0, min(cue.end, b) - max(cue.start, a)) for a, b in statement[CUE]) for statement in statements]
    most = max(shared, default=0)
    return statements[shared.index(most)] if most else None


def _judge(lessons: list[Lesson], readings: list[Reading], weights: Weights) -> dict[str, float]:
    """Fit the judge to articles from which these weights were not learned."""
    rows, right = [], []
    for lesson, reading in zip(lessons, readings, strict=True):
        for found in link(lesson.sheet, reading, lesson.drafts, weights):
            if signs := judge.signs(lesson.sheet, found, reading.chances, lesson.drafts):
                rows.append(signs)
                right.append(_right(found, lesson.statements))
    return judge.fit(rows, right)


def _right(found: Link, statements: list[dict[int, list[Range]]]) -> bool:
    """Tell whether a link has at least half its words in common with a statement, in content and in source."""
    content, source = _words(found.content), _words(found.source)
    for statement in statements:
        theirs, named = _words(statement[CONTENT]), _words(statement[SOURCE])
        if not theirs or 2 * len(theirs & content) < len(theirs | content):
            continue
        if not (named or source) or 2 * len(named & source) >= len(named | source) > 0:
            return True
    return False


def _words(spans: Iterable[Range]) -> set[int]:
    return {t for start, end in spans for t in range(start, end)}


def _in_tokens(sheet: Sheet, statement: GoldStatement) -> dict[int, list[Range]]:
    return {
        SOURCE: sheet.tokens(statement.source),
        CUE: sheet.tokens(statement.cue),
        CONTENT: sheet.tokens(statement.content),
    }
