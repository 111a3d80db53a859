"""Models and datasets for the doctor: honest ones, and each mistake made on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.diagnosis import Diagnosis
from pandavision_gui.engine.evaluation.doctor import diagnose
from pandavision_gui.engine.spec import spec_from_document

from ...support.sample_files import ROAD_SIGNS, ROBUST, STANDARD

KW = {"mean": [0.485, 0.456, 0.406], "std": [0.225]}
"""What the provably trained CIFAR-10 networks were trained with."""
HONEST: dict[str, tuple[str, Any]] = {
    "mnist-net_256x2": ("mnist_100.h5", {}),
    "mnist-net_256x4": ("mnist_100.h5", {}),
    "Convnet_maxpool": ("mnist_100.h5", {}),
    "cifar_base_kw": ("cifar10_100.h5", KW),
    "cifar_wide_kw": ("cifar10_100.h5", KW),
}
SIGNS = {"standard": STANDARD, "robust": ROBUST}


def read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return samples and labels."""
    with h5py.File(path) as file:
        return file["samples"][:], file["labels"][:]


def cifar(trained_data: Path) -> tuple[Path, np.ndarray, np.ndarray]:
    """Return a network that gets 73 of 100 pictures right, and these."""
    return (
        trained_data / "models" / "cifar_base_kw.onnx",
        *read(trained_data / "cifar10_100.h5"),
    )


def signs() -> tuple[Path, np.ndarray, np.ndarray]:
    """Return the sample network and its 300 pictures, uint8."""
    return STANDARD, *read(ROAD_SIGNS)


def spec(model: Path, dataset: Path, **keys: Any) -> dict[str, Any]:
    """Return a spec's document; `keys` have _ for -."""
    named = {name.replace("_", "-"): value for name, value in keys.items()}
    return {"trained-model": str(model), "dataset": str(dataset)} | named


def ask(document: dict[str, Any]) -> Diagnosis:
    """Return what the doctor says, with all the time in the world."""
    return diagnose(spec_from_document(document), seconds=600)


def with_prefix(
    source: Path,
    target: Path,
    nodes: Sequence[onnx.NodeProto],
    constants: dict[str, Any],
    dtype: int = TensorProto.FLOAT,
) -> Path:
    """Write `source` with nodes before its input: they go from "raw" to "ready"."""
    model = onnx.load(source)
    graph = model.graph
    weights = {tensor.name for tensor in graph.initializer}
    old = next(value for value in graph.input if value.name not in weights)
    shape = [d.dim_param or d.dim_value for d in old.type.tensor_type.shape.dim]
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == old.name:
                node.input[place] = "ready"
    kept = list(graph.node)
    del graph.node[:]
    graph.node.extend([*nodes, *kept])
    others = [value for value in graph.input if value.name != old.name]
    del graph.input[:]
    graph.input.extend([helper.make_tensor_value_info("raw", dtype, shape), *others])
    graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()
    )
    onnx.save(model, target)
    return target


def with_suffix(
    source: Path,
    target: Path,
    nodes: Sequence[onnx.NodeProto],
    constants: dict[str, Any],
    classes: int = 0,
) -> Path:
    """Write `source` with nodes behind its scores: they go from "scores" to "final"."""
    model = onnx.load(source)
    graph = model.graph
    old = graph.output[0]
    for node in graph.node:
        for place, name in enumerate(node.output):
            if name == old.name:
                node.output[place] = "scores"
    graph.node.extend(nodes)
    old.name = "final"
    if classes:
        old.type.tensor_type.shape.dim[1].dim_value = classes
    graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()
    )
    onnx.save(model, target)
    return target


def column(numbers: Sequence[float]) -> np.ndarray:
    """Return one number for each channel."""
    return np.array(numbers, dtype=np.float32).reshape(1, -1, 1, 1)
