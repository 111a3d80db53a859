"""The points of a series as arrays, made once: a job may have ten thousand values."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.plots.series_style import CurveSeries

Floats = NDArray[np.float64]

_SAME_VALUE = 1e-9


class SeriesData:
    """What is drawn of a series: its points that have any sample, by ascending value.

    Attributes
    ----------
    values
        Perturbation values, fractions of the input range.
    lowest, highest
        Robust accuracy in percent; the same for a finished curve.
    lower, upper
        The 95 % interval in percent.
    reach
        Largest value, also of points without a sample.
    name
        Name of the job on one line.
    """

    def __init__(self, series: CurveSeries) -> None:
        self.series = series
        self.name = one_line(series.name)
        every: tuple[CurvePoint | BandPoint, ...] = series.curve or series.band
        self.reach = max((point.value for point in every), default=0.0)
        # Sorted: what is read out is found by bisection.
        self._points = sorted((p for p in every if p.count), key=attrgetter("value"))
        table = np.array([_numbers(point) for point in self._points], dtype=np.float64)
        columns = table.reshape(len(self._points), 5).T
        self.values: Floats = columns[0]
        self.lowest, self.highest, self.lower, self.upper = 100 * columns[1:]

    def __len__(self) -> int:
        return len(self._points)

    def __getitem__(self, place: int) -> CurvePoint | BandPoint:
        return self._points[place]

    def point_at(self, value: float) -> CurvePoint | BandPoint | None:
        """Return the point at a value, if there is one."""
        place = int(np.searchsorted(self.values, value - _SAME_VALUE))
        if place < len(self) and self.values[place] <= value + _SAME_VALUE:
            return self._points[place]
        return None

    def first_above(self, value: float) -> int:
        """Return the place of the first point above a value; as many as there are for none."""
        return int(np.searchsorted(self.values, value, side="right"))


def _numbers(point: CurvePoint | BandPoint) -> tuple[float, float, float, float, float]:
    if isinstance(point, CurvePoint):
        return point.value, point.accuracy, point.accuracy, point.lower, point.upper
    count = point.count
    return point.value, point.lowest / count, point.highest / count, point.lower, point.upper


def distinct(values: Floats) -> Floats:
    """Return the values in ascending order, each once.

    What numpy's own function is for; that one loads masked arrays, which takes 50 ms.
    """
    ordered = np.sort(values)
    return ordered[_is_first(ordered)]


def _is_first(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark the first of each run of equal values."""
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def thinned(values: Floats, heights: tuple[Floats, ...], *, columns: int) -> NDArray[np.intp]:
    """Return which points to draw, so that every column of pixels looks as with all of them.

    Of the points in a column the first, the last and the extremes of every height stay.

    Parameters
    ----------
    values
        Ascending.
    """
    count = len(values)
    if count <= 2 * columns:
        return np.arange(count)
    edges = np.linspace(values[0], values[-1], columns + 1)[1:-1]
    firsts = np.append(0, np.searchsorted(values, edges))
    firsts = firsts[_is_first(firsts)]
    firsts = firsts[firsts < count]
    lengths = np.diff(np.append(firsts, count))
    column = np.repeat(np.arange(len(firsts)), lengths)
    kept = [firsts, firsts + lengths - 1]
    for height in heights:
        for extreme in (np.minimum, np.maximum):
            there = np.flatnonzero(height == extreme.reduceat(height, firsts)[column])
            kept.append(there[_is_first(column[there])])
    every = np.sort(np.concatenate(kept))
    return every[_is_first(every)]
