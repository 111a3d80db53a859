"""What the versions brought, from the changelog that comes with the program."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDesktopServices, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from pandavision_gui.views.help.changelog import Entry
from pandavision_gui.views.help.guide_text import fill
from pandavision_gui.views.help.guide_window import GuideBrowser
from pandavision_gui.views.theme import UNIT, Theme

_WIDTH, _HEIGHT = 96, 38
"""Average letters and lines of the dialog."""


class WhatsNewDialog(QDialog):
    """Entries of the changelog, set as the guide is."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("whats_new")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What is new"))
        self._theme = theme
        self._entries: Sequence[Entry] = ()
        self.browser = GuideBrowser()
        self.browser.setAccessibleName(self.tr("What is new"))
        self.browser.page_wanted.connect(QDesktopServices.openUrl)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addWidget(self.browser, 1)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))
        theme.changed.connect(self._fill)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, the first at the top."""
        self._entries = entries
        self._fill()
        # Filling leaves the cursor at the end, and what is shown first is where the cursor is.
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)

    def _fill(self) -> None:
        scrolled = self.browser.verticalScrollBar().value()
        document = self.browser.document()
        document.setDocumentMargin(2 * UNIT)
        document.setDefaultFont(self.browser.font())
        if self._entries:
            text = "\n\n".join(entry.text for entry in self._entries)
            fill(document, text, self._theme.colours)
        else:
            document.setPlainText(
                self.tr("The changelog is missing. Install the program again to have it.")
            )
        self.browser.verticalScrollBar().setValue(scrolled)
