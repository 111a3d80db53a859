"""A sentence on a coloured ground, with what more there is to say of it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from pandavision_gui.views.details.note_list import LONGEST_NOTE
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import LONGEST_TOOLTIP, wrapped_tooltip
from pandavision_gui.views.plain_text import PlainLabel, explain, plain_lines, plain_text
from pandavision_gui.views.theme import UNIT, set_role

_LONGEST = 20_000
"""Characters of details; the clipboard gets all of them."""


class TextBox(QFrame):
    """One sentence.

    Parameters
    ----------
    can_be_copied
        Whether there are buttons that show the details and copy all of it: of errors.
    """

    def __init__(self, role: str, *, can_be_copied: bool = False) -> None:
        super().__init__()
        self._can_be_copied = can_be_copied
        self._given = ("", "")
        self._text = WrappingLabel(longest=LONGEST_NOTE)
        self._details = PlainLabel(wrap=True)
        self.more = self._button(self.tr("Show details"))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_details)
        self.copy = self._button(self.tr("Copy"))
        self.copy.clicked.connect(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT + 4, UNIT, UNIT + 4, UNIT)
        layout.addWidget(self._text)
        layout.addWidget(self._details)
        buttons = QHBoxLayout()
        buttons.addWidget(self.more)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self._details.hide()
        self.more.hide()
        self.copy.setVisible(can_be_copied)
        set_role(self, role)

    def show_text(self, text: str, details: str = "") -> None:
        """Show an untrusted sentence, its details on demand; without one the box is hidden."""
        if (text, details) != self._given:
            self._given = (text, details)
            self._text.setText(plain_text(text))
            self._details.setText(plain_lines(details[:_LONGEST]))
            explain(self, details[:LONGEST_TOOLTIP], tooltip=wrapped_tooltip(details))
            self.more.setChecked(False)
            self.more.setVisible(self._can_be_copied and bool(details))
        self.setVisible(bool(text))

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words)
        set_role(button, "flat")
        return button

    def _show_details(self, is_wanted: bool) -> None:
        self._details.setVisible(is_wanted)
        self.more.setText(self.tr("Hide details") if is_wanted else self.tr("Show details"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(filter(None, self._given)))
