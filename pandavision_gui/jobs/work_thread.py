"""One thread that does what is asked of it, in order, until it is told to end."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import ContextVar, copy_context
from typing import TypeVar

from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.mistakes import in_words

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_IS_ANSWERED: ContextVar[bool] = ContextVar("is_answered")
"""Whether whoever asks is told by the future alone. It goes with the work from thread to thread."""


@contextlib.contextmanager
def answered_alone() -> Iterator[None]:
    """Within it, what is refused is nobody's news but that of whoever asks for it."""
    token = _IS_ANSWERED.set(True)
    try:
        yield
    finally:
        _IS_ANSWERED.reset(token)


class WorkThread:
    """May be asked from any thread; nobody who asks waits.

    Parameters
    ----------
    on_refused
        Hears every error that a piece of work ended with, on this thread; not what was asked for
        within `answered_alone`.
    """

    def __init__(self, name: str, on_refused: Callable[[PandaVisionError], None]) -> None:
        self._on_refused = on_refused
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._is_over = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def ask(self, work: Callable[[], _T]) -> Future[_T]:
        """Have something done; what it raises is told and stands in the future.

        After the end the future holds ``queue_closing``. What was cancelled in time is not done.
        """
        answer: Future[_T] = Future()
        context = copy_context()

        def task() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            if self._is_over:
                answer.set_exception(ending_error())
                return
            try:
                answer.set_result(context.run(work))
            except Exception as error:
                # A mistake of ours in one piece of work must not end all others.
                fault = in_words(error)
                try:
                    if not context.get(_IS_ANSWERED, False):
                        self._on_refused(fault)
                finally:
                    answer.set_exception(fault)

        with self._gate:
            if not self._is_over:
                self._inbox.put(task)
                return answer
        task()
        return answer

    def end(self) -> None:
        """Do nothing more after the present piece of work; refuse what waits and what comes."""
        with self._gate:
            self._is_over = True
        self._inbox.put(None)

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread's end; return whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _serve(self) -> None:
        while (task := self._inbox.get()) is not None:
            try:
                task()
            except Exception:
                # Whoever hears what was refused failed: no reason to leave all others alone.
                _log.exception("internal error in thread %s", self._thread.name)


def ending_error() -> InputError:
    """Return the answer to what is asked too late."""
    return InputError("queue_closing", "The program is ending.", "Start it again.")
