"""What the components wrote on a Doc -> records: the statements and speakers of an article."""

import bisect
from typing import Any

from spacy.tokens import Doc

from onrecord.entities import SOURCES, Entity, Post
from onrecord.entities import from_doc as sources_of
from onrecord.page import open_page
from onrecord.posts import NONE, Posts, posts, simple
from onrecord.quotation import from_doc as passages_of
from onrecord.records import ROUND, Article, Form, Role, Span, Spans, Speaker, Statement, short_hash, slices
from onrecord.shares import resolution, share

# marks around a passage less likely to be speech set off a term or a title; they make no quotation of a clause
TERM = 0.2
TAGGED = "onrecord_tagged"  # where the tagger, if it is there, leaves how sure it is
_VERB = 2  # the rank of a role that is a verb: heads, chairs
CONTEXT = 60  # characters of context on either side of a statement


def records(article: Article, doc: Doc) -> tuple[list[Statement], list[Speaker]]:
    """Give the statements and the speakers of an article whose Doc has been through the whole pipeline."""
    text = article.text
    page = open_page(doc)
    entities = sources_of(doc, SOURCES)
    drafts = doc._.onrecord_statements or []
    answers = doc._.onrecord_answers or []
    ids = _ids(article, drafts)
    keys = _keys(article, entities)
    quotes = sorted(span for p in passages_of(doc) if p.depth == 0 and p.speech >= TERM for span in p.spans)
    out: list[Statement] = []
    held = [posts(entity.posts) for entity in entities]
    tagged = (doc._.get(TAGGED) if Doc.has_extension(TAGGED) else None) or [None] * len(drafts)
    for n, (draft, answer) in enumerate(zip(drafts, answers, strict=True)):
        entity = entities[answer["entity"]] if answer["entity"] is not None else None
        said = _said(text, draft, quotes)
        statement = Statement(
            id=ids[n],
            doc_id=article.id,
            title=article.title,
            url=article.url,
            published=article.published,
            outlet=article.outlet,
            paragraph=page.paragraph(said["start"]),
            parent_id=ids[draft["parent"]] if draft["parent"] is not None else None,
            **said,
            **_reported(text, draft, tagged[n]),
            **_attributed(answer, entity, keys, stated=bool(draft["mention_spans"])),
            **_held(text, _shown(draft, entity, held)),
        )
        out.append(statement)
    return out, _speakers(article, doc, entities, keys, out)


def _said(text: str, draft: dict[str, Any], quotes: list[Span]) -> dict[str, Any]:
    """Give the fields that tell what is said and where."""
    spans = _tuples(draft["spans"])
    quoted = _inside(quotes, spans)
    start, end = spans[0][0], spans[-1][1]
    return {
        "form": _form(text, spans, quoted),
        "text": slices(text, spans),
        "spans": spans,
        "quoted": quoted,
        "closed": draft["closed"],
        "start": start,
        "end": end,
        "words": _count(text, spans),
        "quoted_words": _count(text, quoted),
        "before": text[max(0, start - CONTEXT) : start],
        "after": text[end : end + CONTEXT],
    }


def _reported(text: str, draft: dict[str, Any], probability: float | None) -> dict[str, Any]:
    """Give the fields that tell how it is reported: act, cue, mention, and the rules that found them."""
    return {
        "act": draft["act"],
        "cue": _slices(text, draft["cue_spans"]),
        "cue_spans": _tuples(draft["cue_spans"]),
        "negated": draft["negated"],
        "modality": draft["modality"],
        "mention": _slices(text, draft["mention_spans"]),
        "mention_spans": _tuples(draft["mention_spans"]),
        "addressee": _slices(text, draft["addressee"]),
        "channel": _slices(text, draft["channel"]),
        "found_by": tuple(draft["rules"]),
        "confidence": round(_found(draft) if probability is None else probability, ROUND),
    }


def _found(draft: dict[str, Any]) -> float:
    """Give how often such a statement of the rules was right; inside another's content, no more than such ones are."""
    known = share("found", draft["rules"])
    return known if draft["parent"] is None else min(known, share("nested", []))


