"""Two things side by side where there is room for both, one below the other where there is not."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayoutItem, QWidget

from pandavision_gui.views.list_layout import ListLayout
from pandavision_gui.views.theme import UNIT


class PairLayout(ListLayout):
    """The first at the left, the second, as wide as it is, at the right or close to the first.

    The second is never wider than the whole. The first, when it is a label that wraps, may be
    squeezed down to its longest word before the two stand one below the other.
    """

    def __init__(
        self, parent: QWidget, first: QWidget, second: QWidget, *, spread: bool = True
    ) -> None:
        super().__init__(parent)
        self._spread = spread
        self.setSpacing(UNIT)
        self.addWidget(first)
        self.addWidget(second)

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it grows sideways."""
        return Qt.Orientation.Horizontal

    def sizeHint(self) -> QSize:
        """Return the size with both side by side."""
        hints = [item.sizeHint() for item in self.items]
        width = sum(hint.width() for hint in hints) + self.spacing()
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Return a small width: what is too long wraps, is elided or stands below."""
        heights = [item.minimumSize().height() for item in self.items]
        return QSize(6 * UNIT, max(heights, default=0))

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the two."""
        first, second = self.items
        width = rect.width()
        right = min(width, second.sizeHint().width())
        left = width - right - self.spacing() if right else width
        if not self._spread and left > first.sizeHint().width():
            left = first.sizeHint().width()
        if left >= _least_width(first):
            height = max(_height(first, left), _height(second, right))
            if move:
                first.setGeometry(QRect(rect.left(), rect.top(), left, _height(first, left)))
                place = width - right if self._spread else left + self.spacing()
                second.setGeometry(
                    QRect(rect.left() + place, rect.top(), right, _height(second, right))
                )
            return height
        upper, lower = _height(first, width), _height(second, right)
        if move:
            first.setGeometry(QRect(rect.left(), rect.top(), width, upper))
            start = rect.left() + (width - right if self._spread else 0)
            second.setGeometry(QRect(start, rect.top() + upper + self._gap(), right, lower))
        return upper + self._gap() + lower

    def _gap(self) -> int:
        return 0 if self._spread else self.spacing()


def _least_width(item: QLayoutItem) -> int:
    widget = item.widget()
    if isinstance(widget, QLabel) and widget.wordWrap():
        metrics = widget.fontMetrics()
        return max((metrics.horizontalAdvance(word) for word in widget.text().split()), default=0)
    return item.sizeHint().width()


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
