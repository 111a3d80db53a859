"""The legend above the plot: one entry per curve, which hides and shows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from pandavision_gui.views.plain_text import one_line, plain_tooltip
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.plots.style_sample import paint_sample
from pandavision_gui.views.theme import UNIT, Theme

_SAMPLE_WIDTH = 32
_WIDTHS = range(480, 112, -UNIT)
"""Widest entry, tried in this order until the entries fill few enough rows."""
_ENOUGH = 208
"""An entry gets wider than this only where that takes no further row."""
_LEAST_NAME = 72
"""Room that a name needs; the suffix goes before the name gets less."""
_MOST_ROWS = 3
_SCROLL_BAR = 12
_ELIDING = (
    Qt.TextElideMode.ElideMiddle,
    Qt.TextElideMode.ElideRight,
    Qt.TextElideMode.ElideLeft,
)
"""The first that leaves the most names different is taken."""


class LegendEntry(QCheckBox):
    """A sample of the curve and the name of its job; checked while the curve is shown."""

    def __init__(self, series: CurveSeries, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series = series
        self._widest = _WIDTHS[0]
        self._eliding = _ELIDING[0]
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._say_what_a_click_does)
        self._take(series)

    def show_series(self, series: CurveSeries) -> bool:
        """Take another name or style, keeping whether the curve is shown; tell what it needs.

        Returns
        -------
        bool
            Whether the entry may need other room than before.
        """
        before, after = self._series, series
        if (before.name, before.style, not before.curve) == (
            after.name,
            after.style,
            not after.curve,
        ):
            return False
        self._take(series)
        return True

    def width_up_to(self, widest: int) -> int:
        """Return the width of an entry that is at most so wide."""
        return min(self._wanted, widest)

    def set_widest(self, pixels: int, eliding: Qt.TextElideMode) -> None:
        """Elide the name so that the entry is at most so wide."""
        if (pixels, eliding) != (self._widest, self._eliding):
            self._widest, self._eliding = pixels, eliding
            self.update()

    def drawn_name(self) -> str:
        """Return the name as it is painted: plain text, elided."""
        return self.elided_name(self._widest, self._eliding)

    def elided_name(self, widest: int, eliding: Qt.TextElideMode) -> str:
        """Return the name as it would be painted in an entry that is at most so wide."""
        room = widest - self._text_left() - UNIT
        suffix = self._suffix()
        if room - self.fontMetrics().horizontalAdvance(suffix) < _LEAST_NAME:
            suffix = ""
        room -= self.fontMetrics().horizontalAdvance(suffix)
        name = self.fontMetrics().elidedText(self._name, eliding, room)
        return name + suffix

    def sizeHint(self) -> QSize:
        """Return the room that sample and elided name take."""
        return QSize(self.width_up_to(self._widest), self.fontMetrics().height() + UNIT)

    def hitButton(self, position: QPoint) -> bool:
        """Take a click anywhere on the entry."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sample and name; the name of a hidden curve is struck out."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            ground = (
                QColor(colours.accent_soft) if self.underMouse() else Qt.GlobalColor.transparent
            )
            frame = QColor(colours.accent) if self.hasFocus() else Qt.GlobalColor.transparent
            painter.setPen(QPen(frame))
            painter.setBrush(ground)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        shown = self.isChecked()
        sample = QRect(UNIT // 2, 0, _SAMPLE_WIDTH, self.height())
        colour = self._series.style.colour(dark=self._theme.is_dark)
        paint_sample(
            painter,
            sample,
            self._series.style,
            colour=QColor(colour if shown else colours.strong_line),
        )
        font = painter.font()
        font.setStrikeOut(not shown)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if shown else colours.muted))
        painter.drawText(
            self.rect().adjusted(self._text_left(), 0, 0, 0),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
            self.drawn_name(),
        )

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _take(self, series: CurveSeries) -> None:
        self._series = series
        self._name = one_line(series.name)
        self.setAccessibleName(self._name + self._suffix())
        self._say_what_a_click_does()
        self._measure()
        self.update()

    def _measure(self) -> None:
        advance = self.fontMetrics().horizontalAdvance(self._name + self._suffix())
        self._wanted = self._text_left() + advance + UNIT
        self.updateGeometry()

    def _text_left(self) -> int:
        return UNIT // 2 + _SAMPLE_WIDTH + UNIT

    def _suffix(self) -> str:
        return "" if self._series.curve else " " + self.tr("(unfinished)")

    def _say_what_a_click_does(self) -> None:
        click = (
            self.tr("Click to hide this curve.")
            if self.isChecked()
            else self.tr("Click to show this curve.")
        )
        # The name is escaped first: a line break in it is not one of the tooltip's.
        self.setToolTip(plain_tooltip(f"{self._name}{self._suffix()}\n{click}"))


