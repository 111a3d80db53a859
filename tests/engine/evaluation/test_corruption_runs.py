"""Evaluations under corruptions and noise: draws that belong to seed, sample and value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.task import CountingTruth
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from ...support.sample_files import brightness_model, brightness_samples
from .evaluations import Evaluation, network_spec, run
from .soundness import check_examples, dataset_arrays, original_of
from .test_whole_numbers import CASES, files

STRONG = {
    "gaussian-noise": [0.2, 0.4, 0.8],
    "blur": [0.05, 0.1, 0.3],
    "contrast": [0.5, 0.9, 1.0],
    "salt-and-pepper": [0.1, 0.3, 0.6],
    "brightness": [0.2, 0.5, 0.8],
    "rotation": [0.1, 0.25, 0.5],
    "shift": [0.1, 0.2, 0.4],
}


def corrupted(data: Path, folder: Path, name: str, **keys: Any) -> Evaluation:
    values = {"perturbation-type": name, "perturbation-values": STRONG[name]}
    return run(network_spec(data, "mnist-net_256x2", **{**values, **keys}), folder)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_samples_perturbation_is_the_smallest_severity_that_fooled_the_model(
    trained_data: Path, tmp_path: Path, name: str
) -> None:
    found = corrupted(trained_data, tmp_path, name)
    table, original = found.outcome.table, original_of(found)
    samples, labels = dataset_arrays(Path(found.spec.dataset))
    assert table.correct is not None
    assert table.values is not None
    assert found.robust(found.spec.values)[-1] < 100, "nothing was fooled"
    assert found.outcome.passes.model == 0
    for row, index in enumerate(table.index):
        wrong = np.flatnonzero(~table.correct[row])
        first = table.values[wrong[0]] if len(wrong) else np.inf
        assert table.minimum_perturbation[row] == first
        if not len(wrong):
            continue
        picture = found.pictures[int(index)]
        assert original.predictions(picture[None])[0] != labels[index]
        assert original.predictions(picture[None])[0] == table.adversarial_prediction[row]
        measured = distances(samples[index][None], picture[None], Norm.LINF)[0]
        assert table.distance[row] == measured > 0
    figures = result_figures(table, found.spec.values)
    assert figures["broken"] == int((~table.correct[:, 1:]).any(axis=1).sum())
    assert figures["broken"] + figures["withstood"] == 100


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_draw_depends_on_nothing_but_seed_sample_and_value(
    trained_data: Path, tmp_path: Path, name: str
) -> None:
    whole = corrupted(trained_data, tmp_path / "1", name).outcome.table
    one = {"perturbation-values": STRONG[name][1:2], "batch-size": 3, "indexes": [70, 4, 33]}
    part = corrupted(trained_data, tmp_path / "2", name, **one).outcome.table
    at = np.searchsorted(whole.index, part.index)
    assert np.array_equal(whole.index[at], part.index)
    value = STRONG[name][1]
    assert np.array_equal(whole.is_correct_at(value)[at], part.is_correct_at(value))


def test_noise_in_l2_is_in_its_ball_and_measured_in_it(trained_data: Path, tmp_path: Path) -> None:
    keys = {"attack": "noise-l2", "perturbation-values": [4, 8, 16]}
    found = run(network_spec(trained_data, "mnist-net_256x2", **keys), tmp_path)
    assert found.spec.perturbation == "l2"
    check_examples(found, original_of(found), 0.0, 1.0)
    table = found.outcome.table
    assert table.values is not None
    assert table.correct is not None
    broken = np.isfinite(table.minimum_perturbation)
    assert broken.sum() > 5
    smallest = np.array([table.values[~row][0] for row in table.correct[broken]])
    assert (table.minimum_perturbation[broken] <= smallest).all()


@pytest.mark.parametrize("name", CORRUPTIONS)
@pytest.mark.parametrize(("kind", "layout", "keys"), CASES[:1] + CASES[-1:])
def test_a_model_of_whole_numbers_gets_whole_numbers(
    kind: str, layout: str, keys: dict[str, Any], name: str, tmp_path: Path
) -> None:
    wanted = {"perturbation-type": name, "perturbation-values": STRONG[name]}
    document = {**files(tmp_path, kind, layout), **keys, **wanted}
    asked: list[np.ndarray] = []

    def listening(prepared: Prepared) -> Prepared:
        truth = Listening(prepared.task.truth, asked)
        return replace(prepared, task=replace(prepared.task, truth=truth))

    found = run(spec_from_document(document), tmp_path / "out", change=listening)
    samples, _ = dataset_arrays(Path(found.spec.dataset))
    rows = np.concatenate(asked).astype(np.float64)
    assert np.array_equal(rows, np.rint(rows)), "not whole"
    assert rows.min() >= 0
    assert rows.max() <= 255
    clean = {sample.tobytes() for sample in samples.astype(np.float64)}
    drawn = [row for row in rows if row.tobytes() not in clean]
    assert len(drawn) >= 2 * len(samples), "hardly anything was drawn"


class Listening:
    """ONNX Runtime's answers, and what it was asked about."""

    repeats = 1

    def __init__(self, truth: CountingTruth, asked: list[np.ndarray]) -> None:
        self._truth, self._asked = truth, asked

    @property
    def rows(self) -> int:
        return self._truth.rows

    def scores(self, samples: np.ndarray) -> np.ndarray:
        self._asked.append(samples.copy())
        return self._truth.scores(samples)

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        return self._truth.probabilities(scores)


def vectors(folder: Path) -> dict[str, Any]:
    """The files of a job whose samples have a single row."""
    brightness_model(folder / "m.onnx")
    pictures, labels = brightness_samples(12)
    with h5py.File(folder / "d.h5", "w") as file:
        file["samples"] = pictures.reshape(12, 1, 1, 16)
        file["labels"] = labels
    return {
        "dataset": str(folder / "d.h5"),
        "trained-model": str(folder / "m.onnx"),
        "preprocessing": "unit",
        "input-range": [0, 255],
    }


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_what_moves_pictures_refuses_samples_that_are_none(name: str, tmp_path: Path) -> None:
    values = {"perturbation-type": name, "perturbation-values": STRONG[name]}
    spec = spec_from_document(vectors(tmp_path) | values)
    if CORRUPTIONS[name].needs_picture:
        with pytest.raises(InputError) as refused:
            run(spec, tmp_path / "out")
        assert refused.value.code == "samples_no_pictures"
        assert f'"{name}"' in refused.value.message
        assert "1 × 1 × 16" in refused.value.message
        assert "brightness" in refused.value.hint
    else:
        assert len(run(spec, tmp_path / "out").outcome.table) == 12
