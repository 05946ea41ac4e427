"""Passages that no content touched: the cue clause beside them, found by what stands between the two."""

import bisect
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Token

from onrecord import beside
from onrecord.drafts import Draft
from onrecord.extents import spans
from onrecord.page import Page, frame
from onrecord.punctuation import DASHES
from onrecord.quotation import Passage
from onrecord.records import Span
from onrecord.reports import begin

REACH = 160  # characters between a passage and a cue word that can still be its own
SIGNED = 14  # words of a signature at most
_SIGNATURE = 400  # and characters
SURE = 0.8  # a passage this likely to be speech may have a verb for its cue that is on no list
LOOSE = 12  # letters that may stand between a passage and its cue clause: "...," and later Ms Lee said

_LEADING = frozenset(",:;" + DASHES)
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_NAMED = frozenset({"NNP", "NNPS"})


def attach(page: Page, number: int, taken: dict[int, bool]) -> tuple[int | None, Draft] | None:
    """Find the cue of a passage: a known cue after it or before it, a speaker line, else any verb beside it.

    ``taken`` are the candidates that have a content; True where it could still give way to a passage right beside the
    cue. Gives the number of the candidate, None where the cue was none, and a draft with the passage.
    """
    passage = page.speech[number]
    searches = [("quotation-then-cue", _after), ("cue-then-quotation", _before)]
    for rule, search in reversed(searches) if _led_in(page, passage) else searches:
        found = search(page, passage, taken)
        if found is not None:
            draft = begin(page, page.candidates[found])
            return found, _filled(page, draft, number, rule)
    for rule, look in (("speaker-line", _speaker_line), ("signed", _signed), ("name-colon", _name_colon)):
        if (line := look(page, passage)) is not None:
            return None, _filled(page, line, number, rule)
    if passage.speech >= SURE:
        for rule, seek in (("quotation-then-verb", _verb_after), ("verb-then-quotation", _verb_before)):
            if (verb := seek(page, passage)) is not None:
                return None, _filled(page, _plain(page, verb), number, rule)
    return None


def _led_in(page: Page, passage: Passage) -> bool:
    """Tell whether a colon leads into a passage: who spoke stands before it, whoever speaks next after it."""
    start = frame(passage)[0]
    return page.text[max(0, start - 4) : start].rstrip().endswith(":")


def has_own_cue(page: Page, number: int, taken: dict[int, bool]) -> bool:
    """Tell whether the clause of a cue with a source of its own follows a passage: "Never," said Bo Hill."""
    found = _after(page, page.speech[number], taken)
    if found is None or page.text[page.speech[number].spans[-1][1] - 1] not in ",?!":
        return False
    cue = page.doc[page.candidates[found]["cue"]]
    return page.candidates[found]["source"] is not None or beside.after(page.doc, cue) is not None


def take(page: Page, draft: Draft, number: int) -> None:
    """Give a passage to a draft."""
    passage = page.speech[number]
    draft.passages.append(number)
    draft.spans = sorted([*draft.spans, *passage.spans])
    draft.closed = draft.closed and passage.closed


def find_source(page: Page, draft: Draft) -> None:
    """Give a draft whose parse named no source the noun phrase beside its cue."""
    if draft.source is not None or draft.cue is None:
        return
    cue = page.doc[draft.cue]
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in cue.children):
        return  # what stands before a passive is not who says it
    if cue.tag_ in ("VB", "VBG") or (draft.spans and page.inside(cue) is not None):
        return
    quoted_before = any(frame(page.speech[i])[1] <= cue.idx for i in draft.passages)
    for where in (beside.before, beside.after) if not quoted_before else (beside.after, beside.before):
        run = where(page.doc, cue)
        if run is None or (where is beside.after and not quoted_before):
            continue
        head = beside.head(page.doc, *run)
        if page.inside(head) is None:
            draft.source = head.i
            draft.mention_spans = list(spans(page.doc, range(*run)))
            draft.rules.append("noun-beside")
            return


def _filled(page: Page, draft: Draft, number: int, rule: str) -> Draft:
    draft.rules.append(rule)
    draft.act = "speech"
    take(page, draft, number)
    return draft


