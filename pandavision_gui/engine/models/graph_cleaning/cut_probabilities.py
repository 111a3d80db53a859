"""Mends models that end in Softmax, LogSoftmax or Sigmoid: attacking probabilities masks gradients.

Where a probability rounds to 1 its gradient is 0 and an attack stands still. The scores before it
have the same order and no such end.
"""

from __future__ import annotations

import onnx

from pandavision_gui.engine.models.final_activation import final_activation
from pandavision_gui.engine.models.graph_edges import default_opset, remove_unread
from pandavision_gui.engine.models.graph_shapes import inferred_shapes
from pandavision_gui.errors import InputError


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Let the model's only output be the scores before the activation.

    Raises
    ------
    InputError
        ``softmax_axis`` when a Softmax runs over anything but the classes.
    """
    graph = model.graph
    found = final_activation(graph, graph.output[0].name)
    if found is None:
        return model
    node = next(node for node in graph.node if found.tensor in node.output)
    if found.kind in ("softmax", "log_softmax"):
        _check_axis(model, node)
    # An Identity keeps the tensor's name, whatever comes after it.
    node.op_type = "Identity"
    del node.attribute[:]
    remove_unread(graph)
    return model


def _check_axis(model: onnx.ModelProto, node: onnx.NodeProto) -> None:
    opset = default_opset(model)
    axis = next((a.i for a in node.attribute if a.name == "axis"), -1 if opset >= 13 else 1)
    shape = inferred_shapes(model).get(node.output[0])
    if shape is None:
        # The rank is unknown; the first axis is the batch in any case.
        wrong = axis == 0
    else:
        position = axis % len(shape)
        if opset >= 13:
            rest = [size for at, size in enumerate(shape) if at not in (0, position)]
            wrong = position == 0 or any(size != 1 for size in rest)
        else:
            # Up to opset 12 everything from the axis on is one group.
            wrong = position == 0 or any(size != 1 for size in shape[1:position])
    if wrong:
        raise InputError(
            "softmax_axis",
            f"The model's last operator, {node.op_type}, runs over axis {axis}, which is not "
            "the axis of the classes.",
            "Export it with the activation over the classes, or without one.",
        )
