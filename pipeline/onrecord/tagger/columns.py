"""What is known of each token of a Doc, as one array a fact: words, parse, place, quotation marks, what the rules say.

Facts are 64-bit numbers: a string's hash, a bit field, a small count. Every array is made in whole passes.
"""

import functools
import itertools

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

from onrecord import resources
from onrecord.drafts import Draft
from onrecord.page import Passage, from_doc, paragraphs
from onrecord.records import Span
from onrecord.tagger.context import positions, quotations, rules
from onrecord.tagger.sheet import DraftTokens, Facts, Places, Sheet, mix

ATTRIBUTES: list[int | str] = [
    "LOWER",
    "TAG",
    "DEP",
    "HEAD",
    "ENT_TYPE",
    "ENT_IOB",
    "SENT_START",
    "SHAPE",
    "SUFFIX",
    "IDX",
    "LENGTH",
]
MARKS = (("“", "``"), ("”", "''"))  # what the word and the tag of an opening and of a closing mark are taken for
CLIMB = 12  # steps up the tree in search of a clause
PATH = 7  # steps up the tree in search of a cue word


def read_columns(doc: Doc, drafts: list[Draft], text: str | None = None) -> Sheet:
    """Lay out a parsed Doc that the quotation and cue components have seen, with the drafts that rules made of it.

    ``text`` is the Doc's, for those who have it at hand: a Doc puts it together anew each time it is asked.

    >>> import spacy
    >>> sheet = read_columns(spacy.blank("en")("She said so."), [])
    >>> len(sheet), sheet.characters([0, 1, 3])
    (4, [(0, 8), (11, 12)])
    """
    n = len(doc)
    text = doc.text if text is None else text
    array = np.asarray(doc.to_array(ATTRIBUTES), np.uint64).reshape(n, len(ATTRIBUTES))
    column = {str(name): values for name, values in zip(ATTRIBUTES, array.T, strict=True)}
    start = column["IDX"].astype(np.int64)
    end = start + column["LENGTH"].astype(np.int64)
    head = np.arange(n) + column["HEAD"].astype(np.int64)
    first = column["SENT_START"] == 1
    first[:1] = True
    left, right = _edges(head)
    blocks, paragraph = _paragraphs(text, start, end)
    sheet = Sheet(
        facts={},
        head=head,
        left=left,
        right=right,
        start=start,
        end=end,
        sentence=np.cumsum(first) - 1,
        paragraph=paragraph,
        passage=np.full(n, -1, np.int64),
        mark=np.zeros(n, np.int8),
        blocks=blocks,
        drafts=[],
    )
    sheet.drafts.extend(_draft_tokens(sheet, drafts))
    for name, source in (("word", "LOWER"), ("tag", "TAG"), ("dep", "DEP"), ("shape", "SHAPE"), ("suffix", "SUFFIX")):
        sheet.facts[name] = np.ascontiguousarray(column[source])
    _marks(sheet, doc)
    sheet.facts["entity"] = column["ENT_TYPE"] + column["ENT_IOB"]
    sheet.facts["lists"] = _lists_of(sheet.facts["word"])
    sheet.facts["bias"] = np.zeros(n, np.uint64)
    if n:
        _parse(sheet)
        _subtrees(sheet)
        _clauses(sheet)
        _paths(sheet, [candidate["cue"] for candidate in doc._.onrecord_candidates or []])
        quotations(sheet, doc)
        rules(sheet, drafts)
        positions(sheet, np.flatnonzero(first))
    return sheet


def _marks(sheet: Sheet, doc: Doc) -> None:
    """Make all quotation marks of a side alike, whatever their glyph: the corpora have double ones, papers single."""
    for side, marks in enumerate(zip(*map(_sides, from_doc(doc)), strict=True)):
        spans = [span for some in marks for span in some]
        for (first, last), (start, end) in zip(sheet.tokens_of(spans), spans, strict=True):
            if first < last and sheet.start[first] >= start and sheet.end[last - 1] <= end:
                sheet.mark[first:last] = side + 1
    for side, (word, tag) in enumerate(MARKS):
        at = sheet.mark == side + 1
        for name, value in (("word", word), ("tag", tag), ("shape", word), ("suffix", word)):
            sheet.facts[name][at] = get_string_id(value)


def _sides(passage: Passage) -> tuple[list[Span], list[Span]]:
    """Give the marks that open a passage or one of its paragraphs, and those that close."""
    begins = {start for start, _ in passage.spans}
    opening = [mark for mark in passage.marks if mark[1] in begins]
    return opening, [mark for mark in passage.marks if mark[1] not in begins]


@functools.cache
def _lists() -> tuple[Facts, Facts, np.uint64]:
    """Give the words of the lists that tagger.toml names, sorted by hash, a bit for each list, and all bits of cues."""
    settings = resources.table("tagger.toml")["lists"]
    found: dict[int, int] = {}
    for bit, name in enumerate([*settings["cues"], *settings["others"]]):
        for form in resources.forms(name):
            key = get_string_id(form.lower())
            found[key] = found.get(key, 0) | 1 << bit
    keys = np.array(sorted(found), np.uint64)
    bits = np.array([found[int(key)] for key in keys], np.uint64)
    return keys, bits, np.uint64((1 << len(settings["cues"])) - 1)


def _lists_of(words: Facts) -> Facts:
    keys, bits, _ = _lists()
    at = np.minimum(np.searchsorted(keys, words), len(keys) - 1)
    return np.where(keys[at] == words, bits[at], np.uint64(0))


