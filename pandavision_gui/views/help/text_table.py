"""A table of lines of text that are read and copied, never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pandavision_gui.views.theme import UNIT

Index = QModelIndex | QPersistentModelIndex
Line = tuple[str, ...]
"""What the cells of a line say, as they are to be shown."""


class TextTableModel(QAbstractTableModel):
    """Lines below titles.

    Parameters
    ----------
    titles
        What the columns are called; every line has as many cells.
    """

    def __init__(self, titles: Line, parent: QObject, lines: Sequence[Line] = ()) -> None:
        super().__init__(parent)
        self._titles = titles
        self._lines = list(lines)

    def lines(self) -> tuple[Line, ...]:
        """Return all lines."""
        return tuple(self._lines)

    def insert(self, place: int, line: Line) -> None:
        """Show one more line before the one that stands at `place`."""
        self.beginInsertRows(QModelIndex(), place, place)
        self._lines.insert(place, line)
        self.endInsertRows()

    def clear(self) -> None:
        """Show no line."""
        self.beginResetModel()
        self._lines.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if index.isValid() and role == Qt.ItemDataRole.DisplayRole:
            return self._lines[index.row()][index.column()]
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None


class _RoomyDelegate(QStyledItemDelegate):
    """Lines with room around the words, however many; those that matter in bold letters."""

    def __init__(self, parent: QWidget, matters: Callable[[int], bool]) -> None:
        super().__init__(parent)
        self._matters = matters

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Set what matters in bold letters."""
        super().initStyleOption(option, index)
        if self._matters(index.row()):
            option.font.setBold(True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return what the words take, and some room."""
        return super().sizeHint(option, index) + QSize(0, UNIT)


class TextTable(QTableView):
    """Lines that can be gone through by keys.

    Parameters
    ----------
    name
        What it is called where it is read aloud.
    wide
        The column that takes the room that is left.
    """

    def __init__(self, model: TextTableModel, name: str, wide: int) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        titles.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)

    def wrap_lines(self, matters: Callable[[int], bool] = lambda _: False) -> None:
        """Show all words of every cell, on as many lines as they take.

        Parameters
        ----------
        matters
            Whether a row is to stand out.
        """
        self.setWordWrap(True)
        self.setItemDelegate(_RoomyDelegate(self, matters))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
