"""Figures for export: matplotlib without a screen, readable in print and in grey."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter

from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.curve_look import CurveLook, Dash, Symbol
from pandavision_gui.engine.reports.series import Series
from pandavision_gui.errors import InputError, plain_text

FORMATS = ("png", "svg", "pdf")
_SAY_NOTHING: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""What else would say when it was drawn, and by which version of a library."""
_SALT = "pandavision"
"""Names of parts in SVG are drawn at random without it."""

_DASHES: dict[Dash, Any] = {
    Dash.SOLID: "-",
    Dash.DASHES: "--",
    Dash.DOTS: ":",
    Dash.DASH_DOT: "-.",
    Dash.DASH_DOT_DOT: (0, (5, 1.5, 1, 1.5, 1, 1.5)),
}
_SYMBOLS = {
    Symbol.CIRCLE: "o",
    Symbol.SQUARE: "s",
    Symbol.TRIANGLE: "^",
    Symbol.DIAMOND: "d",
    Symbol.PLUS: "P",
    Symbol.STAR: "*",
    Symbol.TRIANGLE_DOWN: "v",
    Symbol.CROSS: "X",
}
_TEXT: dict[Any, Any] = {
    "font.size": 10,
    "text.usetex": False,
    "text.parse_math": False,  # a "$" in a name is a dollar sign
}
_OTHER_SCRIPTS = (
    "Noto Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Devanagari",
    "Microsoft YaHei", "SimHei", "Malgun Gothic", "Yu Gothic", "Nirmala UI", "Segoe UI", "Tahoma",
    "PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo", "Arial Unicode MS",
    "Droid Sans Fallback", "WenQuanYi Zen Hei",
)  # fmt: skip
"""Fonts that systems have for scripts that ours lacks; those that are there are asked in turn."""
_LONGEST_NAME = 60
_LONGEST_OF_TWO = 40
"""Of names that stand side by side in the legend."""
_FEW_LINES = 3
_LINE_INCHES = 0.2
"""What a line of the legend takes, and the curves shall not lose."""
_MOST_SYMBOLS = 12
_EDGE_INCHES = 0.1
"""The last symbol stands half outside the axes, and whole inside the picture."""


@dataclass(frozen=True)
class Look:
    """Colours of a figure.

    Attributes
    ----------
    ink, faint, grid
        Of text and axes, of remarks, of the grid.
    paper
        Of the background; None for none.
    """

    ink: str = "#000000"
    faint: str = "#555555"
    grid: str = "#dddddd"
    paper: str | None = "#ffffff"


PRINTED = Look()
ON_LIGHT = Look(ink="#1f2328", faint="#59636e", grid="#e2e5e9", paper=None)
ON_DARK = Look(ink="#e6e8eb", faint="#a3abb5", grid="#3a4048", paper=None)


def write_curve_figure(series: Sequence[Series], path: Path, x_title: str) -> None:
    """Draw curves with their 95 % bands.

    Parameters
    ----------
    path
        Its suffix names the format: one of :data:`FORMATS`.
    x_title
        Title of the x axis, with the norm and the unit.

    Raises
    ------
    InputError
        ``figure_format``.
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    write_figure(lambda: _curve_figure(series, x_title, PRINTED), path)


def write_figure(draw: Callable[[], Figure], path: Path) -> None:
    """Write a figure to be printed; see :func:`write_curve_figure`.

    The same figure gives the same bytes: neither dates nor drawn numbers are in it.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise InputError(
            "figure_format",
            f'"{path.name}" does not end in a format that figures are written in.',
            "Use " + ", ".join(f".{name}" for name in FORMATS) + ".",
        )
    with _drawing({"svg.fonttype": "none", "svg.hashsalt": _SALT, "pdf.fonttype": 42}):
        figure = draw()
        write_atomically(
            path,
            lambda file: figure.savefig(file, format=kind, dpi=200, metadata=_SAY_NOTHING[kind]),
        )


def curve_svg(series: Sequence[Series], x_title: str, look: Look) -> bytes:
    """Return the same as SVG whose letters are drawn: it looks alike wherever it is shown."""
    return svg_of(lambda: _curve_figure(series, x_title, look))


def svg_of(draw: Callable[[], Figure]) -> bytes:
    """Return a figure as SVG; the same figure gives the same bytes."""
    settings = {"svg.fonttype": "path", "svg.hashsalt": _SALT}
    with _drawing(settings), io.BytesIO() as written:
        draw().savefig(written, format="svg", metadata=_SAY_NOTHING["svg"])
        return written.getvalue()


