"""Opens the dialog of the disk use, and keeps what it shows up to date."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt

from pandavision_gui.jobs.events import JobChanged, JobRemoved
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.views.disk_use.disk_use_dialog import DiskUseDialog
from pandavision_gui.views.disk_use.disk_use_reader import DiskUseReader
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.queue_bridge import QueueBridge


class DiskUse(QObject):
    """The window's action "Disk use"."""

    def __init__(
        self,
        window: MainWindow,
        bridge: QueueBridge,
        jobs: Path,
        clear: Callable[[UUID, Cleared], Future[int]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._reader = DiskUseReader(jobs, clear, self)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)
        window.actions_by_name["disk_use"].triggered.connect(self.show)

    def show(self) -> None:
        """Show the dialog, or bring it to the front."""
        dialog = self._dialog()
        if dialog is None:
            dialog = DiskUseDialog(self._window, self._reader, self._jobs)
            dialog.show_jobs(self._window.model.rows())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def close(self) -> None:
        """Measure and clear nothing any more."""
        self._reader.stop_clearing()
        self._reader.stop()

    def _dialog(self) -> DiskUseDialog | None:
        # Asked for every job that changes: a search through all of the window would be slow.
        only_direct = Qt.FindChildOption.FindDirectChildrenOnly
        return self._window.findChild(DiskUseDialog, "disk_use", only_direct)

    def _on_changed(self, event: JobChanged) -> None:
        dialog = self._dialog()
        if dialog is not None:
            dialog.on_changed(event)

    def _on_removed(self, event: JobRemoved) -> None:
        dialog = self._dialog()
        if dialog is not None:
            dialog.on_removed(event)
