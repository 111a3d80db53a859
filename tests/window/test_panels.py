"""Parts of the window are hidden and shown from the menu, and stay so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
PANELS = {
    "Evaluation form": "form",
    "Details": "details",
    "Jobs table": "jobs",
    "Toolbar": "toolbar",
}


def part(opened: OpenedWindow, name: str) -> QWidget:
    found = opened.window.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def view_menu(opened: OpenedWindow) -> QMenu:
    (action,) = [one for one in opened.window.menuBar().actions() if one.text() == "&View"]
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, words: str) -> QAction:
    (action,) = [one for one in menu.actions() if one.text().replace("&", "") == words]
    return action


@pytest.mark.parametrize("words", PANELS)
def test_a_part_is_hidden_from_the_menu_and_stays_hidden(open_window: Open, words: str) -> None:
    opened = open_window()
    panel = part(opened, PANELS[words])
    action = entry(view_menu(opened), words)
    assert panel.isVisible()
    assert action.isChecked()

    action.trigger()
    assert not panel.isVisible()
    assert not action.isChecked()
    opened.window.keep_arrangement()
    opened.quit()

    again = open_window()
    panel = part(again, PANELS[words])
    action = entry(view_menu(again), words)
    assert not panel.isVisible()
    assert not action.isChecked()
    action.trigger()
    assert panel.isVisible()
    others = [part(again, name) for name in PANELS.values()]
    assert all(one.isVisible() for one in others)


def test_a_hidden_window_hides_its_parts_for_this_once(open_window: Open) -> None:
    opened = open_window()
    action = entry(view_menu(opened), "Details")
    opened.window.hide()
    opened.window.show()
    assert part(opened, "details").isVisible()
    assert action.isChecked()


def test_what_needs_a_hidden_part_shows_it(open_window: Open) -> None:
    opened = open_window()
    action = entry(view_menu(opened), "Jobs table")
    action.trigger()
    opened.window.actions_by_name["find"].trigger()
    assert part(opened, "jobs").isVisible()
    assert action.isChecked()


def test_a_right_click_on_the_bars_offers_the_same(open_window: Open) -> None:
    opened = open_window()
    menu = opened.window.createPopupMenu()
    assert [one.text().replace("&", "") for one in menu.actions()] == list(PANELS)
    assert all(one.isEnabled() for one in menu.actions())


def test_what_comes_into_a_hidden_form_shows_it(open_window: Open, sample_files: Path) -> None:
    opened = open_window()
    form, hide = part(opened, "form"), entry(view_menu(opened), "Evaluation form").trigger
    model = str(sample_files / "signs_standard.onnx")
    for into_it in (
        opened.window.actions_by_name["add"].trigger,
        opened.window.form.preset_box.saving_wanted.emit,
        opened.window.actions_by_name["new"].trigger,
        lambda: opened.window.form.take_files([model]),
        lambda: opened.window.form_replacing.fill(spec_from_document({
            "trained-model": model,
            "dataset": str(sample_files / "road_signs.h5"),
            "perturbation-values": [0.01],
        }), "a job"),
    ):  # fmt: skip
        hide()
        assert not form.isVisible()
        into_it()
        assert form.isVisible()


def test_files_of_the_last_time_leave_the_form_hidden(
    open_window: Open, sample_files: Path
) -> None:
    opened = open_window()
    entry(view_menu(opened), "Evaluation form").trigger()
    opened.window.keep_arrangement()
    opened.quit()
    model = str(sample_files / "signs_standard.onnx")
    again = open_window(recent_models=(model,))
    again.wait(lambda: again.window.form.model.path == model)
    assert not part(again, "form").isVisible()


def test_adding_what_can_be_added_leaves_the_form_hidden(
    open_window: Open, small_spec: Callable[..., EvaluationSpec]
) -> None:
    opened = open_window()
    opened.window.form.load_spec(small_spec())
    opened.wait(opened.window.form.bar.button.isEnabled)
    entry(view_menu(opened), "Evaluation form").trigger()
    opened.window.actions_by_name["add"].trigger()
    opened.wait(lambda: len(opened.rows()) == 1)
    assert not part(opened, "form").isVisible()
    opened.wait(lambda: not opened.rows()[0].state.is_open)
