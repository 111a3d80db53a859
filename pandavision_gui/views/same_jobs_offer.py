"""Offers the finished job in place of a new one that asks the same again."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pandavision_gui.jobs.events import JobChanged, JobRemoved, SameJobExists
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.job_presenter import JobPresenter
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.queue_bridge import QueueBridge

_AT_WORK = (JobState.RUNNING, JobState.STOPPING)


class SameJobsOffer(QObject):
    """Which new jobs have an answer already, until the user has done something about it.

    Signals
    -------
    stop_wanted
        UUID of a new job that is at work and shall be removed.
    remove_wanted
        tuple[UUID, ...]: new jobs that do not run.
    """

    stop_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, presenter: JobPresenter, announcements: Announcements) -> None:
        super().__init__(announcements)
        self._presenter = presenter
        self._announcements = announcements
        self._others: dict[UUID, tuple[UUID, ...]] = {}
        """New job → the finished ones, newest first."""
        self._removed_when_stopped: set[UUID] = set()
        announcements.show_same_wanted.connect(self._show)
        announcements.remove_new_wanted.connect(self._remove_new)
        announcements.same_closed.connect(self._others.clear)

    def listen_to(self, bridge: QueueBridge) -> None:
        """Hear of such jobs, and what becomes of them."""
        bridge.same_job_exists.connect(self._on_same)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)

    def _on_same(self, event: SameJobExists) -> None:
        # Where one of before has come to its own end, the user has let it be.
        for row in self._presenter.rows(list(self._others)):
            if row.state is JobState.FINISHED:
                del self._others[row.id]
        self._others[event.job_id] = event.others
        self._say()

    def _on_changed(self, event: JobChanged) -> None:
        row = event.row
        if row.id in self._removed_when_stopped and row.state not in _AT_WORK:
            self._removed_when_stopped.discard(row.id)
            if row.state is JobState.FINISHED:
                # It was quicker than the stop: a result is not thrown away unasked.
                self._announcements.note(
                    self.tr("“{name}” had finished by then and was kept.").format(
                        name=one_line(row.name, 80)
                    )
                )
            else:
                self.remove_wanted.emit((row.id,))

    def _on_removed(self, event: JobRemoved) -> None:
        self._removed_when_stopped.discard(event.job_id)
        left = {
            job_id: tuple(other for other in others if other != event.job_id)
            for job_id, others in self._others.items()
            if job_id != event.job_id
        }
        left = {job_id: others for job_id, others in left.items() if others}
        if left != self._others:
            self._others.clear()
            self._others.update(left)
            self._say()

    def _say(self) -> None:
        newest = dict.fromkeys(others[0] for others in self._others.values())
        self._announcements.same(self._presenter.rows(newest), len(self._others))

    def _show(self) -> None:
        self._presenter.show_jobs(dict.fromkeys(others[0] for others in self._others.values()))

    def _remove_new(self) -> None:
        rows = self._presenter.rows(list(self._others))
        self._others.clear()
        self._announcements.same((), 0)
        at_rest = tuple(row.id for row in rows if row.state not in _AT_WORK)
        for row in rows:
            if row.state in _AT_WORK:
                self._removed_when_stopped.add(row.id)
                self.stop_wanted.emit(row.id)
        if at_rest:
            self.remove_wanted.emit(at_rest)
