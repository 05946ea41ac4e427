"""Reads articles with answers made by people: attribution files (JSON Lines) and the folder of our own articles.

Our own answers are written as words, not as offsets; corpus/README.md says how. They are turned into spans here, and
words that cannot be found, or that could be in two places, are an error that names them.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from onrecord.records import Act, Form, Kind, Span, Spans

ELLIPSIS = " [...] "  # in an answer: everything between the words before it and the words after it
ALLOWED = {"form": get_args(Form), "act": get_args(Act), "kind": get_args(Kind)}
SPEAKER_KEYS = {"kind", "named", "aliases", "role", "role_alternatives", "organisation", "organisation_alternatives"}
STATEMENT_KEYS = SPEAKER_KEYS | {"content", "nth", "cue", "source", "form", "act", "speaker", "negated", "parent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldStatement:
    """One statement as a person annotated it; None or empty is what the file does not say.

    Spans are [start, end) code points of the article's text, sorted. ``parent`` is the number, counted from 1, of the
    statement of the same article that reports this one.

    >>> GoldStatement(content=((9, 17),)).speaker is None
    True
    """

    content: Spans
    cue: Spans = ()
    source: Spans = ()
    form: Form | None = None
    act: Act | None = None
    speech: bool | None = None
    speaker: str | None = None
    kind: Kind | None = None
    aliases: tuple[str, ...] = ()
    named: bool | None = None
    role: str | None = None
    role_alternatives: tuple[str, ...] = ()
    organisation: str | None = None
    organisation_alternatives: tuple[str, ...] = ()
    negated: bool | None = None
    parent: int | None = None
    id: str | None = field(default=None, compare=False)  # a handle to find it again by, not a part of the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """One article with its text untouched and every statement that a person found in it, in the order of the file.

    ``judged`` are the stretches of the text that a person has judged, all the rest being unknown; None is the whole.
    """

    id: str
    text: str
    statements: tuple[GoldStatement, ...]
    judged: Spans | None = None


def read_gold(path: Path | str) -> Iterator[GoldArticle]:
    """Give the annotated articles of a JSONL attribution file, or of a folder with ``articles/`` and ``answers/``.

    A folder's articles come in the order of their names, their ids being the file names without the ending. Raises
    ValueError, naming the file, the statement and the words, for an answer that the article does not bear out.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (file := Path(folder, "a.jsonl")).write_text('{"id": "a", "text": "Hm.", "attributions": []}')
    ...     [article.text for article in read_gold(file)]
    ['Hm.']
    """
    path = Path(path)
    yield from _read_folder(path) if path.is_dir() else _read_lines(path)


def is_judged(article: GoldArticle, span: Span) -> bool:
    """Tell whether a person has judged a stretch of an article: all of it, between the ends of one judged stretch.

    >>> article = GoldArticle(id="a", text="Yes, she said.\\nNo.", statements=(), judged=((0, 14),))
    >>> is_judged(article, (0, 3)), is_judged(article, (9, 17))
    (True, False)
    """
    return article.judged is None or any(start <= span[0] and span[1] <= end for start, end in article.judged)


def to_line(article: GoldArticle) -> dict[str, Any]:
    """Give an annotated article as one object of a JSONL attribution file, which :func:`read_gold` reads back.

    >>> to_line(GoldArticle(id="a", text="Hm.", statements=()))
    {'id': 'a', 'text': 'Hm.', 'attributions': []}
    """
    attributions = []
    for number, one in enumerate(article.statements, 1):
        speaker = {"name": one.speaker, "kind": one.kind or "unknown", "aliases": list(one.aliases)}
        attributions.append(
            {
                "id": f"E{number}",
                **{key: [list(span) for span in getattr(one, key)] for key in ("source", "cue", "content")},
                "speech": one.speech,
                "speaker": speaker,
                "role": one.role,
                "role_alternatives": list(one.role_alternatives),
                "affiliation": one.organisation,
                "affiliation_alternatives": list(one.organisation_alternatives),
                **{key: getattr(one, key) for key in ("form", "act", "named", "negated", "parent")},
            }
        )
    line = {"id": article.id, "text": article.text, "attributions": attributions}
    return line if article.judged is None else line | {"judged": [list(span) for span in article.judged]}


def from_line(line: dict[str, Any]) -> GoldArticle:
    """Read an annotated article from one object of a JSONL attribution file.

    Raises KeyError, TypeError or ValueError for what is none.

    >>> from_line({"id": "a", "text": "Hm.", "attributions": [], "judged": [[0, 3]]}).judged
    ((0, 3),)
    """
    text = line["text"]
    statements = tuple(_statement(one, len(text)) for one in line["attributions"])
    judged = None if line.get("judged") is None else _spans(line["judged"], len(text))
    return GoldArticle(id=line["id"], text=text, statements=statements, judged=judged)


def resolve(text: str, answers: dict[str, Any], where: str) -> tuple[GoldStatement, ...]:
    """Turn one article's answers, as read from TOML, into statements with spans.

    ``where`` names the file in the ValueError raised for words that are missing from the text or ambiguous.

    >>> rows = {"statement": [{"content": "it works", "cue": "said", "source": "She", "form": "indirect"}]}
    >>> resolve("She said it works.", rows, "a.toml")[0].content
    ((9, 17),)
    """
    if unknown := set(answers) - {"speaker", "statement"}:
        raise ValueError(f"{where}: {sorted(unknown)} is no table of answers; write [[speaker]] and [[statement]]")
    speakers = _speakers(answers.get("speaker", []), where)
    out: list[GoldStatement] = []
    start = 0
    for number, row in enumerate(answers.get("statement", []), 1):
        here = f"{where}, statement {number}"
        _check_keys(row, STATEMENT_KEYS, here)
        if "form" not in row:
            raise ValueError(f"{here}: no form; write one of {', '.join(ALLOWED['form'])}")
        if (name := row.get("speaker")) is not None and name not in speakers:
            raise ValueError(f"{here}: speaker {name!r} is not in this file; add a [[speaker]] with that name")
        if (parent := row.get("parent")) is not None and not 0 < parent < number:
            raise ValueError(f"{here}: parent {parent} is not a statement before this one; give the number of one")
        spans = _content(text, row, start, here)
        start = spans[0][0]
        known: dict[str, Any] = {"kind": "unknown", "named": False, "act": "speech", "negated": False}
        known |= speakers.get(name, {}) | {key: row[key] for key in row if key not in ("content", "nth")}
        cue = _near(text, row.get("cue"), spans, spans, here)
        source = _near(text, row.get("source"), cue or spans, spans, here)
        known |= {"content": spans, "cue": cue, "source": source, "speech": known["act"] == "speech"}
        known = {key: tuple(value) if isinstance(value, list) else value for key, value in known.items()}
        out.append(GoldStatement(**known))
    return tuple(out)


def _read_folder(folder: Path) -> Iterator[GoldArticle]:
    articles = {p.stem: p for p in (folder / "articles").glob("*.txt")}
    answers = {p.stem: p for p in (folder / "answers").glob("*.toml")}
    if odd := sorted(set(articles) ^ set(answers)):
        raise ValueError(f"{folder}: {odd} must be in articles/ (.txt) and in answers/ (.toml); add the other half")
    if not articles:
        raise ValueError(f"{folder}: no articles; give a JSONL file or a folder with articles/ and answers/")
    for stem, path in sorted(articles.items()):
        text = path.read_bytes().decode("utf-8")
        try:
            rows = tomllib.loads(answers[stem].read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as e:
            raise ValueError(f"{answers[stem]}: not TOML: {e}; mend the file") from e
        yield GoldArticle(id=stem, text=text, statements=resolve(text, rows, str(answers[stem])))


def _read_lines(path: Path) -> Iterator[GoldArticle]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield from_line(json.loads(line))
            except (KeyError, TypeError, ValueError) as e:
                why = f"no {e}" if isinstance(e, KeyError) else e
                raise ValueError(f"{path}:{number}: not an annotated article: {why}; mend or remove the line") from e


def _statement(row: dict[str, Any], length: int) -> GoldStatement:
    speaker = row.get("speaker") or {}
    spans: dict[str, Any] = {key: _spans(row.get(key) or [], length) for key in ("content", "cue", "source")}
    same: dict[str, Any] = {k: row.get(k) for k in ("form", "act", "speech", "named", "role", "negated", "parent")}
    return GoldStatement(
        **spans,
        **same,
        speaker=speaker.get("name"),
        kind=speaker.get("kind"),
        aliases=tuple(speaker.get("aliases") or ()),
        role_alternatives=tuple(row.get("role_alternatives") or ()),
        organisation=row.get("affiliation"),
        organisation_alternatives=tuple(row.get("affiliation_alternatives") or ()),
        id=None if row.get("id") is None else str(row["id"]),
    )


def _spans(given: list[list[int]], length: int) -> Spans:
    spans = tuple(sorted((start, end) for start, end in given))
    if bad := [(start, end) for start, end in spans if not 0 <= start <= end <= length]:
        raise ValueError(f"span {bad[0]} outside a text of {length}")
    return spans


def _speakers(rows: list[dict[str, Any]], where: str) -> dict[str | None, dict[str, Any]]:
    out: dict[str | None, dict[str, Any]] = {}
    for row in rows:
        name = row.get("name")
        if not name or name in out:
            raise ValueError(f"{where}: speaker {name!r} has no name or has it twice; give every [[speaker]] its own")
        _check_keys(row, SPEAKER_KEYS | {"name"}, f"{where}, speaker {name!r}")
        out[name] = {key: value for key, value in row.items() if key != "name"}
    return out


def _check_keys(row: dict[str, Any], allowed: set[str], here: str) -> None:
    if unknown := sorted(set(row) - allowed):
        raise ValueError(f"{here}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(allowed))}")
    for key, values in ALLOWED.items():
        if row.get(key) is not None and row[key] not in values:
            raise ValueError(f"{here}: {key} {row[key]!r}; write one of {', '.join(values)}")


def _content(text: str, row: dict[str, Any], start: int, here: str) -> Spans:
    """Find the first piece once from ``start`` on (or its nth place), each later piece next after the one before it."""
    pieces = _listed(row.get("content"))
    if not pieces:
        raise ValueError(f"{here}: no content; write the words that were said")
    out: list[Span] = []
    for piece in pieces:
        found = _places(text, piece, out[-1][1] if out else start)
        nth = 1 if out else row.get("nth", 1)
        if not found or not 0 < nth <= len(found):
            raise ValueError(f"{here}: {piece!r} not found; copy the words from the article, in their order")
        if not out and len(found) > 1 and "nth" not in row:
            raise ValueError(f"{here}: {piece!r} is found {len(found)} times; write more of it, or nth = 1, 2 ...")
        span = found[nth - 1]
        if "\n" in text[span[0] : span[1]]:
            raise ValueError(f"{here}: {piece!r} runs over the end of a paragraph; write one piece a paragraph")
        out.append(span)
    return tuple(out)


def _near(text: str, answer: Any, to: Spans, content: Spans, here: str) -> Spans:
    """Find a cue or source: the place outside the content that is nearest to the spans ``to``.

    An answer ``{words = ..., within = ...}`` is looked for in the nearest place of the longer words instead.
    """
    if isinstance(answer, dict):
        outer = _nearest(text, answer["within"], to, (), here)
        inner = [s for s in _places(text, answer["words"], outer[0]) if s[1] <= outer[1]]
        if len(inner) != 1:
            raise ValueError(f"{here}: {answer['words']!r} is not found once in {answer['within']!r}; mend the words")
        return tuple(inner)
    return tuple(sorted(_nearest(text, words, to, content, here) for words in _listed(answer)))


def _nearest(text: str, words: str, to: Spans, content: Spans, here: str) -> Span:
    found = [span for span in _places(text, words, 0) if not any(span[0] < e and s < span[1] for s, e in content)]
    if not found:
        raise ValueError(f"{here}: {words!r} not found outside the content; copy the words from the article")
    ranked = sorted((min(max(s - span[1], span[0] - e, 0) for s, e in to), span) for span in found)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        raise ValueError(f"{here}: {words!r} is as near in two places; write {{words = ..., within = ...}}")
    return ranked[0][1]


def _places(text: str, piece: str, start: int) -> list[Span]:
    """Give every place of the words from ``start`` on; a word at their edge must be a whole one there."""
    first, gap, last = piece.partition(ELLIPSIS)
    found = [m.span() for m in _pattern(first).finditer(text, start)]
    if not gap:
        return found
    ends = ((s, _pattern(last).search(text, e)) for s, e in found)
    return [(s, m.end()) for s, m in ends if m]


def _pattern(words: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(before + re.escape(words) + after)


def _listed(answer: Any) -> list[str]:
    return [answer] if isinstance(answer, str) else list(answer or ())
