"""Norms, and the distance between a sample and its adversarial example."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Norm(StrEnum):
    """A norm in which a perturbation is measured."""

    LINF = "linf"
    L2 = "l2"
    L1 = "l1"

    @property
    def words(self) -> str:
        """The name on screen."""
        return self.phrase[:1].upper() + self.phrase[1:]

    @property
    def phrase(self) -> str:
        """The name within a sentence."""
        return _PHRASES[self]

    @property
    def symbol(self) -> str:
        """The name where there is little room: "L∞"."""
        return _SYMBOLS[self]

    @property
    def unit_words(self) -> str:
        """What perturbation values are: shares of the input range only where they end at it."""
        is_share = self is Norm.LINF
        return "fraction of the input range" if is_share else "in units of the input range"

    @property
    def ends_at_one(self) -> bool:
        """Whether no perturbation value above 1 means anything."""
        return self is Norm.LINF

    @property
    def axis_title(self) -> str:
        """What an axis of perturbation values measures."""
        return f"Perturbation size, {self.phrase}"

    def in_words(self, value: str) -> str:
        """Return the end of a grid, with the norm where that is not L∞: "0.06", "1 in L2"."""
        return value if self is Norm.LINF else f"{value} in {self.symbol}"

    def size_words(self, value: str) -> str:
        """Return how large a perturbation of some value is: "0.06 of the input range"."""
        if self is Norm.LINF:
            return f"{value} of the input range"
        return f"{value} × the input range in {self.symbol}"


_PHRASES = {
    Norm.LINF: "max-norm (L∞)",
    Norm.L2: "Euclidean norm (L2)",
    Norm.L1: "sum of changes (L1)",
}
_SYMBOLS = {Norm.LINF: "L∞", Norm.L2: "L2", Norm.L1: "L1"}


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
    difference = np.abs(others.astype(np.float64) - samples.astype(np.float64))
    difference = difference.reshape(len(difference), math.prod(difference.shape[1:]))
    found: NDArray[np.float64]
    match norm:
        case Norm.LINF:
            found = difference.max(axis=1, initial=0.0)
        case Norm.L2:
            found = np.sqrt(np.square(difference).sum(axis=1))
        case Norm.L1:
            found = difference.sum(axis=1)
    return found


def largest_value(norm: Norm, elements: int) -> float:
    """Return the perturbation value at which every input of the range can be reached.

    Parameters
    ----------
    elements
        Number of elements of one sample, C × H × W.
    """
    return {Norm.LINF: 1.0, Norm.L2: math.sqrt(elements), Norm.L1: float(elements)}[norm]


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
