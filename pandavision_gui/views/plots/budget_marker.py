"""A line at the perturbation value that somebody cares about."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.x_scale import XScale

_ABOVE_FILLS = 90


class BudgetMarker:
    """Stays where it is put while curves come and go."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.setZValue(_ABOVE_FILLS)
        self._line.hide()
        view.addItem(self._line, ignoreBounds=True)
        self.restyle()

    def show(self, value: float | None, scale: XScale) -> None:
        """Mark a value; one outside the axis, or None, has no line."""
        is_seen = value is not None and 0 < value <= scale.top
        if is_seen and value is not None:
            self._line.setValue(scale.place(value))
        self._line.setVisible(is_seen)

    def restyle(self) -> None:
        """Take the colours of the scheme in force."""
        colour = QColor(self._view.theme.colours.accent)
        self._line.setPen(self._view.pen(colour, 1, Qt.PenStyle.DotLine))
