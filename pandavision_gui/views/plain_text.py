"""Names and texts from files, shown as plain text wherever Qt might take them for markup."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pandavision_gui.errors import plain_text


class PlainLabel(QLabel):
    """A label that never takes its text for markup, and shows control characters escaped."""

    def __init__(self, text: str = "", *, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`; line breaks stay, other control characters are escaped."""
        super().setText("\n".join(plain_text(line) for line in text.split("\n")))


def plain_tooltip(text: str) -> str:
    """Return `text` so that a tooltip shows it as it is: tooltips guess whether text is markup."""
    lines = "<br>".join(escape(plain_text(line)) for line in text.split("\n"))
    return f"<qt>{lines}</qt>" if text else ""


def menu_text(text: str) -> str:
    """Return `text` for a menu or a button, where & would mark a key."""
    return plain_text(text).replace("&", "&&")
