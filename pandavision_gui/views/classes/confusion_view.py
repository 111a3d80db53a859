"""Which classes are taken for which ones, as a matrix of counts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.views.classes.class_figures import Confusions
from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.samples.sample_words import class_words
from pandavision_gui.views.theme import UNIT, Theme, tabular

_PAIR_ROLE = int(Qt.ItemDataRole.UserRole)
_SELECTED, _HAS_FOCUS = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
_STEPS = 255
_CELL = 26
_LARGEST_CELL = 6 * UNIT
_LONGEST_TITLE = 11 * UNIT
_NOTHING = Confusions((), (), {}, {})
_Index = QModelIndex | QPersistentModelIndex


class ConfusionModel(QAbstractTableModel):
    """Rows are true classes, columns what their examples are taken for."""

    def __init__(self) -> None:
        super().__init__()
        self._found = _NOTHING
        self._result: EvaluationResult | None = None

    def show(self, found: Confusions, result: EvaluationResult) -> None:
        """Show the confusions of a job."""
        self.beginResetModel()
        self._found, self._result = found, result
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many true classes there are."""
        return 0 if parent is not None and parent.isValid() else len(self._found.labels)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many classes they are taken for."""
        return 0 if parent is not None and parent.isValid() else len(self._found.answers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a class."""
        if self._result is None:
            return None
        is_column = orientation is Qt.Orientation.Horizontal
        classes = self._found.answers if is_column else self._found.labels
        if role == Qt.ItemDataRole.DisplayRole:
            return class_words(self._result, classes[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(class_words(self._result, classes[section]))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return how many samples of a class are taken for another one."""
        if self._result is None or not index.isValid():
            return None
        pair = self._found.labels[index.row()], self._found.answers[index.column()]
        count = self._found.counts.get(pair, 0)
        if role == Qt.ItemDataRole.DisplayRole:
            return number_words(count) if count else ""
        if role == _PAIR_ROLE:
            return pair
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            said = self._said(pair, count)
            return plain_tooltip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def cell(self, index: _Index) -> tuple[int, int, int, float]:
        """Return true class, answer, their count and its share of the class: all that is painted.

        In one call: there are hundreds of cells.
        """
        label, answer = self._found.labels[index.row()], self._found.answers[index.column()]
        count = self._found.counts.get((label, answer), 0)
        return label, answer, count, count / self._found.totals[label]

    def _said(self, pair: tuple[int, int], count: int) -> str:
        if self._result is None:
            return ""
        words = {
            "count": number_words(count),
            "total": number_words(self._found.totals[pair[0]]),
            "label": class_words(self._result, pair[0]),
            "answer": class_words(self._result, pair[1]),
        }
        if pair[0] == pair[1]:
            return self.tr("{count} of {total} of {label} are still right").format(**words)
        return self.tr("{count} of {total} of {label} are taken for {answer}").format(**words)


class ConfusionView(QTableView):
    """The matrix; it can be walked through with the arrow keys.

    Signals
    -------
    opened
        True class and answer whose samples are wanted; both the same for those still right.
    """

    opened = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.confusions = ConfusionModel()
        self.setModel(self.confusions)
        self.setItemDelegate(_ConfusionCell(theme, self, self.confusions))
        self.setObjectName("confusions")
        self.setAccessibleName(self.tr("Confusions under attack"))
        self.setHorizontalHeader(_UprightTitles(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setFont(tabular(self.font()))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(True)
        self.verticalHeader().setMaximumWidth(2 * _LONGEST_TITLE)
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.activated.connect(self._on_activated)
        self.confusions.modelReset.connect(self._fit_cells)
        self._fit_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the cells grow where there is room."""
        super().resizeEvent(event)
        self._fit_cells()

    def width_of(self, most: int) -> int:
        """Return the width in pixels in which all columns are seen, or so many of more."""
        cells = min(self.horizontalHeader().count(), most) * self._least_cell()
        return self.verticalHeader().sizeHint().width() + cells + 2 * self.frameWidth()

    def _least_cell(self) -> int:
        return max(_CELL, self.fontMetrics().height() + UNIT)

    def _fit_cells(self) -> None:
        least = self._least_cell()
        across, down = self.horizontalHeader(), self.verticalHeader()
        room = min(
            (self.width() - down.sizeHint().width() - 2) // max(1, across.count()),
            (self.height() - across.sizeHint().height() - 2) // max(1, down.count()),
        )
        side = max(least, min(_LARGEST_CELL, room))
        for header in (across, down):
            if header.defaultSectionSize() != side:
                header.setDefaultSectionSize(side)

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(*index.data(_PAIR_ROLE))


class _ConfusionCell(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QTableView, confusions: ConfusionModel) -> None:
        super().__init__(view)
        self._theme = theme
        self._confusions = confusions
        self._take_colours()

    def _take_colours(self) -> None:
        self._colours = colours = self._theme.colours
        self._ground, self._text = QColor(colours.surface), QColor(colours.text)
        self._good, self._bad = QColor(colours.good), QColor(colours.bad)
        self._accent = QColor(colours.accent)
        self._shades: dict[tuple[bool, int], QColor] = {}
        """By whether it is right and by share: colours that one needs no transparency for, which
        takes thrice as long."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if self._colours is not self._theme.colours:
            self._take_colours()
        label, answer, count, share = self._confusions.cell(index)
        room = option.rect.adjusted(1, 1, -1, -1)
        state = option.state.value  # flags of Python take as long as a number that is painted
        painter.fillRect(room, self._shade(label == answer, share) if count else self._ground)
        if state & (_SELECTED | _HAS_FOCUS):
            painter.setPen(self._accent)
            painter.drawRect(room.adjusted(0, 0, -1, -1))
            if state & _HAS_FOCUS:  # twice as thick: it stays framed without the keyboard
                painter.drawRect(room.adjusted(1, 1, -2, -2))
        if count:
            painter.setPen(self._text)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, number_words(count))

    def _shade(self, is_right: bool, share: float) -> QColor:
        step = round(_STEPS * share)
        key = is_right, step
        if key not in self._shades:
            # A single sample among many must still be seen.
            part = 0.12 + 0.6 * step / _STEPS
            ground, full = self._ground, self._good if is_right else self._bad
            self._shades[key] = QColor.fromRgbF(
                *(
                    part * above + (1 - part) * below
                    for above, below in (
                        (full.redF(), ground.redF()),
                        (full.greenF(), ground.greenF()),
                        (full.blueF(), ground.blueF()),
                    )
                )
            )
        return self._shades[key]


class _UprightTitles(QHeaderView):
    """Titles that are written upwards: columns are narrower than names."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        theme.changed.connect(self.viewport().update)

    def sectionSizeFromContents(self, section: int) -> QSize:
        metrics = self.fontMetrics()
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        return QSize(_CELL, min(_LONGEST_TITLE, metrics.horizontalAdvance(title)) + 2 * UNIT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        painter.save()
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.colours.muted))
        painter.translate(rect.left(), rect.bottom())
        painter.rotate(-90)
        room = QRect(UNIT, 0, rect.height() - UNIT, rect.width())
        shown = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags | Qt.TextFlag.TextSingleLine), shown)
        painter.restore()
