"""The perturbation values: one line of text, the same in words, and the usual largest values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.engine_words import unit_words
from pandavision_gui.views.form.form_section import FormSection, field_label
from pandavision_gui.views.form.usual_values import PRESETS, presets, usual_text
from pandavision_gui.views.form.values_hint import InForce, doubt_about, most_meant, values_words
from pandavision_gui.views.form.values_text import (
    format_values,
    largest_allowed,
    outside,
    parse_values,
    suggested_text,
)
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import PlainLabel, explain, menu_text
from pandavision_gui.views.theme import UNIT, set_role

if TYPE_CHECKING:
    from pandavision_gui.views.form.values_editor import ValuesEditor

_LONGEST_TEXT = 60_000
_LONGEST_LOADED = 20_000
"""Characters; a line of text reckons where each of them stands at every key."""
_LONGEST_SUGGESTION = 24


class ValuesSection(FormSection):
    """Perturbation values in units of the input range, of the kind that the form is set to.

    What the form has put in itself is replaced when another kind makes no sense of it; what the
    user has typed, or a spec has brought, stays.
    """

    fills = frozenset({"perturbation-values"})

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("values_section")
        self.title = self.tr("Perturbation values")
        self._where = InForce()
        self._presets = presets(Norm.LINF, None)
        self._put_in: str | None = None
        """The text that the form has put in by itself."""
        self._understood: tuple[float, ...] | InputError = ()
        self._loaded: tuple[str | None, tuple[float, ...]] = (None, ())
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST_TEXT)
        self.edit.setAccessibleName(self.title)
        self.edit.textChanged.connect(self._on_text)
        self._words = WrappingLabel(lines=1)
        self.fix = QPushButton()
        set_role(self.fix, "flat")
        self.fix.clicked.connect(self._apply_fix)
        self._suggestion: str | None = None
        self.chips = [self._chip(place) for place in range(PRESETS)]
        self._over_255 = _muted(self.tr("/255"))
        self._editor: ValuesEditor | None = None
        self.more = QPushButton(self.tr("Edit …"))
        set_role(self.more, "flat")
        self.more.setToolTip(self.tr("From, to and how many; each value in every unit"))
        self.more.setAccessibleName(self.tr("Edit the perturbation values"))
        self.more.clicked.connect(lambda _=False: self.open_editor())
        head = QHBoxLayout()
        head.addWidget(field_label(self.tr("Perturbation val&ues"), self.edit), 1)
        head.addWidget(self.more)
        row = QHBoxLayout()
        row.setSpacing(UNIT // 2)
        for widget in (_muted(self.tr("to")), *self.chips, self._over_255):
            row.addWidget(widget)
        row.addStretch(1)
        self._rows.addLayout(head)
        self._rows.addWidget(self.edit)
        self._rows.addWidget(self._words)
        self._rows.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.addLayout(row)
        self._show_kind()
        self._on_text()

    def keys(self) -> dict[str, Any]:
        """Return the values."""
        if isinstance(self._understood, InputError):
            raise self._understood
        return {"perturbation-values": self._understood}

    def load(self, spec: EvaluationSpec) -> None:
        """Show the spec's values in their shortest form, thousands of uneven ones by their ends."""
        self._where = InForce(spec.scale, self._where.elements, self._where.width)
        self._show_kind()
        by_itself = "perturbation_values" not in spec.model_fields_set
        many = self.tr("{} values from {:.4g} to {:.4g}, as loaded")
        self._put_in = None  # what it was says nothing about these values
        text = self._show_values(spec.perturbation_values, many)
        self._put_in = text if by_itself else None

    def _take_list(self, values: tuple[float, ...]) -> None:
        """Take what the editor has made, which may be more than the line can say."""
        self._show_values(values, self.tr("{} values from {:.4g} to {:.4g}, as edited"))

    def _show_values(self, values: tuple[float, ...], many: str) -> str:
        """Show values, by the words `many` where the line would be too long; return the line."""
        text = format_values(values, self._where.scale)
        if len(text) > _LONGEST_LOADED:
            text = many.format(number_words(len(values)), min(values), max(values))
            self._loaded = (text, values)
        self.edit.setText(text)
        self.edit.setCursorPosition(0)
        self._on_text()  # other values may look the same
        return text

    def set_input(
        self, scale: Scale, shape: Sequence[int] | None, known: tuple[float, float] | None
    ) -> None:
        """Tell what values are, a sample's shape, and the input range in data units.

        Parameters
        ----------
        shape, known
            None while nobody knows.
        """
        elements = math.prod(shape) or None if shape is not None else None
        before, text = self._where, self.edit.text()
        width = None if known is None else known[1] - known[0]
        after = InForce(scale, elements, width if width and math.isfinite(width) else None)
        if after == before:
            return
        is_other_kind = scale is not before.scale
        to_replace = text == self._put_in or (is_other_kind and text in self._offered())
        self._where = after
        self._show_kind()
        usual = usual_text(scale, elements)
        if to_replace and usual != text:
            self._put_in = usual
            self.edit.setText(usual)
            self.edit.setCursorPosition(0)
        elif is_other_kind:
            self._on_text()
        else:
            self._refresh()

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong in the place of the words; they are about the values, too."""
        self._refresh()
        if sentence:
            self._show_bad(sentence)
            self._tell_editor()

    def open_editor(self) -> ValuesEditor:
        """Open the editor beside the form, or bring it to the front."""
        if self._editor is None:
            from pandavision_gui.views.form.values_editor import ValuesEditor

            self._editor = ValuesEditor(self, self.edit.setText, self._take_list)
        self._tell_editor()
        self._editor.show()
        self._editor.raise_()
        self._editor.activateWindow()
        return self._editor

    def _tell_editor(self) -> None:
        if self._editor is not None:
            words, role = self._words.text(), str(self._words.property("role") or "muted")
            self._editor.show_values(self._understood, words, self._where, role=role)

    def words(self) -> str:
        """Return the line below the text."""
        return self._words.text()

    def _chip(self, place: int) -> QPushButton:
        chip = QPushButton()
        chip.setCheckable(True)
        set_role(chip, "chip")
        chip.clicked.connect(lambda _=False: self._use_chip(place))
        return chip

    def _use_chip(self, place: int) -> None:
        self.edit.setText(self._presets[place].text)
        self._refresh()  # a second click changes no text, but unticks the chip

    def _offered(self) -> set[str]:
        """Return the texts that the form offers, which nobody has to type."""
        scale = self._where.scale
        usual = {usual_text(scale, elements) for elements in (None, self._where.elements)}
        return usual | {preset.text for preset in self._presets}

    def _show_kind(self) -> None:
        """Offer and explain what is usual."""
        scale = self._where.scale
        self._presets = presets(scale, self._where.elements)
        for chip, preset in zip(self.chips, self._presets, strict=True):
            chip.setText(preset.label)
            largest = self.tr("Largest value {}").format(preset.top_text)
            chip.setAccessibleName(largest)
            spaced = self.tr("{} evenly spaced values from 0 to {}")
            chip.setToolTip(spaced.format(preset.count, preset.top_text))
        self._over_255.setVisible(scale is Norm.LINF)
        example = usual_text(scale, self._where.elements)
        self.edit.setPlaceholderText(example)
        meaning, more = self._meaning(scale)
        explain(self.edit, f"{meaning}\n{example}\n{more}")

    def _meaning(self, scale: Scale) -> tuple[str, str]:
        """Return what values are, and how they can be written."""
        if isinstance(scale, Severity):
            words = self.tr("Severities from 0 to 1 ({}); 0 is always evaluated.")
            return words.format(unit_words(scale)), self.tr(
                "0:0.25:0.05 (from, to, step)\n0, 0.1, 1/3, 50%"
            )
        meaning = {
            Norm.LINF: self.tr("Fractions of the input range; 0 is always evaluated."),
            Norm.L2: self.tr(
                "Euclidean length of a sample's whole change, in units of the input range: values "
                "above 1 are usual for large pictures. 0 is always evaluated."
            ),
            Norm.L1: self.tr(
                "Sum of a sample's changes, in units of the input range: values above 1 are "
                "usual. 0 is always evaluated."
            ),
            Norm.L0: self.tr(
                "Share of the pixels that may change, each by any amount in all channels. 0 is "
                "always evaluated."
            ),
        }
        more = {
            Norm.LINF: self.tr("0:0.05:0.01 (from, to, step)\n0, 0.01, 8/255, 3%"),
            Norm.L2: self.tr("0:1:0.2 (from, to, step)\n0, 36/255, 0.5, 1"),
            Norm.L1: self.tr("0:10:2 (from, to, step)\n0, 2.5, 5, 10"),
            Norm.L0: self.tr("0:0.05:0.01 (from, to, step)\n0, 0.01, 3%"),
        }
        return meaning[scale], more[scale]

    def _apply_fix(self) -> None:
        if self._suggestion is not None:
            self.edit.setText(self._suggestion)
            self.edit.setFocus()

    def _on_text(self) -> None:
        # Once a key: ten thousand values take their time.
        self._suggestion = None
        text = self.edit.text()
        try:
            self._understood = self._values_in(text)
        except InputError as error:
            self._understood = error
            most = most_meant(self._where)
            self._suggestion = suggested_text(text, self._where.scale, most=most)
        self._refresh()
        self.changed.emit()

    def _values_in(self, text: str) -> tuple[float, ...]:
        if text == self._loaded[0]:
            values, most = self._loaded[1], largest_allowed(self._where.scale)
            if max(values) > most:  # they came with another kind
                raise outside(f"{max(values):.12g}", most)
            return values
        if len(text) >= _LONGEST_TEXT:
            # What did not fit is gone, the last number perhaps cut through.
            raise InputError(
                "values_text_long",
                "The line is full: it holds 60 000 characters.",
                "Write evenly spaced values as 0 to 0.05, 1000 values.",
            )
        return parse_values(text, self._where.scale)

    def _refresh(self) -> None:
        top = -1.0
        if isinstance(self._understood, InputError):
            self._show_bad(self._understood.sentence())
        else:
            top = max(self._understood)
            self._show_words(self._understood)
        for preset, chip in zip(self._presets, self.chips, strict=True):
            chip.setChecked(top == preset.top)
        self._show_fix()
        self._tell_editor()

    def _show_bad(self, sentence: str) -> None:
        set_role(self.edit, "bad")
        set_role(self._words, "bad")
        self._words.setText(sentence_text(sentence))

    def _show_words(self, values: Sequence[float]) -> None:
        words = values_words(values, self._where)
        doubt = doubt_about(values, self.edit.text(), self._where)
        self._suggestion = doubt.meant if doubt else None
        if doubt:
            words = self.tr("! {}. {}").format(words, doubt.sentence)
        set_role(self.edit, "")
        set_role(self._words, "warn" if doubt else "muted")
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
