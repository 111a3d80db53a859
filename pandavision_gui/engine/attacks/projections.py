"""Projection into the ball around a sample, cut with the box of allowed inputs.

SecML-Torch's constraints work on a perturbation δ in float32: x + δ is rounded once more when it is
stored, and may then lie outside the ball by a rounding step. Here the ball is kept as bounds of the
*stored* point instead, rounded inwards, so that an example is within its radius as it is saved.
"""

from __future__ import annotations

import torch
from secmlt.optimization.constraints import Constraint
from torch import Tensor


class LinfBall(Constraint):  # type: ignore[misc]
    """The L∞ ball around each sample with a radius of its own, cut with the input range.

    A SecML-Torch constraint on points (not on perturbations).

    Attributes
    ----------
    lower, upper
        float32, (N, C, H, W): smallest and largest allowed value of every element, data units.
    """

    def __init__(self, lower: Tensor, upper: Tensor) -> None:
        self.lower = lower
        self.upper = upper

    @classmethod
    def around(cls, samples: Tensor, radii: Tensor, input_range: tuple[float, float]) -> LinfBall:
        """Make the ball around samples.

        Parameters
        ----------
        samples
            float32, (N, C, H, W), data units, inside the input range.
        radii
            float64, (N,), data units.
        input_range
            Smallest and largest allowed input.
        """
        radius = radii.to(samples.device).view(-1, *[1] * (samples.ndim - 1))
        exact = samples.double()
        lower, upper = input_range
        return cls(
            lower=_round_up((exact - radius).clamp(min=lower)),
            upper=_round_down((exact + radius).clamp(max=upper)),
        )

    def rows(self, which: Tensor) -> LinfBall:
        """Return the balls of some of the samples: int64, (M,)."""
        return LinfBall(self.lower[which], self.upper[which])

    def _apply_constraint(self, x: Tensor, *args: object, **kwargs: object) -> Tensor:
        return torch.maximum(torch.minimum(x, self.upper), self.lower)


def _round_up(exact: Tensor) -> Tensor:
    """Round float64 to the nearest float32 that is not below."""
    near = exact.float()
    above = torch.nextafter(near, torch.full_like(near, torch.inf))
    return torch.where(near.double() < exact, above, near)


def _round_down(exact: Tensor) -> Tensor:
    """Round float64 to the nearest float32 that is not above."""
    near = exact.float()
    below = torch.nextafter(near, torch.full_like(near, -torch.inf))
    return torch.where(near.double() > exact, below, near)