class CurveLegend(QScrollArea):
    """Entries in rows; names get shorter before there are more than three rows, then it scrolls.

    Signals
    -------
    shown_changed(job_id, shown)
        The user wants to see or not to see the curve of a job.
    """

    shown_changed = Signal(object, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: dict[UUID, LegendEntry] = {}
        self._ground = QWidget()
        self.setWidget(self._ground)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ground.setAccessibleName(self.tr("Legend"))
        theme.changed.connect(self._ground.update)
        self._place()

    def set_series(self, series: Sequence[CurveSeries]) -> None:
        """Show an entry for each of these, keeping which are hidden."""
        known, self._entries = self._entries, {}
        need_other_room = False
        for one in series:
            entry = known.get(one.job_id)
            if entry is None:
                entry = self._new_entry(one)
            elif entry.show_series(one):
                need_other_room = True
            self._entries[one.job_id] = entry
        for gone in known.keys() - self._entries.keys():
            known[gone].hide()
            known[gone].deleteLater()
        is_other_list = list(known) != list(self._entries)
        if is_other_list:
            self._order_for_the_keyboard()
        # Most news change a curve only, and a legend of many entries takes long to lay out.
        if is_other_list or need_other_room:
            self._place()

    def entries(self) -> list[LegendEntry]:
        """Return the entries in the order of the series."""
        return list(self._entries.values())

    def hidden(self) -> set[UUID]:
        """Return the jobs whose curves the user does not want to see."""
        return {job_id for job_id, entry in self._entries.items() if not entry.isChecked()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self._place()

    def _new_entry(self, series: CurveSeries) -> LegendEntry:
        entry = LegendEntry(series, theme=self._theme, parent=self._ground)
        job_id = series.job_id
        entry.toggled.connect(lambda shown: self.shown_changed.emit(job_id, shown))
        entry.show()
        return entry

    def _order_for_the_keyboard(self) -> None:
        entries = self.entries()
        for one, following in pairwise(entries):
            QWidget.setTabOrder(one, following)

    def _place(self) -> None:
        room = max(self.width() - _SCROLL_BAR, _WIDTHS[-1])
        # The plot needs the height more than a name its last letters.
        most = min(len(self._rows(room, widest=_ENOUGH)), _MOST_ROWS)
        rows: list[list[LegendEntry]] = []
        widest = _WIDTHS[0]
        for widest in _WIDTHS:
            rows = self._rows(room, widest=widest)
            if len(rows) <= most:
                break
        eliding = max(_ELIDING, key=lambda mode: self._different(min(widest, room), mode))
        height = 0
        for row in rows:
            left = 0
            for entry in row:
                entry.set_widest(min(widest, room), eliding)
                size = entry.sizeHint()
                entry.setGeometry(QRect(QPoint(left, height), size))
                left += size.width() + UNIT
            height += row[0].sizeHint().height()
        self._ground.resize(room, height)
        shown_rows = min(len(rows), _MOST_ROWS)
        self.setFixedHeight(height * shown_rows // len(rows) if rows else 0)

    def _different(self, widest: int, eliding: Qt.TextElideMode) -> int:
        return len({entry.elided_name(widest, eliding) for entry in self._entries.values()})

    def _rows(self, room: int, *, widest: int) -> list[list[LegendEntry]]:
        rows: list[list[LegendEntry]] = []
        left = 0
        for entry in self._entries.values():
            width = entry.width_up_to(min(widest, room))
            if not rows or left + width > room:
                rows.append([])
                left = 0
            rows[-1].append(entry)
            left += width + UNIT
        return rows
