"""From the parts of a date to the days that it means, reckoned from the day on which an article was published."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Interval = tuple[date | None, date | None]
NONE: Interval = (None, None)
DAY = timedelta(days=1)
_WEEKS = {"week": 1.0, "fortnight": 2.0, "weekend": 1.0}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Given:
    """What the words of a date tell, and what it is reckoned from.

    ``parts`` are numbers by name: year, month, day, weekday (0 is Monday), season (its first month), n, nth; ``unit``
    is the unit of time named, ``which`` is -1 for the one before, 0 for this and 1 for the next; ``ahead``
    is 1 where the clause looks ahead, -1 where it looks back, 0 where it does not tell.
    """

    parts: Mapping[str, float]
    unit: str | None
    which: int
    bound: bool
    published: date | None
    ahead: int


def interval(op: str, given: Given) -> Interval:
    """Give the first and the last day of what an operation of dates.toml makes of parts; None where open or unknown.

    >>> interval("back", Given({"n": 2}, "year", 0, False, date(2022, 3, 4), 0))
    (datetime.date(2020, 3, 4), datetime.date(2022, 3, 4))
    """
    try:
        return OPS[op](given)
    except (ValueError, OverflowError):  # 31 February, the year 0
        return NONE


def containing(day: date, unit: str) -> tuple[date, date]:
    """Give the first and the last day of the week, month, year ... that a day is in; weeks begin on Monday.

    >>> containing(date(2022, 3, 4), "week")
    (datetime.date(2022, 2, 28), datetime.date(2022, 3, 6))
    """
    if unit == "weekend":
        saturday = day + DAY * (5 - day.weekday())
        return saturday, saturday + DAY
    if unit in _WEEKS:
        monday = day - DAY * day.weekday()
        return monday, monday + DAY * (7 * int(_WEEKS[unit]) - 1)
    if unit in _MONTHS:
        length = _MONTHS[unit]
        number = day.year * 12 + day.month - 1
        first = number - number % length if unit != "century" else number - (number - 12) % length
        return _month(first), _month(first + length) - DAY
    return day, day


def shifted(day: date, n: float, unit: str) -> date:
    """Give the day that is so many units later; of months too short for it the last.

    >>> shifted(date(2022, 3, 31), -1, "month")
    datetime.date(2022, 2, 28)
    """
    if unit not in _MONTHS:
        return day + timedelta(days=round(n * 7 * _WEEKS[unit] if unit in _WEEKS else n))
    first = _month(day.year * 12 + day.month - 1 + round(n * _MONTHS[unit]))
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _date(given: Given) -> Interval:
    parts = given.parts
    month, day = int(parts["month"]), int(parts["day"])
    if "year" in parts:
        found = date(int(parts["year"]), month, day)
        return found, found
    return _nearest(given, lambda year: (date(year, month, day),) * 2)


def _whole_month(given: Given) -> Interval:
    month = int(given.parts["month"])
    if "year" in given.parts:
        return containing(date(int(given.parts["year"]), month, 1), "month")
    return _nearest(given, lambda year: containing(date(year, month, 1), "month"))


def _nearest(given: Given, of_year: Callable[[int], tuple[date, date]]) -> Interval:
    """Give the last such time that has begun when the article was published, or the next one; untold, the nearer."""
    if given.published is None:
        return NONE
    today = given.published
    times = [of_year(today.year + years) for years in (-1, 0, 1)]
    behind = [time for time in times if time[0] <= today][-1]
    ahead = next(time for time in times if time[1] >= today)
    if given.ahead == 0:
        return ahead if ahead[0] - today < today - behind[1] else behind
    return ahead if given.ahead > 0 else behind


def _year(given: Given) -> Interval:
    return containing(date(int(given.parts["year"]), 1, 1), "year")


def _years(given: Given) -> Interval:
    first, last = int(given.parts["year"]), int(given.parts["last"])
    last = last if last > 99 else first - first % 100 + last
    return (date(first, 1, 1), date(last, 12, 31)) if first < last <= first + 100 else NONE


def _decade(given: Given) -> Interval:
    first = int(given.parts["decade"])
    if first < 100:
        first += 1900 if first > 20 else 2000
    return date(first, 1, 1), date(first + 9, 12, 31)


def _century(given: Given) -> Interval:
    number = int(given.parts["century"])
    return date(number * 100 - 99, 1, 1), date(number * 100, 12, 31)


def _season(given: Given) -> Interval:
    return _three_months(date(int(given.parts["year"]), int(given.parts["season"]), 1))


def _three_months(first: date) -> tuple[date, date]:
    return first, shifted(first, 3, "month") - DAY


def _part(given: Given) -> Interval:
    """Give a half or a quarter of a year; the last one is counted from its end."""
    if "year" not in given.parts and given.published is None:
        return NONE
    year = int(given.parts["year"]) if "year" in given.parts else (given.published or date.min).year + given.which
    months = 6 if given.unit == "half" else 3
    nth = int(given.parts["nth"]) or 12 // months
    first = shifted(date(year, 1, 1), (nth - 1) * months, "month")
    return first, shifted(first, months, "month") - DAY


def _ending(given: Given) -> Interval:
    _, last = _whole_month(given)
    return (
        (None, None) if last is None else (shifted(last + DAY, -(3 if given.unit == "quarter" else 12), "month"), last)
    )


def _back(given: Given) -> Interval:
    if given.published is None or given.unit is None:
        return NONE
    return shifted(given.published, -given.parts.get("n", 1), given.unit), given.published


def _forward(given: Given) -> Interval:
    if given.published is None or given.unit is None:
        return NONE
    return given.published, shifted(given.published, given.parts.get("n", 1), given.unit)


def _ago(given: Given) -> Interval:
    if given.published is None or given.unit is None:
        return NONE
    then = shifted(given.published, -given.parts["n"], given.unit)
    whole = "year" if given.unit in ("decade", "century") or given.parts["n"] == 0.5 else given.unit  # as vague as that
    first, last = containing(then, whole)
    return (None, last) if given.bound else (first, last)


def _which(given: Given) -> Interval:
    """Give last, this or next week, year, summer, May or Tuesday."""
    if given.published is None:
        return NONE
    today, which = given.published, given.which
    if "weekday" in given.parts:
        ahead = int(given.parts["weekday"] - today.weekday()) % 7
        if which < 0:
            return (today - DAY * (7 - ahead),) * 2
        return (today + DAY * (ahead or (7 if which else 0)),) * 2
    if "month" in given.parts or "season" in given.parts:
        return _named(given, today)
    assert given.unit is not None
    return containing(shifted(today, which, given.unit), given.unit)


def _named(given: Given, today: date) -> Interval:
    """Give last, this or next May or summer."""
    month = int(given.parts.get("month") or given.parts["season"])
    make = _three_months if "season" in given.parts else (lambda first: containing(first, "month"))
    if given.which == 0:
        return make(date(today.year, month, 1))
    times = [make(date(today.year + years, month, 1)) for years in (-2, -1, 0, 1)]
    if given.which < 0:
        return [time for time in times if time[1] < today][-1]
    return next(time for time in times if time[0] > today)


def _so_far(given: Given) -> Interval:
    if given.published is None:
        return NONE
    return containing(given.published, given.unit or "year")[0], given.published


def _today(given: Given) -> Interval:
    return NONE if given.published is None else (given.published + DAY * int(given.parts["days"]),) * 2


def _weekday(given: Given) -> Interval:
    if given.published is None:
        return NONE
    away = int(given.parts["weekday"]) - given.published.weekday()
    day = given.published + DAY * (away % 7 if given.ahead > 0 else -(-away % 7))
    return day, day


def _weekend(given: Given) -> Interval:
    if given.published is None:
        return NONE
    first, last = containing(given.published, "weekend")
    return (first, last) if given.ahead > 0 or first <= given.published else (first - 7 * DAY, last - 7 * DAY)


def _unknown(given: Given) -> Interval:  # noqa: ARG001 - an operation like the others
    return NONE


OPS: Mapping[str, Callable[[Given], Interval]] = {
    "date": _date,
    "month": _whole_month,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "season": _season,
    "part": _part,
    "quarter": _part,
    "ending": _ending,
    "back": _back,
    "forward": _forward,
    "ago": _ago,
    "which": _which,
    "so-far": _so_far,
    "today": _today,
    "holiday": _date,
    "weekday": _weekday,
    "weekend": _weekend,
    "unknown": _unknown,
    "same": _unknown,
    "clock": _unknown,
}
