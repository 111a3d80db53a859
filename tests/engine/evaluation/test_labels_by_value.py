"""Labels that are what the model calls its classes: scored against those, everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest
from onnx import helper

from pandavision_gui.engine.evaluation.doctor import diagnose
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError

from .evaluations import run

SHAPE, COUNT = (1, 3, 3), 60


def files(folder: Path, values: list[int], stored: Any = None) -> dict[str, Any]:
    """A linear model as scikit-learn's exporter writes it, and samples that it gets right.

    Parameters
    ----------
    values
        The labels that it was trained with.
    stored
        Maps the places of the classes to what the dataset holds; by default these labels.
    """
    weights = np.random.default_rng(len(values)).normal(size=(len(values), 9))
    weights -= weights.mean(axis=1, keepdims=True)  # so that each of them is somebody's
    node = helper.make_node(
        "LinearClassifier", ["flat"], ["label", "scores"], domain="ai.onnx.ml",
        coefficients=weights.ravel().tolist(), intercepts=[0.0] * len(values),
        post_transform="NONE", multi_class=1, classlabels_ints=values,
    )  # fmt: skip
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["x"], ["flat"]), node],
        "g",
        [helper.make_tensor_value_info("x", 1, ["n", *SHAPE])],
        [
            helper.make_tensor_value_info("label", 7, ["n"]),
            helper.make_tensor_value_info("scores", 1, ["n", len(values)]),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    built = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    (folder / "model.onnx").write_bytes(built.SerializeToString())
    samples = np.random.default_rng(1).random((COUNT, *SHAPE)).astype(np.float32)
    places = (samples.reshape(COUNT, -1) @ weights.T).argmax(axis=1)
    write(folder, samples, np.array(values)[places] if stored is None else stored(places))
    return {"trained-model": str(folder / "model.onnx"), "dataset": str(folder / "data.h5")}


def write(folder: Path, samples: np.ndarray, labels: np.ndarray, names: Any = None) -> None:
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"], file["labels"] = samples, labels
        if names is not None:
            file["labels"].attrs["class_names"] = names


def quick(keys: dict[str, Any], **more: Any) -> EvaluationSpec:
    return spec_from_document(
        {**keys, "perturbation-values": [0.01], "attack-params": {"steps": 3}, **more}
    )


@pytest.mark.parametrize("values", [[3, 5, 8], [0, 1, 2, 4], [1, 2], [-1, 1], [-3, -2, 7]])
def test_they_are_the_classes_that_the_model_calls_so(tmp_path: Path, values: list[int]) -> None:
    spec = quick(files(tmp_path, values))
    found = run(spec, tmp_path / "out")
    assert found.robust((0.0,)) == [COUNT]
    assert set(found.outcome.table.label) == set(range(len(values)))
    (remark,) = [one for one in found.prepared.assumptions if "as values" in one]
    last = f"{values[-1]} → {len(values) - 1}"
    assert last.replace("-", "−") in remark
    diagnosis = diagnose(spec)
    assert diagnosis.clean_accuracy.right == COUNT
    assert remark in diagnosis.notes
    assert not diagnosis.proposals
    assert not diagnosis.warnings


def test_signs_are_two_classes_where_no_name_is_told(tmp_path: Path) -> None:
    keys = files(tmp_path, [0, 1], lambda places: 2 * places - 1)
    found = run(quick(keys), tmp_path / "out")
    assert found.robust((0.0,)) == [COUNT]


@pytest.mark.parametrize("values", [[0, 1, 2], [3, 5, 8]])
def test_what_counts_from_0_is_no_value(tmp_path: Path, values: list[int]) -> None:
    found = run(quick(files(tmp_path, values, lambda places: places)), tmp_path / "out")
    assert found.robust((0.0,)) == [COUNT]
    assert not [one for one in found.prepared.assumptions if "as values" in one]


def test_who_names_the_classes_or_shifts_the_labels_means_places(tmp_path: Path) -> None:
    keys = files(tmp_path, [1, 2, 3])
    for more in ({"class-names": ["a", "b", "c"]}, {"label-offset": -1}):
        spec = quick(keys, **more)
        if "class-names" in more:
            with pytest.raises(InputError, match="has the label 3"):
                run(spec, tmp_path / "out")
        else:
            assert run(spec, tmp_path / "out").robust((0.0,)) == [COUNT]
    with h5py.File(keys["dataset"], "a") as file:
        file["labels"].attrs["class_names"] = ["zero", "one", "two", "three"]
    with pytest.raises(InputError, match="has the label 3"):
        run(quick(keys), tmp_path / "out")


def test_an_offset_is_advised_only_where_it_helps(tmp_path: Path) -> None:
    keys = files(tmp_path, [0, 1, 2], lambda places: places + 4)
    with pytest.raises(InputError) as shifted:
        run(quick(keys), tmp_path / "out")
    assert '"label-offset": -4 shifts labels that begin at 4' in shifted.value.hint
    keys = files(tmp_path, [0, 1, 2], lambda places: np.array([0, 1, 9])[places])
    with pytest.raises(InputError) as gaps:
        run(quick(keys), tmp_path / "out")
    assert "label-offset" not in gaps.value.hint


def test_no_offset_is_proposed_where_labels_are_values(tmp_path: Path) -> None:
    """With one they would be places again."""
    values = [3, 5, 8]
    keys = files(tmp_path, values, lambda places: np.array(values)[(places - 1) % 3])
    with h5py.File(keys["dataset"]) as file:
        samples, labels = file["samples"][:], file["labels"][:]
    fit = labels < 8  # one more would be the place of every answer
    write(tmp_path, samples[fit], labels[fit])
    diagnosis = diagnose(quick(keys))
    assert diagnosis.clean_accuracy.right == 0
    assert not [one for one in diagnosis.proposals if "label-offset" in one.all_keys()]


@pytest.mark.parametrize("labels", [[0], [0, 1]])
def test_samples_of_one_class_are_no_reason_for_another_reading(
    tmp_path: Path, labels: list[int]
) -> None:
    """Whatever sends more answers to that class would look better."""
    keys = files(tmp_path, [0, 1])
    model = onnx.load(keys["trained-model"])
    of_node = {one.name: one for one in model.graph.node[1].attribute}
    of_node["coefficients"].floats[:] = [1.0] * 9 + [0.0] * 9
    of_node["intercepts"].floats[:] = [-100.0, 0.0]  # class 0 beyond a sum of 100
    onnx.save(model, keys["trained-model"])
    samples = np.random.default_rng(1).random((COUNT, *SHAPE)).astype(np.float32)
    samples[COUNT // 2 :] *= 0.01 if len(labels) > 1 else 1.0
    write(tmp_path, samples, np.repeat(labels, COUNT // len(labels)))
    diagnosis = diagnose(quick(keys))
    assert (diagnosis.proposals != ()) == (len(labels) > 1)
    if len(labels) == 1:
        assert any("All samples have the label 0" in note for note in diagnosis.notes)
