"""The place below a file's path that says what was found in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.plain_text import explain, plain_text
from pandavision_gui.views.theme import UNIT, set_role

_LONGEST_TOOLTIP = 2000
_LINES_KEPT = 2


class FindingView(QWidget):
    """One line on the file, and a line for each thing that is unusual about it."""

    def __init__(self) -> None:
        super().__init__()
        self._line = WrappingLabel(lines=_LINES_KEPT)
        self._warnings = WrappingLabel()
        set_role(self._warnings, "warn")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self._line)
        layout.addWidget(self._warnings)
        self.show_line("muted", "")

    def show_line(self, role: str, text: str, *, details: str = "") -> None:
        """Say something in the look of a role (muted, good, bad), and drop the warnings.

        Line breaks in `text` and `details` break lines: whoever puts names in makes them plain.
        """
        set_role(self._line, role)
        self._line.setText(text)
        if details:
            explain(self._line, shortened(details, _LONGEST_TOOLTIP))
        self.show_warnings(())

    def show_warnings(self, sentences: Sequence[str]) -> None:
        """Show warnings below the line."""
        self._warnings.setText(
            "\n".join(f"! {plain_text(sentence_text(one))}" for one in sentences)
        )
        self._warnings.setVisible(bool(sentences))

    def text(self) -> str:
        """Return everything that is shown."""
        return "\n".join(part for part in (self._line.text(), self._warnings.text()) if part)
