"""Keys of a loaded spec that the form has no input for: carried on unchanged, and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.theme import set_role

_KEYS = ("indexes", "label_offset")


class CarriedSection(FormSection):
    """Hidden while nothing is carried."""

    fills = frozenset(key.replace("_", "-") for key in _KEYS)

    def __init__(self) -> None:
        super().__init__()
        self.title = self.tr("Also set")
        self._carried: dict[str, Any] = {}
        self._largest_index = -1
        self._words = WrappingLabel()
        set_role(self._words, "muted")
        self.clear_button = QPushButton(self.tr("Clear these"))
        set_role(self.clear_button, "flat")
        self.clear_button.clicked.connect(self.clear)
        self._rows.addWidget(self._words)
        self._rows.addWidget(self._problem)
        self._rows.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._show()

    def keys(self) -> dict[str, Any]:
        """Return what is carried."""
        return {key.replace("_", "-"): value for key, value in self._carried.items()}

    def load(self, spec: EvaluationSpec) -> None:
        """Carry what the form has no input for."""
        fields = EvaluationSpec.model_fields
        self._carried = {
            key: value for key in _KEYS if (value := getattr(spec, key)) != fields[key].default
        }
        self._show()

    def drop(self, name: str) -> Callable[[], None] | None:
        """Carry one key no longer; return what brings it back, None where it was not carried."""
        if name not in self._carried:
            return None
        value = self._carried.pop(name)
        self._show()

        def bring_back() -> None:
            self._carried[name] = value
            self._show()

        return bring_back

    def clear(self) -> None:
        """Carry nothing."""
        self._carried = {}
        self._show()

    def words(self) -> str:
        """Return what is said, empty when nothing is carried."""
        return self._words.text()

    @property
    def chosen_samples(self) -> int:
        """How many samples the carried keys name; 0 when they name none."""
        return len(self._carried.get("indexes", ()))

    @property
    def largest_index(self) -> int:
        """The largest sample number among the carried keys; −1 where they name no sample."""
        return self._largest_index

    @property
    def label_offset(self) -> int:
        """What is added to every label."""
        return int(self._carried.get("label_offset", 0))

    def _show(self) -> None:
        self._largest_index = max(self._carried.get("indexes", ()), default=-1)
        offset = f"{self.label_offset:+d}".replace("-", "−")
        words = {
            "indexes": self.tr("chosen samples ({})").format(number_words(self.chosen_samples)),
            "label_offset": self.tr("label offset {}").format(offset),
        }
        said = ", ".join(words[key] for key in self._carried)
        self._words.setText(self.tr("Also set: {}.").format(said) if said else "")
        self.setVisible(bool(said))
        self.changed.emit()
