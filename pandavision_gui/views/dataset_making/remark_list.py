"""Lines of text, as high as they need, up to a limit; beyond it they are scrolled."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from pandavision_gui.views.theme import UNIT, set_role

_MOST_LINES = 8


class RemarkList(QPlainTextEdit):
    """Lines to read and to copy; hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        set_role(self, "note")
        self.show_lines(())

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show lines, each without a line break."""
        self.setPlainText("\n".join(lines))
        self.setVisible(bool(lines))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that the lines need."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        width, metrics = max(1, self.viewport().width() - UNIT), self.fontMetrics()
        text = self.toPlainText().split("\n")[: _MOST_LINES + 1]
        rows = sum(max(1, math.ceil(metrics.horizontalAdvance(line) / width)) for line in text)
        self.setFixedHeight(min(rows, _MOST_LINES) * metrics.lineSpacing() + UNIT // 2)
