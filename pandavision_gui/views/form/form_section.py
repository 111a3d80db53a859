"""What every part of the evaluation form is: it fills some keys of the spec."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, set_role


class FormSection(QWidget):
    """One part of the form.

    Attributes
    ----------
    title
        Its name on screen, without a mnemonic.
    fills
        The keys of the spec that it is responsible for; errors about them are shown here.

    Signals
    -------
    changed
        The user, or `load`, has set something.
    """

    changed = Signal()
    title = ""
    fills: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(UNIT // 2)
        self._problem = WrappingLabel()
        self._problem.setParent(self)  # a part that says it elsewhere lays it out nowhere
        self._problem.hide()
        set_role(self._problem, "bad")

    def keys(self) -> dict[str, Any]:
        """Return the keys of the spec's document that this part fills.

        Raises
        ------
        InputError
            When something in it is no value of its key.
        """
        raise NotImplementedError

    def load(self, spec: EvaluationSpec) -> None:
        """Show what `spec` says."""
        raise NotImplementedError

    def load_keys(self, spec: EvaluationSpec, keys: Collection[str]) -> None:
        """Show what `spec` says under these keys of its document; most parts go as a whole."""
        if self.fills & set(keys):
            self.load(spec)

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong with this part; empty for nothing."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))


def field_label(text: str, entry: QWidget) -> QLabel:
    """Return the label that stands above an entry; & in `text` marks its key."""
    label = PlainLabel(text)
    label.setBuddy(entry)
    set_role(label, "muted")
    return label


def two_columns(left: int = 1, right: int = 1) -> QGridLayout:
    """Return a grid of two columns whose widths are as these numbers."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(UNIT)
    grid.setVerticalSpacing(UNIT // 2)
    grid.setColumnStretch(0, left)
    grid.setColumnStretch(1, right)
    return grid
