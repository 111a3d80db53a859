"""Perturbations of models that take whole numbers only: they move in whole steps.

Such a model rounds what it is given. A perturbation of 2.55 would reach it as 3, outside the ball
that was asked for; so what is evaluated, confirmed and stored is moved to whole steps inside the
ball first, while the attack itself goes on from where it was (its steps may be smaller than one).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.projections import Ball, LinfBall
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.errors import InputError

Steps = tuple[float, ...]
"""One step in each channel, data units: 1, or the spread that the preprocessing divides by."""


def steps_of(std: Sequence[float] | None, channels: int) -> Steps:
    """Return the steps for a model whose input is (x − mean) / std in whole numbers."""
    return tuple(float(value) for value in std) if std is not None else (1.0,) * channels


_FEWEST_STEPS = 8
"""With fewer, the samples are rounded to nothing: they are in 0 … 1 and the model wants 0 … 255."""


def require_whole_range(
    input_range: tuple[float, float],
    normalisation: Normalisation | None,
    limits: tuple[int, int],
) -> None:
    """Refuse samples of another scale than a model of whole numbers takes.

    Parameters
    ----------
    input_range
        Data units.
    limits
        Smallest and largest number that the model takes.

    Raises
    ------
    InputError
        ``whole_number_range``.
    """
    mean, std = (
        ((0.0,), (1.0,)) if normalisation is None else (normalisation.mean, normalisation.std)
    )
    for centre, spread in zip(mean, std, strict=True):
        lower, upper = ((bound - centre) / spread for bound in input_range)
        fits = limits[0] - 0.5 <= lower and upper <= limits[1] + 0.5
        if not fits or upper - lower < _FEWEST_STEPS:
            raise InputError(
                "whole_number_range",
                f"The model takes whole numbers from {limits[0]} to {limits[1]}, but gets samples "
                f"from {lower:g} to {upper:g}, which it would "
                + ("round to almost nothing." if fits else "cut off."),
                f'Set "preprocessing" so that the range {list(input_range)} becomes the one of the '
                'model: it gets (x - mean) / std, so "std": [1/255] takes 0 … 1 to 0 … 255 and '
                '"mean": [128] takes 0 … 255 to -128 … 127.',
            )


def in_whole_steps(points: Tensor, samples: Tensor, ball: Ball, steps: Steps) -> Tensor:
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
    wanted = (points.double() - centre) / step
    if isinstance(ball, LinfBall):
        most = torch.floor((ball.upper.double() - centre) / step)
        least = torch.ceil((ball.lower.double() - centre) / step)
        wanted = torch.maximum(torch.minimum(torch.round(wanted), most), least)
    else:
        wanted = torch.trunc(wanted)  # nearer to the sample in every element: inside
    moved = centre + wanted * step
    inside: Tensor = ball(moved.float())
    return inside
