"""Perturbations of models that take whole numbers only: they move in whole steps.

Such a model rounds what it is given. A perturbation of 2.55 would reach it as 3, outside the ball
that was asked for; so what is evaluated, confirmed and stored is moved to whole steps inside the
ball first, while the attack itself goes on from where it was (its steps may be smaller than one).
Attacks by decisions go on from the point that was judged: beside it another decision may hold.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.projections import Ball, L1Ball, L2Ball, LinfBall
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.errors import InputError

Steps = tuple[float, ...]
"""One step in each channel, data units: 1, or the spread that the preprocessing divides by."""


def steps_of(std: Sequence[float] | None, channels: int) -> Steps:
    """Return the steps for a model whose input is (x − mean) / std in whole numbers."""
    return tuple(float(value) for value in std) if std is not None else (1.0,) * channels


_BETWEEN = 0.01
"""Farther than this from a whole number is no rounding of float32."""
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


def between_steps_warning(
    samples: NDArray[np.float32], normalisation: Normalisation | None
) -> tuple[str, ...]:
    """Say so where samples hold others than the whole numbers that the model rounds them to.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), data units.
    """
    channels = samples.shape[1]
    numbers = ((0.0,) * channels, (1.0,) * channels)
    if normalisation is not None:
        numbers = (tuple(normalisation.mean), tuple(normalisation.std))
    mean, std = (np.array(one, dtype=np.float64).reshape(1, -1, 1, 1) for one in numbers)
    read = (samples.astype(np.float64) - mean) / std
    between = np.abs(read - np.rint(read)) > _BETWEEN
    count = int(between.reshape(len(samples), -1).any(axis=1).sum())
    if not count:
        return ()
    return (
        f"The model takes whole numbers, and {count} of the {len(samples)} samples looked at hold "
        "others, which it rounds. Perturbations move by whole steps: that a smaller one makes it "
        "round otherwise is not tried. Take the curve as an optimistic bound, or round the samples "
        "first.",
    )


def in_whole_steps(
    points: Tensor, samples: Tensor, ball: Ball, steps: Steps, draws: Tensor | None = None
) -> Tensor:
    """Return the points moved to whole numbers of steps inside the ball.

    In L∞ each element goes to the nearest. In the other norms it goes towards the sample; in L2
    and L1 elements are then moved on by one step as far as the radius allows, else a change that
    is spread over many elements would become none.

    Parameters
    ----------
    points, samples
        float32, (N, C, H, W), data units; points inside the ball around the samples.
    draws
        float64, (N, C, H, W), uniform in (0, 1): elements are moved on in a random order, each
        the likelier the more it lacks of a step, so that noise stays noise. None: those first
        that lack the least, which is nearest to what an attack wanted.

    Returns
    -------
    float32, (N, C, H, W), inside the ball.
    """
    step = torch.tensor(steps, dtype=torch.float64, device=points.device).view(1, -1, 1, 1)
    centre = samples.double()
    wanted = (points.double() - centre) / step
    # A ball of k steps, rounded inwards to float32, is k steps less a little: they are k all the
    # same, as the model rounds what it is given.
    little = _ROUNDING * torch.maximum(points.abs(), samples.abs()).double() / step
    little = torch.where(_is_exact(centre + torch.round(wanted) * step), 0.0, little)
    if isinstance(ball, LinfBall):
        most = torch.floor((ball.upper.double() - centre) / step + little)
        least = torch.ceil((ball.lower.double() - centre) / step - little)
        wanted = torch.maximum(torch.minimum(torch.round(wanted), most), least)
        inside: Tensor = ball(_moved(centre, wanted, step))
        return inside
    kept = torch.trunc(wanted + little * wanted.sign())  # nearer to the sample: inside
    inside = ball(_moved(centre, kept, step))
    if not isinstance(ball, L1Ball | L2Ball):
        return inside
    rest = (wanted.abs() - kept.abs()).clamp(min=0)
    raised = _moved(centre, kept + wanted.sign(), step)
    # Less than this is no wish of the attack, but how float32 rounded a whole number of steps.
    is_meant = rest * step > _ROUNDING * torch.maximum(points.abs(), samples.abs())
    is_open = is_meant & ball.is_in_range(raised)
    rank = rest if draws is None else draws.log() / rest
    moved_on = _affordable(raised, inside, ball, is_open, rank)
    points = torch.where(moved_on, raised, inside)
    # What the order of a sum may add is left out of the budget; this makes it certain.
    return torch.where(ball.holds(points).view(-1, 1, 1, 1), points, inside)


def _moved(centre: Tensor, count: Tensor, step: Tensor) -> Tensor:
    """Return float32 points so many steps away, a little less where they must be rounded.

    Two points that are rounded each may be farther from each other than the k steps between them,
    and an example of k steps would count at the next larger value only.
    """
    points = centre + count * step
    less = points - torch.minimum(_ROUNDING * points.abs(), step / 4) * count.sign()
    return torch.where(_is_exact(points), points, less).float()


def _is_exact(points: Tensor) -> Tensor:
    """Return which float64 numbers are float32 ones."""
    return points.float().double() == points


_ROUNDING = 2.0**-22
"""Twice the largest relative error of a difference of two float32 numbers."""


def _affordable(
    raised: Tensor, points: Tensor, ball: L1Ball | L2Ball, is_open: Tensor, rank: Tensor
) -> Tensor:
    """Return which elements may be raised without leaving the ball, highest rank first.

    An element that does not fit is passed over: a smaller one behind it may.

    Parameters
    ----------
    raised, points
        float32, (N, C, H, W): every element with and without one step more, as they are stored.
    is_open
        bool, (N, C, H, W): the elements that may be raised.

    Returns
    -------
    bool, (N, C, H, W).
    """
    centre = ball.samples.double()
    before, after = (
        ((p.double() - centre).abs() ** ball.exponent).flatten(1) for p in (points, raised)
    )
    left = ball.limit**ball.exponent - before.sum(dim=1)
    # A stable sort: equal elements are raised from the first on, on every device.
    rank = torch.where(is_open, rank, -torch.inf).flatten(1)
    order = rank.argsort(dim=1, descending=True, stable=True)
    cost = (after - before).gather(1, order)
    waiting = is_open.flatten(1).gather(1, order)
    chosen = torch.zeros_like(waiting)
    while True:
        waiting = waiting & ~chosen & (cost <= left[:, None])
        if not bool(waiting.any()):
            break
        # Of those that fit alone, the first always fits: every round raises one at least.
        taken = waiting & (torch.where(waiting, cost, 0.0).cumsum(dim=1) <= left[:, None])
        chosen |= taken
        left = left - torch.where(taken, cost, 0.0).sum(dim=1)
    return torch.zeros_like(chosen).scatter_(1, order, chosen).view_as(is_open)
