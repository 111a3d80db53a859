"""The committed sample files do what the program's first minutes rely on.

Their accuracy is held, not their bytes: another version of torch trains slightly other weights.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import h5py
import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
NETWORKS = ("standard", "robust")
CLASSES = 12


def read_dataset() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the pictures, uint8 (N, 3, 32, 32), and the labels, int64 (N,)."""
    with h5py.File(SAMPLES / "road_signs.h5", "r") as file:
        return file["samples"][:], file["labels"][:]


def read_spec(name: str) -> dict[str, Any]:
    """Return a network's evaluation spec."""
    spec: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return spec


def logits(name: str, samples: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a network's answers (N, classes) to pictures in the dataset's own units."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        SAMPLES / f"signs_{name}.onnx", options, providers=["CPUExecutionProvider"]
    )
    pixels = samples.astype(np.float32) / np.float32(255)
    (answer,) = session.run(None, {session.get_inputs()[0].name: pixels})
    return np.asarray(answer, dtype=np.float32)


@pytest.fixture
def draw_pictures(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Import the drawing code, which lies outside the package, beside its script."""
    monkeypatch.syspath_prepend(str(SAMPLES))
    before = set(sys.modules)
    module = importlib.import_module("draw_pictures")
    yield module
    for name in set(sys.modules) - before:
        if name.startswith("draw_"):
            del sys.modules[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_both_networks_classify_the_clean_pictures(name: str) -> None:
    samples, labels = read_dataset()
    assert np.mean(logits(name, samples).argmax(axis=1) == labels) >= 0.95


@pytest.mark.parametrize("name", NETWORKS)
def test_a_picture_gets_the_same_answer_alone_and_in_a_batch(name: str) -> None:
    samples, _ = read_dataset()
    alone, together = logits(name, samples[:1]), logits(name, samples[:8])
    assert alone.shape == (1, CLASSES)
    assert together.shape == (8, CLASSES)
    np.testing.assert_allclose(alone[0], together[0], atol=1e-4)


def test_random_noise_fools_neither_network_as_an_attack_would() -> None:
    samples, labels = read_dataset()
    noise = np.random.default_rng(0).uniform(-0.02, 0.02, samples.shape) * 255
    noisy = np.clip(samples + noise, 0, 255).round().astype(np.uint8)
    for name in NETWORKS:
        assert np.mean(logits(name, noisy).argmax(axis=1) == labels) >= 0.9


def test_the_dataset_holds_300_pictures_as_bytes() -> None:
    samples, labels = read_dataset()
    assert samples.shape == (300, 3, 32, 32)
    assert samples.dtype == np.uint8
    assert labels.shape == (300,)
    assert labels.dtype == np.int64


def test_every_class_is_as_frequent_as_the_others_and_labels_are_not_sorted() -> None:
    _, labels = read_dataset()
    assert np.bincount(labels, minlength=CLASSES).tolist() == [300 // CLASSES] * CLASSES
    assert np.any(np.diff(labels) < 0)


def test_no_picture_is_too_dark_to_see() -> None:
    samples, _ = read_dataset()
    assert samples.mean(axis=(1, 2, 3)).min() > 0.3 * 255


def test_the_dataset_says_that_its_pictures_are_synthetic() -> None:
    with h5py.File(SAMPLES / "road_signs.h5", "r") as file:
        assert "synthetic" in file.attrs["description"].lower()
        class_names = json.loads(file.attrs["class_names"])
    assert len(class_names) == len(set(class_names)) == CLASSES


@pytest.mark.parametrize("name", NETWORKS)
def test_a_spec_names_files_that_lie_beside_it(name: str) -> None:
    spec = read_spec(name)
    assert (SAMPLES / spec["dataset"]).is_file()
    assert (SAMPLES / spec["trained-model"]).is_file()


@pytest.mark.parametrize("name", NETWORKS)
def test_a_spec_asks_for_rising_values_within_the_input_range(name: str) -> None:
    values = read_spec(name)["perturbation-values"]
    assert values == sorted(set(values))
    assert values[0] == 0
    assert values[-1] == 0.06
    assert all(value == round(value, 3) for value in values)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_spec_names_the_dataset_s_classes(name: str) -> None:
    with h5py.File(SAMPLES / "road_signs.h5", "r") as file:
        assert read_spec(name)["class-names"] == json.loads(file.attrs["class_names"])


def test_the_two_specs_differ_in_name_and_network_only() -> None:
    standard, robust = read_spec("standard"), read_spec("robust")
    differing = {key for key in standard.keys() | robust.keys() if standard[key] != robust[key]}
    assert differing == {"name", "trained-model"}


def test_the_sample_files_stay_below_two_megabytes() -> None:
    files = [path for path in SAMPLES.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 2_000_000


def test_the_same_seed_draws_the_same_pictures(draw_pictures: ModuleType) -> None:
    first, first_labels = draw_pictures.draw_set(24, seed=5)
    second, second_labels = draw_pictures.draw_set(24, seed=5)
    other, _ = draw_pictures.draw_set(24, seed=6)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first_labels, second_labels)
    assert np.any(first != other)


def test_the_drawing_code_still_draws_the_committed_dataset(draw_pictures: ModuleType) -> None:
    samples, labels = read_dataset()
    drawn, drawn_labels = draw_pictures.draw_set(len(samples), seed=1)
    np.testing.assert_array_equal(drawn_labels, labels)
    # Another Pillow or another processor may round a few pixels the other way.
    far_off = np.abs(drawn.astype(int) - samples) > 3
    assert far_off.mean() < 0.01
