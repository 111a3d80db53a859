"""A program in which jobs are dragged with the mouse, from the press to the drop.

It tells as JSON which job took whose turn, by what was done. It wants a platform on which Qt drags.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.theme import Theme

from .job_rows import finished_row, job_id, make_row, running_row
from .table_widgets import middle, view_of

FIRST, SECOND, FINISHED, RUNNING = 1, 2, 3, 4
_STEPS = 4
_LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Moves the mouse; what a window system would tell the window is told to it.

    While something is dragged Qt runs a loop of its own within the first move, so the rest of the
    way is gone by a timer: one step a turn.
    """

    def __init__(self, table: JobTable, model: JobTableModel) -> None:
        self._table, self._model = table, model
        self._steps: Iterator[Callable[[], None]] = iter(())
        self._has_dragged = False
        self._turns = QTimer(table)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._step)

    def drag(self, dragged: int, goal: int, *, with_escape: bool = False) -> str:
        """Press on a job, move to another one and let go; return what came of it."""
        heard: list[str] = []
        view_of(self._table).clearSelection()
        self._has_dragged = False

        def hear(*ids: UUID) -> None:
            heard.append("{} takes the turn of {}".format(*(one.int for one in ids)))

        self._table.reordered.connect(hear)
        begin, end = self._place(dragged), self._place(goal)
        window = self._table.window().windowHandle()
        way = [begin + (end - begin) * step / _STEPS for step in range(1, _STEPS + 1)]
        steps = [lambda place=place: QTest.mouseMove(window, place) for place in way]
        if with_escape:
            steps.append(lambda: QTest.keyClick(window, Qt.Key.Key_Escape))
        steps.append(lambda: QTest.mouseRelease(window, _LEFT, pos=end))
        self._steps = iter(steps)
        QTest.mousePress(window, _LEFT, pos=begin)
        self._turns.start()
        QTest.mouseMove(window, begin + QPoint(QApplication.startDragDistance() + 1, 0))
        while self._turns.isActive():
            QApplication.processEvents()
        self._table.reordered.disconnect(hear)
        return "; ".join(heard) or ("in vain" if self._has_dragged else "not dragged")

    def _place(self, number: int) -> QPoint:
        line = next(n for n in range(4) if self._model.row_at(n).id == job_id(number))
        view = view_of(self._table)
        return view.viewport().mapTo(self._table.window(), middle(self._table, line, Column.NAME))

    def _step(self) -> None:
        view = view_of(self._table)
        self._has_dragged = self._has_dragged or view.state() is view.State.DraggingState
        step = next(self._steps, None)
        if step is None:
            self._turns.stop()
        else:
            step()


def main() -> None:
    """Drag jobs that wait, have finished and run, and tell what came of it."""
    app = QApplication([])
    model = JobTableModel()
    table = JobTable(Theme(app), model)
    table.resize(1200, 400)
    table.show()
    model.set_rows(
        [make_row(FIRST), make_row(SECOND), finished_row(FINISHED), running_row(RUNNING)]
    )
    app.processEvents()
    hand = Hand(table, model)
    told = {
        "first onto second": hand.drag(FIRST, SECOND),
        "second onto first": hand.drag(SECOND, FIRST),
        "first onto itself": hand.drag(FIRST, FIRST),
        "first onto finished": hand.drag(FIRST, FINISHED),
        "first onto running": hand.drag(FIRST, RUNNING),
        "finished onto first": hand.drag(FINISHED, FIRST),
        "first onto second, but Escape": hand.drag(FIRST, SECOND, with_escape=True),
        "first onto second again": hand.drag(FIRST, SECOND),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
