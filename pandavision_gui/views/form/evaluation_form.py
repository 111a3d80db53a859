"""The form in which an evaluation is put together."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.advanced_section import AdvancedSection
from pandavision_gui.views.form.attack_section import AttackSection
from pandavision_gui.views.form.carried_section import CarriedSection
from pandavision_gui.views.form.file_section import FileSection, FileState
from pandavision_gui.views.form.file_words import dataset_words, model_words
from pandavision_gui.views.form.finding_words import channels_of, likely_range_width, misfits
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.form.mode_section import ModeSection
from pandavision_gui.views.form.preprocessing_section import PreprocessingSection
from pandavision_gui.views.form.steady_scroll_area import SteadyScrollArea
from pandavision_gui.views.form.submit_bar import SubmitBar
from pandavision_gui.views.form.values_section import ValuesSection
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme, set_role

_LONGEST_NAME = 60


class EvaluationForm(QWidget):
    """Model, dataset, attack and the rest, checked while they are put in.

    Signals
    -------
    submitted
        An `EvaluationSpec` is to be queued; its files were looked into and found usable.
    inspection_wanted
        Somebody should look into the file of this absolute path; the answer comes by `show_report`.
    files_chosen
        Kind ("model" or "dataset") and path of a file that was found usable.
    """

    submitted = Signal(object)
    inspection_wanted = Signal(str)
    files_chosen = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_loading = False
        self.message = ErrorMessage(theme)
        self.model = FileSection(theme, model_words())
        self.dataset = FileSection(theme, dataset_words())
        self.mode = ModeSection()
        self.values = ValuesSection()
        self.preprocessing = PreprocessingSection()
        self.attack = AttackSection()
        self.carried = CarriedSection()
        self.advanced = AdvancedSection(theme)
        self.bar = SubmitBar()
        self._sections: tuple[FormSection, ...] = (
            self.model,
            self.dataset,
            self.mode,
            self.values,
            self.preprocessing,
            self.attack,
            self.carried,
            self.advanced,
        )
        self._lay_out()
        self._connect()
        self.clear()

    def show_report(self, path: str, report: Inspected | Failed) -> None:
        """Show what was found in a file; answers about paths that are gone are dropped."""
        for section in (self.model, self.dataset):
            if path and section.path == path:
                section.show_report(report)
                if section.state is FileState.GOOD:
                    kind = "model" if section is self.model else "dataset"
                    self.files_chosen.emit(kind, path)

    def load_spec(self, spec: EvaluationSpec) -> None:
        """Fill the form; what it has no input for is carried on unchanged, and said."""
        self.message.clear()
        self._fill(spec, self._sections)

    def clear(self) -> None:
        """Empty the form."""
        self.message.clear()
        blank = EvaluationSpec(dataset="-", trained_model="-", evaluation_mode="fast")
        self._fill(blank, self._sections[2:])
        self.model.edit.set_path("")
        self.dataset.edit.set_path("")
        self.advanced.toggle.setChecked(False)

    def take_files(self, paths: Sequence[str]) -> None:
        """Put dropped files where their names' ends say that they belong."""
        self.message.clear()
        refused = [p for p in paths if not self.model.takes(p) and not self.dataset.takes(p)]
        for section in (self.model, self.dataset):
            fitting = [path for path in paths if section.takes(path)]
            if len(fitting) > 1:
                name = _name(fitting[0])
                self.message.set_message(
                    "info", self.tr("Of {} files, “{}” was taken.").format(len(fitting), name)
                )
            if fitting:
                section.edit.set_path(fitting[0])
        if refused:
            sentence = self.tr("“{}” is neither a model nor a dataset.").format(_name(refused[0]))
            hint = self.tr("Models end in .onnx, datasets in .h5 or .hdf5.")
            self.message.set_message("warn", sentence, hint=hint)

    def set_recent(self, models: Sequence[str], datasets: Sequence[str]) -> None:
        """Offer files that were used before, newest first."""
        self.model.set_recent(models)
        self.dataset.set_recent(datasets)

    def current_spec(self) -> EvaluationSpec | None:
        """Return the evaluation as it stands, None while it is incomplete or not valid.

        It does not wait for the files to be looked into.
        """
        if not self.model.path or not self.dataset.path:
            return None
        try:
            return spec_from_document(self._document())
        except InputError:
            return None

    def submit(self) -> None:
        """Queue the evaluation, if the button may be pressed."""
        spec = self.current_spec()
        if spec is not None and self.bar.button.isEnabled():
            self.submitted.emit(spec)

    def focus_first(self) -> None:
        """Put the focus into the model's path."""
        self.model.edit.setFocus()

    def _lay_out(self) -> None:
        heading = PlainLabel(self.tr("Evaluation"))
        set_role(heading, "heading")
        self.scroll_area = SteadyScrollArea()
        column = self.scroll_area.column
        column.addWidget(heading)
        column.addWidget(self.message)
        for section in self._sections:
            column.addWidget(section)
        column.addStretch(1)
        line = QFrame()
        set_role(line, "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(line)
        layout.addWidget(self.bar)
        self.setMinimumWidth(30 * UNIT)

    def _connect(self) -> None:
        for section in self._sections:
            section.changed.connect(self._refresh)
        for file in (self.model, self.dataset):
            file.inspection_wanted.connect(self.inspection_wanted)
            file.files_dropped.connect(self.take_files)
        self.bar.clicked.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.submit)

    def _fill(self, spec: EvaluationSpec, sections: Sequence[FormSection]) -> None:
        self._is_loading = True
        for section in sections:
            section.load(spec)
        self._is_loading = False
        self._refresh()

    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for section in self._sections:
            document |= section.keys()
        return document

    def _refresh(self) -> None:
        if self._is_loading:
            return
        self.attack.offer(self.mode.perturbation_type)
        self.mode.set_chosen_by_hand(self.carried.chosen_samples)
        self._tell_facts()
        problem = self._show_problems()
        reason = self._file_reason() or problem
        if reason:
            self.bar.show_reason(reason)
        else:
            self.bar.show_summary(self._summary())

    def _tell_facts(self) -> None:
        model, dataset = self.model.facts, self.dataset.facts
        channels = channels_of(dataset) if isinstance(dataset, DatasetFacts) else None
        self.preprocessing.set_channels(channels)
        self.values.set_range_width(self._range_width())
        if isinstance(model, ModelFacts) and isinstance(dataset, DatasetFacts):
            self.dataset.show_misfits(misfits(model, dataset, self.carried.label_offset))
        else:
            self.dataset.show_misfits(())

    def _show_problems(self) -> str:
        """Show each problem at the part it belongs to; return the first, with the part's name."""
        first = ""
        document: dict[str, Any] = {}
        for section in self._sections:
            sentence = ""
            try:
                document |= section.keys()
            except InputError as error:
                sentence = error.sentence()
            section.show_problem(sentence)
            if sentence and not first:
                first = _with_title(section, sentence)
        return first or self._show_problem_between(document)

    def _show_problem_between(self, document: dict[str, Any]) -> str:
        """Check the rules that hold between the parts, which all hold values by themselves."""
        document |= {key: document[key] or "-" for key in ("trained-model", "dataset")}
        try:
            spec_from_document(document)
        except InputError as error:
            section = self._section_of(error)
            if section is None:
                return error.sentence()
            section.show_problem(error.sentence())
            return _with_title(section, error.sentence())
        return ""

    def _section_of(self, error: InputError) -> FormSection | None:
        """Return the part that fills the first key that the error names."""
        keys = re.findall(r'"([a-z-]+)"', error.message)
        return next((s for key in keys[:1] for s in self._sections if key in s.fills), None)

    def _file_reason(self) -> str:
        """Return what the files still keep from running."""
        sentences = {
            FileState.NONE: (self.tr("Choose a model."), self.tr("Choose a dataset.")),
            FileState.BAD: (
                self.tr("The model cannot be used."),
                self.tr("The dataset cannot be used."),
            ),
            FileState.LOOKING: (
                self.tr("The model is still being looked into."),
                self.tr("The dataset is still being looked into."),
            ),
        }
        for state, (of_model, of_dataset) in sentences.items():
            if self.model.state is state:
                return of_model
            if self.dataset.state is state:
                return of_dataset
        return ""

    def _summary(self) -> str:
        spec = self.current_spec()
        if spec is None:
            return ""
        return self.tr("{}, {:,} values up to {:.4g}").format(
            self._samples_words(), len(spec.values), spec.values[-1]
        )

    def _samples_words(self) -> str:
        wanted, dataset = self.mode.samples_wanted(), self.dataset.facts
        if isinstance(dataset, DatasetFacts):
            wanted = dataset.count if wanted is None else min(wanted, dataset.count)
        if wanted is None:
            return self.tr("All samples")
        return self.tr("1 sample") if wanted == 1 else self.tr("{:,} samples").format(wanted)

    def _range_width(self) -> float | None:
        """Return the width of the input range in data units, None while it is not known."""
        asked = self.advanced.input_range()
        if asked is not None:
            return asked[1] - asked[0]
        dataset = self.dataset.facts
        return likely_range_width(dataset) if isinstance(dataset, DatasetFacts) else None


def _with_title(section: FormSection, sentence: str) -> str:
    return sentence if sentence.startswith(section.title) else f"{section.title}: {sentence}"


def _name(path: str) -> str:
    return shortened(os.path.basename(path), _LONGEST_NAME)
