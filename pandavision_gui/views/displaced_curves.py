"""Tells which jobs are drawn no longer because new ones took their places."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.names_apart import names_told_apart
from pandavision_gui.views.plain_text import both_ends

_GATHER_MS = 300
"""Of many jobs that are added together one sentence tells, after what else is said of them."""
_LONGEST_NAME = 48


class DisplacedCurves(QObject):
    """Gathers what new jobs displaced.

    Signals
    -------
    told
        A sentence that asks for nothing.
    """

    told = Signal(str)

    def __init__(self, model: JobTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._displaced: dict[UUID, UUID] = {}
        """By each displaced job the one that took its place."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER_MS)
        self._timer.timeout.connect(self._tell)
        model.displaced.connect(self._note)

    def _note(self, newest: UUID, displaced: list[UUID]) -> None:
        self._displaced.update(dict.fromkeys(displaced, newest))
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        displaced, self._displaced = self._displaced, {}
        # A job that came with others and lost its place to them was never seen drawn.
        gone = self._model.rows_of(
            job_id
            for job_id in displaced
            if not self._model.is_ticked(job_id) and job_id not in displaced.values()
        )
        if len(gone) > 1:
            words = self.tr(
                "{count} jobs are drawn no longer, the first is “{old}”: new ones took their "
                "places. Tick them to draw them again."
            )
            self.told.emit(
                words.format(count=len(gone), old=both_ends(gone[0].name, _LONGEST_NAME))
            )
        elif gone:
            (new,) = self._model.rows_of([displaced[gone[0].id]]) or gone
            words = self.tr(
                "“{old}” is drawn no longer: “{new}” took its place. Tick it to draw it again."
            )
            # Jobs are called after their model unless somebody names them.
            names = names_told_apart([gone[0], new])
            old_name, new_name = (both_ends(names[row.id], _LONGEST_NAME) for row in (gone[0], new))
            self.told.emit(words.format(old=old_name, new=new_name))
