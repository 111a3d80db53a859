"""The scheme in force, and what changing it costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pandavision_gui.views.theme import DARK, LIGHT, Theme


@pytest.fixture(autouse=True)
def usual_style(qapp: QApplication) -> Iterator[None]:
    yield
    Theme(qapp).deleteLater()


class StyleCount(QObject):
    """Counts how often a widget is given its style anew."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        self.count += event.type() is QEvent.Type.StyleChange
        return False


def test_a_theme_begins_with_the_scheme_that_was_chosen(qapp: QApplication) -> None:
    dark, light = Theme(qapp, "dark"), Theme(qapp, "light")
    assert dark.colours is DARK
    assert light.colours is LIGHT
    assert qapp.palette().window().color().name() == LIGHT.window


def test_widgets_are_styled_anew_for_another_scheme_only(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, "dark")
    label, styled = QLabel("Jobs"), StyleCount()
    qtbot.addWidget(label)
    label.show()
    label.installEventFilter(styled)
    told = QSignalSpy(theme.changed)
    theme.set_scheme("dark")
    assert (styled.count, told.count()) == (0, 0)
    theme.set_scheme("light")
    assert styled.count > 0
    assert told.count() == 1
    assert theme.colours is LIGHT
