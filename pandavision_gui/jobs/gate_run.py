"""An evaluation that ends as soon as the limits of a gate are decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.gate import Limit, MaximumDrop, gate_spec, is_whole
from pandavision_gui.engine.gate_judgement import (
    Decision,
    Judged,
    Seen,
    judge,
    judge_drop,
    overall,
    with_doubt,
)
from pandavision_gui.engine.robustness_curve import CurvePoint, band_point
from pandavision_gui.engine.short_way import way_of
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.job_archive import look_at_finished
from pandavision_gui.jobs.baseline import BaselineFiles
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import Failed, JobFinished, Progress, Report, WarningGiven
from pandavision_gui.jobs.requests import inspect_file
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind, StopSwitch


@dataclass(frozen=True)
class Gate:
    """What is to be reached.

    Attributes
    ----------
    baseline
        What drops are measured against; None where none is asked about.
    error_rate
        Largest probability that any of the limits is said to be met or not met wrongly.
    """

    limits: tuple[Limit, ...]
    baseline: BaselineFiles | None
    error_rate: float


@dataclass
class GateEnd:
    """How it ended.

    Attributes
    ----------
    spec
        What was evaluated.
    stopped_early
        Whether the evaluation was ended because the limits were decided: it has no result.
    took_s
        Seconds from the first look at the files to the end.
    unknown
        Samples that count as robust and of which too little is known.
    is_paired
        Whether drops were counted sample by sample.
    """

    spec: EvaluationSpec
    outcome: Outcome
    judged: list[Judged]
    decision: Decision
    stopped_early: bool
    started: int
    total: int
    is_whole: bool
    took_s: float
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: int = 0
    is_paired: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether it was decided, or came to its end: it may have failed, or been stopped."""
        return self.stopped_early or isinstance(self.outcome.report, JobFinished)


def samples_there(spec: EvaluationSpec, stop: StopSwitch) -> int:
    """Return how many samples the dataset has, as a worker finds them.

    Raises
    ------
    InputError, EnvironmentFault
        When it cannot be looked into.
    """
    labels = "" if spec.labels == "auto" else spec.labels
    names = spec.class_names or ()
    found = inspect_file(Path(spec.dataset), stop, labels=labels, class_names=names)
    if isinstance(found, Failed):
        fault = InputError if found.kind == "input" else EnvironmentFault
        raise fault(found.code, found.message, found.hint, found.details)
    if not isinstance(found.facts, DatasetFacts):
        raise InputError(
            "gate_no_dataset", f'"{spec.dataset}" is no dataset.', 'Mend the spec\'s "dataset".'
        )
    return found.facts.count


def run_gate(
    wanted: EvaluationSpec,
    gate: Gate,
    path: Path,
    options: RunOptions,
    *,
    on_report: Callable[[Report], None],
    stop: StopSwitch,
) -> GateEnd:
    """Evaluate in `path` until the limits are decided.

    Raises
    ------
    InputError, EnvironmentFault
        What `gate_spec`, `samples_there` and `run_in_folder` raise.
    """
    began = monotonic()
    try:
        there = samples_there(wanted, stop)
    except PandaVisionError:
        if not stop.is_asked:
            raise
        # Nothing is wrong with the file: nobody waited until it had been looked into.
        stopped = Outcome(OutcomeKind.STOPPED, "Stopped.", None)
        return _Watch(wanted, gate, whole=False, began=began).conclusion(stopped)
    spec = gate_spec(wanted, gate.limits, there)
    _require_values(spec, gate)
    watch = _Watch(spec, gate, whole=is_whole(spec, there), began=began)

    def look(report: Report) -> None:
        on_report(report)
        if watch.sees(report) and not stop.is_asked:
            watch.has_stopped = True
            stop.ask()

    outcome = run_in_folder(spec, path, options, on_report=look, stop=stop)
    watch.end(outcome, path)
    return watch.conclusion(outcome)


def _require_values(spec: EvaluationSpec, gate: Gate) -> None:
    if gate.baseline is None:
        return
    known = [point.value for point in gate.baseline.result.curve]
    for value in _drop_values(spec, gate.limits):
        if value not in known:
            raise InputError(
                "baseline_without_value",
                f"The baseline was not evaluated at the value {value:g}.",
                f"It has {', '.join(f'{one:g}' for one in known[:20])}.",
            )


def _drop_values(spec: EvaluationSpec, limits: Sequence[Limit]) -> list[float]:
    found: list[float] = []
    for limit in limits:
        if isinstance(limit, MaximumDrop):
            found += spec.values if limit.value is None else [limit.value]
    return found


def _may_get_to_the_edge(spec: EvaluationSpec) -> bool:
    """Return whether it is certain before the end that the attack's steps are long enough."""
    if getattr(spec.attack_parameters, "abs_stepsize", None) is not None:
        return False  # it depends on the input range
    any_radius = 1.0
    return way_of(spec.attack_parameters, any_radius) >= 1


