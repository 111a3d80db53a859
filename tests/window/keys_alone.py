"""Somebody who has a keyboard and nothing else, and looks where the focus is after every key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ..support.shown_windows import ShownWindows

Key = Qt.Key
Modifier = Qt.KeyboardModifier
_LONGEST_WAY = 60
_MARGIN = 3
_SETTLED_MS = 2000


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    told = QAccessible.queryAccessibleInterface(widget)
    return widget.accessibleName() or (told.text(QAccessible.Text.Name) if told else "")


class KeysAlone:
    """Presses keys where the system sends them: to the window that has the keyboard.

    Whoever follows by eye must find the focus again after each key, and whoever follows by ear must
    hear a name. So each key asserts that the focus is on a widget in sight that has a name, and,
    once it has gone elsewhere, that the widget it left looks otherwise without it.
    """

    def __init__(self, wait: Callable[[Callable[[], bool]], None]) -> None:
        self._wait = wait
        self.windows = ShownWindows()
        self._beneath: list[QWidget] = []

    @property
    def focus(self) -> QWidget:
        """The widget that has the keyboard, which is in sight and has a name."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        assert widget.isVisible(), f"the focus is on {widget}, which is hidden"
        # What is said above a field moves it, and it is brought back when the layout is done.
        patience = QDeadlineTimer(_SETTLED_MS)
        while _in_sight(widget).isEmpty() and not patience.hasExpired():
            QApplication.processEvents()
        assert not _in_sight(widget).isEmpty(), f"{name_of(widget)} has the focus out of sight"
        assert name_of(widget).strip(), f"the focus is on {widget}, which has no name"
        return widget

    def at(self, name: str) -> QWidget:
        """Assert that the focus is on the widget that is called so; return it."""
        assert name_of(self.focus) == name, f"{name_of(self.focus)} has the focus, not {name}"
        return self.focus

    def wait_for(self, name: str) -> QWidget:
        """Wait until the focus is on the widget that is called so, which no key brought there."""
        self._wait(lambda: (now := QApplication.focusWidget()) is not None and name_of(now) == name)
        return self.at(name)

    def press(self, key: Key, modifiers: Modifier = Modifier.NoModifier) -> QWidget:
        """Press a key; return what has the focus then."""
        before = self.focus
        window, place = before.window(), _around(before)
        picture = window.grab(place).toImage()
        QTest.keyClick(QGuiApplication.focusWindow(), key, modifiers)
        if QGuiApplication.focusWindow() is None:
            self._go_back()
        elif QApplication.activeWindow() is not window:
            self._beneath.append(window)
        after = self.focus
        if after is not before:
            _assert_other_look(before, window, place, picture)
        return after

    def end(self, key: Key, modifiers: Modifier) -> None:
        """Press a key after which no window has the keyboard."""
        QTest.keyClick(QGuiApplication.focusWindow(), key, modifiers)

    def _go_back(self) -> None:
        """Do what a window manager does, and this platform has none: wake the window beneath."""
        below = self._beneath.pop()
        below.activateWindow()
        self._wait(below.isActiveWindow)

    def type(self, text: str) -> None:
        """Write over what a line says."""
        self.press(Key.Key_A, Modifier.ControlModifier)
        for letter in text:
            QTest.keyClick(QGuiApplication.focusWindow(), letter)

    def tab_to(self, name: str, key: Key = Key.Key_Tab) -> QWidget:
        """Press Tab until the focus is on the widget that is called so."""
        seen = []
        for _ in range(_LONGEST_WAY):
            if name_of(self.focus) == name:
                return self.focus
            seen.append(name_of(self.focus))
            self.press(key)
        raise AssertionError(f"Tab does not lead to {name}; it leads to {seen}")

    def pane_with(self, name: str) -> QWidget:
        """Press F6 until the focus is in the part of the window that has such a widget first."""
        for _ in range(4):
            if name_of(self.press(Key.Key_F6)) == name:
                return self.focus
        raise AssertionError(f"F6 does not lead to {name}")


def _around(widget: QWidget) -> QRect:
    """The place of a widget in its window, with what its surroundings may draw around it."""
    place = widget.rect().translated(widget.mapTo(widget.window(), QPoint(0, 0)))
    return place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)


def _assert_other_look(left: QWidget, window: QWidget, place: QRect, with_focus: QImage) -> None:
    if not (isValid(window) and isValid(left) and left.isVisible() and _around(left) == place):
        return  # it went with its dialog, or what came above it has moved it
    QApplication.processEvents()
    name = name_of(left)
    assert window.grab(place).toImage() != with_focus, f"{name} looks the same with the focus"


def _in_sight(widget: QWidget) -> QRect:
    """The part of a widget that nothing cuts off."""
    seen, around = widget.rect(), widget
    while not around.isWindow():
        seen.translate(around.pos())
        around = around.parentWidget()
        seen &= around.rect()
    return seen
