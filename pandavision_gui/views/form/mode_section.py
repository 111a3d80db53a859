"""How many samples are evaluated, and which kind of perturbation they meet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pandavision_gui.engine.attack_catalogue import DEFAULT_ATTACKS, SCALES
from pandavision_gui.engine.corruptions import CORRUPTIONS, Scale
from pandavision_gui.engine.spec import FAST_SAMPLES, EvaluationSpec
from pandavision_gui.engine.spec_numbers import MOST_SAMPLES
from pandavision_gui.views.engine_words import attack_text, field_text
from pandavision_gui.views.form.calm_inputs import ChoiceBox, CountBox
from pandavision_gui.views.form.form_section import FormSection, field_label, two_columns
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import explain, plain_tooltip
from pandavision_gui.views.theme import UNIT


class ModeSection(FormSection):
    """Fast or complete, the number of samples, and the perturbation type."""

    fills = frozenset({"evaluation-mode", "samples", "perturbation-type"})

    def __init__(self) -> None:
        super().__init__()
        self.title = self.tr("Mode")
        self._chosen_by_hand = 0
        self.mode = ChoiceBox()
        self.mode.setAccessibleName(self.tr("Mode"))
        self.mode.addItem(self.tr("Fast"), "fast")
        self.mode.addItem(self.tr("Complete"), "complete")
        self.count = CountBox()
        self.count.setAccessibleName(self.tr("Number of samples"))
        self.count.setRange(0, MOST_SAMPLES)
        self._meanings: dict[str, str] = {}
        self.type = ChoiceBox()
        self.type.setAccessibleName(self.tr("Perturbation"))
        description = field_text(EvaluationSpec.model_fields["evaluation_mode"].description or "")
        explain(self.mode, description)
        self._add_types()
        self._lay_out()
        self._wanted = FAST_SAMPLES
        self.mode.currentIndexChanged.connect(self._on_mode)
        self.count.valueChanged.connect(self._on_count)
        self.type.currentIndexChanged.connect(self._on_type)
        self._show_meaning()
        self._show_count()

    @property
    def perturbation_type(self) -> str:
        """The perturbation type, as the spec names it."""
        return str(self.type.currentData())

    @property
    def scale(self) -> Scale:
        """What values of the perturbation type are."""
        return SCALES[self.perturbation_type]

    def keys(self) -> dict[str, Any]:
        """Return the mode, the number of samples and the perturbation type."""
        keys: dict[str, Any] = {
            "evaluation-mode": self.mode.currentData(),
            "perturbation-type": self.perturbation_type,
        }
        if self.mode.currentData() == "fast" and not self._chosen_by_hand:
            keys["samples"] = self._wanted
        return keys

    def load(self, spec: EvaluationSpec) -> None:
        """Show what `spec` says."""
        self._wanted = spec.samples or FAST_SAMPLES
        self.mode.choose(spec.evaluation_mode)
        self.type.choose(spec.perturbation)
        self._show_count()
        self.changed.emit()

    def set_chosen_by_hand(self, count: int) -> None:
        """Say that the spec names its samples: the mode does not matter then. 0 for no."""
        if count != self._chosen_by_hand:
            self._chosen_by_hand = count
            self._show_count()
            self.changed.emit()

    def samples_wanted(self) -> int | None:
        """Return how many samples are asked for, None for all."""
        if self._chosen_by_hand:
            return self._chosen_by_hand
        return self._wanted if self.mode.currentData() == "fast" else None

    def place_beside_perturbation(self, entry: QWidget, label: QWidget) -> None:
        """Take a field of another part in beside the perturbation: both are narrow."""
        self._grid.addWidget(label, 3, 1)
        self._grid.addWidget(entry, 4, 1)

    def _lay_out(self) -> None:
        self._grid = two_columns(4, 3)  # "Max-norm (L∞)" is longer than a number and "None"
        self._grid.addWidget(field_label(self.tr("M&ode"), self.mode), 0, 0)
        self._grid.addWidget(field_label(self.tr("&Samples"), self.count), 0, 1)
        self._grid.addWidget(self.mode, 1, 0)
        self._grid.addWidget(self.count, 1, 1)
        self._grid.setRowMinimumHeight(2, UNIT // 2)
        self._grid.addWidget(field_label(self.tr("&Perturbation"), self.type), 3, 0)
        self._grid.addWidget(self.type, 4, 0)
        self._rows.addLayout(self._grid)
        self._rows.addWidget(self._problem)

    def _add_types(self) -> None:
        words = {
            "max-norm": (
                self.tr("Max-norm (L∞)"),
                self.tr(
                    "The worst change in which no element moves by more than the value: all of "
                    "them a little."
                ),
            ),
            "l2": (
                self.tr("Euclidean (L2)"),
                self.tr("The worst change whose Euclidean length is at most the value."),
            ),
            "l1": (
                self.tr("Sum (L1)"),
                self.tr(
                    "The worst change whose absolute differences add up to at most the value: a "
                    "few elements may change a lot."
                ),
            ),
            "l0": (
                self.tr("Pixels (L0)"),
                self.tr(
                    "The worst change of at most this share of the pixels, each by any amount: a "
                    "few pixels may change completely."
                ),
            ),
            "random": (
                self.tr("Random (L∞)"),
                self.tr("Uniform noise of at most the value in each element: not a worst case."),
            ),
        }
        # Their words are the catalogue's, as those of attacks are.
        words |= {
            name: (attack_text(one.title), attack_text(one.description))
            for name, one in CORRUPTIONS.items()
        }
        role = Qt.ItemDataRole.ToolTipRole
        for kind in DEFAULT_ATTACKS:
            title, meaning = words.get(kind, (kind, ""))
            self.type.addItem(title, kind)
            # The box itself may be too narrow for the title.
            self._meanings[kind] = f"{title}\n{meaning}".strip()
            tooltip = plain_tooltip(self._meanings[kind])
            self.type.setItemData(self.type.count() - 1, tooltip, role)

    def _show_meaning(self) -> None:
        explain(self.type, self._meanings.get(self.type.currentData(), ""))

    def _on_type(self) -> None:
        self._show_meaning()
        self.changed.emit()

    def _on_mode(self) -> None:
        self._show_count()
        self.changed.emit()

    def _on_count(self, count: int) -> None:
        self._wanted = count
        self.changed.emit()

    def _show_count(self) -> None:
        is_fast = self.mode.currentData() == "fast" and not self._chosen_by_hand
        self.mode.setEnabled(not self._chosen_by_hand)
        self.count.setEnabled(is_fast)
        self.count.blockSignals(True)
        if is_fast:
            self.count.setRange(1, MOST_SAMPLES)
            self.count.setSpecialValueText("")
            self.count.setValue(self._wanted)
        else:
            chosen = self.tr("{} chosen").format(number_words(self._chosen_by_hand))
            self.count.setRange(0, 0)
            self.count.setSpecialValueText(chosen if self._chosen_by_hand else self.tr("all"))
        self.count.blockSignals(False)
