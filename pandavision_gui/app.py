"""Builds the window program: the one place where queue, thread pools and window meet."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QSettings, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QApplication

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.jobs.events import Event
from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.jobs.open_queue import OpenedQueue, open_queue
from pandavision_gui.jobs.report_messages import FigureCurve
from pandavision_gui.jobs.stay_awake import StayAwake
from pandavision_gui.jobs.worker_watch import limits_of
from pandavision_gui.paths import WINDOW, UserFolders, resources_folder
from pandavision_gui.settings import Settings
from pandavision_gui.views.adding import Adding
from pandavision_gui.views.background_requests import BackgroundRequests
from pandavision_gui.views.class_list_reading import ClassListReading
from pandavision_gui.views.combined_jobs import CombinedJobs
from pandavision_gui.views.compare.comparisons import Comparisons
from pandavision_gui.views.data_folder.move_request import MoveRequest
from pandavision_gui.views.dataset_making.dataset_making import DatasetMaking
from pandavision_gui.views.disk_use.disk_use import DiskUse
from pandavision_gui.views.form.last_files import LastFiles
from pandavision_gui.views.help.whats_new import WhatsNew
from pandavision_gui.views.looking import Looking
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.opened_archives import OpenedArchives
from pandavision_gui.views.plots.plot_library import PlotLibrary
from pandavision_gui.views.presets.form_presets import FormPresets
from pandavision_gui.views.presets.preset_keeper import PresetKeeper
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.settings_keeper import SettingsKeeper
from pandavision_gui.views.theme import Theme, set_text_size

_SAMPLES = ("standard.json", "robust.json")
_POOL_END_MS = 10_000
_END_MS = 30_000
"""Longer than workers get to end in order: what has not come to rest by then never will."""
_PLOT_AFTER_MS = 20
_FILES_AFTER_MS = 500
_SPARE_AFTER_MS = 300
"""The spare worker starts when the window is up: they would share the disk and the cores."""

_log = logging.getLogger(__name__)


class WindowProgram(QObject):
    """A window on a data folder that this process owns.

    Parameters
    ----------
    can_move
        Whether the settings say where the data folder is, and not the command line.

    Attributes
    ----------
    folders
        Where everything is.
    target
        Where the user wants the data folder to go when the program has ended; mostly nowhere.

    Signals
    -------
    ended
        Everything has come to rest.

    Raises
    ------
    PandaVisionError
        When the data folder cannot be used; `FolderInUseError` when another process has it.
    """

    ended = Signal()
    _queue_at_rest = Signal()

    def __init__(self, app: QApplication, folders: UserFolders, *, can_move: bool = False) -> None:
        super().__init__()
        self.folders = folders
        self.can_move = can_move
        self.target: Path | None = None
        self.settings = SettingsKeeper(folders.config / "settings.json", self)
        in_force = self.settings.settings
        at_once = in_force.parallel_jobs
        self._supervisors = QThreadPool(self)
        # A supervisor stays with its job: Qt's common pool would have no thread left for others.
        self._supervisors.setMaxThreadCount(at_once)
        self.bridge = QueueBridge(self)
        self._stay_awake = StayAwake()
        self.opened: OpenedQueue = open_queue(
            folders,
            start_thread=self._supervisors.start,
            publish=self._publish,
            parallel_jobs=at_once,
            retry_lost_workers=in_force.retry_lost_workers,
        )
        self._requests = BackgroundRequests(self)
        self._class_lists = ClassListReading(self)
        set_text_size(app, in_force.text_size)
        self.theme = Theme(app, in_force.appearance)
        places = QSettings(str(folders.config / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.theme, places)
        self._archives = OpenedArchives(
            self.opened.queue.open_archive,
            self.window.presenter,
            self.window.announcements,
            self,
        )
        self._combined = CombinedJobs(
            self.opened.queue.combine,
            self.window.presenter,
            self.window.announcements,
            self,
        )
        self._adding = Adding(
            self.opened.queue.add,
            self.opened.queue.run_again,
            self.window.form,
            self.window.announcements,
            self,
        )
        self._disk_use = DiskUse(self.window, self.bridge, folders.jobs, self.opened.queue.clear)
        self._comparisons = Comparisons(self.window, self.bridge, self.theme, folders.jobs)
        self._presets = PresetKeeper(folders.config / "presets", self)
        FormPresets(self.window.form, self._presets, self)
        self._dataset_making = DatasetMaking(self.window, self.theme)
        self._whats_new = WhatsNew(self.window, self.theme, folders.data / WINDOW)
        self._looking = Looking(self.window.tabs, self._folder_of, self)
        self._move_request = MoveRequest(folders, self, can_move=can_move)
        self._move_request.is_hindered = lambda: self._dataset_making.is_making
        self.settings.make_places.append(self._move_request.make_row)
        recent = self.settings.recent_files
        self._last_files = LastFiles(
            self.window.form,
            recent,
            self.window.draft.last,
            self.window.draft.was_empty,
            _FILES_AFTER_MS,
            self,
        )
        self._plot_library = PlotLibrary(self)
        self._plot_timer = QTimer(self)
        self._plot_timer.setSingleShot(True)
        self._plot_timer.timeout.connect(self._plot_library.start)
        self._spare_timer = QTimer(self)
        self._spare_timer.setSingleShot(True)
        self._spare_timer.timeout.connect(self.opened.queue.keep_spare_worker)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_END_MS)
        self._patience.timeout.connect(self._give_up)
        self.is_stuck = False
        self._is_ending = False
        self._at_work = 2
        """The queue and the requests."""
        self._connect()
        self.window.form.set_recent(in_force.recent_models, in_force.recent_datasets)
        self.window.command_palette.recent_files = self.settings.recent_files
        self._apply(in_force)

    def show(self) -> None:
        """Show the window, then load what draws curves and warm a worker up."""
        self.window.show()
        self._plot_timer.start(_PLOT_AFTER_MS)
        self._spare_timer.start(_SPARE_AFTER_MS)
        self._last_files.start()
        self._presets.load()
        self._whats_new.look()

    def end(self, resume_next_time: bool) -> None:
        """Bring everything to rest, then tell by `ended`; `is_stuck` when that was in vain."""
        if self._is_ending:
            return
        self._is_ending = True
        self._patience.start()
        self._plot_timer.stop()
        self._spare_timer.stop()
        self._last_files.stop()
        self._disk_use.close()
        self._comparisons.close()
        self._dataset_making.close()
        self._looking.close()
        self.window.help_menu.close()
        closed = self.opened.close(resume_next_time=resume_next_time)
        closed.add_done_callback(lambda _: self._queue_at_rest.emit())
        self._requests.close()  # exports under way are finished

    def end_at_once(self) -> None:
        """End without asking; what runs goes on at the next start."""
        self.window.details.remarks.save()
        self.window.keep_arrangement()
        self.window.hide()
        self.end(True)

    def _connect(self) -> None:
        window, queue = self.window, self.opened.queue
        window.listen_to(self.bridge)
        window.form.submitted.connect(self._adding.add)
        window.opened_files.add_wanted.connect(queue.add)
        window.form.inspection_wanted.connect(self._requests.inspect)
        window.form.diagnosis_wanted.connect(self._requests.diagnose)
        window.form.advanced.class_names.reading_wanted.connect(self._class_lists.ask)
        self._class_lists.answered.connect(window.form.advanced.class_names.show_names)
        window.form.files_chosen.connect(self.settings.remember_file)
        self.settings.recent_changed.connect(window.form.set_recent)
        for spec_told in (window.opened_files.spec_used, window.spec_commands.saved):
            spec_told.connect(partial(self.settings.remember_file, "spec"))
        window.recent_menu.files = lambda: self.settings.recent
        window.recent_menu.clear_wanted.connect(self.settings.forget_files)
        self.settings.changed.connect(self._apply)
        self._presets.failed.connect(window.announcements.failed)
        self._requests.inspected.connect(window.form.show_report)
        self._requests.diagnosed.connect(window.form.doctor.show_diagnosis)
        self._requests.exported.connect(window.commands.tell_exported)
        self._requests.export_failed.connect(window.announcements.failed)
        self._requests.exported.connect(self._comparisons.tell_exported)
        self._requests.not_exported.connect(self._comparisons.tell_not_exported)
        self._requests.archived.connect(window.announcements.archived)
        window.archives_wanted.connect(self._archives.open)
        window.commands.combine_wanted.connect(self._combined.combine)
        window.details.remarks.remarks_wanted.connect(queue.annotate)
        window.presenter.load_wanted.connect(queue.load)
        window.commands.stop_wanted.connect(queue.stop)
        window.commands.resume_wanted.connect(queue.resume)
        window.commands.leave_wanted.connect(queue.leave_interrupted)
        window.commands.again_wanted.connect(self._adding.run_again)
        window.commands.remove_wanted.connect(queue.remove)
        window.commands.restore_wanted.connect(queue.restore)
        window.queue_control.pause_wanted.connect(queue.pause)
        window.queue_control.move_wanted.connect(queue.move)
        window.commands.folder_wanted.connect(self._open_folder)
        window.commands.rename_wanted.connect(queue.rename)
        window.commands.export_wanted.connect(self._export)
        window.commands.figure_wanted.connect(self._export_figure)
        window.commands.report_details = self.settings.settings.report
        window.commands.report_described.connect(self.settings.remember_report)
        window.commands.archive_wanted.connect(self._archive)
        window.welcome.sample_wanted.connect(self._add_samples)
        window.end_wanted.connect(self.end)
        self._move_request.move_wanted.connect(self._leave_for)
        window.settings_wanted.connect(partial(self.settings.show_dialog, window))
        self._plot_library.loaded.connect(window.curve_tab.prepare_plot)
        for at_rest in (self._queue_at_rest, self._requests.at_rest):
            at_rest.connect(self._on_rest)

    def _export(
        self,
        ids: Sequence[UUID],
        export_format: ExportFormat,
        path: str,
        details: ReportDetails | None,
    ) -> None:
        folders = [str(self._folder_of(job_id)) for job_id in ids]
        self._requests.export(folders, export_format, path, details)

    def _export_figure(
        self, ids: Sequence[UUID], kind: ExportFormat, path: str, curves: Sequence[FigureCurve]
    ) -> None:
        folders = [str(self._folder_of(job_id)) for job_id in ids]
        self._requests.export(folders, kind, path, curves=curves)

    def _archive(self, jobs: Sequence[tuple[UUID, str]], folder: str) -> None:
        named = [(str(self._folder_of(job_id)), name) for job_id, name in jobs]
        self._requests.archive(named, folder)

    def _folder_of(self, job_id: UUID) -> Path:
        return self.folders.jobs / str(job_id)

    def _open_folder(self, job_id: UUID) -> None:
        self.window.announcements.open(str(self._folder_of(job_id)))

    def _add_samples(self) -> None:
        specs = sample_specs()
        for spec in specs:
            self.opened.queue.add(spec)
        self.window.form_replacing.fill(specs[0], specs[0].name or "", is_told=False)

    def _apply(self, settings: Settings) -> None:
        self.theme.set_scheme(settings.appearance)
        self.window.commands.resumes_interrupted = settings.resume_interrupted
        self.window.end_notice.is_wanted = settings.tell_ends
        self._supervisors.setMaxThreadCount(settings.parallel_jobs)
        self.opened.queue.set_parallel_jobs(settings.parallel_jobs)
        self.opened.queue.rules.retries_lost = settings.retry_lost_workers
        self.opened.queue.rules.limits = limits_of(settings)
        self._stay_awake.is_wanted = settings.keep_awake

    def _publish(self, event: Event) -> None:
        self.bridge.publish(event)
        self._stay_awake.hear(event)

    def _leave_for(self, target: Path) -> None:
        self.target = target
        self.window.leave()

    def _give_up(self) -> None:
        _log.critical(
            "the program did not come to rest; every job folder is as it was written last"
        )
        self.is_stuck = True
        self.ended.emit()

    def _on_rest(self) -> None:
        self._at_work -= 1
        if not self._at_work:
            self._release()

    def _release(self) -> None:
        self._patience.stop()
        self._stay_awake.close()
        self._requests.wait()
        self._comparisons.wait()
        self._dataset_making.wait()
        self._looking.wait()
        self.window.help_menu.wait()
        self._supervisors.waitForDone(_POOL_END_MS)
        self.settings.wait()
        self._presets.wait()
        self.opened.release()
        self.ended.emit()


def sample_specs() -> list[EvaluationSpec]:
    """Return the sample evaluations: the standard and the robust network."""
    return [load_spec(resources_folder() / "samples" / name) for name in _SAMPLES]
