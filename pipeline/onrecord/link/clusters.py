"""The same words in several articles, and the same address with another text: wire copy and updated versions."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from onrecord import resources
from onrecord.link.names import folded
from onrecord.records import Link, short_hash

LEAST = 6  # words: shorter statements are the same by chance


def same_statements(rows: Iterable[tuple[str, str, str, str | None]]) -> Iterator[Link]:
    """Yield a link for each statement whose words, by one speaker, stand in several articles too.

    Rows are (doc_id, statement id, text, speaker); one without a speaker goes with the one speaker that others name.

    >>> words = "We will build it again here."
    >>> len(list(same_statements([("a", "s1", words, "Ann Lee"), ("b", "s2", words, "Lee")])))
    2
    """
    found: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
    for doc_id, number, text, speaker in rows:
        words = folded(text)
        if len(words) >= LEAST:
            surname = (folded(speaker or "") or ("",))[-1]
            found.setdefault(words, []).append((doc_id, number, surname))
    for words, places in sorted(found.items()):
        by_name: dict[str, list[tuple[str, str]]] = {}
        for doc_id, number, name in places:
            by_name.setdefault(name, []).append((doc_id, number))
        nameless = by_name.pop("", []) if len(by_name) == 2 else []  # theirs are the words of the only one named
        for name, ours in sorted(by_name.items()):
            if len({doc_id for doc_id, _ in [*ours, *nameless]}) > 1:
                cluster = short_hash("c", words, name)
                why = ("same words",) if name else ("same words", "no speaker")
                for doc_id, number in sorted([*ours, *nameless]):
                    yield Link(type="statement", doc_id=doc_id, statement_id=number, cluster_id=cluster, why=why)


def versions(rows: Iterable[tuple[str, str | None, str]]) -> Iterator[Link]:
    """Yield a link for each article whose address another one has too. Rows are (doc_id, url, sha256 of the text)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for doc_id, url, digest in rows:
        if url and (key := address(url)):
            found.setdefault(key, []).append((doc_id, digest))
    for key, places in sorted(found.items()):
        if len(places) > 1:
            why = "same address" if len({digest for _, digest in places}) > 1 else "same address and text"
            for doc_id, _ in sorted(places):
                yield Link(type="version", doc_id=doc_id, cluster_id=short_hash("v", key), why=(why,))


def address(url: str) -> str:
    """Give an address without what does not change the page: scheme, www, tracking, fragment, a slash at the end.

    >>> address("https://www.example.com/a/?utm_source=x&id=7#top")
    'example.com/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    marks = resources.table("link.toml")["tracking"]["prefixes"]
    kept = [(key, value) for key, value in parse_qsl(parts.query) if not key.lower().startswith(tuple(marks))]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else ""
