"""What happens to a sample before the model gets it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from pandavision_gui.engine.preprocessing import PRESETS, UPSTREAM, PreprocessingNumbers
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.declared_field import number_in, text_of
from pandavision_gui.views.form.form_section import FormSection, field_label, two_columns
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import explain
from pandavision_gui.views.setting_words import preprocessing_names
from pandavision_gui.views.theme import UNIT, set_role

_OWN = "own"
_GIVE_BOTH = "Give mean and std, one number or one for each channel."
_CHANNELS = {"imagenet": 3, "cifar10": 3}


class PreprocessingSection(FormSection):
    """None, a preset, or own numbers; nothing is applied silently."""

    fills = frozenset({"preprocessing"})

    def __init__(self) -> None:
        super().__init__()
        self.title = self.tr("Preprocessing")
        self._range: tuple[float, float] | None = None
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(self.title)
        names = preprocessing_names()
        self.choice.addItem(self.tr("None"), "")
        for preset in PRESETS:
            self.choice.addItem(names.get(preset, preset), preset)
        self.choice.addItem(self.tr("Own mean and std"), _OWN)
        self.mean = self._numbers_edit(self.tr("Mean"))
        self.std = self._numbers_edit(self.tr("Standard deviation"))
        self._numbers = self._numbers_part()
        self._words = WrappingLabel()
        set_role(self._words, "muted")
        self.label = field_label(self.tr("P&reprocessing"), self.choice)
        self._rows.addWidget(self._numbers)
        self._rows.addWidget(self._words)
        self._rows.addWidget(self._problem)
        self.choice.currentIndexChanged.connect(self._on_change)
        self._on_change()

    def keys(self) -> dict[str, Any]:
        """Return the preset or the numbers; nothing for none."""
        chosen = self.choice.currentData()
        if not chosen:
            return {}
        if chosen != _OWN:
            return {"preprocessing": chosen}
        mean = _numbers(self.mean.text(), self.tr("Mean"))
        std = _numbers(self.std.text(), self.tr("Std"))
        if std and min(std) <= 0:
            raise InputError("preprocessing_numbers", "Std: every number must be above 0.")
        if not mean or not std:
            raise InputError("preprocessing_open", _GIVE_BOTH)
        if 1 not in (len(mean), len(std)) and len(mean) != len(std):
            raise InputError(
                "preprocessing_numbers",
                f"Mean has {len(mean)} numbers, std {len(std)}: give as many of both.",
            )
        return {"preprocessing": {"mean": mean, "std": std}}

    def load(self, spec: EvaluationSpec) -> None:
        """Show what `spec` says."""
        asked = spec.preprocessing
        is_own = isinstance(asked, PreprocessingNumbers)
        self.mean.setText(_text(asked.mean) if isinstance(asked, PreprocessingNumbers) else "")
        self.std.setText(_text(asked.std) if isinstance(asked, PreprocessingNumbers) else "")
        # What a server applied unasked is named when it is evaluated again.
        preset = "imagenet" if asked == UPSTREAM else asked
        self.choice.choose(_OWN if is_own else preset or "")
        self._on_change()

    def set_range(self, input_range: tuple[float, float] | None) -> None:
        """Tell the input range in data units; None while nobody knows."""
        if input_range != self._range:
            self._range = input_range
            self._show_examples()

    @property
    def channel_numbers(self) -> int:
        """For how many channels it is; 0 where any number will do."""
        chosen = self.choice.currentData()
        if chosen != _OWN:
            return _CHANNELS.get(chosen, 0)
        most = max(len(_terms(edit.text())) for edit in (self.mean, self.std))
        return most if most > 1 else 0

    def shown_name(self) -> str:
        """Return its name for a sentence."""
        own = self.choice.currentData() == _OWN
        return self.tr("This") if own else self.choice.currentText()

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong in place of the words; what is still to be typed is not wrong."""
        said = "" if sentence == _GIVE_BOTH else sentence
        self._problem.setText(said)
        self._problem.setVisible(bool(said))
        self._words.setVisible(not said and bool(self._words.text()))
        self.setVisible(not self._numbers.isHidden() or bool(said))

    def _numbers_edit(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setMinimumWidth(UNIT * 5)
        edit.setMaxLength(_LONGEST_NUMBERS)
        edit.textChanged.connect(self._on_change)
        return edit

    def _numbers_part(self) -> QWidget:
        part = QWidget()
        grid = two_columns()
        part.setLayout(grid)
        for column, (words, edit) in enumerate(
            ((self.tr("Mean"), self.mean), (self.tr("Std"), self.std))
        ):
            grid.addWidget(field_label(words, edit), 0, column)
            grid.addWidget(edit, 1, column)
        self._show_examples()
        return part

    def _on_change(self) -> None:
        self._numbers.setVisible(self.choice.currentData() == _OWN)
        self._show_words()
        self.changed.emit()

    def _show_words(self) -> None:
        statistics = self.tr(
            "The model gets (x − mean) / std, with the means and deviations of {}."
        )
        words = {
            "": self.tr("The model gets the samples as they are."),
            "imagenet": statistics.format(self.tr("ImageNet")),
            "cifar10": statistics.format(self.tr("CIFAR-10")),
            "unit": self.tr("The model gets the input range mapped to 0 … 1."),
            "symmetric": self.tr("The model gets the input range mapped to −1 … 1."),
            _OWN: self.tr(
                "The model gets (x − mean) / std, in the dataset's units: one number, or one for "
                "each channel."
            ),
        }
        chosen = self.choice.currentData()
        explain(self.choice, words[chosen])
        self._words.setText(words[_OWN] if chosen == _OWN else "")

    def _show_examples(self) -> None:
        lower, upper = self._range or (0.0, 1.0)
        for edit, number in ((self.mean, (lower + upper) / 2), (self.std, (upper - lower) / 4)):
            edit.setPlaceholderText(f"{number:.4g}".replace("-", "−"))


_LONGEST_NUMBERS = 110_000


def _terms(text: str) -> list[str]:
    return text.replace(",", " ").replace(";", " ").split()


def _numbers(text: str, name: str) -> list[float]:
    found: list[float] = []
    if len(text) >= _LONGEST_NUMBERS:  # what did not fit is gone
        raise InputError("preprocessing_long", f"{name}: there are too many numbers.")
    for term in _terms(text):
        number = number_in(term)
        if number is None:
            shown = term if len(term) <= 24 else term[:23] + "…"
            raise InputError("preprocessing_numbers", f"{name}: “{shown}” is not a number.")
        found.append(float(number))
    return found


def _text(numbers: tuple[float, ...]) -> str:
    return ", ".join(text_of(number) for number in numbers)
