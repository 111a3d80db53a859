from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.spec import load_spec

from .evaluations import Evaluation, network_spec, normalisation_keys, run
from .soundness import check_clean_accuracy, check_examples, original_of

QUICK = {"attack-params": {"steps": 10}}
TO_UNIT = {"preprocessing": {"mean": [0.0], "std": [255.0]}}


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        ("standard", "max-norm"),
        ("pgd-linf", "max-norm"),
        ("mpgd-linf", "max-norm"),
        ("standard", "l2"),
        ("pgd-l2", "l2"),
        ("standard", "l1"),
        ("pgd-l1", "l1"),
    ],
)
@pytest.mark.parametrize("name", ["mnist-net_256x2", "Convnet_maxpool", "cifar_base_kw"])
def test_every_example_is_in_its_ball_in_the_box_and_misclassified_by_the_original(
    trained_data: Path, tmp_path: Path, name: str, attack: str, kind: str
) -> None:
    keys: dict[str, Any] = {"attack": attack, "perturbation-type": kind}
    keys["indexes"] = list(range(40))
    found = run(network_spec(trained_data, name, **QUICK, **keys), tmp_path)
    original = original_of(found, normalisation_keys(trained_data, name))
    check_clean_accuracy(found, original)
    check_examples(found, original, 0.0, 1.0)


def test_every_noisy_example_fools_the_original(trained_data: Path, tmp_path: Path) -> None:
    keys = {"attack": "noise-linf", "perturbation-values": [0.2, 0.5]}
    found = run(network_spec(trained_data, "mnist-net_256x2", **keys), tmp_path)
    check_examples(found, original_of(found), 0.0, 1.0)


def road_signs(sample_files: Path, folder: Path, **keys: Any) -> Evaluation:
    spec = load_spec(sample_files / "standard.json")
    update = {"evaluation_mode": "complete", "attack": "pgd-linf"}
    params = {"attack_params": {"steps": 10, "rel_stepsize": 0.25}}
    indexes = {"indexes": tuple(range(40))}
    return run(spec.model_copy(update={**update, **params, **indexes, **keys}), folder)


def check_fall(found: Evaluation) -> None:
    """The fragile network is right without perturbation and falls within 6 % of the range."""
    robust = found.robust(found.spec.values)
    assert robust[0] > 30, "clean"
    assert robust[-1] < 10, "not broken by 6 % of the input range"


def test_8bit_pictures_are_attacked_in_their_own_units(sample_files: Path, tmp_path: Path) -> None:
    found = road_signs(sample_files, tmp_path)
    assert found.prepared.task.settings.input_range == (0.0, 255.0)
    original = original_of(found, TO_UNIT)
    check_clean_accuracy(found, original)
    check_examples(found, original, 0.0, 255.0)


def test_the_same_pictures_in_other_units_give_the_same_curve(
    sample_files: Path, tmp_path: Path
) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    as_floats = tmp_path / "floats.h5"
    with h5py.File(as_floats, "w") as file:
        file["samples"] = samples.astype(np.float32) / np.float32(255)
        file["labels"] = labels
    whole = road_signs(sample_files, tmp_path / "1")
    unit = road_signs(sample_files, tmp_path / "2", dataset=str(as_floats), preprocessing=None)
    check_fall(whole)
    values = whole.spec.values
    # Rounding of x / 255 may move a sample at the boundary by one value.
    pairs = zip(whole.robust(values), unit.robust(values), strict=True)
    assert all(abs(one - other) <= 1 for one, other in pairs)


def test_an_example_found_at_a_value_counts_at_that_value(
    trained_data: Path, tmp_path: Path
) -> None:
    """The ball is rounded inwards: nothing found at 0.03 is measured at 0.0300001."""
    keys = {"perturbation-values": [0.03], "attack": "mpgd-linf", **QUICK}
    table = run(network_spec(trained_data, "Convnet_maxpool", **keys), tmp_path).outcome.table
    broken = np.isfinite(table.minimum_perturbation)
    assert broken.sum() > 30
    assert (table.minimum_perturbation[broken] <= 0.03).all()


def test_8bit_rounding_is_tried_on_the_stored_examples(sample_files: Path, tmp_path: Path) -> None:
    found = road_signs(sample_files, tmp_path)
    table = found.outcome.table
    original = original_of(found, TO_UNIT)
    broken = np.flatnonzero(table.survives_8bit >= 0)
    assert len(broken) > 20
    rounded = np.rint(np.stack([found.pictures[int(i)] for i in table.index[broken]]))
    fooled = original.predictions(rounded) != table.label[broken]
    assert np.array_equal(fooled.astype(np.int8), table.survives_8bit[broken])
