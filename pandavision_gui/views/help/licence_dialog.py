"""The texts of licences: a library's, or all of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from pandavision_gui.views.plain_text import plain_lines
from pandavision_gui.views.theme import UNIT

_WIDTH, _HEIGHT = 96, 36
"""Letters and lines of the dialog: licences are set in lines of 80 letters."""


class LicenceDialog(QDialog):
    """Text that can be read, searched by eye, and copied."""

    def __init__(self, parent: QWidget, title: str, text: str) -> None:
        super().__init__(parent)
        self.setObjectName("licence")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        said = text or self.tr("This library brings no text. Its name and home page tell more.")
        self.text = QPlainTextEdit(plain_lines(said.replace("\r\n", "\n").replace("\t", "    ")))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        metrics = self.text.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))
