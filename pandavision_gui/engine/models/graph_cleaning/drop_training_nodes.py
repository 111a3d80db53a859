"""Mends models exported with Dropout and Identity nodes; refuses batch norms left in training mode.

A Dropout that drops in ONNX Runtime stays: the model is one that answers at random.
"""

from __future__ import annotations

import onnx

from pandavision_gui.engine.models.graph_edges import is_standard, redirect
from pandavision_gui.engine.models.random_operators import Dropouts, names_in_use
from pandavision_gui.errors import InputError


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Take out the nodes that do nothing when a model is used.

    Raises
    ------
    InputError
        ``model_in_training_mode`` when a node would treat the samples of a batch as training
        data: then a prediction depends on the other samples.
    """
    graph = model.graph
    dropouts = Dropouts(graph)
    outputs = {value.name for value in graph.output}
    in_use = names_in_use(graph)
    for node in list(graph.node):
        _refuse_training(node)
        if is_standard(node, "Dropout") and not in_use.intersection(node.output[1:]):
            del node.output[1:]
            if not dropouts.drops(node):
                node.op_type = "Identity"
                del node.input[1:], node.attribute[:]
        if is_standard(node, "BatchNormalization"):
            _drop_training_mode(node)
        if is_standard(node, "Identity") and node.output[0] not in outputs:
            redirect(graph, node.output[0], node.input[0])
            graph.node.remove(node)
    return model


def _drop_training_mode(node: onnx.NodeProto) -> None:
    """Drop the attribute, which can only be 0 here: onnx2pytorch fails at its mere presence."""
    for position in reversed(range(len(node.attribute))):
        if node.attribute[position].name == "training_mode":
            del node.attribute[position]


def _refuse_training(node: onnx.NodeProto) -> None:
    attributes = {attribute.name: attribute.i for attribute in node.attribute}
    if is_standard(node, "BatchNormalization") and attributes.get("training_mode", 0):
        raise InputError(
            "model_in_training_mode",
            "The model was exported in training mode (a BatchNormalization node still trains), so "
            "its predictions depend on the other samples.",
            "Export it in evaluation mode.",
        )
