"""The row above the samples: which ones, in which order, and what to do with them."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.listed_samples import Fate, Order, Rounding, SampleChoice
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.engine.sample_table import NO_CLASS
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.narrow_box import NarrowBox
from pandavision_gui.views.samples.sample_words import class_words
from pandavision_gui.views.theme import UNIT

_MOST_CLASSES = 2000
"""Entries of a list that a person can still use."""


class SampleFilters(QWidget):
    """Narrows the list of samples.

    Signals
    -------
    changed
        Other samples or another order are wanted.
    pictures_wanted, examples_wanted
        The selected samples as PNG, all examples as HDF5.
    """

    changed = Signal()
    pictures_wanted = Signal()
    examples_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_filling = False
        self._scale: Scale | None = None
        self._label = self._box("sample_class", self.tr("Class"))
        self._fate = self._box("sample_fate", self.tr("What became of the samples"))
        self._answer = self._box("sample_answer", self.tr("Class that examples are taken for"))
        self._rounding = self._box("sample_rounding", self.tr("After rounding to 8 bits"))
        self._order = self._box("sample_order", self.tr("Order"))
        self.save = QPushButton(self.tr("Save"))
        self.save.setObjectName("save_samples")
        menu = QMenu(self.save)
        self._save_pictures = menu.addAction(self.tr("Selected samples as pictures (PNG) …"))
        self._save_pictures.triggered.connect(self.pictures_wanted)
        menu.addAction(self.tr("All adversarial examples, exact (HDF5) …")).triggered.connect(
            self.examples_wanted
        )
        self.save.setMenu(menu)
        row = QWidget()
        flow = FlowLayout(last_at_end=True)
        flow.setSpacing(UNIT)
        row.setLayout(flow)
        lists = (self._label, self._fate, self._answer, self._rounding, self._order)
        for widget in (*lists, self.save):
            flow.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, UNIT, 0)
        layout.addWidget(row)
        self.set_selected(0)

    def show_job(self, opened: OpenedJob) -> None:
        """Offer what there is in a job; what was chosen stays where it is there, too."""
        self._is_filling = True
        table, self._scale = opened.table, opened.result.scale
        labels = self._counted(opened, table.label)
        found = table.adversarial_prediction
        answers = self._counted(opened, found[found != NO_CLASS])
        _fill(self._label, [(self.tr("All classes"), None), *labels])
        _fill(self._answer, [(self.tr("Taken for anything"), None), *answers])
        _fill(self._fate, self._fates(opened))
        _fill(
            self._rounding,
            [
                (self.tr("8-bit: any"), Rounding.ANY),
                (self.tr("8-bit: still fools"), Rounding.FOOLS),
                (self.tr("8-bit: no longer fools"), Rounding.HARMLESS),
            ],
        )
        _fill(
            self._order,
            [
                (self.tr("Smallest first"), Order.SMALLEST),
                (self.tr("Largest first"), Order.LARGEST),
                (self.tr("Surest example first"), Order.SUREST),
                (self.tr("In order of the dataset"), Order.DATASET),
            ],
        )
        self._is_filling = False

    def choice(self) -> SampleChoice:
        """Return what is wanted."""
        # Qt hands a word back where it was given a member of an enumeration.
        fate, value = self._fate.currentData() or (Fate.ANY, None)
        return SampleChoice(
            label=self._label.currentData(),
            fate=Fate(fate),
            value=value,
            answer=self._answer.currentData(),
            rounding=Rounding(self._rounding.currentData() or Rounding.ANY),
            order=Order(self._order.currentData() or Order.SMALLEST),
        )

    def set_selected(self, count: int) -> None:
        """Say how many samples are selected: those can be saved as pictures."""
        self._save_pictures.setEnabled(count > 0)

    def choose(self, *, label: int, answer: int | None, value: float) -> None:
        """Show samples of a class at a perturbation value.

        Parameters
        ----------
        answer
            What they are taken for there, None for anything else than what they are; `label`: those
            that are still right.
        """
        self._is_filling = True
        _select(self._label, label)
        _select(self._answer, None if answer == label else answer)
        _select(self._rounding, Rounding.ANY)
        if answer == label:
            self._choose_right_at(value)
        else:
            _select(self._fate, (Fate.BROKEN, value))
        self._is_filling = False
        self.changed.emit()

    def _choose_right_at(self, value: float) -> None:
        """Few want these, so they have no entry before somebody does."""
        if _place_of(self._fate, (Fate.WITHSTOOD, value)) is None and self._scale is not None:
            words = self.tr("Still right at {value}").format(value=value_words(value, self._scale))
            place = max(0, self._fate.count() - 2)
            self._fate.insertItem(place, words, (Fate.WITHSTOOD, value))
        _select(self._fate, (Fate.WITHSTOOD, value))

    def _fates(self, opened: OpenedJob) -> list[tuple[str, Any]]:
        result = opened.result
        entries: list[tuple[str, Any]] = [(self.tr("All samples"), (Fate.ANY, None))]
        values = [point.value for point in result.curve if point.value > 0]
        is_severity = isinstance(result.scale, Severity)
        for value in reversed(values):
            words = value_words(value, result.scale)
            said = self.tr("Broken at {value}") if is_severity else self.tr("Broken at ≤ {value}")
            entries.append((said.format(value=words), (Fate.BROKEN, value)))
        if values:
            words = value_words(values[-1], result.scale)
            said = self.tr("Withstood all up to {value}").format(value=words)
            entries.append((said, (Fate.WITHSTOOD, None)))
        entries.append((self.tr("Wrong already"), (Fate.WRONG, None)))
        return entries

    def _counted(self, opened: OpenedJob, column: np.ndarray) -> list[tuple[str, Any]]:
        numbers, counts = np.unique(column, return_counts=True)
        pairs = list(zip(numbers.tolist(), counts.tolist(), strict=True))[:_MOST_CLASSES]
        return [
            (f"{class_words(opened.result, number)} ({number_words(count)})", number)
            for number, count in pairs
        ]

    def _box(self, name: str, said: str) -> NarrowBox:
        box = NarrowBox()
        box.setObjectName(name)
        box.setAccessibleName(said)
        box.setToolTip(said)
        box.setMaxVisibleItems(20)
        box.currentIndexChanged.connect(self._on_changed)
        return box

    def _on_changed(self) -> None:
        if not self._is_filling:
            self.changed.emit()


def _fill(box: NarrowBox, entries: list[tuple[str, Any]]) -> None:
    before = box.currentData()
    box.clear()
    for text, data in entries:
        box.addItem(text, data)
    _select(box, before)


def _select(box: NarrowBox, data: Any) -> None:
    box.setCurrentIndex(_place_of(box, data) or 0)


def _place_of(box: NarrowBox, data: Any) -> int | None:
    # Qt's own search compares what Python made as objects, not by their values.
    return next((place for place in range(box.count()) if box.itemData(place) == data), None)