def _plain(page: Page, cue: Token) -> Draft:
    """Start a draft at a verb that is on no list."""
    subject = next((c for c in cue.children if c.dep_ == "nsubj"), None)
    return begin(
        page,
        {
            "cue": cue.i,
            "cue_tokens": [cue.i],
            "source": subject.i if subject is not None else None,
            "addressee": None,
            "channel": None,
            "rules": [],
            "act": None,
        },
    )


def _clause(page: Page, candidate: dict[str, Any]) -> Span:
    """Give the characters from the first to the last of a candidate's cue and source."""
    doc = page.doc
    tokens = [*candidate["cue_tokens"]]
    if candidate["source"] is not None:
        source = doc[candidate["source"]]
        tokens += [source.left_edge.i, source.i]
    return doc[min(tokens)].idx, doc[max(tokens)].idx + len(doc[max(tokens)])


def _quotable(page: Page, i: int) -> bool:
    candidate = page.candidates[i]
    return bool(candidate["senses"]) and page.inside(page.doc[candidate["cue"]]) is None


def _after(page: Page, passage: Passage, taken: dict[int, bool]) -> int | None:
    """Find a known cue whose clause begins where the passage ends: "...," she said."""
    end = frame(passage)[1]
    tight = page.text[passage.spans[-1][1] - 1] in _LEADING
    for i in _from(page, end):
        if not taken.get(i, True) or (i in taken and not tight) or not _quotable(page, i):
            continue
        start, stop = _clause(page, page.candidates[i])
        start = max(start, end)
        between = page.text[end:start]
        if "\n" in between or page.text.find("\n", end, stop) >= 0:
            return None
        if sum(c.isalnum() for c in between) <= LOOSE and not _sentence_break(page, end, start):
            return i
    return None


def _before(page: Page, passage: Passage, taken: dict[int, bool]) -> int | None:
    """She said: "...": the passage begins in the sentence of the cue, or right after its colon."""
    start = frame(passage)[0]
    tight = page.text[max(0, start - 4) : start].rstrip()[-1:] in _LEADING
    for i in _back(page, start):
        if not taken.get(i, True) or (i in taken and not tight) or not _quotable(page, i):
            continue
        cue = page.doc[page.candidates[i]["cue"]]
        end = cue.idx + len(cue)
        between = page.text[end:start]
        if "\n" in between.strip() or ("\n" in between and not between.rstrip().endswith(":")):
            return None
        if not _sentence_break(page, end, start):
            return i
    return None


def _from(page: Page, offset: int) -> Iterator[int]:
    first = bisect.bisect_left(page.cue_offsets, offset)
    for i in range(first, len(page.candidates)):
        if page.cue_offsets[i] > offset + REACH:
            return
        yield i


def _back(page: Page, offset: int) -> Iterator[int]:
    last = bisect.bisect_left(page.cue_offsets, offset) - 1
    for i in range(last, -1, -1):
        if page.cue_offsets[i] < offset - REACH:
            return
        yield i


def _speaker_line(page: Page, passage: Passage) -> Draft | None:
    """Ann Lee, head teacher: "...": a paragraph that opens with a name and a colon."""
    start = frame(passage)[0]
    block = page.blocks[page.paragraph(start)]
    lead = page.text[block[0] : start].rstrip()
    if not lead.endswith(":") or len(lead) > 100:
        return None
    colon = page.token_at(block[0] + len(lead) - 1)
    first = page.token_at(block[0])
    words = [t for t in page.doc[first.i : colon.i] if not t.is_space]
    if not words or any(t.tag_ in _FINITE or t.tag_ == "MD" for t in words):
        return None
    head = beside.head(page.doc, words[0].i, words[-1].i + 1)
    mention = list(spans(page.doc, range(words[0].i, words[-1].i + 1)))
    return (
        Draft(
            spans=[],
            rules=[],
            act="speech",
            cue=colon.i,
            cue_spans=[(colon.idx, colon.idx + 1)],
            source=head.i,
            mention_spans=mention,
        )
        if mention
        else None
    )


