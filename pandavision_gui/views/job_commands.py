"""What the user can do with the selected jobs; who does it, the wiring decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import JobChanged, JobRemoved, JobRow, JobsInterrupted
from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.report_messages import FigureCurve
from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.announced_words import drawn_words, kept_words
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.export_dialog import ask_export_folder, ask_export_path, proposed_name
from pandavision_gui.views.job_presenter import JobPresenter
from pandavision_gui.views.jobs_table.names_apart import names_told_apart, names_with_scales
from pandavision_gui.views.opening.spec_file import spec_text
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.removed_jobs import RemovedJobs
from pandavision_gui.views.report_dialog import ReportDialog

_LONG_TO_WRITE = {one for one in ExportFormat if one.info.is_report} | {
    ExportFormat.ARCHIVE,
    ExportFormat.SAMPLES,
    ExportFormat.PACK,
}
"""They take seconds or minutes."""


class JobCommands(QObject):
    """Turns actions into wishes.

    Signals
    -------
    stop_wanted, resume_wanted, again_wanted, remove_wanted, restore_wanted, folder_wanted
        Id of the job.
    leave_wanted
        Id of a job that was cut off and shall not be offered for resuming again.
    rename_wanted
        Id of the job and its new name.
    export_wanted
        Ids, `ExportFormat`, path, and the `ReportDetails` of a report, else None.
    figure_wanted
        Ids, the figure's `ExportFormat`, path, and a `FigureCurve` for each job.
    report_described
        The `ReportDetails` that were typed.
    archive_wanted
        Ids and file names without suffix, and the folder that gets one archive for each.
    combine_wanted
        Ids of finished jobs that a worst case shall be made of.
    repeat_wanted
        The spec to fill the form with, and the name of its job.

    Attributes
    ----------
    report_details
        What the next report begins with.
    resumes_interrupted
        Whether jobs that an end of the program cut off go on without a question.
    """

    stop_wanted = Signal(object)
    resume_wanted = Signal(object)
    leave_wanted = Signal(object)
    again_wanted = Signal(object)
    remove_wanted = Signal(object)
    restore_wanted = Signal(object)
    folder_wanted = Signal(object)
    rename_wanted = Signal(object, str)
    export_wanted = Signal(object, object, str, object)
    figure_wanted = Signal(object, object, str, object)
    report_described = Signal(object)
    archive_wanted = Signal(object, str)
    combine_wanted = Signal(list)
    repeat_wanted = Signal(object, str)

    def __init__(self, presenter: JobPresenter, announcements: Announcements, parent: QWidget):
        super().__init__(parent)
        self._presenter = presenter
        self._announcements = announcements
        self._window = parent
        self._removed = RemovedJobs()
        self._interrupted: tuple[UUID, ...] = ()
        self.resumes_interrupted = False
        self._export_folder = ""
        self._drawn: dict[str, str] = {}
        """What is drawn in figures that are being written."""
        self.report_details = ReportDetails()
        announcements.undo_wanted.connect(self._undo)
        announcements.resume_wanted.connect(self._resume_interrupted)
        announcements.left_interrupted.connect(self._leave_interrupted)

    def listen_to(self, bridge: QueueBridge) -> None:
        """Hear what became of the wishes."""
        bridge.jobs_interrupted.connect(self._offer_resuming)
        bridge.job_removed.connect(self._on_removed)
        bridge.job_changed.connect(self._on_changed)
        bridge.command_refused.connect(self._removed.note_refused)

    def connect_to(self, actions: WindowActions) -> None:
        """Do what the actions ask for."""
        for name, wish in (
            ("stop", self.stop_wanted),
            ("resume", self.resume_wanted),
            ("again", self.again_wanted),
            ("folder", self.folder_wanted),
        ):
            actions[name].triggered.connect(partial(self._each, wish.emit))
        for name, export_format in (
            ("export_selected", ExportFormat.PNG),
            ("export_csv", ExportFormat.CSV),
            ("export_table", ExportFormat.TABLE),
            ("export_json", ExportFormat.JSON),
            ("export_samples", ExportFormat.SAMPLES),
            ("export_pack", ExportFormat.PACK),
        ):
            actions[name].triggered.connect(partial(self._export, export_format))
        actions["report"].triggered.connect(self._report)
        actions["archive"].triggered.connect(self._archive)
        actions["remove"].triggered.connect(self._remove)
        actions["combine"].triggered.connect(self._combine)
        actions["undo"].triggered.connect(self._undo)
        actions["repeat"].triggered.connect(self.repeat)
        actions["copy_json"].triggered.connect(self.copy_json)

    def repeat(self) -> None:
        """Bring the selected job's spec into the form."""
        spec = self._spec()
        if spec is not None:
            self.repeat_wanted.emit(spec, self._presenter.selected_rows()[0].name)
        else:
            self._say_unread()

    def copy_json(self) -> None:
        """Put the selected job's spec on the clipboard."""
        spec = self._spec()
        if spec is not None:
            QGuiApplication.clipboard().setText(spec_text(spec))
            self._announcements.tell(self.tr("The spec is on the clipboard."))
        else:
            self._say_unread()

    def _say_unread(self) -> None:
        rows = self._presenter.selected_rows()
        failure = self._presenter.news.failure(rows[0].id) if rows else None
        if failure is not None:
            self._announcements.failed(failure.sentence, failure.details)
        else:
            self._announcements.tell(self.tr("The job is being read: try again in a moment."))

    def _spec(self) -> EvaluationSpec | None:
        rows = self._presenter.selected_rows()
        loaded = self._presenter.news.loaded(rows[0].id) if rows else None
        return loaded.spec if loaded else None

    def _each(self, want: Callable[[UUID], object], _checked: bool = False) -> None:
        self._all([row.id for row in self._presenter.selected_rows()], want)

    def _all(self, ids: list[UUID] | tuple[UUID, ...], want: Callable[[UUID], object]) -> None:
        for job_id in ids:
            want(job_id)

    def _combine(self, _checked: bool = False) -> None:
        rows = sorted(self._presenter.selected_rows(), key=lambda row: (row.created, row.id))
        self.combine_wanted.emit([row.id for row in rows])

    def _remove(self) -> None:
        self.remove([row.id for row in self._presenter.selected_rows()])

    def remove(self, job_ids: Sequence[UUID]) -> None:
        """Remove jobs that do not run, so that they can come back together."""
        # A key that is pressed twice means the same jobs.
        staying = [job_id for job_id in job_ids if not self._removed.is_leaving(job_id)]
        if staying:
            self._removed.ask(self._presenter.rows(staying))
            self._all(staying, self.remove_wanted.emit)

    def _undo(self) -> None:
        removed = self._removed.want_back()
        if removed is not None:
            # At once also for jobs on their way out: the queue does one thing after the other, and
            # the program may end before it has told of the removal.
            self._all([row.id for row in removed], self.restore_wanted.emit)
        else:
            self._announcements.note(self.tr("There is no removed job to bring back."))

    def _on_removed(self, event: JobRemoved) -> None:
        self._withdraw_offer(event.job_id)
        # Said only now: the queue may have refused.
        was_asked = self._removed.note_gone(event.job_id)
        if was_asked and not self._removed.take_wish(event.job_id):
            self._announcements.removed(self._removed.last())

    def _on_changed(self, event: JobChanged) -> None:
        if event.row.state is not JobState.INTERRUPTED:
            self._withdraw_offer(event.row.id)
        if self._removed.note_back(event.row.id):
            self._announcements.removed(self._removed.last())

    def _offer_resuming(self, event: JobsInterrupted) -> None:
        self._interrupted = event.job_ids
        if self.resumes_interrupted:
            self._resume_interrupted()
            return
        self._announcements.interrupted(self._presenter.rows(event.job_ids))

    def _withdraw_offer(self, job_id: UUID) -> None:
        if job_id in self._interrupted:
            self._interrupted = tuple(other for other in self._interrupted if other != job_id)
            self._announcements.interrupted(self._presenter.rows(self._interrupted))

    def _resume_interrupted(self) -> None:
        self._all(self._interrupted, self.resume_wanted.emit)

    def _leave_interrupted(self) -> None:
        left, self._interrupted = self._interrupted, ()
        self._all(left, self.leave_wanted.emit)

    def _export(self, export_format: ExportFormat, _checked: bool = False) -> None:
        self._ask_path(self._presenter.selected_rows(), export_format, None, self._window)

    def export_curves(self, curves: Sequence[CurveSeries], left_out: Sequence[str]) -> None:
        """Ask where a figure of finished curves goes that looks as they do now.

        Parameters
        ----------
        left_out
            Names of those beside them that are not finished.
        """
        ids = [one.job_id for one in curves]
        rows = self._presenter.rows(ids)
        told = names_with_scales(rows, names_told_apart(rows, for_file=True))
        drawn = [
            FigureCurve(name=told.get(one.job_id, one.name), number=one.style.number)
            for one in curves
        ]

        def chosen(path: str, kind: ExportFormat) -> None:
            self._export_folder = str(PurePath(path).parent)
            self._drawn[path] = drawn_words([one.name for one in curves], left_out)
            self.figure_wanted.emit(ids, kind, path, drawn)

        names = [row.name for row in rows]
        folder = self._export_folder
        ask_export_path(self._window, names, ExportFormat.PNG, chosen, folder=folder)

    def tell_exported(self, path: str) -> None:
        """Say that a file was written, and of a figure what is drawn in it."""
        self._announcements.exported(path, self._drawn.pop(path, ""))

    def _report(self, _checked: bool = False) -> None:
        self.report_on(self._presenter.selected_rows(), self._window)

    def report_on(self, rows: Sequence[JobRow], parent: QWidget) -> None:
        """Ask what a report of finished jobs shall say and where it goes, over a window."""
        ids = tuple(row.id for row in rows)
        here = Qt.FindChildOption.FindDirectChildrenOnly
        for open_one in parent.findChildren(ReportDialog, "report_dialog", here):
            if open_one.isVisible() and open_one.ids == ids:  # what is written there stays
                open_one.raise_()
                open_one.activateWindow()
                return
        names = [row.name for row in rows]
        dialog = ReportDialog(parent, names, self.report_details, ids=ids)

        def wanted(details: ReportDetails, export_format: ExportFormat) -> None:
            self.report_details = details.for_another()
            self.report_described.emit(details)
            self._ask_path(rows, export_format, details, parent)

        dialog.wanted.connect(wanted)
        dialog.show()

    def _ask_path(
        self,
        rows: Sequence[JobRow],
        export_format: ExportFormat,
        details: ReportDetails | None,
        parent: QWidget,
    ) -> None:
        ids = [row.id for row in rows]

        def chosen(path: str, kind: ExportFormat) -> None:
            self._export_folder = str(PurePath(path).parent)
            if kind.info.is_figure:
                self._drawn[path] = drawn_words(names, ())
            elif kind is ExportFormat.SAMPLES:
                self._drawn[path] = self._kept(ids[0])
            if kind in _LONG_TO_WRITE:
                self._announcements.busy(
                    self.tr("Writing “{file}” …").format(file=one_line(PurePath(path).name))
                )
            self.export_wanted.emit(ids, kind, path, details)

        told_apart = names_told_apart(rows)
        names = [told_apart[row.id] if len(rows) > 1 else row.name for row in rows]
        ask_export_path(parent, names, export_format, chosen, folder=self._export_folder)

    def _kept(self, job_id: UUID) -> str:
        loaded = self._presenter.news.loaded(job_id)
        result = None if loaded is None else loaded.result
        return "" if result is None else kept_words(result.curve[0].count)

    def _archive(self, _checked: bool = False) -> None:
        rows = self._presenter.selected_rows()
        if len(rows) == 1:
            self._export(ExportFormat.ARCHIVE)
            return
        jobs = [(row.id, proposed_name([row.name])) for row in rows]

        def chosen(folder: str) -> None:
            self._export_folder = folder
            self._announcements.busy(self.tr("Writing {n} archives …").format(n=len(jobs)))
            self.archive_wanted.emit(jobs, folder)

        ask_export_folder(self._window, len(jobs), chosen, folder=self._export_folder)
