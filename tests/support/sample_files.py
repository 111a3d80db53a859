"""Small datasets, models and specs in a folder of the test's own."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
STANDARD = SAMPLES / "signs_standard.onnx"
ROBUST = SAMPLES / "signs_robust.onnx"
ROAD_SIGNS = SAMPLES / "road_signs.h5"

Array = NDArray[Any]
RESULT_FILES = ("result.json", "curve.csv", "curve.png", "samples.h5")


def road_signs(count: int) -> tuple[Array, Array]:
    """Return the first pictures of every class, `count` in all: uint8 (N, 3, 32, 32), labels."""
    with h5py.File(ROAD_SIGNS, "r") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    rank = np.zeros(len(labels), dtype=int)
    for label in np.unique(labels):
        rank[labels == label] = np.arange(np.sum(labels == label))
    chosen = np.lexsort((labels, rank))[:count]
    return samples[chosen], labels[chosen]


def write_dataset(path: Path, samples: Array, labels: Array, **others: Array) -> Path:
    """Write an HDF5 file with `samples`, `labels` and whatever else is given."""
    with h5py.File(path, "w") as file:
        for name, array in {"samples": samples, "labels": labels, **others}.items():
            file[name] = array
    return path


def write_spec(path: Path, spec: dict[str, Any] | str) -> Path:
    """Write the spec as JSON, or as it is where it is a text already."""
    path.write_text(spec if isinstance(spec, str) else json.dumps(spec), "utf-8")
    return path


def small_job(folder: Path, *, count: int = 24, **keys: Any) -> Path:
    """Write dataset, model and spec beside each other and return the spec's path.

    The attack is a quick one; `keys` replaces the spec's keys (with _ for -), None drops one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_dataset(folder / "signs.h5", *road_signs(count))
    shutil.copyfile(STANDARD, folder / "signs.onnx")
    return write_spec(folder / "spec.json", small_spec(**keys))


def small_spec(**keys: Any) -> dict[str, Any]:
    """Return the spec that `small_job` writes."""
    spec: dict[str, Any] = {
        "dataset": "signs.h5",
        "trained-model": "signs.onnx",
        "perturbation-values": [0, 0.01, 0.02, 0.03],
        "preprocessing": "unit",
        "attack": "pgd-linf",
        "attack-params": {"steps": 5, "rel_stepsize": 0.25},
    }
    spec |= {name.replace("_", "-"): value for name, value in keys.items()}
    return {name: value for name, value in spec.items() if value is not None}


def places_of_no_file(folder: Path) -> list[Path]:
    """Return paths at which nobody can write a file: a folder's, a name too long, the kernel's."""
    kernels = [Path("/proc/x")] if sys.platform == "linux" else []
    return [folder, folder / ("x" * 300), *kernels]


def read_table(path: Path) -> dict[str, Array]:
    """Return every column of a samples.h5."""
    with h5py.File(path, "r") as file:
        return {name: file[name][()] for name in file}


def assert_same_bits(first: dict[str, Array], second: dict[str, Array]) -> None:
    """Same columns, types, shapes and bytes."""
    assert first.keys() == second.keys()
    for name, column in first.items():
        assert column.dtype == second[name].dtype, name
        assert column.shape == second[name].shape, name
        differing = np.flatnonzero(
            [
                one.tobytes() != other.tobytes()
                for one, other in zip(column, second[name], strict=True)
            ]
        )
        assert differing.size == 0, f"{name} differs in the rows {differing.tolist()}"


def brightness_model(path: Path) -> Path:
    """Write a model (N, 1, 4, 4) in 0 … 1 → which of .2, .4, .6, .8 the mean is nearest to."""
    centres = np.array([0.2, 0.4, 0.6, 0.8], dtype=np.float32)
    weights = np.tile(2 * centres / 16, (16, 1)).astype(np.float32)
    return _save(
        path,
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "weights", "bias"], ["scores"]),
        ],
        inputs={"x": ["N", 1, 4, 4]},
        weights={"weights": weights, "bias": -(centres**2)},
    )


def brightness_samples(count: int) -> tuple[Array, Array]:
    """Return uint8 (N, 1, 4, 4) that `brightness_model` gets right, once scaled to 0 … 1."""
    rng = np.random.default_rng(5)
    labels = np.arange(count) % 4
    means = 255 * (0.2 + 0.2 * labels)
    noise = rng.uniform(-8, 8, size=(count, 1, 4, 4))
    return np.round(means[:, None, None, None] + noise).astype(np.uint8), labels.astype(np.int64)


def random_job(folder: Path, name: str, *, seed: int, count: int = 16, **keys: Any) -> Path:
    """Write a job of milliseconds that is not a trivial one, and return its spec's path.

    A random network of two layers on random pictures, which it gets right by definition: samples
    are as near to the border as chance has it. The files are named by absolute paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(36, 24)).astype(np.float32)
    second = rng.normal(size=(24, 4)).astype(np.float32)
    model = _save(
        folder / f"{name}.onnx",
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "first", "shift"], ["inner"]),
            helper.make_node("Relu", ["inner"], ["active"]),
            helper.make_node("MatMul", ["active", "second"], ["scores"]),
        ],
        inputs={"x": ["N", 1, 6, 6]},
        weights={"first": first, "shift": -0.5 * first.sum(axis=0), "second": second},
    )
    samples = rng.uniform(0, 1, size=(count, 1, 6, 6)).astype(np.float32)
    inner = (samples.reshape(count, 36) - 0.5) @ first
    labels = (np.maximum(inner, 0) @ second).argmax(axis=1).astype(np.int64)
    dataset = write_dataset(folder / f"{name}.h5", samples, labels)
    spec = {
        "name": name,
        "dataset": str(dataset),
        "trained-model": str(model),
        "perturbation-values": [0, 0.01, 0.02, 0.04],
        "attack": "standard",
        "attack-params": {"steps": 8},
        "batch-size": 4,
        **keys,
    }
    return write_spec(folder / f"{name}.json", spec)


def two_input_model(path: Path) -> Path:
    """Write a model that wants two pictures at once."""
    return _save(
        path,
        [
            helper.make_node("Add", ["first_picture", "second_picture"], ["both"]),
            helper.make_node("Flatten", ["both"], ["flat"]),
            helper.make_node("MatMul", ["flat", "weights"], ["scores"]),
        ],
        inputs={"first_picture": ["N", 3, 32, 32], "second_picture": ["N", 3, 32, 32]},
        weights={"weights": np.ones((3072, 12), dtype=np.float32)},
        classes=12,
    )


def _save(
    path: Path,
    nodes: list[onnx.NodeProto],
    *,
    inputs: dict[str, list[Any]],
    weights: dict[str, Array],
    classes: int = 4,
) -> Path:
    graph = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, dims)
            for name, dims in inputs.items()
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", classes])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path
