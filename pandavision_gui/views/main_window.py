"""The window: where its parts are."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from pandavision_gui.jobs.events import WindowWanted
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.close_question import ask_before_closing
from pandavision_gui.views.details_panel import DetailsPanel
from pandavision_gui.views.displaced_curves import DisplacedCurves
from pandavision_gui.views.end_notice import EndNotice
from pandavision_gui.views.figure_export import FigureExport
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.kept_draft import KeptDraft
from pandavision_gui.views.help.help_menu import HelpMenu
from pandavision_gui.views.job_commands import JobCommands
from pandavision_gui.views.job_presenter import JobPresenter
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.kept_ticks import SteadyTicks, keep_ticks, kept_ticks
from pandavision_gui.views.keyboard_ways import KeyboardWays
from pandavision_gui.views.middle_column import MiddleColumn
from pandavision_gui.views.opening.file_drops import FileDrops
from pandavision_gui.views.opening.form_replacing import FormReplacing
from pandavision_gui.views.opening.open_dialogs import OpenDialogs
from pandavision_gui.views.opening.opened_files import OpenedFiles
from pandavision_gui.views.opening.recent_menu import RecentMenu
from pandavision_gui.views.opening.spec_commands import SpecCommands
from pandavision_gui.views.palette.command_palette import CommandPalette
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.queue_control import QueueControl
from pandavision_gui.views.same_jobs_offer import SameJobsOffer
from pandavision_gui.views.tabs.job_tabs import JobTabs
from pandavision_gui.views.text_keys import TextKeys
from pandavision_gui.views.theme import Theme
from pandavision_gui.views.welcome import Welcome
from pandavision_gui.views.window_bars import place_bars
from pandavision_gui.views.window_place import WindowPlace

_SIZE = QSize(1440, 940)
_LEFT, _RIGHT, _BOTTOM = 304, 288, 232
_LARGEST_SHARE = 4
"""The jobs have at most one part in so many of a window that nobody has arranged yet."""


class MainWindow(QMainWindow):
    """Form at the left, curves in the middle, details at the right, jobs below.

    Signals
    -------
    end_wanted
        The program may end; True: running jobs go on at the next start.
    settings_wanted
        The settings shall be shown.
    archives_wanted
        Paths of archives whose jobs shall be taken in.
    """

    end_wanted = Signal(bool)
    settings_wanted = Signal()
    archives_wanted = Signal(list)

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._place = WindowPlace(self, settings)
        self.setObjectName("main_window")
        self.setWindowTitle("PandaVision")
        self.form = EvaluationForm(theme)
        self.tabs = JobTabs(theme)
        self.curve_tab = self.tabs.curve
        self.details = DetailsPanel(theme)
        self.model = JobTableModel()
        self.table = JobTable(theme, self.model)
        self.announcements = Announcements(theme)
        self.welcome = Welcome(theme)
        self.presenter = JobPresenter(self.model, self.table, self.curve_tab, self.details)
        self.commands = JobCommands(self.presenter, self.announcements, self)
        self.actions_by_name = WindowActions(theme, self)
        self.form_replacing = FormReplacing(self.form, self.announcements, self)
        self.opened_files = OpenedFiles(self.form, self.form_replacing, self.announcements, self)
        self.spec_commands = SpecCommands(self, self.form, self.announcements, self.actions_by_name)
        OpenDialogs(self, self.form, self.actions_by_name)
        self.recent_menu = RecentMenu(self, self.form, theme)
        self.file_drops = FileDrops(self, self.form, theme)
        self.queue_control = QueueControl(self.presenter, self.announcements, self.actions_by_name)
        self.draft = KeptDraft(self.form, self._settings)
        self.same_jobs = SameJobsOffer(self.presenter, self.announcements)
        self.end_notice = EndNotice(self, theme)
        self.help_menu = HelpMenu(self, theme, self.actions_by_name, self.tabs)
        self.command_palette = CommandPalette(self, theme, self.actions_by_name, self.model)
        self._refused_name_said = ""
        self.is_making_dataset: Callable[[], bool] = lambda: False
        self._lost_if_closed: dict[UUID, str] = {}
        self._pages = QStackedWidget()
        self._middle = MiddleColumn(self.announcements, self._pages)
        self._docks = self._place_docks()
        columns = self.table.columns.make_submenu(self)
        place_bars(self, theme, self.actions_by_name, self._docks, self.recent_menu, columns)
        axis = self.curve_tab.options.menu
        self.command_palette.menus = (axis, self.form.preset_box.menu, columns)
        KeyboardWays(
            self,
            self.actions_by_name,
            (self.form, self._middle, self.details, self.table),
            self.tabs,
            self.table,
            self._show_dock,
        )
        TextKeys(self)
        self.table.set_context_actions(self.actions_by_name.context_menu())
        self._connect()
        self._take_place()
        self.form.focus_first()

    def listen_to(self, bridge: QueueBridge) -> None:
        """Show what comes over the bridge from now on."""
        self.presenter.listen_to(bridge)
        bridge.command_refused.connect(self.announcements.refused)
        bridge.refusal_settled.connect(self.announcements.settled)
        self.commands.listen_to(bridge)
        self.queue_control.listen_to(bridge)
        self.details.remarks.listen_to(bridge)
        self.same_jobs.listen_to(bridge)
        self.end_notice.listen_to(bridge)
        bridge.window_wanted.connect(self._on_wanted)

    def _on_wanted(self, event: WindowWanted) -> None:
        self.come_to_front()
        if event.files:
            self.form.take_files(list(event.files))

    def come_to_front(self) -> None:
        """Show the window: the program was started a second time."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.announcements.tell(self.tr("PandaVision was already open: this is its window."))

    def _place_middle(self) -> None:
        self._pages.addWidget(self.tabs)
        self._pages.addWidget(self.welcome)
        self.setCentralWidget(self._middle)

    def _place_docks(self) -> tuple[QDockWidget, ...]:
        area = Qt.DockWidgetArea
        self.setCorner(Qt.Corner.BottomLeftCorner, area.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.BottomDockWidgetArea)
        docks = []
        for name, title, widget, place in (
            ("form", self.tr("Evaluation form"), self.form, area.LeftDockWidgetArea),
            ("details", self.tr("Details"), self.details, area.RightDockWidgetArea),
            ("jobs", self.tr("Jobs"), self.table, area.BottomDockWidgetArea),
        ):
            dock = QDockWidget(title)
            dock.setObjectName(name)
            dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
            dock.setTitleBarWidget(QWidget())  # each part has a heading of its own
            dock.setWidget(widget)
            self.addDockWidget(place, dock)
            docks.append(dock)
            if name == "form":
                self._place_middle()  # Tab goes in the order in which the parts come in
        return tuple(docks)

    def _connect(self) -> None:
        actions = self.actions_by_name
        # What was written about a job is kept before anything is done to it.
        actions.triggered.connect(self.details.remarks.save)
        self.commands.connect_to(actions)
        FigureExport(self.tabs, self.commands, actions)
        self.same_jobs.stop_wanted.connect(self.commands.stop_wanted)
        self.same_jobs.remove_wanted.connect(self.commands.remove)
        self.table.renamed.connect(self.commands.rename_wanted)
        self.table.reordered.connect(self.queue_control.take_turn)
        self.table.name_refused.connect(self._refuse_name)
        self.table.name_settled.connect(
            lambda: self.announcements.take_back(self._refused_name_said)
        )
        self.details.remarks.refused.connect(self.announcements.failed)
        self.opened_files.archives_wanted.connect(self.archives_wanted)
        self.commands.repeat_wanted.connect(self.form_replacing.fill)
        actions["add"].triggered.connect(lambda: self.form.submit())
        actions["new"].triggered.connect(lambda: self.form_replacing.empty())
        actions["rename"].triggered.connect(self._rename)
        actions["remark"].triggered.connect(self._remark)
        actions["draw_only"].triggered.connect(self._draw_only)
        actions["copy_plot"].triggered.connect(self.curve_tab.copy_picture)
        actions["copy_table"].triggered.connect(self.table.copying.copy_table)
        self.table.copying.copied.connect(self._say_what_is_copied)
        actions["settings"].triggered.connect(self.settings_wanted)
        actions["quit"].triggered.connect(self.close)
        self.presenter.is_choosing = self.command_palette.is_open
        self.presenter.is_writing = self.details.remarks.is_being_written
        self.command_palette.job_chosen.connect(self._show_job)
        self.command_palette.file_chosen.connect(lambda path: self.form.take_files([path]))
        self.announcements.passed.connect(self.statusBar().showMessage)
        self.queue_control.told.connect(self.statusBar().showMessage)
        DisplacedCurves(self.model, self).told.connect(self.statusBar().showMessage)
        # What was so a while ago is told no longer where there are newer news.
        self.announcements.said.connect(lambda _: self.statusBar().clearMessage())
        self.presenter.job_read.connect(self.form.learn_speed)
        self.presenter.selection_changed.connect(actions.select)
        self.presenter.selection_changed.connect(self.tabs.select)
        self.tabs.samples.wishes.examples_wanted.connect(actions["export_samples"].trigger)
        self.tabs.samples.wishes.noted.connect(self.announcements.note)
        self.tabs.samples.wishes.failed.connect(self.announcements.failed)
        self.presenter.count_changed.connect(self._show_welcome)
        self.details.repeat_wanted.connect(self.commands.repeat)
        self.details.copy_json_wanted.connect(self.commands.copy_json)
        self.details.folder_wanted.connect(self.commands.folder_wanted)
        self.welcome.sample_wanted.connect(self.welcome.set_busy)
        # Kept while the window is open, too: it may end without being closed.
        ticks = SteadyTicks(self._settings, self.presenter.ticks, self)
        self.model.ticks_changed.connect(ticks.soon)

    def _show_welcome(self, jobs: int) -> None:
        self._pages.setCurrentIndex(0 if jobs else 1)

    def _rename(self) -> None:
        self._show_dock("jobs")
        self.table.edit_name()

    def _say_what_is_copied(self, copied: int, wanted: int) -> None:
        said = self.tr("{n} jobs are on the clipboard.")
        if copied == 1:
            said = self.tr("The job is on the clipboard.")
        elif copied < wanted:
            said = self.tr("The first {n} of {total} jobs are on the clipboard.")
        counts = {"n": number_words(copied), "total": number_words(wanted)}
        self.announcements.tell(said.format(**counts))

    def _refuse_name(self, sentence: str) -> None:
        self._refused_name_said = sentence
        self.announcements.failed(sentence)

    def createPopupMenu(self) -> QMenu:
        """Return what a right click on bars offers: the parts of the window."""
        (menu := QMenu(self)).addActions(self.actions_by_name.menu("panels"))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the focus by Return, too: it comes here unused."""
        button = self.focusWidget()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain
        if is_return and not event.isAutoRepeat() and isinstance(button, QPushButton):
            button.click()
            return
        super().keyPressEvent(event)

    def _show_job(self, job_id: UUID) -> None:
        self._show_dock("jobs")
        self.table.select(job_id)
        self.table.focus_rows()

    def _draw_only(self) -> None:
        """Tick the selected jobs and no others."""
        chosen = self.table.selected()
        self.model.set_all_ticked([one for one in self.model.ticked() if one not in chosen], False)
        self.model.set_all_ticked(chosen, True)

    def _remark(self) -> None:
        self._show_dock("details")
        self.details.edit_remarks()

    def _show_dock(self, name: str) -> None:
        for dock in self._docks:
            if dock.objectName() == name:
                dock.show()

    # The window's place on the screen, and its end.

    def _take_place(self) -> None:
        screen = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(screen))
        form, details, jobs = self._docks
        self.resizeDocks([form, details], [_LEFT, _RIGHT], Qt.Orientation.Horizontal)
        bottom = min(_BOTTOM, self.height() // _LARGEST_SHARE)  # the form needs the room more
        self.resizeDocks([jobs], [bottom], Qt.Orientation.Vertical)
        self._place.restore()
        self.presenter.remember_ticks(kept_ticks(self._settings))
        self.curve_tab.options.restore(self._settings)
        self.table.columns.restore(self._settings)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what runs; the program itself ends when they have come to rest."""
        event.ignore()
        if not self.isEnabled() or not self._keep_what_is_written():
            return
        running = [
            row for row in self.model.rows() if row.state in (JobState.RUNNING, JobState.STOPPING)
        ]
        is_making = self.is_making_dataset()
        if running or is_making:
            if self.findChild(QMessageBox, "close_question") is None:
                ask_before_closing(self, len(running), self._end, is_making=is_making)
        else:
            self._end(resume_next_time=True)

    def _keep_what_is_written(self) -> bool:
        """Return whether the window may close; what cannot be kept is said, but only once."""
        self.details.remarks.save()
        lost = self.details.remarks.cannot_be_kept()
        if not lost or lost == self._lost_if_closed:
            return True
        self._lost_if_closed = lost
        job_id, why = next(iter(lost.items()))
        self.table.select(job_id)
        self.announcements.failed(
            self.tr("What you wrote about a job cannot be kept: {why}").format(why=why),
            hint=self.tr("Close the window once more to end the program without it."),
        )
        return False

    def leave(self) -> None:
        """End without a question; what runs goes on at the next start."""
        self._end(resume_next_time=True)

    def keep_arrangement(self) -> None:
        """Store where the window is and what it shows, for the next start."""
        keep_ticks(self._settings, self.presenter.ticks())
        self.draft.keep()
        self.curve_tab.options.keep(self._settings)
        self.table.columns.keep(self._settings)
        self._place.keep()

    def _end(self, resume_next_time: bool) -> None:
        self.keep_arrangement()
        self.setEnabled(False)
        self.hide()
        self.end_wanted.emit(resume_next_time)
