"""The main job with the keyboard alone, and names from files that mean harm."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.job_columns import Column, column_title

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


def where_tab_goes(window: OpenedWindow, count: int) -> list[str]:
    """What Tab leads to from the model's field on, by the words that are read aloud."""
    window.window.form.focus_first()
    seen = []
    for _ in range(count):
        widget = QApplication.focusWidget()
        assert widget is not None
        words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
        seen.append(words.replace("&", "") or type(widget).__name__)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return seen


def test_tab_goes_through_the_window_as_it_is_read(
    open_window: Open, small_spec: Callable[..., EvaluationSpec]
) -> None:
    window = open_window()
    job_id = window.add(small_spec(name="first"))
    window.wait_for_state(job_id, JobState.FINISHED)
    window.window.table.select(job_id)
    window.window.activateWindow()
    window.wait(window.window.isActiveWindow)
    window.window.curve_tab.place_plot()
    seen = where_tab_goes(window, 50)
    jobs = [words for words in seen if "obs" in words and "Tags" not in words]
    assert jobs[:3] == [
        "Find jobs by a word in their rows, by tag or note",
        "Show jobs in these states",
        "Jobs",
    ]
    assert seen.index("Run with changes") + 1 == seen.index("Open folder")
    assert seen.index("Open folder") + 1 == seen.index(jobs[0])
    begin = seen.index("QTabBar")
    # On a slow machine the job may not have ended yet.
    centre = [name.removesuffix(" (unfinished)") for name in seen[begin + 1 : begin + 5]]
    assert centre == [
        "Perturbation value to mark on the curves",
        "Axis",
        "first",
        "Robustness curves",
    ]
    assert begin == seen.index("Add to queue") + 1
    assert seen.index("Details of the job") == seen.index("Robustness curves") + 1


def test_keys_lead_to_every_part_and_tab(open_window: Open) -> None:
    window = open_window()
    main = window.window
    main.activateWindow()
    window.wait(main.isActiveWindow)
    panes = (main.form, main.centralWidget(), main.details, main.table)

    def pane() -> int:
        focus = QApplication.focusWidget()
        return next(place for place, one in enumerate(panes) if one.isAncestorOf(focus))

    main.form.focus_first()
    seen = []
    for _ in range(4):
        QTest.keySequence(main, "F6")
        seen.append(pane())
    assert seen in ([1, 2, 3, 0], [1, 3, 0, 1])  # without a job the details have nothing to focus
    QTest.keySequence(main, "Shift+F6")
    assert pane() != seen[-1]
    QTest.keySequence(main, "Ctrl+F")
    assert focused().accessibleName().startswith("Find jobs")
    for place in range(5):
        QTest.keySequence(main, f"Ctrl+{place + 1}")
        assert main.tabs.currentIndex() == place
    assert focused().accessibleName().startswith("Find jobs")


def test_columns_are_chosen_by_keys(open_window: Open) -> None:
    window = open_window()
    main = window.window
    main.activateWindow()
    window.wait(main.isActiveWindow)
    assert Column.LEVEL not in main.table.columns.unwanted
    QTest.keyClick(main, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_U)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    level = next(one for one in menu.actions() if one.text() == column_title(Column.LEVEL))
    for _ in menu.actions():
        if menu.activeAction() is not level:
            QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert Column.LEVEL in main.table.columns.unwanted