def short_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """Return a name on one line, its control characters escaped, the end of a long one left out."""
    shown = plain_text(name)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _legend_name(name: str) -> str:
    """Return a name of which both ends are kept: by either, jobs are told apart."""
    shown = plain_text(name)
    half = _LONGEST_NAME // 2
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: half - 1]}…{shown[-half:]}"


@contextmanager
def _drawing(settings: Mapping[str, object]) -> Iterator[None]:
    """Draw with our settings; what no font can write becomes a box, and is no reason to stop."""
    there = set(font_manager.get_font_names())
    families = ["DejaVu Sans", *(name for name in _OTHER_SCRIPTS if name in there)]
    told: dict[Any, Any] = {**_TEXT, "font.family": families, **settings}
    with matplotlib.rc_context(told), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font", UserWarning)
        yield


def new_figure(width: float, height: float, look: Look) -> Figure:
    """Return an empty figure, its size in inches."""
    figure = Figure(
        figsize=(width, height),
        layout=ConstrainedLayoutEngine(w_pad=_EDGE_INCHES),
        facecolor=look.paper or "none",
    )
    return figure


def dress_axes(axes: Axes, look: Look) -> None:
    """Give axes the colours of a look, and no frame where there is no axis."""
    axes.set_facecolor("none")
    axes.grid(color=look.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=look.ink)
    axes.xaxis.label.set_color(look.ink)
    axes.yaxis.label.set_color(look.ink)
    for side, spine in axes.spines.items():
        spine.set_color(look.ink)
        spine.set_visible(side not in ("top", "right"))


def _curve_figure(series: Sequence[Series], x_title: str, look: Look) -> Figure:
    longest = max((len(_legend_name(one.name)) for one in series), default=0)
    columns = 1 if longest > _LONGEST_OF_TWO else 2
    lines = ceil(len(series) / columns)
    figure = new_figure(6.4, 4.4 + _LINE_INCHES * max(0, lines - _FEW_LINES), look)
    axes = figure.add_subplot()
    for place, one in enumerate(series):
        _draw(axes, one, CurveLook(place if one.number is None else one.number), look)
    _dress(axes, series, x_title, look)
    axes.figure.legend(loc="outside upper left", ncols=columns, frameon=False, labelcolor=look.ink)
    return figure


def _draw(axes: Axes, series: Series, drawn: CurveLook, look: Look) -> None:
    colour = drawn.colour(dark=look is ON_DARK)
    x = [point.value for point in series.curve]
    y = [point.accuracy for point in series.curve]
    axes.plot(
        x,
        y,
        color=colour,
        linestyle=_DASHES[drawn.dash],
        linewidth=2,
        marker=_SYMBOLS[drawn.symbol],
        markersize=5,
        markevery=max(1, len(x) // _MOST_SYMBOLS),
        label=_legend_name(series.name),
        zorder=3,
        clip_on=False,  # the first and last symbols sit on the axes' edge
    )
    if series.has_population:
        lower = [point.lower for point in series.curve]
        upper = [point.upper for point in series.curve]
        axes.fill_between(x, lower, upper, color=colour, alpha=0.14, linewidth=0, zorder=2)


def samples_of_each(series: Sequence[Series]) -> str:
    """Return how many samples each curve is of, in the order of the legend; one where all agree."""
    each = [one.curve[0].count for one in series if one.curve]
    counts = each if len(set(each)) > 1 else each[:1]
    return ", ".join(f"{count:,}".replace(",", "\N{THIN SPACE}") for count in counts)


def _dress(axes: Axes, series: Sequence[Series], x_title: str, look: Look) -> None:
    axes.set_xlabel(x_title)
    axes.set_ylabel("Robust accuracy")
    axes.set_ylim(-0.02, 1.02)
    largest = max((one.curve[-1].value for one in series if one.curve), default=0.0)
    axes.set_xlim(0, largest if largest > 0 else 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    dress_axes(axes, look)
    samples = samples_of_each(series)
    if any(one.has_population for one in series):
        note = f"{samples} samples, bands: 95 % Wilson intervals"
    else:
        note = f"{samples} samples chosen by the user: no interval applies"
    axes.text(
        1.0, 1.01, note, transform=axes.transAxes, ha="right", va="bottom", size=7, color=look.faint
    )
