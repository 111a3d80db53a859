"""Keeps table, curves and details in step with what the queue tells."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pandavision_gui.jobs.events import (
    HistoryLoaded,
    JobChanged,
    JobLoaded,
    JobProgressed,
    JobRemoved,
    JobRow,
    JobWarned,
)
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details_panel import DetailsPanel
from pandavision_gui.views.job_news import JobNews
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.tabs.curve_tab import CurveTab

_MOST_TICKED = 8
"""New jobs are drawn by themselves up to this many; more are the user's choice."""


class JobPresenter(QObject):
    """Hears the queue's events and shows them.

    Signals
    -------
    load_wanted
        Id of a job whose spec and result are needed.
    selection_changed
        Rows of the selected jobs, also when one of them is no longer as it was.
    count_changed
        How many jobs there are.
    """

    load_wanted = Signal(object)
    selection_changed = Signal(object)
    count_changed = Signal(int)

    def __init__(
        self, model: JobTableModel, table: JobTable, curves: CurveTab, details: DetailsPanel
    ) -> None:
        super().__init__(table)
        self.news = JobNews()
        self._model = model
        self._table = table
        self._curves = curves
        self._details = details
        self._has_history = False
        model.ticks_changed.connect(self._draw)
        table.selection_changed.connect(self._select)

    def listen_to(self, bridge: QueueBridge) -> None:
        """Show what comes over the bridge from now on."""
        bridge.history_loaded.connect(self._on_history)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)
        bridge.job_progressed.connect(self._on_progressed)
        bridge.job_warned.connect(self._on_warned)
        bridge.job_loaded.connect(self._on_loaded)

    def selected_rows(self) -> tuple[JobRow, ...]:
        """Return the selected jobs."""
        return self.rows(self._table.selected())

    def rows(self, job_ids: Iterable[UUID]) -> tuple[JobRow, ...]:
        """Return the rows of those jobs that there are."""
        found = (self._model.row_of(job_id) for job_id in job_ids)
        return tuple(row for row in found if row is not None)

    def _on_history(self, event: HistoryLoaded) -> None:
        self._model.set_rows(event.rows)
        self._has_history = True
        finished = [row for row in event.rows if row.state is JobState.FINISHED]
        if finished:
            newest = max(finished, key=lambda row: row.created)
            self._model.set_ticked(newest.id, True)
            self._table.select(newest.id)
        self.count_changed.emit(len(event.rows))

    def _on_changed(self, event: JobChanged) -> None:
        row = event.row
        is_new = self._model.row_of(row.id) is None
        self.news.moved(row)
        self._model.upsert(row)
        if is_new:
            if self._has_history and len(self._model.ticked()) < _MOST_TICKED:
                self._model.set_ticked(row.id, True)
            self._table.select(row.id)
            self.count_changed.emit(len(self._model.rows()))
        if row.id in self._table.selected():
            self._select()
        if row.id in self._model.ticked():
            self._draw()

    def _on_removed(self, event: JobRemoved) -> None:
        self.news.forget(event.job_id)
        self._model.remove(event.job_id)
        self.count_changed.emit(len(self._model.rows()))
        self._draw()
        self._select()

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
        self.news.set_loaded(event)
        self._show_news_of(event.job_id)

    def _show_news_of(self, job_id: UUID) -> None:
        if job_id in self._table.selected():
            self._show_details()
        if job_id in self._model.ticked():
            self._draw()

    def _draw(self) -> None:
        rows = self.rows(self._model.ticked())
        for row in rows:
            if row.state is JobState.FINISHED and self.news.must_ask(row.id):
                self.load_wanted.emit(row.id)
        self._curves.set_series(self.news.series(rows, self._model.style_of))

    def _select(self, _: object = None) -> None:
        rows = self.selected_rows()
        for row in rows[:1]:
            if row.attack and self.news.must_ask(row.id):
                self.load_wanted.emit(row.id)
        self._show_details()
        self.selection_changed.emit(rows)

    def _show_details(self) -> None:
        rows = self.selected_rows()
        if not rows:
            self._details.show_nothing()
            return
        row = rows[0]
        self._details.show_job(
            row,
            self.news.loaded(row.id),
            self.news.progress(row.id),
            self.news.warnings(row.id),
        )
