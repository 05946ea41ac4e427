"""The scores as tables for the terminal, plain enough to be piped."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.evaluate.by_rule import Tally
from onrecord.evaluate.evaluation import Evaluation
from onrecord.evaluate.matching import LABELS
from onrecord.evaluate.reliability import Band, Reliability
from onrecord.evaluate.saved import Change
from onrecord.evaluate.scores import METRICS, SUBSETS
from onrecord.evaluate.speakers import MEASURES, SHARES
from onrecord.show.terminal import PICTURES

HEADINGS = ("precision", "right/given", "recall", "right/wanted", "F1 or share", "95 % interval")
SOURCE = "source right"
ACT = "speech as act"
SHARED = frozenset([SOURCE, ACT, *SHARES])  # rows with but one figure, which is no F1
GROUPS: dict[str, dict[str, str]] = {
    **{subset: {m: f"{subset}.{m}" for m in METRICS} | {SOURCE: f"{subset}.source"} for subset in SUBSETS},
    "words of labels": {label: f"{label}.tokens" for label in LABELS},
    "exact labels": {label: f"{label}.exact" for label in LABELS},
    "speakers": {name: f"speaker.{name}" for name in (*SHARES, *MEASURES)},
}
GROUPS["all"][ACT] = "act"  # of all that is paired, so it has no group of its own
DECIDED = ("decided", "found", "%", "source right", "%", "act right", "%")
CALIBRATED = ("statements", "mean", "right", "Brier", "of a constant", "error", "0.9 or more", "right there")
BANDED = ("statements", "mean", "right", "95 % interval")
RESOLVED = ("decided", "answer known", "%", "speaker right", "%")
Rows = list[tuple[str, ...]]


def render(evaluation: Evaluation) -> RenderableType:
    """Give what rich prints of an evaluation: its scores, what each rule and sieve did, gains and losses."""
    scores = score_rows(evaluation)
    return Group(
        Text(summary(evaluation)),
        *(part for title, rows in scores.items() for part in _table(title, HEADINGS, rows)),
        *_table("calibration", CALIBRATED, reliability_rows(evaluation)),
        *(part for name, one in evaluation.reliability.items() for part in _table(name, BANDED, band_rows(one))),
        *_table("rule", DECIDED, [_rule_row(tally) for tally in evaluation.rules]),
        *_table("rules together", DECIDED, [_rule_row(tally) for tally in evaluation.combinations]),
        *_table("sieve", RESOLVED, [_sieve_row(tally) for tally in evaluation.sieves]),
        *_changes(evaluation),
    )


def summary(evaluation: Evaluation) -> str:
    """Say in a line how much was compared, and what was left out of it."""
    compared = evaluation.comparisons
    answers = sum(len(one.gold) for one in compared)
    statements = sum(len(one.statements) for one in compared)
    nested = sum(one.nested for one in compared)
    wordless = sum(sum(one.wordless) for one in compared)
    left_out = [f"{nested} statements inside another"] if nested else []
    left_out += [f"{wordless} without a word in them"] if wordless else []
    without = f"; left out: {', '.join(left_out)}" if left_out else ""
    parts = sum(one.article.judged is not None for one in compared)
    of_parts = f" ({parts} judged in parts, where nothing else counts)" if parts else ""
    return f"{len(compared)} articles{of_parts}, {answers} answers, {statements} statements{without}"


def score_rows(evaluation: Evaluation) -> dict[str, Rows]:
    """Give the tables of scores by their titles: in each row a name and then what ``HEADINGS`` say."""
    tables = {
        title: [_score_row(evaluation, label, name) for label, name in names.items() if name in evaluation.measures]
        for title, names in GROUPS.items()
    }
    return {title: rows for title, rows in tables.items() if rows}


def reliability_rows(evaluation: Evaluation) -> Rows:
    """Give the table of how far the confidences can be believed: in each row a name and what ``CALIBRATED`` says."""
    return [_calibrated(name, one) for name, one in evaluation.reliability.items() if one.count]


def band_rows(reliability: Reliability) -> Rows:
    """Give the table of the bands in which there are statements: in each row the band and what ``BANDED`` says."""
    return [_band_row(band) for band in reliability.bands if band.count]


def changes_summary(evaluation: Evaluation) -> str:
    """Say in a line how many gains and losses there are since the saved run."""
    changes = evaluation.changes or ()
    gains = sum(change.gain for change in changes)
    left_out = f"; {evaluation.not_compared} articles are not in the saved run" if evaluation.not_compared else ""
    return f"since the saved run: {gains} gains, {len(changes) - gains} losses{left_out}"


def _score_row(evaluation: Evaluation, label: str, name: str) -> tuple[str, ...]:
    measure = evaluation.measures[name]
    interval = evaluation.intervals.get(name)
    between = f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f}" if interval else ""
    wanted = f"{measure.reached}/{measure.wanted}"
    if label in SHARED:
        figures = (f"{100 * measure.score:.1f}", between) if measure.wanted else ("", "")
        return label, "", "", "", wanted, *figures
    given = f"{measure.hits}/{measure.predicted}"
    if not measure.predicted and not measure.wanted:  # nothing was asked, so nothing was wrong
        return label, "", given, "", wanted, "", ""
    precision, recall, score = (f"{100 * x:.1f}" for x in (measure.precision, measure.recall, measure.score))
    return label, precision, given, recall, wanted, score, between


def _calibrated(name: str, one: Reliability) -> tuple[str, ...]:
    figures = (one.confidence, one.right, one.brier, one.constant_brier, one.error, one.sure, one.sure_right)
    return name, str(one.count), *map(_figure, figures)


def _band_row(band: Band) -> tuple[str, ...]:
    between = " to ".join(map(_figure, band.interval or ()))
    return (
        f"{band.low:.1f} to {band.high:.1f}",
        str(band.count),
        _figure(band.confidence),
        _figure(band.right),
        between,
    )


def _figure(figure: float | None) -> str:
    """Write a figure from 0 to 1 as such, since that is how the confidences stand in a record."""
    return "" if figure is None else f"{figure:.3f}"


def _rule_row(tally: Tally) -> tuple[str, ...]:
    pairs = [(tally.matched, tally.decided), (tally.right, tally.decided), (tally.acts_right, tally.acts)]
    return tally.name, str(tally.decided), *(cell for part, whole in pairs for cell in _part(part, whole))


def _sieve_row(tally: Tally) -> tuple[str, ...]:
    pairs = [(tally.speakers, tally.decided), (tally.speakers_right, tally.speakers)]
    return tally.name, str(tally.decided), *(cell for part, whole in pairs for cell in _part(part, whole))


def _part(part: int, whole: int) -> tuple[str, str]:
    return (str(part), f"{100 * part / whole:.1f}") if whole else ("", "")


def _table(title: str, headings: Sequence[str], rows: Rows) -> Iterator[RenderableType]:
    """Yield a blank line and a table without lines, which the terminal shows as well as a file does."""
    if not rows:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(title, no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    yield Text()
    yield table


def _changes(evaluation: Evaluation) -> Iterator[RenderableType]:
    if evaluation.changes is None:
        return
    yield Text(f"\n{changes_summary(evaluation)}", "bold")
    for change in evaluation.changes:
        yield _change(change)


def _change(change: Change) -> Text:
    sign, style = ("+", "green") if change.gain else ("-", "red")
    line = Text(f"{sign} ", style)
    line.append(_safe(f"{change.doc_id}:{change.start} "), "dim")
    line.append(_safe(f"“{change.words}” "))
    return line.append(_safe("; ".join(change.what)), style)


def _safe(text: str) -> str:
    """Show controls as pictures of themselves, and half characters, which cannot be printed, by their numbers."""
    return text.translate(PICTURES).encode("utf-8", "backslashreplace").decode()
