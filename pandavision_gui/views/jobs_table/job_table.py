"""The job table: a heading with counts and filters, and the rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.jobs.events import QueuePaused
from pandavision_gui.views.jobs_table.column_choice import ColumnChoice
from pandavision_gui.views.jobs_table.copied_rows import CopiedRows
from pandavision_gui.views.jobs_table.job_filter import JobFilter, Shown
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.job_view import JobView
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.jobs_table.kept_selection import KeptSelection
from pandavision_gui.views.jobs_table.search_field import SearchField
from pandavision_gui.views.jobs_table.ticked_jobs import MOST_TICKED
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme, set_role

_MANY = 5000
_TYPING_MS = 150
"""Where looking through all jobs would be felt at every key, it waits for the end of the word."""


class JobTable(QWidget):
    """All jobs, with what can be done to them in a menu.

    Signals
    -------
    selection_changed
        tuple[UUID, ...]: the selected jobs from top to bottom.
    activated
        UUID of the job that the user opened, by Enter or by clicking twice.
    renamed
        UUID of a job and the name that it shall have.
    name_refused
        Why what was typed cannot be a name.
    name_settled
        What was refused is no longer wanted.
    reordered
        UUIDs of a waiting job that was dragged, and of the one whose turn it takes.

    Attributes
    ----------
    copying
        Puts jobs on the clipboard as text.
    """

    selection_changed = Signal(object)
    activated = Signal(object)
    renamed = Signal(object, str)
    name_refused = Signal(str)
    name_settled = Signal()
    reordered = Signal(object, object)

    def __init__(self, theme: Theme, model: JobTableModel) -> None:
        super().__init__()
        self._model = model
        self._filter = JobFilter(model)
        self._view = JobView(theme, self._filter)
        self.copying = CopiedRows(self._view, self._filter)
        self._actions: tuple[QAction, ...] = ()
        self._kept = KeptSelection(self.selected, self._select_too)
        self._told: tuple[UUID, ...] = ()
        self._counts = PlainLabel()
        self._is_paused = False
        self._states = self._make_states()
        self._words = SearchField()
        self._words_timer = QTimer(self)
        self._words_timer.setSingleShot(True)
        self._words_timer.setInterval(_TYPING_MS)
        self._nothing = PlainLabel(wrap=True)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._refresh_heading()

    @property
    def columns(self) -> ColumnChoice:
        """Which columns are shown, and how wide."""
        return self._view.columns

    def selected(self) -> tuple[UUID, ...]:
        """Return the selected jobs from top to bottom."""
        return self._view.selected_jobs()

    def select(self, job_id: UUID) -> None:
        """Select one job and show it, whatever was filtered."""
        source = self._model.index_of(job_id)
        if not source.isValid():
            return
        if not self._filter.mapFromSource(source).isValid():
            self._words.clear()
            self._show_words()
            self._states.setCurrentIndex(0)
        index = self._filter.mapFromSource(source)
        flags = QItemSelectionModel.SelectionFlag
        self._view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._view.scrollTo(index)

    def select_jobs(self, job_ids: Sequence[UUID]) -> None:
        """Select several jobs and show the first, whatever was filtered."""
        for job_id in job_ids[:1]:
            self.select(job_id)
        self._select_too(job_ids[1:])

    def select_neighbour(self) -> None:
        """Select the job that has come into the place of the selected one, which is gone."""
        index = self._view.currentIndex()  # Qt has moved it
        if index.isValid():
            self.select(self._filter.id_at(index))

    def is_selected(self, job_id: UUID) -> bool:
        """Return whether a job is selected, without going through all that are."""
        index = self._filter.mapFromSource(self._model.index_of(job_id))
        chosen = self._view.selectionModel()
        return index.isValid() and chosen.isRowSelected(index.row(), QModelIndex())

    @property
    def rows(self) -> QWidget:
        """What has the keyboard while one goes through the jobs."""
        return self._view

    @property
    def has_selection(self) -> bool:
        """Whether any job is selected."""
        return self._view.selectionModel().hasSelection()

    def focus_rows(self) -> None:
        """Give the rows the keyboard."""
        self._view.setFocus()

    def begin_search(self) -> None:
        """Give the field the keyboard by which jobs are found."""
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()

    def edit_name(self) -> None:
        """Let the user write another name for the selected job, in its place."""
        selected = self.selected()
        if selected:
            self.select(selected[0])
            self._view.edit_name()

    @property
    def is_renaming(self) -> bool:
        """Whether a name is being written in its place."""
        return self._view.is_renaming

    def show_paused(self, event: QueuePaused) -> None:
        """Say among the counts whether the queue is paused."""
        self._is_paused = event.paused
        self._refresh_heading()

    def set_context_actions(self, actions: Sequence[QAction]) -> None:
        """Offer these in the menu of the selected rows."""
        self._actions = tuple(actions)

    def _make_states(self) -> QComboBox:
        states = QComboBox()
        for shown, text in (
            (Shown.ALL, self.tr("All states")),
            (Shown.OPEN, self.tr("Running and waiting")),
            (Shown.FINISHED, self.tr("Finished")),
            (Shown.FAILED, self.tr("Failed")),
            (Shown.STOPPED, self.tr("Stopped or interrupted")),
        ):
            states.addItem(text, shown)
        said = self.tr("Show jobs in these states")
        states.setAccessibleName(said)
        states.setToolTip(said)  # on Linux the name of such a box is what is chosen
        states.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return states

    def _lay_out(self) -> None:
        title = PlainLabel(self.tr("Jobs"))
        set_role(title, "heading")
        set_role(self._counts, "muted")
        # Where room is short the counts give way, not the filters.
        self._counts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        heading = QHBoxLayout()
        heading.setContentsMargins(2 * UNIT, UNIT // 2, UNIT, UNIT // 2)
        heading.setSpacing(UNIT)
        heading.addWidget(title)
        heading.addSpacing(UNIT)
        heading.addWidget(self._counts, stretch=2)
        heading.addWidget(self._words, stretch=1)
        heading.addWidget(self._states)
        set_role(self._nothing, "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(3 * UNIT)
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(heading)
        layout.addWidget(self._pages, stretch=1)
        # No focus proxy: Tab would go to the rows at once, past the fields above them.
        QWidget.setTabOrder(self._words, self._states)
        QWidget.setTabOrder(self._states, self._view)

    def _connect(self) -> None:
        self._states.currentIndexChanged.connect(self._on_states)
        self._words.textChanged.connect(self._on_words)
        self._words.left.connect(self.focus_rows)
        self._words_timer.timeout.connect(self._show_words)
        self._model.counts_changed.connect(self._refresh_heading)
        self._model.ticks_changed.connect(self._refresh_heading)
        self._model.ticks_refused.connect(self._say_how_many_can_be_drawn)
        for changed in (
            self._filter.rowsInserted,
            self._filter.rowsRemoved,
            self._filter.modelReset,
            self._filter.layoutChanged,
        ):
            changed.connect(self._refresh_heading)
        # Selected jobs that have changed places are another first one.
        for moved in (self._filter.layoutChanged, self._filter.rowsMoved):
            moved.connect(self._tell_selection)
        self._filter.modelAboutToBeReset.connect(self._kept.keep)
        self._filter.modelReset.connect(self._restore_selection)
        self._view.selectionModel().selectionChanged.connect(self._tell_selection)
        self._filter.rowsRemoved.connect(self._tell_selection)
        self._view.opened.connect(self.activated)
        self._view.toggled.connect(self._turn_ticks)
        self._view.menu_wanted.connect(self._show_menu)
        self._view.renamed.connect(self.renamed)
        self._view.name_refused.connect(self.name_refused)
        self._view.name_settled.connect(self.name_settled)
        self._view.reordered.connect(self.reordered)

    def _on_states(self) -> None:
        self._kept.over_search(lambda: self._filter.show_states(self._states.currentData()))
        self._refresh_heading()

    def _on_words(self) -> None:
        if self._model.rowCount() > _MANY:
            self._words_timer.start()
        else:
            self._show_words()

    def _show_words(self) -> None:
        self._words_timer.stop()
        self._kept.over_search(lambda: self._filter.show_words(self._words.text()))
        self._refresh_heading()

    def _refresh_heading(self) -> None:
        parts = []
        if self._is_paused:
            parts.append(self.tr("Queue paused"))
        if self._model.running:
            parts.append(self.tr("{n} running").format(n=self._model.running))
        if self._model.queued:
            parts.append(self.tr("{n} waiting").format(n=self._model.queued))
        if self._model.rowCount():
            count = number_words(self._model.rowCount())
            shown = self._filter.rowCount()
            words = self.tr("{n} in the history")
            if shown < self._model.rowCount():
                words = self.tr("{shown} of {n} in the history")
            parts.append(words.format(n=count, shown=number_words(shown)))
        self._counts.setText(" · ".join(parts))
        set_role(self._counts, "warn" if self._is_paused else "muted")
        self._refresh_page()

    def _say_how_many_can_be_drawn(self, too_many: int) -> None:
        self._counts.setText(
            self.tr("At most {most} jobs are drawn at once: {n} more stay unticked.").format(
                most=MOST_TICKED, n=number_words(too_many)
            )
        )
        set_role(self._counts, "warn")

    def _refresh_page(self) -> None:
        if self._filter.rowCount():
            self._pages.setCurrentWidget(self._view)
            return
        self._nothing.setText(
            self.tr("No job is like that. Choose other states or words.")
            if self._model.rowCount()
            else self.tr(
                "No jobs yet. Fill in the form and press Add to queue; every job stays here."
            )
        )
        self._pages.setCurrentWidget(self._nothing)

    def _turn_ticks(self) -> None:
        jobs = self.selected()
        ticked = sum(self._model.is_ticked(job) for job in jobs)
        # Where no other can be ticked, the key still takes back what it did before.
        wanted = ticked < len(jobs) and (ticked == 0 or self._model.free_ticks > 0)
        self._model.set_all_ticked(jobs, wanted)

    def _show_menu(self, place: QPoint) -> None:
        if not self._actions:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        menu.popup(place)

    def _restore_selection(self) -> None:
        self._kept.restore()
        self._tell_selection()

    def _select_too(self, job_ids: Sequence[UUID]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        for job_id in job_ids:
            index = self._filter.mapFromSource(self._model.index_of(job_id))
            if index.isValid():
                self._view.selectionModel().select(index, flags.Select | flags.Rows)

    def _tell_selection(self) -> None:
        selected = self.selected()
        if selected != self._told:
            self._told = selected
            self.selection_changed.emit(selected)
