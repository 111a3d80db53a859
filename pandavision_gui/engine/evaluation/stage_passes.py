"""One pass for samples that are in different stages, with gradients for those that look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.base import FixedRadiusAttack
from pandavision_gui.engine.attacks.losses import Goal
from pandavision_gui.engine.evaluation.counted_model import CountedModel

Stages = NDArray[np.int64]
"""(N,): the number of the stage that each sample is in."""


class StagePasses:
    """The model, as the stages of an attack ask it."""

    def __init__(self, model: CountedModel, stages: Sequence[FixedRadiusAttack]) -> None:
        self._model = model
        self._stages = tuple(stages)
        self._by_gradients = np.array([stage.uses_gradients for stage in stages], dtype=bool)

    def by_gradients(self, stage: Stages) -> NDArray[np.bool_]:
        """Return which samples' attack looks at gradients."""
        which: NDArray[np.bool_] = self._by_gradients[stage]
        return which

    def answers(self, points: Tensor, goal: Goal, stage: Stages) -> tuple[Tensor, Tensor]:
        """Return logits, (N, K), and gradients of each stage's loss, zero where nobody looks.

        Parameters
        ----------
        points
            float32, (N, C, H, W), data units.
        goal
            Of these N samples.

        Raises
        ------
        Stopped, EnvironmentFault
            What the model raises.
        """
        by_gradients = self.by_gradients(stage)
        if by_gradients.all():
            return self._with_gradients(points, goal, stage)
        if not by_gradients.any():
            return self._model.logits(points), torch.zeros_like(points)
        looking, others = (_rows(part, points) for part in (by_gradients, ~by_gradients))
        some, gradients = self._with_gradients(
            points[looking], goal.of(looking), stage[by_gradients]
        )
        rest = self._model.logits(points[others])
        logits = some.new_empty((len(points), some.shape[1]))
        logits[looking], logits[others] = some, rest
        every = torch.zeros_like(points)
        every[looking] = gradients
        return logits, every

    def _with_gradients(self, points: Tensor, goal: Goal, stage: Stages) -> tuple[Tensor, Tensor]:
        return self._model.logits_and_gradients(
            points, lambda logits, rows: self._losses(logits, goal.of(rows), stage[rows])
        )

    def _losses(self, logits: Tensor, goal: Goal, stage: Stages) -> Tensor:
        """Return each row's loss in the stage that it is in: float32, (N,)."""
        numbers = np.unique(stage)
        if len(numbers) == 1:
            return self._stages[int(numbers[0])].loss(logits, goal)
        total = logits.new_zeros(len(stage))
        for number in numbers:
            which = _rows(stage == number, logits)
            loss = self._stages[number].loss(logits[which], goal.of(which))
            total = total.index_add(0, which, loss)
        return total


def _rows(which: NDArray[np.bool_], beside: Tensor) -> Tensor:
    return torch.from_numpy(np.flatnonzero(which)).to(beside.device)


@dataclass(frozen=True)
class RowFlags:
    """What is asked of each row of a pass: bool, (N,) each.

    Attributes
    ----------
    finite
        All logits are numbers.
    reached
        They are what is wanted.
    flat
        The gradient is zero everywhere.
    """

    finite: NDArray[np.bool_]
    reached: NDArray[np.bool_]
    flat: NDArray[np.bool_]


def row_flags(logits: Tensor, gradients: Tensor, goal: Goal) -> RowFlags:
    """Ask it of logits, (N, K), and gradients, (N, …).

    All is brought from the device at once: a graphics card is waited for each time.
    """
    rows = gradients.flatten(1)
    asked = (torch.isfinite(logits).all(dim=1), goal.is_reached(logits), rows.sum(dim=1) == 0)
    finite, reached, flat = torch.stack(asked).cpu().numpy()
    for n in np.flatnonzero(flat):  # what adds up to zero need not be zero
        flat[n] = not rows[n].any()
    return RowFlags(finite, reached & finite, flat)
