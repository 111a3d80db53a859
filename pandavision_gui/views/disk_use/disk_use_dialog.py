"""How much room the jobs take, and making some."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.jobs.clearing import ENDED
from pandavision_gui.jobs.disk_room import size_in_words
from pandavision_gui.jobs.disk_use import JobBytes, MeasuredJob
from pandavision_gui.jobs.events import JobChanged, JobRemoved, JobRow
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.disk_use.clear_question import ask_before_clearing
from pandavision_gui.views.disk_use.disk_use_model import DiskUseModel, SizeColumn
from pandavision_gui.views.disk_use.disk_use_reader import DiskUseReader
from pandavision_gui.views.plain_text import PlainLabel, explain
from pandavision_gui.views.sort_header import SortHeader
from pandavision_gui.views.theme import UNIT, set_role

_SIZE = QSize(880, 520)
_ROW = 28


class DiskUseDialog(QDialog):
    """A table of jobs with their sizes; the window goes on beside it."""

    def __init__(self, parent: QWidget, reader: DiskUseReader, jobs: Path) -> None:
        super().__init__(parent)
        self.setObjectName("disk_use")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Disk use"))
        self._reader = reader
        self.model = DiskUseModel(self)
        self.heading = PlainLabel(self.tr("Measuring …"))
        set_role(self.heading, "heading")
        self.place = ElidedLabel()
        self.place.setText(str(jobs))
        explain(self.place, str(jobs))
        set_role(self.place, "muted")
        self.table = self._made_table()
        self.chosen = PlainLabel(wrap=True)
        set_role(self.chosen, "muted")
        self.pictures = QPushButton(self.tr("Clear &pictures …"))
        self.rows = QPushButton(self.tr("Clear &rows and pictures …"))
        self.stop = QPushButton(self.tr("&Stop"))
        self.stop.hide()
        close = QPushButton(self.tr("Close"))
        for button in (self.pictures, self.rows, self.stop, close):
            button.setAutoDefault(False)
        self._free: int | None = None
        self._left = 0
        self._notice = ""
        self._remeasure: set[UUID] = set()
        self._being_cleared: list[UUID] = []
        self._lay_out(close)
        self.pictures.clicked.connect(lambda: self._ask(Cleared.PICTURES))
        self.rows.clicked.connect(lambda: self._ask(Cleared.ROWS))
        self.stop.clicked.connect(reader.stop_clearing)
        close.clicked.connect(self.close)
        self.table.selectionModel().selectionChanged.connect(lambda: self._on_selection())
        reader.measured.connect(self._on_measured)
        reader.clearing.connect(self._on_clearing)
        reader.cleared.connect(self._on_cleared)
        self.resize(_SIZE)

    def show_jobs(self, rows: Sequence[JobRow]) -> None:
        """Show these jobs at once and have them measured."""
        self.model.set_rows(rows)
        self._measure([row.id for row in sorted(rows, key=lambda row: row.created, reverse=True)])
        self._show_choice()

    def on_changed(self, event: JobChanged) -> None:
        """Show where a job stands now; what has ended is measured again."""
        self.model.show_row(event.row)
        if event.row.state in ENDED and not self._reader.is_clearing:
            self._measure([event.row.id])
        self._show_choice()

    def on_removed(self, event: JobRemoved) -> None:
        """Show a job no longer."""
        self.model.drop(event.job_id)
        self._remeasure.discard(event.job_id)
        self._show_heading()
        self._show_choice()

    def selected(self) -> list[JobRow]:
        """Return the selected jobs."""
        lines = {
            line
            for part in self.table.selectionModel().selection().toList()
            for line in range(part.top(), part.bottom() + 1)
        }
        return [self.model.row_at(line) for line in sorted(lines)]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Measure nothing for a window that is gone; what is being cleared goes on to its end."""
        self._reader.stop()
        super().closeEvent(event)

    def _made_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Jobs and their size"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        lines = table.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(max(_ROW, table.fontMetrics().height() + UNIT))
        titles = SortHeader(table)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        titles.setSectionResizeMode(SizeColumn.NAME, QHeaderView.ResizeMode.Stretch)
        titles.setSortIndicator(SizeColumn.TOTAL, Qt.SortOrder.DescendingOrder)
        table.setSortingEnabled(True)
        wide = table.fontMetrics().horizontalAdvance
        for column, words in (
            (SizeColumn.STATE, "interrupted"),
            (SizeColumn.ENDED, "2026-00-00 00:00"),
            (SizeColumn.PICTURES, "100.0 GiB"),
            (SizeColumn.ROWS, "100.0 GiB"),
            (SizeColumn.TOTAL, "100.0 GiB"),
        ):
            table.setColumnWidth(column, wide(words) + 4 * UNIT)
        return table

    def _lay_out(self, close: QPushButton) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT)
        layout.addWidget(self.heading)
        layout.addWidget(self.place)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.chosen)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        for button in (self.pictures, self.rows, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout.addLayout(buttons)

    def _measure(self, ids: Sequence[UUID]) -> None:
        # Jobs that the survey under way has not come to are not forgotten for new ones.
        self._remeasure |= set(ids)
        wanted = [job_id for job_id in dict.fromkeys((*ids, *self._remeasure))]
        self._left = len(wanted)
        self._reader.measure(wanted)
        self._show_heading()

    def _on_measured(self, part: Sequence[MeasuredJob], is_last: bool, free: int | None) -> None:
        self._remeasure -= {job.id for job in part}
        self._left, self._free = len(self._remeasure), free
        self.model.take(part)
        if is_last:
            self.model.sort_again()
        self._show_heading()
        self._show_choice()

    def _show_heading(self) -> None:
        parts = [self.tr("{size} in jobs").format(size=size_in_words(self.model.total()))]
        if self._free is not None:
            parts.append(self.tr("{size} free").format(size=size_in_words(self._free)))
        if self._left:
            count = self.model.rowCount()
            parts.append(
                self.tr("measuring, {done} of {count}").format(
                    done=f"{max(0, count - self._left):,}", count=f"{count:,}"
                )
            )
        self.heading.setText(" · ".join(parts))

    def _on_selection(self) -> None:
        self._notice = ""
        self._show_choice()

    def _show_choice(self) -> None:
        if self._reader.is_clearing:
            return
        rows = self.selected()
        pictures, both = (
            self._clearable(rows, Cleared.PICTURES),
            self._clearable(rows, Cleared.ROWS),
        )
        self.pictures.setEnabled(bool(pictures))
        self.rows.setEnabled(bool(both))
        if self._notice:
            self.chosen.setText(self._notice)
        elif not rows:
            self.chosen.setText(self.tr("Select jobs that have ended to clear what they keep."))
        else:
            sizes = [self.model.bytes_of(row.id) or JobBytes() for row in rows]
            words = self.tr("{n} selected: {pictures} of pictures, {rows} of rows.").format(
                n=f"{len(rows):,}",
                pictures=size_in_words(sum(size.pictures for size in sizes)),
                rows=size_in_words(sum(size.rows for size in sizes)),
            )
            if any(row.state not in ENDED for row in rows):
                words += " " + self.tr("Jobs that wait or run are left as they are.")
            self.chosen.setText(words)

    def _clearable(self, rows: Sequence[JobRow], what: Cleared) -> dict[UUID, int]:
        """Return the jobs of which there is something to clear, and how many bytes."""
        found = {}
        for row in rows:
            size = self.model.bytes_of(row.id)
            if size is None or row.state not in ENDED:
                continue
            count = size.pictures + (size.rows if what is Cleared.ROWS else 0)
            if count:
                found[row.id] = count
        return found

    def _ask(self, what: Cleared) -> None:
        rows = self.selected()
        sizes = self._clearable(rows, what)
        if not sizes or self.findChild(QDialog, "clear_question") is not None:
            return
        ask_before_clearing(
            self,
            what,
            jobs=len(sizes),
            freed=sum(sizes.values()),
            unfinished=sum(row.id in sizes and row.state is not JobState.FINISHED for row in rows),
            on_yes=lambda: self._clear(list(sizes), what),
        )

    def _clear(self, ids: list[UUID], what: Cleared) -> None:
        self._being_cleared = ids
        self._reader.clear(ids, what)

    def _on_clearing(self, done: int, count: int) -> None:
        for button in (self.pictures, self.rows):
            button.setEnabled(False)
        self.stop.setVisible(count > 1)
        self.chosen.setText(
            self.tr("Clearing {done} of {count} …").format(
                done=f"{min(done + 1, count):,}", count=f"{count:,}"
            )
        )

    def _on_cleared(self, freed: int, refused: Sequence[str]) -> None:
        self.stop.hide()
        words = [self.tr("{size} freed.").format(size=size_in_words(freed)), *refused[:3]]
        if len(refused) > 3:
            words.append(self.tr("And {n} more.").format(n=len(refused) - 3))
        self._notice = " ".join(words)
        self._measure(self._being_cleared)
        self._show_choice()
