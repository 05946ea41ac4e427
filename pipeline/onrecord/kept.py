"""What a run knows of articles from an earlier one, so that it need not do all of it again."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Kept:
    """What is known of articles, by their ids: their parses, and digests of what the rules found in them.

    ``before`` are the digests of an earlier run. In which articles the rules find the same again is told in ``same``.
    """

    parsed: dict[str, bytes] = field(default_factory=dict)
    before: dict[str, bytes] = field(default_factory=dict)
    found: dict[str, bytes] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)

    def begin(self, articles: Iterable[tuple[str, bytes | None, bytes]]) -> None:
        """Forget the articles of before, and take in what is known of others: id, parse, digest.

        >>> kept = Kept()
        >>> kept.begin([("a", None, b"")])
        >>> kept.parsed, kept.before
        ({}, {})
        """
        known = list(articles)
        self.parsed = {name: parse for name, parse, _ in known if parse is not None}
        self.before = {name: digest for name, _, digest in known if digest}
        self.found, self.same = {}, set()
