"""From a folder of pictures to a dataset in the form, in the program's own window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QMessageBox

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.data_folder.data_folder_row import DataFolderRow
from pandavision_gui.views.dataset_making.making_dialog import MakingDialog

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


def test_what_was_made_is_put_into_the_form_and_looked_into(
    open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    for name in ("cat", "dog"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        Image.fromarray(np.full((8, 8, 3), 99, np.uint8)).save(tmp_path / "photos" / name / "1.png")
    form = window.window.form
    form.take_files([str(tmp_path / "photos")])
    form.message.action_clicked.emit()
    dialog = window.window.findChild(MakingDialog, "making_dialog")
    assert dialog is not None
    assert not dialog.isModal()
    window.wait(lambda: "2 samples" in dialog.fields.finding.text())
    dialog.make_at(str(tmp_path / "photos.h5"))
    dialog.close()
    news = window.window.announcements.messages()[-1]
    window.wait(lambda: "photos.h5" in news.sentence())
    window.window.actions_by_name["make_dataset"].trigger()
    assert dialog.bar.use.isVisible()
    dialog.bar.use.click()
    window.wait(lambda: form.dataset.path == str(tmp_path / "photos.h5"))
    window.wait(lambda: form.dataset.facts is not None)
    assert form.dataset.facts is not None
    assert form.dataset.facts.class_names == ("cat", "dog")
    window.window.actions_by_name["make_dataset"].trigger()
    assert window.window.findChild(MakingDialog, "making_dialog") is dialog
    assert dialog.fields.source.path == str(tmp_path / "photos"), "what was put in stays"


def test_the_program_ends_while_a_dataset_is_made_and_leaves_nothing(
    open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    target = begin_to_make(window, tmp_path)
    window.quit()
    assert list(target.iterdir()) == []


def begin_to_make(window: OpenedWindow, folder: Path) -> Path:
    """Begin to make a large dataset; return the folder that it is written to by now."""
    (folder / "photos" / "cat").mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    for number in range(500):
        Image.fromarray(pixels).save(folder / "photos" / "cat" / f"{number}.bmp")
    window.window.actions_by_name["make_dataset"].trigger()
    dialog = window.window.findChild(MakingDialog, "making_dialog")
    assert dialog is not None
    dialog.fields.picture_size.setText("1024")
    dialog.fields.source.set_path(str(folder / "photos"))
    target = folder / "out"
    target.mkdir()
    dialog.make_at(str(target / "photos.h5"))
    window.wait(lambda: bool(list(target.glob(".*/.*"))))
    return target


def asked(window: OpenedWindow) -> QMessageBox:
    """Close the window twice, and return the one question about it."""
    window.window.close()
    window.window.close()
    (question,) = window.window.findChildren(QMessageBox, "close_question")
    assert isinstance(question, QMessageBox)
    return question


def words(question: QMessageBox) -> list[str]:
    return [button.text().replace("&", "") for button in question.buttons()]


def answer(question: QMessageBox, text: str) -> None:
    question.buttons()[words(question).index(text)].click()


def test_quitting_while_a_dataset_is_made_asks_first(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    target = begin_to_make(window, tmp_path)
    question = asked(window)
    assert question.text() == "A dataset is being made."
    assert "Nothing of it is kept" in question.informativeText()
    assert sorted(words(question)) == ["Don't quit", "Stop and quit"]
    for button in (question.defaultButton(), question.escapeButton()):
        assert button is not None
        assert button.text() == "&Don't quit"
    answer(question, "Don't quit")
    window.wait(lambda: window.question() is None)
    assert window.window.isVisible()
    assert list(target.glob(".*/.*")), "it is still being made"
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        answer(asked(window), "Stop and quit")
    assert not window.program.is_stuck
    assert list(target.iterdir()) == []


@pytest.mark.parametrize("resumes", [True, False])
def test_quitting_while_a_job_runs_and_a_dataset_is_made_asks_about_both(
    open_window: Open, small_spec: Callable[..., EvaluationSpec], tmp_path: Path, resumes: bool
) -> None:
    window = open_window()
    target = begin_to_make(window, tmp_path)
    job_id = window.add(small_spec(**{"attack-params": {"steps": 100_000, "early_stop": False}}))
    window.wait_for_state(job_id, JobState.RUNNING)
    question = asked(window)
    assert question.text() == "One job is running, and a dataset is being made."
    assert "Nothing of the dataset is kept" in question.informativeText()
    button = question.defaultButton()
    assert button is not None
    assert button.text() == "&Don't quit"
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        answer(question, "Quit, resume next time" if resumes else "Stop and quit")
    assert not window.program.is_stuck
    assert list(target.iterdir()) == []
    stored = json.loads((window.folders.jobs / str(job_id) / "job.json").read_text())
    assert stored["state"] == ("queued" if resumes else "cancelled")


def test_a_dataset_that_is_done_is_no_reason_to_ask(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    (tmp_path / "cat").mkdir()
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "cat" / "1.png")
    window.window.actions_by_name["make_dataset"].trigger()
    dialog = window.window.findChild(MakingDialog, "making_dialog")
    assert dialog is not None
    dialog.fields.source.set_path(str(tmp_path))
    dialog.make_at(str(tmp_path / "photos.h5"))
    window.wait((tmp_path / "photos.h5").exists)
    window.wait(lambda: not window.window.is_making_dataset())
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        window.window.close()
    assert window.question() is None


def test_the_data_folder_is_not_moved_while_a_dataset_is_made(
    open_window: Open, tmp_path: Path
) -> None:
    window = open_window()
    begin_to_make(window, tmp_path)
    row = window.program._move_request.make_row()
    window.qtbot.addWidget(row)
    assert isinstance(row, DataFolderRow)
    row.move_wanted.emit()
    assert "A dataset is being made" in row.problem.text()
    assert row.findChild(QFileDialog) is None
    # It was begun only after the question had been shown.
    row.say("")
    window.program._move_request.take(str(tmp_path / "elsewhere"))
    window.wait(lambda: row.findChild(QMessageBox, "move_question") is not None)
    question = row.findChild(QMessageBox, "move_question")
    assert isinstance(question, QMessageBox)
    answer(question, "Move")
    assert "A dataset is being made" in row.problem.text()
    assert window.program.target is None
    assert window.window.isVisible()
