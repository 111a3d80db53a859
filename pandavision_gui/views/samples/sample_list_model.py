"""The samples that are listed, as Qt's views want them: places in the sample table, in order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.samples.sample_words import SampleFacts, sample_facts

FACTS_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_MOST_KNOWN = 500
"""Samples whose words are kept: those that are seen are painted again and again."""
_NO_ROWS = np.empty(0, dtype=np.int64)


class SampleListModel(QStringListModel):
    """Rows of one job's table; nothing is made of a sample before it is looked at.

    A view asks how many there are twice for each of them: what counts them is Qt's own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._table = SampleTable.empty()
        self._result: EvaluationResult | None = None
        self._rows: NDArray[np.int64] = _NO_ROWS
        self._known: dict[int, SampleFacts] = {}

    def show(self, table: SampleTable, result: EvaluationResult, rows: NDArray[np.int64]) -> None:
        """List these places of a table."""
        self._table, self._result, self._rows = table, result, rows
        self._known.clear()
        self.setStringList([""] * len(rows))

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that samples can be selected, not edited or moved."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is known of a sample."""
        facts = self.facts(index.row()) if index.isValid() else None
        if facts is None:
            return None
        if role == FACTS_ROLE:
            return facts
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return facts.sentence()
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(facts.sentence())
        return None

    def facts(self, row: int) -> SampleFacts | None:
        """Return a listed sample by its place in the list."""
        if self._result is None or not 0 <= row < len(self._rows):
            return None
        known = self._known.get(row)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = sample_facts(self._table, int(self._rows[row]), self._result)
            self._known[row] = known
        return known

    def samples(self, first: int, last: int) -> list[int]:
        """Return the rows of the dataset of listed samples, `last` included."""
        return [int(index) for index in self._table.index[self._rows[max(0, first) : last + 1]]]

    def place_of(self, sample: int) -> int | None:
        """Return where in the list a row of the dataset is; None where it is not listed."""
        found = np.flatnonzero(self._table.index[self._rows] == sample)
        return int(found[0]) if len(found) else None

    def news_of(self, samples: set[int]) -> None:
        """Tell the views that pictures of these rows of the dataset came."""
        listed = self._table.index[self._rows]
        for place in np.flatnonzero(np.isin(listed, list(samples))):
            index = self.index(int(place))
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])
