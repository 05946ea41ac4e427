"""The pictures of a report: SVG whose words are words, in the colours of the page they stand in."""

from collections.abc import Callable
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

from onrecord.report.counts import Counts

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#010203"  # stands for the colour of the words around a picture
BLUE, PALE = "#4f7fb8", "#c3883f"
WIDTH = 7.2  # inches


def plots(found: Counts) -> dict[str, str]:
    """Give the pictures of a report by name: people, kinds, times, confidence; without what there is nothing of.

    Raises ValueError, naming the remedy, where matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise ValueError("pictures need matplotlib: install it with `pip install 'onrecord[report]'`")
    drawn: dict[str, Draw] = {"people": _people, "kinds": _kinds, "times": _times, "confidence": _confidence}
    tables = {"people": found.people, "kinds": found.kinds, "times": found.times, "confidence": found.confidence}
    return {
        name: _drawn(draw, tables[name], f"onrecord-{name}")
        for name, draw in drawn.items()
        if len(tables[name]) and found.speech and not (name == "times" and len(tables[name]) == 1)
    }


Draw = Callable[["Figure", "Axes", "pd.DataFrame"], None]


def _drawn(draw: Draw, table: "pd.DataFrame", salt: str) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    look: dict[Any, Any] = dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    )
    look |= {"axes.spines.top": False, "axes.spines.right": False, "font.family": "sans-serif", "font.size": 9}
    # words stay words, names with a dollar are no mathematics, and the same tables give the same bytes
    look |= {"svg.fonttype": "none", "text.parse_math": False, "svg.hashsalt": salt}
    with rc_context(look):
        figure = Figure(figsize=(WIDTH, 3), layout="constrained")
        draw(figure, figure.subplots(), table)
        out = StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    # without its head of XML it can stand in a page
    return svg[svg.index("<svg") :].replace(INK, "currentColor")


def _people(figure: "Figure", axes: "Axes", people: "pd.DataFrame") -> None:
    shown = people.head(15).iloc[::-1]
    figure.set_figheight(0.6 + 0.26 * len(shown))
    axes.barh(range(len(shown)), shown["statements"], color=BLUE)
    axes.set_yticks(range(len(shown)), [_short(name) for name in shown["name"]])
    axes.set_xlabel("statements")


def _kinds(figure: "Figure", axes: "Axes", kinds: "pd.DataFrame") -> None:
    shown = kinds.iloc[::-1]
    figure.set_figheight(1 + 0.34 * len(shown))
    nobody = shown["statements"] - shown["named"] - shown["described"]
    left = nobody * 0
    for label, values, colour in (
        ("by name", shown["named"], BLUE),
        ("by description", shown["described"], PALE),
        ("not told", nobody, "#909090"),
    ):
        axes.barh(shown["kind"], values, left=left, color=colour, label=label)
        left = left + values
    axes.set_xlabel("statements")
    axes.legend(frameon=False, fontsize="small", loc="lower right")


def _times(figure: "Figure", axes: "Axes", times: "pd.DataFrame") -> None:
    figure.set_figheight(2.6)
    axes.plot(times["time"], times["per_1000_words"], marker="o", color=BLUE)
    axes.set_ylabel("statements to 1,000 words")
    axes.set_ylim(0, None)
    step = max(1, len(times) // 8)
    axes.set_xticks(range(0, len(times), step), list(times["time"])[::step])


def _confidence(figure: "Figure", axes: "Axes", confidence: "pd.DataFrame") -> None:
    figure.set_figheight(2.4)
    axes.bar(confidence["from"] + 0.05, confidence["statements"], width=0.09, color=PALE, label="found")
    axes.bar(confidence["from"] + 0.05, confidence["expected"], width=0.09, color=BLUE, label="expected to be right")
    axes.set_xlabel("confidence")
    axes.set_ylabel("statements")
    axes.legend(frameon=False, fontsize="small", loc="upper left")


def _short(name: str, most: int = 40) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
