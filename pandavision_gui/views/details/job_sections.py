"""The parts of the details from top to bottom, each shown only when it has something to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.jobs.events import JobLoaded, JobLoadFailed, JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.details.details_text import (
    bracket_meaning,
    distrust_text,
    explanation,
    figures,
    origin_line,
    state_line,
)
from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.details.fact_list import FactList
from pandavision_gui.views.details.improve_text import improvement_notes
from pandavision_gui.views.details.note_list import NoteList
from pandavision_gui.views.details.open_text import (
    end_sentence,
    progress_facts,
    progress_sentence,
    remedy,
)
from pandavision_gui.views.details.plan_text import facts_of_plan
from pandavision_gui.views.details.run_text import facts_of_run
from pandavision_gui.views.details.statements import Fact, Note
from pandavision_gui.views.details.text_box import TextBox
from pandavision_gui.views.details.trust_text import trust_notes, warning_notes
from pandavision_gui.views.details.verdict_box import VerdictBox
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.jobs_table.job_words import (
    LONGEST_TOOLTIP,
    Tone,
    scale_of,
    wrapped_tooltip,
)
from pandavision_gui.views.plain_text import PlainLabel, explain, one_line
from pandavision_gui.views.setting_words import in_setting_words
from pandavision_gui.views.theme import UNIT, Theme, set_role

_OPEN = (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


class JobSections(QWidget):
    """All that is known of one job.

    Parameters
    ----------
    remarks
        What people say about it; placed here.

    Attributes
    ----------
    queue_is_paused
        Whether no waiting job starts.
    """

    def __init__(self, theme: Theme, remarks: QWidget) -> None:
        super().__init__()
        self.queue_is_paused = False
        self._name = ElidedLabel()
        set_role(self._name, "heading")
        self._state = PlainLabel(wrap=True, one_line=True)
        set_role(self._state, "muted")
        self._origin = PlainLabel(wrap=True, one_line=True)
        set_role(self._origin, "muted")
        self._verdict = VerdictBox()
        self._distrust = TextBox("warn-box")
        self._failed = TextBox("bad-box", can_be_copied=True)
        self._ended = TextBox("warn-box")
        self._figures = FactList()
        self._brackets = PlainLabel(wrap=True)
        set_role(self._brackets, "muted")
        self._sentence = PlainLabel(wrap=True, one_line=True)
        self._trust_title = self._title(self.tr("How far to trust it"))
        self._warnings_title = self._title(self.tr("Warnings"))
        self._notes = NoteList(theme)
        self._improve_title = self._title(self.tr("What could be done"))
        self._improve = NoteList(theme)
        self._run_title = self._title(self.tr("What was run"))
        self._plan_title = self._title(self.tr("What is asked for"))
        self._run = FactList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._name)
        head.addWidget(self._state)
        head.addWidget(self._origin)
        layout.addLayout(head)
        for part in (
            self._verdict,
            self._distrust,
            self._failed,
            self._ended,
            self._figures,
            self._brackets,
            self._sentence,
            remarks,
            self._trust_title,
            self._warnings_title,
            self._notes,
            self._improve_title,
            self._improve,
            self._run_title,
            self._plan_title,
            self._run,
        ):
            layout.addWidget(part)

    def show_job(
        self,
        row: JobRow,
        loaded: JobLoaded | None,
        progress: Progress | None,
        warnings: Sequence[str],
        failure: JobLoadFailed | None,
    ) -> None:
        """Show a job as far as it is known."""
        self._name.setText(row.name)
        name = one_line(row.name, LONGEST_TOOLTIP)
        explain(self._name, name, tooltip=wrapped_tooltip(name))
        now = datetime.now(UTC)
        self._state.setText(state_line(row, now))
        self._origin.setText(origin_line(row, loaded.imported if loaded else None, now))
        self._origin.setVisible(bool(self._origin.text()))
        result = loaded.result if loaded and row.state is JobState.FINISHED else None
        self._verdict.setVisible(result is not None)
        advice = improvement_notes(result) if result is not None else []
        self._improve.show_notes(advice)
        for part in (self._improve_title, self._improve):
            part.setVisible(bool(advice))
        if result is not None:
            self._show_result(result, warnings)
        else:
            self._show_open(row, loaded, progress, warnings, failure)

    def _show_result(self, result: EvaluationResult, warnings: Sequence[str]) -> None:
        notes = trust_notes(result, warnings)
        self._verdict.show_result(result)
        self._distrust.show_text(distrust_text(list(dict.fromkeys((*warnings, *result.warnings)))))
        self._failed.show_text("")
        self._ended.show_text("")
        self._figures.show_facts(figures(result))
        self._say(explanation(result), brackets=bracket_meaning(result))
        self._show_titles(trust=True, was_run=True)
        self._notes.show_notes(notes)
        self._run.show_facts(facts_of_run(result))

    def _show_open(
        self,
        row: JobRow,
        loaded: JobLoaded | None,
        progress: Progress | None,
        warnings: Sequence[str],
        failure: JobLoadFailed | None,
    ) -> None:
        is_open = row.state in _OPEN
        is_finished = row.state is JobState.FINISHED
        self._distrust.show_text("")
        self._show_reason(row, failure)
        is_working = progress is not None and row.state in (JobState.RUNNING, JobState.STOPPING)
        facts = progress_facts(progress, scale_of(row)) if progress and is_working else []
        self._figures.show_facts(facts)
        if is_finished and failure is None:
            self._say(self.tr("The result is being read …"))
        else:
            paused = self.queue_is_paused
            open_words = progress_sentence(row, progress, queue_is_paused=paused)
            self._say(open_words if is_open else remedy(row))
        notes = warning_notes(warnings)
        if failure is not None and not is_finished:
            notes.append(Note(sentence_text(failure.sentence), Tone.WARN, "warn"))
        self._notes.show_notes(notes)
        plan: list[Fact] = facts_of_plan(row, loaded.spec if loaded else None)
        self._run.show_facts(plan)
        self._show_titles(warned=bool(notes), was_run=not is_open if plan else None)

    def _show_reason(self, row: JobRow, failure: JobLoadFailed | None) -> None:
        """Say why there is no result where there could be one, or what keeps the job waiting."""
        bad, ended, details = "", "", ""
        if row.state is JobState.FINISHED:
            if failure is not None:
                bad, details = sentence_text(failure.sentence), failure.details
        elif row.state is JobState.FAILED:
            bad = end_sentence(row)
        elif row.state is JobState.QUEUED:
            ended = in_setting_words(row.reason)
        elif row.state not in _OPEN:
            ended = end_sentence(row)
        self._failed.show_text(bad, details)
        self._ended.show_text(ended)

    def _show_titles(
        self, *, trust: bool = False, warned: bool = False, was_run: bool | None
    ) -> None:
        self._trust_title.setVisible(trust)
        self._warnings_title.setVisible(warned)
        self._run_title.setVisible(was_run is True)
        self._plan_title.setVisible(was_run is False)

    def _say(self, sentence: str, *, brackets: str = "") -> None:
        for label, text in ((self._sentence, sentence), (self._brackets, brackets)):
            label.setText(text)
            label.setVisible(bool(text))

    def _title(self, text: str) -> QWidget:
        section = QWidget()
        line = QFrame()
        set_role(line, "line")
        title = PlainLabel(text, wrap=True)
        set_role(title, "heading")
        layout = QVBoxLayout(section)
        layout.setContentsMargins(0, UNIT // 2, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(line)
        layout.addWidget(title)
        return section