def _edges(head: Places) -> tuple[Places, Places]:
    """Give the first and the last token of every token's subtree."""
    left = np.arange(len(head))
    right = left.copy()
    child = np.flatnonzero(head != left)
    above = head[child]
    while True:
        more_left, more_right = left.copy(), right.copy()
        np.minimum.at(more_left, above, left[child])
        np.maximum.at(more_right, above, right[child])
        if np.array_equal(left, more_left) and np.array_equal(right, more_right):
            return left, right
        left, right = more_left, more_right


def _paragraphs(text: str, start: Places, end: Places) -> tuple[Places, Places]:
    """Give the tokens [start, end) of each paragraph, and each token's paragraph."""
    spans = paragraphs(text)
    first = np.searchsorted(end, [s for s, _ in spans], "right")
    last = np.searchsorted(start, [e for _, e in spans], "left")
    begins = np.zeros(len(start), np.int64)
    begins[first[1:]] = 1
    return np.stack([first, last], 1).reshape(-1, 2).astype(np.int64), np.cumsum(begins)


@functools.cache
def _labels(name: str) -> Facts:
    """Give the dependency labels that tagger.toml lists under a name."""
    return np.array([get_string_id(label) for label in resources.table("tagger.toml")["parse"][name]], np.uint64)


def _parse(sheet: Sheet) -> None:
    """Add the head's facts and which children a token has on which side."""
    f, head = sheet.facts, sheet.head
    f["hword"], f["htag"], f["hdep"], f["hlists"] = f["word"][head], f["tag"][head], f["dep"][head], f["lists"][head]
    f["glists"] = f["lists"][head[head]]
    kids = np.zeros(len(sheet), np.uint64)
    at = np.arange(len(sheet))
    for bit, dep in enumerate(_labels("children")):
        child = np.flatnonzero((f["dep"] == dep) & (head != at))
        after = child > head[child]
        kids[head[child[after]]] |= np.uint64(1 << 2 * bit)
        kids[head[child[~after]]] |= np.uint64(2 << 2 * bit)
    f["kids"] = kids


def _subtrees(sheet: Sheet) -> None:
    """Add what the largest subtree is that begins with a token, and that ends with it."""
    f, head, at = sheet.facts, sheet.head, np.arange(len(sheet))
    order = np.argsort(sheet.right - sheet.left, kind="stable")
    for letter, edge in (("b", sheet.left), ("e", sheet.right)):
        top = at.copy()
        top[edge[order]] = order
        f[f"{letter}dep"] = np.where(edge[top] == at, f["dep"][top], np.uint64(0))
        f[f"{letter}head"], f[f"{letter}lists"] = f["word"][head[top]], f["lists"][head[top]]


def _clauses(sheet: Sheet) -> None:
    """Add the verb of the clause that a token stands in, what that clause hangs on, and the clause above."""
    f, head = sheet.facts, sheet.head
    at = np.arange(len(sheet))
    clausal = np.isin(f["dep"], _labels("clauses")) | (head == at)
    verb = _climb(at, head, clausal)
    f["cdep"], f["cword"], f["clists"] = f["dep"][verb], f["word"][verb], f["lists"][verb]
    f["cgov"], f["cgovlists"] = f["word"][head[verb]], f["lists"][head[verb]]
    outer = _climb(head[verb], head, clausal)
    f["odep"], f["olists"] = f["dep"][outer], f["lists"][outer]


def _climb(start: Places, head: Places, wanted: NDArray[np.bool_]) -> Places:
    """Go up the tree from each token to the first wanted one."""
    for _ in range(CLIMB):
        start = np.where(wanted[start], start, head[start])
    return start


def _paths(sheet: Sheet, cues: list[int]) -> None:
    """Add the way up to the nearest word that may be a cue."""
    f, head = sheet.facts, sheet.head
    n = len(sheet)
    may = (f["lists"] & _lists()[2]) != 0
    may[cues] = True
    at = cur = np.arange(n)
    path, last = np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    found = np.full(n, -1)
    for _ in range(PATH):
        above = head[cur]
        on = (found < 0) & (above != cur)
        if not on.any():
            break
        path = np.where(on, mix(path, f["dep"][cur]), path)
        last = np.where(on, f["dep"][cur], last)
        found = np.where(on & may[above], above, found)
        cur = np.where(on, above, cur)
    hit, zero = found >= 0, np.uint64(0)
    f["path"], f["pdep"] = np.where(hit, path, np.uint64(1)), np.where(hit, last, zero)
    for name, source in (("pword", "word"), ("plists", "lists"), ("pkids", "kids")):
        f[name] = np.where(hit, f[source][found], zero)
    f["pside"] = np.where(hit, np.where(found > at, np.uint64(2), np.uint64(1)), zero)


def _draft_tokens(sheet: Sheet, drafts: list[Draft]) -> list[DraftTokens]:
    """Find the tokens of all drafts in one pass."""
    spans = [span for draft in drafts for part in (draft.spans, draft.cue_spans, draft.mention_spans) for span in part]
    first = np.searchsorted(sheet.end, [s for s, _ in spans], "right").tolist()
    last = np.searchsorted(sheet.start, [e for _, e in spans], "left").tolist()
    pairs = iter(zip(first, last, strict=True))
    return [
        DraftTokens(
            *(
                [(a, b) for a, b in itertools.islice(pairs, len(part)) if a < b]
                for part in (draft.spans, draft.cue_spans, draft.mention_spans)
            )
        )
        for draft in drafts
    ]
