"""`pandavision inspect`: what is in a file, in words or as one JSON object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest

from ..support.fork_server import Ready
from ..support.running_program import Finished, assert_refused, assert_succeeded, run_program
from ..support.sample_files import (
    ROAD_SIGNS,
    STANDARD,
    brightness_model,
    road_signs,
    small_job,
    write_dataset,
)
from ..support.spoiled_files import BAD_FILES, Bad

INSPECTED = {
    "the model is missing": "signs.onnx",
    "the model is a directory": "signs.onnx",
    "the model is empty": "signs.onnx",
    "the model is a text": "signs.onnx",
    "the model is cut off": "signs.onnx",
    "a model with two inputs": "signs.onnx",
    "the dataset is missing": "signs.h5",
    "the dataset is empty": "signs.h5",
    "the dataset is a text": "signs.h5",
    "the dataset is cut off": "signs.h5",
    "HDF5 without samples": "signs.h5",
    "12 samples but 11 labels": "signs.h5",
    "NaN in a sample": "signs.h5",
    "no sample at all": "signs.h5",
}
"""Which of the bad files to look into; the others are bad only together with the other file."""


def the_one_object(finished: Finished) -> dict[str, Any]:
    assert finished.stdout.count("\n") == 1, finished.stdout
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def test_a_model_is_described_in_words() -> None:
    finished = run_program("inspect", STANDARD)
    assert_succeeded(finished)
    assert finished.stderr == ""
    for word in ("ONNX", "3×32×32", "12 classes", "opset 17"):
        assert word in finished.stdout, word


@pytest.mark.usefixtures("forked_programs")
def test_labels_of_several_are_named(tmp_path: Path) -> None:
    samples, labels = road_signs(12)
    with h5py.File(tmp_path / "two.h5", "w") as file:
        file["images"], file["fine_labels"], file["coarse_labels"] = samples, labels, labels // 2
    assert_refused(run_program("inspect", tmp_path / "two.h5"), "coarse_labels", "fine_labels")
    finished = run_program("inspect", tmp_path / "two.h5", "--labels", "coarse_labels", "--json")
    assert_succeeded(finished)
    assert the_one_object(finished)["labels_name"] == "coarse_labels"
    both = run_program("inspect", STANDARD, tmp_path / "two.h5", "--labels", "fine_labels")
    assert_refused(both, "--spec")
    spec = {
        "trained-model": str(STANDARD),
        "dataset": str(tmp_path / "two.h5"),
        "labels": "fine_labels",
    }
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    pair = run_program(
        "inspect", STANDARD, tmp_path / "two.h5", "--spec", tmp_path / "spec.json", "--json"
    )
    assert_succeeded(pair)
    assert the_one_object(pair)["clean_accuracy"]["right"] == 12


def test_a_dataset_is_described_in_words() -> None:
    finished = run_program("inspect", ROAD_SIGNS)
    assert_succeeded(finished)
    assert finished.stderr == ""
    for word in ("HDF5", "300 samples", "3×32×32", "uint8", "12 labels", "255", "give way"):
        assert word in finished.stdout, word


def test_a_model_is_described_as_one_object() -> None:
    finished = run_program("inspect", STANDARD, "--json")
    assert_succeeded(finished)
    answer = the_one_object(finished)
    assert (answer["usable"], answer["kind"], answer["classes"]) == (True, "model", 12)


def test_a_dataset_is_described_as_one_object() -> None:
    finished = run_program("inspect", ROAD_SIGNS, "--json")
    assert_succeeded(finished)
    answer = the_one_object(finished)
    assert (answer["usable"], answer["kind"], answer["count"]) == (True, "dataset", 300)


@pytest.mark.parametrize(
    "bad", [bad for bad in BAD_FILES if bad.what in INSPECTED], ids=lambda bad: bad.what
)
def test_a_bad_file_is_refused_with_the_reason(
    bad: Bad, tmp_path: Path, ready: Ready | None
) -> None:
    small_job(tmp_path, count=12)
    bad.spoil(tmp_path)
    path = tmp_path / INSPECTED[bad.what]
    assert_refused(run_program("inspect", path, ready=ready), *bad.words)


@pytest.mark.parametrize("name", ["samples.npz", "samples.npy", "samples.csv", "samples"])
def test_what_a_dataset_can_be_made_of_is_told_from_a_damaged_model(
    name: str, tmp_path: Path
) -> None:
    path, numbers = tmp_path / name, np.zeros((4, 8), np.float32)
    if name.endswith(".csv"):
        np.savetxt(path, numbers, delimiter=",")
    else:
        with path.open("wb") as file:
            (np.save if name.endswith(".npy") else np.savez)(file, numbers)
    refused = run_program("inspect", path)
    assert_refused(refused, "neither an ONNX model nor an HDF5 dataset", "Make a dataset")


def test_every_bad_file_that_inspect_should_see_is_tried() -> None:
    assert INSPECTED.keys() <= {bad.what for bad in BAD_FILES}


@pytest.mark.parametrize("name", ["nothing.onnx", "text.onnx", "empty.h5"])
def test_a_refusal_is_one_object_too(name: str, tmp_path: Path) -> None:
    if name != "nothing.onnx":
        (tmp_path / name).write_bytes(b"" if name == "empty.h5" else b"Dear Sir or Madam\n" * 50)
    finished = run_program("inspect", tmp_path / name, "--json")
    assert finished.status == 2
    assert "Traceback" not in finished.stderr
    answer = the_one_object(finished)
    assert answer["usable"] is False
    assert name in answer["message"]


HOSTILE = "\x1b]0;owned\x07\x1b[31m[bold]red[/bold]\u202e\r\n"


def assert_harmless(finished: Finished) -> None:
    said = finished.stdout + finished.stderr
    assert not set(said) & set("\x1b\x07\r\u202e\x9b"), repr(said)
    assert "Traceback" not in said


def test_class_names_reach_the_terminal_without_control_characters(
    tmp_path: Path, ready: Ready | None
) -> None:
    path = write_dataset(tmp_path / "d.h5", *road_signs(12))
    with h5py.File(path, "a") as file:
        file.attrs["class_names"] = json.dumps([f"{HOSTILE}{number}" for number in range(12)])
    finished = run_program("inspect", path, ready=ready)
    assert_succeeded(finished)
    assert "[bold]red[/bold]" in finished.stdout, "markup is text, not a command"
    assert_harmless(finished)


def test_names_of_hdf5_objects_reach_the_terminal_without_control_characters(
    tmp_path: Path, ready: Ready | None
) -> None:
    path = tmp_path / "d.h5"
    with h5py.File(path, "w") as file:
        file[f"one{HOSTILE.replace('/', '|')}"] = np.zeros((4, 3, 8, 8), dtype=np.uint8)
        file[f"two{HOSTILE.replace('/', '|')}"] = np.zeros((4, 3, 8, 8), dtype=np.uint8)
    finished = run_program("inspect", path, ready=ready)
    assert_refused(finished, "d.h5")
    assert_harmless(finished)


def test_names_in_a_model_reach_the_terminal_without_control_characters(
    tmp_path: Path, ready: Ready | None
) -> None:
    path = brightness_model(tmp_path / "m.onnx")
    model = onnx.load(path)
    model.producer_name = HOSTILE
    model.graph.input[0].name = HOSTILE
    model.graph.node[0].input[0] = HOSTILE
    names = [f"{HOSTILE}{name}" for name in ("cat", "cow", "bird", "dog")]
    onnx.helper.set_model_props(model, {"class_names": json.dumps(names)})
    onnx.save(model, path)
    finished = run_program("inspect", path, ready=ready)
    assert_succeeded(finished)
    assert "[bold]red[/bold]" in finished.stdout
    (classes,) = [line for line in finished.stdout.splitlines() if "  classes: " in line]
    assert classes.endswith("dog")
    assert_harmless(finished)


def test_a_file_name_with_control_characters_is_said_harmlessly(
    tmp_path: Path, ready: Ready | None
) -> None:
    finished = run_program("inspect", tmp_path / "no\x1b[31m[bold]\x07.onnx", ready=ready)
    assert_refused(finished, "[bold]")
    assert_harmless(finished)


@pytest.mark.usefixtures("forked_programs")
@pytest.mark.parametrize("name", ["photos", "x.npz", "x.csv"])
def test_of_what_a_dataset_is_made_of_the_command_is_named(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    if source.suffix:
        source.write_bytes(b"1,2,3")
    else:
        source.mkdir()
    assert_refused(run_program("inspect", source), "pandavision dataset create")
    assert_refused(run_program("inspect", STANDARD, source), "pandavision dataset create")
    assert "dataset create" not in run_program("inspect", tmp_path / "none.npz").stderr
