"""A job's name is written over in its cell."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel

from .job_rows import finished_row, job_id, make_progress, make_row, running_row
from .table_widgets import shown_names, view_of

TOO_LONG = "x" * 201


class Renaming:
    def __init__(self, qtbot: QtBot, table: JobTable) -> None:
        self.qtbot = qtbot
        self.table = table
        self.said: list[Any] = []
        table.renamed.connect(lambda job, name: self.said.append((job.int, name)))
        table.name_refused.connect(lambda sentence: self.said.append(sentence))
        table.name_settled.connect(lambda: self.said.append("settled"))

    def begin(self, number: int) -> QLineEdit:
        self.table.select(job_id(number))
        self.table.edit_name()
        line = self.line()
        assert line is not None
        return line

    def line(self) -> QLineEdit | None:
        found = [
            line
            for line in view_of(self.table).findChildren(QLineEdit, "rename")
            if line.isVisible()
        ]
        return found[0] if found else None

    def press(self, key: Qt.Key) -> None:
        line = self.line()
        assert line is not None
        self.qtbot.keyClick(line, key)

    def asked(self) -> list[Any]:
        return [one for one in self.said if one != "settled"]


@pytest.fixture
def renaming(qtbot: QtBot, table: JobTable) -> Renaming:
    return Renaming(qtbot, table)


@pytest.mark.parametrize("state", JobState)
def test_enter_asks_for_the_name_in_every_state(
    renaming: Renaming, model: JobTableModel, state: JobState
) -> None:
    model.set_rows([make_row(1, state=state, name="before"), make_row(2)])
    line = renaming.begin(1)
    assert (line.text(), line.selectedText()) == ("before", "before")
    renaming.qtbot.keyClicks(line, " after ")
    renaming.press(Qt.Key.Key_Return)
    renaming.qtbot.waitUntil(lambda: renaming.line() is None)
    assert renaming.asked() == [(1, "after")]
    assert "before" in shown_names(renaming.table), "the queue has not said so yet"


def test_escape_leaves_the_name_as_it_is(renaming: Renaming, model: JobTableModel) -> None:
    model.set_rows([make_row(1)])
    renaming.qtbot.keyClicks(renaming.begin(1), "other")
    renaming.press(Qt.Key.Key_Escape)
    renaming.qtbot.waitUntil(lambda: renaming.line() is None)
    assert renaming.asked() == []
    assert view_of(renaming.table).hasFocus()


def test_the_same_name_asks_for_nothing(renaming: Renaming, model: JobTableModel) -> None:
    model.set_rows([make_row(1)])
    renaming.begin(1)
    renaming.press(Qt.Key.Key_Return)
    renaming.qtbot.waitUntil(lambda: renaming.line() is None)
    assert renaming.asked() == []


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "without a name"), (TOO_LONG, "200"), ("a\u2028b", "line break")]
)
def test_enter_on_what_cannot_be_a_name_says_so_once_and_the_line_stays(
    renaming: Renaming, model: JobTableModel, text: str, words: str
) -> None:
    model.set_rows([make_row(1)])
    line = renaming.begin(1)
    line.setText(text)
    renaming.press(Qt.Key.Key_Return)
    QApplication.processEvents()
    assert renaming.line() is line
    renaming.press(Qt.Key.Key_Return)
    QApplication.processEvents()
    (sentence,) = renaming.asked()
    assert words in sentence
    assert renaming.line() is line
    assert line.text() == text
    assert line.property("role") == "bad-cell"
    line.selectAll()
    renaming.qtbot.keyClicks(line, "good")
    assert line.property("role") == "cell"
    renaming.press(Qt.Key.Key_Return)
    renaming.qtbot.waitUntil(lambda: renaming.line() is None)
    assert renaming.said[1:] == ["settled", (1, "good")]


def test_a_refused_name_is_taken_back_by_escape(renaming: Renaming, model: JobTableModel) -> None:
    model.set_rows([make_row(1)])
    renaming.begin(1).clear()
    renaming.press(Qt.Key.Key_Return)
    renaming.press(Qt.Key.Key_Escape)
    renaming.qtbot.waitUntil(lambda: renaming.line() is None)
    assert renaming.said[-1] == "settled"


def test_news_of_the_job_and_of_others_do_not_wipe_out_what_is_typed(
    renaming: Renaming, model: JobTableModel
) -> None:
    model.set_rows([running_row(1), finished_row(2)])
    line = renaming.begin(1)
    line.clear()
    renaming.qtbot.keyClicks(line, "half a na")
    model.set_progress(job_id(1), make_progress())
    model.upsert(finished_row(1, name="job 1"))
    model.upsert(make_row(9))
    model.remove(job_id(2))
    assert renaming.line() is line
    assert line.text() == "half a na"
    renaming.press(Qt.Key.Key_Return)
    renaming.qtbot.waitUntil(lambda: renaming.line() is None)
    assert renaming.asked() == [(1, "half a na")]


def test_no_click_and_no_typing_opens_the_line(renaming: Renaming, model: JobTableModel) -> None:
    model.set_rows([make_row(1)])
    renaming.table.select(job_id(1))
    view = view_of(renaming.table)
    renaming.qtbot.keyClicks(view, "j")
    place = view.visualRect(view.model().index(0, Column.NAME)).center()
    renaming.qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert renaming.line() is None


def test_without_a_job_nothing_happens(renaming: Renaming) -> None:
    renaming.table.edit_name()
    assert renaming.line() is None
