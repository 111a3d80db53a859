"""Norms, and the distance between a sample and its adversarial example."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever shows norms needs no numpy, which takes the window a tenth of its start
    import numpy as np
    from numpy.typing import NDArray


class Norm(StrEnum):
    """A norm in which a perturbation is measured."""

    LINF = "linf"
    L2 = "l2"
    L1 = "l1"
    L0 = "l0"

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
        if self is Norm.L0:
            return "share of the pixels"
        is_share = self is Norm.LINF
        return "fraction of the input range" if is_share else "in units of the input range"

    @property
    def ends_at_one(self) -> bool:
        """Whether no perturbation value above 1 means anything; in the others changes add up."""
        return self in (Norm.LINF, Norm.L0)

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
        if self is Norm.L0:
            return f"{value} of the pixels"
        return f"{value} × the input range in {self.symbol}"


_PHRASES = {
    Norm.LINF: "max-norm (L∞)",
    Norm.L2: "Euclidean norm (L2)",
    Norm.L1: "sum of changes (L1)",
    Norm.L0: "number of changed pixels (L0)",
}
_SYMBOLS = {Norm.LINF: "L∞", Norm.L2: "L2", Norm.L1: "L1", Norm.L0: "L0"}


def distances(
    samples: NDArray[np.float32], others: NDArray[np.float32], norm: Norm
) -> NDArray[np.float64]:
    """Measure how far `others` lie from `samples`.

    Both are taken as they are stored, in float32, and the difference is taken in float64: the
    distance of the file that a user gets, not of the tensor that an attack had in mind.

    Parameters
    ----------
    samples, others
        float32, (N, …), in the same units; for L0 (N, C, H, W).

    Returns
    -------
    float64, (N,), in these units; for L0 the share of the H × W pixels that differ in any channel.
    """
    if norm is Norm.L0:
        changed = (others != samples).any(axis=1)
        share: NDArray[np.float64] = changed.reshape(len(changed), -1).mean(axis=1)
        return share
    import numpy as np

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
    largest = {Norm.L2: math.sqrt(elements), Norm.L1: float(elements)}
    return largest.get(norm, 1.0)


def value_of(distance: NDArray[np.float64], norm: Norm, width: float) -> NDArray[np.float64]:
    """Return the perturbation values of distances: float64, of the same shape.

    Parameters
    ----------
    distance
        As :func:`distances` measures them.
    width
        Upper − lower bound of the input range, > 0.
    """
    return distance if norm is Norm.L0 else distance / width


def pixels_of(value: float, pixels: int) -> int:
    """Return how many pixels may change at a perturbation value in L0: floor(value × pixels).

    A value that is k / pixels, rounded to float64, allows k of them.
    """
    allowed = math.floor(value * pixels)
    return allowed + 1 if allowed < pixels and (allowed + 1) / pixels <= value else allowed


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
        radius = math.nextafter(radius, 0.0)
    return radius
