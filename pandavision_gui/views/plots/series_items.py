"""The graphics items of one series; made once, then only given other data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from pandavision_gui.views.plots.curve_marks import Area, Line, Symbols
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_data import Floats, SeriesData, thinned
from pandavision_gui.views.plots.style_sample import LINE_WIDTH

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
        self._outer = Area()
        self._inner = Area()
        self._line = Line()
        self._second_line = Line()
        self._symbols = Symbols()
        self._all = (self._outer, self._inner, self._line, self._second_line, self._symbols)
        self._data: SeriesData | None = None
        self._columns = 0
        self._scale = view.x_scale
        self._places: Floats = np.array([])
        self._is_visible = True
        self._look: tuple[object, ...] | None = None
        """What `restyle` gave the items last."""
        for item in self._all:
            view.addItem(item, ignoreBounds=True)

    def show(self, data: SeriesData, *, place: int, columns: int, is_smooth: bool) -> None:
        """Draw the series.

        Parameters
        ----------
        place
            Its position among all; later ones lie on top.
        columns
            Columns of pixels that there are; more points than these can show are left out.
        is_smooth
            Whether the edges of fills are.
        """
        for area in (self._outer, self._inner):
            area.setZValue(_FILLS + place)
            area.set_smooth(is_smooth)
        for item in (self._line, self._second_line, self._symbols):
            item.setZValue(_LINES + place)
        scale = self._view.x_scale
        if data is self._data and columns == self._columns and scale == self._scale:
            return
        if self._data is None or scale != self._scale:
            self._make_room(scale.end)
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
        self._hide_what_is_empty()
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the scheme and the pixels of the screen in force."""
        if self._data is None:
            return
        dark, series = self._view.theme.is_dark, self._data.series
        style = series.style
        look = (style, dark, bool(series.curve), self._view.pen_ratio)
        if look == self._look:
            return
        self._look = look
        colour = QColor(style.colour(dark=dark))
        thin = self._view.pen(colour, 1, Qt.PenStyle.DashLine)
        thick = self._view.pen(colour, LINE_WIDTH, style.dash)
        self._line.setPen(thick if series.curve else thin)
        self._second_line.setPen(thin)
        self._symbols.set_look(style.symbol, colour)
        outer = _INTERVAL_ALPHA if series.curve else _OUTER_ALPHA
        self._outer.set_fill(colour, outer[dark])
        self._inner.set_fill(colour, _BAND_ALPHA[dark])

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of it."""
        self._is_visible = visible
        self._hide_what_is_empty()

    def remove(self) -> None:
        """Take every item off the plot."""
        for item in self._all:
            self._view.removeItem(item)

    def _make_room(self, end: float) -> None:
        """Let lines and symbols be in the plot and a little beyond: those at its edge stand out."""
        room = QRectF(0, 0, end, 100).adjusted(-end / 4, -25, end / 4, 25)
        for item in (self._line, self._second_line, self._symbols):
            item.set_room(room)

    def _hide_what_is_empty(self) -> None:
        """Hide what has nothing to paint, so that it is not asked."""
        is_band = self._data is not None and not self._data.series.curve
        has_interval = self._data is not None and self._data.series.with_intervals
        for item, is_there in (
            (self._outer, has_interval),
            (self._inner, is_band),
            (self._line, True),
            (self._second_line, is_band),
            (self._symbols, not is_band),
        ):
            item.setVisible(self._is_visible and is_there)

    def _show_curve(self, data: SeriesData, shown: NDArray[np.intp]) -> None:
        self._line.show_through(self._places[shown], data.highest[shown])
        places = _symbol_places(len(data))
        self._symbols.show_at(self._places[places], data.highest[places])

    def _show_band(self, data: SeriesData, shown: NDArray[np.intp]) -> None:
        values, lowest, highest = self._places[shown], data.lowest[shown], data.highest[shown]
        self._line.show_through(values, highest)
        self._second_line.show_through(values, lowest)
        self._inner.show_between(values, lowest, highest)

    def _show_interval(self, data: SeriesData, shown: NDArray[np.intp]) -> None:
        if data.series.with_intervals:
            self._outer.show_between(self._places[shown], data.lower[shown], data.upper[shown])


def _symbol_places(count: int) -> NDArray[np.intp]:
    """Return which points get a symbol: all, or some at even distances with both ends."""
    if count <= _MOST_SYMBOLS:
        return np.arange(count)
    return np.linspace(0, count - 1, _THINNED_SYMBOLS).round().astype(np.intp)
