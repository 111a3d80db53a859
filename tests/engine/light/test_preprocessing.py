from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pandavision_gui.engine.preprocessing import (
    PRESETS,
    Normalisation,
    explicit_normalisation,
    preset_normalisation,
)
from pandavision_gui.errors import InputError

PIXELS = np.linspace(0, 1, 11)[None, :] * np.array([[1.0], [0.5], [0.25]])


def applied(how: Normalisation, samples: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = (samples - np.array(how.mean)[:, None]) / np.array(how.std)[
        :, None
    ]
    return result


def test_the_presets_are_those_of_the_design() -> None:
    assert set(PRESETS) == {"imagenet", "cifar10", "unit", "symmetric"}


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("bounds", [(0.0, 255.0), (-1.0, 1.0), (10.0, 20.0)])
def test_a_preset_means_the_same_in_every_input_range(
    name: str, bounds: tuple[float, float]
) -> None:
    lower, upper = bounds
    in_unit = applied(preset_normalisation(name, (0.0, 1.0), 3), PIXELS)
    in_bounds = applied(preset_normalisation(name, bounds, 3), lower + PIXELS * (upper - lower))
    np.testing.assert_allclose(in_bounds, in_unit, rtol=1e-12, atol=1e-12)


def test_imagenet_is_the_published_normalisation() -> None:
    how = preset_normalisation("imagenet", (0.0, 1.0), 3)
    assert how.mean == (0.485, 0.456, 0.406)
    assert how.std == (0.229, 0.224, 0.225)


@pytest.mark.parametrize(("name", "ends"), [("unit", (0, 1)), ("symmetric", (-1, 1))])
def test_a_range_preset_takes_the_input_range_to_its_own(
    name: str, ends: tuple[float, float]
) -> None:
    how = preset_normalisation(name, (0.0, 255.0), 3)
    found = applied(how, np.array([[0.0, 255.0]] * 3))
    np.testing.assert_allclose(found, np.array([ends] * 3))


@pytest.mark.parametrize("channels", [1, 2, 4])
@pytest.mark.parametrize("name", ["imagenet", "cifar10"])
def test_colour_statistics_refuse_other_numbers_of_channels(name: str, channels: int) -> None:
    with pytest.raises(InputError, match=name):
        preset_normalisation(name, (0.0, 1.0), channels)


def test_one_number_serves_all_channels() -> None:
    assert explicit_normalisation((0.5,), (0.1, 0.2, 0.3), 3) == Normalisation(
        (0.5, 0.5, 0.5), (0.1, 0.2, 0.3)
    )


@pytest.mark.parametrize(("mean", "std", "named"), [(2, 3, "mean"), (3, 2, "std")])
def test_a_wrong_number_of_numbers_is_refused(mean: int, std: int, named: str) -> None:
    with pytest.raises(InputError, match=named):
        explicit_normalisation((0.0,) * mean, (1.0,) * std, 3)


def test_explicit_numbers_are_in_data_units_and_never_divided_by_255() -> None:
    assert explicit_normalisation((127.5,), (63.75,), 1) == Normalisation((127.5,), (63.75,))
