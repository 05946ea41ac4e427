"""The tokens about each possible cue, as seen from it: how far, by which way through the parse, behind which marks."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

from onrecord.drafts import Draft
from onrecord.tagger.chain import CONTENT, CUE, OUT, SOURCE, Labels, Range, Scores, spans_of
from onrecord.tagger.sheet import Facts, Places, Sheet, mix

REACH = 80  # tokens on either side of a cue, within its paragraph
LIKELY = 0.08  # a token at least this likely to begin a cue is worth a second reading
GOES_ON = 0.3  # and its neighbour belongs to it if at least this much as likely to go on with it
ABOVE = 5  # steps up from the cue whose other branches are told apart
DOWN = 16  # steps from a token up to its branch

_VERBS = np.array([get_string_id(tag) for tag in ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ")], np.uint64)
_COMMA = np.uint64(get_string_id(","))
_FAR = np.array([-60, -30, -18, -12, -8, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 8, 12, 18, 30, 60])
_CHANCE = np.array([0.03, 0.15, 0.4, 0.7, 0.93])
_SURE = np.array([0.2, 0.5, 0.8, 0.95])


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of tokens that may be a cue, its head, and the number of the draft that has its words as cue."""

    start: int
    end: int
    head: int
    draft: int | None


@dataclass(frozen=True, slots=True)
class View:
    """Rows (a token seen from a cue): the token, the cue's number, the facts, and each cue's rows [start, end)."""

    token: Places
    cue: Places
    facts: dict[str, Facts]
    ranges: list[Range]


def find_cues(sheet: Sheet, labels: Labels, chances: Scores, drafts: list[Draft]) -> list[Cue]:
    """Give what may be a cue: the first reading's cues, tokens that were not unlikely to be one, those of rules."""
    taken = np.zeros(len(sheet), bool)
    found = spans_of(labels, CUE)
    for start, end in found:
        taken[start:end] = True
    begins, goes_on = chances[:, CUE], chances[:, CUE + 1]
    for start in np.flatnonzero((begins >= LIKELY) & ~taken).tolist():
        if taken[start]:
            continue
        end = start + 1
        while (
            end < len(sheet)
            and not taken[end]
            and sheet.paragraph[end] == sheet.paragraph[start]
            and goes_on[end] > max(GOES_ON * begins[start], begins[end])
        ):
            end += 1
        taken[start:end] = True
        found.append((start, end))
    by_token: dict[int, int] = {}
    for number, draft in enumerate(drafts):
        spans = sheet.drafts[number].cue
        for start, end in spans:
            for token in range(start, end):
                by_token.setdefault(token, number)
        if spans and draft.parent is None and not any(taken[a:b].any() for a, b in spans):
            start, end = spans[0][0], spans[-1][1]
            taken[start:end] = True
            found.append((start, end))
    verb = np.isin(sheet.facts["tag"], _VERBS)
    return [
        Cue(
            start,
            end,
            _head(sheet, start, end, verb),
            next((by_token[t] for t in range(start, end) if t in by_token), None),
        )
        for start, end in sorted(found)
    ]


def look(sheet: Sheet, cues: list[Cue], every: list[Cue], labels: Labels, chances: Scores, drafts: list[Draft]) -> View:
    """Lay out the tokens about each cue with what is known of them from there.

    There is at least one cue; ``every`` are all those of the article, which may stand between another and its tokens.
    """
    ranges, token, cue, windows = _windows(sheet, cues, chances)
    seen = _Seen(sheet, token, cue, cues)
    facts = {
        **_tree(seen),
        **_first_reading(seen, labels, chances),
        **_between(seen, every, labels),
        **_cue(seen, chances),
    }
    facts |= _own(seen, drafts, windows, ranges)
    for name in ("word", "tag", "dep", "quote", "bdep", "edep", "bias"):
        facts[name] = sheet.facts[name][token]
    return View(token, cue, facts, ranges)


