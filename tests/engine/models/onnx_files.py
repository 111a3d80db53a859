"""Small real ONNX files for the tests, and the trained networks where they are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Dims = Sequence[int | str | None]


def tensor(name: str, value: object, dtype: type = np.float32) -> TensorProto:
    """Return an initialiser."""
    return numpy_helper.from_array(np.asarray(value, dtype=dtype), name)


def random(name: str, *shape: int) -> TensorProto:
    """Return an initialiser with small random numbers, the same in every run."""
    generator = np.random.default_rng(sum(name.encode()) + sum(shape))
    return tensor(name, generator.normal(0, 0.3, shape))


def value(name: str, shape: Dims | None, dtype: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    """Return the description of an input or output."""
    return helper.make_tensor_value_info(name, dtype, shape)


def model(
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    initialisers: list[TensorProto],
    opset: int = 13,
) -> onnx.ModelProto:
    """Return a model."""
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, initialisers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def linear(
    tail: Sequence[onnx.NodeProto] = (),
    *,
    input_shape: Dims = ("n", 3, 4, 4),
    output_shape: Dims = ("n", 5),
    opset: int = 13,
) -> onnx.ModelProto:
    """Return Flatten and Gemm from 48 numbers to 5 classes; `tail` goes from "logits" to "y"."""
    last = "logits" if tail else "y"
    nodes = [
        helper.make_node("Flatten", ["x"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w", "b"], [last], transB=1),
        *tail,
    ]
    return model(
        nodes,
        [value("x", input_shape)],
        [value("y", output_shape)],
        [random("w", 5, 48), random("b", 5)],
        opset,
    )


def convolution(
    names: tuple[str, ...] = ("x", "w", "b", "c", "r", "p", "f", "v", "o", "y"),
    batch: int | str = "n",
) -> onnx.ModelProto:
    """Return Conv, Relu, mean, Flatten, Gemm on 3 x 8 x 8 with the given tensor names."""
    x, w, b, c, r, p, f, v, o, y = names
    nodes = [
        helper.make_node("Conv", [x, w, b], [c], name=x, pads=[1, 1, 1, 1]),
        helper.make_node("Relu", [c], [r], name=y),
        helper.make_node("GlobalAveragePool", [r], [p], name=c),
        helper.make_node("Flatten", [p], [f], name=f),
        helper.make_node("Gemm", [f, v, o], [y], name=o, transB=1),
    ]
    weights = [random("w", 4, 3, 3, 3), random("b", 4), random("v", 5, 4), random("o", 5)]
    for weight, name in zip(weights, (w, b, v, o), strict=True):
        weight.name = name
    return model(nodes, [value(x, [batch, 3, 8, 8])], [value(y, [batch, 5])], weights)


def saved(built: onnx.ModelProto, folder: Path, name: str = "model.onnx") -> Path:
    """Write a model into a folder."""
    path = folder / name
    path.write_bytes(built.SerializeToString())
    return path


def samples(count: int, *shape: int) -> np.ndarray:
    """Return float32 samples in 0 … 1, (count, *shape), the same in every run."""
    return np.random.default_rng(count).random((count, *shape), dtype=np.float32)