class _Watch:
    """Judges with every report."""

    def __init__(self, spec: EvaluationSpec, gate: Gate, *, whole: bool, began: float) -> None:
        self._spec = spec
        self._gate = gate
        self._alone = [one for one in gate.limits if not isinstance(one, MaximumDrop)]
        self._drops = [one for one in gate.limits if isinstance(one, MaximumDrop)]
        questions = len(self._alone) + len(_drop_values(spec, gate.limits))
        self._error_rate = gate.error_rate / questions
        searches = spec.attack_info.kind.searches_radii
        # The value 0 and another one; and a run can get to the edge of the ball, or the end warns.
        self._is_settled = not searches or len(spec.values) <= 2
        self._is_settled &= _may_get_to_the_edge(spec)
        self.whole = whole
        self._began = began
        self.has_stopped = False
        self.started = self.total = self._unknown = 0
        self._is_paired = False
        self.warnings: list[str] = []
        self.notes: list[str] = []
        self.judged = [self._judge(one, self._seen((), 0, is_over=False)) for one in self._alone]
        self._waiting = [
            Judged(
                one,
                one.words(spec.scale),
                Decision.UNDECIDED,
                -1.0,
                1.0,
                "compared at the end of the evaluation",
            )
            for one in self._drops
        ]
        self.judged += self._waiting

    def sees(self, report: Report) -> bool:
        """Take a report; return whether everything is decided now."""
        if isinstance(report, WarningGiven):
            self.warnings.append(report.text)
        if not isinstance(report, Progress) or self.has_stopped:
            return False
        self.started, self.total = report.started, report.total
        self._unknown = report.unknown
        seen = Seen(
            report.band,
            report.total,
            self.whole,
            is_settled=self._is_settled,
            may_rise=self._spec.attack_info.kind is AttackKind.SAMPLING,
            unknown=self._unknown,
        )
        self.judged = [*(self._judge(one, seen) for one in self._alone), *self._waiting]
        return overall(self.judged) is not Decision.UNDECIDED

    def end(self, outcome: Outcome, path: Path) -> None:
        """Judge once more where the evaluation came to its end."""
        if not isinstance(outcome.report, JobFinished):
            return
        report = outcome.report
        # Who was faster than the first news of its progress is not whole because of that.
        self.total = require_result(JobFolder(path)).samples.drawn
        self.warnings = list(report.warnings)
        seen = self._seen(report.curve, report.evaluated, is_over=True)
        self.judged = [self._judge(one, seen) for one in self._alone]
        self.judged += self._judged_drops(path)

    def conclusion(self, outcome: Outcome) -> GateEnd:
        """Return how it stands now that it has ended."""
        return GateEnd(
            spec=self._spec,
            outcome=outcome,
            judged=self.judged,
            decision=overall(self.judged),
            stopped_early=self.has_stopped and not isinstance(outcome.report, JobFinished),
            started=self.started,
            total=self.total,
            is_whole=self.whole,
            took_s=monotonic() - self._began,
            warnings=self.warnings,
            notes=self.notes,
            unknown=self._unknown,
            is_paired=self._is_paired,
        )

    def _seen(self, curve: Sequence[CurvePoint], evaluated: int, *, is_over: bool) -> Seen:
        band = tuple(band_point(one.value, one.robust, one.robust, one.count) for one in curve)
        self.started, self.total = evaluated, max(self.total, evaluated)
        return Seen(
            band,
            self.total,
            self.whole,
            is_settled=is_over,
            may_rise=self._spec.attack_info.kind is AttackKind.SAMPLING,
            unknown=self._unknown,
        )

    def _judge(self, limit: Limit, seen: Seen) -> Judged:
        return judge(limit, seen, self._spec.scale, self._error_rate)

    def _judged_drops(self, path: Path) -> list[Judged]:
        if self._gate.baseline is None or not self._drops:
            return []
        try:
            table = look_at_finished(path).table
        except NotTakenError as error:
            raise EnvironmentFault(
                "gate_rows_missing", f'The rows in "{path}" cannot be read: {error.what}.'
            ) from error
        result = require_result(JobFolder(path))
        baseline, why = self._gate.baseline.paired_with(table, result)
        self._is_paired = baseline.table is not None
        if why:
            self.notes.append(f"Compared with the baseline unpaired: {why}.")
        if self._gate.baseline.result.attack != result.attack:
            self.notes.append(
                f"The baseline was attacked by {self._gate.baseline.result.attack}, this model by "
                f"{result.attack}."
            )
        judged = [
            judge_drop(
                limit,
                value,
                baseline,
                table,
                self._spec.scale,
                self._error_rate,
                is_whole=self.whole and len(table) == self.total,
            )
            for limit in self._drops
            for value in (self._spec.values if limit.value is None else (limit.value,))
        ]
        # Samples of which too little is known may be broken, too: no drop is small because of them.
        more = self._unknown / len(table)
        judged = [with_doubt(one, more) for one in judged]
        if any(one.lower < one.upper for one in judged):
            self.notes += self._gate.baseline.not_drawn(
                is_paired=self._is_paired,
                is_chosen=self._spec.indexes is not None,
                is_whole=self.whole and len(table) == self.total,
            )
        return judged
