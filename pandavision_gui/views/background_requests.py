"""Small tasks beside the queue, looking into files and exporting, on threads of their own."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.errors import PandaVisionError, plain_text
from pandavision_gui.jobs.exporting import ExportFormat, archive_jobs, export_jobs
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.report_messages import FigureCurve
from pandavision_gui.jobs.requests import FileStamp, diagnose_files, inspect_file, look_at
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion
from pandavision_gui.views.form.file_question import FileAnswer, FileQuestion

_INSPECTIONS_SIDE_BY_SIDE = 2
_LOOK_PATIENCE_MS = 20_000
_WAIT_S = 5.0

_log = logging.getLogger(__name__)

Tell = Callable[[], None]


class BackgroundRequests(QObject):
    """Looks into files and exports without holding the window up.

    Inspections and exports do not wait for each other. Exports come one after the other, so that
    two never write one file.

    Parameters
    ----------
    look
        Returns the stamp of a file; it may block for ever.
    look_patience_ms
        After so long without a stamp the file counts as unreachable.

    Signals
    -------
    inspected
        The `FileQuestion` and its `FileAnswer`.
    diagnosed
        The `DiagnosisQuestion` and what was found, or why nothing was.
    exported
        Path that was written.
    archived
        How many archives were written, and the folder that they are in.
    export_failed
        Sentence and details.
    not_exported
        The same with the path in place of the details, where it was to be one file.
    at_rest
        It was closed, and nothing is under way any more.
    """

    inspected = Signal(object, object)
    diagnosed = Signal(object, object)
    exported = Signal(str)
    archived = Signal(int, str)
    export_failed = Signal(str, str)
    not_exported = Signal(str, str)
    at_rest = Signal()

    _looked = Signal(object)
    _done = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        look: Callable[[str], FileStamp | None] = look_at,
        look_patience_ms: int = _LOOK_PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._look, self._look_patience_ms = look, look_patience_ms
        self._inspection_pool = QThreadPool(self)
        self._inspection_pool.setMaxThreadCount(_INSPECTIONS_SIDE_BY_SIDE)
        self._export_pool = QThreadPool(self)
        self._export_pool.setMaxThreadCount(1)
        # Apart, so that no file waits for a slow model.
        self._diagnosis_pool = QThreadPool(self)
        self._diagnosis_pool.setMaxThreadCount(1)
        self._diagnoses: set[StopSwitch] = set()
        self._waiting: dict[str, list[FileQuestion]] = {}
        self._patience: dict[str, QTimer] = {}
        self._looking_at: set[str] = set()
        self._newest: dict[str, FileQuestion] = {}
        self._inspections: dict[StopSwitch, FileQuestion] = {}
        self._exports: set[StopSwitch] = set()
        self._is_closed = self._has_told_rest = False
        queued = Qt.ConnectionType.QueuedConnection
        self._looked.connect(self._on_look, queued)
        self._done.connect(self._on_done, queued)

    @property
    def exports_under_way(self) -> int:
        """How many exports have begun or wait for their turn."""
        return len(self._exports)

    def inspect(self, question: FileQuestion) -> None:
        """Look at a file, and into it unless a look is enough; the answer is `inspected`.

        What is being looked into for an earlier question of the same place is given up.
        """
        if self._is_closed:
            return
        if not question.only_look:
            self._newest[question.place] = question
            for stop, earlier in self._inspections.items():
                if earlier.place == question.place:
                    _cut_off(stop)
        self._waiting.setdefault(question.path, []).append(question)
        # A drive that does not answer gets one thread, however often its file is asked about.
        if question.path not in self._looking_at:
            self._looking_at.add(question.path)
            # It may hang for good on a dead network drive: such a thread, unlike one of a pool,
            # does not hold up the end of the program.
            threading.Thread(
                target=self._look_on_thread, args=(question.path,), name="look", daemon=True
            ).start()
        if question.path not in self._patience:
            timer = self._patience[question.path] = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(partial(self._give_up_looking, question.path))
            timer.start(self._look_patience_ms)

    def diagnose(self, question: DiagnosisQuestion) -> None:
        """Try a model on clean samples; the answer is `diagnosed`. An earlier trial is given up."""
        for earlier in self._diagnoses:
            _cut_off(earlier)
        spec = question.spec
        if self._is_closed or spec is None:
            return

        def work(stop: StopSwitch) -> Tell:
            report = diagnose_files(spec, stop)
            return lambda: self.diagnosed.emit(question, report)

        def failed(sentence: str, details: str) -> Tell:
            report = _internal(sentence, details)
            return lambda: self.diagnosed.emit(question, report)

        stop = StopSwitch()
        self._diagnoses.add(stop)
        self._diagnosis_pool.start(partial(self._run, work, failed, stop))

    def export(
        self,
        folders: Sequence[str],
        export_format: ExportFormat,
        path: str,
        details: ReportDetails | None = None,
        curves: Sequence[FigureCurve] = (),
    ) -> None:
        """Write a file from finished jobs; the answer is `exported` or `export_failed`."""
        if self._is_closed:
            return

        def work(stop: StopSwitch) -> Tell:
            paths = [Path(folder) for folder in folders]
            export_jobs(paths, export_format, Path(path), details=details, stop=stop, curves=curves)
            return lambda: self.exported.emit(path)

        self._begin_export(work, path)

    def archive(self, jobs: Sequence[tuple[str, str]], directory: str) -> None:
        """Write an archive of each job; the answer is `archived` or `export_failed`.

        Parameters
        ----------
        jobs
            Job folders, and the names of their files without suffix.
        """
        if self._is_closed:
            return

        def work(stop: StopSwitch) -> Tell:
            folders = [(Path(folder), name) for folder, name in jobs]
            archive_jobs(folders, Path(directory), stop=stop)
            return lambda: self.archived.emit(len(jobs), directory)

        self._begin_export(work)

    def _begin_export(self, work: Callable[[StopSwitch], Tell], path: str = "") -> None:
        def failed(sentence: str, details: str) -> Tell:
            def tell() -> None:
                self.export_failed.emit(sentence, details)
                if path:
                    self.not_exported.emit(sentence, path)

            return tell

        stop = StopSwitch()
        self._exports.add(stop)
        self._export_pool.start(partial(self._run, work, failed, stop))

    def close(self) -> None:
        """Begin nothing any more and cut inspections off; exports are finished.

        `at_rest` tells when nothing is under way.
        """
        self._is_closed = True
        for path in list(self._waiting):
            self._take_waiting(path)
        for stop in (*self._inspections, *self._diagnoses):
            _cut_off(stop)
        QTimer.singleShot(0, self, self._tell_rest)

    def wait(self, timeout_s: float = _WAIT_S) -> bool:
        """Wait for the threads of inspections and exports; return whether they have ended."""
        end = time.monotonic() + timeout_s
        pools = (self._inspection_pool, self._diagnosis_pool, self._export_pool)
        return all(
            pool.waitForDone(max(0, round(1000 * (end - time.monotonic())))) for pool in pools
        )

    def _look_on_thread(self, path: str) -> None:
        stamp = self._look(path)
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._looked.emit((path, stamp))

    @Slot(object)
    def _on_look(self, look: tuple[str, FileStamp | None]) -> None:
        path, stamp = look
        self._looking_at.discard(path)
        for question in self._take_waiting(path):
            if question.only_look:
                self.inspected.emit(question, FileAnswer(stamp))
            elif question is self._newest[question.place]:
                self._look_into(question, stamp)

    def _take_waiting(self, path: str) -> list[FileQuestion]:
        timer = self._patience.pop(path, None)
        if timer is not None:
            timer.stop()
            timer.deleteLater()
        return self._waiting.pop(path, [])

    def _give_up_looking(self, path: str) -> None:
        seconds = self._look_patience_ms / 1000
        report = Failed(
            kind="input",
            code="file_unreadable",
            message=plain_text(f'"{path}" did not answer for {seconds:.0f} seconds.'),
            hint="See whether its drive is connected.",
            details="",
        )
        for question in self._take_waiting(path):
            if question.only_look or question is self._newest[question.place]:
                self.inspected.emit(question, FileAnswer(None, report))

    def _look_into(self, question: FileQuestion, stamp: FileStamp | None) -> None:
        def work(stop: StopSwitch) -> Tell:
            report = inspect_file(
                Path(question.path),
                stop,
                labels=question.labels,
                output=question.output,
                class_names=question.class_names,
            )
            return lambda: self.inspected.emit(question, FileAnswer(stamp, report))

        def failed(sentence: str, details: str) -> Tell:
            report = _internal(sentence, details)
            return lambda: self.inspected.emit(question, FileAnswer(stamp, report))

        stop = StopSwitch()
        self._inspections[stop] = question
        self._inspection_pool.start(partial(self._run, work, failed, stop))

    def _run(
        self,
        work: Callable[[StopSwitch], Tell],
        failed: Callable[[str, str], Tell],
        stop: StopSwitch,
    ) -> None:
        """On a thread of a pool: what comes back is told on the window's."""
        tell: Tell | None = None
        try:
            if not stop.is_asked:  # it may have been given up before its turn came
                tell = work(stop)
        except PandaVisionError as error:
            tell = failed(error.sentence(), error.details)
        except Exception as error:
            # A mistake of ours in a request must reach the user, not end a thread in silence.
            _log.exception("internal error in a request")
            tell = failed(f"The program made a mistake ({type(error).__name__}).", str(error))
        self._done.emit((stop, tell))

    @Slot(object)
    def _on_done(self, done: tuple[StopSwitch, Tell | None]) -> None:
        stop, tell = done
        self._inspections.pop(stop, None)
        self._diagnoses.discard(stop)
        self._exports.discard(stop)
        if tell is not None and not stop.is_asked:
            tell()
        self._tell_rest()

    def _tell_rest(self) -> None:
        under_way = self._inspections or self._diagnoses or self._exports
        if not self._is_closed or self._has_told_rest or under_way:
            return
        self._has_told_rest = True
        self.at_rest.emit()


def _internal(sentence: str, details: str) -> Failed:
    return Failed(kind="internal", code="internal", message=sentence, hint="", details=details)


def _cut_off(stop: StopSwitch) -> None:
    stop.ask()
    stop.ask()  # at once: nothing of it is kept
