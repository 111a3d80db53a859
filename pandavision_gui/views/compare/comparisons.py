"""The window's action "Compare": a window for each set of jobs, kept in step with the queue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from pandavision_gui.jobs.compare_messages import JobsCompared
from pandavision_gui.jobs.events import JobChanged, JobLoaded, JobLoadFailed, JobRemoved, JobRow
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.compare.compare_work import Compared, CompareWork
from pandavision_gui.views.jobs_table.names_apart import names_told_apart
from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.redraw import Redraw
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.compare.compare_window import CompareWindow


class _Opened:
    """A window with what is known of its jobs; what was known of a removed one stays."""

    def __init__(self, window: CompareWindow, rows: Sequence[JobRow]) -> None:
        self.window = window
        self.rows = {row.id: row for row in rows}
        self.removed: set[UUID] = set()
        self.series: dict[UUID, CurveSeries] = {}
        self.writing = ""
        """Path of a report that is being written."""

    def names(self) -> list[str]:
        """What each job is called, no two alike."""
        names = names_told_apart(tuple(self.rows.values()))
        return [names[job_id] for job_id in self.rows]


class Comparisons(QObject):
    """Opens the windows, asks for what they show and hands it to them.

    Parameters
    ----------
    jobs
        The folder of all jobs.
    """

    def __init__(self, window: MainWindow, bridge: QueueBridge, theme: Theme, jobs: Path) -> None:
        super().__init__(window)
        self._window, self._theme, self._jobs = window, theme, jobs
        self._work = CompareWork(self)
        self._opened: dict[Compared, _Opened] = {}
        self._redraw = Redraw(self._draw, self)
        self._work.answered.connect(self._on_answer)
        window.actions_by_name["compare"].triggered.connect(lambda: self.compare_selected())
        window.commands.export_wanted.connect(self._on_export)
        window.model.ticks_changed.connect(self._redraw.soon)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)
        bridge.job_loaded.connect(self._on_read)
        bridge.job_load_failed.connect(self._on_read)

    def compare_selected(self) -> None:
        """Compare the selected jobs, the oldest first."""
        rows = self._window.presenter.selected_rows()
        self.compare(sorted(rows, key=lambda row: (row.created, row.id)))

    def compare(self, rows: Sequence[JobRow]) -> None:
        """Show a comparison of finished jobs, or bring the one of these jobs to the front."""
        jobs = tuple(row.id for row in rows)
        opened = self._opened.get(jobs)
        if opened is None:
            # Few starts need it, and all would wait for it.
            from pandavision_gui.views.compare.compare_window import CompareWindow

            opened = self._opened[jobs] = _Opened(CompareWindow(self._window, self._theme), rows)
            opened.window.again_wanted.connect(partial(self._ask, jobs))
            opened.window.report_wanted.connect(partial(self._report, jobs))
            opened.window.closed.connect(partial(self._forget, jobs))
            opened.window.set_names(opened.names())
            self._ask(jobs)
        opened.window.show()
        opened.window.raise_()
        opened.window.activateWindow()

    def tell_exported(self, path: str) -> None:
        """Say in the window that asked for it that a report is there."""
        for opened in self._opened.values():
            if opened.writing == path:
                opened.writing = ""
                opened.window.say(self.tr("Written: {path}").format(path=path))

    def tell_not_exported(self, sentence: str, path: str) -> None:
        """Say in the window that asked for it why a report is not there."""
        for opened in self._opened.values():
            if opened.writing == path:
                opened.writing = ""
                opened.window.say(sentence)

    def close(self) -> None:
        """Compare nothing any more."""
        self._work.close()
        for opened in list(self._opened.values()):
            opened.window.close()

    def wait(self) -> None:
        """Wait until nothing of it is left."""
        self._work.wait()

    def _ask(self, jobs: Compared) -> None:
        opened = self._opened[jobs]
        folders = [self._jobs / str(job_id) for job_id in jobs]
        self._work.ask(jobs, folders, opened.names())
        opened.window.show_busy()
        self._window.presenter.want(jobs)
        self._redraw.soon()

    def _forget(self, jobs: Compared) -> None:
        self._work.give_up(jobs)
        self._opened.pop(jobs, None)

    def _report(self, jobs: Compared) -> None:
        opened = self._opened[jobs]
        self._window.commands.report_on(tuple(opened.rows.values()), opened.window)

    def _on_export(self, ids: Sequence[UUID], _kind: object, path: str, details: object) -> None:
        opened = self._opened.get(tuple(ids))
        if opened is not None and details is not None:
            opened.writing = path
            opened.window.say(self.tr("Writing {path} …").format(path=path))

    def _on_answer(self, jobs: Compared, answer: JobsCompared | Failed) -> None:
        opened = self._opened[jobs]  # one that was closed has given its answer up
        if isinstance(answer, JobsCompared):
            opened.window.show_compared(answer)
        else:
            opened.window.show_failure(answer)

    def _on_changed(self, event: JobChanged) -> None:
        row = event.row
        for jobs, opened in self._opened.items():
            known = opened.rows.get(row.id)
            if known is None:
                continue
            opened.rows[row.id] = row
            was_removed = row.id in opened.removed
            opened.removed.discard(row.id)
            self._tell_removed(opened)
            if row.name != known.name or was_removed:
                opened.window.set_names(opened.names())
                self._ask(jobs)

    def _on_removed(self, event: JobRemoved) -> None:
        for opened in self._opened.values():
            if event.job_id in opened.rows:
                opened.removed.add(event.job_id)
                self._tell_removed(opened)

    def _tell_removed(self, opened: _Opened) -> None:
        names = zip(opened.rows, opened.names(), strict=True)
        opened.window.show_removed([name for job_id, name in names if job_id in opened.removed])

    def _on_read(self, event: JobLoaded | JobLoadFailed) -> None:
        if any(event.job_id in opened.rows for opened in self._opened.values()):
            self._redraw.soon()  # not now: who keeps what was read may hear of it after this

    def _draw(self) -> None:
        for jobs, opened in self._opened.items():
            styles = self._styles(jobs)
            rows = self._window.presenter.rows(jobs)
            news = self._window.presenter.news
            found = news.series(rows, styles.__getitem__)
            opened.series.update((one.job_id, one) for one in found if one.curve)
            opened.window.page.show_curves(
                [opened.series.get(job_id) for job_id in jobs],
                [styles[job_id] for job_id in jobs],
            )

    def _styles(self, jobs: Compared) -> dict[UUID, SeriesStyle]:
        """Return the styles of the table, and for jobs without a tick some that nobody has."""
        model = self._window.model
        ticked = model.ticked()
        styles = {job_id: model.style_of(job_id) for job_id in jobs if job_id in ticked}
        lines = (model.index_of(job_id).row() for job_id in ticked)
        taken = {model.listed_at(line).number for line in lines}
        free = (number for number in range(len(taken) + len(jobs)) if number not in taken)
        return {job_id: styles.get(job_id) or SeriesStyle(next(free)) for job_id in jobs}
