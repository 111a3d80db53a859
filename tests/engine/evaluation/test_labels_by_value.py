"""Labels that are what the model calls its classes: scored against those, everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest

from pandavision_gui.engine.class_values import OFFSET_IS_ASKED, READ_BY_VALUE
from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset
from pandavision_gui.engine.evaluation.doctor import diagnose
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError

from ...support.labels_by_value import COUNT, SHAPE, labelled_by_value, write_samples
from .evaluations import run
from .test_repeatable import StopAfter


def quick(keys: dict[str, Any], **more: Any) -> EvaluationSpec:
    return spec_from_document(
        {**keys, "perturbation-values": [0.01], "attack-params": {"steps": 3}, **more}
    )


@pytest.mark.parametrize("values", [[3, 5, 8], [0, 1, 2, 4], [1, 2], [-1, 1], [-3, -2, 7]])
def test_they_are_the_classes_that_the_model_calls_so(tmp_path: Path, values: list[int]) -> None:
    spec = quick(labelled_by_value(tmp_path, values))
    found = run(spec, tmp_path / "out")
    assert found.robust((0.0,)) == [COUNT]
    assert set(found.outcome.table.label) == set(range(len(values)))
    (remark,) = [one for one in found.prepared.assumptions if "as values" in one]
    last = f"{values[-1]} → {len(values) - 1}"
    assert last.replace("-", "−") in remark
    assert remark.startswith(READ_BY_VALUE)
    diagnosis = diagnose(spec)
    assert diagnosis.clean_accuracy.right == COUNT
    assert remark in diagnosis.notes
    assert not diagnosis.proposals
    assert not diagnosis.warnings


def test_a_dataset_alone_may_want_an_offset(tmp_path: Path) -> None:
    labelled_by_value(tmp_path, [1, 2])
    facts = inspect_dataset(tmp_path / "data.h5")
    assert [one for one in facts.remarks if OFFSET_IS_ASKED in one]


def test_signs_are_two_classes_where_no_name_is_told(tmp_path: Path) -> None:
    keys = labelled_by_value(tmp_path, [0, 1], lambda places: 2 * places - 1)
    found = run(quick(keys), tmp_path / "out")
    assert found.robust((0.0,)) == [COUNT]


@pytest.mark.parametrize("values", [[0, 1, 2], [3, 5, 8]])
def test_what_counts_from_0_is_no_value(tmp_path: Path, values: list[int]) -> None:
    found = run(quick(labelled_by_value(tmp_path, values, lambda places: places)), tmp_path / "out")
    assert found.robust((0.0,)) == [COUNT]
    assert not [one for one in found.prepared.assumptions if "as values" in one]


def test_who_names_the_classes_or_shifts_the_labels_means_places(tmp_path: Path) -> None:
    keys = labelled_by_value(tmp_path, [1, 2, 3])
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


@pytest.mark.parametrize("names", [["0", "2", "1"], ["1", "2", "3"]])
def test_names_that_are_numbers_renumber_no_places(tmp_path: Path, names: list[str]) -> None:
    """As of folders that were sorted by name: the dataset is numbered in the same order."""
    keys = labelled_by_value(tmp_path, [0, 1, 2])
    model = onnx.load(keys["trained-model"])
    onnx.helper.set_model_props(model, {"class_names": ",".join(names)})
    onnx.save(model, keys["trained-model"])
    with h5py.File(keys["dataset"]) as file:
        samples, labels = file["samples"][:], file["labels"][:]
    some = labels > 0 if names[0] == "1" else labels >= 0  # class 0 may be absent
    write_samples(tmp_path, samples[some], labels[some])
    found = run(quick(keys), tmp_path / "out")
    assert found.robust((0.0,)) == [int(some.sum())]


def test_one_hot_labels_are_places(tmp_path: Path) -> None:
    keys = labelled_by_value(tmp_path, [1, 2, 3])
    with h5py.File(keys["dataset"]) as file:
        samples, places = file["samples"][:], file["labels"][:] - 1
    some = places > 0  # so that the places could be values
    write_samples(tmp_path, samples[some], np.eye(3, dtype=np.int64)[places[some]])
    assert run(quick(keys), tmp_path / "out").robust((0.0,)) == [int(some.sum())]


def test_a_job_whose_labels_were_read_otherwise_is_not_resumed(tmp_path: Path) -> None:
    keys = labelled_by_value(tmp_path, [1, 2, 3])
    shifted = quick(keys, **{"label-offset": -1, "batch-size": 10})
    with h5py.File(keys["dataset"], "a") as file:
        file["labels"][:COUNT] = np.minimum(file["labels"][:], 2)
    stop = Observer(stop_requested=StopAfter(6))
    assert run(shifted, tmp_path / "out", stop).outcome.stopped
    with h5py.File(keys["dataset"], "a") as file:
        file["labels"][:COUNT] = 3 - file["labels"][:]
    with pytest.raises(InputError, match="other labels than they are read with now") as caught:
        run(shifted, tmp_path / "out", resume=True)
    assert caught.value.code == "labels_read_otherwise"


def test_an_offset_is_advised_only_where_it_helps(tmp_path: Path) -> None:
    keys = labelled_by_value(tmp_path, [0, 1, 2], lambda places: places + 4)
    with pytest.raises(InputError) as shifted:
        run(quick(keys), tmp_path / "out")
    assert '"label-offset": -4 shifts labels that begin at 4' in shifted.value.hint
    keys = labelled_by_value(tmp_path, [0, 1, 2], lambda places: np.array([0, 1, 9])[places])
    with pytest.raises(InputError) as gaps:
        run(quick(keys), tmp_path / "out")
    assert "label-offset" not in gaps.value.hint


def test_no_offset_is_proposed_where_labels_are_values(tmp_path: Path) -> None:
    """With one they would be places again."""
    values = [3, 5, 8]
    keys = labelled_by_value(tmp_path, values, lambda places: np.array(values)[(places - 1) % 3])
    with h5py.File(keys["dataset"]) as file:
        samples, labels = file["samples"][:], file["labels"][:]
    fit = labels < 8  # one more would be the place of every answer
    write_samples(tmp_path, samples[fit], labels[fit])
    diagnosis = diagnose(quick(keys))
    assert diagnosis.clean_accuracy.right == 0
    assert not [one for one in diagnosis.proposals if "label-offset" in one.all_keys()]


@pytest.mark.parametrize("labels", [[0], [0, 1]])
def test_samples_of_one_class_are_no_reason_for_another_reading(
    tmp_path: Path, labels: list[int]
) -> None:
    """Whatever sends more answers to that class would look better."""
    keys = labelled_by_value(tmp_path, [0, 1])
    model = onnx.load(keys["trained-model"])
    of_node = {one.name: one for one in model.graph.node[1].attribute}
    of_node["coefficients"].floats[:] = [1.0] * 9 + [0.0] * 9
    of_node["intercepts"].floats[:] = [-100.0, 0.0]  # class 0 beyond a sum of 100
    onnx.save(model, keys["trained-model"])
    samples = np.random.default_rng(1).random((COUNT, *SHAPE)).astype(np.float32)
    samples[COUNT // 2 :] *= 0.01 if len(labels) > 1 else 1.0
    write_samples(tmp_path, samples, np.repeat(labels, COUNT // len(labels)))
    diagnosis = diagnose(quick(keys))
    assert (diagnosis.proposals != ()) == (len(labels) > 1)
    if len(labels) == 1:
        assert any("All samples have the label 0" in note for note in diagnosis.notes)
