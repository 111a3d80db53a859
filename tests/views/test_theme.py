"""The scheme in force, and what changing it costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.theme import DARK, LIGHT, Colours, Theme, with_contrast


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


def _ratio(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _contrast(scheme: Colours, one: str, other: str) -> float:
    return _ratio(getattr(scheme, one), getattr(scheme, other))


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("text", ["text", "muted", "good", "warn", "bad", "accent"])
@pytest.mark.parametrize(
    "ground", ["window", "surface", "raised", "accent_soft", "good_soft", "warn_soft", "bad_soft"]
)
def test_text_can_be_read_on_every_ground(scheme: Colours, text: str, ground: str) -> None:
    assert _contrast(scheme, text, ground) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("ground", ["accent", "accent_hover"])
def test_the_main_button_can_be_read(scheme: Colours, ground: str) -> None:
    assert _contrast(scheme, "accent_text", ground) >= 4.5


@pytest.mark.parametrize(("scheme", "is_dark"), [(LIGHT, False), (DARK, True)])
def test_curves_are_seen_and_the_frame_of_what_has_the_keyboard(
    scheme: Colours, is_dark: bool
) -> None:
    curves = {SeriesStyle(number).colour(dark=is_dark) for number in range(30)}
    for colour in curves:
        assert _ratio(colour, scheme.window) >= 2, colour
    for ground in ("window", "surface", "raised"):
        assert _contrast(scheme, "accent", ground) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
def test_boxes_to_tick_are_seen_and_every_frame_where_the_system_asks_for_contrast(
    scheme: Colours, ground: str
) -> None:
    assert _contrast(scheme, "muted", ground) >= 3  # the frame of a box, style.qss
    sharp = with_contrast(scheme)
    for line in ("line", "strong_line"):
        assert _contrast(sharp, line, ground) >= 4.5
    assert _contrast(sharp, "muted", ground) >= 7


class SystemHints(QObject):
    """What the system says of its colours; Qt's own cannot be told another scheme here."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815 - Qt

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Qt.ColorScheme.Light

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 - Qt
        return self.scheme

    def say(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        self.colorSchemeChanged.emit(scheme)


def test_the_window_follows_the_system_from_light_to_dark_and_back_unless_a_scheme_is_set(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = SystemHints()
    monkeypatch.setattr(QApplication, "styleHints", staticmethod(lambda: system))
    theme = Theme(qapp, "system")
    told = QSignalSpy(theme.changed)
    assert theme.colours is LIGHT
    system.say(Qt.ColorScheme.Dark)
    assert theme.colours is DARK
    assert told.count() == 1
    assert qapp.palette().window().color().name() == DARK.window
    assert DARK.window in qapp.styleSheet()
    system.say(Qt.ColorScheme.Light)
    assert theme.colours is LIGHT
    theme.set_scheme("dark")
    system.say(Qt.ColorScheme.Light)
    assert theme.colours is DARK
    theme.set_scheme("light")
    system.say(Qt.ColorScheme.Dark)
    assert theme.colours is LIGHT


def test_the_window_follows_at_once_when_the_system_asks_for_contrast(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(Theme, "_more_contrast_is_wanted", lambda self: bool(asked))
    theme = Theme(qapp, "dark")
    assert theme.colours == DARK
    asked.append(True)
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(
        Qt.ContrastPreference.HighContrast
    )
    assert theme.colours == with_contrast(DARK)
    assert theme.is_dark
    assert with_contrast(DARK).line in qapp.styleSheet()
    asked.clear()
    theme.set_scheme("light")
    assert theme.colours == LIGHT


@pytest.mark.parametrize("share", [100, 150])
def test_fields_and_buttons_in_a_row_are_of_one_height(
    qapp: QApplication, qtbot: QtBot, share: int
) -> None:
    theme = Theme(qapp, "light")
    together = QWidget()
    qtbot.addWidget(together)
    font = together.font()
    font.setPointSizeF(font.pointSizeF() * share / 100)
    together.setFont(font)
    kinds = (QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPushButton)
    fields = [kind(together) for kind in kinds]
    together.show()
    heights = {type(field).__name__: field.sizeHint().height() for field in fields}
    assert max(heights.values()) - min(heights.values()) <= 1, heights
    theme.deleteLater()


def test_words_of_a_table_begin_below_those_of_its_header(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, "light")
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    table.setHorizontalHeaderItem(0, QTableWidgetItem("l"))
    table.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft)
    table.setItem(0, 0, QTableWidgetItem("l"))
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.show()

    def begins(widget: QWidget, rect: QRect) -> int:
        image = widget.grab(rect).toImage()
        line = image.height() // 2
        ground = image.pixelColor(2, line)
        return next(x for x in range(image.width()) if image.pixelColor(x, line) != ground)

    header = table.horizontalHeader()
    above = begins(header.viewport(), QRect(0, 0, header.sectionSize(0), header.height()))
    below = begins(table.viewport(), table.visualItemRect(table.item(0, 0)))
    assert abs(above - below) <= 1
    theme.deleteLater()
