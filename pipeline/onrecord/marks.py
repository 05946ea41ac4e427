"""Sentences with the answer marked inside them: ``[source She] [cue said] [content it works].``

Used by the rules, the tests and the docs, so that a text and its answer cannot drift apart.
"""

import re

_TOKEN = re.compile(r"\[([a-z_]+)\s|\]|\\([\[\]\\])")


def parse(marked: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """Take the marks out of a sentence: its plain text, and for each label the spans it stood around, in order.

    Marks may nest. A bracket or backslash of the text itself is written with a backslash before it.
    Raises ValueError, naming the sentence, when a bracket is left open or closes nothing.

    >>> parse("[source She] [cue said] [content it works].")
    ('She said it works.', {'source': [(0, 3)], 'cue': [(4, 8)], 'content': [(9, 17)]})
    """
    out: list[str] = []
    length = at = 0
    spans: dict[str, list[tuple[int, int]]] = {}
    open_marks: list[tuple[str, int]] = []
    for m in _TOKEN.finditer(marked):
        piece = marked[at : m.start()] + (m.group(2) or "")
        out.append(piece)
        length += len(piece)
        at = m.end()
        if m.group(1):
            open_marks.append((m.group(1), length))
        elif not m.group(2):
            if not open_marks:
                raise ValueError(f"a bracket closes nothing in {marked!r}")
            label, start = open_marks.pop()
            spans.setdefault(label, []).append((start, length))
    if open_marks:
        raise ValueError(f"the bracket of {open_marks[-1][0]!r} is never closed in {marked!r}")
    out.append(marked[at:])
    return "".join(out), {label: sorted(found) for label, found in spans.items()}


def mark(text: str, spans: dict[str, list[tuple[int, int]]]) -> str:
    """Write labelled spans back into a text as marks; spans may nest but not cross.

    >>> mark("She said so.", {"source": [(0, 3)], "cue": [(4, 8)]})
    '[source She] [cue said] so.'
    """
    opens: dict[int, list[tuple[int, str]]] = {}
    closes: dict[int, int] = {}
    for label, found in spans.items():
        for start, end in found:
            opens.setdefault(start, []).append((-end, label))
            closes[end] = closes.get(end, 0) + 1
    out: list[str] = []
    for i in range(len(text) + 1):
        out.append("]" * closes.get(i, 0))
        out.extend(f"[{label} " for _, label in sorted(opens.get(i, [])))
        if i < len(text):
            out.append("\\" + text[i] if text[i] in "[]\\" else text[i])
    return "".join(out)
