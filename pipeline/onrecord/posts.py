"""Which role to show with a statement, of all that an article gives a person; looked up, however many they are."""

import bisect
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord import resources
from onrecord.entities import Post
from onrecord.records import Span

NONE = Post(None, None, None)
_VERB = 2  # the rank of a verb used as a role: ``runs Ely Water``


@dataclass(frozen=True, slots=True)
class Posts:
    """A person's posts in the order of the article, and what is looked up in them.

    ``spoken`` are the places of roles that can stand with a mention; ``first`` is the first post of the best rank that
    has a role, one with a body if there is one; ``leads`` are those of that rank, by place, that are more than a title;
    ``tied`` is the first body that needs no role, ``by_head`` the first of each role word, both by number.
    """

    spoken: list[tuple[int, int]]
    first: Post
    leads: list[tuple[int, int]]
    posts: list[Post]
    tied: int | None
    by_head: dict[str, int]
    only_body: Post | None

    def shown(self, mentions: Iterable[Span], start: int, *, person: bool) -> Post:
        """Choose the post for a statement that begins at ``start``: one stated with its own mention, else the first.

        An office or work goes before a tie of kin or circumstance, and both before ``who runs X``.
        """
        here = [self.posts[n] for span in mentions for n in self._within(span)]
        role = _chosen(here, start) if here else self._first(start)
        if role.organisation:
            return role
        # another post's organisation is not this one's: only ", of X" without a role, or the same role said again
        numbers = [n for n in (self.tied, self.by_head.get(role.head or "")) if n is not None]
        tied = self.posts[min(numbers)] if numbers else self.only_body if person else None
        return Post(role.role, tied.organisation, tied.organisation_kind) if tied else role

    def _within(self, span: Span) -> list[int]:
        first = bisect.bisect_left(self.spoken, (span[0], -1))
        return [n for _, n in self.spoken[first : bisect.bisect_left(self.spoken, (span[1], -1))]]

    def _first(self, start: int) -> Post:
        place = bisect.bisect_right(self.leads, (start, len(self.posts))) if not self.first.organisation else 0
        return self.posts[self.leads[place - 1][1]] if place else self.first


def posts(found: Iterable[Post]) -> Posts:
    """Make the posts of an entity ready to be looked up.

    >>> posts([]).shown([], 0, person=True)
    Post(role=None, organisation=None, organisation_kind=None, head=None)
    """
    plain = [simple(post) for post in found]
    ranks = [_rank(post) for post in plain]
    best = min((rank for post, rank in zip(plain, ranks, strict=True) if post.role), default=0)
    numbers = [n for n, post in enumerate(plain) if post.role and ranks[n] == best]
    by_head: dict[str, int] = {}
    for n, post in enumerate(plain):
        if post.organisation and post.head:
            by_head.setdefault(post.head, n)
    free = (n for n, p in enumerate(plain) if p.organisation and (p.role is None or ranks[n] == _VERB))
    bodies = {post.organisation: post for post in plain if post.organisation_kind == "body"}
    return Posts(
        spoken=sorted((p.role[0], n) for n, p in enumerate(plain) if p.role and ranks[n] < _VERB),
        first=next((plain[n] for n in numbers if plain[n].organisation), plain[numbers[0]] if numbers else NONE),
        leads=_leads(plain, numbers),
        posts=plain,
        tied=next(free, None),
        by_head=by_head,
        only_body=next(iter(bodies.values())) if len(bodies) == 1 else None,
    )


def simple(post: Post) -> Post:
    """Give a post with its spans as tuples, whatever the Doc carried them as."""
    return Post(_span(post.role), _span(post.organisation), post.organisation_kind, post.head)


def _leads(plain: Sequence[Post], numbers: Iterable[int]) -> list[tuple[int, int]]:
    roles = ((n, plain[n]) for n in numbers)
    return sorted((p.role[0], n) for n, p in roles if p.role and p.head not in _bare_titles())


def _chosen(stated: Sequence[Post], start: int) -> Post:
    before = [p for p in stated if p.role and p.role[0] <= start and p.head not in _bare_titles()]
    return next((p for p in stated if p.organisation), (before or stated[:1])[-1])


def _rank(post: Post) -> int:
    """Rank how well a role tells what somebody is: office or work first, kin and circumstance next, ``runs`` last."""
    if post.head in resources.forms("leading_office"):
        return _VERB
    return 1 if post.head in resources.forms("roles_private") else 0


@functools.cache
def _bare_titles() -> frozenset[str]:
    return frozenset(form.lower() for form in resources.forms("titles"))


def _span(span: Any) -> Span | None:
    return (span[0], span[1]) if span else None
