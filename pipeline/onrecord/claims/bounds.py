"""How exact a number is: more than, nearly, at least."""

from onrecord import resources
from onrecord.claims.numbers import TABLE
from onrecord.claims.surroundings import LEFT, RIGHT, pattern
from onrecord.records import Bound


def bound_of(text: str, start: int, end: int, *, vague: bool) -> tuple[Bound, int, int]:
    """Give how exact a number is, by the words before and behind it, and the span with them."""
    bound: Bound = "exact"
    left = text[max(0, start - LEFT) : start]
    before = [(one.start(), name) for name in bounds("before") if (one := pattern(f"before:{name}").search(left))]
    if before:
        at, name = min(before)  # the longest: no more than, not more than
        if name != "exact":
            bound, start = name, start - (len(left) - at)
    else:
        for name in bounds("before_hyphen"):
            if left.lower().endswith(tuple(resources.table(TABLE)["before_hyphen"][name])):
                bound = name
                start -= next(
                    len(one) for one in resources.table(TABLE)["before_hyphen"][name] if left.lower().endswith(one)
                )
    for name in bounds("after"):
        if (found := pattern(f"after:{name}").match(text[end : end + RIGHT])) and not vague:
            return name, start, end + found.end()
    return bound, start, end


def bounds(name: str) -> list[Bound]:
    """Give the bounds that a table of quantities.toml has words for."""
    return list(resources.table(TABLE)[name])
