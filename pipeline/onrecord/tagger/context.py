"""What stands about each token: quotation marks, what the rules say, where in its sentence and paragraph it is."""

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc

from onrecord.drafts import Draft
from onrecord.page import from_doc
from onrecord.tagger.sheet import Facts, Places, Sheet


def quotations(sheet: Sheet, doc: Doc) -> None:
    """Add where a token stands in or beside a passage, how likely that is speech, and how many there are about it."""
    f, n = sheet.facts, len(sheet)
    quote, opens = np.zeros(n, np.uint64), np.zeros(n, np.int64)
    likely = np.zeros(max(len(sheet.blocks), 1), np.int64)
    for number, passage in enumerate(p for p in from_doc(doc) if p.depth == 0):
        level = int(passage.speech * 3.999) * 8
        for a, b in sheet.tokens(passage.spans):
            quote[a:b] = level + 1
            quote[b - 1], quote[a] = level + 3, level + 2 if b - a > 1 else level + 4
            sheet.passage[a:b] = number
            if a and sheet.paragraph[a - 1] == sheet.paragraph[a] and not quote[a - 1]:
                quote[a - 1] = level + 5
            if b < n and sheet.paragraph[b] == sheet.paragraph[a]:
                quote[b] = level + 6
            opens[a] += 1
            likely[sheet.paragraph[a]] += level >= 16
    total = np.cumsum(opens)
    begins = np.searchsorted(sheet.paragraph, np.arange(sheet.paragraph[-1] + 1))
    order = total - (total - opens)[begins][sheet.paragraph]
    f["quote"] = quote
    f["quoteorder"] = (np.minimum(order, 3) * 2 + (sheet.passage >= 0)).astype(np.uint64)
    f["quotes"] = np.minimum(likely, 2)[sheet.paragraph].astype(np.uint64)


def rules(sheet: Sheet, drafts: list[Draft]) -> None:
    """Add whether rules take a token for source, cue or content, where in it, and by which rules."""
    n = len(sheet)
    content, source, cue, level, rule = (np.zeros(n, np.uint64) for _ in range(5))
    order = sorted(zip(drafts, sheet.drafts, strict=True), key=lambda pair: pair[0].start - pair[0].end)
    for draft, tokens in sorted(order, key=lambda pair: pair[0].parent is None):
        if draft.parent is None:
            name = np.uint64(get_string_id("+".join(draft.rules)))
            _put(content, tokens.content)
            for a, b in tokens.content:
                rule[a:b] = name
        else:
            for a, b in tokens.content:
                level[a:b] += np.uint64(1)
        _put(source, tokens.source)
        _put(cue, tokens.cue)
    drafted = np.bincount(sheet.sentence, weights=cue > 0) > 0
    before = np.bincount(sheet.paragraph, weights=cue > 0) > 0
    f = sheet.facts
    f["content"], f["cue"], f["rule"], f["level"] = content, cue, rule, np.minimum(level, 2)
    f["ruled"] = content + source * np.uint64(8) + cue * np.uint64(64)
    f["drafted"] = drafted[sheet.sentence].astype(np.uint64)
    f["before"] = (before[np.maximum(sheet.paragraph - 1, 0)] * 1 + (sheet.passage >= 0) * 2).astype(np.uint64)


def _put(column: Facts, tokens: list[tuple[int, int]]) -> None:
    """Mark stretches in a column: 2 where one begins, 3 where it ends, 4 where it does both, 1 in between."""
    for a, b in tokens:
        column[a:b] = 1
        column[a] = 2
        column[b - 1] = 3 if b - a > 1 else 4


def positions(sheet: Sheet, begins: Places) -> None:
    """Add where in its sentence and paragraph a token stands, and that sentence's first word and main verb."""
    f, sentence = sheet.facts, sheet.sentence
    at = np.arange(len(sheet))
    f["place"] = np.minimum(at - begins[sentence], 8).astype(np.uint64)
    f["firstword"] = f["word"][begins][sentence]
    root = np.zeros(len(begins), np.int64)
    roots = np.flatnonzero(sheet.head == at)
    root[sentence[roots]] = roots
    f["rootword"], f["rootlists"] = f["word"][root][sentence], f["lists"][root][sentence]
    opening = np.searchsorted(sheet.paragraph, np.arange(sheet.paragraph[-1] + 1))
    f["sentence"] = np.minimum(sentence - sentence[opening][sheet.paragraph], 4).astype(np.uint64)
