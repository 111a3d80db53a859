"""Sentences one below the other, each with its mark."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pandavision_gui.views.details.statements import Note
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import Tone
from pandavision_gui.views.plain_text import plain_text
from pandavision_gui.views.theme import UNIT, Theme, set_role

LONGEST_NOTE = 2000
"""Characters of a sentence that are shown."""
_WORD_PIECE = 24
_ROLES = {
    Tone.TEXT: "",
    Tone.MUTED: "muted",
    Tone.GOOD: "",
    Tone.WARN: "warn",
    Tone.BAD: "bad",
}
"""What is well is said in the colour of text; its mark alone is green."""


class NoteRow(QWidget):
    """A sentence that wraps beside its mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._note: Note | None = None
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = WrappingLabel(longest=LONGEST_NOTE)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT - 2)
        layout.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, stretch=1)
        theme.changed.connect(self._paint_mark)

    def show_note(self, note: Note) -> None:
        """Show another sentence."""
        if note == self._note:
            return
        self._note = note
        self._text.setText(plain_text(note.text))
        set_role(self._text, _ROLES[note.tone])
        self._mark.setVisible(bool(note.icon))
        self._mark.setAccessibleName(self._spoken(note.tone) if note.icon else "")
        self._paint_mark()

    def changeEvent(self, event: QEvent) -> None:
        """Let the mark grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._paint_mark()

    def _spoken(self, tone: Tone) -> str:
        words = {
            Tone.GOOD: self.tr("Good"),
            Tone.WARN: self.tr("Caution"),
            Tone.BAD: self.tr("Bad"),
        }
        return words.get(tone, "")

    def _paint_mark(self) -> None:
        if self._note is None or not self._note.icon:
            return
        height = self.fontMetrics().height()
        side = max(12, height - 2)
        colour = getattr(self._theme.colours, self._note.tone.value)
        icon = self._theme.coloured_icon(self._note.icon, colour)
        self._mark.setPixmap(icon.pixmap(side, side))
        self._mark.setFixedSize(side, height)


class NoteList(QWidget):
    """Several sentences; a new list reuses the rows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[NoteRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(UNIT // 2)

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show these sentences instead."""
        while len(self._rows) < len(notes):
            self._rows.append(NoteRow(self._theme))
            self._layout.addWidget(self._rows[-1])
            self._rows[-1].show()  # else Qt shows it later, when the others have their places
        for row, note in zip(self._rows, notes, strict=False):
            row.show_note(note)
        for row in self._rows[len(notes) :]:
            row.setParent(None)
            row.deleteLater()
        del self._rows[len(notes) :]
        self.setVisible(bool(notes))


def breakable(text: str) -> str:
    """Return an untrusted text, cut where it is endless, its long words broken up to wrap.

    Its own line breaks are escaped: only those of the long words are there.
    """
    short = plain_text(text[:LONGEST_NOTE]) + (" …" if len(text) > LONGEST_NOTE else "")
    return " ".join(
        "\n".join(word[i : i + _WORD_PIECE] for i in range(0, len(word), _WORD_PIECE))
        for word in short.split(" ")
    )
