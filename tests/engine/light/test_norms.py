from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.norms import (
    Norm,
    distances,
    largest_value,
    pixels_of,
    radius_of,
    value_of,
)

values = st.floats(0, 1) | st.sampled_from([n / 255 for n in range(256)])
widths = st.floats(1e-6, 1e6) | st.sampled_from([1.0, 2.0, 255.0, 0.1, 1 / 3])


@settings(max_examples=400)
@given(values, widths)
def test_a_distance_within_the_radius_is_never_above_the_value(value: float, width: float) -> None:
    radius = radius_of(value, width)
    for distance in (radius, np.nextafter(radius, 0), radius / 2):
        assert distance / width <= value


@settings(max_examples=400)
@given(values, widths)
def test_the_radius_gives_away_a_rounding_step_at_most(value: float, width: float) -> None:
    exact = value * width
    assert np.nextafter(np.nextafter(exact, 0), 0) <= radius_of(value, width) <= exact


def test_the_whole_range_is_the_radius_of_1() -> None:
    assert radius_of(1.0, 255.0) == 255.0
    assert radius_of(0.0, 255.0) == 0.0


def test_the_distance_is_the_largest_difference_of_any_element() -> None:
    samples = np.zeros((2, 1, 2, 2), dtype=np.float32)
    others = samples.copy()
    others[0, 0, 1, 1] = -0.5
    others[0, 0, 0, 0] = 0.25
    assert distances(samples, others, Norm.LINF).tolist() == [0.5, 0.0]


def test_the_difference_is_taken_in_float64() -> None:
    # In float32 this difference is rounded to 1.
    samples = np.array([[1.0]], dtype=np.float32)
    others = np.array([[-1e-9]], dtype=np.float32)
    found = distances(samples, others, Norm.LINF)
    assert found.dtype == np.float64
    assert found[0] == 1.0 + float(np.float32(1e-9))


def test_a_sample_with_nan_has_no_distance_that_passes_for_one() -> None:
    samples = np.zeros((1, 2), dtype=np.float32)
    others = np.array([[np.nan, 0.0]], dtype=np.float32)
    assert not distances(samples, others, Norm.LINF)[0] <= 1e9


def test_no_samples_have_no_distances() -> None:
    none = np.empty((0, 3, 4, 4), dtype=np.float32)
    assert distances(none, none, Norm.LINF).shape == (0,)


def test_in_l0_a_pixel_counts_once_in_whichever_channels_it_changes() -> None:
    samples = np.zeros((2, 3, 2, 5), dtype=np.float32)
    others = samples.copy()
    others[0, :, 1, 1] = 1.0
    others[0, 2, 0, 4] = -1e-30
    assert distances(samples, others, Norm.L0).tolist() == [0.2, 0.0]
    assert value_of(distances(samples, others, Norm.L0), Norm.L0, 255.0).tolist() == [0.2, 0.0]
    assert value_of(np.array([51.0]), Norm.L2, 255.0).tolist() == [0.2]


@settings(max_examples=400)
@given(st.integers(1, 300_000), st.data())
def test_a_share_of_the_pixels_allows_as_many_as_lie_within_it(
    pixels: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, pixels))
    assert pixels_of(count / pixels, pixels) == count
    value = data.draw(st.floats(0, 1))
    allowed = pixels_of(value, pixels)
    assert allowed / pixels <= value
    assert allowed == pixels or (allowed + 1) / pixels > value


def test_values_are_shares_where_they_end_at_1() -> None:
    assert {norm for norm in Norm if norm.ends_at_one} == {Norm.LINF, Norm.L0}
    assert all(largest_value(norm, 3072) == 1.0 for norm in Norm if norm.ends_at_one)
    assert Norm.L0.size_words("0.05") == "0.05 of the pixels"
