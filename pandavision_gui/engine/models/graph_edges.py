"""Who reads which tensor in a graph, subgraphs included, and how to change that."""

from __future__ import annotations

from collections.abc import Iterator

import onnx


def subgraphs(node: onnx.NodeProto) -> Iterator[onnx.GraphProto]:
    """Yield the graphs that are attributes of a node (branches, loop bodies)."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def all_nodes(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    """Yield every node of a graph and of its subgraphs."""
    for node in graph.node:
        yield node
        for inner in subgraphs(node):
            yield from all_nodes(inner)


def names_read(node: onnx.NodeProto) -> set[str]:
    """Return the tensors that a node reads, those its subgraphs take from outside included."""
    names = {name for name in node.input if name}
    for inner in subgraphs(node):
        names.update(value.name for value in inner.output)
        for inner_node in inner.node:
            names |= names_read(inner_node)
    return names


def redirect(graph: onnx.GraphProto, old: str, new: str) -> None:
    """Make every reader of the tensor `old` read `new`; the graph's outputs stay as they are."""
    for node in all_nodes(graph):
        for position, name in enumerate(node.input):
            if name == old:
                node.input[position] = new
    for node in graph.node:
        for inner in subgraphs(node):
            _redirect_outputs(inner, old, new)


def _redirect_outputs(graph: onnx.GraphProto, old: str, new: str) -> None:
    for value in graph.output:
        if value.name == old:
            value.name = new
    for node in graph.node:
        for inner in subgraphs(node):
            _redirect_outputs(inner, old, new)


def remove_unread(graph: onnx.GraphProto) -> None:
    """Remove nodes and initialisers that no output depends on, outputs of nodes left alone."""
    needed = {value.name for value in graph.output}
    for position in reversed(range(len(graph.node))):
        node = graph.node[position]
        if needed.intersection(node.output):
            needed |= names_read(node)
        else:
            del graph.node[position]
    for position in reversed(range(len(graph.initializer))):
        if graph.initializer[position].name not in needed:
            del graph.initializer[position]


def unused_name(graph: onnx.GraphProto, wish: str) -> str:
    """Return a tensor name that begins with `wish` and that the graph does not use yet."""
    used = {value.name for value in (*graph.input, *graph.initializer)}
    for node in all_nodes(graph):
        used.update(node.output)
        used.update(node.input)
    number = 0
    while f"{wish}_{number}" in used:
        number += 1
    return f"{wish}_{number}"


def default_opset(model: onnx.ModelProto) -> int:
    """Return the version of the standard operators that the model is written in."""
    versions = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    return int(max(versions, default=1))


def is_standard(node: onnx.NodeProto, *op_types: str) -> bool:
    """Whether a node is one of these operators of the ONNX standard."""
    return node.domain in ("", "ai.onnx") and node.op_type in op_types


def producers_of(graph: onnx.GraphProto) -> dict[str, onnx.NodeProto]:
    """Return by each tensor the node that computes it."""
    return {name: node for node in graph.node for name in node.output if name}


def ancestors(name: str, producers: dict[str, onnx.NodeProto]) -> set[str]:
    """Return every tensor that one is computed from."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        node = producers.get(waiting.pop())
        if node is not None:
            new = {source for source in names_read(node) if source not in found}
            found |= new
            waiting += new
    return found
