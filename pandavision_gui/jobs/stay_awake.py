"""Keeps the machine from falling asleep while jobs run, where the system has a way for that."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from pandavision_gui.jobs.events import Event, JobChanged, JobRemoved
from pandavision_gui.jobs.job_state import JobState

_AT_WORK = (JobState.RUNNING, JobState.STOPPING)
_END_S = 2.0

_log = logging.getLogger(__name__)


def _by_the_system() -> AbstractContextManager[object]:
    # Imported when the first job runs: a window opens a tenth of a second sooner without it.
    from wakepy import keep

    # Nothing of it is for the user of a command line.
    logging.getLogger("wakepy").addHandler(logging.NullHandler())
    return keep.running(on_fail=lambda result: _log.info("the machine may fall asleep: %s", result))


class StayAwake:
    """Hears the queue's events; from the first running job to the end of the last nobody sleeps.

    The system is asked on a thread of its own: on some it may take its time, on some the wish falls
    with the thread. A system that cannot do it (a server without a desktop) is a line in the log.

    Parameters
    ----------
    ask
        Makes a context in which the machine stays awake.
    """

    def __init__(self, ask: Callable[[], AbstractContextManager[object]] = _by_the_system) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._at_work: set[UUID] = set()
        self._is_wanted = True
        self._over: threading.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether the user wants it; may be changed at any time."""
        return self._is_wanted

    @is_wanted.setter
    def is_wanted(self, wanted: bool) -> None:
        with self._lock:
            self._is_wanted = wanted
            self._follow()

    def hear(self, event: Event) -> None:
        """Take an event of the queue."""
        with self._lock:
            # The history is no news: what it calls running was cut off by the program's last end.
            if isinstance(event, JobChanged) and event.row.state in _AT_WORK:
                self._at_work.add(event.row.id)
            elif isinstance(event, JobChanged):
                self._at_work.discard(event.row.id)
            elif isinstance(event, JobRemoved):
                self._at_work.discard(event.job_id)
            else:
                return
            self._follow()

    def begin(self, job_id: UUID) -> None:
        """Take note of a job that runs without a queue; `close` ends it."""
        with self._lock:
            self._at_work.add(job_id)
            self._follow()

    def close(self) -> None:
        """Let the machine sleep."""
        with self._lock:
            self._at_work.clear()
            self._follow()
            thread = self._thread
        if thread is not None:
            thread.join(_END_S)

    def _follow(self) -> None:
        """Begin or end what the jobs at work and the wish ask for; the lock is held."""
        wanted = self._is_wanted and bool(self._at_work)
        if wanted and self._over is None:
            self._over = threading.Event()
            self._thread = threading.Thread(
                target=self._hold, args=(self._over,), name="stay-awake", daemon=True
            )
            self._thread.start()
        elif not wanted and self._over is not None:
            self._over.set()
            self._over = None

    def _hold(self, over: threading.Event) -> None:
        try:
            with self._ask():
                over.wait()
        except Exception:
            # Whatever a system's service answers: it is a comfort, no job depends on it.
            _log.info("the machine cannot be kept awake", exc_info=True)
