"""The main job with the keyboard alone, and names from files that mean harm."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
HOSTILE = "<b>bold</b><img src=x>&\u202egnp"


def focused() -> QLineEdit:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QLineEdit), widget
    return widget


def tab_to(name: str) -> QLineEdit:
    for _ in range(60):
        widget = QApplication.focusWidget()
        if isinstance(widget, QLineEdit) and widget.accessibleName().startswith(name):
            return widget
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    raise AssertionError(f"{name} cannot be reached by Tab")


def test_the_main_job_needs_no_mouse(open_window: Open, sample_files: Path) -> None:
    window = open_window()
    window.window.activateWindow()
    window.wait(window.window.isActiveWindow)
    QTest.keySequence(window.window, "Ctrl+N")
    QTest.keyClicks(focused(), str(sample_files / "signs_standard.onnx"))
    QTest.keyClicks(tab_to("Dataset"), str(sample_files / "road_signs.h5"))
    values = tab_to("Perturbation values")
    values.selectAll()
    QTest.keyClicks(values, "0, 0.01")
    window.wait(window.button("Add to queue").isEnabled)
    QTest.keyClick(values, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.wait(lambda: len(window.rows()) == 1)
    job_id = window.rows()[0].id
    window.wait(lambda: window.row(job_id).state is JobState.RUNNING)
    QTest.keySequence(window.window, "Ctrl+.")
    window.wait_for_state(job_id, JobState.CANCELLED)
    QTest.keySequence(window.window, "Ctrl+R")
    window.wait_for_state(job_id, JobState.FINISHED)
    QTest.keySequence(window.window, "Ctrl+E")
    window.wait(lambda: window.window.findChild(QFileDialog, "export_dialog") is not None)
    dialog = window.window.findChild(QFileDialog, "export_dialog")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_hostile_names_are_shown_as_they_are(
    open_window: Open, small_spec: Callable[..., EvaluationSpec], sample_files: Path, tmp_path: Path
) -> None:
    model = tmp_path / f"{HOSTILE.replace('/', '_')}.onnx"
    shutil.copy(sample_files / "signs_standard.onnx", model)
    window = open_window()
    job_id = window.add(small_spec(**{"trained-model": str(model), "name": HOSTILE}))
    window.wait_for_state(job_id, JobState.FINISHED)
    window.do("remove", job_id)
    window.wait(lambda: "Removed" in window.said())
    assert "<b>bold</b><img src=x>&\\u202egnp" in window.said()
    rich = [
        label.text()
        for label in window.window.findChildren(QLabel)
        if "bold" in label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert rich == []
