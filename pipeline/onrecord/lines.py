"""Lines that a name and a colon open: headlines (``Mayor: Bridge Shut``), transcripts (``ANN LEE: It works.``)."""

from collections.abc import Iterator

from spacy.tokens import Token

from onrecord import beside, resources
from onrecord.drafts import Draft
from onrecord.extents import spans
from onrecord.page import Page
from onrecord.records import Span

_SHORT = 4  # letters of a title that a full stop shortens: SEN. LEE:
HEAD = 3  # paragraphs among which a headline may be
LEAD = 9  # words before the colon at most
TALK = 3  # paragraphs one after the other, each opened by a person's name
NAME = 3  # words of such a name
_VERBS = frozenset({"VBD", "VBZ", "VBP", "MD"})
_ENDS = frozenset(".?!…")
_SOURCES = frozenset({"PERSON", "ORG", "GPE", "NORP"})


def lines(page: Page) -> Iterator[Draft]:
    """Yield a draft for each paragraph that a speaker's name opens, if no quotation marks tell what is said.

    A transcript's turns need a name that opens two paragraphs at least, or capitals, or such lines one after the other;
    a headline is the first paragraph or one without a full stop.
    """
    found = [(block, lead) for block in page.blocks if (lead := _lead(page, block)) is not None]
    names: dict[str, int] = {}
    for _, lead in found:
        names[_text(lead)] = names.get(_text(lead), 0) + 1
    head = page.blocks[:HEAD]
    talk = _talk(page, found)
    for block, lead in found:
        label = len(lead) == 1 and lead[0].lower_ in resources.forms("line_questions") | resources.forms("line_answers")
        headline = block in head and page.text[block[1] - 1] not in ".!" and block[1] - block[0] < 160
        who = resources.forms("roles") | resources.forms("bodies") | resources.forms("groups")
        named = any(t.ent_type_ in _SOURCES or t.is_upper or t.lower_ in who for t in lead)
        turn = names[_text(lead)] > 1 or all(t.is_upper for t in lead if t.is_alpha)
        interview = label or block in talk
        if not (turn or interview or (headline and named)):
            continue
        colon = page.doc[lead[-1].i + 1]
        rest = page.words(colon.idx + 1, block[1])
        if rest and not _quoted_whole(page, lead, rest):
            yield _draft(page, lead, colon, rest, "interview" if interview else "turn" if turn else "headline")


def _talk(page: Page, found: list[tuple[Span, list[Token]]]) -> set[Span]:
    """Give the paragraphs of an interview: TALK at least, one after the other, names before colons, one a question.

    Names by their form, as the recogniser misses many of them here; one it knows, or initials of another, are needed.
    """
    rows: list[list[tuple[Span, list[Token]]]] = [[]]
    for block, lead in found:
        if rows[-1] and page.paragraph(rows[-1][-1][0][0]) + 1 != page.paragraph(block[0]):
            rows.append([])
        if len(lead) <= NAME and all(t.text[0].isupper() for t in lead) and page.text[block[1] - 1] in _ENDS:
            rows[-1].append((block, lead))
    out: set[Span] = set()
    for row in rows:
        initials = {"".join(t.text[0] for t in lead) for _, lead in row if len(lead) > 1}
        known = any(t.ent_type_ == "PERSON" or t.text in initials for _, lead in row for t in lead)
        if len(row) >= TALK and known and any(page.text[end - 1] == "?" for (_, end), _ in row):
            out |= {block for block, _ in row}
    return out


def _quoted_whole(page: Page, lead: list[Token], rest: list[Token]) -> bool:
    """Tell whether all that follows the colon is one quotation: then the quotation finds its own speaker line."""
    number = page.inside(rest[0])
    return number is not None and number != page.inside(lead[0]) and number == page.inside(rest[-1])


def _lead(page: Page, block: Span) -> list[Token] | None:
    """Give the words before the colon that a paragraph opens with, if they can be a name: no verb, no quotation."""
    out: list[Token] = []
    words = page.words(block[0], min(block[1], block[0] + 100))
    if words and words[0].is_quote:
        words = words[1:]  # a transcript whose every turn opens with a mark
    for token in words:
        if token.text == ":":
            return out if out and _name(out) else None
        if len(out) > LEAD or token.tag_ in _VERBS or token.is_quote or token.text in "?!":
            return None
        if token.text == "." and (not out or len(out[-1]) > _SHORT):
            return None
        out.append(token)
    return None


def _name(words: list[Token]) -> bool:
    text = _text(words)
    if text.lower() in resources.forms("line_questions") | resources.forms("line_answers"):
        return True
    if text.lower() in resources.forms("roles") | resources.forms("bodies") | resources.forms("groups"):
        return True
    return (
        words[0].text[:1].isupper()
        and (words[-1].tag_[:2] == "NN" or len(words) == 1)
        and text not in resources.forms("not_names")
        and (text.lower() not in resources.forms("line_labels"))
    )


def _text(words: list[Token]) -> str:
    return words[0].doc[words[0].i : words[-1].i + 1].text


def _draft(page: Page, lead: list[Token], colon: Token, rest: list[Token], rule: str) -> Draft:
    head = beside.head(page.doc, lead[0].i, lead[-1].i + 1)
    content = [(rest[0].idx, rest[-1].idx + len(rest[-1]))]
    touched = [i for i in page.touching(*content[0]) if rule == "headline" or page.inside(lead[0]) == i]
    return Draft(
        spans=content,
        rules=[f"speaker-line-{rule}"],
        act="speech",
        cue=colon.i,
        cue_spans=[(colon.idx, colon.idx + 1)],
        source=head.i,
        mention_spans=list(spans(page.doc, range(lead[0].i, lead[-1].i + 1))),
        passages=touched,
    )
