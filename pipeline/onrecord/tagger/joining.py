"""Chosen candidates -> drafts: what rules know of a construction stays with it, the rest is looked up."""

from dataclasses import replace

from onrecord import beside, modality, resources
from onrecord.drafts import Draft, minus, overlap, union
from onrecord.page import Page
from onrecord.records import Span
from onrecord.tagger.candidates import LATER, LONG, NEAR, RULES, SHORT, TAGGER, Candidate, touched
from onrecord.tagger.choosing import Chosen

Joined = tuple[Draft, float | None]  # a statement, and how likely it is right; None where only rules can tell
_COLON = ":"
_STEPS = {SHORT: "ends-at-marks", LONG: "ends-with-sentence", LATER: "begins-at-clause", NEAR: "source-near"}


def join(page: Page, drafts: list[Draft], chosen: list[Chosen]) -> list[Joined]:
    """Give the chosen statements as drafts, by place, each with its probability, and inner ones with their parent."""
    made = [(_draft(page, drafts, one), one.probability) for one in chosen]
    return _nest(sorted(made, key=lambda pair: (pair[0].start, -pair[0].end, pair[0].cue or 0)))


def act_of(page: Page, cue_spans: list[Span], spans: list[Span], known: str | None = None) -> str:
    """Say which act a statement is, by the last words of its cue that stand in a list of senses.toml.

    A colon, or a content most of which stands in quotation marks, makes it speech where no word does. ``known`` is what
    rules say of it: more words of a cue than they saw can make ``other`` speech (could not resist *pointing out*).
    """
    cue = " ".join(page.text[start:end] for start, end in cue_spans).lower()
    # each passage once, however many of the spans it touches
    touching = {id(one): one for start, end in spans for one in page.outer_touching(start, end)}
    quoted = [piece for one in touching.values() for piece in one.spans]
    in_marks = 2 * overlap(union(quoted), spans) > _size(spans)
    found = _act_of_words(cue.split(), in_marks=in_marks)
    if known is not None:
        return "speech" if (known, found) == ("other", "speech") else known
    return found or ("speech" if _COLON in cue or in_marks else "other")


def _act_of_words(words: list[str], *, in_marks: bool) -> str | None:
    """Give the act of the last word, or pair of words, that any list of verbs has; None where none has one.

    A word of several lists is of the first, but speech, if it can be, of what stands in quotation marks.
    """
    table = resources.table("senses.toml")
    acts: dict[str, str] = table["act"]
    for sense in table["overrule"]["senses"]:
        if any(word in resources.forms(sense) for word in words):
            return acts[sense]
    lists = [sense for sense in acts if in_marks or sense not in table["with_marks"]["senses"]]
    for at in reversed(range(len(words))):
        for some in (" ".join(words[at : at + 2]), words[at]):
            found = [acts[sense] for sense in lists if some in resources.forms(sense)]
            if found:
                return "speech" if in_marks and "speech" in found else found[0]
    return None


def _draft(page: Page, drafts: list[Draft], one: Chosen) -> Draft:
    found = one.candidate
    passages = touched(page, one.spans)
    closed = all(page.speech[i].closed for i in passages)
    if found.draft is None:
        cue = page.doc[found.cue] if found.cue is not None else None
        return Draft(
            spans=one.spans,
            rules=_finders(found),
            act=act_of(page, found.cue_spans, one.spans),
            cue=found.cue,
            cue_spans=found.cue_spans,
            source=_head(page, found.mention_spans),
            mention_spans=found.mention_spans,
            passages=passages,
            closed=closed,
            negated=cue is not None and modality.negated(cue),
            modality=modality.modality(cue) if cue is not None else None,
        )
    draft = drafts[found.draft]
    same = overlap(draft.mention_spans, found.mention_spans) > 0
    return replace(
        draft,
        spans=one.spans,
        rules=[*draft.rules, *_finders(found)],
        act=act_of(page, minus(found.cue_spans, draft.cue_spans), one.spans, draft.act),
        cue_spans=found.cue_spans,
        source=draft.source if same else _head(page, found.mention_spans),
        mention_spans=found.mention_spans,
        passages=passages,
        closed=closed,
        parent=None,
    )


def _finders(found: Candidate) -> list[str]:
    """Name what found a candidate beside the rules: the tagger, and the step that cut or chose, if one did."""
    makers = found.said_by | found.named_by
    steps = [name for maker, name in _STEPS.items() if maker in makers]
    return [TAGGER, *steps] if makers != {RULES} else []


def _head(page: Page, mention: list[Span]) -> int | None:
    """Give the word of a source that the others hang on."""
    if not mention:
        return None
    start, end = mention[0]
    return beside.head(page.doc, page.token_at(start).i, page.token_at(end - 1).i + 1).i


def _nest(joined: list[Joined]) -> list[Joined]:
    """Set the parent of each statement that lies inside another one's content: the smallest such."""
    around: list[int] = []
    for number, (draft, _) in enumerate(joined):
        around = [i for i in around if joined[i][0].end > draft.start]
        holding = [i for i in around if overlap(joined[i][0].spans, draft.spans) == _size(draft.spans)]
        draft.parent = holding[-1] if holding else None
        around.append(number)
    return joined


def _size(spans: list[Span]) -> int:
    return sum(end - start for start, end in spans)
