"""The model card of weights: what they were learned from, their digest, their scores, the licence."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from onrecord.evaluate.floors import digest
from onrecord.gold import GoldArticle
from onrecord.tagger.learn import Settings
from onrecord.train.judging import SETTINGS
from onrecord.train.scoring import Worth
from onrecord.train.training import FIRST, SECOND

_CARD = """\
# Weights of the trained tagger

One file, `tagger.npz`: arrays of numbers (read with pickles forbidden) of two linear chains and of a judge, boosted
trees. SHA-256 `{digest}`, {size:,} bytes.

| learned from | articles | statements | judged parts | SHA-256 |
| --- | --- | --- | --- | --- |
{data}

Trained on {date} by `onrecord train`; the same files, rules and settings give the same bytes.

- With: {versions}
- First reading: {first}
- Second reading: {second}
- Judge: {judge}

## Scores

{scores}

## Licence

{licence}The weights hold no text of the articles, only numbers for hashed combinations of features and the names of
signs. Whoever may not use weights learned from such articles deletes this folder, or says `--no-tagger`: everything
then runs on rules.
"""
_UNMEASURED = "Not measured: `onrecord train ... --dev FILE` measures on articles that were not learned from."
# what is known of corpora, by how the names of their files begin
_CORPORA = {
    "polnear": "PolNeAR 1.0, which these weights were learned from, is a research corpus of news text, published\n"
    "without a stated licence. ",
}
_SCORES = {
    "all: match": "all.match",
    "strict": "all.strict",
    "e2e": "all.e2e",
    "quoted: match": "quoted.match",
    "quoted e2e": "quoted.e2e",
    "speech: match": "speech.match",
    "speech e2e": "speech.e2e",
    "source exact": "source.exact",
    "cue exact": "cue.exact",
    "content exact": "content.exact",
}
_SURE = ("Brier", "of a constant", "at .9 or more", "right there", "words a CPU second", "ratio to spaCy's")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file or folder of annotated articles: its name, what is in it, and its SHA-256."""

    name: str
    articles: int
    statements: int
    judged: int | None
    digest: str


def source(path: Path, articles: Sequence[GoldArticle]) -> Source:
    """Describe a file or folder that was read; a folder's digest is that of its articles with their answers."""
    parts = [article.judged for article in articles if article.judged is not None]
    return Source(
        name=path.name,
        articles=len(articles),
        statements=sum(len(article.statements) for article in articles),
        judged=sum(len(some) for some in parts) if parts else None,
        digest=hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else digest(articles),
    )


def card(
    sources: Sequence[Source],
    data: bytes,
    *,
    date: str,
    versions: Mapping[str, str | None],
    scores: str = _UNMEASURED,
    first: Settings = FIRST,
    second: Settings = SECOND,
) -> str:
    """Give the model card of weights as Markdown: what they were learned from, their digest, their scores, the licence.

    ``data`` are the bytes of the weights, ``versions`` what they were made with, ``scores`` what ``tables`` gives.

    >>> "## Licence" in card([], b"", date="2026-01-31", versions={})
    True
    """
    rows = [
        f"| {one.name} | {one.articles:,} | {one.statements:,} | {'all' if one.judged is None else one.judged} |"
        f" `{one.digest}` |"
        for one in sources
    ]
    known = [told for name, told in _CORPORA.items() if any(one.name.lower().startswith(name) for one in sources)]
    return _CARD.format(
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        data="\n".join(rows),
        date=date,
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        first=_spelled(asdict(first)),
        second=_spelled(asdict(second)),
        judge=_spelled(SETTINGS),
        scores=scores,
        licence="".join(known),
    )


def tables(
    dev: Sequence[Source], ways: Iterable[Worth], ablation: Sequence[Worth] = (), *, outermost: bool = False
) -> str:
    """Give scores as tables in Markdown: of the ways to work, and of what was left out in turn, if anything was.

    >>> tables([], [Worth(name="both", scores={"all.match": 0.5})]).count("| both |")
    2
    """
    ways = list(ways)
    names = ", ".join(f"{one.name} ({one.articles:,} articles, {one.statements:,} statements)" for one in dev)
    which = "outermost statements; " if outermost else ""
    scored = [one for one in ways if one.scores]
    out = [
        f"Measured on {names}, none of which was learned from; {which}in per cent, as `onrecord evaluate` counts them.",
        _table(list(_SCORES), [[one.name, *_scores(one)] for one in scored]),
        "How far `confidence` can be believed, and the speed, beside the stock pipe in the same run:",
        _table(list(_SURE), [[one.name, *_sure(one)] for one in ways]),
    ]
    if ablation:
        out += [
            "With a group of facts left out, trained anew on the same articles, both at work:",
            _table(
                list(_SCORES),
                [["nothing", *_scores(scored[-1])], *([f"without {one.name}", *_scores(one)] for one in ablation)],
            ),
        ]
    return "\n\n".join(out)


def _scores(one: Worth) -> list[str]:
    return [f"{100 * one.scores.get(measure, 0):.1f}" for measure in _SCORES.values()]


def _sure(one: Worth) -> list[str]:
    told = one.confidence
    shares = (told.sure, told.sure_right) if told else (None, None)
    return [
        *(_figure(value, ".3f") for value in ((told.brier, told.constant_brier) if told else (None, None))),
        *(_figure(value, ".0%") for value in shares),
        _figure(one.rate, ",.0f"),
        _figure(one.ratio, ".2f"),
    ]


def _figure(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [["", *columns], ["---"] * (len(columns) + 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |", 1) for cells in lines)


def _spelled(settings: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())
