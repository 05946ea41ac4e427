"""Articles as a folder for brat, and what people answered there.

Each article is a text and a file of annotations beside it; ``onrecord.jsonl`` keeps which article is which, and what
cannot be shown. A text is given in the same length with characters beyond the first plane (emoji) as a box: brat's page
counts them as two and its server as one, so that all that people mark behind them would be shifted.
"""

import json
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from onrecord.export.articles import articles, encode, file_name, line, visible
from onrecord.export.marking import TIED, WINDOW, Mark, answers, name_of, windows
from onrecord.export.outcome import Answers
from onrecord.export.shown import BEYOND, STAND_IN, fragments, shown
from onrecord.gold import GoldArticle, from_line
from onrecord.records import Reject, Spans

KEPT = "onrecord.jsonl"
CONFIGURATION = ("annotation.conf", "visual.conf", "tools.conf")
_TEXTBOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_RELATION = re.compile(r"R\d+\t\S+ Arg1:(\S+) Arg2:(\S+)\s*")
_ATTRIBUTE = re.compile(r"[AM]\d+\t(\S+) (T\d+)(?: (\S+))?\s*")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes (T\d+)\t(.*)")
_REMEDY = "mend it in brat and import again"


def write(source: Path, out: Path) -> Iterator[Reject]:
    """Write a folder that can be put into brat's data as it is; yield what could not be taken."""
    for name in CONFIGURATION:
        (out / name).write_bytes(resources.files(__package__).joinpath(name).read_bytes())
    with (out / KEPT).open("wb") as kept:
        for number, given in enumerate(articles(source), 1):
            article, rejects = visible(given)
            yield from rejects
            name = file_name(number, article.id)
            kept.write(encode({"file": name} | line(article)))
            (out / f"{name}.txt").write_bytes(_text(article).encode())
            (out / f"{name}.ann").write_bytes(annotations(article).encode("utf-8", "backslashreplace"))


def annotations(article: GoldArticle) -> str:
    r"""Give an article's statements as lines of brat's format, the contents first: T1 is the first statement.

    >>> annotations(GoldArticle(id="a", text="Hm.", statements=(), judged=((0, 3),)))
    'T1\tWindow 0 3\tHm.\n'
    """
    text = _text(article)
    numbers: dict[tuple[str, Spans], int] = {}
    bound, others = [], []

    def put(label: str, spans: Spans) -> int:
        bound.append((label, spans))
        return len(bound)

    for one in article.statements:
        put("Content", fragments(text, one.content))
    for part in article.judged or ():
        put(WINDOW, fragments(text, (part,)))
    for number, one in enumerate(article.statements, 1):
        if one.act:
            others.append(("A", f"Act T{number} {one.act}"))
        if speaker := name_of(one.speaker):
            others.append(("#", f"AnnotatorNotes T{number}\t{speaker}"))
        for label, key in TIED.items():
            if spans := fragments(text, getattr(one, key)):
                numbers[label, spans] = numbers.get((label, spans)) or put(label, spans)
                others.append(("R", f"Has-{key} Arg1:T{number} Arg2:T{numbers[label, spans]}"))
    lines = [f"T{number}\t{_bound(text, label, spans)}" for number, (label, spans) in enumerate(bound, 1)]
    for letter in "RA#":
        lines += [f"{letter}{number}\t{row}" for number, row in enumerate((r for of, r in others if of == letter), 1)]
    return "".join(f"{row}\n" for row in lines)


def read(source: Path) -> Answers:
    """Read the answers back from a folder of brat's.

    An article given out in parts counts by those that are ticked as judged, and as not judged when none is, or when
    both its files are gone. Texts that others have put into the folder are read, too, as wholly judged, under the names
    of their files. Raises ValueError for a folder without texts.
    """
    given = _given(source)
    names = sorted({path.stem for path in source.glob("*.txt")} | given.keys())
    if not names:
        raise ValueError(f"{source} holds no texts: name the folder that was made with `onrecord export --to brat`")
    made = Answers()
    for name in names:
        if not any((source / f"{name}{ending}").exists() for ending in (".txt", ".ann")):
            made.unjudged += 1  # taken out by somebody because nobody has read it
            continue
        try:
            text = (source / f"{name}.txt").read_bytes().decode("utf-8")
            answered = _answered(
                _article(given, name, text), text, (source / f"{name}.ann").read_bytes().decode("utf-8")
            )
        except OSError as error:
            remedy = "put it back, or take the other file of the article out of the folder, too"
            why = f"cannot read {error.filename} ({error.strerror})"
            made.rejects.append(Reject(where=str(source / name), what="article", why=why, remedy=remedy))
        except ValueError as error:
            made.rejects.append(
                Reject(where=str(source / f"{name}.ann"), what="article", why=str(error), remedy=_REMEDY)
            )
        else:
            if answered is None:
                made.unjudged += 1
            else:
                made.articles.append(answered)
    return made


