"""The classes of a job as a table, those first that fall first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from pandavision_gui.engine.number_words import number_words, percent, value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.views.classes.class_figures import ClassFigures
from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.samples.sample_words import class_words
from pandavision_gui.views.sort_header import SortHeader
from pandavision_gui.views.theme import UNIT, Theme, tabular

_SORT_ROLE = int(Qt.ItemDataRole.UserRole)
_SHARE_ROLE = _SORT_ROLE + 1
_LABEL_ROLE = _SORT_ROLE + 2
_ROLES = Qt.ItemDataRole
_ANSWERED = frozenset(
    (
        *(_SORT_ROLE, _SHARE_ROLE, _LABEL_ROLE),
        *(_ROLES.DisplayRole, _ROLES.AccessibleTextRole, _ROLES.ToolTipRole),
        _ROLES.TextAlignmentRole,
    )
)
_ROW_HEIGHT = 28
_SELECTED, _HAS_FOCUS = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
"""Plain numbers: flags of Python take as long as a word that is painted."""
_IN_THE_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _IN_THE_MIDDLE)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _IN_THE_MIDDLE)
_Index = QModelIndex | QPersistentModelIndex


class ClassColumn(IntEnum):
    """The columns."""

    NAME = 0
    ROBUST = 1
    MEDIAN = 2
    COUNT = 3
    CLEAN = 4


class ClassTableModel(QAbstractTableModel):
    """One row a class."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ClassFigures, ...] = ()
        self._result: EvaluationResult | None = None
        self._value = ""

    def show(self, rows: Sequence[ClassFigures], result: EvaluationResult, value: float) -> None:
        """Show the classes of a job at a perturbation value."""
        self.beginResetModel()
        self._rows, self._result = tuple(rows), result
        self._value = value_words(value, result.scale)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many classes there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(ClassColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = ClassColumn(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_left = column is ClassColumn.NAME
            side = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        # Views ask each cell for a dozen roles, for most of which there is nothing to say.
        if role not in _ANSWERED or self._result is None or not index.isValid():
            return None
        row, column = self._rows[index.row()], ClassColumn(index.column())
        if role == _LABEL_ROLE:
            return row.label
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column)
        if role == _SORT_ROLE:
            return self._sorted_by(row, column)
        if role == _SHARE_ROLE:
            return row.robust.accuracy if column is ClassColumn.ROBUST else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._said(row))
        if role == Qt.ItemDataRole.TextAlignmentRole and column is not ClassColumn.NAME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _titles(self) -> dict[ClassColumn, str]:
        return {
            ClassColumn.NAME: self.tr("Class"),
            ClassColumn.COUNT: self.tr("Samples"),
            ClassColumn.CLEAN: self.tr("Clean"),
            ClassColumn.ROBUST: self.tr("Robust at {value}").format(value=self._value),
            ClassColumn.MEDIAN: self.tr("Half broken at"),
        }

    def _text(self, row: ClassFigures, column: ClassColumn) -> str:
        if self._result is None:
            return ""
        robust = row.robust
        if column is ClassColumn.NAME:
            return class_words(self._result, row.label)
        if column is ClassColumn.COUNT:
            return number_words(robust.count)
        if column is ClassColumn.CLEAN:
            return percent(row.clean.accuracy)
        if column is ClassColumn.ROBUST:
            if self._result.samples.chosen_by_user:  # they are drawn from nothing
                return percent(robust.accuracy)
            interval = f"({robust.lower * 100:.0f}–{robust.upper * 100:.0f})"
            return f"{percent(robust.accuracy)} {interval}"
        top = self._result.curve[-1].value
        if row.median > top:
            return f"> {value_words(top, self._result.scale)}"
        if row.median == 0:  # nothing had to be done to half of them
            return self.tr("wrong already")
        return value_words(row.median, self._result.scale)

    def _said(self, row: ClassFigures) -> str:
        if self._result is None:
            return ""
        said = self.tr("{name}: {robust} of {count} are right at {value}, {clean} without it.")
        return said.format(
            name=class_words(self._result, row.label),
            robust=number_words(row.robust.robust),
            count=number_words(row.robust.count),
            value=self._value,
            clean=number_words(row.clean.robust),
        )

    def _sorted_by(self, row: ClassFigures, column: ClassColumn) -> Any:
        keys = {
            ClassColumn.NAME: float(row.label),
            ClassColumn.COUNT: float(row.robust.count),
            ClassColumn.CLEAN: row.clean.accuracy,
            ClassColumn.ROBUST: row.robust.accuracy,
            ClassColumn.MEDIAN: row.median,
        }
        return keys[column]


