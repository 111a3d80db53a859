"""Which operators of a model draw random numbers each time it is asked."""

from __future__ import annotations

import onnx
from onnx import numpy_helper

from pandavision_gui.engine.models.graph_edges import all_nodes, is_standard, names_read, subgraphs

RANDOM_OPERATORS = (
    "Bernoulli",
    "Multinomial",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
)


def random_operators(graph: onnx.GraphProto, output: str) -> tuple[str, ...]:
    """Return the kinds of operators that draw, sorted, of those that `output` depends on.

    Parameters
    ----------
    graph
        Without local functions.
    output
        A tensor of it.
    """
    running = running_dropouts(graph)
    found = {
        node.op_type
        for node in _needed(graph, output)
        if is_standard(node, *RANDOM_OPERATORS)
        or (is_standard(node, "Dropout") and node.output[0] in running)
    }
    return tuple(sorted(found))


def has_idle_dropout(graph: onnx.GraphProto, output: str) -> bool:
    """Whether `output` depends on a Dropout in training mode that ONNX Runtime leaves out."""
    flags, running = _constant_flags(graph), running_dropouts(graph)
    return any(
        is_standard(node, "Dropout")
        and len(node.input) > 2
        and flags.get(node.input[2], False)
        and node.output[0] not in running
        for node in _needed(graph, output)
    )


def names_in_use(graph: onnx.GraphProto) -> set[str]:
    """Return the tensors that a node reads or that are outputs of the graph."""
    read = {name for node in all_nodes(graph) for name in node.input}
    return read | {value.name for value in graph.output}


def _constant_flags(graph: onnx.GraphProto) -> dict[str, bool]:
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


def running_dropouts(graph: onnx.GraphProto) -> frozenset[str]:
    """Return the first outputs of the Dropouts that drop where the model runs in ONNX Runtime.

    That leaves a Dropout out, in training mode or not, whose mode is a constant, whose mask nobody
    reads, and which stands between two other operators: what the model is given, and what it
    answers, stay the names they are (tried with 1.32).
    """
    flags, in_use = _constant_flags(graph), names_in_use(graph)
    outputs = {value.name for value in graph.output}
    types = {value.name: value.type.tensor_type.elem_type for value in graph.input}
    makers = {name: node for node in all_nodes(graph) for name in node.output if name}

    def is_computed(name: str) -> bool:
        node = makers.get(name)
        if node is None:
            return False
        if is_standard(node, "Identity", "Dropout"):
            return is_computed(node.input[0])
        if is_standard(node, "Cast"):  # to what it is already goes, too
            return bool(node.attribute[0].i != types.get(node.input[0]))
        return True

    def drops(node: onnx.NodeProto) -> bool:
        if not is_standard(node, "Dropout") or len(node.input) < 3 or not node.input[2]:
            return False
        trains = flags.get(node.input[2])
        mask_is_read = any(name in in_use for name in node.output[1:])
        can_go = node.output[0] not in outputs and is_computed(node.input[0])
        return trains is None or (trains and (mask_is_read or not can_go))

    return frozenset(node.output[0] for node in all_nodes(graph) if drops(node))


def _needed(graph: onnx.GraphProto, output: str) -> list[onnx.NodeProto]:
    """Return the nodes that a tensor depends on, those in subgraphs included."""
    makers = {name: node for node in graph.node for name in node.output if name}
    waiting, seen, taken = [output], {output}, set[int]()
    found: list[onnx.NodeProto] = []
    while waiting:
        node = makers.get(waiting.pop())
        if node is None or id(node) in taken:
            continue
        taken.add(id(node))
        found.extend((node, *(deep for part in subgraphs(node) for deep in all_nodes(part))))
        more = names_read(node) - seen
        seen |= more
        waiting.extend(more)
    return found
