"""Corruptions that change elements where they are; what the severities mean is in `corruptions`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import Corrupting


class GaussianNoise(Corrupting):
    """Normal noise; the severity is its standard deviation ÷ the width of the input range."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`."""
        width = input_range[1] - input_range[0]
        return sample + severity * width * generator.standard_normal(size=sample.shape)


class Contrast(Corrupting):
    """The severity is the share of the way of every element to the mean of its channel."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`; nothing is drawn."""
        mean = sample.mean(axis=(1, 2), keepdims=True)
        # A share of the way, not a weighted mean: at 0 that is the very sample.
        changed: NDArray[np.float64] = sample + severity * (mean - sample)
        return changed


class SaltAndPepper(Corrupting):
    """The severity is each element's chance to become an end of the input range."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`."""
        is_replaced = generator.random(size=sample.shape) < severity
        ends = np.where(generator.random(size=sample.shape) < 0.5, *input_range)
        return np.where(is_replaced, ends, sample)


class Brightness(Corrupting):
    """The severity × the width of the input range is added everywhere, or taken away."""

    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """See :meth:`Corrupting.corrupt`."""
        width = input_range[1] - input_range[0]
        sign = 1.0 if generator.random() < 0.5 else -1.0
        return sample + sign * severity * width
