"""The lines of the palette as Qt asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pandavision_gui.views.palette.palette_entry import ENTRY_ROLE, Entry
from pandavision_gui.views.plain_text import plain_tooltip

Index = QModelIndex | QPersistentModelIndex


class PaletteModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        """Return all lines from top to bottom."""
        return self._entries

    def set_entries(self, entries: Sequence[Entry]) -> bool:
        """Show these; return whether they are others than before."""
        if tuple(entries) == self._entries:
            return False
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a line shows, or says."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.sentence
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(f"{entry.title}\n{entry.reason or entry.detail}")
        return entry if role == ENTRY_ROLE else None
