"""Whom a minimum-norm attack asks: the model, and the book of the nearest confirmed examples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.losses import Goal, margin
from pandavision_gui.engine.attacks.minimum_norm import Answer, Batch, Objective
from pandavision_gui.engine.evaluation.clean_samples import CleanSample
from pandavision_gui.engine.evaluation.confirm import Truth, confirm
from pandavision_gui.engine.evaluation.counted_model import CountedModel
from pandavision_gui.engine.evaluation.rows import Finding
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.whole_steps import in_whole_steps
from pandavision_gui.engine.norms import distances
from pandavision_gui.errors import InternalError

_AS_FAR_AS = 0.9
"""Of the way to the end of the range: who stands so close to it has tried what there is."""
_STILL_FALLING = 0.1
"""By this share a distance falls in the second half of the queries of an attack not at rest."""
_TO_THE_END = 0.9
"""Of its queries: an attack that took so many did not end because it had come to rest."""


class ExampleSearch:
    """Answers what is asked about one batch, and keeps what was found.

    A point that fools the converted model and is nearer than all before it is shown to ONNX
    Runtime; refused, it does not count, and the attack is told that it is no example.

    Parameters
    ----------
    indexes
        int64, (N,): the samples' rows in the dataset.
    least_margin
        By how much a wrong logit must exceed the right one.
    most_passes
        Of one sample.
    after_pass
        Called after every pass.

    Attributes
    ----------
    batch, indexes
        As they were given.
    examples
        float32, (N, C, H, W): the nearest confirmed examples.
    distance
        float64, (N,): their distances, ∞ where there is none.
    prediction, confidence
        int64 and float32, (N,): ONNX Runtime's on the examples.
    rejected
        int64, (N,): points that ONNX Runtime refused.
    asked
        int64, (N,): passes so far.
    moved
        bool, (N,): whether any gradient was not zero.
    farthest
        float64, (N,): how far from the samples anything was asked about, data units (L0: share of
        pixels).
    nan
        int64, (N,): answers of NaN or infinity, which break nothing and teach nothing.
    halfway
        float64, (N,): the distances after half of the most passes.
    """

    def __init__(
        self,
        model: CountedModel,
        truth: Truth,
        batch: Batch,
        indexes: NDArray[np.int64],
        settings: RunSettings,
        *,
        least_margin: float = 0.0,
        most_passes: int = 0,
        after_pass: Callable[[], None] = lambda: None,
    ) -> None:
        self._model = model
        self._truth = truth
        self.batch = batch
        self.indexes = indexes
        self._settings = settings
        self._least_margin = least_margin
        self._most_passes = most_passes
        self._after_pass = after_pass
        self._box = batch.box()
        self._samples = batch.samples.cpu().numpy()
        self._labels = batch.labels.cpu().numpy()
        count = len(self._samples)
        self.examples = self._samples.copy()
        self.distance = np.full(count, np.inf)
        self.prediction = np.full(count, -1, dtype=np.int64)
        self.confidence = np.full(count, np.nan, dtype=np.float32)
        self.rejected = np.zeros(count, dtype=np.int64)
        self.asked = np.zeros(count, dtype=np.int64)
        self.moved = np.zeros(count, dtype=bool)
        self.farthest = np.zeros(count)
        self._farthest_points = self._samples.copy()
        self.nan = np.zeros(count, dtype=np.int64)
        self.halfway = np.full(count, np.inf)

    def unmoved(self) -> NDArray[np.bool_]:
        """Return which samples nothing broke and no gradient moved: bool, (N,)."""
        unmoved: NDArray[np.bool_] = ~self.moved & np.isinf(self.distance)
        return unmoved

    def unsettled(self) -> NDArray[np.bool_]:
        """Return where an attack by decisions had not come to rest: bool, (N,).

        In the second half of the queries the distance still fell; or it did not fall to the end,
        so the steps never fitted; or the decisions were fewer than the elements, and each of them
        is a single bit of the direction that is looked for.
        """
        found = np.isfinite(self.distance)
        elements = self._samples[0].size
        to_the_end = self.asked >= _TO_THE_END * self._most_passes
        stood_still = (self.distance == self.halfway) & (self._settings.whole_steps is None)
        still_falling = self.distance < self.halfway * (1 - _STILL_FALLING)
        in_second_half = 2 * self.asked > self._most_passes
        open_end = in_second_half & (still_falling | (stood_still & to_the_end))
        unsettled: NDArray[np.bool_] = found & (open_end | (self.asked < elements))
        return unsettled

    def failed(self) -> NDArray[np.bool_]:
        """Return on which samples the attack failed: bool, (N,).

        It found no example at any distance, and did not end where the input range ends, with all
        that it had changed: nearly every sample has some picture of another class. Those that no
        gradient moved are :attr:`unmoved` and not among them.
        """
        lower, upper = (np.float32(bound) for bound in self._settings.input_range)
        change = self._farthest_points - self._samples
        ends = np.where(change > 0, upper, np.where(change < 0, lower, self._samples))
        reach = distances(self._samples, ends, self._settings.norm)
        # With a single step nothing but the sample itself is asked about.
        came_short = (self.farthest < reach * _AS_FAR_AS) | (self.farthest == 0)
        failed: NDArray[np.bool_] = self.moved & np.isinf(self.distance) & came_short
        return failed

    def finding(self, row: int, clean: CleanSample) -> Finding:
        """Return what was found about a row's sample."""
        return Finding(
            clean,
            example=self.examples[row].copy() if np.isfinite(self.distance[row]) else None,
            prediction=int(self.prediction[row]),
            confidence=float(self.confidence[row]),
            rejected=int(self.rejected[row]),
        )

    def logits(self, points: Tensor, rows: Tensor) -> Answer:
        """See :class:`Asked`."""
        tried = self._as_taken(points, rows)
        logits = self._model.logits(tried)
        return self._answer(tried, rows, logits, torch.empty(0))

    def gradients(self, points: Tensor, rows: Tensor, objective: Objective) -> Answer:
        """See :class:`Asked`."""
        tried = self._as_taken(points, rows)
        labels = self.batch.labels[rows]
        logits, gradients = self._model.logits_and_gradients(
            tried, lambda found, part: objective(found, labels[part])
        )
        self._note_gradients(rows, gradients)
        return self._answer(tried, rows, logits, gradients)

    def jacobian(self, points: Tensor, rows: Tensor, classes: Tensor) -> Answer:
        """See :class:`Asked`: one pass forward, and one backward for each class."""
        tried = self._as_taken(points, rows)
        labels = self.batch.labels[rows]

        def leads(found: Tensor, part: slice) -> Tensor:
            right = found.gather(1, labels[part, None])
            return found.gather(1, classes[part]) - right

        logits, gradients = self._model.logits_and_jacobian(tried, leads)
        self._note_gradients(rows, gradients)
        return self._answer(tried, rows, logits, gradients)

    def scores(self, points: Tensor, rows: Tensor) -> Tensor:
        """See :class:`Asked`."""
        tried = self._as_taken(points, rows)
        logits = self._model.logits(tried)
        return self._unjudged(tried, rows, logits)

    def pulls(self, points: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
        """See :class:`Asked`."""
        tried = self._as_taken(points, rows)
        logits, gradients = self._model.logits_and_gradients(
            tried, lambda found, part: (found * weights[part]).sum(dim=1)
        )
        self._note_gradients(rows, gradients)
        self._unjudged(tried, rows, logits)
        return gradients

    def heed_stop(self) -> None:
        """See :class:`Asked`."""
        self._model.heed_stop()

    def _unjudged(self, points: Tensor, rows: Tensor, logits: Tensor) -> Tensor:
        """Count a pass that shows no example; answers that are not finite count as all zero."""
        which = rows.cpu().numpy()
        np.add.at(self.asked, which, 1)
        self._note_distances(which, points.cpu().numpy())
        finite = torch.isfinite(logits).all(dim=1)
        np.add.at(self.nan, which, (~finite).cpu().numpy())
        self._after_pass()
        return torch.where(finite[:, None], logits, 0.0)

    def _note_gradients(self, rows: Tensor, gradients: Tensor) -> None:
        moving = (gradients != 0).flatten(1).any(dim=1)
        self.moved[rows[moving].cpu().numpy()] = True

    def _note_distances(
        self, rows: NDArray[np.int64], points: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Return how far the points lie from their samples."""
        distance = distances(self._samples[rows], points, self._settings.norm)
        farther = np.flatnonzero(distance > self.farthest[rows])
        self.farthest[rows[farther]] = distance[farther]
        self._farthest_points[rows[farther]] = points[farther]
        return distance

    def _as_taken(self, points: Tensor, rows: Tensor) -> Tensor:
        """Return the points as the model takes them: the same, or in whole steps.

        Raises
        ------
        InternalError
            ``attack_not_finite``.
        """
        finite = torch.isfinite(points).flatten(1).all(dim=1)
        if not bool(finite.all()):
            place = int(rows[~finite][0])
            raise InternalError(
                "attack_not_finite",
                f"The attack went to a point that is no number on sample {self.indexes[place]}.",
                "Please report it; another attack may do.",
            )
        if self._settings.whole_steps is None:
            return points
        return in_whole_steps(
            points, self.batch.samples[rows], self._box.rows(rows), self._settings.whole_steps
        )

    def _answer(self, points: Tensor, rows: Tensor, logits: Tensor, gradients: Tensor) -> Answer:
        which = rows.cpu().numpy()
        self.asked[which] += 1
        finite = torch.isfinite(logits).all(dim=1)
        self.nan[which] += (~finite).cpu().numpy()
        logits = torch.where(finite[:, None], logits, 0.0)
        labels = self.batch.labels[rows]
        wrong = (logits.argmax(dim=1) != labels) & finite
        if self._least_margin:
            wrong &= margin(logits, Goal(labels)) >= self._least_margin
        taken = points.cpu().numpy()
        distance = self._note_distances(which, taken)
        broken = wrong.cpu().numpy() & (distance > 0)
        broken &= ~self._refused(which, taken, distance, broken)
        early = which[2 * self.asked[which] <= self._most_passes]
        self.halfway[early] = self.distance[early]
        self._after_pass()
        device = points.device
        return Answer(
            logits,
            gradients,
            torch.from_numpy(broken).to(device),
            torch.from_numpy(distance).to(device),
            points,
        )

    def _refused(
        self,
        rows: NDArray[np.int64],
        points: NDArray[np.float32],
        distance: NDArray[np.float64],
        broken: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """Show nearer examples to ONNX Runtime, keep the confirmed, return which it refused."""
        refused = np.zeros(len(rows), dtype=bool)
        nearer = np.flatnonzero(broken & (distance < self.distance[rows]))
        if len(nearer) == 0:
            return refused
        places = rows[nearer]
        found = confirm(
            self._truth,
            self._samples[places],
            points[nearer],
            self._labels[places],
            radii=np.full(len(nearer), np.inf),
            input_range=self._settings.input_range,
            norm=self._settings.norm,
        )
        refused[nearer] = ~found.accepted
        self.rejected[places[~found.accepted]] += 1
        kept, at = places[found.accepted], nearer[found.accepted]
        self.examples[kept] = points[at]
        self.distance[kept] = found.distance[found.accepted]
        self.prediction[kept] = found.prediction[found.accepted]
        self.confidence[kept] = found.confidence[found.accepted]
        return refused
