"""A scroll area whose content is as wide with a scroll bar as without one, and stays in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from pandavision_gui.views.theme import UNIT

_MARGIN = 2 * UNIT
_LABEL_HEIGHT = 3 * UNIT
_LEAST = 30 * UNIT


class SteadyScrollArea(QScrollArea):
    """Scrolls vertically; the bar takes its room from the right margin, so no text wraps anew.

    What comes or goes above does not move what is looked at: the field that has the focus, else
    the first part in sight (as browsers do it, CSS Scroll Anchoring Module Level 1).
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(_MARGIN, UNIT, _MARGIN, UNIT)
        self.column.setSpacing(UNIT)
        self.setWidget(content)
        self._has_bar = False
        self._focused: QWidget | None = None
        self._is_scrolled_away = False
        self._places: dict[QWidget, int] = {}
        self._top: int | None = None
        """Where it was scrolled to before its range became another, until that has been heeded."""
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._on_scrolled_by_hand())

        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: nothing scrolls to the side, and what is wider is cut off."""
        shown = self.widget()
        content = shown.minimumSizeHint().width() if shown is not None else 0
        bar = self.verticalScrollBar().sizeHint().width() if self._has_bar else 0
        return QSize(max(_LEAST, content + bar), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more room when what is shown needs it."""
        done = super().eventFilter(watched, event)  # which knows by then how far it scrolls
        if watched is self.widget():
            if event.type() is QEvent.Type.LayoutRequest:
                self.updateGeometry()
                self._settling.start()
            elif event.type() is QEvent.Type.Resize:
                self._stay_in_place()  # its parts are in their places, and not painted yet
                self._settling.start()
        return done

    def _settle(self) -> None:
        self._stay_in_place()  # one part may have gone for another that is as high
        self._keep_focus_in_view()

    def _stay_in_place(self) -> None:
        """Scroll by as much as the part that is looked at was moved."""
        before, self._places = self._places, self._places_now()
        bar = self.verticalScrollBar()
        top, self._top = bar.value() if self._top is None else self._top, None
        moved = [(y, self._places[part] - y) for part, y in before.items() if part in self._places]
        anchor = self._anchor(before, top)
        if anchor is None or anchor not in self._places:
            return
        shift = self._places[anchor] - before[anchor]
        # What came is to be seen: it stands above the first part that was moved.
        above = min((y for y, by in moved if by), default=0) - top
        if shift > 0 and above >= 0:
            shift = min(shift, above)
        bar.setValue(top + shift)

    def _anchor(self, places: dict[QWidget, int], top: int) -> QWidget | None:
        """Return the part with the focus if it is in sight, else the first that begins there."""
        bottom = top + self.viewport().height()
        in_sight = {part: y for part, y in places.items() if top <= y < bottom}
        for part, y in places.items():
            is_there = part in self._places  # else it may be deleted, and must not be asked
            focused = self._focused if is_there else None
            holds_focus = focused is not None and part.isAncestorOf(focused)
            if holds_focus and y < bottom and y + part.height() > top:
                return part
        if top == 0:
            return None  # whoever is at the top stays there
        return min(in_sight, key=in_sight.__getitem__, default=None)

    def _places_now(self) -> dict[QWidget, int]:
        """Return where each part of the content begins, from its top in pixels."""
        content = self.widget()
        if content is None:
            return {}
        return {
            part: part.mapTo(content, QPoint()).y()
            for part in content.findChildren(
                QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
            if part.isVisible()
        }

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what has the focus into view, its label too: a key may have led there."""
        content = self.widget()
        is_mine = now is not None and content is not None and content.isAncestorOf(now)
        self._focused = now if is_mine else None
        self._is_scrolled_away = False
        self._keep_focus_in_view()

    def _keep_focus_in_view(self) -> None:
        """What is said above a field must not push it out of sight while it is written in."""
        if self._focused is not None and not self._is_scrolled_away:
            self.ensureWidgetVisible(self._focused, 0, _LABEL_HEIGHT)

    def _on_scrolled_by_hand(self) -> None:
        """Whoever scrolls the field away looks for something else until another has the focus."""
        self._is_scrolled_away = True

    def _make_room(self, _lowest: int, highest: int) -> None:
        if self._top is None:  # told before the value is drawn into the range
            self._top = self.verticalScrollBar().value()
            self._settling.start()
        self._has_bar = highest > 0
        bar = self.verticalScrollBar().sizeHint().width() if highest > 0 else 0
        self.column.setContentsMargins(_MARGIN, UNIT, max(_MARGIN - bar, 0), UNIT)
