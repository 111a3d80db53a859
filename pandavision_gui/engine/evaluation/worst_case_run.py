"""A worst-case evaluation from its first sample to its last: search, then the search's own check.

The search assumes that what withstands the largest value withstands the smaller ones. A drawn tenth
of the samples that were not broken gets one more run at a middle value; if that breaks any, all of
them are attacked at every smaller value, and the result says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.assumption_check import (
    drawn_for_check,
    not_finite_warning,
    unbroken_positions,
)
from pandavision_gui.engine.evaluation.checkpoint import State, prefixed, subset
from pandavision_gui.engine.evaluation.clean_samples import CleanSample, CleanSamples
from pandavision_gui.engine.evaluation.counted_model import CountedModel, Stopped
from pandavision_gui.engine.evaluation.doubts import Doubts
from pandavision_gui.engine.evaluation.ended_search import EndedSearch
from pandavision_gui.engine.evaluation.fixed_radius_run import FixedRadiusRun
from pandavision_gui.engine.evaluation.radius_search import SearchPlan
from pandavision_gui.engine.evaluation.recorder import Recorder
from pandavision_gui.engine.evaluation.rows import Finding, make_rows
from pandavision_gui.engine.evaluation.search_phases import (
    Phase,
    check_steps,
    checks_by_gradients,
    plan_phase,
)
from pandavision_gui.engine.evaluation.stage_books import StageBooks
from pandavision_gui.engine.evaluation.task import EvaluationTask
from pandavision_gui.engine.evaluation.work_estimate import (
    seconds_to_finish,
    share_of_checks,
    share_of_search,
)
from pandavision_gui.engine.missed_samples import missed_warning

_Positions = NDArray[np.int64]


class WorstCaseRun:
    """Drives the phases; see the module's text.

    Parameters
    ----------
    saved
        This run's part of a checkpoint, None at the start.
    """

    def __init__(
        self, task: EvaluationTask, model: CountedModel, recorder: Recorder, saved: State | None
    ) -> None:
        self._task = task
        self._model = model
        self._recorder = recorder
        self._open: dict[int, CleanSample] = {}
        self._queue: _Positions
        self._next: int
        self._run: FixedRadiusRun
        self.checked = self.check_hits = self.not_finite = 0
        self._doubts = Doubts(saved, len(task.order), has_one_truth=task.has_one_truth)
        self.stage_books = StageBooks(len(task.stages), [v for v in task.values if v > 0])
        self._left_out: _Positions = np.empty(0, dtype=np.int64)
        self._doubted: _Positions = np.empty(0, dtype=np.int64)
        if saved is None:
            self._enter(Phase.SEARCH, recorder.unfinished())
        else:
            self._restore(saved)

    def run(self) -> None:
        """Go on to the end.

        Raises
        ------
        Stopped
            When a stop was asked for; the state is stored.
        """
        while self._phase is not Phase.DONE:
            self._admit()
            if self._run.is_idle:
                self._next_phase()
                continue
            passes = self._model.passes
            try:
                ended = self._run.step()
            except Stopped:
                # Only a stop leaves everything as it was before the step; after any other failure
                # the last checkpoint is the truth.
                self._recorder.save(self.state())
                raise
            self._count_passes(self._model.passes - passes)
            self.not_finite, self._run.not_finite = self.not_finite + self._run.not_finite, 0
            self._finish(ended)
            self._keep_the_books()
        self._warn_of_blindness()
        self._recorder.save(self.state())
        self._report()

    def _keep_the_books(self) -> None:
        """Report and store the state where it is time to."""
        if self._recorder.report_is_due:
            self._report()
        if self._recorder.checkpoint_is_due:
            self._recorder.save(self.state())

    def _warn_of_blindness(self) -> None:
        """Say when what looks robust was not really attacked."""
        if self.not_finite:
            self._recorder.warn(not_finite_warning(self.not_finite))
        for sentence in self._doubts.warnings(self._recorder.finished, uses_gradients=True):
            self._recorder.warn(sentence)

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what a later run needs to go on from here."""
        open_samples = list(self._open.items())
        return {
            "phase": np.array(int(self._phase)),
            "queue": self._queue,
            "next": np.array(self._next),
            "checked": np.array(self.checked),
            "check_hits": np.array(self.check_hits),
            "not_finite": np.array(self.not_finite),
            **self._doubts.state(),
            "left_out": self._left_out,
            "open_position": np.array([p for p, _ in open_samples], dtype=np.int64),
            "open_prediction": np.array([c.prediction for _, c in open_samples], dtype=np.int64),
            "open_confidence": np.array([c.confidence for _, c in open_samples], dtype=np.float64),
            **prefixed(self._run.state(), "run."),
            **prefixed(self.stage_books.state(), "stages."),
        }

    def _restore(self, saved: State) -> None:
        self._enter(Phase(int(saved["phase"])), saved["queue"])
        self._next = int(saved["next"])
        self._samples.bring_back(self._next)
        self.checked, self.check_hits = int(saved["checked"]), int(saved["check_hits"])
        self.not_finite = int(saved["not_finite"])
        self._left_out = saved["left_out"]
        positions = saved["open_position"]
        indexes = self._task.order[positions]
        samples = self._task.samples.read(indexes) if len(positions) else ()
        for n, sample in enumerate(samples):
            self._open[int(positions[n])] = CleanSample(
                index=int(indexes[n]),
                label=int(self._task.samples.labels[indexes[n]]),
                values=sample,
                prediction=int(saved["open_prediction"][n]),
                confidence=float(saved["open_confidence"][n]),
            )
        self._run.restore(subset(saved, "run."))
        self.stage_books.restore(subset(saved, "stages."))
        self._take_lost_rows_again()

    def _take_lost_rows_again(self) -> None:
        """Queue samples that were finished and whose rows were damaged since."""
        known = set(self._left_out.tolist())
        if self._phase is Phase.SEARCH:  # later, what is queued or open has a row already
            known |= {*self._open, *self._queue[self._next :].tolist()}
        lost = np.array(
            [p for p in self._recorder.unfinished() if int(p) not in known], dtype=np.int64
        )
        if len(lost) == 0:
            return
        if self._phase is Phase.SEARCH:
            self._queue = np.concatenate([self._queue, lost])
            self._samples = self._clean_samples(self._queue)
        else:
            self._open.clear()
            self._enter(Phase.SEARCH, lost)

    def _enter(self, phase: Phase, queue: _Positions, unbroken: _Positions | None = None) -> None:
        self._phase = phase
        self._queue = queue
        self._next = 0
        task = self._task
        self._samples = self._clean_samples(queue)
        in_doubt = phase in (Phase.CHECK, Phase.EVERY_VALUE)
        self._known_right: dict[int, float] = {}
        if in_doubt and task.truth.repeats > 1:
            rows = self._recorder.table()
            sure = rows.prediction_confidence.tolist()
            self._known_right = dict(zip(rows.index.tolist(), sure, strict=True))
        nobody: _Positions = np.empty(0, dtype=np.int64)
        self._doubted = (self._unbroken() if unbroken is None else unbroken) if in_doubt else nobody
        self._plan, stages = plan_phase(task, phase)
        self._run = FixedRadiusRun(
            self._model,
            task.truth,
            stages,
            self._plan or SearchPlan((math.inf,), ((math.inf,),)),
            task.settings,
            self.stage_books if phase is Phase.SEARCH else StageBooks(len(stages), ()),
            task.aim,
            # The check is for what slopes do not tell.
            ends_hopeless_runs=phase is Phase.SEARCH and not task.settings.slopes_mislead,
        )

    def _clean_samples(self, queue: _Positions) -> CleanSamples:
        task = self._task
        return CleanSamples(
            task.samples,
            task.truth,
            task.order[queue],
            chunk=task.settings.batch_size,
            input_range=task.settings.input_range,
            aim=task.aim,
            note_answers=self._recorder.answers.note_clean,
        )

    def _admit(self) -> None:
        """Fill the free places; samples that are wrong already need none."""
        findings: list[Finding] = []
        coming: list[tuple[int, CleanSample]] = []
        free = self._run.free_places
        while self._next < len(self._queue) and len(coming) < free:
            if self._next % self._task.settings.batch_size == 0:
                # Samples that need no place could go on for ever: between two chunks the clock is
                # looked at, and a stop is heard.
                self._seat(coming, findings)
                findings, coming, free = [], [], self._run.free_places
                self._keep_the_books()
                self._heed_stop()
                if self._time_is_up():
                    return
            place, self._next = self._next, self._next + 1
            clean = self._samples[place]
            if clean.index in self._known_right:
                # It was right as often as it was asked: that is not drawn a second time.
                sure = self._known_right[clean.index]
                clean = replace(clean, prediction=clean.label, confidence=sure)
            if not clean.is_right or self._plan is None:
                findings.append(Finding(clean))
            else:
                coming.append((int(self._queue[place]), clean))
        self._seat(coming, findings)

    def _seat(self, coming: list[tuple[int, CleanSample]], findings: list[Finding]) -> None:
        self._record(findings)
        self._open.update(coming)
        self._run.admit(coming)

    def _heed_stop(self) -> None:
        try:
            self._model.heed_stop()
        except Stopped:
            self._recorder.save(self.state())
            raise

    def _time_is_up(self) -> bool:
        """Whether there is no time for more than the samples that have begun, and their check."""
        limit = self._task.time_limit_s
        if limit is None or self._next == 0 or self._phase is not Phase.SEARCH:
            return False
        coming = min(self._task.settings.batch_size, len(self._queue) - self._next)
        left = seconds_to_finish(
            self._recorder, self._run, coming, check_steps=check_steps(self._task)
        )
        return self._recorder.elapsed_s + left >= limit

    def _finish(self, ended: Sequence[EndedSearch]) -> None:
        findings = []
        for item in ended:
            clean = self._open.pop(item.position)
            if self._phase is Phase.CHECK:
                self.checked += 1
                self.check_hits += item.example is not None
            if self._phase is Phase.SEARCH or item.example is not None:
                self._doubts.note(item.position, *item.doubts())
            if self._phase is not Phase.SEARCH and item.example is None:
                continue  # the row on disk stands
            found = (item.example, item.prediction, item.confidence, item.rejected, item.target)
            findings.append(Finding(clean, *found))
        self._record(findings)

    def _record(self, findings: list[Finding]) -> None:
        if not findings:
            return
        settings = self._task.settings
        rows = make_rows(
            findings, self._task.truth, norm=settings.norm, input_range=settings.input_range
        )
        pictures = [
            (f.clean.index, f.clean.values if f.example is None else f.example) for f in findings
        ]
        self._recorder.add(rows, pictures)

    def _count_passes(self, passes: int) -> None:
        if self._phase is Phase.SEARCH:
            self._recorder.attack_passes += passes
        else:
            self._recorder.check_passes += passes

    def _report(self) -> None:
        self._recorder.unknown = self._doubts.unknown(self._recorder.finished)
        open_samples = {position: search.broken for position, search in self._run.searches()}
        if self._phase is not Phase.SEARCH:
            # Rows stand already, but what withstood the largest value may still be broken below.
            open_samples = dict.fromkeys(self._doubted.tolist(), math.inf) | open_samples
        self._recorder.report(self._phase.words, list(open_samples.items()), self._share_done())

    def _share_done(self) -> float:
        """Estimate the share of the passes that have been made."""
        if self._phase is Phase.DONE:
            return 1.0
        waiting = len(self._queue) - self._next
        if self._phase is not Phase.SEARCH:
            return share_of_checks(self._recorder, self._run, waiting)
        return share_of_search(
            self._recorder, self._run, waiting, check_steps=check_steps(self._task)
        )

    def _next_phase(self) -> None:
        if self._phase is Phase.SEARCH:
            self._left_out = np.union1d(self._left_out, self._queue[self._next :])
            self._recorder.save(self.state())  # the check reads the rows from the disk
            self.checked = self.check_hits = 0
            unbroken = self._unbroken()
            self._enter(Phase.CHECK, self._drawn_for_check(unbroken), unbroken)
        elif self._phase is Phase.CHECK and self.check_hits:
            self._recorder.warn(
                missed_warning(
                    self.check_hits,
                    self.checked,
                    self._task.values[-1],
                    uses_gradients=checks_by_gradients(self._task),
                    is_random=self._task.truth.repeats > 1,
                )
            )
            self._recorder.save(self.state())
            self._enter(Phase.EVERY_VALUE, self._unbroken())
        else:
            self._enter(Phase.DONE, np.empty(0, dtype=np.int64))

    def _unbroken(self) -> _Positions:
        return unbroken_positions(self._recorder.table(), self._task.order, self._task.values[-1])

    def _drawn_for_check(self, unbroken: _Positions) -> _Positions:
        if not check_steps(self._task):
            return np.empty(0, dtype=np.int64)
        return drawn_for_check(unbroken, self._task.order, self._task.settings.seed)
