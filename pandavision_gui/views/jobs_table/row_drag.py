"""A waiting job that is dragged onto another one takes its turn."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

MIME_TYPE = "application/x-pandavision-waiting-job"


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
