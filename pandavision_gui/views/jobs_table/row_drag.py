"""A waiting job that is dragged onto another one takes its turn; a line shows where it lands."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPen
from PySide6.QtWidgets import QTableView, QWidget

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_cells import LISTED_ROLE
from pandavision_gui.views.jobs_table.job_columns import Listed
from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.theme import Theme

MIME_TYPE = "application/x-pandavision-waiting-job"
Index = QModelIndex | QPersistentModelIndex
_THICK = 2


def begin_drag(source: QWidget, job_id: UUID) -> None:
    """Drag a waiting job until it is dropped."""
    data = QMimeData()
    data.setData(MIME_TYPE, QByteArray(str(job_id).encode("ascii")))
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.exec(Qt.DropAction.MoveAction)


def dragged_job(data: QMimeData) -> UUID | None:
    """Return the job that is dragged; None where it is something else."""
    if not data.hasFormat(MIME_TYPE):
        return None
    try:
        return UUID(bytes(data.data(MIME_TYPE).data()).decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return None


def is_waiting(index: Index) -> bool:
    """Whether the job of a row waits."""
    listed = index.data(LISTED_ROLE) if index.isValid() else None
    return isinstance(listed, Listed) and listed.row.state is JobState.QUEUED


class DropMark:
    """Finds the job whose turn is taken, and shows where the dragged one will stand then.

    Where the rows do not stand in the order of the queue, the other job's row is framed: no row
    will move.
    """

    def __init__(self, view: QTableView, jobs: JobFilter, theme: Theme) -> None:
        self._view = view
        self._jobs = jobs
        self._theme = theme
        self._place = QRect()
        """Of the line or the frame in the viewport; empty for none."""

    def judge(self, event: QDragMoveEvent | QDragEnterEvent) -> None:
        """Take a job over another waiting one, and mark that; leave files to the window."""
        goal = self.goal_of(event)
        self._mark(self._place_at(event) if goal is not None else QRect())
        if dragged_job(event.mimeData()) is None:
            event.ignore()
        elif isinstance(event, QDragEnterEvent) or goal is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def goal_of(self, event: QDropEvent) -> UUID | None:
        """Return the other waiting job under the pointer."""
        index = self._view.indexAt(event.position().toPoint())
        dragged = dragged_job(event.mimeData())
        if dragged is None or not is_waiting(index):
            return None
        job_id = self._jobs.id_at(index)
        return job_id if job_id != dragged else None

    def clear(self) -> None:
        """Show nothing any more."""
        self._mark(QRect())

    def paint(self) -> None:
        """Paint the mark over the rows."""
        if self._place.isNull():
            return
        painter = QPainter(self._view.viewport())
        colour = QColor(self._theme.colours.accent)
        if self._place.height() <= _THICK:
            painter.fillRect(self._place, colour)
            return
        painter.setPen(QPen(colour, _THICK))
        painter.drawRect(self._place.adjusted(1, 1, -1, -1))

    def _place_at(self, event: QDropEvent) -> QRect:
        row = self._view.visualRect(self._view.indexAt(event.position().toPoint()))
        row.setLeft(0)
        row.setWidth(self._view.viewport().width())
        dragged = self._jobs.index_of(dragged_job(event.mimeData()))
        if not self._jobs.follows_the_queue or not dragged.isValid():
            return row
        moves_down = self._view.visualRect(dragged).top() < row.top()
        top = row.bottom() + 1 - _THICK if moves_down else row.top()
        return QRect(0, top, row.width(), _THICK)

    def _mark(self, place: QRect) -> None:
        if place != self._place:
            self._place = place
            self._view.viewport().update()
