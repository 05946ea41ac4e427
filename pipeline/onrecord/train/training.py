"""From lessons to weights: two readings and a judge, each learned from what the one before finds in unseen articles.

The second reading learns from first readings by weights that had not seen the article, and the judge from second
readings by weights that had not: so each meets in training what it will meet in use.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from onrecord.tagger.chain import CONTENT, CUE, SOURCE, Range, score
from onrecord.tagger.learn import Example, Settings, learn
from onrecord.tagger.linking import Reading, link, read, see
from onrecord.tagger.pairs import Cue
from onrecord.tagger.signs import Signs
from onrecord.tagger.tagging import weigh
from onrecord.tagger.templates import PAIRS, READING, TOKENS, Buckets, buckets, numbers
from onrecord.tagger.weights import Model, Weights
from onrecord.train.judging import fit, grade, leave_out
from onrecord.train.lessons import Lesson

PARTS = 3  # the articles are read by weights learned from the other parts
FIRST = Settings()
SECOND = Settings(rounds=5, left_out=0.4, batch=3000)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The groups of facts and of the judge's signs, as tagger.toml names them, that are not learned from."""

    facts: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


def train(
    lessons: list[Lesson],
    *,
    first: Settings = FIRST,
    second: Settings = SECOND,
    without: LeftOut = LeftOut(),
    tell: Tell = lambda _: None,
) -> Model:
    """Train the two readings and the judge; ``tell`` gets a line for every step.

    Raises ValueError when there are fewer lessons than parts to hold out, or nothing is reported in them.
    """
    if len(lessons) < 2 * PARTS:
        raise ValueError(f"Training needs at least {2 * PARTS} annotated articles, not {len(lessons)}; give more files")
    readings = _fresh_readings(lessons, first, without.facts, tell)
    tell("first reading, from all articles")
    reading = learn([_example(lesson, without.facts) for lesson in lessons], first, tell)
    seen = [_second(lesson, fresh, without.facts) for lesson, fresh in zip(lessons, readings, strict=True)]
    if not all(any(seen[half::2]) for half in range(2)):
        raise ValueError("hardly anything is reported in these articles: give more files of annotated articles")
    judged: list[tuple[list[Signs], list[tuple[bool, bool]]]] = []
    for half in range(2):
        tell(f"second reading, from the {('odd', 'even')[half]} articles, for the judge")
        weights = learn([x for x in seen[1 - half :: 2] if x], replace(second, seed=second.seed + half), tell)
        judged += [
            _judged(*pair, weights, without.facts) for pair in zip(lessons[half::2], readings[half::2], strict=True)
        ]
    tell("the judges of what is right, and of what is exact")
    told = [leave_out(row, without.signs) for rows, _ in judged for row in rows]
    right, exact = zip(*(grades for _, some in judged for grades in some), strict=True)
    tell("second reading, from all articles")
    pairing = learn([example for example in seen if example], replace(second, seed=second.seed + 2), tell)
    return Model(reading, pairing, fit(told, right), fit(told, exact), without.facts)


def _example(lesson: Lesson, without: tuple[str, ...]) -> Example:
    return Example(_left(lesson, without), lesson.labels, lesson.ranges())


def _left(lesson: Lesson, without: tuple[str, ...]) -> Buckets:
    """Give a lesson's buckets, less those of combinations that mention a fact of these groups."""
    return lesson.found[list(numbers(READING, without))] if without else lesson.found


def _fresh_readings(lessons: list[Lesson], settings: Settings, without: tuple[str, ...], tell: Tell) -> list[Reading]:
    """Give a first reading of each article by weights that were learned from other articles."""
    out: dict[int, Reading] = {}
    for part in range(PARTS):
        tell(f"first reading, without part {part + 1} of {PARTS}")
        rest = [_example(x, without) for i, x in enumerate(lessons) if i % PARTS != part]
        weights = learn(rest, replace(settings, seed=settings.seed + part + 1), tell)
        for i in range(part, len(lessons), PARTS):
            out[i] = read(lessons[i].sheet, score(weights, _left(lessons[i], without)), weights.moves)
    return [out[i] for i in range(len(lessons))]


def _second(lesson: Lesson, reading: Reading, without: tuple[str, ...]) -> Example | None:
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
    tokens = buckets(sheet.facts, sheet.paragraph, TOKENS, without)
    found = np.concatenate([tokens[:, view.token], buckets(view.facts, view.cue, PAIRS, without)])
    judged = [rows for cue, rows in zip(cues, view.ranges, strict=True) if lesson.judged[cue.start]]
    return Example(found, labels, judged) if judged else None


def _statement_of(cue: Cue, statements: list[dict[int, list[Range]]]) -> dict[int, list[Range]] | None:
    """Give the statement whose cue shares most tokens with this one, if any does."""
    shared = [sum(max(0, min(cue.end, b) - max(cue.start, a)) for a, b in statement[CUE]) for statement in statements]
    most = max(shared, default=0)
    return statements[shared.index(most)] if most else None


def _judged(
    lesson: Lesson, reading: Reading, weights: Weights, without: tuple[str, ...]
) -> tuple[list[Signs], list[tuple[bool, bool]]]:
    """Give the signs of what these weights find in an article that they were not learned from, and what is right."""
    links = link(lesson.sheet, reading, lesson.drafts, weights, without)
    _, groups, rows = weigh(lesson.page, lesson.sheet, lesson.drafts, reading, links)
    found = list(rows)
    ones = [one for group in groups for one in group]
    kept = [number for number, one in enumerate(ones) if one.content and lesson.judged[min(one.content)]]
    return [found[number] for number in kept], grade(lesson.article, [ones[number] for number in kept])
