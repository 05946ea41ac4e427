"""What a page is asked for: the parameters of its address, read and held against what can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from onrecord.lookup import Filters
from onrecord.records import Act, Form

KEYS = ("q", "person", "organisation", "outlet", "form", "act", "role", "since", "until", "confidence", "page")
ANY = "any"
PAGES = 500

As = Literal["html", "json", "csv"]


class Wrong(ValueError):
    """What was asked for cannot be; the message says what can."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: its words, filters, page, in which shape to answer, and the parameters as they were given."""

    words: str
    filters: Filters
    page: int
    shape: As
    given: dict[str, str]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that narrow the search, by name."""
        return {key: value for key, value in self.given.items() if key not in ("q", "page")}

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
    if (year := told.pop("year", "")) and year.isdecimal():
        told.update(since=f"{year}-01-01", until=f"{year}-12-31")
    told = {key: told[key] for key in KEYS if key in told} | ({"as": told["as"]} if "as" in told else {})
    shape = _one_of("as", told.pop("as", "html"), get_args(As))
    act = _one_of("act", told.get("act", "speech"), (*get_args(Act), ANY))
    form = _one_of("form", told["form"], get_args(Form)) if "form" in told else None
    filters = Filters(
        people=(told["person"],) if "person" in told else (),
        role=told.get("role"),
        form=form,
        acts=() if act == ANY else (act,),
        since=_day(told, "since"),
        until=_day(told, "until"),
        confidence=_share(told),
        exactly=tuple((name, told[name]) for name in ("organisation", "outlet") if name in told),
    )
    return Asked(told.get("q", ""), filters, _page(told), shape, told)


def _one_of(name: str, value: str, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise Wrong(f"{name} cannot be {value!r}: choose from {', '.join(known)}")
    return value


def _day(told: Mapping[str, str], name: str) -> str | None:
    if (text := told.get(name)) is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong(f"{name} cannot be {text!r}: write a day as 2024-03-05") from None


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
