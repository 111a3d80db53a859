"""`pandavision inspect MODEL DATASET`: what was misread, in words and as one JSON object."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from ..support.labels_by_value import labelled_by_value
from ..support.running_program import (
    Finished,
    assert_refused,
    assert_succeeded,
    run_program,
)
from ..support.sample_files import (
    ROAD_SIGNS,
    STANDARD,
    brightness_model,
    brightness_samples,
    road_signs,
    write_dataset,
    write_spec,
)

pytestmark = pytest.mark.usefixtures("forked_programs")


def the_one_object(finished: Finished) -> dict[str, Any]:
    assert_succeeded(finished)
    assert finished.stdout.count("\n") == 1, finished.stdout
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def bgr_signs(folder: Path) -> Path:
    samples, labels = road_signs(120)
    return write_dataset(folder / "d.h5", np.ascontiguousarray(samples[:, ::-1]), labels)


def test_a_fitting_pair_is_described_in_words_in_either_order() -> None:
    one = run_program("inspect", STANDARD, ROAD_SIGNS)
    other = run_program("inspect", ROAD_SIGNS, STANDARD)
    assert_succeeded(one)
    assert one.stdout == other.stdout
    assert one.stderr == ""
    for words in (
        "Usable ONNX model",
        "Usable HDF5 dataset",
        "Clean accuracy on 128 samples: 100%",
    ):
        assert words in one.stdout, words
    assert '→ "' not in one.stdout
    assert "!" not in one.stdout


def test_labels_that_are_values_want_no_offset(tmp_path: Path) -> None:
    labelled_by_value(tmp_path, [1, 2])
    model, dataset = tmp_path / "model.onnx", tmp_path / "data.h5"
    alone = run_program("inspect", str(dataset))
    assert_succeeded(alone)
    assert "label offset of -1 may be needed" in alone.stdout
    pair = run_program("inspect", str(model), str(dataset))
    assert_succeeded(pair)
    assert "label offset" not in pair.stdout
    assert "not as places: 1 → 0, 2 → 1." in pair.stdout
    assert "100%" in pair.stdout


def test_a_proposal_pasted_into_the_spec_gives_its_accuracy(tmp_path: Path) -> None:
    dataset = bgr_signs(tmp_path)
    document = the_one_object(run_program("inspect", STANDARD, dataset, "--json"))
    clean = document["clean_accuracy"]
    assert clean["count"] == 120
    assert clean["accuracy"] == clean["right"] / 120
    assert clean["interval"][0] < clean["accuracy"] < clean["interval"][1]
    best = document["proposals"][0]
    assert set(best) == {"key", "value", "accuracy", "interval", "reason"}
    assert (best["key"], best["value"]) == ("channels", "BGR")
    assert best["interval"][0] > clean["interval"][1]
    shutil.copyfile(STANDARD, tmp_path / "m.onnx")
    spec = {
        "dataset": "d.h5",
        "trained-model": "m.onnx",
        "perturbation-values": [0, 0.01],
        "attack": "noise-linf",
        best["key"]: best["value"],
    }
    path = write_spec(tmp_path / "spec.json", spec)
    done = run_program("run", path, "--out", tmp_path / "out")
    assert done.status == 0, done
    assert done.stderr.startswith('Note: No "preprocessing" is named')  # the spec names none
    result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert result["sec-curve"]["y-values"][0] == pytest.approx(best["accuracy"])
    after = the_one_object(run_program("inspect", STANDARD, dataset, "--spec", path, "--json"))
    assert after["proposals"] == []
    assert after["clean_accuracy"]["accuracy"] == pytest.approx(best["accuracy"])


def test_near_chance_is_said_with_causes_and_keys(tmp_path: Path) -> None:
    brightness_model(tmp_path / "m.onnx")
    write_dataset(tmp_path / "d.h5", *brightness_samples(40))
    finished = run_program("inspect", tmp_path / "m.onnx", tmp_path / "d.h5")
    assert_succeeded(finished)
    assert "Likeliest causes" in finished.stdout
    assert '→ "preprocessing": "unit"' in finished.stdout
    document = the_one_object(
        run_program("inspect", tmp_path / "m.onnx", tmp_path / "d.h5", "--json")
    )
    assert document["near_chance"] is True
    assert "Likeliest causes" in document["warnings"][0]
    assert document["proposals"][0]["key"] == "preprocessing"


def test_two_models_are_refused() -> None:
    assert_refused(run_program("inspect", STANDARD, STANDARD))


def test_a_dataset_alone_is_read_as_a_spec_says(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "d.h5", "w") as file:
        file["samples"] = np.zeros((12, 3, 32, 32), np.float32)
        file["fine_labels"] = np.array([b"cat", b"dog", b"cow"] * 4)
        file["coarse_labels"] = np.arange(12) % 2
    keys = {"dataset": "d.h5", "trained-model": "m.onnx", "labels": "fine_labels"}
    path = write_spec(tmp_path / "s.json", keys)
    assert_refused(
        run_program("inspect", tmp_path / "d.h5", "--spec", path), '"cat"', "class-names"
    )
    path = write_spec(tmp_path / "s.json", keys | {"class-names": ["dog", "cow", "cat"]})
    named = run_program("inspect", tmp_path / "d.h5", "--spec", path)
    assert_succeeded(named)
    assert "classes: dog, cow, cat" in named.stdout
    other = run_program(
        "inspect", tmp_path / "d.h5", "--spec", path, "--labels", "coarse_labels", "--json"
    )
    assert json.loads(other.stdout)["labels_name"] == "coarse_labels"


def test_a_pair_that_cannot_fit_is_refused_as_json(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "d.h5", "w") as file:
        file["samples"] = np.zeros((12, 1, 28, 28), np.float32)
        file["labels"] = np.zeros(12, np.int64)
    finished = run_program("inspect", STANDARD, tmp_path / "d.h5", "--json")
    assert finished.status == 2
    answer = json.loads(finished.stdout)
    assert answer["usable"] is False
    assert answer["code"] == "sample_shape"


def test_classes_without_a_sample_are_called_by_the_names_in_the_spec(tmp_path: Path) -> None:
    samples, labels = road_signs(60)
    write_dataset(tmp_path / "d.h5", samples[labels != 7], labels[labels != 7])
    spec = {
        "dataset": "d.h5",
        "trained-model": str(STANDARD),
        "class-names": [f"\x1b[31msign {number}" for number in range(12)],
    }
    path = write_spec(tmp_path / "spec.json", spec)
    finished = run_program("inspect", STANDARD, tmp_path / "d.h5", "--spec", path)
    assert_succeeded(finished)
    assert 'of these it has none: 7 ("\\x1b[31msign 7").' in finished.stdout
