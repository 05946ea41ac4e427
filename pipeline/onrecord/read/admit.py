"""A row of fields becomes an Article, or a Reject that says why it cannot."""

import datetime
import hashlib
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from onrecord.read.language import english_share
from onrecord.records import Article, Reject

DETAILS = ("title", "url", "outlet", "byline")
KEYS = ("id", "text", "published", *DETAILS)
DEEPEST = 32  # levels of nesting in the other keys of a row: far more than data needs, far less than breaks a writer

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


def admit(row: Mapping[str, Any], *, source: str, name: str, what: str, any_language: bool) -> Article | Reject:
    """Make an article of a row of fields, with its other keys kept in ``extra``.

    ``source`` says where the row stands, ``name`` is its id when it brings none, ``what`` says what it is ("line").

    >>> admit({"text": "Rain.", "section": "news"}, source="a:1", name="a:1", what="line", any_language=True).extra
    {'section': 'news'}
    >>> admit({"title": "Rain"}, source="a:1", name="a:1", what="line", any_language=False).why
    'it has no text'
    """
    reject = partial(Reject, where=source, what=what)
    text, given_id = row.get("text"), row.get("id")
    if text is None:
        return reject(why="it has no text", remedy="put the words of the article under the key text, or leave it out")
    if not isinstance(text, str):
        return reject(why=f"its text is not a string but {_kind(text)}", remedy="put the article's words under text")
    if not text.strip():
        return reject(why="there is nothing in it", remedy="fill in the words of the article, or leave it out")
    if "\0" in text:
        return reject(why="it holds NUL bytes: it is not text", remedy="save it as plain text in UTF-8")
    if given_id is not None and (isinstance(given_id, bool) or not isinstance(given_id, str | int)):
        return reject(why=f"its id is not a string but {_kind(given_id)}", remedy='write it as a string: "id": "a1"')
    fault = _unwritable(row)
    if fault:
        return reject(why=fault[0], remedy=fault[1])
    share = None if any_language else english_share(text)
    if share and not share.english:
        return reject(
            why=f"not English: {share.common} of {share.words} words looked at are common English words",
            remedy="leave it out, or read it all the same with --any-language",
        )
    raw, published = _published(row.get("published"))
    # A detail of another type than text is not thrown away: it is kept beside the other keys.
    odd = {key for key in DETAILS if row.get(key) is not None and not isinstance(row[key], str)}
    return Article(
        id=str(given_id) if given_id is not None and str(given_id).strip() else name,
        text=text,
        source=source,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published=published,
        published_raw=raw,
        language="en" if share else None,
        extra={key: value for key, value in row.items() if key not in KEYS or key in odd},
        **{key: row.get(key) or None for key in DETAILS if key not in odd},
    )


def iso_date(raw: str) -> str | None:
    """Give an ISO date or time in its plainest form, or None for anything else, which is never guessed at.

    >>> iso_date("2024-03-05"), iso_date("2024-03-05T09:30Z"), iso_date("5 March 2024"), iso_date("2024-02-30")
    ('2024-03-05', '2024-03-05T09:30:00+00:00', None, None)
    """
    raw = raw.strip()
    if not _ISO.fullmatch(raw):
        return None
    try:
        if len(raw) == len("2024-03-05"):
            return datetime.date.fromisoformat(raw).isoformat()
        return datetime.datetime.fromisoformat(raw.replace(",", ".")).isoformat()
    except ValueError:
        return None


def _published(value: object) -> tuple[str | None, str | None]:
    """Give a date as it stood and as an ISO date."""
    if value is None or value == "":
        return None, None
    raw = value if isinstance(value, str) else repr(value)
    return raw, iso_date(raw)


def _unwritable(value: object, depth: int = 0) -> tuple[str, str] | None:
    """Say why a value could not be written out again as UTF-8 JSON, and the remedy; None when it can."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            half = f"\\u{ord(value[error.start]):04x}"
            return f"it holds half a character ({half} without its other half)", "write the character whole, in UTF-8"
        return None
    if not isinstance(value, dict | list):
        return None
    if depth == DEEPEST:
        return f"its other keys are nested more than {DEEPEST} deep", "leave out the deep ones"
    for part in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
        # numbers are most of what there is, in rows with offsets
        if isinstance(part, str | dict | list) and (fault := _unwritable(part, depth + 1)):
            return fault
    return None


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
