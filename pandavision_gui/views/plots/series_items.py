"""The graphics items of one series; made once, then only given other data."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem

from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.plots.style_sample import LINE_WIDTH, SYMBOL_SIZE

_MOST_SYMBOLS = 30
_THINNED_SYMBOLS = 16
_FILLS, _LINES = 1, 100
"""Heights in the stack: every fill lies below every line."""
_INTERVAL_ALPHA = {False: 0.13, True: 0.17}
_BAND_ALPHA = {False: 0.15, True: 0.17}
_OUTER_ALPHA = {False: 0.06, True: 0.08}
"""Opacity of the fills on light (False) and dark (True) ground."""


class SeriesItems:
    """A finished curve with its interval, or the band in which an open one will end up."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self._outer = QGraphicsPolygonItem()
        self._inner = QGraphicsPolygonItem()
        self._line = pg.PlotCurveItem(antialias=True)
        self._second_line = pg.PlotCurveItem(antialias=True)
        self._symbols = pg.ScatterPlotItem(antialias=True, pxMode=True, hoverable=False)
        self._all = (self._outer, self._inner, self._line, self._second_line, self._symbols)
        self._series: CurveSeries | None = None
        for item in self._all:
            view.addItem(item, ignoreBounds=True)

    def show(self, series: CurveSeries, *, place: int) -> None:
        """Draw the series; `place` is its position among all, later ones lie on top."""
        for item in (self._outer, self._inner):
            item.setZValue(_FILLS + place)
        for item in (self._line, self._second_line, self._symbols):
            item.setZValue(_LINES + place)
        if series == self._series:
            return
        self._series = series
        if series.curve:
            self._show_curve(series)
        else:
            self._show_band([point for point in series.band if point.count])
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the scheme in force."""
        if self._series is None:
            return
        dark, style = self._view.theme.is_dark, self._series.style
        colour = QColor(style.colour(dark=dark))
        thin = _pen(colour, 1, Qt.PenStyle.DashLine)
        self._line.setPen(_pen(colour, LINE_WIDTH, style.dash) if self._series.curve else thin)
        self._second_line.setPen(thin)
        self._symbols.setBrush(pg.mkBrush(colour))
        outer = _INTERVAL_ALPHA if self._series.curve else _OUTER_ALPHA
        for item, alpha in ((self._outer, outer[dark]), (self._inner, _BAND_ALPHA[dark])):
            fill = QColor(colour)
            fill.setAlphaF(alpha)
            item.setPen(QPen(Qt.PenStyle.NoPen))
            item.setBrush(fill)

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of it."""
        for item in self._all:
            item.setVisible(visible)

    def remove(self) -> None:
        """Take every item off the plot."""
        for item in self._all:
            self._view.removeItem(item)

    def _show_curve(self, series: CurveSeries) -> None:
        points = [point for point in series.curve if point.count]
        values = np.array([point.value for point in points])
        percent = 100 * np.array([point.accuracy for point in points])
        self._line.setData(values, percent)
        self._second_line.setData([], [])
        self._inner.setPolygon(QPolygonF())
        self._outer.setPolygon(self._interval(points))
        places = _symbol_places(len(points))
        self._symbols.setData(
            x=values[places],
            y=percent[places],
            symbol=series.style.symbol,
            size=SYMBOL_SIZE,
            pen=pg.mkPen(None),
        )

    def _show_band(self, points: list[BandPoint]) -> None:
        values = np.array([point.value for point in points])
        lowest = np.array([100 * point.lowest / point.count for point in points])
        highest = np.array([100 * point.highest / point.count for point in points])
        self._line.setData(values, highest)
        self._second_line.setData(values, lowest)
        self._symbols.setData(x=[], y=[])
        self._inner.setPolygon(_area(values, lowest, highest))
        self._outer.setPolygon(self._interval(points))

    def _interval(self, points: list[CurvePoint] | list[BandPoint]) -> QPolygonF:
        if self._series is None or not self._series.with_intervals:
            return QPolygonF()
        return _area(
            np.array([point.value for point in points]),
            100 * np.array([point.lower for point in points]),
            100 * np.array([point.upper for point in points]),
        )


def _pen(colour: QColor, width: int, dash: Qt.PenStyle) -> QPen:
    return pg.mkPen(colour, width=width, style=dash, cosmetic=True)  # type: ignore[no-any-return]


def _symbol_places(count: int) -> NDArray[np.intp]:
    """Return which points get a symbol: all, or some at even distances with both ends."""
    if count <= _MOST_SYMBOLS:
        return np.arange(count)
    return np.linspace(0, count - 1, _THINNED_SYMBOLS).round().astype(np.intp)


def _area(
    values: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> QPolygonF:
    there = [QPointF(x, y) for x, y in zip(values.tolist(), upper.tolist(), strict=True)]
    back = [QPointF(x, y) for x, y in zip(values.tolist(), lower.tolist(), strict=True)]
    return QPolygonF(there + back[::-1])
