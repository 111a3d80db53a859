"""Whether a run can still get anywhere: what its slope promises, held against what it lacks.

A run that fails costs all its steps, and a robust sample is nothing but runs that fail. Long before
the last step most of them are where they will stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.losses import Progress
from pandavision_gui.engine.attacks.projections import Ball

FACTOR = 6.0
"""How many times what is promised must be lacking."""
WINDOW = 5
"""How many steps the slope's forecasts are held against."""
NUMBERS = 4 + WINDOW
"""How many numbers are remembered of a run: they are 0 at its start."""
_LEAST_OF_RANGE = 2.0
_STEPS, _VALUE, _FORETOLD, _BELIEVED, _ERRORS = range(5)


@dataclass(frozen=True)
class Promise:
    """What a loss would rise by from some points if its slope there were straight: float32, (N,).

    Attributes
    ----------
    in_ball
        At the most inside the ball: its Frank-Wolfe gap (Jaggi, Revisiting Frank-Wolfe:
        Projection-Free Sparse Convex Optimization, ICML 2013).
    in_range
        At the most anywhere in the input range.
    """

    in_ball: Tensor
    in_range: Tensor


def promise(
    ball: Ball, input_range: tuple[float, float], gradients: Tensor, points: Tensor
) -> Promise:
    """Return what gradients promise at points: float32, (N, C, H, W) both."""
    lower, upper = input_range
    # The larger of gradient × way up and gradient × way down.
    ways = gradients * ((upper + lower) / 2 - points)
    ways.add_(gradients.abs(), alpha=(upper - lower) / 2)
    return Promise(ball.most_rise(gradients, points), ways.flatten(1).sum(dim=1))


def lacks_prospect(memory: Tensor, progress: Progress, promised: Promise) -> Tensor:
    """Return the runs that can get nowhere, and note how wrong the slope's last forecast was.

    A run has no prospect where what it lacks is more than :data:`FACTOR` times the sum of what its
    slope promises inside the ball and of the largest error of the slope's forecasts in the last
    :data:`WINDOW` steps. On a rough loss forecasts fail, and no run is ended. Nor is one on a
    plateau: there the slope would not even promise twice what is lacking in the whole input range,
    as if there were no other class.

    Parameters
    ----------
    memory
        float32, (N, `NUMBERS`), changed in place.
    progress, promised
        At the runs' present points.

    Returns
    -------
    bool, (N,).
    """
    steps, lacking = memory[:, _STEPS], -progress.values
    error = (progress.values - memory[:, _VALUE] - memory[:, _FORETOLD]).abs()
    place = _ERRORS + (steps.long() % WINDOW)[:, None]
    # Before the first step nothing was foretold.
    memory.scatter_(1, place, torch.where(steps > 0, error, 0.0)[:, None])
    wrong_by = memory[:, _ERRORS:].amax(dim=1)
    is_steep = progress.rates * promised.in_range >= _LEAST_OF_RANGE * lacking
    believed = torch.where(is_steep, memory[:, _BELIEVED] + 1, 0.0)
    memory[:, _BELIEVED] = believed
    # False where anything is no number, or infinite on the right.
    is_too_little = lacking > FACTOR * (progress.rates * promised.in_ball + wrong_by)
    return (steps >= WINDOW) & (believed >= WINDOW) & is_too_little


def foretell(memory: Tensor, progress: Progress, gradients: Tensor, step: Tensor) -> None:
    """Remember what the slope says of a step, and that it was taken.

    Parameters
    ----------
    gradients, step
        float32, (N, C, H, W): of the loss where the step begins, and where it leads from there.
    """
    memory[:, _STEPS] += 1
    memory[:, _VALUE] = progress.values
    memory[:, _FORETOLD] = progress.rates * (gradients * step).flatten(1).sum(dim=1)


def is_same(points: Tensor, others: Tensor) -> Tensor:
    """Return which rows of two tensors, (N, C, H, W), are equal: bool, (N,)."""
    # The difference of two floats is 0 only where they are equal.
    return (points - others).flatten(1).abs_().amax(dim=1) == 0
