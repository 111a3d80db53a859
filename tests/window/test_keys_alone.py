"""The whole way from the first start to the end of the program, by keys alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.compare.compare_window import CompareWindow

from .keys_alone import Key, KeysAlone, Modifier
from .opened_window import PATIENCE_MS, OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

CTRL = Modifier.ControlModifier
SHIFT = Modifier.ShiftModifier


def choose(keys: KeysAlone, name: str, words: str) -> None:
    """Go to the box that is called so, and with the arrow keys to one of its lines."""
    box = keys.tab_to(name)
    assert isinstance(box, QComboBox)
    wanted = box.findText(words)
    assert wanted >= 0, [box.itemText(place) for place in range(box.count())]
    while box.currentText() != words:
        before = box.currentIndex()
        keys.press(Key.Key_Down if wanted > before else Key.Key_Up)
        assert box.currentIndex() != before


def fill_the_form(keys: KeysAlone, files: Path) -> None:
    keys.at("Model")
    keys.type(str(files / "signs_standard.onnx"))
    keys.tab_to("Dataset")
    keys.type(str(files / "road_signs.h5"))
    choose(keys, "Mode", "Complete")
    choose(keys, "Mode", "Fast")
    keys.tab_to("Number of samples")
    keys.type("12")
    choose(keys, "Perturbation", "Euclidean (L2)")
    choose(keys, "Perturbation", "Max-norm (L∞)")
    choose(keys, "Preprocessing", "To 0 … 1")
    keys.tab_to("Perturbation values")
    keys.type("0, 0.02, 0.04")
    choose(keys, "Attack", "PGD L∞")
    keys.tab_to("Steps")
    keys.type("6")


def look_through_the_tabs(keys: KeysAlone, opened: OpenedWindow) -> None:
    tabs = opened.window.tabs
    keys.press(Key.Key_1, CTRL)
    keys.at("Jobs")
    keys.tab_to("Curve")
    keys.tab_to("Axis")
    keys.tab_to("Robustness curves")
    keys.press(Key.Key_Right)

    keys.press(Key.Key_2, CTRL)
    keys.at("Samples")  # the tab
    opened.wait(lambda: not tabs.samples.words())
    keys.press(Key.Key_Tab)
    keys.at("Class")
    keys.tab_to("Samples")
    keys.press(Key.Key_Right)
    keys.press(Key.Key_Return)
    keys.at("← Previous")
    keys.press(Key.Key_Right)
    keys.tab_to("Attack pass by pass")
    keys.press(Key.Key_Escape)
    keys.at("Samples")

    keys.press(Key.Key_3, CTRL)
    keys.at("Attack")
    keys.press(Key.Key_Tab)
    keys.at("Sample whose attack is replayed")
    keys.tab_to("Replay the attack")
    keys.press(Key.Key_Space)
    opened.wait(lambda: tabs.attack.view is not None and tabs.attack.view.plot.passes)
    keys.wait_for("Replay the attack")
    keys.tab_to("The attack pass by pass")
    keys.press(Key.Key_Right)

    keys.press(Key.Key_4, CTRL)
    keys.at("Classes")  # the tab
    keys.press(Key.Key_Tab)
    keys.at("Perturbation value")
    keys.press(Key.Key_Tab)
    keys.at("Classes")
    keys.press(Key.Key_Down)
    keys.tab_to("Confusions under attack")
    keys.press(Key.Key_Tab)
    keys.at("Details of the job")

    keys.press(Key.Key_5, CTRL)
    keys.at("Details of the job")
    keys.press(Key.Key_F6, SHIFT)
    keys.at("Log")
    keys.tab_to("Show only lines with these words")
    keys.tab_to("Log of the job")


def save(keys: KeysAlone, key: Key, modifiers: Modifier, path: Path) -> None:
    keys.press(key, modifiers)
    keys.at("File name:")
    keys.type(str(path))
    keys.press(Key.Key_Return)


def test_the_whole_way_needs_no_mouse(
    open_window: Callable[..., OpenedWindow], sample_files: Path, tmp_path: Path
) -> None:
    opened = open_window()
    main = opened.window
    main.activateWindow()  # as the window manager does
    opened.wait(main.isActiveWindow)
    keys = KeysAlone(opened.wait)

    # From the welcome to the first job.
    keys.at("Model")
    keys.press(Key.Key_F6)
    keys.at("Run the sample evaluation")
    keys.press(Key.Key_F6, SHIFT)
    fill_the_form(keys, sample_files)
    opened.wait(opened.button("Add to queue").isEnabled)
    keys.tab_to("Add to queue")
    keys.press(Key.Key_Space)
    opened.wait(lambda: len(opened.rows()) == 1)
    keys.wait_for("Add to queue")
    keys.press(Key.Key_F6, SHIFT)
    keys.tab_to("Jobs")
    first = opened.rows()[0].id
    opened.wait_for_state(first, JobState.FINISHED)
    assert main.table.selected() == (first,)

    # A second one, with more steps.
    keys.press(Key.Key_D, CTRL)
    # Until the files were looked into the button takes no keys: F6 would lead to the first field.
    opened.wait(opened.button("Add to queue").isEnabled)
    keys.press(Key.Key_F6)
    keys.at("Close the message")  # which offers what stood in the form before
    keys.press(Key.Key_Space)
    keys.tab_to("Add to queue")
    keys.tab_to("Steps", Key.Key_Backtab)
    keys.type("12")
    opened.wait(opened.button("Add to queue").isEnabled)
    keys.press(Key.Key_Return, CTRL)
    opened.wait(lambda: len(opened.rows()) == 2)
    second = next(row.id for row in opened.rows() if row.id != first)
    opened.wait_for_state(second, JobState.FINISHED)
    steps = [opened.result(one)["spec"]["attack-params"]["steps"] for one in (first, second)]
    assert steps == [6, 12]

    # Its curve over the other one.
    keys.press(Key.Key_F6, SHIFT)
    keys.tab_to("Jobs")
    keys.press(Key.Key_Home)
    assert main.table.selected() == (second,)
    for shown in ({first}, {first, second}):
        keys.press(Key.Key_Space)
        assert set(main.model.ticked()) == shown
    opened.wait_for_curve(first)
    opened.wait_for_curve(second)

    look_through_the_tabs(keys, opened)
    keys.press(Key.Key_F6)
    keys.at("Details of the job")
    keys.press(Key.Key_PageDown)
    keys.tab_to("Notes on the job")

    # Away with it, onto the disk.
    picture, table = tmp_path / "curves.png", tmp_path / "curve.csv"
    keys.press(Key.Key_F6)
    keys.at("Jobs")
    save(keys, Key.Key_E, CTRL, picture)
    opened.wait(lambda: picture.name in opened.said())
    assert not QImage(str(picture)).isNull()
    keys.at("Jobs")
    save(keys, Key.Key_E, CTRL | SHIFT, table)
    opened.wait(lambda: table.name in opened.said())
    lines = list(csv.reader(table.read_text("utf-8").splitlines()))
    assert [line[0] for line in lines] == ["pert_value", "0.0", "0.02", "0.04"]
    keys.at("Jobs")

    # Side by side.
    keys.press(Key.Key_Down, SHIFT)
    assert set(main.table.selected()) == {first, second}
    keys.press(Key.Key_M, CTRL | SHIFT)
    (window,) = main.findChildren(CompareWindow)
    opened.wait(lambda: window.is_compared)
    keys.at("Comparison")
    keys.tab_to("Accuracy at each perturbation value")
    keys.press(Key.Key_Escape)
    keys.at("Jobs")

    # By its words, and the end.
    keys.press(Key.Key_K, CTRL)
    keys.at("Search jobs and actions")
    keys.type("settings")
    keys.press(Key.Key_Return)
    keys.at("Appearance")
    keys.tab_to("Close")
    keys.press(Key.Key_Escape)
    keys.at("Jobs")
    shown = ["large_sample", "export_dialog", "export_dialog", "compare", "settings"]
    assert keys.windows.shown == shown, "a window came up that nobody asked for"
    keys.windows.close()
    with opened.qtbot.waitSignal(opened.program.ended, timeout=PATIENCE_MS):
        keys.end(Key.Key_Q, CTRL)
