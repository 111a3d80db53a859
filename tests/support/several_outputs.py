"""The sample network with more outputs: heads that were never trained, or trained for less."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .sample_files import STANDARD

RIGHT, OTHER = "second", "first"


def with_other_head(
    target: Path,
    *,
    classes: int = 12,
    is_first: bool = True,
    right: str = RIGHT,
    other: str = OTHER,
    ends_in: str = "",
    kept: tuple[str, ...] = (),
) -> Path:
    """Write the sample network with an untrained head beside its own.

    Parameters
    ----------
    classes
        Of the untrained head.
    is_first
        Whether it is the first output.
    right, other
        Names of the trained output and of the untrained one.
    ends_in
        An operator behind both, such as Softmax; with ArgMax they tell the class only.
    kept
        The outputs that the file has; all where it is empty.
    """
    model = onnx.load(STANDARD)
    graph = model.graph
    last = next(node for node in graph.node if graph.output[0].name in node.output)
    assert last.op_type == "Gemm", f"the sample network ends in {last.op_type}"
    width = next(list(t.dims)[1] for t in graph.initializer if t.name == last.input[1])
    weights = np.random.default_rng(7).normal(0, 0.3, (classes, width)).astype(np.float32)
    graph.initializer.append(numpy_helper.from_array(weights, "other_weights"))
    ends = {right: f"{right}_scores" if ends_in else right}
    ends[other] = f"{other}_scores" if ends_in else other
    last.output[0] = ends[right]
    heads = [helper.make_node("Gemm", [last.input[0], "other_weights"], [ends[other]], transB=1)]
    if ends_in:
        heads += [helper.make_node(ends_in, [ends[name]], [name], axis=1) for name in ends]
    graph.node.extend(heads)
    del graph.output[:]
    sizes = {right: 12, other: classes}
    for name in (other, right) if is_first else (right, other):
        if not kept or name in kept:
            is_label = ends_in == "ArgMax"
            kind = onnx.TensorProto.INT64 if is_label else onnx.TensorProto.FLOAT
            shape = ["n", 1 if is_label else sizes[name]]
            graph.output.append(helper.make_tensor_value_info(name, kind, shape))
    onnx.checker.check_model(model)
    onnx.save(model, target)
    return target
