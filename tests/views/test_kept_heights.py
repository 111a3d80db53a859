"""Heights that layouts and labels keep are those that they would find anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.details.pair_layout import PairLayout
from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.list_layout import ListLayout
from pandavision_gui.views.plain_text import PlainLabel

WIDTH = 120
LONG = "a text that needs several lines where there is as little room as here"


def larger(widget: QWidget) -> None:
    font = widget.font()
    font.setPointSize(3 * font.pointSize())
    widget.setFont(font)


LABEL_CHANGES: dict[str, Callable[[WrappingLabel], None]] = {
    "its text": lambda label: label.setText(LONG * 2),
    "its font": larger,
}


@pytest.mark.parametrize("change", LABEL_CHANGES)
def test_a_label_that_changes_has_another_height(qtbot: QtBot, change: str) -> None:
    label = WrappingLabel(LONG)
    qtbot.addWidget(label)
    before = label.heightForWidth(WIDTH)
    assert label.heightForWidth(WIDTH) == before
    assert label.heightForWidth(3 * WIDTH) < before
    LABEL_CHANGES[change](label)
    assert label.heightForWidth(WIDTH) > before


def made(qtbot: QtBot, kind: str) -> tuple[QWidget, ListLayout, PlainLabel]:
    holder, label, other = QWidget(), PlainLabel("short", wrap=True), PlainLabel("other")
    qtbot.addWidget(holder)
    layout: ListLayout
    if kind == "pair":
        layout = PairLayout(holder, label, other)
    else:
        layout = FlowLayout()
        holder.setLayout(layout)
        layout.addWidget(label)
        layout.addWidget(other)
    holder.resize(WIDTH, 100)
    holder.show()
    return holder, layout, label


LAYOUT_CHANGES: dict[str, Callable[[PlainLabel], None]] = {
    "a text": lambda label: label.setText(LONG),
    "a font": larger,
    "a least height": lambda label: label.setMinimumHeight(200),
}


@pytest.mark.parametrize("change", LAYOUT_CHANGES)
@pytest.mark.parametrize("kind", ["pair", "flow"])
def test_a_layout_whose_widget_changes_has_another_height(
    qtbot: QtBot, kind: str, change: str
) -> None:
    _, layout, label = made(qtbot, kind)
    before = layout.heightForWidth(WIDTH)
    assert layout.heightForWidth(WIDTH) == before
    LAYOUT_CHANGES[change](label)
    assert layout.heightForWidth(WIDTH) > before


def test_what_is_hidden_or_added_counts(qtbot: QtBot) -> None:
    holder, layout, _ = made(qtbot, "flow")
    before = layout.heightForWidth(WIDTH)
    more = [PlainLabel("one more word") for _ in range(4)]
    for label in more:
        layout.addWidget(label)
        label.show()
    fuller = layout.heightForWidth(WIDTH)
    assert fuller > before
    for label in more:
        label.hide()
    assert layout.heightForWidth(WIDTH) == before
    for label in more:
        label.show()
    assert layout.heightForWidth(WIDTH) == fuller
    layout.takeAt(layout.count() - 1)
    layout.takeAt(layout.count() - 1)
    assert layout.heightForWidth(WIDTH) < fuller
    assert holder.isVisible()
