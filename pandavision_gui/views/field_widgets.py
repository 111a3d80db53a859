"""One small input per type of declared field: limits, default and tooltip come from the field.

A field of a pydantic model says what it takes (`int`, `float`, `bool`, `Literal`, with ``gt`` and
``le``), and :func:`field_widget` returns the input for it.
"""

from __future__ import annotations

from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.views.engine_words import choice_text, field_text
from pandavision_gui.views.form.calm_inputs import ChoiceBox, CountBox
from pandavision_gui.views.form.declared_field import (
    Limits,
    kinds_of,
    limits_of,
    longest_text,
    number_in,
    text_of,
)
from pandavision_gui.views.form.field_widget import FieldWidget
from pandavision_gui.views.plain_text import PlainLabel, explain
from pandavision_gui.views.theme import UNIT, set_role

LARGEST_SPIN = 2**31 - 1
_LONGEST_NARROW_CHOICE = 8
"""Characters; longer words would be cut off in half of a narrow form."""


class SpinField(FieldWidget):
    """A whole number between two limits."""

    def __init__(self, title: str, description: str, limits: Limits) -> None:
        self._box: QSpinBox = CountBox()
        lower = 0 if limits.lower is None else int(limits.lower) + limits.lower_open
        upper = LARGEST_SPIN if limits.upper is None else int(limits.upper) - limits.upper_open
        self._box.setRange(lower, min(upper, LARGEST_SPIN))
        super().__init__(title, description, self._box)
        self._box.valueChanged.connect(self.changed)

    def value(self) -> int:
        """Return the number."""
        return self._box.value()

    def set_value(self, value: Any) -> None:
        """Show a number."""
        self._box.setValue(value)


class NumberField(FieldWidget):
    """A number as text, "1e-3" too; empty stands for `empty` where the field allows that."""

    def __init__(
        self,
        title: str,
        description: str,
        limits: Limits,
        *,
        whole: bool = False,
        may_be_empty: bool = False,
        empty: Any = None,
        placeholder: str = "",
    ) -> None:
        self._edit = QLineEdit()
        self._edit.setPlaceholderText(placeholder)
        super().__init__(title, description, self._edit)
        self._limits = limits
        self._whole = whole
        self._may_be_empty = may_be_empty
        self._empty = empty
        self._edit.textChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the number, or what an empty input stands for."""
        text = self._edit.text().strip()
        if not text and self._may_be_empty:
            return self._empty
        number = number_in(text, whole=self._whole)
        if number is None:
            wanted = self.tr("a whole number") if self._whole else self.tr("a number")
            raise InputError("field_value", f"{self.title} must be {wanted}.")
        problem = self._limits.sentence(number)
        if problem:
            raise InputError("field_value", f"{self.title} {problem}.")
        return number

    def set_value(self, value: Any) -> None:
        """Show a number."""
        self._edit.setText("" if value == self._empty and self._may_be_empty else text_of(value))


class BoolField(FieldWidget):
    """Yes or no."""

    is_wide = True

    def __init__(self, title: str, description: str) -> None:
        self._box = QCheckBox(title)
        super().__init__(title, description, self._box)
        self._box.toggled.connect(self.changed)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self._box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick or untick."""
        self._box.setChecked(value)


class ChoiceField(FieldWidget):
    """One of a few words."""

    def __init__(
        self, title: str, description: str, choices: tuple[str, ...], *, words: dict[str, str]
    ) -> None:
        self._box = ChoiceBox()
        for choice in choices:
            self._box.addItem(words.get(choice) or choice_text(choice), choice)
        super().__init__(title, description, self._box)
        longest = max(len(self._box.itemText(i)) for i in range(self._box.count()))
        self.is_wide = longest > _LONGEST_NARROW_CHOICE
        self._box.currentIndexChanged.connect(self.changed)

    def value(self) -> str:
        """Return the word of the spec."""
        return str(self._box.currentData())

    def set_value(self, value: Any) -> None:
        """Choose a word of the spec."""
        self._box.choose(value)


