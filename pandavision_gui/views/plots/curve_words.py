"""What the curve plot says in words: the readout at a value and the plot's description."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.views.jobs_table.job_words import value_words
from pandavision_gui.views.plots.series_data import SeriesData
from pandavision_gui.views.plots.x_scale import XScale, XUnit


def is_grey_level(value: float) -> bool:
    """Return whether a value is meant as grey levels: whole ones, and no short decimal."""
    is_whole = 0 < value <= 1 and math.isclose(value * 255, round(value * 255), rel_tol=1e-9)
    return is_whole and value != float(f"{value:.4g}")


class CurveWords(QObject):
    """Sentences about values and points of robustness curves."""

    def value(self, value: float, scales: Collection[Scale] = (Norm.LINF,)) -> str:
        """Return a perturbation value, with the grey levels it stands for where it is whole ones.

        Parameters
        ----------
        value
            As the curves' x axis measures.
        scales
            Those of the curves it is read at: elsewhere than in L∞ it stands for no grey levels.
        """
        if value == 0:
            return self.tr("No perturbation")
        words = value_words(value, next(iter(scales)) if len(scales) == 1 else Norm.L2)
        # Of many values, neighbours differ in later digits than a table has room for.
        return f"{words} = {value:.2g}" if "/" in words else f"{value:.6g}"

    def on_axis(self, value: float, scales: Collection[Scale], axis: XScale) -> str:
        """Return a perturbation value, first as the numbers of the axis measure it."""
        words = self.value(value, scales)
        if value == 0 or axis.factor == 1.0 or "/" in words:
            return words
        number = f"{value * axis.factor:.6g}"
        unit = "{number}/255" if axis.unit is XUnit.OVER_255 else "{number}"
        return f"{unit.format(number=number)} = {words}"

    def point(self, data: SeriesData, value: float) -> str:
        """Return how many samples stay right at a value, with the interval where there is one."""
        point = data.point_at(value)
        if point is None:
            return self.tr("no value here")
        if isinstance(point, BandPoint):
            return self._open(point)
        return self._finished(point, with_interval=data.series.with_intervals)

    def at_mark(self, data: SeriesData, value: float) -> str:
        """Return what a curve says at any value, and how many samples were wrong already."""
        said, clean = self.between(data, value), data.point_at(0.0)
        is_told = data.point_at(value) is not None or (
            not _is_drawn(data) and data.first_above(value) < len(data)
        )
        if value <= 0 or not is_told or not isinstance(clean, CurvePoint):
            return said
        if clean.robust == clean.count:
            return said
        wrong = self.tr("{n} were wrong already").format(n=clean.count - clean.robust)
        return f"{said}, {wrong}"

    def between(self, data: SeriesData, value: float) -> str:
        """Return what a curve says at any value: at one that was not evaluated, its neighbours.

        Under an attack accuracy falls with the perturbation, so between two values it is between
        theirs. Of draws it may rise, and nothing is known between two.
        """
        if data.point_at(value) is not None or not len(data):
            return self.point(data, value)
        above = data.first_above(value)
        if above == len(data):
            return self.tr("evaluated up to {value} only").format(
                value=self.value(data[len(data) - 1].value, (data.series.scale,))
            )
        if above == 0:
            return self.tr("not evaluated there")
        lower, upper = data[above], data[above - 1]
        if _is_drawn(data) or isinstance(lower, BandPoint) or isinstance(upper, BandPoint):
            return self.tr("not evaluated there")
        if lower.robust == upper.robust:
            return self._finished(lower, with_interval=False)
        return self.tr("{lowest} to {highest} of {count} stay right (between two values)").format(
            lowest=lower.robust, highest=upper.robust, count=lower.count
        )

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

    def description(self, series: Sequence[SeriesData]) -> str:
        """Return the whole plot in words: the first and the last point of every curve."""
        if not series:
            return self.tr("No robustness curve is shown.")
        return " ".join([self.tr("Robustness curves."), *map(self._one_curve, series)])

    def _one_curve(self, data: SeriesData) -> str:
        if not len(data):
            return self.tr("{name}: no point yet.").format(name=data.name)
        first, last = data[0].value, data[-1].value
        return self.tr("{name}{unfinished}: {first} at {zero}, {last} at {largest}.").format(
            name=data.name,
            unfinished="" if data.series.curve else " " + self.tr("(unfinished)"),
            first=self.point(data, first),
            zero=self.value(first).lower(),
            last=self.point(data, last),
            largest=self.value(last, (data.series.scale,)),
        )


def _is_drawn(data: SeriesData) -> bool:
    """Whether each value is a draw of its own, so that nothing is known between two."""
    return data.series.is_noise or isinstance(data.series.scale, Severity)
