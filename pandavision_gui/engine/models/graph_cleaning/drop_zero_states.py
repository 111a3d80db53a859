"""Mends recurrent models whose initial state is written into the file as zeros.

Zeros are what ONNX takes where no state is given; the converter knows no other.
"""

from __future__ import annotations

import onnx
from onnx import numpy_helper

from pandavision_gui.engine.models.graph_edges import is_standard, remove_unread

_STATES = {"RNN": (5,), "GRU": (5,), "LSTM": (5, 6)}


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Leave out the initial states that are zero."""
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    made = {name: node for node in graph.node for name in node.output}
    for node in graph.node:
        if not is_standard(node, *_STATES):
            continue
        for position in _STATES[node.op_type]:
            if len(node.input) > position and _is_zero(node.input[position], constants, made):
                node.input[position] = ""
        while node.input and not node.input[-1]:
            del node.input[-1]
    remove_unread(graph)
    return model


def _is_zero(
    name: str, constants: dict[str, onnx.TensorProto], made: dict[str, onnx.NodeProto]
) -> bool:
    if name in constants:
        return not numpy_helper.to_array(constants[name]).any()
    node = made.get(name)
    if node is None:
        return False
    if is_standard(node, "ConstantOfShape"):
        value = next((a.t for a in node.attribute if a.name == "value"), None)
        return value is None or not numpy_helper.to_array(value).any()
    # What only picks or repeats zeros gives zeros.
    if is_standard(node, "Slice", "Expand", "Reshape", "Squeeze", "Unsqueeze", "Tile", "Identity"):
        return _is_zero(node.input[0], constants, made)
    return False
