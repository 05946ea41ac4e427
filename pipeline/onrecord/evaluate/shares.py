"""How often each rule and sieve was right, as the tables of confidence.toml: what confidences are made of."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from onrecord.evaluate.matching import Comparison
from onrecord.evaluate.speakers import has_speakers, speaker_right
from onrecord.shares import OTHER, resolution

SEEN = 8  # a step or combination seen less often has no share of its own
PULL = {"found": 10, "resolved": 5}  # so many statements of the average are added to each count
DECIMALS = 3
Judged = tuple[list[str], bool]  # the steps that decided, and whether what came of them is right

_HEAD = """\
# How often a step, or a combination of steps, was right: what confidence and speaker_confidence are made of.
# Written by `onrecord evaluate GOLD... --shares FILE`: [resolved] where the answers tell who speaks, else [found].
#
# found: of the statements that a combination of rules made, the share whose content and source were right (as
# `onrecord evaluate --outermost` counts them), pulled towards the share of all as if by ten statements.
# resolved: of the statements with the right source that a sieve answered with such a kind of speaker, the share with
# the right one, pulled likewise as if by five.
# nested: of the statements inside another one's content that no probability was learned for, the share that was right
# in corpus/, whose answers nest; tests/test_corpus_floors.py counts it. None of them is surer than that.
"""


def count_shares(comparisons: Iterable[Comparison]) -> tuple[str, dict[str, float]]:
    """Give the name of the table that these answers can tell, and its shares by step.

    >>> count_shares([])
    ('found', {'other': 0.0})
    """
    kept = list(comparisons)
    table = "resolved" if has_speakers(comparison.article for comparison in kept) else "found"
    judge = _resolved if table == "resolved" else _found
    return table, _shares([one for comparison in kept for one in judge(comparison)], PULL[table])


def shares_file(path: Path, table: str, shares: Mapping[str, float]) -> bytes:
    """Give the file of shares with one of its tables renewed; the others stay as they are in the file, if it is there.

    Raises ValueError, naming the file, when it is no TOML.
    """
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is no file of shares ({error}): name another one") from error
    known[table] = dict(shares)
    lines = [_HEAD]
    for name in (*PULL, *sorted(known.keys() - PULL)):
        rows = sorted(known.get(name, {}).items(), key=lambda row: (row[0] != OTHER, "+" in row[0], row[0]))
        lines.append(f"[{name}]\n" + "".join(f"{_key(step)} = {share}\n" for step, share in rows))
    return "\n".join(lines).encode()


def _key(step: str) -> str:
    return step if step.replace("-", "").isalnum() else f'"{step}"'


def _found(comparison: Comparison) -> Iterator[Judged]:
    for number, statement in enumerate(comparison.statements):
        yield list(statement.found_by), comparison.partners.get(number) in comparison.sourced


def _resolved(comparison: Comparison) -> Iterator[Judged]:
    for answer in sorted(comparison.sourced):
        gold, statement = comparison.gold[answer], comparison.statements[comparison.pairs[answer][0]]
        if gold.speaker or gold.speech is not None:
            stated = bool(statement.mention_spans)
            yield (
                resolution(statement.resolved_by, statement.speaker_kind, stated=stated),
                speaker_right(gold, statement),
            )


def _shares(judged: list[Judged], pull: int) -> dict[str, float]:
    """Count single steps and whole combinations, and give their shares."""
    total, right = Counter[str](), Counter[str]()
    for steps, good in judged:
        for name in {*steps, "+".join(steps)}:
            total[name] += 1
            right[name] += good
    average = sum(good for _, good in judged) / len(judged) if judged else 0.0
    kept = {name: (right[name] + pull * average) / (count + pull) for name, count in total.items() if count >= SEEN}
    return {OTHER: round(average, DECIMALS)} | {name: round(share, DECIMALS) for name, share in sorted(kept.items())}