class _Seen:
    """What the makers of facts share: rows and the first, last and head token of each row's cue."""

    def __init__(self, sheet: Sheet, token: Places, cue: Places, cues: list[Cue]) -> None:
        self.sheet, self.token, self.cue, self.cues = sheet, token, cue, cues
        self.starts, self.ends = np.array([c.start for c in cues]), np.array([c.end for c in cues])
        self.heads = np.array([c.head for c in cues])
        self.start, self.end = self.starts[cue], self.ends[cue]
        self.before, self.after = token < self.start, token >= self.end

    def count(self, marked: NDArray[np.bool_], most: int) -> Facts:
        """Count the marked tokens between each row's token and its cue."""
        total = np.concatenate([[0], np.cumsum(marked)])
        back = total[self.start] - total[np.minimum(self.token + 1, len(marked))]
        ahead = total[self.token] - total[self.end]
        return _number(np.where(self.before, back, np.where(self.after, ahead, 0)), 0, most)


def _head(sheet: Sheet, start: int, end: int, verb: NDArray[np.bool_]) -> int:
    """Give the token of a cue that hangs on none of the others: the last such verb, else the first such word."""
    outer = [t for t in range(start, end) if not start <= sheet.head[t] < end]
    return next((t for t in reversed(outer) if verb[t]), outer[0] if outer else start)


def _windows(sheet: Sheet, cues: list[Cue], chances: Scores) -> tuple[list[Range], Places, Places, list[Range]]:
    """Give each cue's rows and tokens: its paragraph as far as it reaches, without ends that are surely outside."""
    busy = np.flatnonzero((1 - chances[:, OUT] > 0.03) | (sheet.facts["ruled"] > 0))
    windows = []
    for cue in cues:
        start, end = sheet.blocks[sheet.paragraph[cue.start]].tolist()
        start, end = max(start, cue.start - REACH), min(end, cue.end + REACH)
        first, last = np.searchsorted(busy, [start, end]).tolist()
        if first < last:
            start, end = max(start, int(busy[first]) - 1), min(end, int(busy[last - 1]) + 2)
        windows.append((min(start, cue.start), max(end, cue.end)))
    bounds = np.concatenate([[0], np.cumsum([b - a for a, b in windows])]).tolist()
    token = np.concatenate([np.arange(a, b) for a, b in windows])
    cue_of = np.repeat(np.arange(len(cues)), [b - a for a, b in windows])
    return list(pairwise(bounds)), token, cue_of, windows


def _number(values: Places, least: int, most: int) -> Facts:
    return np.clip(values, least, most).astype(np.int64).astype(np.uint64)


def _tree(seen: _Seen) -> dict[str, Facts]:
    """Tell how many steps above the cue the parse joins it with the token, and by which branch from there."""
    sheet, token, cue = seen.sheet, seen.token, seen.cue
    f, head = sheet.facts, sheet.head
    chain = [seen.heads]
    up = [np.zeros(len(seen.cues), np.uint64)]
    for _ in range(ABOVE):
        above = head[chain[-1]]
        up.append(np.where(above != chain[-1], mix(up[-1], f["dep"][chain[-1]]), up[-1]))
        chain.append(above)
    up.append(np.full(len(seen.cues), 3, np.uint64))
    chains = np.stack(chain)
    level = np.full(len(token), ABOVE + 1)
    for step in range(ABOVE, -1, -1):
        anchor = chains[step][cue]
        level[(sheet.left[anchor] <= token) & (token <= sheet.right[anchor])] = step
    joined = level <= ABOVE
    anchor = chains[np.minimum(level, ABOVE), cue]
    branch, steps = token.copy(), np.zeros(len(token), np.int64)
    for _ in range(DOWN):
        above = head[branch]
        on = joined & (branch != anchor) & (above != anchor) & (above != branch)
        if not on.any():
            break
        branch = np.where(on, above, branch)
        steps += on
    none = np.uint64(0)
    edge = (sheet.left[branch] == token) * 1 + (sheet.right[branch] == token) * 2
    return {
        "up": np.stack(up)[level, cue],
        "level": level.astype(np.uint64),
        "branch": np.where(branch == anchor, np.uint64(1), np.where(joined, f["dep"][branch], np.uint64(2))),
        "side": np.where(branch < anchor, np.uint64(1), np.uint64(2)),
        "steps": _number(steps, 0, 4),
        "branchword": np.where(joined, f["word"][branch], none),
        "branchtag": np.where(joined, f["tag"][branch], none),
        "anchor": np.where(joined, f["word"][anchor], none),
        "anchorlists": np.where(joined, f["lists"][anchor], none),
        "edge": np.where(joined, edge, 4).astype(np.uint64),
    }


