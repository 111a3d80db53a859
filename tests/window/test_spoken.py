"""What a screen reader is told: Qt's own answers, as they go to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.details.note_list import NoteList
from pandavision_gui.views.jobs_table.job_columns import Column

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
TEXT, RELATION = QAccessible.Text, QAccessible.RelationFlag


def told(widget: QWidget, kind: QAccessible.Text = TEXT.Description) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(kind) if interface else ""


@pytest.fixture
def opened(open_window: Open, small_spec: Callable[..., EvaluationSpec]) -> OpenedWindow:
    """The window with a finished job, and dialogs with explained fields open over it."""
    opened = open_window()
    job_id = opened.add(small_spec())
    opened.wait_for_state(job_id, JobState.FINISHED)
    opened.window.table.select(job_id)
    for action in ("settings", "disk_use", "make_dataset"):
        opened.window.actions_by_name[action].trigger()
    return opened


def test_descriptions_have_no_markup(opened: OpenedWindow) -> None:
    widgets = [*opened.window.findChildren(QWidget), *QApplication.topLevelWidgets()]
    described = [widget for widget in widgets if told(widget)]
    assert len(described) > 40
    marked = {
        (type(widget).__name__, told(widget))
        for widget in described
        if any(mark in told(widget) for mark in ("<", "&#x27;", "&quot;", "&lt;"))
    }
    assert marked == set()


def test_what_a_list_chooses_is_told_beside_what_is_chosen(opened: OpenedWindow) -> None:
    """On Linux the name of such a box is the chosen entry: what it is for must be told, too."""
    boxes = [box for box in opened.window.findChildren(QComboBox) if box.isVisible()]
    assert len(boxes) > 5
    silent = []
    for box in boxes:
        interface = QAccessible.queryAccessibleInterface(box)
        labels = [one for one in interface.relations() if one[1] & RELATION.Label]
        if not labels and not told(box):
            silent.append(box.accessibleName() or box.objectName())
    assert silent == []


def test_columns_without_a_title_and_marks_have_words(opened: OpenedWindow) -> None:
    model = opened.window.table._view.model()
    for column in Column:
        said = model.headerData(
            column.value, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
        )
        assert said, column

    def marks() -> set[str]:
        notes = opened.window.details.findChildren(NoteList)
        return {row._mark.accessibleName() for one in notes for row in one._rows if row._note.icon}

    opened.wait(lambda: "Good" in marks())
    assert marks() <= {"Good", "Caution", "Bad", ""}  # a mere remark is neither
    assert "Caution" in marks()