def _given(source: Path) -> dict[str, GoldArticle]:
    if not (source / KEPT).is_file():
        return {}
    try:
        rows = [json.loads(row) for row in (source / KEPT).read_text(encoding="utf-8").split("\n") if row]
        return {row["file"]: from_line(row) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        why = f"{source / KEPT} was changed ({error})"
        raise ValueError(f"{why}: export again elsewhere, and take its {KEPT}") from error


def _article(given: dict[str, GoldArticle], name: str, text: str) -> GoldArticle:
    article = given.get(name) or GoldArticle(id=name, text=text, statements=())
    if name in given and text != _text(article):
        raise ValueError("the text is not the one that was given out: put the file back as it was")
    return article


def _answered(article: GoldArticle, text: str, content: str) -> GoldArticle | None:
    marks, links, ticked = _marks(article, text, content.split("\n"))

    def cut(spans: Spans) -> Spans:
        return fragments(text, spans)

    judged = [mark for mark in marks if mark.label == WINDOW and mark.id in ticked]
    if not judged and (article.judged is not None or any(mark.label == WINDOW for mark in marks)):
        return None
    return GoldArticle(
        id=article.id,
        text=article.text,
        statements=answers(article, marks, links, cut),
        judged=windows(article, judged, cut) if judged else None,
    )


def _marks(
    article: GoldArticle, text: str, rows: Sequence[str]
) -> tuple[list[Mark], list[tuple[str, str]], frozenset[str]]:
    bound: dict[str, tuple[str, Spans]] = {}
    links, ticked = [], set()
    acts: dict[str, str] = {}
    notes: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        row = row.removesuffix("\r")
        if found := _TEXTBOUND.fullmatch(row):
            bound[found[1]] = (found[2], _spans(text, found[3], found[4], number))
        elif found := _RELATION.fullmatch(row):
            links.append((found[1], found[2]))
        elif (found := _ATTRIBUTE.fullmatch(row)) and found[1] == "Act" and found[3]:
            acts[found[2]] = found[3]
        elif found and found[1] == "Judged":
            ticked.add(found[2])
        elif found := _NOTE.fullmatch(row):
            notes[found[1]] = found[2]
        elif row.strip():
            raise ValueError(f"line {number} is none that onrecord knows: {row!r}")
    if lost := [name for link in links for name in link if name not in bound]:
        raise ValueError(f"a relation leads to {lost[0]}, which is not there")
    marks = []
    for name, (label, spans) in bound.items():
        place = int(name[1:]) - 1
        prior = place if place < len(article.statements) else None
        note = name_of(notes.get(name))
        marks.append(Mark(id=name, label=label, spans=spans, prior=prior, act=acts.get(name), speaker=note))
    return marks, links, frozenset(ticked)


def _spans(text: str, offsets: str, words: str, number: int) -> Spans:
    pairs = [pair.split(" ") for pair in offsets.split(";")]
    spans = tuple(sorted((int(start), int(end)) for start, end in pairs))
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        raise ValueError(f"line {number}: {offsets} is empty or outside the text of {len(text)} characters")
    if " ".join(text[start:end] for start, end in spans) != words:
        raise ValueError(f"line {number}: {words!r} does not stand at {offsets}: the text or the offsets were changed")
    return spans


def _bound(text: str, label: str, spans: Spans) -> str:
    offsets = ";".join(f"{start} {end}" for start, end in spans)
    return f"{label} {offsets}\t{' '.join(text[start:end] for start, end in spans)}"


def _text(article: GoldArticle) -> str:
    return BEYOND.sub(STAND_IN, shown(article.text))
