from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from secmlt.optimization.constraints import ClipConstraint, Constraint, LInfConstraint
from torch import Tensor

from pandavision_gui.engine.attacks.noise import UniformNoise
from pandavision_gui.engine.attacks.projections import LinfBall
from pandavision_gui.engine.norms import radius_of

RANGES = [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (0.1, 0.9), (-2.117, 2.64), (0.0, 65535.0)]
cases = st.tuples(
    st.sampled_from(RANGES),
    st.one_of(st.floats(0, 1), st.floats(0, 1e-6), st.sampled_from([0.0, 1.0, 8 / 255])),
    st.integers(0, 2**32 - 1),
)


def drawn(bounds: tuple[float, float], value: float, seed: int) -> tuple[Tensor, float, Tensor]:
    """Return samples in the range (its ends among them), a radius, and points near and far."""
    lower, upper = bounds
    generator = np.random.default_rng(seed)
    samples = generator.uniform(lower, upper, (3, 1, 4, 4)).astype(np.float32)
    # As float32 the ends of a range such as 0.1 … 0.9 lie a rounding step beside it.
    samples.flat[:2] = bounds
    radius = radius_of(value, upper - lower)
    spread = max(radius, 1e-3) * 3
    points = (samples + generator.uniform(-spread, spread, samples.shape)).astype(np.float32)
    return torch.from_numpy(samples), radius, torch.from_numpy(points)


def ball_of(samples: Tensor, radius: float, bounds: tuple[float, float]) -> LinfBall:
    radii = torch.full((len(samples),), radius, dtype=torch.float64)
    return LinfBall.around(samples, radii, bounds)


@settings(max_examples=300)
@given(cases)
def test_what_is_projected_is_in_the_ball_and_the_range_as_it_is_stored(
    case: tuple[tuple[float, float], float, int],
) -> None:
    bounds, value, _ = case
    samples, radius, points = drawn(*case)
    projected = ball_of(samples, radius, bounds)(points)
    assert projected.dtype == torch.float32
    distance = (projected.double() - samples.double()).abs().max().item()
    assert distance <= radius
    assert distance / (bounds[1] - bounds[0]) <= value
    assert projected.numpy().min() >= np.float32(bounds[0])
    assert projected.numpy().max() <= np.float32(bounds[1])


@settings(max_examples=200)
@given(cases)
def test_a_point_inside_is_left_alone_and_the_sample_is_always_inside(
    case: tuple[tuple[float, float], float, int],
) -> None:
    bounds = case[0]
    samples, radius, points = drawn(*case)
    ball = ball_of(samples, radius, bounds)
    assert torch.equal(ball(samples), samples)
    once = ball(points)
    assert torch.equal(ball(once), once)


@settings(max_examples=200)
@given(cases)
def test_it_is_secmls_projection_to_within_rounding(
    case: tuple[tuple[float, float], float, int],
) -> None:
    bounds = case[0]
    samples, radius, points = drawn(*case)
    theirs = samples + LInfConstraint(radius=radius)(points - samples)
    theirs = ClipConstraint(lb=bounds[0], ub=bounds[1])(theirs)
    step = np.spacing(np.float32(max(abs(bounds[0]), abs(bounds[1])) + radius))
    torch.testing.assert_close(
        ball_of(samples, radius, bounds)(points), theirs, atol=4 * float(step), rtol=0
    )


def test_it_is_a_constraint_of_secml() -> None:
    assert issubclass(LinfBall, Constraint)


def test_every_sample_has_its_own_radius() -> None:
    samples = torch.full((3, 1, 2, 2), 0.5)
    radii = torch.tensor([0.0, 0.125, 0.25], dtype=torch.float64)
    ball = LinfBall.around(samples, radii, (0.0, 1.0))
    far = ball(torch.ones_like(samples))
    assert far[:, 0, 0, 0].tolist() == [0.5, 0.625, 0.75]
    assert ball.rows(torch.tensor([2, 1]))(torch.zeros((2, 1, 2, 2)))[:, 0, 0, 0].tolist() == [
        0.25,
        0.375,
    ]


@settings(max_examples=150)
@given(cases)
def test_noise_is_inside_ball_and_range(case: tuple[tuple[float, float], float, int]) -> None:
    bounds, _, seed = case
    samples, radius, _ = drawn(*case)
    sample = samples.numpy()[0]
    value = radius / (bounds[1] - bounds[0])
    noisy = UniformNoise().draw(sample, value, bounds, np.random.default_rng(seed))
    assert noisy.dtype == np.float32
    assert noisy.shape == sample.shape
    assert np.abs(noisy.astype(np.float64) - sample.astype(np.float64)).max() <= radius_of(
        value, bounds[1] - bounds[0]
    )
    assert noisy.min() >= np.float32(bounds[0])
    assert noisy.max() <= np.float32(bounds[1])


def test_noise_fills_the_ball_evenly() -> None:
    sample = np.full((1, 100, 100), 0.5, dtype=np.float32)
    noise = UniformNoise().draw(sample, 0.25, (0.0, 1.0), np.random.default_rng(0)) - sample
    counts, _ = np.histogram(noise, bins=10, range=(-0.25, 0.25))
    assert counts.sum() == noise.size
    # 1,000 in each of ten bins, give or take five standard deviations.
    assert np.abs(counts - 1000).max() <= 150


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_generator_draws_the_same_noise(seed: int) -> None:
    sample = np.full((1, 4, 4), 0.5, dtype=np.float32)
    draws = [
        UniformNoise().draw(sample, 0.1, (0.0, 1.0), np.random.default_rng(seed)) for _ in range(2)
    ]
    assert np.array_equal(*draws)
