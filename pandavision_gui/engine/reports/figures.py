"""Figures for export: matplotlib without a screen, readable in print and in grey."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter

from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.reports.series import Series
from pandavision_gui.errors import InputError

FORMATS = ("png", "svg", "pdf")

# Okabe and Ito's palette, told apart by colour-blind readers too; dash and symbol differ as well,
# so that the curves can be told apart in grey.
_STYLES = (
    ("#0072B2", "-", "o"),
    ("#D55E00", "--", "s"),
    ("#009E73", ":", "^"),
    ("#CC79A7", "-.", "D"),
    ("#56B4E9", (0, (5, 1)), "v"),
    ("#E69F00", (0, (3, 1, 1, 1)), "P"),
    ("#000000", (0, (1, 1)), "X"),
)
_MOST_SYMBOLS = 12
_EDGE_INCHES = 0.1
"""The last symbol stands half outside the axes, and whole inside the picture."""


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
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise InputError(
            "figure_format",
            f'"{path.name}" does not end in a format that figures are written in.',
            "Use " + ", ".join(f".{name}" for name in FORMATS) + ".",
        )
    with matplotlib.rc_context(
        {
            "font.size": 10,
            "svg.fonttype": "none",
            "pdf.fonttype": 42,
            "text.usetex": False,
            "text.parse_math": False,  # a "$" in a name is a dollar sign
        }
    ):
        figure = Figure(figsize=(6.4, 4.4), layout=ConstrainedLayoutEngine(w_pad=_EDGE_INCHES))
        axes = figure.add_subplot()
        for number, one in enumerate(series):
            _draw(axes, one, number)
        _dress(axes, series, x_title)
        metadata = {"Software": None} if kind == "png" else None
        write_atomically(
            path, lambda file: figure.savefig(file, format=kind, dpi=200, metadata=metadata)
        )


def _draw(axes: Axes, series: Series, number: int) -> None:
    colour, dash, symbol = _STYLES[number % len(_STYLES)]
    x = [point.value for point in series.curve]
    y = [point.accuracy for point in series.curve]
    axes.plot(
        x,
        y,
        color=colour,
        linestyle=dash,
        linewidth=2,
        marker=symbol,
        markersize=5,
        markevery=max(1, len(x) // _MOST_SYMBOLS),
        label=series.name,
        zorder=3,
        clip_on=False,  # the first and last symbols sit on the axes' edge
    )
    if series.has_population:
        lower = [point.lower for point in series.curve]
        upper = [point.upper for point in series.curve]
        axes.fill_between(x, lower, upper, color=colour, alpha=0.14, linewidth=0, zorder=2)


def _dress(axes: Axes, series: Sequence[Series], x_title: str) -> None:
    axes.set_xlabel(x_title)
    axes.set_ylabel("Robust accuracy")
    axes.set_ylim(-0.02, 1.02)
    largest = max((one.curve[-1].value for one in series if one.curve), default=0.0)
    axes.set_xlim(0, largest if largest > 0 else 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    counts = sorted({one.curve[0].count for one in series if one.curve})
    samples = ", ".join(f"{count:,}".replace(",", "\N{THIN SPACE}") for count in counts)
    if any(one.has_population for one in series):
        note = f"{samples} samples, bands: 95 % Wilson intervals"
    else:
        note = f"{samples} samples chosen by the user: no interval applies"
    axes.figure.legend(loc="outside upper left", ncols=2, frameon=False)
    axes.text(
        1.0, 1.01, note, transform=axes.transAxes, ha="right", va="bottom", size=7, color="#555555"
    )
