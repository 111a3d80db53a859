"""Settings of compared jobs as a table: those that differ, and on request those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from pandavision_gui.jobs.compare_messages import JobsCompared
from pandavision_gui.views.compare.job_heads import HEADER_SWATCH, JobHead
from pandavision_gui.views.engine_words import setting_title, setting_words
from pandavision_gui.views.plain_text import one_line, plain_tooltip
from pandavision_gui.views.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_LONGEST_CELL = 200
_LONGEST_TOOLTIP = 2000
_PLACE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _row(title: str, told: Sequence[str]) -> tuple[str, ...]:
    return setting_title(title), *(setting_words(title, one) for one in told)


class DifferencesModel(QAbstractTableModel):
    """A line per setting: what it is called, and what each job has."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heads: tuple[JobHead, ...] = ()
        self._differing: list[tuple[str, ...]] = []
        self._alike: list[tuple[str, ...]] = []
        self._shows_all = False
        theme.changed.connect(self._repaint)

    @property
    def differing(self) -> int:
        """How many settings differ."""
        return len(self._differing)

    @property
    def alike(self) -> int:
        """How many are the same."""
        return len(self._alike)

    def show_jobs(self, compared: JobsCompared, heads: tuple[JobHead, ...]) -> None:
        """Show other jobs, or the same with other names and curves."""
        self.beginResetModel()
        self._heads = heads
        self._differing = [_row(one.setting, one.told) for one in compared.differences]
        self._alike = [_row(one.setting, [one.told] * len(heads)) for one in compared.agreements]
        self.endResetModel()

    def show_all(self, wanted: bool) -> None:
        """Show the settings that are the same, too."""
        if wanted != self._shows_all:
            self.beginResetModel()
            self._shows_all = wanted
            self.endResetModel()

    def rows(self) -> list[list[str]]:
        """Return titles and rows as they are shown."""
        titles = [self.tr("Setting"), *(head.title for head in self._heads)]
        return [titles, *(list(row) for row in self._shown())]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of settings that are shown."""
        return 0 if parent.isValid() else len(self._shown())

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return one column more than there are jobs."""
        return 0 if parent.isValid() else 1 + len(self._heads)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        line, column = index.row(), index.column()
        text = self._row(line)[column]
        if role == _ROLE.DisplayRole:
            return one_line(text, _LONGEST_CELL)
        if role == _ROLE.ToolTipRole:
            return plain_tooltip(one_line(text, _LONGEST_TOOLTIP))
        if role == _ROLE.TextAlignmentRole:
            return _PLACE
        if role == _ROLE.ForegroundRole and (column == 0 or line >= len(self._differing)):
            return QColor(self._theme.colours.muted)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.TextAlignmentRole:
            return _PLACE
        if section == 0:
            return self.tr("Setting") if role == _ROLE.DisplayRole else None
        head = self._heads[section - 1]
        if role == _ROLE.DisplayRole:
            return head.title
        if role == _ROLE.ToolTipRole:
            return plain_tooltip(head.title)
        if role == _ROLE.DecorationRole:
            return head.swatch(dark=self._theme.is_dark, width=HEADER_SWATCH)
        return None

    def _shown(self) -> list[tuple[str, ...]]:
        return [*self._differing, *self._alike] if self._shows_all else self._differing

    def _row(self, line: int) -> tuple[str, ...]:
        count = len(self._differing)
        return self._differing[line] if line < count else self._alike[line - count]

    def _repaint(self) -> None:
        if self._heads:
            last = self.index(self.rowCount() - 1, len(self._heads))
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._heads))
