"""An evaluation by an attack that looks for the nearest example itself.

A batch of samples is attacked at a time, and it is the unit of what is stored: a stop is heard
within it, and the resumed evaluation begins it anew, so that its rows are the undisturbed run's bit
for bit. The perturbation values only say where the curve is read; where there is none above 0,
nothing is attacked.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.minimum_norm import Batch, MinimumNormAttack
from pandavision_gui.engine.attacks.way_back import come_back
from pandavision_gui.engine.evaluation.assumption_check import not_finite_warning
from pandavision_gui.engine.evaluation.checkpoint import State
from pandavision_gui.engine.evaluation.clean_samples import CleanSample, CleanSamples
from pandavision_gui.engine.evaluation.counted_model import CountedModel, Stopped
from pandavision_gui.engine.evaluation.doubts import Doubts
from pandavision_gui.engine.evaluation.example_search import ExampleSearch
from pandavision_gui.engine.evaluation.random_streams import Purpose, keys
from pandavision_gui.engine.evaluation.recorder import Recorder
from pandavision_gui.engine.evaluation.rows import Finding, make_rows
from pandavision_gui.engine.evaluation.task import EvaluationTask
from pandavision_gui.engine.evaluation.work_estimate import share_of_work
from pandavision_gui.engine.norms import value_of
from pandavision_gui.engine.progress import Doing


class MinimumNormRun:
    """Attacks batch after batch.

    Parameters
    ----------
    saved
        This run's part of a checkpoint, None at the start.
    """

    def __init__(
        self,
        task: EvaluationTask,
        attack: MinimumNormAttack,
        model: CountedModel,
        recorder: Recorder,
        saved: State | None,
    ) -> None:
        self.checked = self.check_hits = 0  # no search assumes anything about smaller values
        self._task = task
        self._attack = attack
        self._model = model
        self._recorder = recorder
        self._queue = recorder.unfinished() if saved is None else saved["queue"]
        self._next = 0 if saved is None else int(saved["next"])
        self.not_finite = 0 if saved is None else int(saved["not_finite"])
        self._doubts = Doubts(saved, len(task.order), has_one_truth=task.has_one_truth)
        recorder.unknown = self._doubts.unknown(recorder.finished)
        if saved is not None:
            # Samples whose rows were damaged since are attacked again, after all others.
            waiting = self._queue[self._next :]
            lost = np.setdiff1d(recorder.unfinished(), waiting)
            self._queue = np.concatenate([self._queue, lost])
        self._samples = CleanSamples(
            task.samples,
            task.truth,
            task.order[self._queue],
            chunk=task.settings.batch_size,
            input_range=task.settings.input_range,
            note_answers=recorder.answers.note_clean,
        )
        self._open: list[tuple[int, CleanSample]] = []
        self._search: ExampleSearch | None = None
        self._spent_before = 0

    def run(self) -> None:
        """Go on to the end.

        Raises
        ------
        Stopped
            When a stop was asked for; the state before the open batch is stored.
        """
        try:
            self._run()
        finally:
            self._attack.close()

    def _run(self) -> None:
        while self._next < len(self._queue) and not self._time_is_up():
            rows, spent = self._task.truth.rows, self._recorder.attack_passes
            try:
                self._model.heed_stop()
                self._attack_next_batch()
            except Stopped:
                # What the open batch has cost is spent again when it begins anew.
                self._task.truth.rows, self._recorder.attack_passes = rows, spent
                self._recorder.save(self.state())
                raise
            if self._recorder.report_is_due:
                self._report()
            if self._recorder.checkpoint_is_due:
                self._recorder.save(self.state())
        if self.not_finite:
            self._recorder.warn(not_finite_warning(self.not_finite))
        for sentence in self._doubts.warnings(
            self._recorder.finished, uses_gradients=self._attack.uses_gradients
        ):
            self._recorder.warn(sentence)
        self._recorder.save(self.state())
        self._recorder.report(Doing.DONE, [], 1.0)

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what a later run needs to go on from here."""
        return {
            "queue": self._queue,
            "next": np.array(self._next),
            "not_finite": np.array(self.not_finite),
            **self._doubts.state(),
        }

    def _batch_end(self) -> int:
        # Counted from the queue's start, so that the batches are the same after a stop.
        size = self._task.settings.batch_size
        return min((self._next // size + 1) * size, len(self._queue))

    def _time_is_up(self) -> bool:
        """Whether the next batch would end after the time limit; the first one always begins."""
        limit = self._task.time_limit_s
        if limit is None or self._next == 0:
            return False
        elapsed = self._recorder.elapsed_s
        coming = self._batch_end() - self._next
        return elapsed + elapsed * coming / self._next >= limit

    def _attack_next_batch(self) -> None:
        places = range(self._next, self._batch_end())
        self._open = [(int(self._queue[place]), self._samples[place]) for place in places]
        attacked = [clean for _, clean in self._open if clean.is_right]
        findings = {clean.index: Finding(clean) for _, clean in self._open}
        if attacked and any(value > 0 for value in self._task.values):
            self._search = search = self._begin(attacked)
            self._attack.run(search.batch, search)
            self._look_again(search)
            findings |= {clean.index: search.finding(n, clean) for n, clean in enumerate(attacked)}
            self.not_finite += int(search.nan.sum())
        self._record(list(findings.values()))
        self._recorder.unknown = self._doubts.unknown(self._recorder.finished)
        self._search, self._open = None, []
        self._next = places.stop

    def _look_again(self, search: ExampleSearch) -> None:
        """Come back from examples that are farther than need be, and note what is to be doubted."""
        found = {"no_gradient": search.unmoved()}
        if not self._attack.is_bounded:
            if not self._attack.uses_gradients:
                found["unsettled"] = search.unsettled()
            found["failed"] = search.failed()
            device = self._task.settings.device
            examples = torch.tensor(search.examples, device=device)
            distances = torch.tensor(search.distance, device=device)
            far = come_back(search.batch, search, self._attack.norm, examples, distances)
            found["far"] = far.cpu().numpy()
        stands = np.isinf(search.distance)
        found |= {"nan": stands & (search.nan > 0), "refused": stands & (search.rejected > 0)}
        positions = [position for position, clean in self._open if clean.is_right]
        for row, position in enumerate(positions):
            self._doubts.note(position, *(kind for kind, where in found.items() if where[row]))

    def _begin(self, attacked: list[CleanSample]) -> ExampleSearch:
        settings = self._task.settings
        indexes = np.array([clean.index for clean in attacked], dtype=np.int64)
        samples = torch.from_numpy(np.stack([clean.values for clean in attacked]))
        batch = Batch(
            samples=samples.to(settings.device),
            labels=torch.tensor([clean.label for clean in attacked], device=settings.device),
            input_range=settings.input_range,
            keys=keys(settings.seed, indexes, Purpose.SEARCH, 0, np.zeros_like(indexes, np.uint64)),
            step=max(settings.whole_steps or (0.0,)),
        )
        self._spent_before = self._recorder.attack_passes - self._model.passes
        return ExampleSearch(
            self._model,
            self._task.truth,
            batch,
            indexes,
            settings,
            least_margin=self._attack.confidence,
            most_passes=self._attack.most_passes,
            after_pass=self._after_pass,
        )

    def _after_pass(self) -> None:
        self._recorder.attack_passes = self._spent_before + self._model.passes
        if self._recorder.report_is_due:
            self._report()

    def _record(self, findings: list[Finding]) -> None:
        settings = self._task.settings
        rows = make_rows(
            findings, self._task.truth, norm=settings.norm, input_range=settings.input_range
        )
        pictures = [
            (f.clean.index, f.clean.values if f.example is None else f.example) for f in findings
        ]
        self._recorder.add(rows, pictures)

    def _report(self) -> None:
        """Tell the news; in the open batch, what is broken so far."""
        search, settings = self._search, self._task.settings
        # By the sample, for those that are attacked.
        so_far: dict[int, float] = {}
        open_left = 0
        if search is not None:
            found = value_of(search.distance, settings.norm, settings.width)
            so_far = dict(zip(search.indexes.tolist(), found.tolist(), strict=True))
            open_left = int((self._attack.most_passes - search.asked).clip(min=0).sum())
        # What is wrong already is broken at 0.
        open_samples = [(position, so_far.get(c.index, 0.0)) for position, c in self._open]
        share = share_of_work(
            self._recorder.attack_passes,
            open_left,
            started=self._recorder.finished + len(self._open),
            waiting=len(self._queue) - self._next - len(self._open),
        )
        self._recorder.report(Doing.ATTACKING, open_samples, share)
