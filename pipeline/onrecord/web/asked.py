"""What a page is asked for: the parameters of its address, read and held against what can be asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from onrecord.lookup import Filters
from onrecord.lookup.portrait import first_day, last_day

KEYS = ("q", "person", "organisation", "outlet", "form", "act", "role", "since", "until", "confidence", "type", "page")
PAGES = 500
SHAPES = ("html", "json", "csv")


class Refused(Exception):
    """A page that there is not; the message says why, and what to do."""

    status = 404


class Wrong(Refused):
    """What was asked for cannot be; the message says what can."""

    status = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: its words, filters, page, in which shape to answer, and the parameters as they were given."""

    words: str
    filters: Filters
    page: int
    shape: str
    given: dict[str, str]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that narrow the search, by name."""
        return {key: value for key, value in self.given.items() if key not in ("q", "page")}

    @property
    def types(self) -> tuple[str, ...]:
        """The types of claims that are asked for; none are all."""
        return (self.given["type"],) if "type" in self.given else ()

    def but(self, **changes: str | None) -> str:
        """Give the query of an address with some parameters changed, from the first page on; None takes one out.

        >>> asked({"q": "the bridge", "form": "direct", "page": "2"}).but(form=None, outlet="A & B")
        '?q=the+bridge&outlet=A+%26+B'
        """
        told = {**self.given, "page": None, **changes}
        kept = {key: value for key, value in told.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def asked(given: Mapping[str, str]) -> Asked:
    """Read the parameters of an address; raises Wrong for what cannot be asked.

    >>> asked({"q": "bridge", "year": "2024"}).filters.since
    '2024-01-01'
    """
    told = {key: value.strip() for key, value in given.items() if value.strip()}
    shape = told.get("as", "html")
    if shape not in SHAPES:
        raise Wrong(f"as cannot be {shape!r}: choose from {', '.join(SHAPES)}")
    if year := told.get("year"):
        told |= _within(year)
    told = {key: told[key] for key in KEYS if key in told}
    try:
        filters = Filters(
            people=(told["person"],) if "person" in told else (),
            role=told.get("role"),
            form=told.get("form"),
            acts=(told.get("act", "speech"),),
            since=told.get("since"),
            until=told.get("until"),
            confidence=_share(told),
            exactly=tuple((name, told[name]) for name in ("organisation", "outlet") if name in told),
        )
    except ValueError as error:
        raise Wrong(str(error)) from error
    return Asked(told.get("q", ""), filters, _page(told), shape, told)


def _within(year: str) -> dict[str, str]:
    if not re.fullmatch("[0-9]{4}", year):
        raise Wrong(f"year cannot be {year!r}: write it as 2024")
    return {"since": first_day(year), "until": last_day(year)}


def _share(told: Mapping[str, str]) -> float:
    try:
        share = float(told.get("confidence", "0"))
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise Wrong(f"confidence cannot be {told['confidence']!r}: write a number from 0 to 1")
    return share


def _page(told: Mapping[str, str]) -> int:
    text = told.get("page", "1")
    if not (text.isdecimal() and 1 <= int(text[:9]) <= PAGES):
        raise Wrong(f"page cannot be {text!r}: there are 1 to {PAGES}; narrow the search to see more")
    return int(text)
