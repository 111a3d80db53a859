"""Small tasks beside the queue, looking into a file and exporting, on a pool of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.exporting import ExportFormat, export_jobs
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import inspect_file
from pandavision_gui.jobs.supervisor import StopSwitch

_SIDE_BY_SIDE = 2
_END_MS = 5000

_log = logging.getLogger(__name__)


class BackgroundRequests(QObject):
    """Runs requests to workers without holding the window up.

    Signals
    -------
    inspected
        Path, and `Inspected` or `Failed`.
    exported
        Path that was written.
    export_failed
        Sentence and details.
    """

    inspected = Signal(str, object)
    exported = Signal(str)
    export_failed = Signal(str, str)

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_SIDE_BY_SIDE)
        self._switches: set[StopSwitch] = set()
        self._is_closed = False
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def inspect(self, path: str) -> None:
        """Look into a file; the answer is `inspected`."""

        def work(stop: StopSwitch) -> Callable[[], None]:
            report = inspect_file(Path(path), stop)
            return lambda: self.inspected.emit(path, report)

        def failed(sentence: str, details: str) -> Callable[[], None]:
            report = Failed(
                kind="internal", code="internal", message=sentence, hint="", details=details
            )
            return lambda: self.inspected.emit(path, report)

        self._start(work, failed)

    def export(self, folders: Sequence[str], export_format: ExportFormat, path: str) -> None:
        """Write a file from finished jobs; the answer is `exported` or `export_failed`."""

        def work(stop: StopSwitch) -> Callable[[], None]:
            export_jobs([Path(folder) for folder in folders], export_format, Path(path), stop=stop)
            return lambda: self.exported.emit(path)

        def failed(sentence: str, details: str) -> Callable[[], None]:
            return lambda: self.export_failed.emit(sentence, details)

        self._start(work, failed)

    def close(self) -> bool:
        """End what is under way and wait for its threads; return whether all have ended.

        Nothing is begun any more.
        """
        self._is_closed = True
        for stop in list(self._switches):
            stop.ask()
            stop.ask()  # at once: nothing of it is kept
        return self._pool.waitForDone(_END_MS)

    def _start(
        self,
        work: Callable[[StopSwitch], Callable[[], None]],
        failed: Callable[[str, str], Callable[[], None]],
    ) -> None:
        if self._is_closed:
            return
        stop = StopSwitch()
        self._switches.add(stop)
        self._pool.start(partial(self._run, work, failed, stop))

    def _run(
        self,
        work: Callable[[StopSwitch], Callable[[], None]],
        failed: Callable[[str, str], Callable[[], None]],
        stop: StopSwitch,
    ) -> None:
        """On a thread of the pool: what comes back is told on the window's."""
        try:
            tell = work(stop)
        except PandaVisionError as error:
            tell = failed(error.sentence(), error.details)
        except Exception as error:
            # A mistake of ours in a request must reach the user, not end a thread in silence.
            _log.exception("internal error in a request")
            tell = failed(f"The program made a mistake ({type(error).__name__}).", str(error))
        self._done.emit((stop, tell))

    @Slot(object)
    def _tell(self, done: tuple[StopSwitch, Callable[[], None]]) -> None:
        stop, tell = done
        self._switches.discard(stop)
        if not stop.is_asked:
            tell()