class ClassTable(QTableView):
    """Shows the classes; sorted as they are told until the user sorts them otherwise.

    Signals
    -------
    opened
        The samples of a class are wanted.
    """

    opened = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.classes = ClassTableModel()
        proxy = QSortFilterProxyModel(self)
        proxy.setSortRole(_SORT_ROLE)
        proxy.setSourceModel(self.classes)
        self.setModel(proxy)
        self.setItemDelegate(_ClassCell(theme, self))
        self.setObjectName("class_table")
        self.setAccessibleName(self.tr("Classes"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFont(tabular(self.font()))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(
            max(_ROW_HEIGHT, self.fontMetrics().height() + UNIT)
        )
        header = SortHeader(self)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(8 * UNIT)
        header.setStretchLastSection(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.activated.connect(lambda index: self.opened.emit(index.data(_LABEL_ROLE)))

    def fit_columns(self, columns: Sequence[ClassColumn] = tuple(ClassColumn)) -> None:
        """Give each of these columns the width of what stands in it."""
        header = self.horizontalHeader()
        for n in columns:
            wanted = max(self.sizeHintForColumn(n), header.sectionSizeHint(n))
            header.resizeSection(n, max(wanted, header.minimumSectionSize()))

    def width_of(self, columns: int) -> int:
        """Return the width in pixels in which so many columns are seen whole."""
        header = self.horizontalHeader()
        widths = sum(header.sectionSize(n) for n in range(columns))
        return widths + 2 * self.frameWidth() + self.verticalScrollBar().sizeHint().width()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_columns()


class _ClassCell(QStyledItemDelegate):
    """Words on one line; below the share of samples that stay right a bar.

    Without the style, which asks the model for seven things of each cell and takes longer than the
    words: every other perturbation value repaints all of them.
    """

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table
        self._take_colours()

    def _take_colours(self) -> None:
        self._colours = colours = self._theme.colours
        self._selected, self._line = QColor(colours.accent_soft), QColor(colours.line)
        self._text, self._accent = QColor(colours.text), QColor(colours.accent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if self._colours is not self._theme.colours:
            self._take_colours()
        rect, state, column = option.rect, option.state.value, index.column()
        if state & _SELECTED:
            painter.fillRect(rect, self._selected)
        line = QRect(rect)
        line.setTop(line.bottom())
        painter.fillRect(line, self._line)
        room = rect.adjusted(UNIT, 0, -UNIT, -1)
        text = str(index.data() or "")
        if column == ClassColumn.NAME:  # every other column is as wide as its words
            text = option.fontMetrics.elidedText(text, self._table.textElideMode(), room.width())
        painter.setPen(self._text)
        painter.drawText(
            room.adjusted(0, 0, 0, -2), _LEFT if column == ClassColumn.NAME else _RIGHT, text
        )
        if column == ClassColumn.ROBUST:
            self._paint_bar(painter, room, float(index.data(_SHARE_ROLE) or 0.0))
        if state & _HAS_FOCUS:
            painter.setPen(self._accent)
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _paint_bar(self, painter: QPainter, room: QRect, share: float) -> None:
        bar = QRect(room.left(), room.bottom() - 3, room.width(), 3)
        painter.fillRect(bar, self._line)
        bar.setWidth(round(room.width() * share))
        painter.fillRect(bar, self._accent)
