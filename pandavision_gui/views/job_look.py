"""The job that is looked at: its worker on a thread beside the window, what it shows on ours."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.errors import InternalError, PandaVisionError
from pandavision_gui.jobs.job_view import JobView, Purpose

_END_S = 8.0
"""Longer than a worker gets that is ended at once."""

_log = logging.getLogger(__name__)


class JobLook(QObject):
    """One job at a time; another one takes its place.

    Signals
    -------
    opened
        Id of the job and its `OpenedJob`.
    shown
        Id of the job and `ShownSamples`.
    failed
        Id of the job and the `PandaVisionError` why it is not shown, or no longer.
    """

    opened = Signal(object, object)
    shown = Signal(object, object)
    failed = Signal(object, object)

    _came = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job_id: UUID | None = None
        self._view: JobView | None = None
        self._is_closed = False
        self._threads: set[threading.Thread] = set()
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    @property
    def job_id(self) -> UUID | None:
        """The job that is looked at."""
        return self._job_id

    def look(self, job_id: UUID, folder: Path) -> None:
        """Open a job; the answer is `opened` or `failed`. The one before is closed."""
        self.leave()
        if self._is_closed:
            return
        self._job_id = job_id
        view: JobView
        view = self._view = JobView(
            folder,
            on_opened=lambda opened: self._tell(view, "opened", opened),
            on_shown=lambda shown: self._tell(view, "shown", shown),
        )
        self._threads = {thread for thread in self._threads if thread.is_alive()}
        thread = threading.Thread(target=partial(self._run, view), name="job-view", daemon=True)
        self._threads.add(thread)
        thread.start()

    def want(self, indexes: Sequence[int], side: int, purpose: Purpose = "grid") -> None:
        """Ask for small pictures of samples of the job; the answer is `shown`."""
        if self._view is not None:
            self._view.want(indexes, side, purpose)

    def leave(self) -> None:
        """Close the job that is looked at."""
        if self._view is not None:
            self._view.close()
        self._view = self._job_id = None

    def close(self) -> None:
        """Close for good; nothing is told any more."""
        self._is_closed = True
        self.leave()

    def wait(self) -> None:
        """Wait until every worker has ended."""
        for thread in list(self._threads):
            thread.join(_END_S)

    def _run(self, view: JobView) -> None:
        try:
            view.run()
        except PandaVisionError as error:
            self._tell(view, "failed", error)
        except Exception as error:
            # A mistake of ours must reach the user, not end a thread in silence.
            _log.exception("internal error while a job was shown")
            mistake = f"The program made a mistake ({type(error).__name__})."
            self._tell(view, "failed", InternalError("internal", mistake, "", str(error)))

    def _tell(self, view: JobView, what: str, told: object) -> None:
        if not self._is_closed:  # else this object may be gone
            self._came.emit(view, what, told)

    @Slot(object, str, object)
    def _on_came(self, view: JobView, what: str, told: object) -> None:
        if view is self._view:
            getattr(self, what).emit(self._job_id, told)
            if what == "failed":
                self._view = None
