"""Measures and clears jobs beside the window: what comes back is told on the window's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.disk_room import free_bytes
from pandavision_gui.jobs.disk_use import DiskSurvey, MeasuredJob
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.views.engine_sentences import sentence_text

_END_S = 2.0


class DiskUseReader(QObject):
    """One survey at a time, and one clearing after the other.

    Parameters
    ----------
    jobs
        The folder of all jobs.
    clear
        Has a job cleared; the answer is how many bytes that freed.

    Signals
    -------
    measured(jobs, is_last, free_bytes)
        Some `MeasuredJob`, whether they are the last, and what is free on the disk, None where
        nobody can say.
    clearing(done, count)
        How far a clearing is.
    cleared(bytes, sentences)
        A clearing is at its end: what it freed, and what was refused.
    """

    measured = Signal(object, bool, object)
    clearing = Signal(int, int)
    cleared = Signal(object, object)

    _came = Signal(int, object, bool, object)
    _answered = Signal(object)

    def __init__(
        self, jobs: Path, clear: Callable[[UUID, Cleared], Future[int]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._clear = clear
        self._survey: DiskSurvey | None = None
        self._number = 0
        self._waiting: deque[UUID] = deque()
        self._what = Cleared.PICTURES
        self._count = 0
        self._is_clearing = False
        self._freed = 0
        self._refused: list[str] = []
        queued = Qt.ConnectionType.QueuedConnection
        self._came.connect(self._on_part, queued)
        self._answered.connect(self._on_answer, queued)

    @property
    def is_clearing(self) -> bool:
        """Whether a clearing is under way."""
        return self._is_clearing

    def measure(self, ids: Sequence[UUID]) -> None:
        """Measure these jobs; a survey that is under way is given up."""
        if self._survey is not None:
            self._survey.stop()  # what it still tells is of no interest: nobody waits for its end
        self._number += 1
        number = self._number

        def tell(part: tuple[MeasuredJob, ...], is_last: bool) -> None:
            self._came.emit(number, part, is_last, free_bytes(self._jobs))

        self._survey = DiskSurvey(self._jobs, ids, tell)
        self._survey.start()

    def clear(self, ids: Sequence[UUID], what: Cleared) -> None:
        """Clear these jobs, one after the other: nothing else that is asked waits for all."""
        if self._is_clearing or not ids:
            return
        self._waiting, self._what, self._count = deque(ids), what, len(ids)
        self._freed, self._refused, self._is_clearing = 0, [], True
        self._clear_next()

    def stop_clearing(self) -> None:
        """Clear no more than what is being cleared."""
        self._waiting.clear()

    def stop(self) -> None:
        """Measure nothing any more."""
        if self._survey is not None:
            self._survey.stop()
            self._survey.join(_END_S)
            self._survey = None

    def _clear_next(self) -> None:
        self.clearing.emit(self._count - len(self._waiting), self._count)
        job_id = self._waiting.popleft()
        self._clear(job_id, self._what).add_done_callback(self._answered.emit)

    @Slot(object)
    def _on_answer(self, answer: Future[int]) -> None:
        error = answer.exception()
        if error is None:
            self._freed += answer.result()
        elif isinstance(error, PandaVisionError):
            self._refused.append(sentence_text(error.sentence()))
        if self._waiting:
            self._clear_next()
            return
        self._is_clearing = False
        self.cleared.emit(self._freed, tuple(self._refused))

    @Slot(int, object, bool, object)
    def _on_part(
        self, number: int, part: tuple[MeasuredJob, ...], is_last: bool, free: int | None
    ) -> None:
        if number == self._number and self._survey is not None:
            self.measured.emit(part, is_last, free)
