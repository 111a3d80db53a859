"""What the curve plot says in words: the readout at a value and the plot's description."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject

from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.errors import plain_text
from pandavision_gui.views.plots.series_style import CurveSeries

_Point = TypeVar("_Point", CurvePoint, BandPoint)

_GREY_LEVELS = 255
_WHOLE = 0.02
"""How far from a whole number of grey levels a value may be to be named after it."""
_SAME_VALUE = 1e-9


class CurveWords(QObject):
    """Sentences about values and points of robustness curves."""

    def value(self, value: float) -> str:
        """Return a perturbation value, with the grey levels it stands for where it is whole ones.

        Parameters
        ----------
        value
            Fraction of the input range.
        """
        if value == 0:
            return self.tr("No perturbation")
        levels = value * _GREY_LEVELS
        if round(levels) >= 1 and abs(levels - round(levels)) <= _WHOLE:
            return f"{round(levels)}/{_GREY_LEVELS} = {value:.2g}"
        return f"{value:.3g}"

    def point(self, series: CurveSeries, value: float) -> str:
        """Return how many samples stay right at a value, with the interval where there is one."""
        done = point_at(series.curve, value)
        if done is not None:
            return self._finished(done, with_interval=series.with_intervals)
        still_open = point_at(series.band, value)
        if still_open is not None:
            return self._open(still_open)
        return self.tr("no value here")

    def _finished(self, point: CurvePoint, *, with_interval: bool) -> str:
        if not with_interval:
            return self.tr("{robust} of {count} stay right").format(
                robust=point.robust, count=point.count
            )
        return self.tr("{robust} of {count} stay right ({lower}–{upper} %)").format(
            robust=point.robust,
            count=point.count,
            lower=round(100 * point.lower),
            upper=round(100 * point.upper),
        )

    def _open(self, point: BandPoint) -> str:
        if point.lowest == point.highest:
            return self.tr("{highest} of {count}").format(highest=point.highest, count=point.count)
        return self.tr("{lowest} to {highest} of {count}").format(
            lowest=point.lowest, highest=point.highest, count=point.count
        )

    def description(self, series: Sequence[CurveSeries]) -> str:
        """Return the whole plot in words: the first and the last point of every curve."""
        if not series:
            return self.tr("No robustness curve is shown.")
        return " ".join([self.tr("Robustness curves."), *map(self._one_curve, series)])

    def _one_curve(self, series: CurveSeries) -> str:
        values = drawn_values(series)
        if not values:
            return self.tr("{name}: no point yet.").format(name=plain_text(series.name))
        return self.tr("{name}{unfinished}: {first} at {zero}, {last} at {largest}.").format(
            name=plain_text(series.name),
            unfinished="" if series.curve else " " + self.tr("(unfinished)"),
            first=self.point(series, values[0]),
            zero=self.value(values[0]).lower(),
            last=self.point(series, values[-1]),
            largest=self.value(values[-1]),
        )


def point_at(points: Sequence[_Point], value: float) -> _Point | None:
    """Return the point at a value, if it has any sample."""
    for point in points:
        if point.count and math.isclose(point.value, value, abs_tol=_SAME_VALUE):
            return point
    return None


def drawn_values(series: CurveSeries) -> list[float]:
    """Return the perturbation values at which something is drawn, ascending."""
    points: Sequence[CurvePoint | BandPoint] = series.curve or series.band
    return sorted(point.value for point in points if point.count)


def largest_value(series: CurveSeries) -> float:
    """Return how far the x axis has to reach for the series, also before its first sample."""
    points: Sequence[CurvePoint | BandPoint] = series.curve or series.band
    return max((point.value for point in points), default=0.0)
