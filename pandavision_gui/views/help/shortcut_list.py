"""All keys of the window in one list, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from pandavision_gui.views.actions import ACTIONS, WindowActions, menu_title
from pandavision_gui.views.help.text_table import Line, TextTable, TextTableModel
from pandavision_gui.views.theme import UNIT

_WIDTH, _HEIGHT = 88, 40
"""Average letters and lines of the dialog."""


class ShortcutList(QDialog):
    """The list, which can be copied."""

    def __init__(self, parent: QWidget, actions: WindowActions) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        titles = (self.tr("Where"), self.tr("What"), self.tr("Keys"))
        self.model = TextTableModel(titles, self, [*_of_actions(actions), *self._of_places()])
        table = TextTable(self.model, self.tr("Keyboard shortcuts"), wide=1)
        table.resizeColumnsToContents()
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
    found: list[Line] = []
    for info in ACTIONS:
        action = actions[info.name]
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if keys:
            words = action.text().replace("&", "").removesuffix(" …")
            found.append((menu_title(info.menu).replace("&", ""), words, keys))
    return found


def _native(key: Qt.Key) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
