"""Articles through a pipeline in this process, with what was rejected on the way let through in its place."""

from collections import deque
from collections.abc import Iterable, Iterator

from onrecord.batch.recipe import Annotate, Annotated
from onrecord.records import Article, Reject


def stream(items: Iterable[Article | Reject], annotate: Annotate) -> Iterator[Annotated | Reject]:
    """Annotate the articles of a stream and let the rejects through, each in its place.

    The order is that of the input however many articles ``annotate`` reads ahead.

    >>> reject = Reject(where="a.pdf", what="file", why="not text", remedy="convert it")
    >>> list(stream([reject], lambda articles: ((a, [], []) for a in articles))) == [reject]
    True
    """
    ahead = 0
    waiting: deque[tuple[int, Reject]] = deque()

    def articles() -> Iterator[Article]:
        nonlocal ahead
        for item in items:
            if isinstance(item, Reject):
                waiting.append((ahead, item))
            else:
                ahead += 1
                yield item

    for done, annotated in enumerate(annotate(articles())):
        while waiting and waiting[0][0] <= done:
            yield waiting.popleft()[1]
        yield annotated
    yield from (reject for _, reject in waiting)
