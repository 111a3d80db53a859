"""An opened job by class: who falls first, who is taken for whom, how much it takes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.views.classes.class_figures import (
    class_figures,
    class_medians,
    confusion_matrix,
    size_bars,
)
from pandavision_gui.views.classes.class_table import ClassColumn, ClassTable
from pandavision_gui.views.classes.class_wishes import ClassWishes
from pandavision_gui.views.classes.confusion_view import ConfusionView
from pandavision_gui.views.classes.size_histogram import SizeHistogram
from pandavision_gui.views.narrow_box import NarrowBox
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme, set_role

_MOST_SEEN = 20
"""Columns of the matrix for which it gets room beside the table, before it is scrolled."""


class ClassesView(QWidget):
    """Shows one opened job at a time."""

    def __init__(self, theme: Theme, wishes: ClassWishes) -> None:
        super().__init__()
        self.wishes = wishes
        self._opened: OpenedJob | None = None
        self._medians: dict[int, float] = {}
        self.value = NarrowBox()
        self.value.setObjectName("class_value")
        self.value.setAccessibleName(self.tr("Perturbation value"))
        self.table = ClassTable(theme)
        self.confusions = ConfusionView(theme)
        self.histogram = SizeHistogram(theme)
        self._pairs_title = _heading("")
        self._bars_title = _heading("")
        self._whole = QSplitter(Qt.Orientation.Horizontal)
        self._is_width_chosen = False
        self._build()

    def _build(self) -> None:
        label = PlainLabel(self.tr("Perturbation value"))
        set_role(label, "muted")
        head = QHBoxLayout()
        head.setSpacing(UNIT)
        head.addWidget(label)
        head.addWidget(self.value)
        head.addStretch(1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(_under(self._pairs_title, self.confusions))
        right.addWidget(_under(self._bars_title, self.histogram))
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 2)
        whole = self._whole
        whole.addWidget(_under(_heading(self.tr("Which classes fall first")), self.table))
        whole.addWidget(right)
        whole.setStretchFactor(0, 4)
        whole.setStretchFactor(1, 5)
        for splitter in (whole, right):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(UNIT)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT * 3 // 2, UNIT, UNIT, UNIT)
        column.setSpacing(UNIT)
        column.addLayout(head)
        column.addWidget(whole, 1)
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        self.table.setMinimumSize(36 * letter, 10 * line)
        self.confusions.setMinimumSize(36 * letter, 16 * line)
        whole.splitterMoved.connect(self._note_width)
        self.value.currentIndexChanged.connect(self._show_value)
        self.table.opened.connect(lambda label: self._want(label, None))
        self.confusions.opened.connect(self._want)

    def show_opened(self, opened: OpenedJob) -> None:
        """Show another job at its largest value."""
        self._opened = None
        result = opened.result
        self.value.clear()
        for point in result.curve:
            if point.value > 0:
                self.value.addItem(value_words(point.value, result.scale), point.value)
        if not self.value.count():  # nothing but the clean accuracy was evaluated
            self.value.addItem(value_words(0.0, result.scale), 0.0)
        self.value.setCurrentIndex(self.value.count() - 1)
        self._opened = opened
        self._medians = class_medians(opened.table)
        values = [point.value for point in result.curve]
        self.histogram.show_bars(size_bars(opened.table, values), result.scale)
        self._bars_title.setText(self.tr("How many samples are broken by how much"))
        is_aimed = result.spec.get("target") not in (None, "all")
        wrong = 0 if is_aimed else int((opened.table.minimum_perturbation <= 0).sum())
        pairs = self.tr("True class (rows), taken for (columns)")
        if wrong == 1:
            pairs += self.tr(", without 1 that was wrong already")
        elif wrong:
            pairs += self.tr(", without {n} that were wrong already").format(n=number_words(wrong))
        self._pairs_title.setText(pairs)
        self._show()
        # Not at every value: all this asks parts for their sizes.
        self.table.fit_columns()
        self._turn()
        self._share_width()

    def _show_value(self) -> None:
        """Show another value: of the sizes only that of its own column may change."""
        column = ClassColumn.ROBUST
        before = self.table.columnWidth(column)
        self._show()
        self.table.fit_columns([column])
        if self.table.columnWidth(column) != before:
            self._share_width()

    def _show(self) -> None:
        value = self._value()
        if self._opened is None or value is None:
            return
        table, result = self._opened.table, self._opened.result
        self.table.classes.show(class_figures(table, value, self._medians), result, value)
        self.confusions.confusions.show(confusion_matrix(table, value), result)

    def minimumSizeHint(self) -> QSize:
        """Return the size with everything one below the other."""
        margins = self.contentsMargins().left() + self.contentsMargins().right()
        layout = self.layout()
        if layout is not None:
            margins += layout.contentsMargins().left() + layout.contentsMargins().right()
        return QSize(max(self._least_widths()) + margins, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self._turn()
        self._share_width()

    def _least_widths(self) -> list[int]:
        parts = [self._whole.widget(number) for number in range(self._whole.count())]
        return [part.minimumSizeHint().width() for part in parts if part is not None]

    def _turn(self) -> None:
        """Put the parts side by side where there is room for that, else one below the other."""
        seen = self.table.width_of(ClassColumn.MEDIAN + 1), self.confusions.width_of(_MOST_SEEN)
        needed = max(sum(seen), sum(self._least_widths())) + self._whole.handleWidth() + 3 * UNIT
        fits = self.contentsRect().width() >= needed
        self._whole.setOrientation(Qt.Orientation.Horizontal if fits else Qt.Orientation.Vertical)

    def _note_width(self) -> None:
        self._is_width_chosen |= self._is_side_by_side

    @property
    def _is_side_by_side(self) -> bool:
        return self._whole.orientation() == Qt.Orientation.Horizontal

    def _share_width(self) -> None:
        """Give the table all its columns where they fit, else the three that say most."""
        if self._opened is None or self._is_width_chosen or not self._is_side_by_side:
            return
        whole = self._whole.width() - self._whole.handleWidth()
        most = whole * 11 // 20
        every = self.table.width_of(len(ClassColumn))
        wanted = every if every <= most else self.table.width_of(ClassColumn.MEDIAN + 1)
        wanted = min(wanted, most)
        self._whole.setSizes([wanted, whole - wanted])

    def _value(self) -> float | None:
        data: Any = self.value.currentData()
        return None if data is None else float(data)

    def _want(self, label: int, answer: int | None) -> None:
        value = self._value()
        if value is not None:
            self.wishes.samples_wanted.emit(label, answer, value)


def _heading(words: str) -> PlainLabel:
    label = PlainLabel(words, wrap=True)
    set_role(label, "heading")
    return label


def _under(heading: PlainLabel, widget: QWidget) -> QWidget:
    together = QWidget()
    column = QVBoxLayout(together)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(UNIT // 2)
    column.addWidget(heading)
    column.addWidget(widget, 1)
    return together
