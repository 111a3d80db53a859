"""Mends models exported with Dropout and Identity nodes; refuses those left in training mode."""

from __future__ import annotations

import onnx
from onnx import numpy_helper

from pandavision_gui.engine.models.graph_edges import is_standard, redirect
from pandavision_gui.errors import InputError


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Take out the nodes that do nothing when a model is used.

    Raises
    ------
    InputError
        ``model_in_training_mode`` when a node would treat the samples of a batch as training
        data: then a prediction depends on the other samples or on chance.
    """
    graph = model.graph
    constants = _flags(graph)
    outputs = {value.name for value in graph.output}
    read = {name for node in graph.node for name in node.input}
    for node in list(graph.node):
        _refuse_training(node, constants)
        mask_is_read = any(name in read or name in outputs for name in node.output[1:])
        if is_standard(node, "Dropout") and not mask_is_read and not _may_train(node, constants):
            node.op_type = "Identity"
            del node.input[1:], node.output[1:], node.attribute[:]
        if is_standard(node, "BatchNormalization"):
            _drop_training_mode(node)
        if is_standard(node, "Identity") and node.output[0] not in outputs:
            redirect(graph, node.output[0], node.input[0])
            graph.node.remove(node)
    return model


def _flags(graph: onnx.GraphProto) -> dict[str, bool]:
    """Return the truth values that are written into the graph as single elements."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if is_standard(node, "Constant") and node.attribute[0].name == "value":
            tensors[node.output[0]] = node.attribute[0].t
    return {
        name: bool(numpy_helper.to_array(tensor).reshape(-1)[0])
        for name, tensor in tensors.items()
        if tensor.data_type == onnx.TensorProto.BOOL and list(tensor.dims) in ([], [1])
    }


def _drop_training_mode(node: onnx.NodeProto) -> None:
    """Drop the attribute, which can only be 0 here: onnx2pytorch fails at its mere presence."""
    for position in reversed(range(len(node.attribute))):
        if node.attribute[position].name == "training_mode":
            del node.attribute[position]


def _may_train(node: onnx.NodeProto, constants: dict[str, bool]) -> bool:
    return len(node.input) > 2 and bool(node.input[2]) and constants.get(node.input[2], True)


def _refuse_training(node: onnx.NodeProto, constants: dict[str, bool]) -> None:
    attributes = {attribute.name: attribute.i for attribute in node.attribute}
    normalises_by_batch = is_standard(node, "BatchNormalization") and attributes.get(
        "training_mode", 0
    )
    drops = is_standard(node, "Dropout") and len(node.input) > 2 and constants.get(node.input[2])
    if normalises_by_batch or drops:
        raise InputError(
            "model_in_training_mode",
            f"The model was exported in training mode (a {node.op_type} node still trains), so "
            "its predictions depend on chance or on the other samples.",
            "Export it in evaluation mode.",
        )
