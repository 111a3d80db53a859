"""A toolbar whose buttons say less where room is short, instead of leaving it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QActionEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolBar, QToolButton

_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICON = Qt.ToolButtonStyle.ToolButtonIconOnly


class FittingToolbar(QToolBar):
    """Buttons with icon and words; the last ones lose their words first.

    A tooltip says what a button without words does.
    """

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._is_fitting = False
        self._width_with_words = 0
        self._soon = QTimer(self)
        """A button hears after the toolbar that its action says something else."""
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit)

    def sizeHint(self) -> QSize:
        """Return the size with all words: a window that gets wider gives the room for them back."""
        hint = super().sizeHint()
        return QSize(max(hint.width(), self._width_with_words), hint.height())

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the buttons: before, nothing knows its size."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the buttons to another width."""
        super().resizeEvent(event)
        self._fit()

    def actionEvent(self, event: QActionEvent) -> None:
        """Fit the buttons when one comes, goes or says something else."""
        super().actionEvent(event)
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the buttons to another font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if self._is_fitting or layout is None or not self.isVisible():
            return
        self._is_fitting = True
        try:
            margins = layout.contentsMargins()
            widgets = [self.widgetForAction(action) for action in self.actions()]
            buttons = [widget for widget in widgets if isinstance(widget, QToolButton)]
            with_words = [_width(button, _WORDS) for button in buttons]
            as_icons = [_width(button, _ICON) for button in buttons]
            others = [w for w in widgets if w is not None and not isinstance(w, QToolButton)]
            needed = sum(with_words) + sum(
                max(w.minimumSizeHint().width(), w.minimumWidth()) for w in others
            )
            needed += layout.spacing() * (len(widgets) - 1) + margins.left() + margins.right()
            if needed != self._width_with_words:
                self._width_with_words = needed
                self.updateGeometry()
            kept = len(buttons)
            while kept and needed > self.width():
                kept -= 1
                needed -= with_words[kept] - as_icons[kept]
            for place, button in enumerate(buttons):
                button.setToolButtonStyle(_WORDS if place < kept else _ICON)
        finally:
            self._is_fitting = False


def _width(button: QToolButton, style: Qt.ToolButtonStyle) -> int:
    button.setToolButtonStyle(style)
    return button.sizeHint().width()
