"""The line by which jobs are found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from pandavision_gui.views.plain_text import explain
from pandavision_gui.views.theme import UNIT


class SearchField(QLineEdit):
    """Words to look for; Escape empties it.

    Signals
    -------
    left
        Escape in an empty field: the rows are wanted.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("Find jobs: words, or tag:word"))
        self.setAccessibleName(self.tr("Find jobs by a word in their rows, by tag or note"))
        explain(
            self,
            self.tr(
                "Words or parts of them in any column, in tags and notes; several narrow.\n"
                'tag:road looks in tags only, tag:"two words" for words side by side, tag: '
                "finds every job with a tag."
            ),
        )
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(28 * UNIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back what was looked for, as search fields do."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.left.emit()
