"""The doctor is silent about models and datasets that are read as they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.evaluation.unnamed_preprocessing import forgotten_note
from pandavision_gui.engine.spec import spec_from_document

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


@pytest.mark.parametrize("keys", [{}, {"preprocessing": "unit"}], ids=["none named", "named"])
def test_a_scale_that_clean_samples_do_not_tell_is_noted(keys: dict[str, str]) -> None:
    """By the doctor and by an evaluation alike, and it is no warning."""
    document = spec(SIGNS["standard"], ROAD_SIGNS, **keys)
    told = ask(document)
    assert told.warnings == ()
    assert told.clean_accuracy.accuracy == 1
    with prepare(spec_from_document(document), device="cpu", threads=1) as prepared:
        for sentences in (told.notes, prepared.assumptions):
            notes = [one for one in sentences if one.startswith('No "preprocessing" is named')]
            assert len(notes) == (not keys), sentences


@pytest.mark.parametrize(
    ("right", "scaled", "is_noted"),
    [(90, 90, True), (90, 95, True), (90, 89, False), (10, 20, False), (0, 0, False)],
)
def test_a_scale_is_noted_where_it_does_as_well(right: int, scaled: int, is_noted: bool) -> None:
    assert bool(forgotten_note(right, scaled, 100)) == is_noted


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SIGNS)
def test_the_sample_networks_raise_no_alarm(name: str, seed: int) -> None:
    found = ask(spec(SIGNS[name], ROAD_SIGNS, preprocessing="unit", seed=seed))
    assert (found.proposals, found.warnings, found.near_chance) == ((), (), False)
    assert found.clean_accuracy.count == 128
