"""All keys of the window in one list, made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.views.actions import ACTIONS, WindowActions, menu_title
from pandavision_gui.views.theme import UNIT

Index = QModelIndex | QPersistentModelIndex
_WIDTH, _HEIGHT = 88, 40
"""Average letters and lines of the dialog."""
Line = tuple[str, str, str]
"""Where, what, by which keys."""


class ShortcutModel(QAbstractTableModel):
    """One line a key."""

    def __init__(self, lines: Sequence[Line], parent: QObject) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self._titles = (self.tr("Where"), self.tr("What"), self.tr("Keys"))

    def lines(self) -> tuple[Line, ...]:
        """Return all lines."""
        return self._lines

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


class ShortcutList(QDialog):
    """The list, which can be copied."""

    def __init__(self, parent: QWidget, actions: WindowActions) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.model = ShortcutModel([*_of_actions(actions), *self._of_places()], self)
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Keyboard shortcuts"))
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.resizeColumnsToContents()
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addWidget(table)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))

    def _of_places(self) -> list[Line]:
        """Return the keys that no action has: they are those of a part of the window."""
        table, plot, field = self.tr("Jobs table"), self.tr("Curve"), self.tr("File fields")
        keys = Qt.Key
        return [
            (table, self.tr("Tick or untick the selected jobs"), _native(keys.Key_Space)),
            (table, self.tr("First job"), _native(keys.Key_Home)),
            (table, self.tr("Last job"), _native(keys.Key_End)),
            (plot, self.tr("Read the curves at the value before"), _native(keys.Key_Left)),
            (plot, self.tr("Read the curves at the next value"), _native(keys.Key_Right)),
            (plot, self.tr("End reading"), _native(keys.Key_Escape)),
            (field, self.tr("Recent files"), _native(keys.Key_Down)),
        ]

    def _copy(self) -> None:
        lines = ("\t".join(line) for line in self.model.lines())
        QGuiApplication.clipboard().setText("\n".join(lines))


def _of_actions(actions: WindowActions) -> list[Line]:
    found = []
    for info in ACTIONS:
        action = actions[info.name]
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if keys:
            words = action.text().replace("&", "").removesuffix(" …")
            found.append((menu_title(info.menu).replace("&", ""), words, keys))
    return found


def _native(key: Qt.Key) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
