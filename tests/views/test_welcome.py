from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import Theme
from pandavision_gui.views.welcome import Welcome


@pytest.mark.parametrize("width", [480, 1000, 2000])
def test_the_words_stand_in_the_middle_and_can_be_read_at_any_width(
    qtbot: QtBot, theme: Theme, width: int
) -> None:
    welcome = Welcome(theme)
    qtbot.addWidget(welcome)
    welcome.resize(width, 800)
    with qtbot.waitExposed(welcome):
        welcome.show()
    labels = welcome.findChildren(PlainLabel)
    places = [label.mapTo(welcome, label.rect().topLeft()).x() for label in labels]
    assert set(places) == {places[0]}
    right = width - places[0] - max(label.width() for label in labels)
    assert abs(places[0] - right) <= 2
    assert max(label.width() for label in labels) <= 460
