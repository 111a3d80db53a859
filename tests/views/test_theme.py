"""The scheme in force, and what changing it costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pandavision_gui.views.theme import DARK, LIGHT, Colours, Theme


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


def _luminance(colour: str) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines 2.2 define it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("text", ["text", "muted", "good", "warn", "bad", "accent"])
@pytest.mark.parametrize(
    "ground", ["window", "surface", "raised", "accent_soft", "good_soft", "warn_soft", "bad_soft"]
)
def test_text_can_be_read_on_every_ground(scheme: Colours, text: str, ground: str) -> None:
    both = sorted(_luminance(getattr(scheme, name)) for name in (text, ground))
    assert (both[1] + 0.05) / (both[0] + 0.05) >= 4.5
