"""A form left empty stays so, Return presses a button, and removal leaves a selection."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.form.file_section import FileState

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


@pytest.mark.parametrize("jobs", [0, 1])
def test_an_emptied_form_is_not_filled_at_the_next_start(
    open_window: Open, sample_files: Path, small_spec: Spec, jobs: int
) -> None:
    model, dataset = (str(sample_files / name) for name in ("signs_robust.onnx", "road_signs.h5"))
    first = open_window()
    for _ in range(jobs):
        first.wait_for_state(first.add(small_spec()), JobState.FINISHED)
    form = first.window.form
    form.take_files([model, dataset])
    first.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    first.window.actions_by_name["new"].trigger()
    first.window.close()
    first.quit()

    second = open_window(recent_models=(model,), recent_datasets=(dataset,))
    second.wait(lambda: not second.program._last_files._timer.isActive())
    second.wait(lambda: len(second.rows()) == jobs)
    assert (second.window.form.model.path, second.window.form.dataset.path) == ("", "")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_presses_the_button_that_has_the_focus(
    open_window: Open, sample_files: Path, key: Qt.Key
) -> None:
    window = open_window()
    window.window.activateWindow()
    window.wait(window.window.isActiveWindow)
    form = window.window.form
    form.take_files([str(sample_files / name) for name in ("signs_robust.onnx", "road_signs.h5")])
    form.mode.count.setValue(2)
    button = window.button("Add to queue")
    window.wait(button.isEnabled)
    button.setFocus()
    QTest.keyClick(QApplication.focusWidget(), key)
    window.wait(lambda: len(window.rows()) == 1)


def test_a_held_return_presses_once_and_one_with_another_key_not_at_all(
    open_window: Open,
) -> None:
    window = open_window()
    window.window.activateWindow()
    window.wait(window.window.isActiveWindow)
    button = window.button("Edit …")
    presses: list[int] = []
    button.clicked.connect(lambda: presses.append(1))
    button.setFocus()
    keys, none = Qt.KeyboardModifier, Qt.KeyboardModifier.NoModifier
    for key, held, is_repeated, counted in (
        (Qt.Key.Key_Return, none, False, 1),
        (Qt.Key.Key_Return, none, True, 1),
        (Qt.Key.Key_Enter, keys.KeypadModifier, False, 2),
        (Qt.Key.Key_Return, keys.ShiftModifier, False, 2),
        (Qt.Key.Key_Return, keys.AltModifier, False, 2),
    ):
        event = QKeyEvent(QEvent.Type.KeyPress, key, held, "\r", autorep=is_repeated)
        QApplication.sendEvent(button, event)
        assert len(presses) == counted, (key, held, is_repeated)


def test_the_next_job_is_selected_when_the_selected_one_is_removed(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    jobs = []
    for seed in range(3):
        jobs.append(window.add(small_spec(seed=seed, name=f"job {seed}")))
        window.wait_for_state(jobs[-1], JobState.FINISHED)
    window.window.table.select(jobs[1])
    window.do("remove", jobs[1])
    window.wait(lambda: len(window.rows()) == 2)
    window.wait(lambda: len(window.window.table.selected()) == 1)
    assert window.window.table.selected()[0] in (jobs[0], jobs[2])


def test_what_was_kept_survives_a_program_that_ends_before_it_is_back_in_the_form(
    open_window: Open, sample_files: Path
) -> None:
    model, dataset = (str(sample_files / name) for name in ("signs_robust.onnx", "road_signs.h5"))
    recent = {"recent_models": (model,), "recent_datasets": (dataset,)}
    first = open_window()
    form = first.window.form
    form.take_files([model, dataset])
    first.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    form.mode.count.setValue(7)
    first.window.close()
    first.quit()

    second = open_window(**recent)
    second.program._last_files.stop()  # as if it were closed within the first moments
    assert second.window.form.model.path == ""
    second.window.close()
    second.quit()

    third = open_window(**recent)
    third.wait(lambda: third.window.form.dataset.state is FileState.GOOD)
    assert third.window.form.model.path == model
    assert third.window.form.mode.count.value() == 7


def test_notes_that_are_being_written_do_not_go_to_another_job(
    open_window: Open, small_spec: Spec
) -> None:
    opened = open_window()
    jobs = []
    for seed in range(2):
        jobs.append(opened.add(small_spec(seed=seed, name=f"job {seed}")))
        opened.wait_for_state(jobs[-1], JobState.FINISHED)
    opened.window.activateWindow()
    opened.wait(opened.window.isActiveWindow)
    opened.window.table.select(jobs[1])
    notes = opened.window.details.findChild(QPlainTextEdit)
    opened.wait(notes.isEnabled)
    notes.setFocus()
    QTest.keyClicks(notes, "first half")
    opened.window.actions_by_name["remove"].trigger()
    opened.wait(lambda: len(opened.rows()) == 1)
    opened.wait(lambda: list(opened.window.table.selected()) == [jobs[0]])
    QTest.keyClicks(QApplication.focusWidget(), " and second half")
    opened.wait(lambda: notes.toPlainText() == "")
    opened.do("undo", jobs[0])
    opened.wait(lambda: len(opened.rows()) == 2)
    assert opened.row(jobs[0]).notes == ""


def test_a_held_key_removes_one_job_and_a_double_press_is_no_error(
    open_window: Open, small_spec: Spec
) -> None:
    opened = open_window()
    jobs = []
    for seed in range(3):
        jobs.append(opened.add(small_spec(seed=seed, name=f"job {seed}")))
        opened.wait_for_state(jobs[-1], JobState.FINISHED)
    remove = opened.window.actions_by_name["remove"]
    assert not remove.autoRepeat()
    opened.window.table.select(jobs[1])
    remove.trigger()
    remove.trigger()
    opened.wait(lambda: len(opened.rows()) == 2)
    opened.window.actions_by_name["undo"].trigger()
    opened.wait(lambda: len(opened.rows()) == 3)
    assert "There is no job" not in opened.said()


def test_a_report_that_is_being_written_stays_beside_another_ones(
    open_window: Open, small_spec: Spec
) -> None:
    opened = open_window()
    jobs = []
    for seed in range(2):
        jobs.append(opened.add(small_spec(seed=seed, name=f"job {seed}")))
        opened.wait_for_state(jobs[-1], JobState.FINISHED)

    def dialogs() -> list[QDialog]:
        found = opened.window.findChildren(QDialog, "report_dialog")
        return [dialog for dialog in found if dialog.isVisible()]

    opened.do("report", jobs[0])
    (first,) = dialogs()
    field = first.findChild(QLineEdit)
    field.setText("an hour of typing")
    opened.do("report", jobs[1])
    opened.do("report", jobs[0])
    assert len(dialogs()) == 2
    assert first in dialogs()
    assert field.text() == "an hour of typing"


def test_settings_survive_a_start_at_which_one_file_is_missing(
    open_window: Open, sample_files: Path, tmp_path: Path
) -> None:
    dataset = tmp_path / "signs.h5"
    shutil.copyfile(sample_files / "road_signs.h5", dataset)
    model = str(sample_files / "signs_robust.onnx")
    recent = {"recent_models": (model,), "recent_datasets": (str(dataset),)}
    first = open_window()
    form = first.window.form
    form.take_files([model, str(dataset)])
    first.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    form.mode.count.setValue(7)
    first.window.close()
    first.quit()
    away = dataset.rename(tmp_path / "away.h5")

    second = open_window(**recent)
    second.wait(lambda: second.window.form.model.state is FileState.GOOD)
    second.wait(lambda: second.window.form.dataset.path == "")
    second.window.close()
    second.quit()
    away.rename(dataset)

    third = open_window(**recent)
    third.wait(lambda: third.window.form.dataset.state is FileState.GOOD)
    assert third.window.form.mode.count.value() == 7


def test_delete_removes_jobs_in_their_table_only(open_window: Open, small_spec: Spec) -> None:
    opened = open_window()
    job = opened.add(small_spec())
    opened.wait_for_state(job, JobState.FINISHED)
    opened.window.activateWindow()
    opened.wait(opened.window.isActiveWindow)
    opened.window.table.select(job)
    asked: list[object] = []
    opened.window.commands.remove_wanted.connect(asked.append)
    words, states = (opened.window.table.findChild(kind) for kind in (QLineEdit, QComboBox))
    for field in (words, states, opened.window.form.values.edit, opened.window.tabs.tabBar()):
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Delete)
    opened.window.table.focus_rows()
    assert asked == []
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    opened.wait(lambda: not opened.rows())
    assert "Removed the job" in opened.said()


def test_the_selected_jobs_are_drawn_alone(open_window: Open, small_spec: Spec) -> None:
    opened = open_window()
    jobs = []
    for seed in range(3):
        jobs.append(opened.add(small_spec(seed=seed, name=f"job {seed}")))
        opened.wait_for_state(jobs[-1], JobState.FINISHED)
    model = opened.window.model
    assert set(model.ticked()) == set(jobs)
    opened.do("draw_only", jobs[1])
    assert list(model.ticked()) == [jobs[1]]
    opened.window.table.select_jobs([jobs[0], jobs[2]])
    opened.window.actions_by_name["draw_only"].trigger()
    assert set(model.ticked()) == {jobs[0], jobs[2]}


def test_files_that_are_chosen_after_the_form_was_left_empty_come_back(
    open_window: Open, sample_files: Path
) -> None:
    model = str(sample_files / "signs_robust.onnx")
    dataset = str(sample_files / "road_signs.h5")
    recent = {"recent_models": (model,), "recent_datasets": (dataset,)}
    first = open_window()
    form = first.window.form
    form.take_files([model, dataset])
    first.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    first.window.actions_by_name["new"].trigger()
    first.window.close()
    first.quit()

    second = open_window(**recent)
    form = second.window.form
    form.take_files([model, dataset])
    second.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    form.values.edit.setText("0 to")
    second.window.close()
    second.quit()

    third = open_window(**recent)
    third.wait(lambda: third.window.form.dataset.state is FileState.GOOD)
    assert third.window.form.model.path == model
