"""Below the entries: what comes next, how far it is, and the button for it."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from pandavision_gui.engine.progress import seconds_left
from pandavision_gui.jobs.messages import DatasetProgress
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import seconds_words
from pandavision_gui.views.theme import UNIT, set_role

_SOON_S = 1.0
"""Before that an estimate says nothing."""


class MakingBar(QWidget):
    """One line, and one button in the accent colour: make it, or use what was made."""

    def __init__(self) -> None:
        super().__init__()
        self._line = WrappingLabel(lines=1)
        self._phase, self._since = "", 0.0
        self._was_in_focus = False
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("How far the dataset is"))
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(UNIT)
        self.make = QPushButton(self.tr("&Make dataset …"))
        self.make.setShortcut("Ctrl+Return")
        self.make.setToolTip(self.tr("Ctrl+Return"))
        self.stop = QPushButton(self.tr("&Stop"))
        self.use = QPushButton(self.tr("&Use it"))
        self.use.setToolTip(self.tr("Put it into the evaluation form"))
        set_role(self.use, "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        for button in (self.use, self.make, self.stop):
            button.setAutoDefault(False)
            buttons.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(UNIT)
        layout.addWidget(self._line)
        layout.addWidget(self._progress)
        layout.addLayout(buttons)
        self.show_reason("")

    def text(self) -> str:
        """Return the line."""
        return self._line.text()

    def show_reason(self, sentence: str) -> None:
        """Say why nothing can be made yet."""
        self._show("muted", sentence, (self.make,), can_make=False)

    def show_ready(self, sentence: str) -> None:
        """Say what would be made."""
        self._show("muted", sentence, (self.make,))

    def show_end(self, role: str, sentence: str) -> None:
        """Say why nothing was made; it can be tried again."""
        self._show(role, sentence, (self.make,))
        self._keep_focus(self.make)

    def show_made(self, sentence: str) -> None:
        """Say what was made; to use it comes next."""
        self._show("good", sentence, (self.use, self.make))
        self._keep_focus(self.use)

    def show_making(self, name: str) -> None:
        """Say that a file of this name is being made."""
        self._phase = ""
        self._show("muted", self.tr("Making “{}” …").format(name), (self.stop,))
        self._progress.setRange(0, 0)
        self._progress.show()
        self.stop.setFocus()

    def show_progress(self, progress: DatasetProgress) -> None:
        """Say how far it is, and how long this part of the work will take."""
        if self._progress.isHidden():  # it has ended meanwhile
            return
        if progress.phase != self._phase:
            self._phase, self._since = progress.phase, time.monotonic()
        self._progress.setRange(0, progress.total)
        self._progress.setValue(progress.done)
        phase = sentence_text(progress.phase)
        words = f"{phase[:1].upper()}{phase[1:]}"
        if progress.total:
            words += self.tr(": {:,} of {:,}").format(progress.done, progress.total)
            elapsed = time.monotonic() - self._since
            left = seconds_left(progress.done / progress.total, elapsed)
            if left is not None and elapsed >= _SOON_S:
                words += self.tr(", {} left").format(seconds_words(left))
        self._line.setText(words)

    def _show(
        self, role: str, sentence: str, buttons: tuple[QPushButton, ...], *, can_make: bool = True
    ) -> None:
        self._was_in_focus = any(b.hasFocus() for b in (self.use, self.make, self.stop))
        set_role(self._line, role)
        self._line.setText(sentence)
        self._progress.hide()
        for button in (self.use, self.make, self.stop):
            button.setVisible(button in buttons)
        self.make.setEnabled(can_make)
        self.make.setAccessibleDescription("" if can_make else sentence)
        # One button alone has the accent colour: what comes next.
        set_role(self.make, "" if self.use in buttons else "primary")

    def _keep_focus(self, button: QPushButton) -> None:
        """Give the focus to the button where another one had it that is gone now."""
        if self._was_in_focus:
            button.setFocus()
