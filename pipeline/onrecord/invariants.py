"""What must be true of every record before it is written: it says what the article says, at the place it names."""

from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.records import ROUND, Article, Role, Span, Spans, Speaker, Statement, slices

CONTEXT = 60  # characters before and after a statement, as design and schema promise


def broken(article: Article, statements: Sequence[Statement], speakers: Sequence[Speaker]) -> list[str]:
    """Give what is wrong with the records of an article, in words; an empty list when every one of them is true to it.

    Checked: every span lies in the text and its slice is the value beside it, spans are sorted, ids are unique and
    what refers to them finds them, whoever is not named has a reason. Linear in the length of the records.

    >>> broken(Article(id="a", text="She said so.", source="a"), [], [])
    []
    """
    ids = [s.id for s in statements]
    sources = [s.speaker_id for s in speakers]
    wrong = [f"two records have the id {twice}" for twice in _twice(ids) + _twice(sources)]
    known, known_sources = set(ids), set(sources)
    for statement in statements:
        faults = [*_place(article, statement), *_evidence(article.text, statement), *_answer(statement)]
        if statement.parent_id is not None and (
            statement.parent_id not in known or statement.parent_id == statement.id
        ):
            faults.append(f"parent_id {statement.parent_id} is no other statement of the article")
        if statement.speaker_id is not None and statement.speaker_id not in known_sources:
            faults.append(f"speaker_id {statement.speaker_id} is no speaker of the article")
        wrong += [f"statement {statement.id}: {fault}" for fault in faults]
    for speaker in speakers:
        wrong += [f"speaker {speaker.speaker_id}: {fault}" for fault in _speaker(article, speaker, known)]
    return wrong


def _place(article: Article, s: Statement) -> Iterator[str]:
    """Yield what is wrong with where a statement stands and with the words it is made of."""
    text = article.text
    if s.doc_id != article.id:
        yield f"doc_id {s.doc_id!r} is not the article's"
    if (s.title, s.url, s.published, s.outlet) != (article.title, article.url, article.published, article.outlet):
        yield "title, url, published or outlet is not the article's"
    if not s.spans:
        yield "there are no spans"
        return
    if fault := _spans(text, s.spans):
        yield f"spans {fault}"
        return
    if s.text != slices(text, s.spans):
        yield "text is not what stands at spans"
    if (s.start, s.end) != (s.spans[0][0], s.spans[-1][1]):
        yield "start and end are not those of spans"
    if fault := _spans(text, s.quoted):
        yield f"quoted {fault}"
    elif not _inside(s.quoted, s.spans):
        yield "quoted lies outside spans"
    if len(s.before) > CONTEXT or not text.startswith(s.before, max(0, s.start - len(s.before))):
        yield "before is not what stands before it"
    if len(s.after) > CONTEXT or not text.startswith(s.after, s.end):
        yield "after is not what stands after it"


def _evidence(text: str, s: Statement) -> Iterator[str]:
    """Yield what is wrong with the words that prove a statement's source."""
    for name, value, spans in (("cue", s.cue, s.cue_spans), ("mention", s.mention, s.mention_spans)):
        if fault := _spans(text, spans):
            yield f"{name}_spans {fault}"
        elif value != (slices(text, spans) if spans else None):
            yield f"{name} is not what stands at {name}_spans"
    if any(not 0 <= start < end <= len(text) for start, end in s.speaker_spans):
        yield "speaker_spans is empty or outside the text"
    if list(s.speaker_spans) != sorted(s.speaker_spans):
        yield "speaker_spans is not sorted"
    yield from _tie(text, s)


def _answer(s: Statement) -> Iterator[str]:
    """Yield what is wrong with the answer itself: who, by which step, how sure."""
    if s.speaker is None and (not s.unresolved or s.speaker_id is not None):
        yield "there is no speaker, but an id or no reason"
    if not s.found_by or not s.resolved_by:
        yield "found_by or resolved_by is empty"
    for name, value in (("confidence", s.confidence), ("speaker_confidence", s.speaker_confidence)):
        if not 0 <= value <= 1 or value != round(value, ROUND):
            yield f"{name} {value} is not from 0 to 1 with {ROUND} decimals"


def _speaker(article: Article, speaker: Speaker, known: set[str]) -> Iterator[str]:
    if speaker.doc_id != article.id:
        yield f"doc_id {speaker.doc_id!r} is not the article's"
    if lost := [i for i in speaker.statements if i not in known]:
        yield f"there is no statement {lost[0]}"
    for role in speaker.roles:
        yield from _tie(article.text, role)


def _tie(text: str, record: Statement | Role) -> Iterator[str]:
    """Yield what is wrong with a role or an organisation and its place."""
    for name, value, span in (
        ("role", record.role, record.role_span),
        ("organisation", record.organisation, record.organisation_span),
    ):
        if span is not None and not 0 <= span[0] < span[1] <= len(text):
            yield f"{name}_span is empty or outside the text"
        elif value != (text[slice(*span)] if span else None):
            yield f"{name} is not what stands at {name}_span"


def _spans(text: str, spans: Spans) -> str:
    """Say what is wrong with a list of spans: outside the text, empty, or not one after the other."""
    last = 0
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            return f"holds {[start, end]}, empty or outside the text"
        if start < last:
            return "is not sorted or overlaps itself"
        last = end
    return ""


def _inside(inner: Spans, outer: Spans) -> bool:
    """Tell whether each of some sorted spans lies within one of some other sorted spans."""
    rest: Iterator[Span] = iter(outer)
    around = next(rest, None)
    for start, end in inner:
        while around is not None and around[1] < end:
            around = next(rest, None)
        if around is None or start < around[0]:
            return False
    return True


def _twice(ids: Sequence[str]) -> list[str]:
    return [i for i, count in Counter(ids).items() if count > 1]
