"""Perturbations of models that take whole numbers only: they move in whole steps.

Such a model rounds what it is given. A perturbation of 2.55 would reach it as 3, outside the ball
that was asked for; so what is evaluated, confirmed and stored is moved to whole steps inside the
ball first, while the attack itself goes on from where it was (its steps may be smaller than one).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.projections import LinfBall

Steps = tuple[float, ...]
"""One step in each channel, data units: 1, or the spread that the preprocessing divides by."""


def steps_of(std: Sequence[float] | None, channels: int) -> Steps:
    """Return the steps for a model whose input is (x − mean) / std in whole numbers."""
    return tuple(float(value) for value in std) if std is not None else (1.0,) * channels


def in_whole_steps(points: Tensor, samples: Tensor, ball: LinfBall, steps: Steps) -> Tensor:
    """Return the points moved to the nearest whole number of steps that stays in the ball.

    Parameters
    ----------
    points, samples
        float32, (N, C, H, W), data units; points inside the ball around the samples.

    Returns
    -------
    float32, (N, C, H, W), inside the ball.
    """
    step = torch.tensor(steps, dtype=torch.float64, device=points.device).view(1, -1, 1, 1)
    centre = samples.double()
    most = torch.floor((ball.upper.double() - centre) / step)
    least = torch.ceil((ball.lower.double() - centre) / step)
    wanted = torch.round((points.double() - centre) / step)
    moved = centre + torch.maximum(torch.minimum(wanted, most), least) * step
    inside: Tensor = ball(moved.float())
    return inside
