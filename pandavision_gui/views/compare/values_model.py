"""Two jobs at each perturbation value: accuracy, difference, and whether it is chance."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from pandavision_gui.engine.number_words import number_words, p_words, percent
from pandavision_gui.jobs.compare_messages import ComparedPoint
from pandavision_gui.views.compare.job_heads import HEADER_SWATCH, JobHead, short_titles
from pandavision_gui.views.compare.oriented_pair import OrientedPair, Side
from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.theme import Theme, tabular

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_MINUS = "−"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ValueColumn(IntEnum):
    """Columns from left to right."""

    VALUE = 0
    FIRST = 1
    SECOND = 2
    DIFFERENCE = 3
    P = 4
    ADJUSTED = 5
    BETTER = 6


_SIDES = {ValueColumn.FIRST: 0, ValueColumn.SECOND: 1}


class ValuesModel(QAbstractTableModel):
    """Nothing, until it is given a pair."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pair: OrientedPair | None = None
        self._points: Sequence[ComparedPoint] = ()
        self._heads: tuple[JobHead, ...] = ()
        self._with_intervals = True
        self._is_narrow = False
        theme.changed.connect(self._repaint)

    def show_pair(
        self, pair: OrientedPair, heads: tuple[JobHead, JobHead], *, with_intervals: bool
    ) -> None:
        """Show another pair, or the same with other names and curves."""
        self.beginResetModel()
        self._pair, self._points = pair, pair.pair.points
        self._heads, self._with_intervals = heads, with_intervals
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of perturbation values."""
        return 0 if parent.isValid() else len(self._points)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(ValueColumn)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or self._pair is None:
            return None
        column, point = ValueColumn(index.column()), self._points[index.row()]
        if role == _ROLE.DisplayRole:
            return self._text(self._pair, column, point)
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleDescriptionRole):
            said = self._explanation(self._pair, column, point)
            return plain_tooltip(said) if role == _ROLE.ToolTipRole else said
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if column is ValueColumn.BETTER else _RIGHT
        if role == _ROLE.FontRole and column is not ValueColumn.BETTER:
            return tabular(QApplication.font())
        better = self._pair.better(point) if column is ValueColumn.BETTER else None
        if role == _ROLE.DecorationRole and better is not None:
            return None if self._is_narrow else self._heads[better].swatch(dark=self._theme.is_dark)
        if role == _ROLE.ForegroundRole and column is ValueColumn.BETTER and better is None:
            return QColor(self._theme.colours.muted)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Return a column's title and what it means."""
        if orientation is not Qt.Orientation.Horizontal or not self._heads:
            return None
        column = ValueColumn(section)
        side = _SIDES.get(column)
        if role == _ROLE.DisplayRole:
            # What both names share is left out: elided, they would look alike.
            short = short_titles(self._heads[0], self._heads[1])
            return short[side] if side is not None else self._titles()[column]
        if role == _ROLE.DecorationRole and side is not None:
            return self._heads[side].swatch(dark=self._theme.is_dark, width=HEADER_SWATCH)
        if role == _ROLE.ToolTipRole:
            return plain_tooltip(self._column_hint(column))
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if column is ValueColumn.BETTER else _RIGHT
        return None

    def set_narrow(self, is_narrow: bool) -> None:
        """Write intervals below their share, not beside it."""
        self._is_narrow = is_narrow
        self._repaint()

    def rows_as_numbers(self) -> list[list[str]]:
        """Return titles and rows for a spreadsheet: plain numbers, with what the table explains."""
        if self._pair is None:
            return []
        first, second = (head.title for head in self._heads)
        titles = [self.tr("Perturbation value"), self.tr("Samples")]
        for name in (first, second):
            titles.append(name)
            if self._with_intervals:
                titles += [
                    self.tr("{name}, lower").format(name=name),
                    self.tr("{name}, upper").format(name=name),
                ]
        titles += [
            self.tr("Difference"),
            self.tr("Only {name} right").format(name=first),
            self.tr("Only {name} right").format(name=second),
            "p",
            self.tr("Corrected p"),
            self.tr("Better"),
        ]
        return [titles, *(self._numbers(self._pair, point) for point in self._points)]

    def _numbers(self, pair: OrientedPair, point: ComparedPoint) -> list[str]:
        sides = pair.sides(point)
        row = [f"{point.value:.9g}", str(point.count)]
        for side in sides:
            row.append(f"{side.share:.6g}")
            if self._with_intervals:
                row += [f"{side.lower:.6g}", f"{side.upper:.6g}"]
        row += [f"{pair.difference(point):.6g}", *(str(side.only) for side in sides)]
        better = self._better(pair, point, [head.title for head in self._heads])
        return [*row, f"{point.p:.6g}", f"{point.adjusted_p:.6g}", better]

    def _text(self, pair: OrientedPair, column: ValueColumn, point: ComparedPoint) -> str:
        if column is ValueColumn.VALUE:
            return point.value_words
        if column in _SIDES:
            side = pair.sides(point)[_SIDES[column]]
            if not self._with_intervals:
                return percent(side.share)
            if self._is_narrow:
                return f"{percent(side.share)}\n{100 * side.lower:.0f}–{100 * side.upper:.0f}"
            return f"{percent(side.share)} {_interval(side)}"
        if column is ValueColumn.DIFFERENCE:
            return signed(100 * pair.difference(point))
        if column is ValueColumn.P:
            return p_words(point.p)
        if column is ValueColumn.ADJUSTED:
            return p_words(point.adjusted_p)
        return self._better(pair, point, short_titles(*self._heads))

    def _better(self, pair: OrientedPair, point: ComparedPoint, titles: Sequence[str]) -> str:
        better = pair.better(point)
        if better is not None:
            return f"▲ {titles[better]}"
        return self.tr("≈ within chance")

    def _explanation(self, pair: OrientedPair, column: ValueColumn, point: ComparedPoint) -> str:
        if column in _SIDES:
            side = pair.sides(point)[_SIDES[column]]
            said = self.tr("{right} of {count} samples are right.").format(
                right=number_words(side.right), count=number_words(point.count)
            )
            if self._with_intervals:
                said += " " + self.tr("95 % interval: {interval} %").format(
                    interval=_interval(side)
                )
            return said
        if column in (ValueColumn.P, ValueColumn.ADJUSTED, ValueColumn.DIFFERENCE):
            first, second = pair.sides(point)
            said = self.tr(
                "{one} samples are right for the first only, {other} for the second only."
            )
            said = said.format(one=number_words(first.only), other=number_words(second.only))
            if column is ValueColumn.ADJUSTED and point.value == 0:
                said += " " + self.tr("Not corrected: the clean accuracy is a question of its own.")
            return said
        if column is ValueColumn.BETTER:
            return self._better(pair, point, [head.title for head in self._heads])
        return point.value_words

    def _titles(self) -> dict[ValueColumn, str]:
        return {
            ValueColumn.VALUE: self.tr("Value"),
            ValueColumn.DIFFERENCE: self.tr("Difference"),
            ValueColumn.P: "p",
            ValueColumn.ADJUSTED: self.tr("Corrected p"),
            ValueColumn.BETTER: self.tr("Right more often"),
        }

    def _column_hint(self, column: ValueColumn) -> str:
        side = _SIDES.get(column)
        if side is not None:
            share = self.tr("Share of the common samples that it has right")
            return f"{self._heads[side].title}\n" + (
                self.tr("{share}, with its 95 % interval.").format(share=share)
                if self._with_intervals
                else f"{share}."
            )
        first, second = (head.title for head in self._heads)
        return {
            ValueColumn.VALUE: self.tr("Perturbation value"),
            ValueColumn.DIFFERENCE: self.tr("“{second}” minus “{first}”, percentage points").format(
                first=first, second=second
            ),
            ValueColumn.P: self.tr("Of McNemar's exact test on the samples where they disagree"),
            ValueColumn.ADJUSTED: self.tr("After Holm's correction over the values above 0"),
            ValueColumn.BETTER: self.tr("Where the corrected p is below 0.05"),
        }[column]

    def _repaint(self) -> None:
        if self._points:
            last = self.index(len(self._points) - 1, len(ValueColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(ValueColumn) - 1)


def _interval(side: Side) -> str:
    return f"({100 * side.lower:.1f}–{100 * side.upper:.1f})"


def signed(points: float) -> str:
    """Return percentage points with their sign; what rounds to none has no sign."""
    text = f"{abs(points):.1f}"
    if text == "0.0":
        return text
    return f"{'+' if points > 0 else _MINUS}{text}"
