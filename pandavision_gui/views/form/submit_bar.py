"""The button that adds the evaluation to the queue, what that costs, or why it cannot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pandavision_gui.engine.cost_estimate import CostEstimate
from pandavision_gui.views.form.cost_words import cost_explained, cost_words
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import explain
from pandavision_gui.views.theme import UNIT, set_role


class _ReasonLine(WrappingLabel):
    """Says why the button is disabled, and has the focus of a button that was pressed.

    The focus of a disabled button would go to whatever comes next in the window, where a second
    press of the same key would do something that nobody asked for.
    """

    def __init__(self) -> None:
        super().__init__(lines=1)
        set_role(self, "muted")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        set_role(self, "focused")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Look like any line again."""
        super().focusOutEvent(event)
        set_role(self, "muted")


class SubmitBar(QWidget):
    """Two lines and one button, always in sight.

    Signals
    -------
    clicked
        The evaluation is to be queued.
    """

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._line = _ReasonLine()
        self._cost = WrappingLabel(lines=1)
        set_role(self._cost, "muted")
        self._usual, self._doubtful = self.tr("Add to &queue"), self.tr("&Evaluate anyway")
        self.button = QPushButton(self._usual)
        self.button.setToolTip(self.tr("Ctrl+Return"))
        set_role(self.button, "primary")
        self.button.clicked.connect(self.clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, UNIT // 2, 2 * UNIT, UNIT)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self._line)
        layout.addWidget(self._cost)
        layout.addWidget(self.button)

    def show_reason(self, sentence: str) -> None:
        """Say why the button is disabled."""
        self.button.setText(self._usual)
        self._disable(sentence)

    def show_busy(self, sentence: str) -> None:
        """Say what the button has begun: until it is done there is nothing to press."""
        self._disable(sentence)

    def _disable(self, sentence: str) -> None:
        self._line.setText(sentence)
        self._line.setAccessibleName(sentence)
        # Of the bar's window, which may be behind another one just now.
        if self.window().focusWidget() is self.button:
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_cost(None)
        self.button.setEnabled(False)
        self.button.setAccessibleDescription(sentence)

    def show_summary(
        self, sentence: str, *, cost: CostEstimate | None = None, is_doubtful: bool = False
    ) -> None:
        """Say what will run; the button says so where it will probably prove nothing."""
        self.button.setText(self._doubtful if is_doubtful else self._usual)
        self._line.setText(sentence)
        self._show_cost(cost)
        self.button.setEnabled(True)
        self.button.setAccessibleDescription(f"{sentence}. {self._cost.text()}")
        if self.window().focusWidget() is self._line:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """Return the first line."""
        return self._line.text()

    def cost_text(self) -> str:
        """Return the line on the cost; empty where nothing is known."""
        return self._cost.text()

    def _show_cost(self, cost: CostEstimate | None) -> None:
        self._cost.setText(cost_words(cost))
        explain(self._cost, cost_explained(cost))
