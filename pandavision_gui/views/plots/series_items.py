"""The graphics items of one series; made once, then only given other data."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem, QStyleOptionGraphicsItem, QWidget

from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_data import Floats, SeriesData, thinned
from pandavision_gui.views.plots.style_sample import LINE_WIDTH, SYMBOL_SIZE

_MOST_SYMBOLS = 30
_THINNED_SYMBOLS = 16
_FILLS, _LINES = 1, 100
"""Heights in the stack: every fill lies below every line."""
_INTERVAL_ALPHA = {False: 0.13, True: 0.17}
_BAND_ALPHA = {False: 0.15, True: 0.17}
_OUTER_ALPHA = {False: 0.06, True: 0.08}
"""Opacity of the fills on light (False) and dark (True) ground."""


class _Area(QGraphicsPolygonItem):
    """A fill with smooth edges; pyqtgraph's views draw without."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the polygon."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, option, widget)


class SeriesItems:
    """A finished curve with its interval, or the band in which an open one will end up."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self._outer = _Area()
        self._inner = _Area()
        self._line = pg.PlotCurveItem(antialias=True)
        self._second_line = pg.PlotCurveItem(antialias=True)
        self._symbols = pg.ScatterPlotItem(antialias=True, pxMode=True, hoverable=False)
        self._all = (self._outer, self._inner, self._line, self._second_line, self._symbols)
        self._data: SeriesData | None = None
        self._columns = 0
        self._scale = view.x_scale
        self._places: Floats = np.array([])
        for item in self._all:
            view.addItem(item, ignoreBounds=True)

    def show(self, data: SeriesData, *, place: int, columns: int) -> None:
        """Draw the series.

        Parameters
        ----------
        place
            Its position among all; later ones lie on top.
        columns
            Columns of pixels that there are; more points than these can show are left out.
        """
        for item in (self._outer, self._inner):
            item.setZValue(_FILLS + place)
        for item in (self._line, self._second_line, self._symbols):
            item.setZValue(_LINES + place)
        scale = self._view.x_scale
        if data is self._data and columns == self._columns and scale == self._scale:
            return
        self._data, self._columns, self._scale = data, columns, scale
        self._places = scale.places(data.values)
        shown = thinned(
            self._places, (data.lowest, data.highest, data.lower, data.upper), columns=columns
        )
        if data.series.curve:
            self._show_curve(data, shown)
        else:
            self._show_band(data, shown)
        self._show_interval(data, shown)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the scheme and the pixels of the screen in force."""
        if self._data is None:
            return
        dark, series = self._view.theme.is_dark, self._data.series
        style = series.style
        colour = QColor(style.colour(dark=dark))
        thin = self._view.pen(colour, 1, Qt.PenStyle.DashLine)
        thick = self._view.pen(colour, LINE_WIDTH, style.dash)
        self._line.setPen(thick if series.curve else thin)
        self._second_line.setPen(thin)
        self._symbols.setBrush(pg.mkBrush(colour))
        outer = _INTERVAL_ALPHA if series.curve else _OUTER_ALPHA
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

    def _show_curve(self, data: SeriesData, shown: NDArray[np.intp]) -> None:
        self._line.setData(self._places[shown], data.highest[shown])
        self._second_line.setData([], [])
        self._inner.setPolygon(QPolygonF())
        places = _symbol_places(len(data))
        self._symbols.setData(
            x=self._places[places],
            y=data.highest[places],
            symbol=data.series.style.symbol,
            size=SYMBOL_SIZE,
            pen=pg.mkPen(None),
        )

    def _show_band(self, data: SeriesData, shown: NDArray[np.intp]) -> None:
        values, lowest, highest = self._places[shown], data.lowest[shown], data.highest[shown]
        self._line.setData(values, highest)
        self._second_line.setData(values, lowest)
        self._symbols.setData(x=[], y=[])
        self._inner.setPolygon(_area(values, lowest, highest))

    def _show_interval(self, data: SeriesData, shown: NDArray[np.intp]) -> None:
        area = QPolygonF()
        if data.series.with_intervals:
            area = _area(self._places[shown], data.lower[shown], data.upper[shown])
        self._outer.setPolygon(area)


def _symbol_places(count: int) -> NDArray[np.intp]:
    """Return which points get a symbol: all, or some at even distances with both ends."""
    if count <= _MOST_SYMBOLS:
        return np.arange(count)
    return np.linspace(0, count - 1, _THINNED_SYMBOLS).round().astype(np.intp)


def _area(values: Floats, lower: Floats, upper: Floats) -> QPolygonF:
    if not values.size:
        return QPolygonF()
    there_and_back = np.concatenate([values, values[::-1]])
    return pg.functions.arrayToQPolygonF(  # type: ignore[no-any-return]
        there_and_back, np.concatenate([upper, lower[::-1]])
    )
