"""Uniform noise in a ball: what chance does, not what an attacker does."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import SamplingAttack
from pandavision_gui.engine.attacks.starting_points import random_offset
from pandavision_gui.engine.norms import Norm, radius_of


class UniformNoise(SamplingAttack):
    """Add to every element an independent uniform draw from [−radius, radius], then clip."""

    norm = Norm.LINF

    def draw(
        self,
        sample: NDArray[np.float32],
        value: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float32]:
        """Draw once; see :class:`SamplingAttack`."""
        radius = radius_of(value, input_range[1] - input_range[0])
        moved = sample + self._noise(sample.shape, radius, generator)
        noisy = torch.from_numpy(moved.astype(np.float32)[None])
        drawn: NDArray[np.float32] = self.bounds(sample, value, input_range)(noisy).numpy()[0]
        return drawn

    def _noise(
        self, shape: tuple[int, ...], radius: float, generator: np.random.Generator
    ) -> NDArray[np.float64]:
        """Return a change that is uniform in the ball around nothing."""
        return generator.uniform(-radius, radius, size=shape)


class UniformNoiseL2(UniformNoise):
    """Add a draw that is uniform in the Euclidean ball, then cut it with the input range.

    A normal direction, made as long as radius × U^(1 / elements) with U uniform in [0, 1): in many
    dimensions nearly all of a ball is near its edge. Where the range cuts a change, it is shorter.
    """

    norm = Norm.L2

    def _noise(
        self, shape: tuple[int, ...], radius: float, generator: np.random.Generator
    ) -> NDArray[np.float64]:
        return random_offset(Norm.L2, shape, radius, generator).astype(np.float64)
