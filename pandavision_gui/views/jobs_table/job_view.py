"""The rows of the job table: painting, keys, columns that fit the width."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate
from pandavision_gui.views.jobs_table.column_choice import ColumnChoice
from pandavision_gui.views.jobs_table.column_widths import (
    NAMES,
    elide_mode,
    hidden_columns,
    shared_widths,
    wanted_width,
)
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.jobs_table.name_delegate import NameDelegate
from pandavision_gui.views.jobs_table.progress_delegate import ProgressDelegate
from pandavision_gui.views.jobs_table.row_drag import DropMark, begin_drag, dragged_job, is_waiting
from pandavision_gui.views.jobs_table.tick_delegate import SwatchDelegate, TickDelegate
from pandavision_gui.views.jobs_table.twin_names import TwinNames
from pandavision_gui.views.jobs_table.verdict_delegates import FigureDelegate, LevelDelegate
from pandavision_gui.views.redraw import PAUSE_MS
from pandavision_gui.views.sort_header import SortHeader
from pandavision_gui.views.theme import Theme, tabular

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 28
_MEASURED = 100
"""Rows from the top whose names decide on the widths."""
_REST_MS = 500
"""Between two looks at the names: one takes about ten milliseconds."""
_DELEGATES = {
    Column.TICK: TickDelegate,
    Column.SWATCH: SwatchDelegate,
    Column.STATE: ProgressDelegate,
    Column.CLEAN: FigureDelegate,
    Column.ROBUST: FigureDelegate,
    Column.LEVEL: LevelDelegate,
}


class JobView(QTableView):
    """A table whose rows are jobs.

    Signals
    -------
    opened
        UUID of the job on which the user pressed Enter or clicked twice.
    toggled
        The user wants the tick of the selected rows turned.
    menu_wanted
        Global position (QPoint) at which the menu of the selected rows is wanted.
    renamed
        UUID of a job and the name that it shall have.
    name_refused
        Why what was typed cannot be a name.
    name_settled
        What was refused is no longer wanted.
    reordered
        UUIDs of a waiting job that was dragged, and of the one whose turn it takes.
    """

    opened = Signal(object)
    toggled = Signal()
    menu_wanted = Signal(QPoint)
    renamed = Signal(object, str)
    name_refused = Signal(str)
    name_settled = Signal()
    reordered = Signal(object, object)

    def __init__(self, theme: Theme, jobs: JobFilter) -> None:
        super().__init__()
        self._theme = theme
        self._is_sharing = False
        self._jobs = jobs
        self._names: dict[Column, list[str]] = {Column.NAME: []}
        self._names_with_tags: list[str] = []
        self._twins = TwinNames(jobs)
        self._cells = CellDelegate(theme, self)
        self._measuring = QTimer(self)
        self._measured = QElapsedTimer()
        self._painting = QTimer(self)
        self._drop_mark = DropMark(self, jobs, theme)
        self.setModel(jobs)
        self._set_behaviour()
        self.columns = ColumnChoice(SortHeader(self))
        self._set_headers()
        self.setItemDelegate(self._cells)
        for column, delegate in _DELEGATES.items():
            self.setItemDelegateForColumn(column, delegate(theme, self))
        self._name_cells = NameDelegate(theme, self)
        self._name_cells.renamed.connect(self.renamed)
        self._name_cells.refused.connect(self.name_refused)
        self._name_cells.settled.connect(self.name_settled)
        self.setItemDelegateForColumn(Column.NAME, self._name_cells)
        theme.changed.connect(self.viewport().update)
        # Qt repaints the two cells only, but the frame of the row with the keyboard is all along.
        self.selectionModel().currentRowChanged.connect(self.viewport().update)
        self.doubleClicked.connect(self._open_double_clicked)
        self._measuring.setSingleShot(True)
        self._measuring.timeout.connect(self._measure)
        self._painting.setSingleShot(True)
        self._painting.timeout.connect(self._paint_again)
        for changed in (jobs.rowsInserted, jobs.rowsRemoved, jobs.modelReset):
            changed.connect(self._measure_soon)
        jobs.dataChanged.connect(self._measure_other_names)
        self._share_width()

    def job_at(self, index: Index) -> UUID | None:
        """Return the job of a row; None outside the rows."""
        return self._jobs.id_at(index) if index.isValid() else None

    def selected_jobs(self) -> tuple[UUID, ...]:
        """Return the selected jobs from top to bottom."""
        lines = sorted(
            line
            for part in self.selectionModel().selection().toList()
            for line in range(part.top(), part.bottom() + 1)
            if part.left() == 0
        )
        return tuple(self._jobs.id_at(self._jobs.index(line, 0)) for line in lines)

    def edit_name(self) -> None:
        """Open the line in which the current job is given another name."""
        index = self.currentIndex()
        if index.isValid():
            name = index.siblingAtColumn(Column.NAME)
            self.scrollTo(name)
            self.setFocus()
            self.edit(name)

    @property
    def is_renaming(self) -> bool:
        """Whether that line is open."""
        return self.state() is QAbstractItemView.State.EditingState

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space turns the ticks, Enter opens, Home and End go to the first and last row."""
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        match event.key():
            case Qt.Key.Key_Space if plain:
                self.toggled.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain:
                job = self.job_at(self.currentIndex())
                if job is not None:
                    self.opened.emit(job)
            case Qt.Key.Key_Home if plain:
                self._go_to(0, event)
            case Qt.Key.Key_End if plain:
                self._go_to(self.model().rowCount() - 1, event)
            case _:
                super().keyPressEvent(event)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """A click on the tick does not disturb what is selected."""
        if isinstance(event, QMouseEvent) and index.column() == Column.TICK:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu at the pointer, or at the current row when a key asks."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            self.scrollTo(index)
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(event.pos())
            place = event.globalPos()
        if not index.isValid():
            return
        if not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            self.selectRow(index.row())
        self.menu_wanted.emit(place)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the one waiting job that is selected."""
        selected = self.selected_jobs()
        if len(selected) == 1 and is_waiting(self.currentIndex()):
            begin_drag(self, selected[0])
            self._drop_mark.clear()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take jobs; leave files to the window."""
        self._drop_mark.judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take a job over another waiting one."""
        self._drop_mark.judge(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show no longer where it would land."""
        self._drop_mark.clear()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Let the job take the other one's turn."""
        job_id, goal = dragged_job(event.mimeData()), self._drop_mark.goal_of(event)
        self._drop_mark.clear()
        if job_id is None or goal is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.reordered.emit(job_id, goal)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and over them where a dragged job will land."""
        super().paintEvent(event)
        self._drop_mark.paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Share out the width anew for another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._share_width()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Take in new rows; while one follows the other, paint them ten times a second only."""
        super().rowsInserted(parent, start, end)
        if self._painting.isActive():
            self.viewport().setUpdatesEnabled(False)
        else:
            self._painting.start(PAUSE_MS)

    def _paint_again(self) -> None:
        if not self.viewport().updatesEnabled():
            self.viewport().setUpdatesEnabled(True)
            self._painting.start(PAUSE_MS)

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setAccessibleName(self.tr("Jobs"))
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)

    def _set_headers(self) -> None:
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        titles = self.horizontalHeader()
        # A header looks at every row to paint a selected column, and here it shows none.
        titles.setSelectionModel(QItemSelectionModel(self._jobs, titles))
        titles.setMinimumSectionSize(3 * 8)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        titles.setTextElideMode(Qt.TextElideMode.ElideRight)
        titles.setSortIndicatorClearable(True)
        titles.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        titles.sectionResized.connect(self._on_section_resized)
        self.columns.changed.connect(self._share_width)
        self.setSortingEnabled(True)

    def _measure_soon(self) -> None:
        """Measure at once, but not again and again while many jobs come."""
        if not self._measuring.isActive():
            rest = _REST_MS - self._measured.elapsed() if self._measured.isValid() else 0
            self._measuring.start(max(0, rest))

    def _measure(self) -> None:
        """Take note of the names in the first rows, and give them room."""
        self._measured.start()
        lines = range(min(_MEASURED, self._jobs.rowCount()))
        self._names = {c: [str(self._jobs.index(n, c).data()) for n in lines] for c in NAMES}
        self._twins.forget()
        self._share_width()

    def _measure_other_names(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.column() <= Column.NAME <= last.column() and first.row() < _MEASURED:
            self._measure_soon()

    def _share_width(self) -> None:
        if self._is_sharing:
            return
        self._is_sharing = True
        metrics = QFontMetrics(tabular(self.font()))
        self.verticalHeader().setDefaultSectionSize(max(_ROW_HEIGHT, metrics.height() + 10))
        width, unwanted = self.viewport().width(), self.columns.unwanted
        if self._twins.look(hidden_columns(width, metrics, unwanted)):
            names = [self._jobs.index(n, Column.NAME) for n in range(len(self._names[Column.NAME]))]
            self._names_with_tags = self._name_cells.tell_apart(self._twins.words, names)
        wanted = {c: wanted_width(texts, metrics) for c, texts in self._names.items()}
        wanted[Column.NAME] = wanted_width(self._names_with_tags, metrics)
        first, chosen = bool(self._twins.words), self.columns.widths
        widths = shared_widths(width, metrics, chosen, wanted, unwanted, names_first=first)
        for column, texts in self._names.items():
            cells = self._name_cells if column is Column.NAME else self._cells
            if column in widths:
                cells.set_elide(column, elide_mode(texts, widths[column], metrics))
        for column in Column:
            self.setColumnHidden(column, column not in widths)
            if column in widths:
                self.setColumnWidth(column, widths[column])
        self._is_sharing = False

    def _on_section_resized(self, section: int, before: int, after: int) -> None:
        if not self._is_sharing and after:
            self.columns.widths[Column(section)] = after

    def _go_to(self, line: int, event: QKeyEvent) -> None:
        index = self.model().index(max(0, line), self.currentIndex().column())
        command = self.selectionCommand(index, event)
        self.selectionModel().setCurrentIndex(index, command)

    def _open_double_clicked(self, index: QModelIndex) -> None:
        job = self.job_at(index)
        if job is not None and index.column() != Column.TICK:
            self.opened.emit(job)
