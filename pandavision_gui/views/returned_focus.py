"""The keyboard goes back to where it was when what it was used on for a moment goes away."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class ReturnedFocus(QObject):
    """Remembers what had the keyboard before `place`, and gives it back when that hides.

    Qt alone gives it to whatever comes next in the order of Tab, which is nowhere near. Where
    an action has moved the keyboard itself, nothing is done.
    """

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._place = place
        self._before: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is None or now is None:  # another program's window came or went
            return
        was_inside, is_inside = self._holds(before), self._holds(now)
        if is_inside and not was_inside:
            self._before = _outside(before)
        elif was_inside and not is_inside and not before.isVisible():
            back = self._before
            if back is not None and isValid(back) and back.isVisible() and back.isEnabled():
                back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _holds(self, widget: QWidget) -> bool:
        return self._place.isAncestorOf(widget)


def _outside(widget: QWidget) -> QWidget | None:
    """Return the widget, or what had the keyboard before the place that it is in."""
    place: QWidget | None = widget
    while place is not None:
        here = Qt.FindChildOption.FindDirectChildrenOnly
        for returned in place.findChildren(ReturnedFocus, options=here):
            return returned._before
        place = place.parentWidget()
    return widget
