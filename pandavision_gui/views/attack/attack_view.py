"""How the attack of an opened job went: its stages, and one sample of it pass by pass."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.jobs.tracing import SampleTrace
from pandavision_gui.views.attack.attack_wishes import AttackWishes
from pandavision_gui.views.attack.stage_table import StageTable, stage_title
from pandavision_gui.views.attack.trace_plot import TracePanel, TracePlot, TraceSection
from pandavision_gui.views.attack.traced_sample import typical_samples
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.engine_words import phase_words, unit_words
from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.form.calm_inputs import CountBox
from pandavision_gui.views.narrow_box import NarrowBox
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.samples.sample_words import sample_facts
from pandavision_gui.views.theme import UNIT, Theme, set_role

_REPLAYED = (AttackKind.FIXED_RADIUS, AttackKind.MINIMUM_NORM, AttackKind.COMPOSED)
_SIZE, _LEAD, _LOSS = 0, 1, 2
_OTHER = -1


class AttackView(QWidget):
    """Shows one opened job at a time."""

    def __init__(self, theme: Theme, wishes: AttackWishes) -> None:
        super().__init__()
        self.wishes = wishes
        self._opened: OpenedJob | None = None
        self._trace: SampleTrace | None = None
        self.stages = StageTable()
        self._passes = PlainLabel(wrap=True)
        self.sample = NarrowBox()
        self.number = CountBox()
        self.measure = NarrowBox()
        self.replay = QPushButton()
        self.plot = TracePlot(theme)
        self._words = PlainLabel(wrap=True)
        self._readout = PlainLabel(wrap=True)
        self._pages = QStackedWidget()
        self._is_replaying = False
        self._build()

    def _build(self) -> None:
        for box, name, said in (
            (self.sample, "traced_sample", self.tr("Sample whose attack is replayed")),
            (self.measure, "trace_measure", self.tr("What is drawn over the passes")),
        ):
            box.setObjectName(name)
            box.setAccessibleName(said)
            box.setToolTip(said)
        self.number.setObjectName("traced_number")
        self.number.setAccessibleName(self.tr("Row of the dataset"))
        self.number.setRange(0, 2**31 - 1)
        self.number.setVisible(False)
        self.measure.addItem(self.tr("Logit difference"), _LEAD)
        self.measure.addItem(self.tr("Cross-entropy"), _LOSS)
        self.replay.setObjectName("replay")
        set_role(self._passes, "muted")
        self._readout.setMinimumHeight(self._readout.fontMetrics().height())
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(UNIT * 4)
        self._pages.addWidget(self._words)
        self._pages.addWidget(self.plot)
        head = QWidget()
        row = FlowLayout()
        row.setSpacing(UNIT)
        head.setLayout(row)
        for widget in (self.sample, self.number, self.replay, self.measure):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT * 3 // 2, UNIT, UNIT, UNIT)
        column.setSpacing(UNIT)
        self._stages_title = _heading(self.tr("What each stage broke"))
        column.addWidget(self._stages_title)
        column.addWidget(self.stages)
        column.addWidget(self._passes)
        column.addWidget(_heading(self.tr("One sample, pass by pass")))
        column.addWidget(head)
        column.addWidget(self._readout)
        column.addWidget(self._pages, 1)
        self.sample.currentIndexChanged.connect(
            lambda: self.number.setVisible(self.sample.currentData() == _OTHER)
        )
        self.measure.currentIndexChanged.connect(self._draw)
        self.replay.clicked.connect(self._on_replay)
        self.number.lineEdit().returnPressed.connect(self._replay_anew)
        self.plot.looked_at.connect(self._read_out)

    def show_opened(self, opened: OpenedJob) -> None:
        """Show another job."""
        self._stop()
        self._opened, self._trace = opened, None
        result = opened.result
        self.stages.show_result(result)
        self._stages_title.setVisible(bool(result.stages))
        self._passes.setText(self._where_passes_went(result))
        self.sample.clear()
        for name, index in typical_samples(opened.table, result.curve[-1].value):
            self.sample.addItem(f"{name} (#{index})", index)
        self.sample.addItem(self.tr("Sample number …"), _OTHER)
        self._say(self._what_will_be_here(result))

    def choose(self, index: int) -> None:
        """Choose a sample by its row of the dataset, and replay its attack."""
        place = self.sample.findData(index)
        if place < 0:
            place = self.sample.findData(_OTHER)
            self.number.setValue(index)
        self.sample.setCurrentIndex(place)
        if self.replay.isEnabled():
            self._replay_anew()

    def show_stage(self, words: str) -> None:
        """Say what is done before the attack begins again."""
        if self._is_replaying:
            self._say(self.tr("Replaying: {stage} …").format(stage=phase_words(words)))

    def show_trace(self, told: SampleTrace | PandaVisionError) -> None:
        """Show a replay, or why there is none."""
        self._set_replaying(False)
        if isinstance(told, PandaVisionError):
            self._say(sentence_text(told.sentence()), "warn")
            return
        self._trace = told
        self._draw()

    # Replaying.

    def _can_replay(self, result: EvaluationResult) -> bool:
        info = CATALOGUE.get(result.attack)
        return info is not None and info.kind in _REPLAYED

    def _what_will_be_here(self, result: EvaluationResult) -> str:
        can = self._can_replay(result)
        self._set_replaying(False)
        for widget in (self.replay, self.sample, self.measure, self.number):
            widget.setEnabled(can)
        if can:
            return self.tr(
                "Choose a sample and replay the attack on it: how wrong the model was and how far "
                "the attack had gone are drawn here, pass by pass."
            )
        info = CATALOGUE.get(result.attack)
        if info is not None and info.kind is AttackKind.SAMPLING:
            return self.tr(
                "Noise and corruptions are drawn, not searched for: there is no chain of points to "
                "replay."
            )
        if info is not None and info.uses_classic:
            return self.tr(
                "Another program ran this attack: there is no chain of points to replay."
            )
        return self.tr(
            "This job is made of others, or its attack has no chain of points that could be "
            "replayed."
        )

    def _on_replay(self) -> None:
        if self._is_replaying:
            self._stop()
            self._say(self.tr("Stopped."))
            return
        index = self.sample.currentData()
        wanted = self.number.value() if index == _OTHER else int(index)
        if self._opened is None or not np.any(self._opened.table.index == wanted):
            self._say(self._missing_words(wanted), "warn")
            return
        self._set_replaying(True)
        self._say(self.tr("Replaying …"))
        self.wishes.replay_wanted.emit(wanted)

    def _replay_anew(self) -> None:
        self._stop()  # it was another sample's
        self._on_replay()

    def _missing_words(self, wanted: int) -> str:
        """Return that a sample is not in the job, and the next ones that are: it drew some only."""
        words = self.tr("Sample {n} is not in this job.").format(n=wanted)
        indexes = self._opened.table.index if self._opened is not None else np.empty(0, np.int64)
        near = [*np.sort(indexes[indexes < wanted])[-1:], *np.sort(indexes[indexes > wanted])[:1]]
        if not near:
            return words
        shown = ", ".join(f"#{number}" for number in near)
        return f"{words} {self.tr('The nearest of this job: {numbers}.').format(numbers=shown)}"

    def _stop(self) -> None:
        if self._is_replaying:
            self.wishes.stop_wanted.emit()
        self._set_replaying(False)

    def _set_replaying(self, replaying: bool) -> None:
        self._is_replaying = replaying
        self.replay.setText(self.tr("Stop") if replaying else self.tr("Replay the attack"))

    def _say(self, words: str, role: str = "muted") -> None:
        set_role(self._words, role)
        self._words.setText(words)
        self._readout.setText("")
        self._pages.setCurrentWidget(self._words)

    # Showing.

    def _draw(self) -> None:
        if self._trace is None or self._opened is None:
            return
        trace, result = self._trace, self._opened.result
        if not len(trace.passes):
            self._say(
                self.tr("This sample was wrong without a perturbation: the attack passed it over.")
            )
            return
        column = self.measure.currentData()
        found = trace.facts.minimum_perturbation
        upper, short = (
            (
                self.tr("Logit difference: best wrong class − true class (above 0: wrong)"),
                self.tr("Logit difference (above 0: wrong)"),
            )
            if column == _LEAD
            else (self.tr("Cross-entropy of the true class, nats"), self.tr("Cross-entropy, nats"))
        )
        panels = [
            TracePanel(upper, trace.passes[:, column], has_zero_line=column == _LEAD, short=short),
            TracePanel(
                self.tr(
                    "Size of the perturbation, {unit} (dashed: smallest that was found)"
                ).format(unit=unit_words(result.scale)),
                trace.passes[:, _SIZE],
                mark=found,
                short=self.tr("Size (dashed: smallest that was found)"),
            ),
        ]
        self.plot.show_trace(panels, self._sections(trace, result))
        self._read_out(-1)
        self._pages.setCurrentWidget(self.plot)

    def _sections(self, trace: SampleTrace, result: EvaluationResult) -> Sequence[TraceSection]:
        titles = [stage_title(stage) for stage in result.stages or ()]
        sections, begin = [], 0
        for place, (title, passes) in enumerate(zip(titles, trace.facts.stages, strict=False), 1):
            if passes and begin < len(trace.passes):
                # As the table above numbers them.
                short = self.tr("Stage {n}").format(n=place)
                sections.append(TraceSection(title, begin, short))
            begin += passes
        if trace.facts.stages and begin < len(trace.passes):
            check = self.tr("Check of the search's assumption")
            sections.append(TraceSection(check, begin, self.tr("Check")))
        return sections

    def _read_out(self, number: int) -> None:
        if self._trace is None or self._opened is None:
            return
        trace, opened = self._trace, self._opened
        if 0 <= number < len(trace.passes):
            size, lead, loss = (float(value) for value in trace.passes[number])
            said = self.tr(
                "Pass {number}: size {size}, logit difference {lead}, cross-entropy {loss}"
            )
            self._readout.setText(
                said.format(
                    number=number_words(number + 1),
                    size=f"{size:.4g}",
                    lead=f"{lead:.4g}",
                    loss=f"{loss:.4g}",
                )
            )
            return
        row = int(np.flatnonzero(opened.table.index == trace.index)[0])
        said = sample_facts(opened.table, row, opened.result).sentence()
        self._readout.setText(f"{said} {self._against_the_job(row)}".strip())

    def _against_the_job(self, row: int) -> str:
        if self._trace is None or self._opened is None:
            return ""
        was = float(self._opened.table.minimum_perturbation[row])
        found = self._trace.facts.minimum_perturbation
        now = math.inf if found is None else found
        scale = self._opened.result.scale
        facts = self._trace.facts
        cut = ""
        if facts.made > facts.passes:
            said = self.tr(" The first {kept} of {made} passes are drawn.")
            cut = said.format(kept=number_words(facts.passes), made=number_words(facts.made))
        if was == now or math.isclose(was, now, rel_tol=1e-6):
            return self.tr("The replay found the same.") + cut
        words = self.tr("nothing") if found is None else value_words(found, scale)
        said = self.tr("The replay found {found}: alone in its batch, the last bits are others.")
        return said.format(found=words) + cut

    def _where_passes_went(self, result: EvaluationResult) -> str:
        passes = result.passes
        said = (
            self.tr(
                "{total} passes through the model: {attack} of the attack, {check} to check its "
                "assumption, {agreement} to compare the converted model before it. ONNX Runtime "
                "answered {confirmation} times."
            )
            if passes.assumption_check
            else self.tr(
                "{total} passes through the model: {attack} of the attack, {agreement} to compare "
                "the converted model before it. ONNX Runtime answered {confirmation} times."
            )
        )
        return said.format(
            total=number_words(result.model_passes),
            attack=number_words(passes.attack),
            check=number_words(passes.assumption_check),
            agreement=number_words(passes.agreement),
            confirmation=number_words(result.confirmation_passes),
        )


def _heading(words: str) -> PlainLabel:
    label = PlainLabel(words, wrap=True)
    set_role(label, "heading")
    return label
