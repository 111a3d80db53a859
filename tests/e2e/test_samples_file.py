"""samples.h5 believed by nobody: read back with onnxruntime, h5py and numpy alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime
import pytest

from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.reports.samples_file import copy_samples_file

from ..support.fork_server import Ready
from ..support.running_program import assert_succeeded, run_program
from ..support.sample_files import STANDARD, read_table, road_signs, write_dataset, write_spec

TOP = 0.03
WRONG_LABELS = 3


@dataclass(frozen=True)
class Case:
    """An evaluation whose samples.h5 is read back."""

    name: str
    attack: dict[str, Any]
    divisor: float  # the dataset has road signs ÷ this, uint8 where it is 1
    mean: float
    std: float
    width: float
    largest: float  # no example may be farther away


CASES = (
    Case(
        "pgd-linf on 8-bit numbers",
        {"attack": "pgd-linf", "attack-params": {"steps": 10, "rel_stepsize": 0.25}},
        1,
        0,
        255,
        255,
        TOP,
    ),
    Case(
        "pgd-linf on normalised floats",
        {"attack": "pgd-linf", "attack-params": {"steps": 10, "rel_stepsize": 0.25}},
        255,
        0.05,
        0.9,
        1,
        TOP,
    ),
    Case("the default attack", {"attack-params": {"steps": 10}}, 1, 0, 255, 255, 4 * TOP),
)


@dataclass(frozen=True)
class Written:
    """What a run wrote, and the model with its preprocessing, computed here."""

    case: Case
    folder: Path
    table: dict[str, Any]
    session: onnxruntime.InferenceSession
    data: tuple[Any, Any]

    def predictions(self, samples: Any) -> Any:
        mean, std = np.float32(self.case.mean), np.float32(self.case.std)
        pixels = (samples.astype(np.float32) - mean) / std
        name = self.session.get_inputs()[0].name
        rows = [
            self.session.run(None, {name: pixels[row : row + 1]})[0] for row in range(len(pixels))
        ]
        return np.concatenate(rows).argmax(axis=1)

    def broken_rows(self) -> Any:
        minimum = self.table["minimum_perturbation"]
        return np.flatnonzero(np.isfinite(minimum) & (minimum > 0))


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def written(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    ready: Ready | None,
) -> Written:
    case: Case = request.param
    folder = tmp_path_factory.mktemp("read-back")
    samples, labels = road_signs(36)
    if case.divisor != 1:
        samples = (samples / case.divisor).astype(np.float32)
    labels[:WRONG_LABELS] = (labels[:WRONG_LABELS] + 5) % 12
    write_dataset(folder / "d.h5", samples, labels)
    shutil.copyfile(STANDARD, folder / "m.onnx")
    spec = {
        "dataset": "d.h5",
        "trained-model": "m.onnx",
        "perturbation-values": [0, 0.01, 0.02, TOP],
        "preprocessing": {"mean": [case.mean] * 3, "std": [case.std] * 3},
        **case.attack,
    }
    write_spec(folder / "spec.json", spec)
    assert_succeeded(run_program("run", folder / "spec.json", "--out", folder / "out", ready=ready))
    session = onnxruntime.InferenceSession(str(STANDARD), providers=["CPUExecutionProvider"])
    return Written(
        case, folder, read_table(folder / "out" / "samples.h5"), session, (samples, labels)
    )


def test_there_are_broken_and_wrong_samples_to_check(written: Written) -> None:
    assert len(written.broken_rows()) >= 5
    assert np.sum(written.table["minimum_perturbation"] == 0) >= WRONG_LABELS


def test_the_rows_are_the_datasets_samples(written: Written) -> None:
    samples, labels = written.data
    table = written.table
    assert sorted(table["index"].tolist()) == list(range(36))
    assert np.array_equal(table["label"], labels[table["index"]])
    assert table["adversarial"].dtype == np.float32
    assert table["minimum_perturbation"].dtype == np.float64
    assert np.array_equal(table["prediction"], written.predictions(samples[table["index"]]))


def test_every_array_says_what_it_holds(written: Written) -> None:
    with h5py.File(written.folder / "out" / "samples.h5") as file:
        said = {name: file[name].attrs["description"] for name in file}
    assert {"index", "distance", "adversarial", "samples", "labels"} <= set(said)
    assert all(words.endswith(".") for words in said.values())
    assert "data units" in said["distance"]
    assert "width of the input range" in said["minimum_perturbation"]
    assert said["samples"] == said["adversarial"]
    copied = written.folder / "copied.h5"
    with Hdf5File(written.folder / "out" / "samples.h5") as source:
        copy_samples_file(source, copied, attributes={})
    with h5py.File(copied) as file:
        assert {name: file[name].attrs["description"] for name in file} == said


def test_every_example_is_inside_the_input_range(written: Written) -> None:
    pictures = written.table["adversarial"]
    assert np.all(pictures >= 0)
    assert np.all(pictures <= written.case.width)


def test_every_distance_is_measured_and_within_the_ball(written: Written) -> None:
    table, rows = written.table, written.broken_rows()
    clean = written.data[0][table["index"][rows]].astype(np.float32).astype(np.float64)
    pictures = table["adversarial"][rows].astype(np.float64)
    measured = np.abs(pictures - clean).reshape(len(rows), -1).max(axis=1)
    assert table["distance"][rows].tolist() == measured.tolist()
    assert table["minimum_perturbation"][rows].tolist() == (measured / written.case.width).tolist()
    assert np.all(measured / written.case.width <= written.case.largest)


def test_onnx_runtime_misclassifies_every_example_on_the_original_model(written: Written) -> None:
    table, rows = written.table, written.broken_rows()
    predicted = written.predictions(table["adversarial"][rows])
    assert np.all(predicted != table["label"][rows])
    assert predicted.tolist() == table["adversarial_prediction"][rows].tolist()


def test_a_minimum_of_zero_means_wrong_without_any_perturbation(written: Written) -> None:
    samples = written.data[0][written.table["index"]]
    wrong = written.predictions(samples) != written.table["label"]
    assert np.array_equal(wrong, written.table["minimum_perturbation"] == 0)


def test_a_sample_that_nothing_broke_keeps_its_clean_picture(written: Written) -> None:
    table = written.table
    kept = ~np.isfinite(table["minimum_perturbation"]) | (table["minimum_perturbation"] == 0)
    clean = written.data[0][table["index"][kept]].astype(np.float32)
    assert np.array_equal(table["adversarial"][kept], clean)


def test_the_spec_is_in_the_files_attributes(written: Written) -> None:
    with h5py.File(written.folder / "out" / "samples.h5", "r") as file:
        spec = json.loads(file.attrs["spec"])
    assert spec["perturbation-values"] == [0, 0.01, 0.02, TOP]


def test_the_file_is_a_dataset_itself(written: Written, ready: Ready | None) -> None:
    if written.case is not CASES[0]:
        # One of the three is enough: each command costs seconds and they differ in numbers only.
        assert {"samples", "labels"} <= written.table.keys()
        return
    path = written.folder / "out" / "samples.h5"
    inspected = run_program("inspect", path, ready=ready)
    assert_succeeded(inspected)
    spec = {
        "dataset": str(path),
        "trained-model": "m.onnx",
        "perturbation-values": [0, 0.01],
        "preprocessing": "unit",
        "input-range": [0, 255],
        "attack": "pgd-linf",
        "attack-params": {"steps": 2, "rel_stepsize": 0.5},
    }
    write_spec(written.folder / "again.json", spec)
    arguments = ("run", written.folder / "again.json", "--out", written.folder / "again")
    again = run_program(*arguments, ready=ready)
    assert again.status == 0, again
    notes = ("Warning: Only ", "Result: ")  # few are right: that is what the examples were made for
    assert all(line.startswith(notes) for line in again.stderr.splitlines()), again.stderr
    result = json.loads((written.folder / "again" / "result.json").read_text("utf-8"))
    right = np.mean(written.predictions(written.table["samples"]) == written.table["labels"])
    assert result["sec-curve"]["y-values"][0] == pytest.approx(right)
    never_broken = np.mean(~np.isfinite(written.table["minimum_perturbation"]))
    assert right == pytest.approx(never_broken)
