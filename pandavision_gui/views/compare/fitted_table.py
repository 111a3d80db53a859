"""A table that is as high as its rows, inside something that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from pandavision_gui.views.compare.job_heads import SWATCH
from pandavision_gui.views.theme import UNIT, tabular

_ROW = 28
_MOST_ROWS = 14
_PADDING = 3 * UNIT
"""Of a cell, both sides: the style sheet's and what the style adds."""


class FittedTable(QTableView):
    """Columns share the width, down to their least; beyond that the table scrolls sideways.

    Parameters
    ----------
    model
        What it shows.
    wraps
        Whether rows are as high as their texts, which wrap.
    most_rows
        Longer tables scroll by themselves.

    Signals
    -------
    narrow_changed
        Whether there is no room for the columns' words side by side: rows have two lines then.
    copy_wanted
        The keys for copying were pressed.
    """

    copy_wanted = Signal()
    narrow_changed = Signal(bool)

    def __init__(
        self, model: QAbstractItemModel, *, wraps: bool = False, most_rows: int = _MOST_ROWS
    ) -> None:
        super().__init__()
        self._least: dict[int, str] = {}
        self._least_narrow: dict[int, str] = {}
        self._stretched: tuple[int, ...] = ()
        self._wraps, self._most_rows = wraps, most_rows
        self._is_narrow = False
        self.setModel(model)
        self.setIconSize(QSize(*SWATCH))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(wraps)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setSectionsClickable(False)
        titles.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.fit)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._later.start)

    def set_columns(
        self,
        least: dict[int, str],
        stretched: tuple[int, ...],
        *,
        narrow: dict[int, str] | None = None,
    ) -> None:
        """Say what the columns are.

        Parameters
        ----------
        least
            Of each column the words that must have room, in lines.
        stretched
            Columns that take the width that is left.
        narrow
            What must have room in rows of two lines.
        """
        self._least, self._least_narrow, self._stretched = least, narrow or {}, stretched
        self._later.start()

    def fit(self) -> None:
        """Share the width among the columns and be as high as the rows."""
        self._choose_lines()
        self._share_width()
        spacing = self.fontMetrics().height()
        row = max(_ROW, spacing + UNIT) + (spacing if self._is_narrow else 0)
        self.verticalHeader().setDefaultSectionSize(row)
        count = self.model().rowCount()
        shown = min(count, self._most_rows)
        if self._wraps:
            for line in range(count):
                wanted = self.sizeHintForRow(line)
                self.setRowHeight(line, row if wanted <= row else wanted + UNIT)
        height = sum(self.rowHeight(line) for line in range(shown))
        height += self.horizontalHeader().sizeHint().height()
        if self.horizontalHeader().length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if count > shown
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(height)

    def _choose_lines(self) -> None:
        is_narrow = bool(self._least_narrow) and sum(self._widths(self._least)) > self.width()
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.setWordWrap(self._wraps or is_narrow)
            self.narrow_changed.emit(is_narrow)

    def _widths(self, least: dict[int, str]) -> list[int]:
        wide = QFontMetrics(tabular(self.font())).horizontalAdvance
        columns = range(self.model().columnCount())
        return [max(map(wide, least.get(c, "").split("\n"))) + _PADDING for c in columns]

    def _share_width(self) -> None:
        widths = self._widths(self._least_narrow if self._is_narrow else self._least)
        left = max(0, self.viewport().width() - sum(widths))
        for place, column in enumerate(self._stretched):
            share = left // (len(self._stretched) - place)
            widths[column] += share
            left -= share
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._later.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font of the program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_later"):
            self._later.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark a line: else nobody sees where the keyboard is."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the whole table, not a cell."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
            event.accept()
            return
        super().keyPressEvent(event)
