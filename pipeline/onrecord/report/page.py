"""The report as one page that opens anywhere: no script, nothing fetched, everything escaped."""

from importlib.resources import files
from math import isnan
from typing import Any

from onrecord.paper import colours
from onrecord.report.counts import Counts
from onrecord.report.plots import plots


def html(found: Counts, told: dict[str, Any]) -> str:
    """Give the page; ``told`` is the record of the run, as it stands in run.json.

    Raises ValueError, naming the remedy, where matplotlib is not installed.
    """
    from jinja2 import Environment

    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page.filters["share"] = lambda value: "" if value is None or isnan(value) else f"{value:.1%}"
    page.filters["whole"] = lambda value: f"{value:,.0f}"
    template = page.from_string((files("onrecord") / "report" / "page.html").read_text(encoding="utf-8"))
    return template.render(found=found, run=told, plots=plots(found), colours=colours())
