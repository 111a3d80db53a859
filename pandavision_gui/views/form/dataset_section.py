"""The dataset: its path, what was found in the file, and which labels where it has several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.dataset_glance import DatasetGlance
from pandavision_gui.views.form.file_section import FileSection, FileState
from pandavision_gui.views.form.file_words import dataset_words
from pandavision_gui.views.form.form_section import field_label
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.theme import Theme

_USUAL = "auto"
_TEXT_TYPES = ("object", "bytes", "str")
"""How the names of the types of text begin."""
_LONGEST_NAME = 60


class DatasetSection(FileSection):
    """A dataset's file, and a choice of labels that is there where the file leaves one.

    A choice belongs to its file: it goes with the path.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, dataset_words())
        self.fills |= {"labels"}
        self._names: tuple[str, ...] = ()
        self._chosen = ""
        self._chosen_for: str | None = ""
        """The path that the labels were chosen for; None for the next one that is taken."""
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(self.tr("Labels of the dataset"))
        self.choice.setPlaceholderText(self.tr("Choose the labels …"))
        self.choice.activated.connect(self._on_choice)
        self.choice_label = field_label(self.tr("Labe&ls"), self.choice)
        self.glance = DatasetGlance(theme)
        place = self._rows.indexOf(self._problem)
        self._rows.insertWidget(place, self.glance)
        place += 1
        self._rows.insertWidget(place, self.choice_label)
        self._rows.insertWidget(place + 1, self.choice)
        self._offer(())

    def keys(self) -> dict[str, Any]:
        """Return the path, and the labels where some were chosen."""
        return super().keys() | ({"labels": self._chosen} if self._chosen else {})

    def load(self, spec: EvaluationSpec) -> None:
        """Take the spec's path and labels."""
        self._chosen = "" if spec.labels == _USUAL else spec.labels
        self._chosen_for = None
        super().load(spec)

    def reason(self) -> str:
        """Return why the file keeps the evaluation from running; empty when it does not."""
        if self.state is FileState.BAD and self.choice.count() and self.choice.currentIndex() < 0:
            return self.tr("Choose the labels.")
        return super().reason()

    @property
    def needed(self) -> tuple[str, ...]:
        """The spec's fields without which the file could not be read as it was."""
        facts = self.facts
        if not self._names or not isinstance(facts, DatasetFacts) or not _is_text(facts):
            return ()
        return ("class_names",) if facts.class_names == self._names else ()

    def take_names(self, names: tuple[str, ...]) -> None:
        """Take what the user calls the classes: labels that are text may be these names.

        The file is looked into again where they may change what is found in it.
        """
        before, self._names = self._names, names
        facts = self.facts
        is_text = isinstance(facts, DatasetFacts) and _is_text(facts)
        if names != before and (is_text or self.state in (FileState.BAD, FileState.LOOKING)):
            self.look_into()

    def _class_names(self) -> tuple[str, ...]:
        return self._names

    def _labels(self) -> str:
        return self._chosen

    def _forget(self, words: str) -> None:
        if self._chosen_for is None:
            self._chosen_for = self.path
        elif self._chosen_for != self.path:
            self._chosen, self._chosen_for = "", self.path
        if not self._chosen or self.choice.findData(self._chosen) < 0:
            self._offer(())
        self.glance.show_nothing()
        super()._forget(words)

    def _show_report(self, report: Inspected | Failed) -> None:
        if isinstance(report, Failed):
            self._offer(report.choices)
        elif isinstance(report.facts, DatasetFacts):
            self._offer(report.facts.label_choices)
            facts = report.facts
            self.glance.show_dataset(report.strip, facts.label_counts, facts.class_names)
        super()._show_report(report)

    def _offer(self, names: Sequence[str]) -> None:
        """Show these labels to choose from, and what was chosen in any case."""
        names = [*names, *({self._chosen} - {"", *names})]
        self.choice.clear()
        for name in names:
            self.choice.addItem(plain_text(shortened(name, _LONGEST_NAME)), name)
        self.choice.setCurrentIndex(names.index(self._chosen) if self._chosen else -1)
        for widget in (self.choice, self.choice_label):
            widget.setVisible(bool(names))

    def _on_choice(self, place: int) -> None:
        name = str(self.choice.itemData(place))
        if name != self._chosen:
            self._chosen, self._chosen_for = name, self.path
            self.look_into()


def _is_text(facts: DatasetFacts) -> bool:
    return facts.label_dtype.startswith(_TEXT_TYPES)
