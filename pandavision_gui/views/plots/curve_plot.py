"""The live robustness curves of the ticked jobs, with intervals and a crosshair."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.plots.crosshair import Crosshair, ReadoutRow
from pandavision_gui.views.plots.curve_words import CurveWords, drawn_values, largest_value
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_items import SeriesItems
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.theme import Theme, set_role

_FOCUS_FRAME = 2
_DIGITS = 9
"""Perturbation values that differ only beyond these decimals are one value."""


class CurvePlot(QWidget):
    """Draws every series it is given and reads them out at a perturbation value."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._series: tuple[CurveSeries, ...] = ()
        self._hidden: set[UUID] = set()
        self._items: dict[UUID, SeriesItems] = {}
        self._looked_at: float | None = None
        self._words = CurveWords(self)
        self._view = PlotView(theme)
        self._crosshair = Crosshair(self._view)
        self._note = PlainLabel(wrap=True)
        self._build()
        theme.changed.connect(self._restyle)
        self._refresh()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_FOCUS_FRAME, _FOCUS_FRAME, _FOCUS_FRAME, _FOCUS_FRAME)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self.setMinimumSize(240, 160)
        self._note.setParent(self._view)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_role(self._note, "muted")
        for widget in (self, self._view):
            widget.setAccessibleName(self.tr("Robustness curves"))
        self._view.hovered.connect(self._look_near)
        self._view.stepped.connect(self._step)
        self._view.left.connect(self._look_away)
        self._view.resized.connect(self._place_overlays)
        self._view.focus_changed.connect(self.update)

    def set_series(self, series: Sequence[CurveSeries]) -> None:
        """Draw these series instead of those before; what stays is updated in place."""
        new = {one.job_id: one for one in series}
        for gone in self._items.keys() - new.keys():
            self._items.pop(gone).remove()
            self._hidden.discard(gone)
        for place, (job_id, one) in enumerate(new.items()):
            if job_id not in self._items:
                self._items[job_id] = SeriesItems(self._view)
            self._items[job_id].show(one, place=place)
        self._series = tuple(new.values())
        self._refresh()

    def set_shown(self, job_id: UUID, shown: bool) -> None:
        """Show or hide the curve of one job."""
        if job_id not in self._items:
            return
        if shown:
            self._hidden.discard(job_id)
        else:
            self._hidden.add(job_id)
        self._items[job_id].set_visible(shown)
        self._refresh()

    def look_away(self) -> None:
        """Hide the crosshair, for instance before a picture is taken."""
        self._look_away()

    def _shown(self) -> list[CurveSeries]:
        return [one for one in self._series if one.job_id not in self._hidden]

    def _values(self) -> list[float]:
        """Return every perturbation value at which a shown curve has a point, ascending."""
        every = {round(value, _DIGITS) for one in self._shown() for value in drawn_values(one)}
        return sorted(every)

    def _refresh(self) -> None:
        shown = self._shown() or self._series
        top = max((largest_value(one) for one in shown), default=0.0)
        self._view.set_top(top if top > 0 else 1.0)
        sizes = {one.size_words for one in shown}
        self._view.set_size_words(sizes.pop() if len(sizes) == 1 else "")
        description = self._words.description(self._shown())
        for widget in (self, self._view):
            widget.setAccessibleDescription(description)
        self._place_overlays()

    def _place_overlays(self) -> None:
        self._note.setText(self._note_text())
        self._note.setVisible(bool(self._note.text()))
        self._note.setGeometry(self._view.area())
        if self._looked_at is not None:
            self._look_near(self._looked_at)

    def _note_text(self) -> str:
        if not self._series or self._values():
            return ""
        if not self._shown():
            return self.tr("Every curve is hidden. Click a name above to show it again.")
        return self.tr("No sample has been attacked yet.")

    def _look_near(self, value: float) -> None:
        values = self._values()
        if not values:
            self._look_away()
            return
        nearest = values[int(np.abs(np.array(values) - value).argmin())]
        self._looked_at = nearest
        rows = [ReadoutRow(one.style, self._words.point(one, nearest)) for one in self._shown()]
        self._crosshair.show_at(nearest, header=self._words.value(nearest), rows=rows)

    def _step(self, steps: int) -> None:
        values = self._values()
        if not values:
            return
        if self._looked_at is None:
            place = 0 if steps > 0 else len(values) - 1
            place = place if abs(steps) == 1 else len(values) - 1 - place
        else:
            here = int(np.abs(np.array(values) - self._looked_at).argmin())
            place = min(max(here + steps, 0), len(values) - 1)
        self._look_near(values[place])
        # A screen reader follows neither the line nor the box.
        said = QAccessibleAnnouncementEvent(self._view, ". ".join(self._crosshair.box.texts()))
        QAccessible.updateAccessibility(said)

    def _look_away(self) -> None:
        self._looked_at = None
        self._crosshair.hide()

    def _restyle(self) -> None:
        self._view.restyle()
        self._crosshair.restyle()
        for items in self._items.values():
            items.restyle()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font of the program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the plot while it has the keyboard."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.window))
        if self._view.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent)))
            painter.drawRect(QRect(self.rect()).adjusted(0, 0, -1, -1))
