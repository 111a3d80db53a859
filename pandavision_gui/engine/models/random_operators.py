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
    dropouts = Dropouts(graph)
    found = {
        node.op_type
        for node in _needed(graph, output)
        if is_standard(node, *RANDOM_OPERATORS) or dropouts.drops(node)
    }
    return tuple(sorted(found))


def has_idle_dropout(graph: onnx.GraphProto, output: str) -> bool:
    """Whether `output` depends on a Dropout in training mode that ONNX Runtime leaves out."""
    flags, dropouts = _constant_flags(graph), Dropouts(graph)
    return any(
        is_standard(node, "Dropout")
        and len(node.input) > 2
        and flags.get(node.input[2], False)
        and not dropouts.drops(node)
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


class Dropouts:
    """Tells which Dropouts of a graph drop where the model runs in ONNX Runtime.

    That leaves a Dropout out, in training mode or not, whose mode is a constant, whose mask nobody
    reads, and which stands between two other operators: what the model is given, its weights, and
    what it answers keep their names (tried with 1.32). Within branches and loops the last is not
    looked at: there the first answers tell.
    """

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._flags, self._in_use = _constant_flags(graph), names_in_use(graph)
        self._outputs = {value.name for value in graph.output}
        self._types = {value.name: value.type.tensor_type.elem_type for value in graph.input}
        self._constants = {tensor.name: tensor for tensor in graph.initializer}
        self._types |= {name: tensor.data_type for name, tensor in self._constants.items()}
        self._makers = {name: node for node in graph.node for name in node.output if name}

    def drops(self, node: onnx.NodeProto) -> bool:
        """Whether a node, of a subgraph perhaps, is such a Dropout."""
        if not is_standard(node, "Dropout") or len(node.input) < 3 or not node.input[2]:
            return False
        trains = self._flags.get(node.input[2])
        if not trains:
            return trains is None
        if self._never_drops(node.input[1]):
            return False
        if any(name in self._in_use for name in node.output[1:]):
            return True
        if node.output[0] not in self._makers:  # in a branch or a loop
            return False
        return node.output[0] in self._outputs or self._is_given(node.input[0])

    def _never_drops(self, ratio: str) -> bool:
        tensor = self._constants.get(ratio)
        return tensor is not None and not numpy_helper.to_array(tensor).any()

    def _is_given(self, name: str) -> bool:
        """Whether a tensor is an input or a constant, but for operators that do nothing."""
        while (node := self._makers.get(name)) is not None:
            if is_standard(node, "Constant"):
                return True
            if is_standard(node, "Cast"):
                wanted = next((a.i for a in node.attribute if a.name == "to"), None)
                return wanted == self._types.get(node.input[0])  # else it stays
            if not is_standard(node, "Identity", "Dropout"):
                return False
            name = node.input[0]
        return True


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
