"""The doctor is silent about models and datasets that are read as they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ...support.sample_files import ROAD_SIGNS, write_dataset
from .doctor_pairs import HONEST, SIGNS, ask, read, spec

SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", HONEST)
def test_trained_networks_raise_no_alarm(
    name: str, seed: int, trained_data: Path, tmp_path: Path
) -> None:
    """All pictures in an order of the seed's, and a draw of 40 of them."""
    pictures, preprocessing = HONEST[name]
    samples, labels = read(trained_data / pictures)
    model = trained_data / "models" / f"{name}.onnx"
    drawn = np.random.default_rng(seed).permutation(len(labels))
    for count in (100, 40):
        chosen = drawn[:count]
        dataset = write_dataset(tmp_path / f"{count}.h5", samples[chosen], labels[chosen])
        found = ask(spec(model, dataset, preprocessing=preprocessing, seed=seed))
        assert (found.proposals, found.warnings, found.near_chance) == ((), (), False)
        assert found.clean_accuracy.count == count
        assert found.clean_accuracy.accuracy > 0.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SIGNS)
def test_the_sample_networks_raise_no_alarm(name: str, seed: int) -> None:
    found = ask(spec(SIGNS[name], ROAD_SIGNS, preprocessing="unit", seed=seed))
    assert (found.proposals, found.warnings, found.near_chance) == ((), (), False)
    assert found.clean_accuracy.count == 128
