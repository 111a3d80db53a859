"""Noise in the Euclidean ball: inside it as stored, and all over it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.attacks.noise import UniformNoiseL2
from pandavision_gui.engine.norms import Norm, distances, radius_of

MANY = 400


@given(
    value=st.sampled_from([0.0, 1e-8, 1e-6, 1e-3, 0.1, 1.0, 40.0]),
    bounds=st.sampled_from([(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (100.0, 100.5)]),
    shape=st.sampled_from([(3, 20, 20), (1, 1, 1), (2, 1, 3)]),
    seed=st.integers(0, 10**6),
)
def test_noise_as_it_is_stored_is_inside_ball_and_range(
    value: float, bounds: tuple[float, float], shape: tuple[int, ...], seed: int
) -> None:
    lower, upper = bounds
    generator = np.random.default_rng(seed)
    sample = generator.uniform(lower, upper, size=shape).astype(np.float32).clip(lower, upper)
    noisy = UniformNoiseL2().draw(sample, value, bounds, generator)
    assert (noisy.dtype, noisy.shape) == (np.float32, shape)
    assert distances(sample[None], noisy[None], Norm.L2)[0] <= radius_of(value, upper - lower)
    assert float(noisy.min()) >= lower
    assert float(noisy.max()) <= upper


def test_noise_is_uniform_in_the_ball() -> None:
    """The volume within a radius r is r³: half of the draws are outside of 0.79 of it."""
    sample = np.zeros((1, 1, 3), dtype=np.float32)
    generator = np.random.default_rng(5)
    draws = np.stack(
        [UniformNoiseL2().draw(sample, 0.25, (-10.0, 10.0), generator) for _ in range(MANY)]
    )
    found = distances(np.zeros_like(draws), draws, Norm.L2) / 5.0
    for share in (0.1, 0.5, 0.9):
        spread = 4 * np.sqrt(share * (1 - share) / MANY)
        assert abs(float((found < share ** (1 / 3)).mean()) - share) < spread
    assert np.abs(draws.mean(axis=0)).max() < 4 * 5.0 / np.sqrt(5 * MANY)
