"""The model: its path, what was found in the file, and which output where it has several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt

from pandavision_gui.engine.file_facts import ModelFacts, TensorFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.file_section import FileSection, FileState
from pandavision_gui.views.form.file_words import model_words
from pandavision_gui.views.form.finding_words import score_words
from pandavision_gui.views.form.form_section import field_label
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.theme import Theme

_AUTO = "auto"
_LONGEST_NAME = 60


class ModelSection(FileSection):
    """A model's file, and a choice of its outputs that is there where several can be class scores.

    A choice belongs to its file: it goes with the path.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, model_words())
        self.fills |= {"output"}
        self._chosen = ""
        self._chosen_for: str | None = ""
        """The path that the output was chosen for; None for the next one that is taken."""
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(self.tr("Output of the model that is read as class scores"))
        self.choice.activated.connect(self._on_choice)
        self.choice_label = field_label(self.tr("Output read as &class scores"), self.choice)
        place = self._rows.indexOf(self._problem)
        self._rows.insertWidget(place, self.choice_label)
        self._rows.insertWidget(place + 1, self.choice)
        self._offer({})

    def keys(self) -> dict[str, Any]:
        """Return the path, and the output where one was chosen."""
        return super().keys() | ({"output": self._chosen} if self._chosen else {})

    def load(self, spec: EvaluationSpec) -> None:
        """Take the spec's path and output."""
        self._chosen = "" if spec.output == _AUTO else spec.output
        self._chosen_for = None
        super().load(spec)

    def reason(self) -> str:
        """Return why the file keeps the evaluation from running; empty when it does not."""
        if self.state is FileState.BAD and self._chosen and self.choice.count():
            return self.tr("Choose another output of the model.")
        return super().reason()

    def _output(self) -> str:
        return self._chosen

    def _forget(self, words: str) -> None:
        if self._chosen_for is None:
            self._chosen_for = self.path
            self._offer({})
        elif self._chosen_for != self.path:
            self._chosen, self._chosen_for = "", self.path
            self._offer({})
        super()._forget(words)

    def _show_report(self, report: Inspected | Failed) -> None:
        if isinstance(report, Failed):
            self._offer(dict.fromkeys(report.choices))
        elif isinstance(report.facts, ModelFacts):
            facts = report.facts
            self._offer({one.name: one for one in facts.output_choices}, facts.chosen_output)
        super()._show_report(report)

    def _offer(self, found: Mapping[str, TensorFacts | None], is_read: str = "") -> None:
        """Show these outputs to choose from, and what was chosen in any case."""
        offered = dict(found)
        if self._chosen:
            offered.setdefault(self._chosen, None)
        self.choice.clear()
        if offered:
            self.choice.addItem(self._words_of_auto("" if self._chosen else is_read), "")
        for name, facts in offered.items():
            words = _shown(name) if facts is None else f"{_shown(name)} · {score_words(facts)}"
            self.choice.addItem(words, name)
            role = Qt.ItemDataRole.ToolTipRole
            self.choice.setItemData(self.choice.count() - 1, plain_tooltip(words), role)
        self.choice.setCurrentIndex([*offered].index(self._chosen) + 1 if self._chosen else 0)
        for widget in (self.choice, self.choice_label):
            widget.setVisible(bool(offered))

    def _words_of_auto(self, is_read: str) -> str:
        if not is_read:
            return self.tr("Automatic")
        return self.tr("Automatic: {}").format(_shown(is_read))

    def _on_choice(self, place: int) -> None:
        name = str(self.choice.itemData(place))
        if name != self._chosen:
            self._chosen, self._chosen_for = name, self.path
            self.look_into()


def _shown(name: str) -> str:
    return plain_text(shortened(name, _LONGEST_NAME))
