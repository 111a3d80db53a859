"""From the queue's thread to the window's: every event becomes a signal of its kind."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.jobs.events import (
    CommandRefused,
    Event,
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobLoadFailed,
    JobProgressed,
    JobRemoved,
    JobsFound,
    JobsInterrupted,
    JobStageBegan,
    JobWarned,
    QueuePaused,
    RefusalSettled,
    SameJobExists,
    WindowWanted,
)


class QueueBridge(QObject):
    """Publishes the queue's events inside Qt, in their order, on the thread it lives on.

    Each signal carries the event.
    """

    history_loaded = Signal(object)
    jobs_found = Signal(object)
    history_complete = Signal(object)
    job_changed = Signal(object)
    job_removed = Signal(object)
    job_stage_began = Signal(object)
    job_progressed = Signal(object)
    job_warned = Signal(object)
    job_loaded = Signal(object)
    job_load_failed = Signal(object)
    jobs_interrupted = Signal(object)
    command_refused = Signal(object)
    refusal_settled = Signal(object)
    window_wanted = Signal(object)
    queue_paused = Signal(object)
    same_job_exists = Signal(object)

    _came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signals = {
            HistoryLoaded: self.history_loaded,
            JobsFound: self.jobs_found,
            HistoryComplete: self.history_complete,
            JobChanged: self.job_changed,
            JobRemoved: self.job_removed,
            JobStageBegan: self.job_stage_began,
            JobProgressed: self.job_progressed,
            JobWarned: self.job_warned,
            JobLoaded: self.job_loaded,
            JobLoadFailed: self.job_load_failed,
            JobsInterrupted: self.jobs_interrupted,
            CommandRefused: self.command_refused,
            RefusalSettled: self.refusal_settled,
            WindowWanted: self.window_wanted,
            QueuePaused: self.queue_paused,
            SameJobExists: self.same_job_exists,
        }
        self._came.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def publish(self, event: Event) -> None:
        """Take an event, on any thread; returns at once."""
        self._came.emit(event)

    @Slot(object)
    def _pass_on(self, event: Event) -> None:
        self._signals[type(event)].emit(event)
