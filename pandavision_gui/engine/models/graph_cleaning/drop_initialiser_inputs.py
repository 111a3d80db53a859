"""Mends models of older exporters (ONNX IR 3), which list every weight as an input too."""

from __future__ import annotations

import onnx


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Remove from the inputs whatever has a value in the file."""
    graph = model.graph
    listed = {tensor.name for tensor in graph.initializer}
    for position in reversed(range(len(graph.input))):
        if graph.input[position].name in listed:
            del graph.input[position]
    # Up to version 3 such a graph would be invalid.
    model.ir_version = max(model.ir_version, 4)
    return model
