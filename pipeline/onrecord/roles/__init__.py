"""What the article calls a person and for whom: the words about a name, parted into role and organisation."""

from collections.abc import Iterator

from spacy.tokens import Doc

from onrecord.bodies import bracket, owner
from onrecord.entities import Entity, Post
from onrecord.records import Span
from onrecord.roles.after import entry, hanging_on, in_line, noun_before, of_all
from onrecord.roles.before import before_name, split
from onrecord.roles.held import held
from onrecord.roles.nouns import noun_posts
from onrecord.roles.words import courtesy, titles

__all__ = ["courtesy", "noun_posts", "posts_of", "split", "titles"]


def posts_of(doc: Doc, person: Entity) -> list[Post]:
    """Give every role and organisation that stands with a name of this person, in the order of the text.

    Looked at: the words before the name, brackets after it, the apposition on either side, ``, of X,`` after it, what
    the person is said to be, to serve as or to run, and ``as mayor`` before it.
    """
    out: dict[tuple[Span | None, Span | None], Post] = {}
    for start, end in person.mentions:
        for post in around_name(doc, start, end):
            out.setdefault((post.role, post.organisation), post)
    return list(out.values())


def around_name(doc: Doc, start: int, end: int) -> Iterator[Post]:
    """Yield the posts that stand about one place of a name."""
    head = doc[end - 1]
    if post := owner(doc, start):
        yield post
    yield from before_name(doc, start)
    if post := bracket(doc, end):
        yield post
    yield from noun_before(doc, start, end)
    after = list(entry(doc, start, end))
    after = after or [post for child in head.children for post in hanging_on(doc, child, end)]
    yield from after or in_line(doc, end)
    yield from of_all(doc, head)
    yield from held(doc, head)