def _first_reading(seen: _Seen, labels: Labels, chances: Scores) -> dict[str, Facts]:
    """Tell what the first reading took the token for, and how likely it held source and content."""
    levels = {
        "isource": chances[:, SOURCE] + chances[:, SOURCE + 1],
        "icontent": chances[:, CONTENT] + chances[:, CONTENT + 1],
        "bsource": chances[:, SOURCE],
        "bcontent": chances[:, CONTENT],
    }
    found = {name: np.searchsorted(_CHANCE, value).astype(np.uint64)[seen.token] for name, value in levels.items()}
    return {**found, "label": labels.astype(np.uint64)[seen.token]}


def _between(seen: _Seen, every: list[Cue], labels: Labels) -> dict[str, Facts]:
    """Tell how far the token is, and how many cues, commas, passages, sources, contents and sentences lie between."""
    sheet, token = seen.sheet, seen.token
    far = np.where(seen.before, token - seen.start, np.where(seen.after, token - seen.end + 1, 0))
    begins = np.zeros(len(sheet), bool)
    begins[[cue.start for cue in every]] = True
    passage = sheet.passage
    opens = np.cumsum(np.concatenate([[False], (passage[1:] >= 0) & (passage[1:] != passage[:-1])]))
    found = {
        "far": np.searchsorted(_FAR, far, "right").astype(np.uint64),
        "where": np.where(seen.before, np.uint64(1), np.where(seen.after, np.uint64(2), np.uint64(0))),
        "between": seen.count(begins, 2),
        "commas": seen.count(sheet.facts["word"] == _COMMA, 3),
        "sentence": _number(sheet.sentence[token] - sheet.sentence[seen.heads][seen.cue], -2, 2),
        "quotation": _number(opens[token] - opens[seen.start], -2, 2) * np.uint64(8)
        + ((passage[token] >= 0) * 2 + (passage[seen.start] >= 0)).astype(np.uint64),
        "samequote": ((passage[token] == passage[seen.start]) & (passage[token] >= 0)).astype(np.uint64),
    }
    for name, kind in (("sources", SOURCE), ("contents", CONTENT)):
        order = np.cumsum(labels == kind)
        found[name] = _number(order[token] - order[seen.start], -3, 3)
    return found


def _cue(seen: _Seen, chances: Scores) -> dict[str, Facts]:
    """Tell of the cue itself: its words, its place in the parse, how sure the first reading was of it."""
    f, heads = seen.sheet.facts, seen.heads
    last = len(seen.sheet) - 1
    facts = {
        "cueword": f["word"][heads],
        "cuelists": f["lists"][heads],
        "cuetag": f["tag"][heads],
        "cuedep": f["dep"][heads],
        "cuekids": f["kids"][heads],
        "first": f["word"][seen.starts],
        "last": f["word"][seen.ends - 1],
        "next": f["word"][np.minimum(seen.ends, last)],
        "cuelength": _number(seen.ends - seen.starts, 0, 4),
        "sure": np.searchsorted(_SURE, chances[seen.starts, CUE]).astype(np.uint64),
    }
    return {name: values[seen.cue] for name, values in facts.items()}


def _own(seen: _Seen, drafts: list[Draft], windows: list[Range], ranges: list[Range]) -> dict[str, Facts]:
    """Tell whether the rules' draft at this cue has the token for content or source, and whether another one has."""
    content, source = np.zeros(len(seen.token), np.uint64), np.zeros(len(seen.token), np.uint64)
    known, rule = np.zeros(len(seen.cues), np.uint64), np.zeros(len(seen.cues), np.uint64)
    for number, cue in enumerate(seen.cues):
        if cue.draft is None:
            continue
        draft = drafts[cue.draft]
        known[number] = 2 if draft.mention_spans else 1
        rule[number] = get_string_id("+".join(draft.rules))
        start, end = windows[number]
        shift = ranges[number][0] - start
        tokens = seen.sheet.drafts[cue.draft]
        for column, spans in ((content, tokens.content), (source, tokens.source)):
            for a, b in spans:
                first, last = max(a, start) + shift, min(b, end) + shift
                if first < last:
                    column[first:last] = 1
                    column[first], column[last - 1] = 2, 3
    other = (seen.sheet.facts["content"][seen.token] > 0) & (content == 0)
    return {
        "ownc": content + np.uint64(4) * known[seen.cue],
        "owns": source + np.uint64(4) * known[seen.cue],
        "other": other.astype(np.uint64),
        "ownrule": rule[seen.cue],
    }
