"""A message in the place it belongs to: what happened, what to do, and more on demand."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.plain_text import menu_text, plain_text
from pandavision_gui.views.theme import UNIT, Theme, set_role

MessageKind = Literal["bad", "warn", "good", "info"]
_ROLES = {"bad": "bad-box", "warn": "warn-box", "good": "good-box", "info": "accent-box"}
_ICON_SIZE = 16
_FLAT_PADDING = 7
"""Of a button without a frame: padding and border of the style sheet."""
_LONGEST_DETAILS = 20_000
_TAB = 4


class ErrorMessage(QFrame):
    """One message; hidden while there is none.

    Signals
    -------
    action_clicked
        The first thing that the message offers is wanted.
    other_clicked
        The other thing that it offers is wanted.
    closed
        The user has read it.
    """

    action_clicked = Signal()
    other_clicked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind: MessageKind = "info"
        self._given = ""
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON_SIZE, _ICON_SIZE)
        self._sentence = WrappingLabel()
        self._hint = WrappingLabel()
        self._make_buttons()
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setAccessibleName(self.tr("Details"))
        self._details.setFixedHeight(UNIT * 16)
        self._details.setTabChangesFocus(True)
        self._lay_out()
        theme.changed.connect(self._paint_icons)
        self.hide()

    def set_message(
        self,
        kind: MessageKind,
        sentence: str,
        *,
        hint: str = "",
        details: str = "",
        action: str = "",
        other: str = "",
    ) -> None:
        """Show a message; an empty sentence hides the place.

        Parameters
        ----------
        hint
            What to do.
        details
            Text for "Show details": as many lines as it has; all else that is no printable
            character is shown escaped, here as in the sentence and the hint.
        action, other
            Words of the buttons; empty for none.
        """
        if not (sentence or self.sentence()):
            return  # a window has many places, and most stay empty
        sentence, hint, details = plain_text(sentence), plain_text(hint), _plain_lines(details)
        self._kind, self._given = kind, sentence
        set_role(self, _ROLES[kind])
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._details.setPlainText(details)
        for button, words in ((self._action, action), (self._other, other)):
            button.setText(menu_text(words))
            button.setVisible(bool(words))
        self._toggle.setVisible(bool(details))
        self._copy.setVisible(kind == "bad" or bool(details))
        self._toggle.setChecked(False)
        self._show_details(False)
        self._paint_icons()
        for label in (self._sentence, self._hint):  # their colour comes from the frame's role
            label.style().unpolish(label)
            label.style().polish(label)
        self.setAccessibleName(f"{sentence} {hint}".strip())
        self.setVisible(bool(sentence))

    def clear(self) -> None:
        """Show nothing."""
        self.set_message(self._kind, "")

    def sentence(self) -> str:
        """Return what is shown; empty when nothing is."""
        return self._sentence.text()

    def says(self, sentence: str) -> bool:
        """Return whether this sentence is what is shown now."""
        # Not what is shown: of a long sentence that is only a part.
        return bool(self.sentence()) and self._given == plain_text(sentence)

    def _make_buttons(self) -> None:
        self._action = QPushButton()
        self._action.clicked.connect(self.action_clicked)
        self._other = QPushButton()
        self._other.clicked.connect(self.other_clicked)
        self._toggle = QPushButton()
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show_details)
        for button in (self._action, self._other, self._toggle):
            set_role(button, "flat")
        self._copy, self._close = QToolButton(), QToolButton()
        self._copy.setObjectName("copy_message")
        self._close.setObjectName("close_message")
        self._copy.setAccessibleName(self.tr("Copy the message"))
        self._copy.setToolTip(self.tr("Copy the message"))
        self._copy.clicked.connect(self._copy_all)
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(self.tr("Close"))
        self._close.clicked.connect(self._on_close)
        for small in (self._copy, self._close):
            small.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            set_role(small, "flat")

    def _lay_out(self) -> None:
        buttons = FlowLayout(outdent=_FLAT_PADDING)
        for button in (self._action, self._other, self._toggle):
            buttons.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(UNIT // 2)
        words.addWidget(self._sentence)
        words.addWidget(self._hint)
        words.addLayout(buttons)
        top = QHBoxLayout()
        top.setSpacing(UNIT)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT, UNIT, UNIT // 2, UNIT)
        layout.addLayout(top)
        layout.addWidget(self._details)

    def _show_details(self, shown: bool) -> None:
        has_details = bool(self._details.toPlainText())
        self._details.setVisible(shown and has_details)
        self._toggle.setText(self.tr("Hide details") if shown else self.tr("Show details"))

    def _copy_all(self) -> None:
        parts = (self._given, self._hint.text(), self._details.toPlainText())
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

    def _on_close(self) -> None:
        self.clear()
        self.closed.emit()

    def _paint_icons(self) -> None:
        if not self.sentence():
            return
        colours = self._theme.colours
        colour = colours.accent if self._kind == "info" else getattr(colours, self._kind)
        # A cross would look like a second button to close.
        name = {"bad": "warn"}.get(self._kind, self._kind)
        icon = self._theme.coloured_icon(name, colour)
        self._icon.setPixmap(icon.pixmap(_ICON_SIZE, _ICON_SIZE))
        self._copy.setIcon(self._theme.coloured_icon("copy", colours.muted))
        self._close.setIcon(self._theme.coloured_icon("close", colours.muted))


def _plain_lines(text: str) -> str:
    """Return `text` with its line ends and indents, and nothing else that is not printable."""
    lines = shortened(text, _LONGEST_DETAILS).replace("\r\n", "\n").split("\n")
    return "\n".join(plain_text(line.expandtabs(_TAB)) for line in lines)
