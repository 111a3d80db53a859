"""Keeps one spare worker warm, because importing torch takes seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable

from pandavision_gui.jobs.messages import WarmUp
from pandavision_gui.jobs.worker_process import WorkerProcess

_log = logging.getLogger(__name__)


class WorkerPool:
    """Hands out workers. Used on one thread that outlives them: the queue's.

    On Linux a worker ends with the thread that started it.
    """

    def __init__(self, start: Callable[[], WorkerProcess] = WorkerProcess) -> None:
        self._start = start
        self._spare: WorkerProcess | None = None
        self._is_closed = False

    def keep_spare(self) -> None:
        """Start a spare worker unless a living one waits."""
        self._drop_dead()
        if self._spare is None and not self._is_closed:
            try:
                self._spare = self._start()
            except OSError as error:
                # A spare is a comfort: the next job will tell when no process can be started.
                _log.warning("no spare worker could be started: %s", error)
                return
            self._spare.send(WarmUp())

    def take(self) -> WorkerProcess:
        """Return the spare, or a new worker where there is none alive."""
        self._drop_dead()
        worker, self._spare = self._spare, None
        return worker or self._start()

    def close(self) -> None:
        """End the spare; none is started any more."""
        self._is_closed = True
        if self._spare is not None:
            self._spare.kill()
            self._spare.close()
            self._spare = None

    def _drop_dead(self) -> None:
        if self._spare is not None and self._spare.exit_code is not None:
            self._spare.close()
            self._spare = None
