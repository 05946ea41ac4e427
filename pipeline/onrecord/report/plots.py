"""The pictures of a report: SVG whose words are words, in the colours of the page they stand in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from onrecord.paper import check_pictures, picture
from onrecord.report.counts import Counts

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#010203"  # stands for the colour of the words around a picture
BLUE, PALE = "#4f7fb8", "#c3883f"
WIDTH = 7.2  # inches


LOOK = {
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
    **dict.fromkeys(("axes.spines.top", "axes.spines.right"), False),
    "font.size": 9,
    "text.parse_math": False,  # names with a dollar are no mathematics
}


def plots(found: Counts) -> dict[str, str]:
    """Give the pictures of a report by name: people, kinds, times, confidence; without what there is nothing of.

    Raises ValueError, naming the remedy, where matplotlib is not installed.
    """
    check_pictures()
    drawn: dict[str, tuple[Draw, pd.DataFrame]] = {
        "people": (_people, found.people),
        "kinds": (_kinds, found.kinds),
        "times": (_times, found.times),
        "confidence": (_confidence, found.confidence),
    }
    return {
        name: _drawn(draw, table, name)
        for name, (draw, table) in drawn.items()
        if len(table) and found.speech and not (name == "times" and len(table) == 1)
    }


Draw = Callable[["Figure", "Axes", "pd.DataFrame"], None]


def _drawn(draw: Draw, table: "pd.DataFrame", name: str) -> str:
    def on(figure: "Figure") -> None:
        figure.set_figwidth(WIDTH)
        draw(figure, figure.subplots(), table)

    svg = picture(on, {**LOOK, "svg.hashsalt": name}, transparent=True)  # ids of one page must differ
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
