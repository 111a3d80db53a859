"""The legend above the plot: one entry per curve, which hides and shows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from pandavision_gui.views.plain_text import explain, one_line
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.plots.short_names import NameCutter
from pandavision_gui.views.plots.style_sample import paint_sample
from pandavision_gui.views.theme import UNIT, Theme

_SAMPLE_WIDTH = 32
_LEAST_LETTERS = 14
"""Of a name, of ordinary width: below that it says nothing, and the legend rather scrolls."""
_EASY_LETTERS = 22
"""Where it scrolls anyway."""
_FEW_ROWS = 3
_SCROLL_BAR = 12


class LegendEntry(QCheckBox):
    """A sample of the curve and the name of its job; checked while the curve is shown."""

    def __init__(self, series: CurveSeries, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series = series
        self._drawn = ""
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

    @property
    def name(self) -> str:
        """The whole name, on one line."""
        return self._name

    @property
    def wanted_width(self) -> int:
        """What the entry takes with its whole name, in pixels."""
        return self._wanted

    def width_up_to(self, widest: int) -> int:
        """Return the width of an entry that is at most so wide, or as narrow as it can be."""
        return min(self._wanted, max(widest, self._least))

    def cut_to(self, width: int, cutter: NameCutter) -> None:
        """Be so wide, with as much of the name as that has room for."""
        suffix = self._suffix()
        room = width - self._text_left() - UNIT - self.fontMetrics().horizontalAdvance(suffix)
        drawn = cutter.cut(self._name, max(0, room)) + suffix
        if drawn != self._drawn:
            self._drawn = drawn
            self.update()

    def drawn_name(self) -> str:
        """Return the name as it is painted: plain text, cut, and whether it is unfinished."""
        return self._drawn

    def sizeHint(self) -> QSize:
        """Return the room that sample and whole name take."""
        return QSize(self._wanted, self.fontMetrics().height() + UNIT)

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
        metrics = self.fontMetrics()
        name, suffix = map(metrics.horizontalAdvance, (self._name, self._suffix()))
        around = self._text_left() + suffix + UNIT
        self._wanted = around + name
        self._least = around + min(name, _LEAST_LETTERS * metrics.averageCharWidth())
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
        explain(self, f"{self._name}{self._suffix()}\n{click}")


class CurveLegend(QScrollArea):
    """Entries in rows; names are cut before there are more than a few rows, then it scrolls.

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
        self._height, self._few_rows = 0, _FEW_ROWS
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

    def fit_height(self, height: int, *, few_rows: int = _FEW_ROWS) -> None:
        """Take up to so many pixels where names would be cut else; a few rows in any case."""
        if (self._height, self._few_rows) != (height, few_rows):
            self._height, self._few_rows = height, few_rows
            self._place()

    def entries(self) -> list[LegendEntry]:
        """Return the entries in the order of the series."""
        return list(self._entries.values())

    def hide_curves(self, job_ids: Collection[UUID]) -> None:
        """Untick the entries of these jobs."""
        for job_id in job_ids:
            if job_id in self._entries:
                self._entries[job_id].setChecked(False)

    def hidden(self) -> set[UUID]:
        """Return the jobs whose curves the user does not want to see."""
        return {job_id for job_id, entry in self._entries.items() if not entry.isChecked()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Give names the room that another font needs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.widget() is not None:
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
        entries = self.entries()
        if not entries:
            self.setFixedHeight(0)
            return
        room = self.width()
        most = max(self._few_rows, self._height // entries[0].sizeHint().height())
        rows = _few_rows(entries, room, most)
        if rows is None:
            room = max(1, room - _SCROLL_BAR)
            rows = _many_rows(entries, room)
        metrics = entries[0].fontMetrics()
        cutter = NameCutter([entry.name for entry in entries], metrics.horizontalAdvance)
        height = 0
        for row in rows:
            left = 0
            for entry, width in zip(row, _widths_in(row, room), strict=True):
                entry.cut_to(width, cutter)
                entry.setGeometry(left, height, width, entry.sizeHint().height())
                left += width + UNIT
            height += row[0].sizeHint().height()
        self._ground.resize(room, height)
        shown_rows = min(len(rows), most)
        self.setFixedHeight(height * shown_rows // len(rows))


def _few_rows(
    entries: Sequence[LegendEntry], room: int, most: int
) -> list[list[LegendEntry]] | None:
    """Put entries into rows so that little of any name is lost; None where that takes more.

    Of ways by which as much is lost, that with the fewest rows.
    """
    wanted = [0, *accumulate(entry.wanted_width + UNIT for entry in entries)]
    least = [0, *accumulate(entry.width_up_to(0) + UNIT for entry in entries)]
    # By where a row begins: what is lost from there on (in squares: one row shall not bear it for
    # all), and where the following rows begin.
    best: dict[int, tuple[int, tuple[int, ...]]] = {len(entries): (0, ())}
    found: list[tuple[int, tuple[int, ...]]] = []
    for _ in range(most):
        rows, best = best, {}
        for begin in range(len(entries)):
            for end in range(begin + 1, len(entries) + 1):
                if least[end] - least[begin] - UNIT > room:
                    break
                if end in rows:
                    missing = max(0, wanted[end] - wanted[begin] - UNIT - room)
                    lost = missing**2 // (end - begin) + rows[end][0]
                    if begin not in best or lost < best[begin][0]:
                        best[begin] = lost, (begin, *rows[end][1])
        found += [best[0]] if 0 in best else []
    if not found:
        return None
    _, begins = min(found, key=lambda way: way[0])
    return [list(entries[a:b]) for a, b in pairwise((*begins, len(entries)))]


def _many_rows(entries: Sequence[LegendEntry], room: int) -> list[list[LegendEntry]]:
    """Put entries into rows to scroll through, where names need not be cut to so little."""
    widest = _EASY_LETTERS * entries[0].fontMetrics().averageCharWidth() + _SAMPLE_WIDTH
    rows: list[list[LegendEntry]] = []
    left = 0
    for entry in entries:
        width = min(entry.width_up_to(widest), room)
        if not rows or left + width > room:
            rows.append([])
            left = 0
        rows[-1].append(entry)
        left += width + UNIT
    return rows


def _widths_in(row: Sequence[LegendEntry], room: int) -> list[int]:
    """Return how wide each entry of a row is, so that the row's room is used."""
    room -= UNIT * (len(row) - 1)

    def widths(widest: int) -> list[int]:
        return [min(entry.width_up_to(widest), room) for entry in row]

    narrow, wide = 0, max(entry.wanted_width for entry in row)
    if sum(widths(wide)) <= room:
        return widths(wide)
    while wide - narrow > 1:
        widest = (narrow + wide) // 2
        narrow, wide = (widest, wide) if sum(widths(widest)) <= room else (narrow, widest)
    return widths(narrow)
