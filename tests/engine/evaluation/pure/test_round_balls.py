"""Balls that are no box: what is projected is inside as it is stored, and just inside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from secmlt.optimization.constraints import Constraint, L0Constraint
from torch import Tensor

from pandavision_gui.engine.attacks.projections import BALLS, Ball, L1Ball, L2Ball
from pandavision_gui.engine.norms import Norm, distances, pixels_of, radius_of

ROUND = (Norm.L2, Norm.L1)
RANGES = [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (0.1, 0.9), (-2.117, 2.64)]
cases = st.tuples(
    st.sampled_from(RANGES),
    st.one_of(st.floats(0, 4), st.floats(0, 1e-6), st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])),
    st.integers(0, 2**32 - 1),
)


def drawn(bounds: tuple[float, float], seed: int) -> tuple[Tensor, Tensor]:
    """Return samples, many elements of which are at the ends of the range, and points."""
    lower, upper = bounds
    generator = np.random.default_rng(seed)
    samples = generator.uniform(lower, upper, (3, 1, 4, 4)).astype(np.float32)
    at_end = generator.random(samples.shape) < 0.3
    samples[at_end] = generator.choice(bounds, size=int(at_end.sum()))
    change = generator.normal(0, upper - lower, samples.shape)
    change[generator.random(samples.shape) < generator.choice([0.0, 0.7])] = 0
    return torch.from_numpy(samples), torch.from_numpy((samples + change).astype(np.float32))


def ball_of(norm: Norm, samples: Tensor, radius: float, bounds: tuple[float, float]) -> Ball:
    radii = torch.full((len(samples),), radius, dtype=torch.float64)
    return BALLS[norm].around(samples, radii, bounds)


@pytest.mark.parametrize("norm", ROUND)
@settings(max_examples=300)
@given(case=cases)
def test_what_is_projected_is_in_the_ball_and_the_range_as_it_is_stored(
    norm: Norm, case: tuple[tuple[float, float], float, int]
) -> None:
    bounds, value, seed = case
    samples, points = drawn(bounds, seed)
    radius = radius_of(value, bounds[1] - bounds[0])
    projected = ball_of(norm, samples, radius, bounds)(points)
    assert projected.dtype == torch.float32
    distance = distances(samples.numpy(), projected.numpy(), norm)
    assert (distance <= radius).all()
    assert (distance / (bounds[1] - bounds[0]) <= value).all()
    assert projected.numpy().min() >= np.float32(bounds[0])
    assert projected.numpy().max() <= np.float32(bounds[1])


@pytest.mark.parametrize("norm", ROUND)
@settings(max_examples=200)
@given(case=cases)
def test_a_point_outside_comes_to_the_edge_and_one_inside_stays(
    norm: Norm, case: tuple[tuple[float, float], float, int]
) -> None:
    bounds, value, seed = case
    samples, points = drawn(bounds, seed)
    radius = radius_of(value, bounds[1] - bounds[0])
    cut = points.clamp(float(samples.min()), float(samples.max()))
    reach = distances(samples.numpy(), cut.numpy(), norm)
    projected = ball_of(norm, samples, radius, bounds)(cut)
    distance = distances(samples.numpy(), projected.numpy(), norm)
    elements = samples[0].numel()
    rounding = elements * 2.0**-22 * max(map(abs, bounds))
    for n in range(len(samples)):
        if reach[n] <= radius * (1 - 1e-6) - rounding:
            assert torch.equal(projected[n], cut[n])
        elif reach[n] >= radius:
            assert distance[n] >= radius - rounding


def nearest_in_l1(change: np.ndarray, room: np.ndarray, radius: float) -> np.ndarray:
    """Bisect on the amount by which every change is shortened (the KKT condition)."""
    size, lowest, highest = np.abs(change), 0.0, float(np.abs(change).max())
    if np.minimum(size, room).sum() <= radius:
        return np.minimum(size, room) * np.sign(change)
    for _ in range(200):
        middle = (lowest + highest) / 2
        too_much = np.minimum((size - middle).clip(0), room).sum() > radius
        lowest, highest = (middle, highest) if too_much else (lowest, middle)
    return np.minimum((size - highest).clip(0), room) * np.sign(change)


@settings(max_examples=300)
@given(case=cases)
def test_the_l1_projection_is_the_nearest_point_of_ball_and_range(
    case: tuple[tuple[float, float], float, int],
) -> None:
    bounds, value, seed = case
    samples, points = drawn(bounds, seed)
    radius = radius_of(value, bounds[1] - bounds[0])
    projected = ball_of(Norm.L1, samples, radius, bounds)(points)
    width, stored = bounds[1] - bounds[0], np.float32(bounds).astype(np.float64)
    for sample, point, found in zip(samples, points, projected, strict=True):
        exact = sample.double().numpy().ravel()
        change = point.double().numpy().ravel() - exact
        room = np.where(change < 0, exact - stored[0], stored[1] - exact)
        wanted = exact + nearest_in_l1(change, room, radius)
        np.testing.assert_allclose(found.numpy().ravel(), wanted, atol=width * 1e-6)


def test_an_element_that_went_to_0_can_still_be_drawn_in() -> None:
    """The number beside 0 is 1e-45 away: by such steps nothing would ever come inside."""
    samples = torch.tensor([[[[0.75, 0.25]]]])
    ball = ball_of(Norm.L1, samples, 1.0, (0.0, 1.0))
    found = ball(torch.tensor([[[[-5.0, -5.0]]]]))
    assert distances(samples.numpy(), found.numpy(), Norm.L1)[0] <= 1.0
    assert found.max() < 1e-5


@pytest.mark.parametrize("kind", [L2Ball, L1Ball])
def test_rows_of_balls_are_balls_and_can_be_put_elsewhere(kind: Any) -> None:
    samples = torch.rand((4, 1, 2, 2), generator=torch.Generator().manual_seed(1))
    radii = torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64)
    balls = kind.around(samples, radii, (0.0, 1.0))
    far = torch.ones_like(samples)
    which = torch.tensor([2, 0])
    assert torch.equal(balls.rows(which)(far[which]), balls(far)[which])
    before = balls(far)
    balls.put(which, kind.around(samples[which], radii[which] / 2, (0.0, 1.0)))
    assert torch.equal(balls(far)[[1, 3]], before[[1, 3]])
    assert not torch.equal(balls(far)[2], before[2])
    assert isinstance(balls, Constraint)


@settings(max_examples=300)
@given(case=cases, share=st.floats(0, 1))
def test_in_l0_whole_pixels_stay_those_that_are_changed_most(
    case: tuple[tuple[float, float], float, int], share: float
) -> None:
    bounds, _, seed = case
    samples, points = drawn(bounds, seed)
    samples, points = samples.view(3, 2, 2, 4), points.view(3, 2, 2, 4)
    found = ball_of(Norm.L0, samples, share, bounds)(points)
    assert (distances(samples.numpy(), found.numpy(), Norm.L0) <= share).all()
    assert found.numpy().min() >= np.float32(bounds[0])
    assert found.numpy().max() <= np.float32(bounds[1])
    cut = ball_of(Norm.L0, samples, 1.0, bounds)(points)
    sizes = (cut.double() - samples.double()).square().sum(dim=1).flatten(1)
    kept = (found == cut).all(dim=1).flatten(1)
    is_clean = (found == samples).all(dim=1).flatten(1)
    assert (kept | is_clean).all()
    allowed = pixels_of(share, 8)
    for size, dropped in zip(sizes, is_clean & ~kept, strict=True):
        largest = size.sort(descending=True).values
        assert (size[dropped] <= largest[min(allowed, 7)] + 1e-12).all()


def test_each_sample_has_its_own_number_of_pixels() -> None:
    """SecML-Torch's projection keeps an element at radius 0 beside a larger radius."""
    samples = torch.zeros(3, 1, 2, 2)
    points = torch.tensor([0.4, 0.3, 0.2, 0.1]).view(1, 1, 2, 2).expand(3, 1, 2, 2)
    radii = torch.tensor([0.0, 0.5, torch.inf], dtype=torch.float64)
    found = BALLS[Norm.L0].around(samples, radii, (0.0, 1.0))(points)
    assert (found != 0).flatten(1).sum(dim=1).tolist() == [0, 2, 4]
    theirs = L0Constraint(1)
    theirs.radius = torch.tensor([0.0, 2.0, 4.0])
    assert (theirs(points) != 0).flatten(1).sum(dim=1).tolist() == [1, 2, 4]
