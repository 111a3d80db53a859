"""Mends models whose weights, shapes or axes are computed inside the graph from constants.

Exporters write Constant nodes, weights out of ConstantOfShape, unfolded shape arithmetic and
DequantizeLinear of stored weights; converters want all of these as plain initialisers.
"""

from __future__ import annotations

import logging

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from pandavision_gui.engine.models.graph_cleaning.constant_size import SizeLimit
from pandavision_gui.engine.models.graph_edges import (
    default_opset,
    is_standard,
    remove_unread,
    subgraphs,
)
from pandavision_gui.engine.models.random_operators import RANDOM_OPERATORS

_log = logging.getLogger(__name__)

# A new draw each time the model runs.
_RANDOM = (*RANDOM_OPERATORS, "Dropout")
# Slow loops in the reference evaluator; a model has no reason to apply them to constants.
_SLOW = (
    "AveragePool",
    "Conv",
    "ConvInteger",
    "ConvTranspose",
    "DeformConv",
    "Einsum",
    "GRU",
    "LSTM",
    "LpPool",
    "MaxPool",
    "QLinearConv",
    "RNN",
)
_LEFT_ALONE = (TensorProto.STRING, TensorProto.UNDEFINED)


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replace every node that depends on constants only by its value.

    Raises
    ------
    InputError
        ``constant_too_large`` when a value would take more memory than any model needs; it is
        not computed then.
    """
    graph = model.graph
    opset = helper.make_operatorsetid("", default_opset(model))
    limit = SizeLimit()
    constants = {tensor.name: tensor for tensor in graph.initializer}
    kept: list[onnx.NodeProto] = []
    for node in graph.node:
        values = _constant_node(node) or _folded(node, constants, opset, limit)
        if values is None:
            kept.append(node)
            continue
        for tensor in values:
            constants[tensor.name] = tensor
            graph.initializer.append(tensor)
    survivors = [_copy(node) for node in kept]
    del graph.node[:]
    graph.node.extend(survivors)
    _outputs_from_nodes(graph)
    remove_unread(graph)
    return model


def _copy(node: onnx.NodeProto) -> onnx.NodeProto:
    copy = onnx.NodeProto()
    copy.CopyFrom(node)
    return copy


def _constant_node(node: onnx.NodeProto) -> list[TensorProto] | None:
    """Return the value of a Constant node, None for other nodes and unusual kinds of value."""
    if not is_standard(node, "Constant") or len(node.attribute) != 1:
        return None
    attribute = node.attribute[0]
    if attribute.name == "value" and attribute.t.data_type not in _LEFT_ALONE:
        tensor = TensorProto()
        tensor.CopyFrom(attribute.t)
        tensor.name = node.output[0]
        return [tensor]
    dtype = {"value_float": np.float32, "value_floats": np.float32}.get(attribute.name, np.int64)
    if attribute.name in ("value_float", "value_int", "value_floats", "value_ints"):
        value = np.asarray(helper.get_attribute_value(attribute), dtype=dtype)
        return [numpy_helper.from_array(value, node.output[0])]
    return None


def _folded(
    node: onnx.NodeProto,
    constants: dict[str, TensorProto],
    opset: onnx.OperatorSetIdProto,
    limit: SizeLimit,
) -> list[TensorProto] | None:
    """Return the values of a node's outputs, None where it is not to be folded."""
    if node.domain not in ("", "ai.onnx") or node.op_type in (*_RANDOM, *_SLOW, "Constant"):
        return None
    if any(True for _ in subgraphs(node)) or not all(name in constants for name in node.input):
        return None
    inputs = [constants[name] for name in node.input]
    if any(tensor.data_type in _LEFT_ALONE for tensor in inputs):
        return None
    if not limit.admit(node, inputs, opset):
        return None
    try:
        # Names from the file are looked up by the evaluator only, never turned into code.
        values = ReferenceEvaluator(_one_node_model(node, inputs, opset)).run(
            None,
            {
                name: numpy_helper.to_array(tensor)
                for name, tensor in zip(node.input, inputs, strict=True)
            },
        )
        names = [name for name in node.output if name]
        return [
            numpy_helper.from_array(np.asarray(value), name)
            for name, value in zip(names, values, strict=True)
        ]
    except Exception as error:
        # The evaluator meets operators and values of any kind and raises as many kinds of error.
        # The node then simply stays where it is, and the converter has its turn.
        _log.info("A constant %s node is left unfolded: %s", node.op_type, error)
        return None


def _one_node_model(
    node: onnx.NodeProto, inputs: list[TensorProto], opset: onnx.OperatorSetIdProto
) -> onnx.ModelProto:
    graph = helper.make_graph(
        [node],
        "one_node",
        [
            helper.make_tensor_value_info(name, tensor.data_type, list(tensor.dims))
            for name, tensor in dict(zip(node.input, inputs, strict=True)).items()
        ],
        [helper.make_empty_tensor_value_info(name) for name in node.output if name],
    )
    return helper.make_model(graph, opset_imports=[opset])


def _outputs_from_nodes(graph: onnx.GraphProto) -> None:
    """Let an output that has become constant come from an Identity node again.

    An initialiser that is an output is valid, but converters look for a node.
    """
    produced = {name for node in graph.node for name in node.output}
    inputs = {value.name for value in graph.input}
    for value in graph.output:
        if value.name in produced or value.name in inputs:
            continue
        for tensor in graph.initializer:
            if tensor.name == value.name:
                tensor.name = f"{value.name}_constant"
                graph.node.append(helper.make_node("Identity", [tensor.name], [value.name]))
