"""Projection into the ball around a sample, cut with the box of allowed inputs.

SecML-Torch's constraints work on a perturbation δ in float32: x + δ is rounded once more when it is
stored, and may then lie outside the ball by a rounding step. Here a point is projected as it is
*stored*: rounded towards the sample, so that an example is within its radius as it is saved.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Self

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.secml_parts import Constraint
from pandavision_gui.engine.norms import Norm, pixels_of
from pandavision_gui.engine.stored_range import stored_range

_UNIT = 2.0**-52
"""Adding n float64 numbers in another order changes the sum by at most n of these parts of it."""


_NUDGE = 2.0**-23
"""A rounding step of float32: by so much of itself a change is shortened."""


class Ball(Constraint):  # type: ignore[misc]
    """The balls around samples, each with a radius of its own, cut with the input range.

    A SecML-Torch constraint on points (not on perturbations). What it returns lies inside as
    float32: in the input range, and at a distance, measured in float64 as
    :func:`pandavision_gui.engine.norms.distances` does, that is at most the radius.
    """

    @classmethod
    @abstractmethod
    def around(cls, samples: Tensor, radii: Tensor, input_range: tuple[float, float]) -> Self:
        """Make the balls around samples.

        Parameters
        ----------
        samples
            float32, (N, C, H, W), data units, inside the input range.
        radii
            float64, (N,), data units.
        input_range
            Smallest and largest allowed input; in float32 they may be a rounding step farther out.
        """

    @abstractmethod
    def rows(self, which: Tensor) -> Self:
        """Return the balls of some of the samples: int64, (M,)."""

    @abstractmethod
    def put(self, which: Tensor, balls: Self) -> None:
        """Put other balls in the place of some: int64, (M,)."""

    @abstractmethod
    def most_rise(self, gradients: Tensor, points: Tensor) -> Tensor:
        """Return the most that linear functions can rise from points to anywhere in the balls.

        It may be more than that, never less but for rounding.

        Parameters
        ----------
        gradients, points
            float32, (N, C, H, W).

        Returns
        -------
        float32, (N,).
        """


class LinfBall(Ball):
    """The L∞ ball, which with the input range is a box.

    Attributes
    ----------
    lower, upper
        float32, (N, C, H, W): smallest and largest allowed value of every element, data units.
    """

    def __init__(self, lower: Tensor, upper: Tensor) -> None:
        self.lower = lower
        self.upper = upper

    @classmethod
    def around(cls, samples: Tensor, radii: Tensor, input_range: tuple[float, float]) -> Self:
        """See :meth:`Ball.around`; the bounds are rounded inwards."""
        radius = _per_sample(radii, samples)
        exact = samples.double()
        lower, upper = stored_range(input_range)
        return cls(
            lower=_round_up((exact - radius).clamp(min=lower)),
            upper=_round_down((exact + radius).clamp(max=upper)),
        )

    def rows(self, which: Tensor) -> Self:
        """See :meth:`Ball.rows`."""
        return type(self)(self.lower[which], self.upper[which])

    def put(self, which: Tensor, balls: Self) -> None:
        """See :meth:`Ball.put`."""
        self.lower[which], self.upper[which] = balls.lower, balls.upper

    def most_rise(self, gradients: Tensor, points: Tensor) -> Tensor:
        """See :meth:`Ball.most_rise`; 0 where every element is at its end of the box.

        Or where what is left is below the smallest float: gradients of 1e-37 and less.
        """
        up, down = self.upper - points, self.lower - points
        return torch.maximum(up.mul_(gradients), down.mul_(gradients)).flatten(1).sum(dim=1)

    def _apply_constraint(self, x: Tensor, *args: object, **kwargs: object) -> Tensor:
        # SecML-Torch hands over a copy, which may be changed.
        return torch.maximum(torch.minimum(x, self.upper, out=x), self.lower, out=x)


class _RoundBall(Ball):
    """A ball that is no box: the clean samples and the radii say what it is.

    Attributes
    ----------
    samples
        float32, (N, C, H, W), data units.
    radii
        float64, (N,), data units.
    """

    def __init__(self, samples: Tensor, radii: Tensor, input_range: tuple[float, float]) -> None:
        self.samples, self.radii = samples, radii.to(samples.device)
        self._range = stored_range(input_range)

    @classmethod
    def around(cls, samples: Tensor, radii: Tensor, input_range: tuple[float, float]) -> Self:
        """See :meth:`Ball.around`."""
        return cls(samples, radii, input_range)

    def rows(self, which: Tensor) -> Self:
        """See :meth:`Ball.rows`."""
        return type(self)(self.samples[which], self.radii[which], self._range)

    def put(self, which: Tensor, balls: Self) -> None:
        """See :meth:`Ball.put`."""
        self.samples[which], self.radii[which] = balls.samples, balls.radii

    def is_at_end(self, points: Tensor, direction: Tensor) -> Tensor:
        """Return which elements are where the range ends in their direction: bool, (N, C, H, W)."""
        lower, upper = self._range
        return ((points <= lower) & (direction < 0)) | ((points >= upper) & (direction > 0))

    def is_in_range(self, points: Tensor) -> Tensor:
        """Return which elements are allowed inputs: bool, of the shape of `points`."""
        lower, upper = self._range
        return (points >= lower) & (points <= upper)

    def holds(self, points: Tensor) -> Tensor:
        """Return which points, float32 (N, C, H, W), it leaves where they are: bool, (N,)."""
        change = (points.double() - self.samples.double()).flatten(1)
        return (self._size(change) <= self.limit) & self.is_in_range(points).flatten(1).all(dim=1)

    @property
    def limit(self) -> Tensor:
        """Float64, (N,): the radii less what the order of a sum may change."""
        return self.radii * (1 - self.samples[0].numel() * _UNIT)

    def most_rise(self, gradients: Tensor, points: Tensor) -> Tensor:
        """See :meth:`Ball.most_rise`: from the sample, less what is reached already."""
        reached = ((points - self.samples) * gradients).flatten(1).sum(dim=1)
        return self._most_from_samples(gradients) - reached

    @abstractmethod
    def _size(self, change: Tensor) -> Tensor:
        """Return the norm of changes: float64, (N, D) → (N,)."""

    @abstractmethod
    def _most_from_samples(self, gradients: Tensor) -> Tensor:
        """Return the most that linear functions can rise from the samples: float32, (N,)."""

    @abstractmethod
    def _nearest(self, change: Tensor, room: Tensor, radii: Tensor) -> Tensor:
        """Return changes within the radii: float64, (N, D).

        Parameters
        ----------
        room
            float64, (N, D): how far each element may go in the direction of its change.
        """

    def _apply_constraint(self, x: Tensor, *args: object, **kwargs: object) -> Tensor:
        centre = self.samples.flatten(1)
        exact = centre.double()
        change = x.flatten(1).double() - exact
        lower, upper = self._range
        room = torch.where(change < 0, exact - lower, upper - exact)
        change = self._nearest(change, room, self.radii)
        points = _towards(centre, exact + change, change)
        return self._drawn_in(points, centre).view_as(x)

    def _drawn_in(self, points: Tensor, centre: Tensor) -> Tensor:
        """Move points that a rounding step has left outside towards the samples."""
        while True:
            change = points.double() - centre.double()
            outside = self._size(change) > self.limit
            if not bool(outside.any()):
                return points
            which = torch.nonzero(outside).flatten()
            largest = change[which].abs().argmax(dim=1)
            # Not the number beside the point: beside 0 that is 1e-45, and nothing would change.
            shorter = change[which, largest] * (1 - _NUDGE)
            held = centre[which, largest]
            points[which, largest] = _towards(held, held.double() + shorter, shorter)


class L2Ball(_RoundBall):
    """The Euclidean ball."""

    exponent = 2
    """The size to this power is a sum over the elements."""

    def _size(self, change: Tensor) -> Tensor:
        return change.square().sum(dim=1).sqrt()

    def _most_from_samples(self, gradients: Tensor) -> Tensor:
        """See :class:`_RoundBall`; as if the input range did not cut the ball."""
        size: Tensor = torch.linalg.vector_norm(gradients.flatten(1), dim=1)
        return self.radii.float() * size

    def _nearest(self, change: Tensor, room: Tensor, radii: Tensor) -> Tensor:
        """Cut with the box, then shorten: inside both, and at the radius where it was outside."""
        change = torch.minimum(change.abs(), room).copysign(change)
        size = self._size(change)
        # A change of nothing stays nothing.
        factor = torch.where(size > radii, radii / size.clamp(min=torch.finfo(size.dtype).tiny), 1)
        return change * factor[:, None]


class L1Ball(_RoundBall):
    """The ball of a largest sum of absolute changes.

    Notes
    -----
    The exact projection on ball and box together: Croce and Hein, Mind the Box: l1-APGD for Sparse
    Adversarial Attacks on Image Classifiers, ICML 2021.
    """

    exponent = 1

    def _size(self, change: Tensor) -> Tensor:
        return change.abs().sum(dim=1)

    def _most_from_samples(self, gradients: Tensor) -> Tensor:
        """See :class:`_RoundBall`; the steepest elements go to the end of the range, one by one."""
        lower, upper = self._range
        slopes = gradients.flatten(1)
        centre = self.samples.flatten(1)
        room = torch.where(slopes < 0, centre - lower, upper - centre)
        steepness, order = slopes.abs().sort(dim=1, descending=True)
        room = room.gather(1, order)
        left = self.radii.float()[:, None] - room.cumsum(dim=1) + room  # before each of them
        return (steepness * torch.minimum(room, left.clamp(min=0))).sum(dim=1)

    def _nearest(self, change: Tensor, room: Tensor, radii: Tensor) -> Tensor:
        """Shorten every change by the same amount, as far as it goes, and cut it with the box."""
        size = change.abs()
        # Going down from the largest change, an element begins to grow at its size and stops where
        # it meets the box; between two such marks the sum grows evenly.
        marks = torch.cat([size, (size - room).clamp(min=0)], dim=1)
        marks, order = marks.sort(dim=1, descending=True)
        growing = torch.where(order < size.shape[1], 1.0, -1.0).double().cumsum(dim=1)
        ends = torch.cat([marks[:, 1:], torch.zeros_like(marks[:, :1])], dim=1)
        sums = (growing * (marks - ends)).cumsum(dim=1)
        place = torch.searchsorted(sums, radii[:, None])
        within = place.squeeze(1) == sums.shape[1]  # nothing need be shortened
        place = place.clamp(max=sums.shape[1] - 1)
        rest = sums.gather(1, place) - radii[:, None]
        amount = ends.gather(1, place) + rest / growing.gather(1, place).clamp(min=1)
        amount = torch.where(within[:, None], 0.0, amount)
        return torch.minimum((size - amount).clamp(min=0), room).copysign(change)


class L0Ball(_RoundBall):
    """All samples of which at most a share of the pixels is changed, in whichever channels.

    SecML-Torch's `L0Constraint` counts every channel of a pixel, and at radius 0 it leaves one
    element changed, unless all samples of the batch have that radius.

    Attributes
    ----------
    radii
        float64, (N,): the share of the H × W pixels.
    """

    def _size(self, change: Tensor) -> Tensor:
        return (change != 0).view_as(self.samples).any(dim=1).flatten(1).double().mean(dim=1)

    def _most_from_samples(self, gradients: Tensor) -> Tensor:
        return torch.full((len(gradients),), torch.inf, device=gradients.device)  # not looked at

    def _nearest(self, change: Tensor, room: Tensor, radii: Tensor) -> Tensor:
        """Cut with the box, and keep the pixels that are changed most."""
        cut = torch.minimum(change.abs(), room).copysign(change).view(self.samples.shape)
        by_pixel = cut.square().sum(dim=1).flatten(1)
        order = by_pixel.argsort(dim=1, descending=True, stable=True)
        pixels = by_pixel.shape[1]
        allowed = [pixels_of(min(float(radius), 1.0), pixels) for radius in radii]
        rank = torch.arange(pixels, device=cut.device)
        kept = torch.zeros_like(by_pixel, dtype=torch.bool)
        within = rank[None, :] < torch.tensor(allowed, device=cut.device)[:, None]
        kept.scatter_(1, order, within)
        mask = kept.view(len(cut), 1, *cut.shape[2:])
        return torch.where(mask, cut, 0.0).flatten(1)

    def _drawn_in(self, points: Tensor, centre: Tensor) -> Tensor:
        return points  # what is kept is whole pixels: rounding changes no count


BALLS: dict[Norm, type[Ball]] = {
    Norm.LINF: LinfBall, Norm.L2: L2Ball, Norm.L1: L1Ball, Norm.L0: L0Ball,
}  # fmt: skip


def _per_sample(radii: Tensor, samples: Tensor) -> Tensor:
    return radii.to(samples.device).view(-1, *[1] * (samples.ndim - 1))


def _towards(centre: Tensor, exact: Tensor, change: Tensor) -> Tensor:
    """Round float64 points to float32, where that is not exact towards the centre."""
    return torch.where(change < 0, _round_up(exact), _round_down(exact))


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
