"""Replays attacks on single samples beside the window, one at a time."""

from __future__ import annotations

import logging
import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pandavision_gui.errors import InternalError, PandaVisionError
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.jobs.tracing import SampleTrace, trace_sample

_END_S = 12.0
"""Longer than a worker gets to end in order."""

_log = logging.getLogger(__name__)


class TraceWork(QObject):
    """A new replay takes the place of the one before.

    Signals
    -------
    stage_began
        What is done next, in words.
    ended
        A `SampleTrace`, or the `PandaVisionError` why there is none.
    """

    stage_began = Signal(str)
    ended = Signal(object)

    _came = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop: StopSwitch | None = None
        self._is_closed = False
        self._threads: set[threading.Thread] = set()
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    def replay(self, folder: Path, index: int) -> None:
        """Replay the attack on a sample; the answer is `ended`."""
        self.stop()
        if self._is_closed:
            return
        stop = self._stop = StopSwitch()
        self._threads = {thread for thread in self._threads if thread.is_alive()}
        thread = threading.Thread(
            target=partial(self._run, folder, index, stop), name="trace", daemon=True
        )
        self._threads.add(thread)
        thread.start()

    def stop(self) -> None:
        """End what is replayed; nothing is told of it any more."""
        if self._stop is not None:
            self._stop.ask()
            self._stop.ask()  # at once: there is nothing to keep
            self._stop = None

    def close(self) -> None:
        """End for good."""
        self._is_closed = True
        self.stop()

    def wait(self) -> None:
        """Wait until every worker has ended."""
        for thread in list(self._threads):
            thread.join(_END_S)

    def _run(self, folder: Path, index: int, stop: StopSwitch) -> None:
        told: SampleTrace | PandaVisionError | None
        try:
            told = trace_sample(
                folder, index, on_stage=lambda words: self._tell(stop, words), stop=stop
            )
        except PandaVisionError as error:
            told = error
        except Exception as error:
            # A mistake of ours must reach the user, not end a thread in silence.
            _log.exception("internal error while an attack was replayed")
            mistake = f"The program made a mistake ({type(error).__name__})."
            told = InternalError("internal", mistake, "", str(error))
        self._tell(stop, told)

    def _tell(self, stop: StopSwitch, told: object) -> None:
        if not self._is_closed:  # else this object may be gone
            self._came.emit(stop, told)

    @Slot(object, object)
    def _on_came(self, stop: StopSwitch, told: object) -> None:
        if stop is not self._stop:
            return
        if isinstance(told, str):
            self.stage_began.emit(told)
        else:
            self._stop = None
            self.ended.emit(told)
