"""Keeps table, curves and details in step with what the queue tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from pandavision_gui.jobs.events import (
    HistoryComplete,
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobLoadFailed,
    JobProgressed,
    JobRemoved,
    JobRow,
    JobsFound,
    JobStageBegan,
    JobWarned,
    QueuePaused,
)
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details_panel import DetailsPanel
from pandavision_gui.views.job_news import JobNews
from pandavision_gui.views.jobs_table.gone_jobs import GoneJobs
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.job_words import seconds_since_epoch
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.redraw import Redraw
from pandavision_gui.views.tabs.coming_curves import coming_words
from pandavision_gui.views.tabs.curve_tab import CurveTab

_TOGETHER_S = 0.5
"""Jobs that are added in so short a time are one wish: the first of them is shown, which runs."""


class JobPresenter(QObject):
    """Hears the queue's events and shows them.

    The table follows every event at once. Curves and details are drawn once for all that came
    meanwhile: many jobs tell more than a window can draw.

    Attributes
    ----------
    is_choosing
        Whether the user is choosing what shall be done, elsewhere than in a menu.
    is_writing
        Whether something is being written about the selected job.

    Signals
    -------
    load_wanted
        Id of a job whose spec and result are needed.
    selection_changed
        Rows of the selected jobs, also when one of them is no longer as it was.
    count_changed
        How many jobs there are.
    job_read
        The `JobLoaded` of a job, and its row.
    """

    load_wanted = Signal(object)
    selection_changed = Signal(object)
    count_changed = Signal(int)
    job_read = Signal(object, object)

    def __init__(
        self, model: JobTableModel, table: JobTable, curves: CurveTab, details: DetailsPanel
    ) -> None:
        super().__init__(table)
        self.news = JobNews()
        self._model = model
        self._table = table
        self._curves = curves
        self._details = details
        self._began = datetime.now(UTC)
        self._ticked: frozenset[UUID] = frozenset()
        self._remembered: dict[UUID, int | None] = {}
        self._selected: tuple[UUID, ...] = ()
        self._queue_is_paused = False
        self._curves_redraw = Redraw(self._draw, self)
        self._details_redraw = Redraw(self._show_details, self)
        self._added: UUID | None = None
        self._newest: JobRow | None = None
        """The job that was added last, as it came."""
        self._coming_to_front = Redraw(self._show_added, self)
        self._gone = GoneJobs(model, table)
        self._coming_back = Redraw(self._show_returned, self)
        self.is_choosing: Callable[[], bool] = lambda: False
        self.is_writing: Callable[[], bool] = lambda: False
        model.ticks_changed.connect(self._on_ticks)
        table.selection_changed.connect(self._on_selection)

    def listen_to(self, bridge: QueueBridge) -> None:
        """Show what comes over the bridge from now on."""
        bridge.history_loaded.connect(self._on_history)
        bridge.jobs_found.connect(self._on_found)
        bridge.history_complete.connect(self._on_complete)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)
        bridge.job_stage_began.connect(self._on_stage)
        bridge.job_progressed.connect(self._on_progressed)
        bridge.job_warned.connect(self._on_warned)
        bridge.job_loaded.connect(self._on_loaded)
        bridge.job_load_failed.connect(self._on_load_failed)
        bridge.queue_paused.connect(self._on_paused)

    def selected_rows(self) -> tuple[JobRow, ...]:
        """Return the selected jobs."""
        return self.rows(self._table.selected())

    def waiting(self) -> list[JobRow]:
        """Return the waiting jobs in the order in which they will run."""
        rows = (row for row in self._model.rows() if row.state is JobState.QUEUED)
        return sorted(rows, key=lambda row: (row.order, row.created, row.id))

    def rows(self, job_ids: Iterable[UUID]) -> tuple[JobRow, ...]:
        """Return the rows of those jobs that there are."""
        return self._model.rows_of(job_ids)

    def ticks(self) -> dict[UUID, int | None]:
        """Return ticked jobs and their curves' numbers, to be remembered at the next start."""
        numbers = self._model.numbers
        return {one: numbers.known_of(one) for one in self._model.ticked()} | self._remembered

    def show_jobs(self, job_ids: Iterable[UUID]) -> None:
        """Bring jobs before the user's eyes: the first is selected, the finished ones are drawn."""
        rows = self.rows(job_ids)
        finished = [row.id for row in rows if row.state is JobState.FINISHED]
        self._model.set_all_ticked(finished, True)
        if rows:
            self._table.select(rows[0].id)

    def want(self, job_ids: Iterable[UUID]) -> None:
        """Have spec and result of these jobs read where that is still to be done."""
        for row in self.rows(job_ids):
            self._ask(row)

    def remember_ticks(self, ticks: Mapping[UUID, int | None]) -> None:
        """Tick these jobs when the history comes; those that are no longer there are passed over.

        Their curves look as before, by their numbers. Without any, the newest finished job is
        ticked.
        """
        self._remembered = dict(ticks)
        self._model.numbers.keep({one: n for one, n in ticks.items() if n is not None})

    # What the user does.

    def _on_ticks(self) -> None:
        ticked = frozenset(self._model.ticked())
        for job_id in ticked - self._ticked:
            self.news.forget_failure(job_id)
        self._ticked = ticked
        self._curves_redraw.soon()

    def _on_selection(self, job_ids: tuple[UUID, ...]) -> None:
        if job_ids[:1] != self._selected[:1]:
            for job_id in job_ids[:1]:
                self.news.forget_failure(job_id)
        self._selected = job_ids
        self._tell_selection()
        self._details_redraw.soon()

    # What the queue tells.

    def _on_history(self, event: HistoryLoaded) -> None:
        self.news.keep_only(event.rows)
        self._model.set_rows(event.rows)
        self._show_found(event.rows)

    def _on_found(self, event: JobsFound) -> None:
        for row in event.rows:
            if self._model.row_of(row.id) is not None:  # of others there can be no news
                self.news.moved(row)
        self._model.upsert_all(event.rows)
        self._show_found(event.rows)

    def _on_complete(self, _: HistoryComplete) -> None:
        are_gone, self._remembered = bool(self._remembered), {}
        self._model.numbers.keep_only(self._model.ticked())
        if are_gone and not self._ticked:
            self._model.tick_again(self._selected[:1])

    def _show_found(self, rows: Iterable[JobRow]) -> None:
        """Show what was told of the history, which may be a part of it."""
        if self._remembered:
            there = [id_ for id_ in self._remembered if self._model.row_of(id_) is not None]
            self._model.tick_again(there)
            for job_id in there:
                del self._remembered[job_id]
        if not self._selected:
            self._select_newest(rows)
        self.count_changed.emit(self._model.rowCount())
        self._tell_selection()
        self._curves_redraw.soon()
        self._details_redraw.soon()

    def _select_newest(self, rows: Iterable[JobRow]) -> None:
        finished = [row for row in rows if row.state is JobState.FINISHED]
        if not finished:
            return
        newest = max(finished, key=lambda row: seconds_since_epoch(row.created))
        if not self._ticked and not self._remembered:
            self._model.tick_again([newest.id])
        self._table.select(newest.id)

    def _on_changed(self, event: JobChanged) -> None:
        row = event.row
        is_new = self._model.row_of(row.id) is None
        self.news.moved(row)
        self._model.upsert(row)
        if is_new:
            # Only what the user adds comes to the front, not what was found or brought back.
            if self._gone.take_back(row.id):
                self._coming_back.soon()
            elif seconds_since_epoch(row.created) >= self._began.timestamp():
                self._model.tick_new(row.id)
                if not self._is_added_with_another(row):
                    self._added = row.id
                    self._coming_to_front.at_once()
                self._newest = row
            self.count_changed.emit(self._model.rowCount())
        elif row.id in self._selected:
            self._tell_selection()
        self._show_news_of(row.id)

    def _is_added_with_another(self, row: JobRow) -> bool:
        """Whether a job that is still to end was added just before it."""
        before = None if self._newest is None else self._model.row_of(self._newest.id)
        if before is None or not before.state.is_open:
            return False
        apart_s = seconds_since_epoch(row.created) - seconds_since_epoch(before.created)
        return 0 <= apart_s < _TOGETHER_S  # the clock may have been set back

    def _show_added(self) -> None:
        """Select what was added last: of jobs that were added together, the first one.

        Not from under somebody who is about to do something to the selected job: an open menu, the
        palette and the line for a name mean that one.
        """
        added, self._added = self._added, None
        if added is not None and not self._is_in_use():
            self._table.select(added)

    def _show_returned(self) -> None:
        if not self._is_in_use():
            self._gone.select()

    def _is_in_use(self) -> bool:
        is_menu_open = QApplication.activePopupWidget() is not None
        is_named = self._table.is_renaming or self.is_choosing() or self.is_writing()
        return is_menu_open or is_named

    def _on_removed(self, event: JobRemoved) -> None:
        self.news.forget(event.job_id)
        self._gone.note(event.job_id)
        was_selected = self._table.is_selected(event.job_id)
        self._model.remove(event.job_id)
        if was_selected and not self._table.has_selection:
            if self.is_writing():  # what is typed on shall not go to another job
                self._table.focus_rows()
            if not self._is_in_use():
                self._table.select_neighbour()
        self.count_changed.emit(self._model.rowCount())

    def _on_stage(self, event: JobStageBegan) -> None:
        self._model.set_progress(event.job_id, event.stage)

    def _on_progressed(self, event: JobProgressed) -> None:
        row = self._model.row_of(event.job_id)
        if row is None or row.state not in (JobState.RUNNING, JobState.STOPPING):
            return
        self.news.set_progress(event.job_id, event.progress)
        self._model.set_progress(event.job_id, event.progress)
        self._show_news_of(event.job_id)

    def _on_warned(self, event: JobWarned) -> None:
        self.news.add_warning(event.job_id, event.text)
        self._show_news_of(event.job_id)

    def _on_loaded(self, event: JobLoaded) -> None:
        row = self._model.row_of(event.job_id)
        if row is not None:
            self.news.set_loaded(event, row)
            self.job_read.emit(event, row)
            self._show_news_of(event.job_id)

    def _on_load_failed(self, event: JobLoadFailed) -> None:
        if self._model.row_of(event.job_id) is not None:
            self.news.set_failure(event)
            self._show_news_of(event.job_id)

    def _on_paused(self, event: QueuePaused) -> None:
        self._queue_is_paused = event.paused
        self._table.show_paused(event)
        self._details_redraw.soon()

    def _show_news_of(self, job_id: UUID) -> None:
        if self._selected[:1] == (job_id,):
            self._details_redraw.for_news()
        if job_id in self._ticked:
            self._curves_redraw.for_news()

    # What is shown.

    def _tell_selection(self) -> None:
        self.selection_changed.emit(self.rows(self._selected))

    def _ask(self, row: JobRow) -> None:
        if self.news.must_ask(row.id):
            self.load_wanted.emit(row.id)

    def _draw(self) -> None:
        rows = self.rows(self._model.ticked())
        for row in rows:
            if row.state is JobState.FINISHED:
                self._ask(row)
        series = self.news.series(rows, self._model.style_of)
        unread = [row for row in rows if self.news.failure(row.id) is None]
        self._curves.say_what_comes("" if series else coming_words(unread))
        self._curves.set_series(series)

    def _show_details(self) -> None:
        rows = self.rows(self._selected[:1])
        if not rows:
            self._details.show_nothing()
            return
        row = rows[0]
        if row.attack:
            self._ask(row)
        self._details.show_job(
            row,
            self.news.loaded(row.id),
            self.news.progress(row.id),
            self.news.warnings(row.id),
            self.news.failure(row.id),
            selected=len(self._selected),
            queue_is_paused=self._queue_is_paused,
        )
