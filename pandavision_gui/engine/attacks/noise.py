"""Uniform noise in the L∞ ball: what chance does, not what an attacker does."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import SamplingAttack
from pandavision_gui.engine.attacks.projections import LinfBall


class UniformNoise(SamplingAttack):
    """Add to every element an independent uniform draw from [−radius, radius], then clip."""

    def draw(
        self,
        sample: NDArray[np.float32],
        radius: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float32]:
        """Draw once; see :class:`SamplingAttack`."""
        noise = generator.uniform(-radius, radius, size=sample.shape)
        ball = LinfBall.around(
            torch.from_numpy(sample[None]),
            torch.tensor([radius], dtype=torch.float64),
            input_range,
        )
        noisy = torch.from_numpy((sample + noise).astype(np.float32)[None])
        drawn: NDArray[np.float32] = ball(noisy).numpy()[0]
        return drawn
