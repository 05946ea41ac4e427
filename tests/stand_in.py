"""A stand-in for the pipeline: records built by hand, or from whatever stands between curly marks, true to the text."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord import marks
from onrecord.batch.answers import answered, refused
from onrecord.batch.store import Store
from onrecord.records import Article, Reject, Role, Span, Speaker, Statement, short_hash, slices
from onrecord.summary import Counts, Effort, RunSummary, run_json, timings, versions

STORY = """Fictional council drops [role mayor] of [organisation Elmbridge] [speaker Ann Lee]'s tram plan

“[a The tram is dead,]” [cue said] [mention Lee]. “[a We tried.]”
“[b It was the last chance,]
“[b and we lost it,]” he added.

[c According to [source the report], [d the officer said that <b>nothing & nobody was lost]].
“[e Nonsense!]” someone shouted.
"""


def statement(article: Article, spans: Iterable[Span], **changes: Any) -> Statement:
    """Build a statement of an article at some places, with all that follows from them; `changes` go over it."""
    spans = tuple(spans)
    start, end = spans[0][0], spans[-1][1]
    text = slices(article.text, spans)
    made: dict[str, Any] = {
        "id": short_hash("s", article.id, spans),
        "doc_id": article.id,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "outlet": article.outlet,
        "form": "direct",
        "act": "speech",
        "text": text,
        "spans": spans,
        "quoted": spans,
        "closed": True,
        "start": start,
        "end": end,
        "words": len(text.split()),
        "quoted_words": len(text.split()),
        "cue": None,
        "cue_spans": (),
        "negated": False,
        "modality": None,
        "mention": None,
        "mention_spans": (),
        "speaker": None,
        "speaker_spans": (),
        "speaker_id": None,
        "speaker_kind": "unknown",
        "named": False,
        "members": (),
        "role": None,
        "role_span": None,
        "organisation": None,
        "organisation_span": None,
        "organisation_kind": None,
        "addressee": None,
        "channel": None,
        "found_by": ("quotation",),
        "resolved_by": "none",
        "unresolved": "no source stated",
        "confidence": 0.5,
        "speaker_confidence": 0.0,
        "paragraph": article.text.count("\n", 0, start),
        "before": article.text[max(0, start - 60) : start],
        "after": article.text[end : end + 60],
        "parent_id": None,
    }
    return Statement(**(made | changes))


def named(article: Article, spans: Iterable[Span], speaker: Span, **changes: Any) -> Statement:
    """Build a statement whose speaker is the name at that place."""
    name = article.text[slice(*speaker)]
    answer = {
        "speaker": name,
        "speaker_spans": (speaker,),
        "speaker_id": short_hash("p", article.id, name),
        "speaker_kind": "person",
        "named": True,
        "resolved_by": "named",
        "unresolved": None,
        "speaker_confidence": 0.875,
    }
    return statement(article, spans, **(answer | changes))


def speakers(article: Article, found: Iterable[Statement]) -> list[Speaker]:
    """Give the speakers that statements refer to."""
    made: dict[str, Speaker] = {}
    for s in found:
        if s.speaker_id is None or s.speaker is None:
            continue
        role = Role(
            role=s.role,
            role_span=s.role_span,
            organisation=s.organisation,
            organisation_span=s.organisation_span,
            organisation_kind=s.organisation_kind,
        )
        new = Speaker(
            speaker_id=s.speaker_id,
            doc_id=article.id,
            name=s.speaker,
            kind=s.speaker_kind,
            named=s.named,
            aliases=(),
            roles=(role,) if s.role or s.organisation else (),
            members=s.members,
            statements=(),
        )
        known = made.get(s.speaker_id, new)
        made[s.speaker_id] = replace(known, statements=(*known.statements, s.id))
    return list(made.values())


def story(**about: Any) -> tuple[Article, list[Statement], list[Speaker]]:
    """Give an article with statements of every sort: interrupted, over paragraphs, nested, of a document, of nobody."""
    text, at = marks.parse(STORY)
    article = Article(**({"id": "story.txt", "text": text, "source": "story.txt"} | about))

    lee = {
        "role": "mayor",
        "role_span": at["role"][0],
        "organisation": "Elmbridge",
        "organisation_span": at["organisation"][0],
        "organisation_kind": "place",
    }
    said = {"cue": "said", "cue_spans": tuple(at["cue"]), "mention": "Lee", "mention_spans": tuple(at["mention"])}
    first = named(article, at["a"], at["speaker"][0], **lee, **said)
    second = named(article, at["b"], at["speaker"][0], **lee, resolved_by="continuation", closed=False)
    report = {"speaker_kind": "document", "named": False, "form": "indirect", "quoted": (), "quoted_words": 0}
    outer = named(article, at["c"], at["source"][0], **report, negated=True, modality="may", channel="on Twitter")
    inner = statement(article, at["d"], parent_id=outer.id, form="indirect", quoted=(), quoted_words=0)
    shout = statement(article, at["e"], addressee="the BBC", act="other", unresolved="two candidates: A, B")
    found = [first, second, outer, inner, shout]
    return article, found, speakers(article, found)


def write(out: Path, *found: tuple[Article, list[Statement], list[Speaker]], rejects: Iterable[Reject] = ()) -> Counts:
    """Write a knowledge file of records, as a run does."""
    out.mkdir(parents=True, exist_ok=True)
    with closing(Store(out, {})) as store:
        answers = [*(answered(*one) for one in found), *(refused(one) for one in rejects)]
        for number, answer in enumerate(answers):
            store.add(b"%d" % number, answer)
        effort, began = Effort(), timings(datetime.now(UTC))
        summary = RunSummary(versions=versions(), settings={}, counts=store.counts, effort=effort, timings=began)
        store.end(run_json(summary).encode())
    return store.counts


def annotate(articles: Iterable[Article], ahead: int = 3) -> Iterator[tuple[Article, list[Statement], list[Speaker]]]:
    """Find what stands between curly marks; reads some articles ahead, as the pipeline does."""
    waiting = iter(articles)
    while batch := list(islice(waiting, ahead)):
        for article in batch:
            found = [statement(article, [m.span(1)]) for m in re.finditer("“([^“”]+)”", article.text)]
            yield article, found, []
