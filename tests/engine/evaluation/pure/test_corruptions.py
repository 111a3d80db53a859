"""Corruptions: what a severity does, told apart from how it is done."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attacks.base import Corrupting
from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.evaluation.composed import implementation

RANGES = [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (0.1, 0.3)]
SHAPES = [(1, 28, 28), (3, 8, 12), (4, 5, 3), (2, 1, 1), (1, 1, 9), (1, 9, 1)]


def attack(name: str) -> Corrupting:
    made = implementation(CATALOGUE[name])()
    assert isinstance(made, Corrupting)
    return made


def picture(shape: tuple[int, ...], bounds: tuple[float, float], seed: int = 0) -> np.ndarray:
    lower, upper = bounds
    drawn = np.random.default_rng(seed).uniform(lower, upper, size=shape)
    drawn.flat[:2] = bounds
    return drawn.astype(np.float32)


def corrupted(
    name: str,
    sample: np.ndarray,
    severity: float,
    bounds: tuple[float, float] = (0.0, 1.0),
    seed: int = 0,
) -> np.ndarray:
    return attack(name).draw(sample, severity, bounds, np.random.default_rng(seed))


@pytest.mark.parametrize("name", CORRUPTIONS)
@given(
    severity=st.floats(0, 1),
    bounds=st.sampled_from(RANGES),
    shape=st.sampled_from(SHAPES),
    seed=st.integers(0, 10**6),
)
def test_a_draw_is_a_sample_within_the_range_and_at_0_the_sample_itself(
    name: str, severity: float, bounds: tuple[float, float], shape: tuple[int, ...], seed: int
) -> None:
    sample = picture(shape, bounds, seed)
    before = sample.copy()
    found = corrupted(name, sample, severity, bounds, seed)
    assert (found.dtype, found.shape) == (np.float32, shape)
    assert found.min() >= np.float32(bounds[0])
    assert found.max() <= np.float32(bounds[1])
    assert np.array_equal(found, corrupted(name, sample, severity, bounds, seed))
    assert np.array_equal(corrupted(name, sample, 0.0, bounds, seed), before)
    assert np.array_equal(sample, before), "the sample itself was changed"


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_severity_changes_the_picture_and_a_larger_one_changes_it_more(name: str) -> None:
    smooth = np.add.outer(np.sin(np.arange(32) / 4), np.cos(np.arange(32) / 5))
    sample = (0.5 + 0.2 * smooth[None]).astype(np.float32)

    def change(severity: float) -> float:
        draws = [corrupted(name, sample, severity, seed=seed) for seed in range(30)]
        return float(np.mean([np.abs(draw - sample).mean() for draw in draws]))

    small, large = change(0.02), change(0.2)
    assert 0 < small < large


@pytest.mark.parametrize("bounds", RANGES)
def test_the_noise_spreads_by_the_severity_of_the_range(bounds: tuple[float, float]) -> None:
    middle, width = (bounds[0] + bounds[1]) / 2, bounds[1] - bounds[0]
    sample = np.full((1, 200, 200), middle, dtype=np.float32)
    noise = (corrupted("gaussian-noise", sample, 0.1, bounds) - sample) / width
    assert float(noise.std()) == pytest.approx(0.1, rel=0.02)  # 5 / sqrt(2 × 40,000)
    assert abs(float(noise.mean())) < 5 * 0.1 / 200
    # Two thirds lie within one standard deviation, as of a normal spread.
    assert float((np.abs(noise) < 0.1).mean()) == pytest.approx(math.erf(math.sqrt(0.5)), abs=0.012)


def test_a_loss_of_contrast_keeps_each_channels_mean_and_takes_its_share() -> None:
    sample = picture((3, 20, 20), (0.0, 1.0))
    found = corrupted("contrast", sample, 0.25).astype(np.float64)
    mean = sample.astype(np.float64).mean(axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(found - mean, 0.75 * (sample - mean), atol=1e-6)
    plain = corrupted("contrast", sample, 1.0)
    assert all(len(np.unique(channel)) == 1 for channel in plain)


def test_salt_and_pepper_fall_on_the_share_of_the_elements() -> None:
    bounds = (10.0, 30.0)
    sample = picture((3, 100, 100), (12.0, 28.0))
    found = corrupted("salt-and-pepper", sample, 0.2, bounds)
    changed = found != sample
    spread = 5 * math.sqrt(0.2 * 0.8 / changed.size)
    assert float(changed.mean()) == pytest.approx(0.2, abs=spread)
    assert set(np.unique(found[changed])) == {10.0, 30.0}
    salt = float((found[changed] == 30.0).mean())
    assert salt == pytest.approx(0.5, abs=5 * 0.5 / math.sqrt(changed.sum()))
    assert (corrupted("salt-and-pepper", sample, 1.0, bounds) != sample).all()


def test_brightness_moves_all_elements_alike_up_or_down() -> None:
    sample = np.full((3, 4, 4), 100.0, dtype=np.float32)
    levels = [corrupted("brightness", sample, 0.2, (0.0, 255.0), seed) for seed in range(60)]
    assert {float(level[0, 0, 0]) for level in levels} == {49.0, 151.0}
    assert all(len(np.unique(level)) == 1 for level in levels)


def test_a_whole_rotation_turns_the_picture_on_its_head() -> None:
    sample = picture((3, 7, 10), (0.0, 1.0))
    np.testing.assert_allclose(corrupted("rotation", sample, 1.0), sample[:, ::-1, ::-1], atol=1e-5)


def test_half_a_rotation_is_a_quarter_turn_to_either_side() -> None:
    sample = picture((2, 9, 9), (0.0, 1.0))
    turns = [np.rot90(sample, turn, axes=(1, 2)) for turn in (1, -1)]
    sides = set()
    for seed in range(40):
        found = corrupted("rotation", sample, 0.5, seed=seed)
        near = [n for n in (0, 1) if np.allclose(found, turns[n], atol=1e-5)]
        assert len(near) == 1
        sides.update(near)
    assert sides == {0, 1}


def test_a_shift_moves_by_its_share_of_the_sides_in_every_direction() -> None:
    height, width, severity = 40, 80, 0.2
    down, right = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    ramps = np.stack(np.broadcast_arrays(down[:, None] / 100, right[None, :] / 100))
    moved = []
    for seed in range(200):
        found = corrupted("shift", np.ascontiguousarray(ramps), severity, seed=seed)
        middle = (found - ramps)[:, height // 2, width // 2] * 100
        moved.append(-middle / (severity * np.array([height, width])))
    lengths = np.hypot(*np.array(moved).T)
    np.testing.assert_allclose(lengths, 1.0, atol=1e-3)
    angles = np.arctan2(*np.array(moved).T)
    assert np.histogram(angles, bins=8, range=(-math.pi, math.pi))[0].min() > 8


def test_beyond_its_edge_a_picture_goes_on_as_at_the_edge() -> None:
    sample = picture((1, 6, 6), (0.2, 0.8))
    edge = set(
        np.unique(np.concatenate([sample[0, [0, -1]].ravel(), sample[0, :, [0, -1]].ravel()]))
    )
    corners = [corrupted("shift", sample, 1.0, seed=seed)[0] for seed in range(20)]
    assert all(c.min() >= min(edge) - 1e-6 and c.max() <= max(edge) + 1e-6 for c in corners)
    plain = np.full((3, 9, 9), 0.3, dtype=np.float32)
    for name in ("rotation", "shift", "blur"):
        np.testing.assert_allclose(corrupted(name, plain, 0.37), plain, atol=1e-6)


def test_a_blur_is_the_gaussian_of_its_share_of_the_shorter_side() -> None:
    height, width, severity = 61, 81, 0.05
    deviation = severity * height
    sample = np.zeros((1, height, width), dtype=np.float32)
    sample[0, 30, 40] = 1.0
    found = corrupted("blur", sample, severity)[0].astype(np.float64)
    assert found.sum() == pytest.approx(1.0, rel=1e-5)
    rows, columns = np.arange(height) - 30, np.arange(width) - 40
    bell = np.exp(-(rows[:, None] ** 2 + columns[None, :] ** 2) / (2 * deviation**2))
    np.testing.assert_allclose(found, bell / (2 * math.pi * deviation**2), atol=2e-5)


def test_colours_stay_together_where_a_picture_is_moved() -> None:
    grey = np.repeat(picture((1, 9, 9), (0.0, 1.0)), 3, axis=0)
    for name in ("rotation", "shift", "blur", "contrast", "brightness"):
        found = corrupted(name, grey, 0.3, seed=4)
        assert (found == found[:1]).all()
