"""corrections.jsonl: one verdict a line, to which lines are only added."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from onrecord.knowledge import KnowledgeError
from onrecord.link.evidence import Key, PersonVerdict
from onrecord.records import Spans, short_hash

FILE = "corrections.jsonl"
FORMAT = "onrecord-corrections/1"
Verdict = Literal["speaker", "not_statement", "same_person", "different_person", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One verdict. Of a statement: the article, its ``spans`` and the words there (``pieces``), and who really spoke;
    of two speakers: ``left`` and ``right``, each doc_id, speaker_id and name; or the id of one that no longer counts.
    """

    schema: str = FORMAT
    id: str = ""
    at: str
    by: str | None = None
    why: str | None = None
    verdict: Verdict
    doc_id: str | None = None
    spans: Spans = ()
    pieces: tuple[str, ...] = ()
    speaker: str | None = None
    left: Key | None = None
    right: Key | None = None
    withdrawn: str | None = None


def read_corrections(path: Path) -> list[Correction]:
    """Read all verdicts in the order they were given, none where there is no file.

    Raises KnowledgeError, naming the line and the remedy, for a line that is no verdict.
    """
    if not path.is_file():
        return []
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        found = _read(line)
        if found is None:
            why = f"{path}, line {number} is no correction as {FORMAT} has it"
            raise KnowledgeError(f"{why}: mend the line, or take it out; `onrecord correct` writes right ones")
        out.append(found)
    return out


def corrections_of(out: Path, named: Path | None = None) -> list[Correction]:
    """Read what humans have said of a folder: the file that is named, else corrections.jsonl of the folder, if any.

    Raises ValueError where the one that is named is not there.
    """
    if named is not None and not named.is_file():
        raise ValueError(f"there is no {named}: `onrecord correct {out} --corrections {named}` writes it")
    return read_corrections(named or out / FILE)


def active(corrections: Iterable[Correction]) -> list[Correction]:
    """Give the verdicts that count: not withdrawn."""
    found = list(corrections)
    gone = {one.withdrawn for one in found if one.verdict == "withdrawn"}
    return [one for one in found if one.verdict != "withdrawn" and one.id not in gone]


def add(path: Path, verdict: Verdict, **told: Any) -> Correction:
    """Add a verdict to the file and give it, with its id and time.

    Raises ValueError, and adds nothing, where it says of people what cannot be true with the others.
    """
    known = read_corrections(path)
    made = Correction(at=datetime.now(UTC).isoformat(timespec="seconds"), verdict=verdict, **told)
    made = replace(made, id=short_hash("k", len(known), *asdict(made).values()))
    if made.left is not None:
        person_verdicts([*known, made])
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(made), ensure_ascii=False) + "\n"
    with path.open("a+b") as file:
        file.seek(0)
        whole = file.read().endswith(b"\n") or not known  # else a last line that somebody wrote by hand
        file.write(("" if whole else "\n").encode() + line.encode())
        file.flush()
        os.fsync(file.fileno())
    return made


def person_verdicts(corrections: Sequence[Correction]) -> list[PersonVerdict]:
    """Give what was said of two people, of each pair the last.

    Raises ValueError, naming them and the remedy, for verdicts that cannot all be true: A is B, B is C, A is not C.
    """
    last: dict[frozenset[Key], Correction] = {}
    for one in active(corrections):
        if one.verdict in ("same_person", "different_person") and one.left and one.right:
            pair = frozenset((one.left, one.right))
            last.pop(pair, None)
            last[pair] = one
    group: dict[Key, Key] = {}

    def of(key: Key) -> Key:
        while group.get(key, key) != key:
            key = group[key]
        return key

    for pair, one in last.items():
        if one.verdict == "same_person":
            left, right = sorted(of(key) for key in pair) if len(pair) > 1 else (next(iter(pair)),) * 2
            group[right] = left
    for pair, one in last.items():
        if one.verdict == "different_person" and len({of(key) for key in pair}) == 1:
            names = " and ".join(sorted(key[2] for key in pair))
            why = f"correction {one.id} says that {names} are two people, others that they are one"
            raise ValueError(f"{why}: see `onrecord correct OUT --list`, and withdraw one with --withdraw")
    return [
        PersonVerdict(one.left, one.right, one.verdict == "same_person")
        for one in last.values()
        if one.left and one.right
    ]


def _read(line: str) -> Correction | None:
    try:
        row = json.loads(line)
        if row["schema"] != FORMAT or set(row) - {field.name for field in fields(Correction)}:
            return None
        spans = tuple((int(start), int(end)) for start, end in row["spans"])
        sides = {side: tuple(row[side]) if row[side] else None for side in ("left", "right")}
        if any(key is not None and len(key) != 3 for key in sides.values()):
            return None
        return Correction(**{**row, "spans": spans, "pieces": tuple(row["pieces"]), **sides})
    except (ValueError, KeyError, TypeError):
        return None
