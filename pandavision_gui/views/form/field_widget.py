"""What every input made from a declared field is: an entry, its label, and what is wrong."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from pandavision_gui.errors import InputError
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import explain
from pandavision_gui.views.theme import set_role


class FieldWidget(QObject):
    """An input, the name of its field, and what is wrong with it; a layout places the three.

    Attributes
    ----------
    label
        None where the input itself says its name.
    is_wide
        Whether it needs a row of its own.

    Signals
    -------
    changed
        The value is another.
    """

    changed = Signal()
    is_wide = False

    def __init__(self, title: str, description: str, entry: QWidget) -> None:
        super().__init__()
        self.title = title
        self.entry = entry
        entry.setAccessibleName(title)
        entry.setAccessibleDescription(description)
        explain(entry, description)
        self.problem = WrappingLabel()
        self.problem.hide()
        set_role(self.problem, "bad")
        self.label: WrappingLabel | None = None
        if not isinstance(entry, QCheckBox):
            self.label = WrappingLabel(title)
            set_role(self.label, "muted")

    def mark_key(self, taken: str) -> str:
        """Take the first letter of the title that is not among `taken` as the field's key.

        Returns the letter, empty where all are taken.
        """
        for place, letter in enumerate(self.title):
            if letter.isalpha() and letter.lower() not in taken.lower():
                marked = f"{self.title[:place]}&{self.title[place:]}"
                if self.label is not None:
                    self.label.setBuddy(self.entry)
                    self.label.setText(marked)
                elif isinstance(self.entry, QCheckBox):
                    self.entry.setText(marked)
                return letter
        return ""

    def value(self) -> Any:
        """Return the value.

        Raises
        ------
        InputError
            ``field_value`` with one sentence when the input holds none.
        """
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value that the field allows."""
        raise NotImplementedError

    def in_short(self, value: Any) -> str:
        """Return what a value is called where there is little room."""
        return " … ".join(f"{v:g}" for v in value) if isinstance(value, list) else str(value)

    def check(self) -> str:
        """Show what is wrong below the input, and return it; empty when nothing is."""
        try:
            self.value()
        except InputError as error:
            sentence = sentence_text(error.sentence())
        else:
            sentence = ""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        set_role(self.entry, "bad" if sentence else "")
        return sentence
