"""Compares jobs on threads beside the window; answers come on the window's."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from pandavision_gui.jobs.compare_messages import JobsCompared
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import compare_jobs
from pandavision_gui.jobs.supervisor import StopSwitch

Compared = tuple[UUID, ...]
"""The jobs of one comparison, in their order."""

_SIDE_BY_SIDE = 2
_END_MS = 10_000

_log = logging.getLogger(__name__)


class CompareWork(QObject):
    """A worker compares the jobs; of one set of jobs only the newest answer is told.

    Signals
    -------
    answered
        The jobs, and a `JobsCompared` or what `Failed`.
    """

    answered = Signal(object, object)

    _came = Signal(object, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_SIDE_BY_SIDE)
        self._under_way: dict[Compared, StopSwitch] = {}
        self._came.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    def ask(self, jobs: Compared, folders: Sequence[Path], names: Sequence[str]) -> None:
        """Compare these jobs under these names; what was asked about them before is given up."""
        self.give_up(jobs)
        stop = self._under_way[jobs] = StopSwitch()
        self._pool.start(partial(self._compare, jobs, tuple(folders), tuple(names), stop))

    def give_up(self, jobs: Compared) -> None:
        """Want no answer about these jobs any more; a worker that is at it ends at once."""
        stop = self._under_way.pop(jobs, None)
        if stop is not None:
            stop.ask()
            stop.ask()  # at once: nothing of it is kept

    def is_asked(self, jobs: Compared) -> bool:
        """Whether an answer about these jobs is to come."""
        return jobs in self._under_way

    def close(self) -> None:
        """Give up all that is under way."""
        for jobs in tuple(self._under_way):
            self.give_up(jobs)

    def wait(self) -> None:
        """Wait until every thread has ended."""
        self._pool.waitForDone(_END_MS)

    def _compare(
        self, jobs: Compared, folders: Sequence[Path], names: Sequence[str], stop: StopSwitch
    ) -> None:
        """On a thread of the pool."""
        if stop.is_asked:  # it may have been given up before its turn came
            return
        answer: JobsCompared | Failed
        try:
            answer = compare_jobs(folders, stop, names=names)
        except Exception as error:
            # A mistake of ours must reach the user, not end a thread in silence.
            _log.exception("internal error while jobs were compared")
            sentence = f"The program made a mistake ({type(error).__name__})."
            answer = Failed(
                kind="internal", code="internal", message=sentence, hint="", details=str(error)
            )
        self._came.emit(jobs, stop, answer)

    @Slot(object, object, object)
    def _on_answer(self, jobs: Compared, stop: StopSwitch, answer: JobsCompared | Failed) -> None:
        if self._under_way.get(jobs) is stop:
            del self._under_way[jobs]
            self.answered.emit(jobs, answer)
