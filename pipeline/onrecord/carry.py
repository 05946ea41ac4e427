"""What goes on: a quotation with the statement before, a report with quoted words, a source with the next cue."""

import bisect
import itertools
from collections.abc import Iterable, Iterator

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from onrecord import resources
from onrecord.drafts import Draft, overlap, union
from onrecord.page import Page, frame
from onrecord.records import Span
from onrecord.reports import mention

BACK = 2  # sentences before a quotation, of which the nearer may be no more than "But"
REACH = 200  # characters between a report's content and quoted words that may still belong to it
_SUBJECTS = frozenset({"nsubj", "expl", "auxpass", "nsubjpass"})
_OPEN_FORMS = frozenset({"VBG", "VBD", "VBZ", "VBP"})
_STOPS = frozenset(".,;:—–-?!)\"”’'»")


def carried_on(page: Page, number: int, last: Draft | None) -> Draft | None:
    """Give the statement that a passage goes on with: "...," she said. "...": nothing but her clause stands between."""
    if last is None or not last.passages:
        return None
    passage = page.speech[number]
    before = page.speech[last.passages[-1]]
    start, end = frame(before)[1], frame(passage)[0]
    between = [(start, end)]
    if start >= end:
        return None
    own = union([*last.cue_spans, *last.mention_spans])
    text = page.text
    gap = text[start:end]
    if not page.one_sentence(start, end) or (any(c.isalnum() for c in gap) and not overlap(own, between)):
        return None
    direct = [span for i in last.passages for span in page.speech[i].spans]
    if "\n" in gap and any(overlap([span], direct) < span[1] - span[0] for span in last.spans):
        return None  # a clause with some words in marks does not go on with the quotation of the next paragraph
    if "\n" not in gap:
        return last if gap.strip() and gap.rstrip()[-1] in _STOPS else None
    alone = not gap.partition("\n")[2].strip() and _whole_paragraphs(page, frame(passage))
    return last if alone and not _other_turn(page, number, last) else None


def _other_turn(page: Page, number: int, last: Draft) -> bool:
    """Tell whether a passage is the turn of another: asked after a question and its answer, or answers a bare one."""
    asks = [page.text[page.speech[i].spans[-1][1] - 1] == "?" for i in range(max(0, number - 2), number + 1)]
    if asks[-2:] == [True, False]:
        return last.cue is None
    here = page.paragraph(frame(page.speech[number])[0])
    return asks == [True, False, True] and page.paragraph(frame(page.speech[number - 2])[1] - 1) == here - 2


def _whole_paragraphs(page: Page, place: Span) -> bool:
    """Tell whether a stretch of text begins where a paragraph begins and ends where one ends."""
    start, end = place
    return page.blocks[page.paragraph(start)][0] == start and page.blocks[page.paragraph(end - 1)][1] <= end


def sentence_of(page: Page, number: int, drafts: dict[int, Draft], ends: list[tuple[int, int]]) -> Draft | None:
    """Give the report whose parse cut off the quoted words that its sentence ends in: a tribute to “the skill of X”."""
    if not page.fragment(number):
        return None
    start = frame(page.speech[number])[0]
    i = bisect.bisect_right(ends, (start, 0)) - 1
    if i < 0:
        return None
    draft = drafts.get(ends[i][1])
    if draft is None or draft.cue is None or not draft.spans or page.inside(page.doc[draft.cue]) is not None:
        return None
    near = (
        start - draft.end <= REACH and page.one_sentence(draft.end - 1, start + 2) and page.doc[draft.cue].idx < start
    )
    return draft if near and not _other_cue(page, draft.end, start) else None


def _other_cue(page: Page, start: int, end: int) -> bool:
    first = bisect.bisect_left(page.cue_offsets, start)
    return any(page.candidates[i]["senses"] for i in range(first, bisect.bisect_left(page.cue_offsets, end)))


def run_on(page: Page, draft: Draft, number: int) -> None:
    """Let the content of a report go on to the end of a passage."""
    passage = page.speech[number]
    draft.spans[-1] = (draft.spans[-1][0], frame(passage)[1])
    draft.passages.append(number)
    draft.rules.append("quotation-runs-on")


def share_sources(page: Page, drafts: dict[int, Draft]) -> None:
    """Give a participle without a source that of the cue before it in the sentence: she said ..., adding that ..."""
    last: Draft | None = None
    for draft in sorted((d for d in drafts.values() if d.cue is not None), key=lambda d: d.cue or 0):
        cue = page.doc[draft.cue or 0]
        if page.inside(cue) is not None:
            continue
        if draft.source is not None:
            last = draft
        elif last is not None and _without_subject(cue) and page.doc[last.cue or 0].sent == cue.sent:
            draft.source, draft.mention_spans = last.source, list(last.mention_spans)
            draft.rules.append("same-source")


def source_before(page: Page, drafts: Iterable[Draft], floating: Iterable[Draft]) -> None:
    """Give a quotation without a cue who speaks in the sentence before it, in its paragraph: Mr Lee denied it."""
    first: dict[int, Draft] = {}
    for draft in sorted((d for d in drafts if d.cue is not None and d.source is not None), key=lambda d: d.cue or 0):
        if page.inside(page.doc[draft.cue or 0]) is None:
            first.setdefault(page.doc[draft.cue or 0].sent.start, draft)
    for draft in floating:
        if draft.source is not None or draft.cue is not None:
            continue
        for sentence in _sentences_before(page, frame(page.speech[draft.passages[0]])[0]):
            own = page.inside(sentence.root) is None  # else the parse hangs it on a verb of the quotation
            if (before := first.get(sentence.start)) is not None:
                draft.source, draft.mention_spans = before.source, list(before.mention_spans)
            elif own and (subject := _speaking(sentence.root)) is not None:
                draft.source, draft.mention_spans = subject.i, mention(page, subject, sentence.root)
            if draft.source is not None:
                draft.rules.append("sentence-before")
            if draft.source is not None or (own and any(c.dep_ in _SUBJECTS for c in sentence.root.children)):
                break


def _sentences_before(page: Page, start: int) -> Iterator[Sentence]:
    """Yield the sentence before a place in its paragraph, and the one before that, if there is one."""
    first = page.blocks[page.paragraph(start)][0]
    at = page.token_at(start)
    before = at.i + (at.idx < start)  # tokens from here on do not count
    for _ in range(BACK):
        back = itertools.takewhile(lambda t: t.idx >= first, (page.doc[i] for i in range(before - 1, -1, -1)))
        word = next((t for t in back if any(c.isalnum() for c in t.text)), None)
        if word is None or page.inside(word) is not None:
            return
        yield word.sent
        before = word.sent.start


def _speaking(verb: Token) -> Token | None:
    """Give the subject of a verb if that can speak: a person's name, he, she, I."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None:
        return None
    form = next((row for row in resources.lexicon("pronouns") if row[0] == subject.lower_), None)
    personal = form is not None and subject.tag_ == "PRP" and form[2] == "singular" and form[3] != "thing"
    return subject if personal or subject.ent_type_ == "PERSON" else None


def _without_subject(cue: Token) -> bool:
    return cue.tag_ in _OPEN_FORMS and not any(c.dep_ in _SUBJECTS for c in cue.children)
