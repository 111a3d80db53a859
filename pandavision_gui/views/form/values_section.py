"""The perturbation values: one line of text, the same in words, and the usual largest values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.form_section import FormSection, field_label
from pandavision_gui.views.form.values_text import (
    USUAL_COUNT,
    format_values,
    parse_values,
    suggested_text,
)
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import PlainLabel, menu_text, plain_tooltip
from pandavision_gui.views.theme import UNIT, set_role

CHIPS = (1, 2, 4, 8, 16)
_LARGE = 0.5
_LONGEST_TEXT = 60_000
_LONGEST_LOADED = 20_000
"""Characters; a line of text reckons where each of them stands at every key."""
_LONGEST_SUGGESTION = 24


class ValuesSection(FormSection):
    """Perturbation values as fractions of the input range."""

    fills = frozenset({"perturbation-values"})

    def __init__(self) -> None:
        super().__init__()
        self.title = self.tr("Perturbation values")
        self._width: float | None = None
        self._understood: tuple[float, ...] | InputError = ()
        self._loaded: tuple[str | None, tuple[float, ...]] = (None, ())
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST_TEXT)
        self.edit.setAccessibleName(self.title)
        self.edit.setPlaceholderText(self.tr("0 to 0.05, 6 values"))
        self.edit.setToolTip(
            plain_tooltip(
                self.tr(
                    "Fractions of the input range; 0 is always evaluated.\n"
                    "0 to 0.05, 6 values\n0:0.05:0.01 (from, to, step)\n0, 0.01, 8/255, 3%"
                )
            )
        )
        self.edit.textChanged.connect(self._on_text)
        self._words = WrappingLabel(lines=1)
        self.fix = QPushButton()
        set_role(self.fix, "flat")
        self.fix.clicked.connect(self._apply_fix)
        self._suggestion: str | None = None
        self.chips = [self._chip(number) for number in CHIPS]
        row = QHBoxLayout()
        row.setSpacing(UNIT // 2)
        for widget in (_muted(self.tr("to")), *self.chips, _muted(self.tr("/255"))):
            row.addWidget(widget)
        row.addStretch(1)
        self._rows.addWidget(field_label(self.tr("Perturbation val&ues"), self.edit))
        self._rows.addWidget(self.edit)
        self._rows.addWidget(self._words)
        self._rows.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.addLayout(row)
        self._on_text()

    def keys(self) -> dict[str, Any]:
        """Return the values."""
        if isinstance(self._understood, InputError):
            raise self._understood
        return {"perturbation-values": self._understood}

    def load(self, spec: EvaluationSpec) -> None:
        """Show the spec's values in their shortest form, thousands of uneven ones by their ends."""
        values = spec.perturbation_values
        text = format_values(values)
        if len(text) > _LONGEST_LOADED:
            text = self.tr("{} values from {:.4g} to {:.4g}, as loaded").format(
                number_words(len(values)), min(values), max(values)
            )
            self._loaded = (text, values)
        self.edit.setText(text)
        self.edit.setCursorPosition(0)
        self._on_text()  # other values may look the same

    def set_range_width(self, width: float | None) -> None:
        """Tell how wide the input range is in data units; None while nobody knows."""
        if width != self._width:
            self._width = width
            self._refresh()

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong in the place of the words; they are about the values, too."""
        self._refresh()
        if sentence:
            self._show_bad(sentence)

    def words(self) -> str:
        """Return the line below the text."""
        return self._words.text()

    def _chip(self, number: int) -> QPushButton:
        chip = QPushButton(str(number))
        chip.setCheckable(True)
        chip.setAccessibleName(self.tr("Largest value {}/255").format(number))
        chip.setToolTip(
            self.tr("{} evenly spaced values from 0 to {}/255").format(USUAL_COUNT, number)
        )
        set_role(chip, "chip")
        chip.clicked.connect(lambda _=False: self._use_chip(number))
        return chip

    def _use_chip(self, number: int) -> None:
        self.edit.setText(f"0 to {number}/255, {USUAL_COUNT} values")
        self._refresh()  # a second click changes no text, but unticks the chip

    def _apply_fix(self) -> None:
        if self._suggestion is not None:
            self.edit.setText(self._suggestion)
            self.edit.setFocus()

    def _on_text(self) -> None:
        # Once a key: ten thousand values take their time.
        self._suggestion = None
        text = self.edit.text()
        try:
            self._understood = self._loaded[1] if text == self._loaded[0] else _values_in(text)
        except InputError as error:
            self._understood = error
            self._suggestion = suggested_text(text)
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        top = -1.0
        if isinstance(self._understood, InputError):
            self._show_bad(self._understood.sentence())
        else:
            top = max(self._understood)
            self._show_words(self._understood)
        for number, chip in zip(CHIPS, self.chips, strict=True):
            chip.setChecked(top == number / 255)
        self._show_fix()

    def _show_bad(self, sentence: str) -> None:
        set_role(self.edit, "bad")
        set_role(self._words, "bad")
        self._words.setText(sentence)

    def _show_words(self, values: Sequence[float]) -> None:
        top = max(values)
        count = len({0.0, *values})
        counted_values = counted(count, self.tr("value"), self.tr("values"))
        words = self.tr("{} up to {:.4g} = {:.4g}/255").format(counted_values, top, top * 255)
        if self._width is not None and self._width not in (1, 255):
            words += self.tr(", {:.4g} in the dataset’s units").format(top * self._width)
        if 0 not in values:
            words += self.tr("; 0 is always evaluated, too")
        if top > _LARGE:
            words = self.tr("! {}. Over half the range, every picture can become grey.").format(
                words
            )
        set_role(self.edit, "")
        set_role(self._words, "warn" if top > _LARGE else "muted")
        self._words.setText(words)

    def _show_fix(self) -> None:
        if self._suggestion is not None:
            shown = shortened(self._suggestion, _LONGEST_SUGGESTION)
            self.fix.setText(menu_text(self.tr("Do you mean {}?").format(shown)))
        self.fix.setVisible(self._suggestion is not None)


def _muted(words: str) -> PlainLabel:
    label = PlainLabel(words)
    set_role(label, "muted")
    return label


def _values_in(text: str) -> tuple[float, ...]:
    if len(text) >= _LONGEST_TEXT:
        # What did not fit is gone, the last number perhaps cut through.
        raise InputError(
            "values_text_long",
            "The line is full: it holds 60 000 characters.",
            "Write evenly spaced values as 0 to 0.05, 1000 values.",
        )
    return parse_values(text)
