"""Norms, and the distance between a sample and its adversarial example."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Norm(StrEnum):
    """A norm in which a perturbation is measured."""

    LINF = "linf"

    @property
    def words(self) -> str:
        """The name on screen."""
        return _WORDS[self]


_WORDS = {Norm.LINF: "Max-norm (L∞)"}


def distances(
    samples: NDArray[np.float32], others: NDArray[np.float32], norm: Norm
) -> NDArray[np.float64]:
    """Measure how far `others` lie from `samples`.

    Both are taken as they are stored, in float32, and the difference is taken in float64: the
    distance of the file that a user gets, not of the tensor that an attack had in mind.

    Parameters
    ----------
    samples, others
        float32, (N, …), in the same units.

    Returns
    -------
    float64, (N,), in these units.
    """
    if norm is not Norm.LINF:
        raise ValueError(f"no distance for {norm}")
    difference = np.abs(others.astype(np.float64) - samples.astype(np.float64))
    largest: NDArray[np.float64] = difference.max(
        axis=tuple(range(1, difference.ndim)), initial=0.0
    )
    return largest


def radius_of(value: float, width: float) -> float:
    """Return the radius of a perturbation value, in data units.

    It is value × width, lowered by a rounding step where that is needed so that a distance
    within the radius, divided by `width`, is never above `value`: an example found inside the ball
    counts at the value that the ball was made for.

    Parameters
    ----------
    value
        Perturbation value, a fraction of the input range.
    width
        Upper − lower bound of the input range, > 0.
    """
    radius = value * width
    while radius / width > value:
        radius = float(np.nextafter(radius, 0.0))
    return radius
