"""Names of the classes from a file, in the program's own window."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

NAMES = [f"<b>sign</b> {number}" for number in range(12)]


def choose(window: OpenedWindow, path: Path) -> None:
    """Pick a file in the dialog that the row's button opens."""
    field = window.window.form.advanced.class_names
    window.click(field.choose_button)
    dialog = field.entry.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile(str(path))
    dialog.accept()


def texts(window: OpenedWindow) -> list[str]:
    """Return what the labels of the details hold."""
    return [label.text() for label in window.window.details.findChildren(QLabel)]


def test_names_from_a_file_are_in_the_result_and_in_the_details(
    open_window: Callable[..., OpenedWindow],
    small_spec: Callable[..., EvaluationSpec],
    tmp_path: Path,
) -> None:
    window = open_window()
    form = window.window.form
    form.load_spec(small_spec())
    field = form.advanced.class_names
    window.wait(lambda: field.words() == "12, from the dataset")
    form.advanced.toggle.setChecked(True)
    (tmp_path / "index.json").write_text(
        json.dumps({number: [f"n{number}", name] for number, name in enumerate(NAMES)}), "utf-8"
    )
    choose(window, tmp_path / "index.json")
    window.wait(lambda: field.words() == "12, from “index.json”")
    button = window.button("Add to queue")
    window.wait(button.isEnabled)
    window.click(button)
    window.wait(lambda: len(window.rows()) == 1)
    job_id = window.rows()[0].id
    window.wait_for_state(job_id, JobState.FINISHED)
    assert window.result(job_id)["class-names"] == NAMES
    window.window.table.select(job_id)
    shown = ", ".join(NAMES)
    window.wait(lambda: f"12: {shown}" in texts(window))


def test_a_file_that_names_too_few_classes_keeps_the_job_from_being_added(
    open_window: Callable[..., OpenedWindow],
    small_spec: Callable[..., EvaluationSpec],
    tmp_path: Path,
) -> None:
    window = open_window()
    form = window.window.form
    form.load_spec(small_spec())
    button = window.button("Add to queue")
    window.wait(button.isEnabled)
    form.advanced.toggle.setChecked(True)
    (tmp_path / "names.txt").write_text("cat\ndog\n", "utf-8")
    choose(window, tmp_path / "names.txt")
    words = "Advanced: There are names of 2 classes, but the model has 12."
    window.wait(lambda: form.bar.text() == words)
    assert not button.isEnabled()
    (tmp_path / "names.txt").write_text("cat\n\ndog\n", "utf-8")
    choose(window, tmp_path / "names.txt")
    field = form.advanced.class_names
    window.wait(lambda: "no name for class 1" in field.problem.text())
    window.click(field.clear_button)
    window.wait(button.isEnabled)


def test_the_program_ends_while_a_drive_holds_the_names_back(
    open_window: Callable[..., OpenedWindow], tmp_path: Path
) -> None:
    window = open_window()
    held = threading.Event()
    window.program._class_lists._read = lambda path: (str(held.wait(60)),)
    window.window.form.advanced.class_names.read(os.fspath(tmp_path / "names.txt"))
    reader = next(t for t in threading.enumerate() if t.name == "class-names")
    assert reader.daemon
    window.quit()
    assert reader.is_alive()
    held.set()
    reader.join(60)
