from __future__ import annotations

import time

import pytest
from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
)
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_filter import JobFilter
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.jobs_table.job_view import JobView
from pandavision_gui.views.redraw import PAUSE_MS

from .job_rows import BEGIN, finished_row, job_id, make_row, running_row
from .table_widgets import middle, shown_names, shown_texts, view_of


def choose(table: JobTable, text: str) -> None:
    table.findChild(QComboBox).setCurrentText(text)


def test_without_jobs_it_says_how_to_get_one(table: JobTable, model: JobTableModel) -> None:
    assert any("Add to queue" in text for text in shown_texts(table))
    assert not view_of(table).isVisible()
    model.upsert(make_row(1))
    assert view_of(table).isVisible()
    model.remove(job_id(1))
    assert any("Add to queue" in text for text in shown_texts(table))


def test_the_heading_counts_what_runs_and_waits(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([running_row(1), make_row(2), finished_row(3)])
    assert "1 running · 1 waiting · 3 in the history" in shown_texts(table)
    model.upsert(finished_row(1))
    model.upsert(finished_row(2))
    assert "3 in the history" in shown_texts(table)


def test_the_heading_says_how_many_of_all_jobs_are_found(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(1, name="alpha"), finished_row(2, name="beta"), make_row(3)])
    words = table.findChild(QLineEdit)
    assert words is not None
    words.setText("alpha")
    assert "1 waiting · 1 of 3 in the history" in shown_texts(table)
    words.setText("no such job")
    assert "1 waiting · 0 of 3 in the history" in shown_texts(table)
    words.clear()
    choose(table, "Finished")
    assert "1 waiting · 2 of 3 in the history" in shown_texts(table)
    choose(table, "All states")
    assert "1 waiting · 3 in the history" in shown_texts(table)
    words.setText("alpha")
    model.upsert(finished_row(1, name="gamma"))
    assert "1 waiting · 0 of 3 in the history" in shown_texts(table)


def test_the_key_for_copying_takes_the_selected_jobs_with_the_titles(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(1, name="=cmd()\tx"), finished_row(2, name="b"), make_row(3)])
    view = view_of(table)
    table.columns.unwanted.add(Column.DATASET)
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert copied[0][:4] == ["Name", "Model", "Attack", "State"]
    assert [len(line) for line in copied] == [9, 9, 9, 9]
    assert sorted(line[0] for line in copied[1:]) == sorted(
        name.replace("=", "'=") for name in shown_names(table)
    )
    QApplication.clipboard().setText("mine")
    view.clearSelection()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "mine"


def test_sorting_tells_which_selected_job_comes_first_now(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(1, name="a"), finished_row(2, name="b")])
    view_of(table).selectAll()
    told = QSignalSpy(table.selection_changed)
    model.sort(Column.NAME, Qt.SortOrder.AscendingOrder)
    assert told.count() == 1
    assert told.at(0) == [(job_id(1), job_id(2))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("square", ["a"]),
        ("square l2", ["a"]),
        ("standard", ["c", "b"]),
        ("finished", ["a"]),
        ("waiting", ["c"]),
        ("high", ["a"]),
        ("29.0", ["a"]),
        ("0.06 standard", []),
        ("2026-03-12", ["b", "a"]),
        ("signs.onnx failed standard", ["b"]),
    ],
)
def test_every_word_of_a_row_finds_it(
    table: JobTable, model: JobTableModel, words: str, found: list[str]
) -> None:
    failed = {"state": JobState.FAILED, "started": BEGIN, "ended": BEGIN}
    model.set_rows(
        [
            finished_row(1, name="a", attack="square-l2", perturbation="l2"),
            make_row(2, name="b", **failed),
            make_row(3, name="c"),
        ]
    )
    field = table.findChild(QLineEdit)
    assert field is not None
    field.setText(words)
    assert shown_names(table) == found


def test_escape_takes_the_search_back_and_then_leaves_it(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(1, name="a"), finished_row(2, name="b")])
    table.begin_search()
    field = table.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "b")
    qtbot.waitUntil(lambda: shown_names(table) == ["b"])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    qtbot.waitUntil(lambda: sorted(shown_names(table)) == ["a", "b"])
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_states_and_words_filter_together(table: JobTable, model: JobTableModel) -> None:
    model.set_rows(
        [
            running_row(1, name="robust", model="a.onnx"),
            make_row(2, name="Robust again", model="b.onnx"),
            finished_row(3, name="robust done"),
            make_row(4, name="gone", state=JobState.INTERRUPTED),
        ]
    )
    choose(table, "Running and waiting")
    assert shown_names(table) == ["Robust again", "robust"]
    table.findChild(QLineEdit).setText("ROBUST b.onnx")
    assert shown_names(table) == ["Robust again"]
    table.findChild(QLineEdit).setText("nowhere")
    assert any("No job is like that" in text for text in shown_texts(table))
    table.findChild(QLineEdit).clear()
    choose(table, "Stopped or interrupted")
    assert shown_names(table) == ["gone"]
    model.upsert(make_row(4, name="gone"))
    assert shown_names(table) == []


