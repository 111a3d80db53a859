"""The verdict in its colour, with the values it was taken over."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.views.details.details_text import verdict_text
from pandavision_gui.views.details.pair_layout import PairLayout
from pandavision_gui.views.jobs_table.job_words import Tone
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, set_role

_ROLES = {Tone.GOOD: "good-box", Tone.WARN: "warn-box", Tone.BAD: "bad-box"}


class VerdictBox(QFrame):
    """Level and security value; neutral where they are no verdict on the worst case."""

    def __init__(self) -> None:
        super().__init__()
        self._title = PlainLabel(wrap=True)
        self._value = PlainLabel()
        self._grid = PlainLabel(wrap=True)
        for label in (self._title, self._value):
            set_role(label, "heading")
        line = QWidget()
        PairLayout(line, self._title, self._value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT + 4, UNIT, UNIT + 4, UNIT)
        layout.setSpacing(2)
        layout.addWidget(line)
        layout.addWidget(self._grid)

    def show_result(self, result: EvaluationResult) -> None:
        """Show a result's verdict."""
        text = verdict_text(result)
        self._title.setText(text.title)
        self._value.setText(text.value)
        self._grid.setText(text.grid)
        role = _ROLES.get(text.tone, "accent-box")
        if self.property("role") != role:
            set_role(self, role)
            for label in (self._title, self._value, self._grid):
                # The labels' colour depends on the box's role.
                label.style().unpolish(label)
                label.style().polish(label)
