"""The live robustness curves of the ticked jobs, with intervals and a crosshair."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
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

from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.plain_text import PlainLabel, both_ends
from pandavision_gui.views.plots.budget_marker import BudgetMarker
from pandavision_gui.views.plots.crosshair import Crosshair, ReadoutRow
from pandavision_gui.views.plots.curve_words import CurveWords, is_grey_level
from pandavision_gui.views.plots.plot_view import PlotView
from pandavision_gui.views.plots.series_data import Floats, SeriesData, distinct
from pandavision_gui.views.plots.series_items import SeriesItems
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.plots.x_scale import XScale, XUnit
from pandavision_gui.views.plots.x_titles import x_titles
from pandavision_gui.views.theme import UNIT, Theme, set_role

_FOCUS_FRAME = 2
_DIGITS = 9
"""Perturbation values that differ only beyond these decimals are one value."""
_MOST_SMOOTH = 4
"""Curves up to which fills have smooth edges: among more nobody sees it, and it takes its time."""
_HARDLY_MEANT = 0.5
_MOST_TOLD, _LONGEST_NAME = 8, 60
"""Curves and letters of a name in the sentence for a budget: the plot needs the height."""


class CurvePlot(QWidget):
    """Draws every series it is given and reads them out at a perturbation value.

    Axes that have been built already are taken over.
    """

    def __init__(self, theme: Theme, view: PlotView | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._data: dict[UUID, SeriesData] = {}
        self._values: Floats = np.array([])
        self._hidden: set[UUID] = set()
        self._items: dict[UUID, SeriesItems] = {}
        self._looked_at: float | None = None
        self._marked: float | None = None
        self._is_log, self._unit = False, XUnit.FRACTION
        self._words = CurveWords(self)
        self.view = view or PlotView(theme)
        self._crosshair = Crosshair(self.view)
        self._marker = BudgetMarker(self.view)
        self._note = PlainLabel(wrap=True)
        self._build()
        theme.changed.connect(self._restyle)
        self._refresh()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_FOCUS_FRAME, _FOCUS_FRAME, _FOCUS_FRAME, _FOCUS_FRAME)
        layout.addWidget(self.view)
        self.setMinimumSize(30 * UNIT, 12 * UNIT)
        self._note.setParent(self.view)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_role(self._note, "muted")
        for widget in (self, self.view):
            widget.setAccessibleName(self.tr("Robustness curves"))
        self.view.hovered.connect(self._look_near)
        self.view.stepped.connect(self._step)
        self.view.left.connect(self._look_away)
        self.view.resized.connect(self._take_size)
        self.view.focus_changed.connect(self.update)
        self.view.pixel_ratio_changed.connect(self._take_pixel_ratio)

    def set_series(self, series: Sequence[CurveSeries]) -> None:
        """Draw these series instead of those before; what stays is updated in place."""
        known, self._data = self._data, {}
        for one in series:
            data = known.get(one.job_id)
            if data is None or not data.series.looks_like(one):
                data = SeriesData(one)
            self._data[one.job_id] = data
        for gone in self._items.keys() - self._data.keys():
            self._items.pop(gone).remove()
            self._hidden.discard(gone)
        for job_id in self._data.keys() - self._items.keys():
            self._items[job_id] = SeriesItems(self.view)
        self._draw()
        if [*known.values()] != [*self._data.values()]:
            self._refresh()

    def _draw(self) -> None:
        columns = self.view.columns()
        is_smooth = len(self._data) <= _MOST_SMOOTH
        for place, (job_id, data) in enumerate(self._data.items()):
            self._items[job_id].show(data, place=place, columns=columns, is_smooth=is_smooth)

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

    def set_picture_ratio(self, ratio: float | None) -> None:
        """Draw for a picture of so many pixels to each of the window's; None: for the screen."""
        self.view.set_picture_ratio(ratio)

    def _shown(self) -> list[SeriesData]:
        return [data for job_id, data in self._data.items() if job_id not in self._hidden]

    def _refresh(self) -> None:
        shown = self._shown()
        every = [np.array([]), *(data.values for data in shown)]
        self._values = distinct(np.round(np.concatenate(every), _DIGITS))
        to_reach = shown or list(self._data.values())
        scale = self._scale_of(to_reach)
        if scale != self.view.x_scale:
            self.view.set_x_scale(scale)
            self._draw()
        series = [data.series for data in to_reach]
        self.view.set_x_titles(x_titles(series, scale.unit))
        self._marker.show(self._marked, scale)
        description = self._words.description(shown)
        for widget in (self, self.view):
            widget.setAccessibleDescription(description)
        self._place_overlays()

    def _scale_of(self, to_reach: Sequence[SeriesData]) -> XScale:
        top = max((data.reach for data in to_reach), default=0.0)
        above = [float(data.values[data.values > 0].min()) for data in to_reach if data.reach > 0
                 and (data.values > 0).any()]  # fmt: skip
        widths = {data.series.width for data in to_reach}
        width = widths.pop() if len(widths) == 1 else None
        unit = self._unit if self._unit in _usable(to_reach) else XUnit.FRACTION
        return XScale(self._is_log, unit, min(above, default=0.0), top if top > 0 else 1.0, width)

    def usable_units(self) -> frozenset[XUnit]:
        """Return what the numbers of the axis can be for the curves that are shown."""
        return _usable(self._shown() or list(self._data.values()))

    def set_axis(self, *, is_log: bool, unit: XUnit) -> None:
        """Choose the x axis; units that are not true of all curves are left out."""
        self._is_log, self._unit = is_log, unit
        self._refresh()

    def set_marked(self, value: float | None) -> None:
        """Mark a perturbation value, a budget of interest; None for none."""
        self._marked = value
        self._refresh()

    def marked_words(self) -> str:
        """Return what the curves say at the marked value; empty where none is marked or shown."""
        shown = self._shown()
        if self._marked is None or not shown:
            return ""
        every = len(shown)
        if is_grey_level(self._marked):  # which means something in L∞ alone
            is_told = [
                data.series.scale is Norm.LINF or data.point_at(self._marked) is not None
                for data in shown
            ]
            shown = list(compress(shown, is_told)) or shown
        scales = {data.series.scale for data in shown}
        said = [
            f"{both_ends(data.name, _LONGEST_NAME)}: {self._words.at_mark(data, self._marked)}"
            for data in shown[:_MOST_TOLD]
        ]
        if len(shown) > _MOST_TOLD:
            said.append(self.tr("and {count} more").format(count=len(shown) - _MOST_TOLD))
        if len(shown) < every:
            said.append(self.tr("in other norms than L∞ it means nothing"))
        return f"{self._words.value(self._marked, scales or {Norm.LINF})}  –  {'; '.join(said)}"

    def mark_is_doubtful(self) -> bool:
        """Whether a marked value can hardly be meant: over half the input range in L∞."""
        shown = self._shown()
        return (
            self._marked is not None
            and self._marked > _HARDLY_MEANT
            and bool(shown)
            and all(data.series.scale is Norm.LINF and not data.series.is_noise for data in shown)
        )

    def _take_size(self) -> None:
        self._draw()
        self._place_overlays()

    def _place_overlays(self) -> None:
        self._note.setText(self._note_text())
        self._note.setVisible(bool(self._note.text()))
        self._note.setGeometry(self.view.area())
        if self._looked_at is not None:
            self._look_near(self._looked_at)

    def _note_text(self) -> str:
        if not self._data or self._values.size:
            return ""
        if not self._shown():
            return self.tr("Every curve is hidden. Click a name above to show it again.")
        return self.tr("No sample has been attacked yet.")

    def _look_near(self, value: float) -> None:
        if not self._values.size:
            self._look_away()
            return
        nearest = float(self._values[np.abs(self._values - value).argmin()])
        self._looked_at = nearest
        rows = [
            ReadoutRow(data.series.style, self._words.point(data, nearest), data.name)
            for data in self._shown()
        ]
        scales = {data.series.scale for data in self._shown()}
        header = self._words.on_axis(nearest, scales, self.view.x_scale)
        self._crosshair.show_at(nearest, header=header, rows=rows)

    def _step(self, steps: int) -> None:
        if not self._values.size:
            return
        last = self._values.size - 1
        if self._looked_at is None:
            place = 0 if steps > 0 else last
            place = place if abs(steps) == 1 else last - place
        else:
            here = int(np.abs(self._values - self._looked_at).argmin())
            place = min(max(here + steps, 0), last)
        self._look_near(float(self._values[place]))
        # A screen reader follows neither the line nor the box.
        said = QAccessibleAnnouncementEvent(self.view, ". ".join(self._crosshair.box.spoken()))
        QAccessible.updateAccessibility(said)

    def _look_away(self) -> None:
        self._looked_at = None
        self._crosshair.hide()

    def _restyle(self) -> None:
        self.view.restyle()
        self._take_pixel_ratio()
        self.update()

    def _take_pixel_ratio(self) -> None:
        self._crosshair.restyle()
        self._marker.restyle()
        for items in self._items.values():
            items.restyle()
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font of the program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.view.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the plot while it has the keyboard."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.window))
        if self.view.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent)))
            painter.drawRect(QRect(self.rect()).adjusted(0, 0, -1, -1))


def _usable(curves: Sequence[SeriesData]) -> frozenset[XUnit]:
    """Return the units that are true of all curves."""
    if any(data.series.scale is not Norm.LINF for data in curves):
        return frozenset({XUnit.FRACTION})  # no element changes by so many levels there
    widths = {data.series.width for data in curves}
    if len(widths) > 1 or None in widths:
        return frozenset({XUnit.FRACTION, XUnit.OVER_255})
    return frozenset(XUnit)