def _attributed(answer: dict[str, Any], entity: Entity | None, keys: list[str], *, stated: bool) -> dict[str, Any]:
    """Give the fields that tell whose words it is and how that was found."""
    steps = resolution(answer["sieve"], entity.kind if entity else "unknown", stated=stated)
    return {
        "speaker": entity.name if entity else None,
        "speaker_spans": _sorted(answer["spans"]) if entity else (),
        "speaker_id": keys[entity.number] if entity else None,
        "speaker_kind": entity.kind if entity else "unknown",
        "named": entity.named if entity else False,
        "members": tuple(keys[m] for m in entity.members) if entity else (),
        "resolved_by": answer["sieve"],
        "unresolved": answer["unresolved"],
        "speaker_confidence": round(share("resolved", steps), ROUND),
    }


def _held(text: str, post: Post) -> dict[str, Any]:
    """Give the fields of a role and an organisation."""
    return {
        "role": _slice(text, post.role),
        "role_span": post.role,
        "organisation": _slice(text, post.organisation),
        "organisation_span": post.organisation,
        "organisation_kind": post.organisation_kind,
    }


def _shown(draft: dict[str, Any], entity: Entity | None, held: list[Posts]) -> Post:
    """Choose the role to show with a statement."""
    if entity is None:
        return NONE
    mentions = [(start, end) for start, end in draft["mention_spans"]]
    return held[entity.number].shown(mentions, draft["spans"][0][0], person=entity.kind == "person")


def _ids(article: Article, drafts: list[dict[str, Any]]) -> list[str]:
    """Give each statement its id; where several have the same spans, the cue tells them apart."""
    out: dict[str, None] = {}
    for draft in drafts:
        key = short_hash("s", article.id, _tuples(draft["spans"]))
        if key in out:
            key = short_hash("s", article.id, _tuples(draft["spans"]), _tuples(draft["cue_spans"]), len(out))
        out[key] = None
    return list(out)


def _keys(article: Article, entities: list[Entity]) -> list[str]:
    """Give each source its id; where two have the same name at the same place, their numbers tell them apart."""
    out: dict[str, None] = {}
    for entity in entities:
        key = short_hash("p", article.id, entity.name, entity.span)
        out[short_hash("p", article.id, entity.name, entity.span, entity.number) if key in out else key] = None
    return list(out)


def _speakers(
    article: Article, doc: Doc, entities: list[Entity], keys: list[str], statements: list[Statement]
) -> list[Speaker]:
    by_speaker: dict[str, list[str]] = {}
    for statement in statements:
        if statement.speaker_id:
            by_speaker.setdefault(statement.speaker_id, []).append(statement.id)
            for member in statement.members:
                by_speaker.setdefault(member, [])
    out = []
    for entity, key in zip(entities, keys, strict=True):
        if key not in by_speaker:
            continue
        out.append(
            Speaker(
                speaker_id=key,
                doc_id=article.id,
                name=entity.name,
                kind=entity.kind,
                named=entity.named,
                aliases=_aliases(doc, entity),
                roles=tuple(Role(**_held(article.text, p)) for p in map(simple, entity.posts)),
                members=tuple(keys[m] for m in entity.members),
                statements=tuple(by_speaker[key]),
            )
        )
    return out


def _aliases(doc: Doc, entity: Entity) -> tuple[str, ...]:
    """Give the other forms in which the article names an entity, each once, in its order."""
    forms = dict.fromkeys(doc[start:end].text for start, end in entity.mentions)
    return tuple(form for form in forms if form != entity.name)


def _form(text: str, spans: Spans, quoted: Spans) -> Form:
    letters = sum(c.isalnum() for s, e in spans for c in text[s:e])
    marked = sum(c.isalnum() for s, e in quoted for c in text[s:e])
    return "indirect" if not marked else "direct" if marked == letters else "mixed"


def _inside(quotes: list[Span], spans: Spans) -> Spans:
    out: set[Span] = set()
    for start, end in spans:
        for a, b in quotes[max(0, bisect.bisect_right(quotes, (start, start)) - 1) :]:
            if a >= end:
                break
            if max(start, a) < min(end, b):
                out.add((max(start, a), min(end, b)))
    return tuple(sorted(out))


def _count(text: str, spans: Spans) -> int:
    return sum(len(text[s:e].split()) for s, e in spans)


def _tuples(spans: Any) -> Spans:
    return tuple((s, e) for s, e in spans)


def _sorted(spans: Any) -> Spans:
    return tuple(sorted({(s, e) for s, e in spans}))


def _slices(text: str, spans: Any) -> str | None:
    return slices(text, _tuples(spans)) if spans else None


def _slice(text: str, span: Any) -> str | None:
    return text[span[0] : span[1]] if span else None