def test_selecting_a_job_shows_it_whatever_was_filtered(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in range(1, 100)])
    choose(table, "Failed")
    with qtbot.waitSignal(table.selection_changed) as told:
        table.select(job_id(3))
    assert told.args == [(job_id(3),)]
    assert table.selected() == (job_id(3),)
    assert view_of(table).viewport().rect().contains(middle(table, 96, Column.NAME))


def test_the_selection_stays_with_its_jobs(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    table.select(job_id(2))
    told: list[object] = []
    table.selection_changed.connect(told.append)
    model.upsert(finished_row(9))
    model.upsert(finished_row(2, name="other"))
    model.set_rows([finished_row(n) for n in (2, 3, 9, 10)])
    view_of(table).sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert (table.selected(), told) == ((job_id(2),), [])
    model.remove(job_id(2))
    assert job_id(2) not in table.selected()
    assert told == [table.selected()]


def test_several_jobs_are_told_from_top_to_bottom(table: JobTable, model: JobTableModel) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    view = view_of(table)
    table.select(job_id(1))
    view.selectionModel().select(
        view.model().index(0, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    assert table.selected() == (job_id(3), job_id(1))


def test_space_turns_the_ticks_of_all_selected_rows(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    model.set_ticked(job_id(2), True)
    view_of(table).selectAll()
    qtbot.keyClick(view_of(table), Qt.Key.Key_Space)
    assert len(model.ticked()) == 3
    assert model.style_of(job_id(2)).number == 0
    qtbot.keyClick(view_of(table), Qt.Key.Key_Space)
    assert model.ticked() == ()


def test_a_click_beside_the_box_ticks_and_leaves_the_selection(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    table.select(job_id(1))
    place = middle(table, 0, Column.TICK) + QPoint(10, 8)
    qtbot.mouseClick(view_of(table).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (model.ticked(), table.selected()) == ((job_id(3),), (job_id(1),))
    qtbot.mouseClick(view_of(table).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert model.ticked() == ()
    qtbot.mouseClick(view_of(table).viewport(), Qt.MouseButton.RightButton, pos=place)
    assert model.ticked() == ()


def test_enter_and_a_double_click_open_a_job(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2, 3)])
    table.select(job_id(2))
    with qtbot.waitSignal(table.activated) as opened:
        qtbot.keyClick(view_of(table), Qt.Key.Key_Return)
    assert opened.args == [job_id(2)]
    viewport, place = view_of(table).viewport(), middle(table, 0, Column.NAME)
    with qtbot.waitSignal(table.activated) as opened:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [job_id(3)]


def test_a_click_on_a_header_sorts_and_the_third_one_restores(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([make_row(n, name=name) for n, name in enumerate("bca")])
    header = view_of(table).horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.NAME) + 20, 10)
    seen = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        seen.append("".join(shown_names(table)))
    assert seen == ["abc", "cba", "acb"]


def test_the_menu_offers_what_it_was_given_on_the_row_under_the_pointer(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in (1, 2)])
    action = QAction("Remove", table)
    table.set_context_actions([action])
    qtbot.keyClick(view_of(table), Qt.Key.Key_Down)
    view_of(table).menu_wanted.emit(QPoint(10, 10))
    menu = table.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert menu.actions() == [action]
    assert QApplication.activePopupWidget() is menu
    assert menu.pos() == QPoint(10, 10)
    menu.close()


def test_a_whole_history_is_ticked_up_to_what_can_be_drawn_and_the_heading_says_so(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in range(10_000)])
    view_of(table).selectAll()
    began = time.thread_time()
    qtbot.keyClick(view_of(table), Qt.Key.Key_Space)
    assert time.thread_time() - began < 1
    assert len(model.ticked()) == 40
    said = "At most 40 jobs are drawn at once: 9\u202f960 more stay unticked."
    assert said in shown_texts(table)
    qtbot.keyClick(view_of(table), Qt.Key.Key_Space)
    assert model.ticked() == ()
    assert "10\u202f000 in the history" in shown_texts(table)


class PaintCount(QObject):
    """Counts how often something is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.paints = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        self.paints += event.type() is QEvent.Type.Paint
        return False


def test_jobs_that_come_one_after_the_other_are_painted_ten_times_a_second(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    viewport, count = view_of(table).viewport(), PaintCount()
    viewport.installEventFilter(count)
    model.upsert(finished_row(0))
    QApplication.processEvents()
    assert count.paints == 1, "one job alone is painted at once"
    clock = QElapsedTimer()
    clock.start()
    for number in range(1, 101):
        model.upsert(finished_row(number))
        QApplication.processEvents()
    qtbot.waitUntil(viewport.updatesEnabled)
    QApplication.processEvents()  # what may be painted again is painted in the next turn
    most = 2 + clock.elapsed() / (0.95 * PAUSE_MS - 1)
    assert 2 <= count.paints <= most

    def shows_the_last_ones() -> bool:
        before = table.grab().toImage()
        viewport.update()
        QApplication.processEvents()
        return bool(table.grab().toImage() == before)

    qtbot.waitUntil(shows_the_last_ones)  # columns may get other widths a moment later


def test_selecting_a_whole_history_looks_at_few_rows(
    table: JobTable, model: JobTableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_rows([finished_row(n) for n in range(2_000)])
    looked_at: list[object] = []
    flags = JobFilter.flags

    def record(jobs: JobFilter, index: QModelIndex) -> Qt.ItemFlag:
        looked_at.append(index)
        return flags(jobs, index)

    monkeypatch.setattr(JobFilter, "flags", record)
    view_of(table).selectAll()
    table.grab()
    assert len(table.selected()) == 2_000
    assert 0 < len(looked_at) < 1_000


def test_a_job_too_many_is_refused_and_the_box_stays_empty(
    table: JobTable, model: JobTableModel, qtbot: QtBot
) -> None:
    model.set_rows([finished_row(n) for n in range(41)])
    model.set_all_ticked([job_id(n) for n in range(40)], True)
    place = middle(table, 0, Column.TICK)
    qtbot.mouseClick(view_of(table).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not model.is_ticked(job_id(40))
    assert any("At most 40 jobs" in text for text in shown_texts(table))


def test_the_menu_by_key_opens_at_its_job_wherever_was_scrolled_to(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(number) for number in range(1, 101)])
    view = view_of(table)
    assert isinstance(view, JobView)
    view.selectRow(0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    wanted: list[QPoint] = []
    view.menu_wanted.connect(wanted.append)
    press = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(view, press)
    (place,) = wanted
    assert view.viewport().rect().contains(view.viewport().mapFromGlobal(place))
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())


def test_what_a_search_hides_for_a_while_is_selected_again(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows(
        [finished_row(n, name=name) for n, name in enumerate(("alpha", "beta", "gamma"))]
    )
    words = table.findChild(QLineEdit)
    table.select(job_id(1))
    for typed in ("b", "bx", "bxe"):
        words.setText(typed)
    assert table.selected() == ()
    words.setText("be")
    assert table.selected() == (job_id(1),)
    choose(table, "Failed")
    assert table.selected() == ()
    choose(table, "All states")
    assert table.selected() == (job_id(1),)
    words.setText("gamma")
    table.select(job_id(2))
    words.setText("")
    assert table.selected() == (job_id(2),), "what was selected since counts"


def test_a_selection_that_was_cleared_does_not_come_back(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(0, name="alpha"), finished_row(1, name="beta")])
    words = table.findChild(QLineEdit)
    table.select(job_id(1))
    words.setText("beta")
    view_of(table).clearSelection()
    words.setText("")
    assert table.selected() == ()


def test_of_several_selected_jobs_those_that_a_search_hid_come_back(
    table: JobTable, model: JobTableModel
) -> None:
    model.set_rows([finished_row(n, name=name) for n, name in enumerate(("alpha", "beta"))])
    words = table.findChild(QLineEdit)
    table.select_jobs([job_id(0), job_id(1)])
    words.setText("beta")
    assert table.selected() == (job_id(1),)
    words.setText("")
    assert set(table.selected()) == {job_id(0), job_id(1)}
    words.setText("alpha")
    table.select(job_id(0))
    view_of(table).clearSelection()
    words.setText("")
    assert table.selected() == ()
