"""Labelled values, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.details.pair_layout import PairLayout
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.jobs_table.job_words import LONGEST_TOOLTIP, wrapped_tooltip
from pandavision_gui.views.plain_text import PlainLabel, explain
from pandavision_gui.views.theme import UNIT, set_role, tabular


class FactRow(QWidget):
    """One label with its value."""

    def __init__(self) -> None:
        super().__init__()
        self._fact: Fact | None = None
        self._label = PlainLabel(wrap=True, one_line=True)
        set_role(self._label, "muted")
        self._value = ElidedLabel()
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._value.setFont(tabular(self._value.font()))
        PairLayout(self, self._label, self._value)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_fact(self, fact: Fact) -> None:
        """Show another fact."""
        if fact == self._fact:
            return
        self._fact = fact
        self._label.setText(fact.label)
        self._value.setText(fact.value)
        short = fact.tooltip[:LONGEST_TOOLTIP]
        for widget in (self, self._value):  # screen readers stop at the value
            explain(widget, short, tooltip=wrapped_tooltip(fact.tooltip))


class FactList(QWidget):
    """Several facts; a new list reuses the rows, so that a running job does not flicker."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[FactRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(UNIT // 2)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts instead."""
        while len(self._rows) < len(facts):
            self._rows.append(FactRow())
            self._layout.addWidget(self._rows[-1])
            self._rows[-1].show()  # else Qt shows it later, when the others have their places
        for row, fact in zip(self._rows, facts, strict=False):
            row.show_fact(fact)
        for row in self._rows[len(facts) :]:
            row.setParent(None)
            row.deleteLater()
        del self._rows[len(facts) :]
        self.setVisible(bool(facts))
