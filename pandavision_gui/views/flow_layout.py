"""A layout that sets widgets side by side and begins a new row where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt

from pandavision_gui.views.list_layout import ListLayout
from pandavision_gui.views.theme import UNIT


class FlowLayout(ListLayout):
    """Rows of widgets, as many as the width asks for.

    Parameters
    ----------
    last_at_end
        Whether the last widget stands at the end of its row.
    outdent
        Pixels by which rows begin further left: the words of buttons without a frame stand below
        other words then, and their padding beside them.
    """

    def __init__(self, *, last_at_end: bool = False, outdent: int = 0) -> None:
        super().__init__()
        self._outdent = outdent
        self._last_at_end = last_at_end
        self.setSpacing(UNIT // 2)

    def expandingDirections(self) -> Qt.Orientation:
        """Return the directions it can use more room in: none."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        size = QSize()
        for item in self.items:
            size = size.expandedTo(item.minimumSize())
        return size

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items row by row."""
        begin = rect.x() - self._outdent
        x, y, row_height = begin, rect.y(), 0
        for item in self.items:
            if item.isEmpty():  # hidden
                continue
            hint = item.sizeHint()
            if x > begin and x + hint.width() > rect.right() + 1:
                x, y, row_height = begin, y + row_height + self.spacing(), 0
            if self._last_at_end and item is self.items[-1]:
                x = max(x, rect.right() + 1 - hint.width())
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()
            row_height = max(row_height, hint.height())
        return y + row_height - rect.y()
