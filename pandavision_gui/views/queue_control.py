"""What the user can do with the queue as a whole: hold it, and change its order."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pandavision_gui.jobs.events import JobChanged, JobRow, QueuePaused
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.job_presenter import JobPresenter
from pandavision_gui.views.jobs_table.job_words import ordinal
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.queue_bridge import QueueBridge

_LONGEST_NAME = 60
_SETTLE_MS = 200
"""The other jobs' new turns are told after the moved one's."""


class QueueControl(QObject):
    """Turns actions into wishes, and shows whether the queue is paused.

    Signals
    -------
    pause_wanted
        True: no waiting job shall start; False: they shall.
    move_wanted(job_id, before)
        A waiting job shall run before another one, or (None) after all.
    told
        A sentence that asks for nothing.
    """

    pause_wanted = Signal(bool)
    move_wanted = Signal(object, object)
    told = Signal(str)

    def __init__(
        self,
        presenter: JobPresenter,
        announcements: Announcements,
        actions: WindowActions,
    ) -> None:
        super().__init__(actions)
        self._presenter = presenter
        self._announcements = announcements
        self._actions = actions
        self._moved: UUID | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._tell_place)
        self._pause = actions["pause"]
        self._pause.setCheckable(True)
        self._pause.triggered.connect(self.pause_wanted)
        announcements.continue_wanted.connect(partial(self.pause_wanted.emit, False))
        for name, step in (("move_up", -1), ("move_down", 1), ("run_next", None)):
            actions[name].triggered.connect(partial(self._move, step))

    def listen_to(self, bridge: QueueBridge) -> None:
        """Show what the queue says of itself."""
        bridge.queue_paused.connect(self._on_paused)
        bridge.job_changed.connect(self._on_changed)

    def take_turn(self, job_id: UUID, goal_id: UUID) -> None:
        """Let a waiting job take another one's turn: that one moves on by one."""
        waiting = [row.id for row in self._presenter.waiting()]
        if job_id not in waiting or goal_id not in waiting:
            return  # one of them has begun meanwhile
        here, there = waiting.index(job_id), waiting.index(goal_id)
        others = [other for other in waiting if other != job_id]
        if here != there:
            self._want(job_id, others[there] if there < len(others) else None)

    def _want(self, job_id: UUID, before: UUID | None) -> None:
        self._moved = job_id
        self.move_wanted.emit(job_id, before)

    def _on_changed(self, event: JobChanged) -> None:
        """Say what became of a move: in a sorted or filtered table no row need have moved."""
        if event.row.id == self._moved:
            self._settling.start()

    def _tell_place(self) -> None:
        job_id, self._moved = self._moved, None
        waiting = self._presenter.waiting()
        for place, row in enumerate(waiting, start=1):
            if row.id == job_id:
                words = self.tr("“{name}” is {place} in the queue now.")
                name = one_line(row.name, _LONGEST_NAME)
                self.told.emit(words.format(name=name, place=ordinal(place)))

    def _on_paused(self, event: QueuePaused) -> None:
        self._pause.setChecked(event.paused)
        if event.paused:
            self._actions.change_words("pause", self.tr("&Continue queue"), "continue")
            self._announcements.paused(since_before=event.since_before)
        else:
            self._actions.change_words("pause", self.tr("&Pause queue"), "pause")
            self._announcements.continued()

    def _move(self, step: int | None, _checked: bool = False) -> None:
        waiting = self._presenter.waiting()
        chosen = self._presenter.selected_rows()[:1]
        if not chosen or chosen[0].state is not JobState.QUEUED:
            return
        goal = _goal(waiting, chosen[0], step)
        if goal is not chosen[0]:
            self._want(chosen[0].id, goal.id if goal else None)


def _goal(waiting: list[JobRow], row: JobRow, step: int | None) -> JobRow | None:
    """Return before which job it shall run; None for the end, itself where nothing changes."""
    here = next(n for n, other in enumerate(waiting) if other.id == row.id)
    others = [other for other in waiting if other.id != row.id]
    there = 0 if step is None else min(max(here + step, 0), len(others))
    if there == here:
        return row
    return others[there] if there < len(others) else None
