"""What every layout of ours shares: a list of items, and a height that follows from the width."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class ListLayout(QLayout):
    """Base of layouts; a subclass writes `arrange` and says its sizes.

    Give it to a widget of its own by `setLayout`. Added with its widgets to the layout of a widget
    that is there already, PySide 6.11 took its items from it, and the first show ended the program.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self.items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items in `rect` when `move` is True; return the height they take, in pixels."""
        raise NotImplementedError

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item; Qt calls it."""
        self.items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """Return the number of items."""
        return len(self.items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item; None beyond the last."""
        return self.items[index] if 0 <= index < len(self.items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it."""
        self._heights.clear()
        return self.items.pop(index) if 0 <= index < len(self.items) else None

    def hasHeightForWidth(self) -> bool:
        """Whether the height follows from the width: always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width, in pixels."""
        found = self._heights.get(width)
        if found is None:
            # Layouts above ask dozens of times for each change.
            found = self._heights[width] = self.arrange(QRect(0, 0, width, 0), move=False)
        return found

    def invalidate(self) -> None:
        """Forget the heights; Qt calls it when a widget has changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self.arrange(rect, move=True)
