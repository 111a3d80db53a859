"""Random noise is no worst case: each value is a draw of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .evaluations import network_spec, run
from .soundness import dataset_arrays, original_of

NOISE = {"perturbation-type": "random", "perturbation-values": [0.3, 0.6, 0.9]}


def test_the_curve_is_the_plain_accuracy_at_each_value(trained_data: Path, tmp_path: Path) -> None:
    found = run(network_spec(trained_data, "mnist-net_256x2", **NOISE), tmp_path)
    table = found.outcome.table
    assert table.values is not None
    assert table.values.tolist() == [0.0, 0.3, 0.6, 0.9]
    assert table.correct is not None
    assert found.robust((0.0, 0.3, 0.6, 0.9)) == table.correct.sum(axis=0).tolist()
    assert found.robust((0.0,)) == [100]
    assert found.robust((0.9,))[0] < 90


def test_noise_costs_no_pass_of_the_converted_model(trained_data: Path, tmp_path: Path) -> None:
    passes = run(network_spec(trained_data, "mnist-net_256x2", **NOISE), tmp_path).outcome.passes
    assert passes.model == 0
    assert passes.confirmation >= 100 * 4


def test_a_sample_that_is_wrong_already_is_drawn_too(trained_data: Path, tmp_path: Path) -> None:
    """It may turn out right by chance, and the plain accuracy at that value counts it."""
    table = run(network_spec(trained_data, "cifar_base_kw", **NOISE), tmp_path).outcome.table
    assert table.correct is not None
    wrong = ~table.correct[:, 0]
    assert wrong.sum() == 27
    assert (table.minimum_perturbation[wrong] == 0).all()
    assert table.correct[wrong, 1].any()


def test_the_kept_picture_is_the_nearest_draw_that_fools_the_original(
    trained_data: Path, tmp_path: Path
) -> None:
    found = run(network_spec(trained_data, "mnist-net_256x2", **NOISE), tmp_path)
    table, original = found.outcome.table, original_of(found)
    samples, _ = dataset_arrays(Path(found.spec.dataset))
    fooled = np.flatnonzero(np.isfinite(table.distance) & (table.distance > 0))
    assert len(fooled) > 10
    for row in fooled:
        index = int(table.index[row])
        distance = np.abs(found.pictures[index].astype(float) - samples[index]).max()
        assert distance == table.distance[row]
        smallest = float(table.values[np.flatnonzero(~table.correct[row])[0]])
        assert table.minimum_perturbation[row] <= smallest
        assert original.predictions(found.pictures[index][None])[0] != table.label[row]
