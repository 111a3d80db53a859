"""Tells by the desktop that a long job has ended, while somebody works in another window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from pandavision_gui.jobs.events import JobChanged, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.theme import Theme

_LONG_S = 60.0
_ENDED = (JobState.FINISHED, JobState.FAILED, JobState.INTERRUPTED)
"""Not the stopped ones: whoever stopped a job knows it."""
_AT_WORK = (JobState.RUNNING, JobState.STOPPING)


class EndNotice(QObject):
    """Marks the window in the task bar and shows a message where the desktop takes one.

    Attributes
    ----------
    is_wanted
        Whether anything is told.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self.is_wanted = True
        self._window = window
        self._theme = theme
        self._at_work: set[object] = set()
        self._tray: QSystemTrayIcon | None = None

    def listen_to(self, bridge: QueueBridge) -> None:
        """Hear of every job's end."""
        # The history is no news: what it calls running was cut off by the program's last end.
        bridge.job_changed.connect(self._on_changed)

    def words(self, row: JobRow) -> str:
        """Return what is told of a job that has ended."""
        name = one_line(row.name, 80)
        if row.state is JobState.FINISHED:
            return self.tr("“{name}” has finished.").format(name=name)
        if row.state is JobState.FAILED:
            return self.tr("“{name}” has failed.").format(name=name)
        return self.tr("“{name}” was interrupted.").format(name=name)

    def _on_changed(self, event: JobChanged) -> None:
        row = event.row
        if row.state in _AT_WORK:
            self._at_work.add(row.id)
            return
        was_at_work = row.id in self._at_work
        self._at_work.discard(row.id)
        is_long = (row.took_s or 0.0) >= _LONG_S
        if was_at_work and row.state in _ENDED and is_long and self.is_wanted:
            self._tell(row)

    def _tell(self, row: JobRow) -> None:
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._theme.icon("panda"), self)
            self._tray.messageClicked.connect(self._show_window)
            self._tray.activated.connect(self._show_window)
        # Only an icon that is shown has messages.
        self._tray.show()
        self._tray.showMessage("PandaVision", self.words(row), self._theme.icon("panda"))

    def _show_window(self, _: object = None) -> None:
        self._window.raise_()
        self._window.activateWindow()
        if self._tray is not None:
            self._tray.hide()
