"""The form by keyboard: order, keys, and where the focus is."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.spec import spec_from_document

from ...support.shown_windows import ShownWindows
from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, model_report, settle

MENUS = "fevjh"


def walk(form: AskedForm, qtbot: QtBot) -> list[QWidget]:
    """Go with Tab from the first field to the last one; return where it stopped."""
    form.activateWindow()
    form.focus_first()
    stops: list[QWidget] = []
    while (now := form.focusWidget()) is not None and now not in stops:
        stops.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    return stops


def focus_chain(first: QWidget) -> list[QWidget]:
    """Return all that stands in the order of Tab, beginning with `first`."""
    found = [first]
    while (after := found[-1].nextInFocusChain()) is not first:
        found.append(after)
    return found


def place_in(form: AskedForm, widget: QWidget) -> bool:
    """Whether Tab stops at a widget of the form that is in sight."""
    stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return stops and widget.isVisible() and form.isAncestorOf(widget)


def place(form: AskedForm, widget: QWidget) -> QPoint:
    content = form.scroll_area.widget()
    assert content is not None
    assert content.isAncestorOf(widget)
    return widget.mapTo(content, QPoint(0, widget.height() // 2))


def reads(form: AskedForm, stops: list[QWidget]) -> bool:
    """Whether the stops go from top to bottom, and from left to right in a row."""
    places = [place(form, w) for w in stops if w is not form.bar.button]
    rows = [(round(p.y() / 8), p.x()) for p in places]
    return rows == sorted(rows)


@pytest.mark.parametrize("attack", ["standard", "pgd-linf", "mpgd-linf"])
def test_tab_walks_through_all_fields_in_the_order_they_stand_in(
    filled: AskedForm, qtbot: QtBot, attack: str
) -> None:
    filled.preprocessing.choice.choose("own")
    filled.preprocessing.mean.setText("1")
    filled.preprocessing.std.setText("1")
    filled.advanced.toggle.setChecked(True)
    for between in ("pgd-linf", "mpgd-linf", attack):
        filled.attack.choice.choose(between)
    filled.resize(300, 1400)
    settle(filled)
    stops = walk(filled, qtbot)
    entries = [widget.entry for widget in filled.attack.fields.values()]
    first = stops.index(filled.attack.choice) + 1
    assert stops[first : first + len(entries)] == entries
    assert filled.preprocessing.std in stops
    assert filled.advanced.fields["batch_size"].entry in stops
    assert stops.index(filled.bar.button) == len(stops) - 1
    assert reads(filled, stops)


def test_tab_comes_to_a_message_where_it_stands(filled: AskedForm, qtbot: QtBot) -> None:
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "name": "x"}
    filled.load_spec(spec_from_document(keys))
    filled.take_files(["/data/other.onnx"])
    filled.answer("/data/other.onnx", model_report())
    filled.message.set_message("info", "Read me.", action="Do it")
    filled.swapped.message.set_message("info", "Swapped.", action="Swap")
    filled.resize(300, 1400)
    settle(filled)
    filled.dataset.edit.setFocus()  # the messages' buttons are stops, too, and before the fields
    order = [w for w in focus_chain(filled.message._action) if place_in(filled, w)]
    wanted = [filled.message, filled.model, filled.dataset, filled.swapped.message]
    wanted += [filled.belongings.message, filled.mode]
    found = [next(i for i, w in enumerate(order) if part.isAncestorOf(w)) for part in wanted]
    assert found == sorted(found)


@pytest.mark.parametrize("attack", ["standard", "pgd-linf", "mpgd-linf"])
def test_every_key_with_alt_is_one_fields_own(filled: AskedForm, attack: str) -> None:
    filled.attack.choice.choose(attack)
    labels = [one for one in filled.findChildren(QLabel) if one.isVisibleTo(filled)]
    texts = [label.text() for label in labels if label.buddy() is not None]
    texts += [button.text() for button in filled.findChildren(QPushButton)]
    keys = [m[1].lower() for text in texts if (m := re.search("&([A-Za-z])", text))]
    assert len(keys) >= 10
    assert sorted(keys) == sorted(set(keys))
    assert not set(keys) & set(MENUS)


def test_the_choice_of_an_output_has_a_key_of_its_own(filled: AskedForm) -> None:
    choices = tuple(
        TensorFacts(name=name, dtype="float32", shape=(None, 12)) for name in ("one", "two")
    )
    filled.model.look_into()
    filled.answer(MODEL_PATH, model_report(output_choices=choices, chosen_output="one"))
    assert filled.model.choice_label.isVisibleTo(filled)
    test_every_key_with_alt_is_one_fields_own(filled, "standard")


def test_the_steps_have_a_key(filled: AskedForm, qtbot: QtBot) -> None:
    filled.activateWindow()
    filled.focus_first()
    QApplication.processEvents()
    qtbot.keyClick(filled.model.edit, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert filled.focusWidget() is filled.attack.fields["steps"].entry


def test_a_key_brings_its_field_into_view(filled: AskedForm, qtbot: QtBot) -> None:
    filled.resize(300, 400)
    settle(filled)
    filled.activateWindow()
    filled.focus_first()
    viewport = filled.scroll_area.viewport()
    choice = filled.attack.choice
    assert not viewport.rect().contains(choice.mapTo(viewport, QPoint(0, choice.height())))
    qtbot.keyClick(filled.model.edit, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert filled.focusWidget() is choice
    label = next(one for one in filled.attack.findChildren(QLabel) if one.buddy() is choice)
    for widget, y in ((label, 0), (choice, choice.height())):
        assert viewport.rect().contains(widget.mapTo(viewport, QPoint(0, y)))


def test_every_stop_looks_other_with_the_focus(filled: AskedForm, qtbot: QtBot) -> None:
    filled.advanced.toggle.setChecked(True)
    filled.attack.choice.choose("mpgd-linf")
    filled.resize(300, 1400)
    settle(filled)
    for widget in walk(filled, qtbot):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        focused = widget.grab().toImage()
        other = filled.model.edit if widget is not filled.model.edit else filled.values.edit
        other.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        assert widget.grab().toImage() != focused, widget.accessibleName()


def test_what_is_said_above_a_field_does_not_push_it_out_of_sight(
    filled: AskedForm, qtbot: QtBot
) -> None:
    filled.resize(300, 500)
    settle(filled)
    filled.activateWindow()
    steps = filled.attack.fields["steps"].entry
    steps.setFocus()

    def is_in_view() -> bool:
        return (
            filled.scroll_area.viewport()
            .rect()
            .contains(steps.mapTo(filled.scroll_area.viewport(), steps.rect().center()))
        )

    assert is_in_view()
    filled.message.set_message("warn", "Read me. " * 200)
    settle(filled)
    assert is_in_view()
    bar = filled.scroll_area.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)  # somebody looks for something else
    assert not is_in_view()
    filled.message.set_message("warn", "Read me. " * 300)
    settle(filled)
    assert not is_in_view()


def test_no_field_is_a_window_on_its_way_to_its_place(filled: AskedForm) -> None:
    windows = ShownWindows()
    for perturbation in ("l2", "max-norm"):
        filled.mode.type.choose(perturbation)
    windows.close()
    assert windows.shown == []