def _signed(page: Page, passage: Passage) -> Draft | None:
    """Find who signs a quotation after a dash, to the end of the paragraph: "..." - Ann Lee, pilot."""
    end = frame(passage)[1]
    block = page.blocks[page.paragraph(end - 1)]
    dash = next((i for i in range(end, block[1]) if not page.text[i].isspace()), block[1])
    width = next((len(mark) for mark in ("--", *DASHES) if page.text.startswith(mark, dash)), 0)
    if not width or block[1] - dash > _SIGNATURE:
        return None
    # the parser may take a rare dash for a verb, or one token with the mark before it
    names = page.words(dash + width, block[1])
    if not 1 <= len(names) < SIGNED or any(t.tag_ in _FINITE for t in names):
        return None
    if not names[0].text[:1].isupper() or any(page.inside(t) is not None for t in names):
        return None
    stop = next((k for k, t in enumerate(names) if t.is_punct and t.text not in ".-’'"), len(names))
    head = beside.head(page.doc, names[0].i, names[max(1, stop) - 1].i + 1)
    return Draft(
        spans=[],
        rules=[],
        act="speech",
        cue=page.token_at(dash).i,
        cue_spans=[(dash, dash + width)],
        source=head.i,
        mention_spans=list(spans(page.doc, range(names[0].i, names[-1].i + 1))),
    )


def _name_colon(page: Page, passage: Passage) -> Draft | None:
    """Find a name right before the colon that leads into the marks, in a line that has no verb of its own for it."""
    start = frame(passage)[0]
    lead = page.text[max(0, start - 4) : start].rstrip()
    if not lead.endswith(":"):
        return None
    colon = page.token_at(start - 1 - (len(page.text[max(0, start - 4) : start]) - len(lead)))
    run = beside.before(page.doc, colon)
    if run is None or page.doc[run[1] - 1].tag_ not in _NAMED or page.inside(page.doc[run[0]]) is not None:
        return None
    return Draft(
        spans=[],
        rules=[],
        act="speech",
        cue=colon.i,
        cue_spans=[(colon.idx + len(colon) - 1, colon.idx + len(colon))],
        source=beside.head(page.doc, *run).i,
        mention_spans=list(spans(page.doc, range(*run))),
    )


def _verb_after(page: Page, passage: Passage) -> Token | None:
    """Find any verb whose clause follows a comma inside the marks: "...," she barked."""
    end = frame(passage)[1]
    if page.text[passage.spans[-1][1] - 1] not in ",?!" or page.text[end : end + 1] == "\n":
        return None
    token = page.token_at(end)
    for t in page.doc[token.i : token.i + 12]:
        if t.idx < end:
            continue
        if "\n" in t.text or (t.is_sent_start and t.idx > end + 1) or page.inside(t) is not None:
            return None
        if t.tag_ in _FINITE and t.dep_ not in ("aux", "auxpass", "relcl"):
            return t
    return None


def _verb_before(page: Page, passage: Passage) -> Token | None:
    """Find any verb whose clause a comma or colon leads from into the marks: She pondered, "..."."""
    start = frame(passage)[0]
    gap = page.text[max(0, start - 4) : start]
    if gap.rstrip()[-1:] not in _LEADING or ("\n" in gap and gap.rstrip()[-1:] != ":"):
        return None
    lead = page.text[:start].rstrip()  # a colon may lead into the next paragraph
    token = page.token_at(len(lead) - 1)
    for i in range(token.i, max(-1, token.i - 20), -1):
        t = page.doc[i]
        if "\n" in t.text or page.inside(t) is not None:
            return None
        if (
            t.tag_ in _FINITE
            and t.dep_ in ("ROOT", "conj", "advcl", "ccomp")
            and any(c.dep_ == "nsubj" for c in t.children)
        ):
            return t
        if t.is_sent_start:
            return None
    return None


def _sentence_break(page: Page, start: int, end: int) -> bool:
    between = page.text[start:end].strip()
    if between.endswith((".", "!", "?")):
        return True
    return not page.one_sentence(start, end) and any(mark in between for mark in (". ", "! ", "? "))
