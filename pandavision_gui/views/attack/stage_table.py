"""What each stage of an attack cost, and what it broke that the stages before it had not."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.engine.result import EvaluationResult, StageResult
from pandavision_gui.views.engine_words import attack_text
from pandavision_gui.views.plain_text import one_line, plain_tooltip
from pandavision_gui.views.theme import UNIT, tabular

_FIRST = 3
"""Columns before those of the values."""
_ROWS_SHOWN = 6
_VALUES_SEEN = 2
"""Columns of values that are seen before the titles of the stages have all the room they want."""
_LEAST_TITLE = 14 * UNIT
_Index = QModelIndex | QPersistentModelIndex


def stage_title(stage: StageResult) -> str:
    """Return what a stage is called."""
    info = CATALOGUE.get(stage.attack)
    title = attack_text(info.title) if info is not None else one_line(stage.attack)
    loss = stage.parameters.get("loss")
    return f"{title}, {one_line(loss)}" if isinstance(loss, str) else title


class StageTableModel(QAbstractTableModel):
    """One row a stage, one column a perturbation value, the largest first: it is what counts."""

    def __init__(self) -> None:
        super().__init__()
        self._stages: tuple[StageResult, ...] = ()
        self._values: tuple[str, ...] = ()
        self._broken: tuple[tuple[int, ...], ...] = ()

    def show(self, result: EvaluationResult) -> None:
        """Show the stages of a job."""
        self.beginResetModel()
        self._stages = result.stages or ()
        values = [value_words(p.value, result.scale) for p in result.curve[1:]]
        self._values = tuple(reversed(values))
        self._broken = tuple(tuple(reversed(stage.broken)) for stage in self._stages)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many stages there are."""
        return 0 if parent is not None and parent.isValid() else len(self._stages)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else _FIRST + len(self._values)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            fixed = (self.tr("Stage"), self.tr("Attacked"), self.tr("Passes"))
            if section < _FIRST:
                return fixed[section]
            value = self._values[section - _FIRST]
            return self.tr("At {value}").format(value=value) if section == _FIRST else value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(section)
        if role == Qt.ItemDataRole.ToolTipRole and section >= _FIRST:
            said = self.tr("Samples that are broken at {value} and were not before this stage")
            return plain_tooltip(said.format(value=self._values[section - _FIRST]))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        stage, column = self._stages[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column)
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            early = self.tr("Runs ended early: {n}").format(n=number_words(stage.ended_early or 0))
            lines = [stage_title(stage), _parameters(stage), early if stage.ended_early else ""]
            return plain_tooltip("\n".join(line for line in lines if line))
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == 0:
            return f"{index.row() + 1}. {stage_title(stage)}"
        if column == 1:
            return number_words(stage.attacked)
        if column == 2:
            return number_words(stage.passes)
        return number_words(self._broken[index.row()][column - _FIRST])


class StageTable(QTableView):
    """Small: it takes no more height than its rows."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = StageTableModel()
        self.setModel(self.stages)
        self.setObjectName("stage_table")
        self.setAccessibleName(self.tr("Stages of the attack"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFont(tabular(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + UNIT)
        self.horizontalHeader().setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_result(self, result: EvaluationResult) -> None:
        """Show the stages of a job, if it has several."""
        self.stages.show(result)
        rows = min(self.stages.rowCount(), _ROWS_SHOWN)
        height = self.horizontalHeader().sizeHint().height()
        height += rows * self.verticalHeader().defaultSectionSize()
        # Room for a scroll bar, whether it is there or not: what stands below must not jump.
        self.setFixedHeight(height + 2 * UNIT)
        if rows:
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self._fit_titles()
        self.setVisible(rows > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stages' titles what the figures leave."""
        super().resizeEvent(event)
        self._fit_titles()

    def _fit_titles(self) -> None:
        columns = range(1, min(_FIRST + _VALUES_SEEN, self.stages.columnCount()))
        header = self.horizontalHeader()
        taken = sum(max(self.sizeHintForColumn(n), header.sectionSizeHint(n)) for n in columns)
        wanted = max(self.sizeHintForColumn(0), header.sectionSizeHint(0))
        room = max(_LEAST_TITLE, self.viewport().width() - taken)
        if self.stages.columnCount():
            self.setColumnWidth(0, min(wanted, room))


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _parameters(stage: StageResult) -> str:
    told = (f"{one_line(key)}: {one_line(str(value))}" for key, value in stage.parameters.items())
    return "\n".join(told)
