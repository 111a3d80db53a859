"""The class that samples are steered to: a number, a name, or one of two words."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from pandavision_gui.views.field_widgets import TextField

_NUMBER = re.compile("[0-9]{1,18}")
_WORDS = ("second", "all")


class TargetField(TextField):
    """Empty for any class but the sample's own; digits are a class number, all else is a text.

    A target that was set stays what it is until somebody edits it: a class may be named "3" that
    has another number.
    """

    is_wide = False

    def __init__(self, title: str, description: str) -> None:
        super().__init__(title, description)
        self._target: Any = None
        self._edit.setPlaceholderText(self.tr("any other class"))
        completer = QCompleter(_WORDS, self._edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._edit.setCompleter(completer)
        # What is judged when it is left is not judged letter by letter.
        self._edit.editingFinished.connect(self.changed)

    @property
    def is_being_typed(self) -> bool:
        """Whether more may follow."""
        return self._edit.hasFocus()

    def value(self) -> Any:
        """Return a number, a text, or None."""
        if self._edit.text() == self._shown:
            return self._target
        text = super().value()
        if text is None:
            return None
        bare = text.strip()
        return int(bare) if _NUMBER.fullmatch(bare) else bare

    def set_value(self, value: Any) -> None:
        """Show a target."""
        self._target = value
        super().set_value(None if value is None else str(value))
