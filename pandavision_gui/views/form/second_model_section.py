"""The second model of attacks that make their examples on one: there while such an attack is."""

from __future__ import annotations

from typing import Any

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.file_section import FileSection
from pandavision_gui.views.form.file_words import second_model_words
from pandavision_gui.views.theme import Theme


class SecondModelSection(FileSection):
    """A model's file that is asked for by some attacks only; hidden for all others.

    Its path is kept while another attack is looked at.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, second_model_words())
        self._is_used = False
        self.setVisible(False)

    @property
    def is_used(self) -> bool:
        """Whether the chosen attack makes its examples on it."""
        return self._is_used

    def offer(self, attack: str) -> None:
        """Be there for an attack that needs it, else not."""
        is_used = CATALOGUE[attack].uses_surrogate
        if is_used != self._is_used:
            self._is_used = is_used
            self.setVisible(is_used)
            self.changed.emit()

    def keys(self) -> dict[str, Any]:
        """Return the path where it is used."""
        return super().keys() if self._is_used else {}

    def load(self, spec: EvaluationSpec) -> None:
        """Take the spec's second model, if it has one."""
        self.offer(spec.attack_info.name)
        self.edit.set_path(spec.surrogate_model or "")

    def misfit(self, model: ModelFacts | DatasetFacts | None) -> str:
        """Return why it does not go with the model under test; empty where nothing speaks so."""
        mine = self.facts
        if not (self._is_used and isinstance(mine, ModelFacts) and isinstance(model, ModelFacts)):
            return ""
        if mine.classes is None or model.classes is None or mine.classes == model.classes:
            return ""
        return self.tr("It has {} classes, the model has {}.").format(mine.classes, model.classes)

    def _on_drop(self, paths: list[str]) -> None:
        if len(paths) == 1 and self.takes(paths[0]):
            self.edit.set_path(paths[0])  # aimed at this very line
        else:
            super()._on_drop(paths)