class TextField(FieldWidget):
    """A text; empty stands for None.

    One that was set may come from a file: its control characters and direction marks are shown
    escaped, and it stays as it is until somebody edits what is shown.
    """

    is_wide = True

    def __init__(self, title: str, description: str, *, longest: int = 32_767) -> None:
        self._edit = QLineEdit()
        self._edit.setMaxLength(longest)
        super().__init__(title, description, self._edit)
        self._given, self._shown = "", ""
        self._edit.textChanged.connect(self.changed)

    def value(self) -> str | None:
        """Return the text."""
        text = self._edit.text()
        if text == self._shown:
            text = self._given
        return text if text.strip() else None

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self._given = value or ""
        # Whoever hears of the change asks for the value: it is told when it can be answered.
        self._edit.blockSignals(True)
        self._edit.setText(plain_text(self._given))
        self._edit.blockSignals(False)
        self._shown = self._edit.text()
        self.changed.emit()


class RangeField(FieldWidget):
    """Two numbers, the first below the second; both empty stand for "auto"."""

    is_wide = True

    def __init__(self, title: str, description: str) -> None:
        pair = QWidget()
        self._ends = (QLineEdit(), QLineEdit())
        super().__init__(title, description, pair)
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        ends = (
            (self.tr("from"), self.tr("smallest value")),
            (self.tr("to"), self.tr("largest value")),
        )
        for edit, (word, words) in zip(self._ends, ends, strict=True):
            edit.setPlaceholderText(self.tr("auto"))
            edit.setAccessibleName(f"{title}, {words}")
            explain(edit, words)
            edit.setMinimumWidth(UNIT * 5)
            edit.textChanged.connect(self.changed)
            label = PlainLabel(word)
            set_role(label, "muted")
            row.addWidget(label)
            row.addWidget(edit, 1)
        pair.setFocusProxy(self._ends[0])

    def value(self) -> Any:
        """Return [smallest, largest] or "auto"."""
        texts = [edit.text().strip() for edit in self._ends]
        if not any(texts):
            return "auto"
        numbers = [number_in(text) for text in texts]
        if numbers[0] is None or numbers[1] is None:
            raise InputError("field_value", f"{self.title}: give two numbers, or none for auto.")
        if not numbers[0] < numbers[1]:
            raise InputError("field_value", f"{self.title}: the first must be below the second.")
        return [float(number) for number in numbers if number is not None]

    def set_value(self, value: Any) -> None:
        """Show two numbers, or "auto"."""
        texts = ("", "") if value == "auto" else (text_of(value[0]), text_of(value[1]))
        for edit, text in zip(self._ends, texts, strict=True):
            edit.setText(text)


def field_widget(
    title: str,
    field: FieldInfo,
    *,
    words: dict[str, str] | None = None,
    placeholder: str = "",
    limits: Limits | None = None,
) -> FieldWidget:
    """Return the input for a declared field, showing the field's default.

    Parameters
    ----------
    words
        What stands on screen for the words of a `Literal`.
    placeholder
        What an empty input says.
    limits
        Where the field itself declares none.

    Raises
    ------
    TypeError
        For a field that no input is made for.
    """
    description = field_text(field.description or "")
    kinds = kinds_of(field.annotation)
    limits = limits or limits_of(field)
    literals = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    numbers = [kind for kind in kinds if kind in (int, float)]
    widget: FieldWidget
    if tuple[float, float] in kinds:
        widget = RangeField(title, description)
    elif kinds == [bool]:
        widget = BoolField(title, description)
    elif kinds == [int] and (limits.upper or 0) <= LARGEST_SPIN:
        widget = SpinField(title, description, limits)
    elif numbers:
        widget = NumberField(
            title,
            description,
            limits,
            whole=numbers == [int],
            may_be_empty=NoneType in kinds or bool(literals),
            empty=literals[0] if literals else None,
            placeholder=placeholder,
        )
    elif literals:
        widget = ChoiceField(title, description, tuple(literals), words=words or {})
    elif str in kinds:
        widget = TextField(title, description, longest=longest_text(field))
    else:
        raise TypeError(f"no input for {field.annotation}")
    widget.set_value(field.default)
    return widget
