"""Plots as SVG that stands inside a page and takes its colours from there.

A plot holds no text of a file or a person, only numbers and the labels written here: what comes from
outside stands in the page around it, escaped. The same values give the same SVG, byte for byte.
"""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.errors import ExtraMissing
from qa.evaluation.metrics import BINS, Bin, CurvePoint

try:
    from matplotlib import rc_context
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator
except ImportError as cause:
    raise ExtraMissing(
        "cannot draw the report", "matplotlib is not installed", "Run: pip install 'inyong[report]'"
    ) from cause

# Colours that no plot would choose; each becomes one of the page's.
_INK, _ACCENT, _FAINT = "#010203", "#040506", "#070809"
_OF_PAGE = {_INK: "currentColor", _ACCENT: "var(--accent)", _FAINT: "var(--faint)"}

_STYLE: dict[Any, Any] = {  # matplotlib types its keys otherwise from version to version
    "svg.fonttype": "none",  # letters stay text, for search and for screen readers
    "svg.hashsalt": "inyong",  # else the ids are random
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
    "grid.color": _FAINT,
    "axes.grid": True,
    "axes.axisbelow": True,
}
_SIZE = (4.8, 3.0)  # inches
_SHORTEST = 0.01  # milliseconds; a logarithmic axis has no 0
_TIMES = 41  # edges of the bars of the times


def coverage_to_svg(points: Sequence[CurvePoint], threshold: float) -> str:
    """Return how many answers are right when only the surest share of the questions is answered.

    The ring is where the shipped threshold stands.
    """

    def draw(axes: Axes) -> None:
        axes.plot([p.coverage for p in points], [p.accuracy for p in points], color=_ACCENT)
        answered = [point for point in points if point.threshold >= threshold]
        if answered:
            axes.plot(
                answered[-1].coverage,
                answered[-1].accuracy,
                marker="o",
                markersize=8,
                fillstyle="none",
                color=_INK,
            )
        axes.set(xlabel="share answered", ylabel="of those, right", xlim=(0, 1.02), ylim=(0, 1.02))

    return _svg("coverage", draw)


def reliability_to_svg(bins: Sequence[Bin]) -> str:
    """Return the share right by probability; on the line they are equal, larger rings hold more."""
    most = max((one.count for one in bins), default=1)

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle="--")
        axes.plot([b.probability for b in bins], [b.right for b in bins], color=_ACCENT)
        sizes = [20 + 180 * one.count / most for one in bins]
        axes.scatter(
            [b.probability for b in bins],
            [b.right for b in bins],
            s=sizes,
            facecolors="none",
            edgecolors=_ACCENT,
        )
        axes.set(xlabel="probability", ylabel="right", xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))

    return _svg("reliability", draw)


def probabilities_to_svg(name: str, values: Sequence[float], threshold: float) -> str:
    """Return how the probabilities of some questions are spread; the line is the threshold.

    name tells this plot's parts from those of another in the same page: letters, digits, hyphens.
    """

    def draw(axes: Axes) -> None:
        axes.hist(values, bins=2 * BINS, range=(0, 1), color=_ACCENT)
        axes.axvline(threshold, color=_INK, linewidth=0.8, linestyle="--")
        axes.set(xlabel="probability", ylabel="questions", xlim=(0, 1))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))

    return _svg(name, draw)


def latency_to_svg(milliseconds: Sequence[float], marks: Sequence[float]) -> str:
    """Return how long questions took, on a logarithmic axis; the lines are marks, such as the median."""
    low, high = max(min(milliseconds), _SHORTEST), max(*milliseconds, 2 * _SHORTEST)

    def draw(axes: Axes) -> None:
        edges = np.geomspace(low, max(high, 1.1 * low), _TIMES)
        axes.hist(np.clip(milliseconds, low, None), bins=edges.tolist(), color=_ACCENT)
        for mark in marks:
            axes.axvline(mark, color=_INK, linewidth=0.8, linestyle="--")
        axes.set(xlabel="milliseconds a question", ylabel="questions", xscale="log")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))

    return _svg("latency", draw)


def _svg(name: str, draw: Callable[[Axes], None]) -> str:
    with rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.add_subplot())
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return _for_page(name, drawn.getvalue())


def _for_page(name: str, svg: str) -> str:
    """Return an SVG without head, metadata and style of its own, its ids told apart, in page colours."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style\b.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r'(<svg\b[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg\b[^>]*?) height="[^"]*"', r'\1 role="img"', svg, count=1)
    for placeholder, colour in _OF_PAGE.items():
        svg = svg.replace(placeholder, colour)
    return svg.strip()
