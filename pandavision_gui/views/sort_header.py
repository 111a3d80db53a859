"""Column titles that say by a mark of their own which column a table is sorted by."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QTableView

_MARKS = {Qt.SortOrder.AscendingOrder: "▴", Qt.SortOrder.DescendingOrder: "▾"}

_PADDING = 16
"""Pixels at both sides of a title, by the style sheet."""


class SortHeader(QHeaderView):
    """The mark stands beside the title: Qt's own lies over titles that stand at the right.

    It takes its place at once as the horizontal header of `table`, which has to be there before
    anything is set on it.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        table.setHorizontalHeader(self)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Say the mark as part of the title."""
        super().initStyleOptionForIndex(option, section)
        none = QStyleOptionHeader.SortIndicator.None_
        if option.sortIndicator != none:
            option.sortIndicator = none
            mark = _MARKS[self.sortIndicatorOrder()]
            metrics, room = self.fontMetrics(), self.sectionSize(section) - _PADDING
            room -= metrics.horizontalAdvance(f" {mark}")
            title = metrics.elidedText(option.text, Qt.TextElideMode.ElideRight, max(0, room))
            option.text = f"{title} {mark}".strip()
