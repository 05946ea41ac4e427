"""The reliability of a confidence as a picture: the share that is right against it, a point for each band."""

from collections.abc import Iterator
from html import escape
from math import sqrt

from onrecord.evaluate.reliability import Band, Reliability

SIDE = 240  # of the square from 0 to 1, in units of the picture
LEFT, TOP, RIGHT, BOTTOM = 48, 12, 12, 44  # around it: room for the figures of the axes, and for a large point
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
LARGEST, SMALLEST = 11.0, 2.5  # radius of a point
CAP = 3  # half the width of the ends of an interval


def plot(name: str, reliability: Reliability) -> str:
    """Give the picture as SVG that stands in a page; its colours are those of the page, by the class ``plot``.

    >>> plot("confidence", Reliability(bands=())).count("<circle")
    0
    """
    bands = [band for band in reliability.bands if band.count]
    told = f"Share right against {name}, in {len(bands)} bands; the table beside it has the figures"
    most = max((band.count for band in bands), default=1)
    size = f"0 0 {LEFT + SIDE + RIGHT} {TOP + SIDE + BOTTOM}"
    return "\n".join(
        [
            f'<svg class=plot role=img aria-label="{escape(told)}" viewBox="{size}">',
            *_axes(name),
            f'<path class=diagonal d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>',
            *(part for band in bands for part in _point(band, most)),
            "</svg>",
        ]
    )


def _axes(name: str) -> Iterator[str]:
    for tick in TICKS:
        yield f'<path class=grid d="M{_x(tick)} {_y(0)}V{_y(1)}M{_x(0)} {_y(tick)}H{_x(1)}"/>'
        yield f'<text x="{_x(tick)}" y="{_y(0) + 16}" text-anchor=middle>{tick}</text>'
        yield f'<text x="{_x(0) - 7}" y="{_y(tick) + 4}" text-anchor=end>{tick}</text>'
    middle = _y(0.5)
    yield f'<text x="{_x(0.5)}" y="{_y(0) + 36}" text-anchor=middle>{escape(name)}</text>'
    yield f'<text x="12" y="{middle}" transform="rotate(-90 12 {middle})" text-anchor=middle>share right</text>'


def _point(band: Band, most: int) -> Iterator[str]:
    """Yield the interval and the point of a band, as large as its share of the largest; a little one is still seen."""
    if band.confidence is None or band.right is None or band.interval is None:
        return
    low, high = band.interval
    x, left, right = _x(band.confidence), _x(band.confidence) - CAP, _x(band.confidence) + CAP
    radius = max(SMALLEST, LARGEST * sqrt(band.count / most))
    told = f"{band.count} statements, mean {band.confidence:.3f}, right {band.right:.3f} ({low:.3f} to {high:.3f})"
    yield f"<g><title>{told}</title>"
    yield f'<circle cx="{x}" cy="{_y(band.right)}" r="{radius:.1f}"/>'
    yield f'<path class=interval d="M{x} {_y(low)}V{_y(high)}M{left} {_y(low)}H{right}M{left} {_y(high)}H{right}"/></g>'


def _x(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)
