"""Which of the curves are drawn where they are not all measured in one norm.

A curve in L2 and one in L∞ share no axis: drawn together, they invite to be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QSizePolicy

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.engine_words import axis_title, scale_words
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.plain_text import explain
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.theme import UNIT

_BESIDE_WORDS = 7 * UNIT
"""Margins and arrow."""


class ScaleChoice(ChoiceBox):
    """All curves, or those of one norm or corruption; hidden while there is only one of them.

    Signals
    -------
    chosen
        Other curves shall be drawn.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._there: dict[UUID, Scale] = {}
        self._offered: list[Scale | None] = [None]
        self.setObjectName("curve_scale")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Curves to draw"))
        explain(
            self,
            self.tr(
                "The ticked jobs are measured in several ways, and a value means something else "
                "in each: curves of different ones cannot be compared by eye."
            ),
        )
        self.currentIndexChanged.connect(self._choose)
        self.hide()

    def _choose(self) -> None:
        self.updateGeometry()  # for other words
        self.chosen.emit()

    @property
    def scale(self) -> Scale | None:
        """What the curves to draw are measured in; None for all curves."""
        return self._offered[max(0, self.currentIndex())]

    def offer(self, series: Iterable[CurveSeries]) -> None:
        """Offer what these curves are measured in.

        A choice that would hide a curve that has just come, or that no curve is left of, ends: what
        somebody ticks is drawn.
        """
        there = {one.job_id: one.scale for one in series}
        if there == self._there:
            return
        kept, counts = self.scale, Counter(there.values())
        others = {scale for job_id, scale in there.items() if job_id not in self._there} - {kept}
        if others or kept not in counts:
            kept = None
        self._there = there
        self._offered = [None, *counts]
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self.tr("All {} curves").format(counts.total()))
            self.addItems([f"{_words(scale)}: {count}" for scale, count in counts.items()])
            self.setCurrentIndex(self._offered.index(kept))
        self.setVisible(len(counts) > 1)
        self.updateGeometry()

    def of_choice(self, series: Iterable[CurveSeries]) -> tuple[CurveSeries, ...]:
        """Return those of some curves that shall be drawn."""
        scale = self.scale
        return tuple(one for one in series if scale is None or one.scale == scale)

    def sizeHint(self) -> QSize:
        """Return room for the words that are shown, which are never long."""
        words = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(words + _BESIDE_WORDS, super().sizeHint().height())


def _words(scale: Scale) -> str:
    return scale_words(scale) if isinstance(scale, Norm) else axis_title(scale)
