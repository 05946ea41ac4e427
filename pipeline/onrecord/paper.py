"""What all pages share: the colours of paper, ink and links, by day and in the dark; and pictures of matplotlib."""

from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def colours() -> str:
    """Give the style of a page that names its colours: ``--paper --ink --soft --line --link``.

    >>> colours().count("--ink")
    2
    """
    return (files("onrecord") / "paper.css").read_text(encoding="utf-8")


def check_pictures() -> None:
    """Raise ValueError, naming the remedy, where the extra ``report`` is not installed."""
    if find_spec("matplotlib") is None:
        raise ValueError("a picture needs an extra that is not installed: pip install 'onrecord[report]'")


def picture(draw: Callable[["Figure"], None], look: dict[str, Any] | None = None, **saved: Any) -> str:
    """Give what is drawn on a figure of matplotlib as SVG: words stay words, the same drawing gives the same bytes.

    ``look`` is added to matplotlib's settings, ``saved`` goes to its ``savefig``. Raises ValueError as
    ``check_pictures`` does.
    """
    check_pictures()
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {"svg.hashsalt": "onrecord", "svg.fonttype": "none", **(look or {})}
    with rc_context(settings):
        figure = Figure(layout="constrained")
        draw(figure)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None}, **saved)
    return out.getvalue()
