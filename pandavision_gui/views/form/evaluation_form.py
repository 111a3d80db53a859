"""The form in which an evaluation is put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import JobLoaded, JobRow
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.advanced_section import AdvancedSection
from pandavision_gui.views.form.asked_together import misfits_of
from pandavision_gui.views.form.attack_section import AttackSection
from pandavision_gui.views.form.belongings import Belongings
from pandavision_gui.views.form.carried_section import CarriedSection
from pandavision_gui.views.form.cost_words import cost_of
from pandavision_gui.views.form.dataset_section import DatasetSection
from pandavision_gui.views.form.doctor_view import DoctorView
from pandavision_gui.views.form.file_question import FileAnswer, FileQuestion
from pandavision_gui.views.form.file_section import FileSection, FileState
from pandavision_gui.views.form.finding_words import likely_range
from pandavision_gui.views.form.form_section import FormSection
from pandavision_gui.views.form.given_files import TakenFiles, name_of
from pandavision_gui.views.form.known_speeds import KnownSpeeds
from pandavision_gui.views.form.mode_section import ModeSection
from pandavision_gui.views.form.model_section import ModelSection
from pandavision_gui.views.form.preprocessing_section import PreprocessingSection
from pandavision_gui.views.form.second_model_section import SecondModelSection
from pandavision_gui.views.form.spec_parts import SpecParts, with_keys, with_title
from pandavision_gui.views.form.steady_scroll_area import SteadyScrollArea
from pandavision_gui.views.form.submission import Submission
from pandavision_gui.views.form.submit_bar import SubmitBar
from pandavision_gui.views.form.summary import summary
from pandavision_gui.views.form.swapped_files import SwappedFiles
from pandavision_gui.views.form.values_section import ValuesSection
from pandavision_gui.views.panels import show_panel_of
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.presets.preset_box import PresetBox
from pandavision_gui.views.theme import Theme, set_role


class EvaluationForm(QWidget):
    """Model, dataset, attack and the rest, checked while they are put in.

    Signals
    -------
    submitted
        An `EvaluationSpec` is to be queued; its files were looked into and found usable.
    inspection_wanted
        A `FileQuestion` that somebody should answer by `show_report`.
    diagnosis_wanted
        A `DiagnosisQuestion` that somebody should answer by `doctor.show_diagnosis`.
    files_chosen
        Place ("model", "dataset" or "second model") and path of a file that was found usable.
    mixed_given
        Paths that were given, of which some are more than the two files of one evaluation.
    making_wanted
        A dataset shall be made of what this path names.
    refreshed
        The form may say something else than before.
    """

    submitted = Signal(object)
    inspection_wanted = Signal(object)
    diagnosis_wanted = Signal(object)
    files_chosen = Signal(str, str)
    mixed_given = Signal(object)  # a name that is no text would not come through a list
    making_wanted = Signal(str)
    refreshed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_loading = False
        self.message = ErrorMessage(theme)
        self.model = ModelSection(theme)
        self.dataset = DatasetSection(theme)
        self.mode = ModeSection()
        self.preprocessing = PreprocessingSection()
        self.values = ValuesSection()
        self.attack = AttackSection()
        self.second_model = SecondModelSection(theme)
        self._all_files = (self.model, self.dataset, self.second_model)
        self.carried = CarriedSection()
        self.advanced = AdvancedSection(theme)
        self.bar = SubmitBar()
        self._sections: tuple[FormSection, ...] = (
            self.model,
            self.dataset,
            self.mode,
            self.preprocessing,
            self.values,
            self.attack,
            self.second_model,
            self.carried,
            self.advanced,
        )
        self.belongings = Belongings(theme, self.carried, self.advanced)
        self.swapped = SwappedFiles(theme, self.model, self.dataset)
        self.doctor = DoctorView(theme)
        self.preset_box = PresetBox(theme)
        self.taken = TakenFiles(self.message, self.model, self.dataset)
        self._parts = SpecParts(self._sections)
        self._submission = Submission(self)
        self.known_speeds = KnownSpeeds()
        self._lay_out()
        self._connect()
        self.clear()

    def show_report(self, question: FileQuestion, answer: FileAnswer) -> None:
        """Show what was found in a file; answers to earlier questions are dropped."""
        if question.place == Submission.PLACE:
            self._submission.take(question, answer)
            return
        section = next(file for file in self._all_files if file.place == question.place)
        facts = section.facts
        section.show_answer(question, answer)
        if section.facts is not None and section.facts is not facts:
            needed = self.dataset.needed
            self.belongings.on_file(question.place, question.path, needed=needed)
            self.files_chosen.emit(section.place, question.path)

    def load_spec(self, spec: EvaluationSpec) -> None:
        """Fill the form; what it has no input for is carried on unchanged, and said."""
        self.message.clear()
        self._fill(spec, self._sections)
        self.belongings.remember(spec, {"model": self.model.path, "dataset": self.dataset.path})

    def load_keys(self, spec: EvaluationSpec, keys: Collection[str]) -> None:
        """Fill in what `spec` says under these keys of its document; all else stays."""
        self._is_loading = True
        for section in self._sections:
            section.load_keys(spec, keys)
            self._parts.forget(section)
        self._is_loading = False
        self._refresh()

    def clear(self) -> None:
        """Empty the form."""
        self.message.clear()
        blank = EvaluationSpec(dataset="-", trained_model="-", evaluation_mode="fast")
        self._fill(blank, self._sections[2:])
        self.belongings.remember(None, {})
        for file in self._all_files:
            file.edit.set_path("")
        self.advanced.toggle.setChecked(False)

    def take_files(self, paths: Sequence[str]) -> None:
        """Put files where their names' ends say that they belong, or hand them on."""
        self.taken.take(paths)

    def set_recent(self, models: Sequence[str], datasets: Sequence[str]) -> None:
        """Offer files that were used before, newest first."""
        for file in self._all_files:
            file.set_recent(models if file.kind == "model" else datasets)

    def current_spec(self) -> EvaluationSpec | None:
        """Return the evaluation as it stands, looked into or not; None while it is not valid."""
        return self._parts.look().spec

    def draft(self) -> EvaluationSpec | None:
        """Return what the form says, its files' paths perhaps empty; None while it is not valid."""
        return self._parts.look().draft

    def reason(self) -> str:
        """Return what the form lacks to be an evaluation; empty where its files may be bad only."""
        return self._parts.look().first or self._file_reason()

    def submit(self) -> None:
        """Queue the evaluation, if the button may be pressed and the files are as they were."""
        spec = self.current_spec()
        if spec is None or not self.bar.button.isEnabled() or self._submission.is_under_way:
            show_panel_of(self)  # which says why not
            return
        self.message.clear()
        self._submission.begin(spec, {file.path: file.stamp for file in self._files})
        self._refresh()

    def set_adding(self, is_adding: bool) -> None:
        """Say that an evaluation is on its way into the queue and take no other, or end that."""
        self._submission.is_adding = is_adding
        self._refresh()

    def learn_speed(self, loaded: JobLoaded, row: JobRow) -> None:
        """Take in how long a job took: it says more of the next one's cost than a look does."""
        if self.known_speeds.learn(loaded, row):
            self._refresh()

    @property
    def _files(self) -> tuple[FileSection, ...]:
        return tuple(file for file in self._all_files if file.is_used)

    def focus_first(self) -> None:
        """Put the focus into the model's path."""
        self.model.edit.setFocus()

    def event(self, event: QEvent) -> bool:
        """Look at the files again when the window is turned to: others may have written them."""
        if event.type() is QEvent.Type.WindowActivate:
            for file in self._files:
                file.look_again()
        return super().event(event)

    def _on_accepted(self, spec: EvaluationSpec) -> None:
        self.advanced.forget_name(spec.name)
        self.submitted.emit(spec)

    def _on_refused(self, path: str, answer: FileAnswer) -> None:
        self._refresh()
        for file in (one for one in self._files if one.path == path):
            file.take_answer(answer)
        if isinstance(answer.report, Failed):
            why = sentence_text(answer.report.message)
            sentence, hint = self.tr("Not added: {}").format(why), ""
        else:
            changed = self.tr("Not added: “{}” has changed since it was looked into.")
            sentence = changed.format(name_of(path))
            hint = self.tr("See what is found in it now, then add the evaluation again.")
        self.message.set_message("warn", sentence, hint=hint)
        self.scroll_area.ensureWidgetVisible(self.message)

    def _lay_out(self) -> None:
        heading = PlainLabel(self.tr("Evaluation"))
        set_role(heading, "heading")
        self.scroll_area = SteadyScrollArea()
        column = self.scroll_area.column
        column.addWidget(heading)
        column.addWidget(self.message)
        self.mode.place_beside_perturbation(self.preprocessing.choice, self.preprocessing.label)
        for section in self._sections:
            column.addWidget(section)
            if section is self.model:  # above all warnings: it mends what most of them are about
                column.addWidget(self.doctor.message)
            elif section is self.dataset:
                column.addWidget(self.swapped.message)
                column.addWidget(self.doctor)
                column.addWidget(self.belongings.message)
                column.addWidget(self.preset_box)
        column.addStretch(1)
        line = QFrame()
        set_role(line, "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(line)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        for section in self._sections:
            section.changed.connect(partial(self._on_changed, section))
        for file in self._all_files:
            file.inspection_wanted.connect(self.inspection_wanted)
            file.files_dropped.connect(self.take_files)
        self.taken.mixed_given.connect(self.mixed_given)
        self.taken.making_wanted.connect(self.making_wanted)
        self.doctor.diagnosis_wanted.connect(self.diagnosis_wanted)
        self.doctor.proposal_taken.connect(self._take_proposal)
        self.doctor.changed.connect(self._refresh)
        self.advanced.class_names.given.connect(self.dataset.take_names)
        self._submission.question_asked.connect(self.inspection_wanted)
        self._submission.slow.connect(self._refresh)
        self._submission.accepted.connect(self._on_accepted)
        self._submission.refused.connect(self._on_refused)
        self.bar.clicked.connect(self.submit)

    def _fill(self, spec: EvaluationSpec, sections: Sequence[FormSection]) -> None:
        self._is_loading = True
        for section in sections:
            section.load(spec)
            self._parts.forget(section)
        self._is_loading = False
        self._refresh()

    def _on_changed(self, section: FormSection) -> None:
        self._parts.forget(section)
        self._refresh()

    def _refresh(self) -> None:
        if self._is_loading:
            return
        self._is_loading = True  # what is told to one part may make it say that it has changed
        try:
            self.attack.offer(self.mode.perturbation_type)
            self.second_model.offer(self.attack.name)
            self.mode.set_chosen_by_hand(self.carried.chosen_samples)
            self._tell_input()
        finally:  # a mistake in one part must not leave the form deaf
            self._is_loading = False
        self.advanced.tell(self.attack.name, self.model.facts, self.dataset.facts)
        found, misfits = self._parts.look(), misfits_of(self)
        between = {
            self.dataset: misfits.dataset,
            self.preprocessing: misfits.preprocessing,
            self.second_model: self.second_model.misfit(self.model.facts),
            self.attack: self.attack.refusal,
            self.carried: misfits.carried,
            self.advanced: misfits.colours or misfits.class_names or misfits.target,
        }
        for section in self._sections:
            section.show_problem(found.problems.get(section) or between.get(section, ""))
        self._tell_doctor(found.reading)
        told = self.doctor.proposed_offset or self.carried.label_offset
        self.dataset.show_misfits(misfits, label_offset=told)
        unfit = (with_title(part, words) for part, words in between.items() if words)
        why = self._file_reason() or found.first or next(unfit, self.doctor.refusal)
        self._show_bar(found.spec, why)
        self.refreshed.emit()

    def _show_bar(self, spec: EvaluationSpec | None, reason: str) -> None:
        if busy := self._submission.busy_words():
            self.bar.show_busy(busy)
            return
        if reason or spec is None:
            self.bar.show_reason(reason)
            return
        wanted, dataset, doctor = self.mode.samples_wanted(), self.dataset.facts, self.doctor
        cost = cost_of(spec, wanted, self.model.facts, dataset, doctor.diagnosis, self.known_speeds)
        words = summary(spec, wanted, dataset)
        self.bar.show_summary(words, cost=cost, is_doubtful=doctor.near_chance)

    def _tell_doctor(self, spec: EvaluationSpec | None) -> None:
        files = self.model, self.dataset
        is_known = all(file.state is FileState.GOOD for file in files)
        remarks = tuple(remark for file in files if file.facts for remark in file.facts.remarks)
        self.doctor.look(spec if is_known else None, tuple(f.stamp for f in files), remarks)

    def _take_proposal(self, keys: dict[str, Any]) -> None:
        if (spec := self._parts.look().reading) is not None:
            self.load_keys(with_keys(spec, keys), keys)
            paths = {"model": self.model.path, "dataset": self.dataset.path}
            self.belongings.remember_too(with_keys(spec, keys), keys, paths)

    def _tell_input(self) -> None:
        found = self.dataset.facts
        facts = found if isinstance(found, DatasetFacts) else None
        known = self.advanced.input_range() or (likely_range(facts) if facts else None)
        self.values.set_input(self.mode.scale, facts.sample_shape if facts else None, known)
        self.preprocessing.set_range(known)

    def _file_reason(self) -> str:
        states, files = (FileState.NONE, FileState.BAD, FileState.LOOKING), self._files
        return next((f.reason() for state in states for f in files if f.state is state), "")
