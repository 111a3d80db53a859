"""Mends models with names that are not plain identifiers: names of a file are untrusted text.

Converters turn names into attribute names and generated Python. After this pass every name in the
graph is one of ours.
"""

from __future__ import annotations

from collections.abc import MutableSequence

import onnx

from pandavision_gui.engine.models.graph_edges import subgraphs


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Number all tensors, nodes, inputs and outputs, in subgraphs too, and drop all free text."""
    names = _Names()
    _rename_graph(model.graph, names)
    model.doc_string = ""
    model.producer_name = ""
    model.producer_version = ""
    model.domain = ""
    del model.metadata_props[:]
    return model


class _Names:
    """Gives every old name one new name; tensors are seen before nodes read them."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}
        self._nodes = 0
        self._tensors = 0

    def tensor(self, old: str) -> str:
        if old not in self._new:
            self._new[old] = self.fresh_tensor()
        return self._new[old]

    def fresh_tensor(self) -> str:
        self._tensors += 1
        return f"t{self._tensors}"

    def node(self) -> str:
        self._nodes += 1
        return f"n{self._nodes}"


def _rename_graph(graph: onnx.GraphProto, names: _Names) -> None:
    graph.name = "graph"
    graph.doc_string = ""
    del graph.value_info[:], graph.quantization_annotation[:], graph.metadata_props[:]
    for value in (*graph.input, *graph.output):
        value.name = names.tensor(value.name)
        value.doc_string = ""
        _drop_dimension_names(value)
    for tensor in graph.initializer:
        tensor.name = names.tensor(tensor.name)
        tensor.doc_string = ""
    for sparse in graph.sparse_initializer:
        sparse.values.name = names.tensor(sparse.values.name)
    for node in graph.node:
        _rename_node(node, names)


def _rename_node(node: onnx.NodeProto, names: _Names) -> None:
    node.name = names.node()
    node.doc_string = ""
    del node.metadata_props[:]
    _rename_list(node.input, names)
    while len(node.output) > 1 and not node.output[-1]:
        del node.output[-1]
    for position, old in enumerate(node.output):
        # An output nobody wants gets a name of its own: "" also stands for an input left out.
        node.output[position] = names.tensor(old) if old else names.fresh_tensor()
    for inner in subgraphs(node):
        _rename_graph(inner, names)


def _rename_list(entries: MutableSequence[str], names: _Names) -> None:
    for position, old in enumerate(entries):
        if old:
            entries[position] = names.tensor(old)


def _drop_dimension_names(value: onnx.ValueInfoProto) -> None:
    if value.type.WhichOneof("value") != "tensor_type":
        return
    for dim in value.type.tensor_type.shape.dim:
        if dim.HasField("dim_param"):
            dim.ClearField("dim_param")
