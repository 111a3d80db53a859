"""Corruptions that move what is at one place of a picture to another.

Beyond its edge a picture goes on as at the edge: black corners would be a second corruption.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import Corrupting

_REACH = 4.0
"""Standard deviations; of a Gaussian bell 0.006 % lie farther away."""
_LEAST_DEVIATION = 0.02
"""Of a narrower bell nothing reaches the next element: 1/0.02 standard deviations off, it is 0."""


class GaussianBlur(Corrupting):
    """The severity is the standard deviation ÷ the shorter side."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`; nothing is drawn."""
        _, height, width = sample.shape
        deviation = severity * min(height, width)
        if deviation < _LEAST_DEVIATION:
            return sample
        blurred: NDArray[np.float64] = (
            _bell(height, deviation) @ sample @ _bell(width, deviation).transpose()
        )
        return blurred


def _bell(size: int, deviation: float) -> NDArray[np.float64]:
    """Return the weights of the old places, (size, size), in each new one: rows add up to 1."""
    reach = math.ceil(_REACH * deviation)
    steps = np.arange(-reach, reach + 1)
    weights = np.exp(-np.square(steps / deviation) / 2)
    weights /= weights.sum()
    places = np.arange(size)
    bell = np.zeros((size, size))
    for step, weight in zip(steps, weights, strict=True):
        bell[places, np.clip(places + step, 0, size - 1)] += weight
    return bell


class Rotation(Corrupting):
    """Turned about the middle by the severity × 180°, to either side."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`."""
        angle = severity * math.pi * (1.0 if generator.random() < 0.5 else -1.0)
        _, height, width = sample.shape
        down = np.arange(height)[:, None] - (height - 1) / 2
        right = np.arange(width)[None, :] - (width - 1) / 2
        return _resampled(
            sample,
            down * math.cos(angle) - right * math.sin(angle) + (height - 1) / 2,
            down * math.sin(angle) + right * math.cos(angle) + (width - 1) / 2,
        )


class Shift(Corrupting):
    """Moved in a random direction by the severity × height and width."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`."""
        direction = generator.uniform(0.0, 2 * math.pi)
        _, height, width = sample.shape
        rows = np.arange(height)[:, None] - severity * height * math.sin(direction)
        columns = np.arange(width)[None, :] - severity * width * math.cos(direction)
        return _resampled(sample, *np.broadcast_arrays(rows, columns))


def _resampled(
    sample: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Read a picture between its elements: bilinear, and at the edge where a place is outside.

    Parameters
    ----------
    sample
        (C, H, W).
    rows, columns
        (H, W): where each element of the result is read.
    """
    _, height, width = sample.shape
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    top, left = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
    bottom, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    down, aside = rows - top, columns - left
    upper = sample[:, top, left] * (1 - aside) + sample[:, top, right] * aside
    lower = sample[:, bottom, left] * (1 - aside) + sample[:, bottom, right] * aside
    read: NDArray[np.float64] = upper * (1 - down) + lower * down
    return read
