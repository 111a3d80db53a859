"""What the window has to say, one thing at a time, above the curves: never in a box that blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.jobs.events import CommandRefused, JobRow
from pandavision_gui.views.error_message import ErrorMessage, MessageKind
from pandavision_gui.views.theme import UNIT, Theme


class Announcements(QWidget):
    """A place for one message with at most one thing to do about it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.message = ErrorMessage(theme)
        self._on_action: Callable[[], object] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.message)
        self.message.action_clicked.connect(self._act)
        self.message.closed.connect(self._close_up)
        self._close_up()

    def refused(self, event: CommandRefused) -> None:
        """Say why something cannot be done."""
        self.failed(event.sentence, event.details)

    def failed(self, sentence: str, details: str = "") -> None:
        """Say what went wrong."""
        self._say("bad", sentence, details=details)

    def interrupted(self, rows: Sequence[JobRow], resume: Callable[[], object]) -> None:
        """Say which jobs the last end of the program cut off."""
        sentence = (
            self.tr("The job “{name}” was interrupted when the program ended.").format(
                name=rows[0].name
            )
            if len(rows) == 1
            else self.tr("{count} jobs were interrupted when the program ended.").format(
                count=len(rows)
            )
        )
        hint = self.tr("What was finished is kept; resuming goes on from there.")
        self._say("warn", sentence, hint=hint, action=self.tr("Resume"), on_action=resume)

    def removed(self, rows: Sequence[JobRow], restore: Callable[[], object]) -> None:
        """Say what was removed, and offer it back."""
        sentence = (
            self.tr("Removed the job “{name}”.").format(name=rows[0].name)
            if len(rows) == 1
            else self.tr("Removed {count} jobs.").format(count=len(rows))
        )
        hint = self.tr("Gone for good when the program ends.")
        self._say("info", sentence, hint=hint, action=self.tr("Undo"), on_action=restore)

    def exported(self, path: str) -> None:
        """Say that a file was written."""
        self._say("good", self.tr("Saved as {path}").format(path=path))

    def note(self, sentence: str) -> None:
        """Say something that asks for nothing."""
        self._say("info", sentence)

    def _say(
        self,
        kind: MessageKind,
        sentence: str,
        *,
        hint: str = "",
        details: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        self._on_action = on_action
        self._layout.setContentsMargins(UNIT, UNIT, UNIT, 0)
        self.message.set_message(kind, sentence, hint=hint, details=details, action=action)
        self.setVisible(True)

    def _act(self) -> None:
        on_action, self._on_action = self._on_action, None
        self.message.clear()
        self._close_up()
        if on_action is not None:
            on_action()

    def _close_up(self) -> None:
        self.setVisible(False)
