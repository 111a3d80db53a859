"""The perturbation values as a table: each in every unit that means something for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.engine_words import unit_words
from pandavision_gui.views.form.values_hint import InForce

Index = QModelIndex | QPersistentModelIndex
_MOST_DECIMALS = 6
_WIDEST_DECIMALS = 12
_FIGURES = 3
"""Of the smallest number, at least so many are told."""
Column = tuple[str, Callable[[float], float]]
"""Title, and what of a value stands there."""


class ValuesModel(QAbstractTableModel):
    """One line a value, as they were given; the same number of decimals in a column."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self._shown: tuple[tuple[float, ...], InForce] | None = None
        self._columns: tuple[Column, ...] = ()
        self._formats: tuple[str, ...] = ()

    def show(self, values: Sequence[float], where: InForce) -> None:
        """Show these values with what gives them a meaning; what is shown already stays as it is.

        This is told at whatever changes in the form, and rows that are selected stay so.
        """
        shown = tuple(values), where
        if shown == self._shown:
            return
        self._shown = shown
        self.beginResetModel()
        self._values = shown[0]
        self._columns = self._columns_for(where)
        self._formats = tuple(
            _format_of([of(value) for value in self._values]) for _, of in self._columns
        )
        self.endResetModel()

    def values(self) -> tuple[float, ...]:
        """Return the values."""
        return self._values

    def _columns_for(self, where: InForce) -> tuple[Column, ...]:
        scale, width = where.scale, where.width
        if isinstance(scale, Severity):
            return ((self.tr("Severity ({})").format(unit_words(scale)), float),)
        if scale is Norm.L0:
            shares: list[Column] = [(self.tr("Share of the pixels, %"), lambda v: 100 * v)]
            return ((self.tr("Fraction"), float), *shares)
        first = self.tr("Fraction") if scale is Norm.LINF else self.tr("Length in input ranges")
        columns: list[Column] = [(first, float)]
        if scale is Norm.LINF:
            columns.append((self.tr("n/255"), lambda v: 255 * v))
        if width is not None:
            columns.append((self.tr("Data units"), lambda v: width * v))
        return tuple(columns)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many values there are."""
        return 0 if parent.isValid() else len(self._values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return in how many units they are told."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says: numbers stand below each other by their point."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            number = self._columns[index.column()][1](self._values[index.row()])
            return self._formats[index.column()].format(number)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _format_of(numbers: Sequence[float]) -> str:
    """Return a format with the fewest decimals with which no number loses more than its sixth.

    Where the smallest would look like nothing, there are more; where even they are too few, each
    number is written by its own power of ten.
    """
    smallest = min((abs(x) for x in numbers if x and math.isfinite(x)), default=1.0)
    most = max(_MOST_DECIMALS, _FIGURES - 1 - math.floor(math.log10(smallest)))
    if most > _WIDEST_DECIMALS:
        return "{:.4g}"
    exact = min(1e-9, smallest * 10**-_FIGURES)
    fewest = (n for n in range(most) if all(abs(x - round(x, n)) < exact for x in numbers))
    return f"{{:.{next(fewest, most)}f}}"
