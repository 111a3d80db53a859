"""Whether a model ends in probabilities, found in the graph alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import onnx

from pandavision_gui.engine.models.graph_edges import is_standard

Kind = Literal["softmax", "log_softmax", "sigmoid", "one_sigmoid", "exp"]
""""one_sigmoid" is a single probability, that of class 1; "exp" undoes a logarithm."""

_KINDS: dict[str, Kind] = {
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
    "Exp": "exp",
}
# Operators after the activation that keep the order of the classes' scores.
_KEEP_ORDER = ("Identity", "Dropout", "Cast", "Flatten", "Reshape", "Squeeze")


@dataclass(frozen=True)
class FinalActivation:
    """The operator that turns the class scores into probabilities.

    Attributes
    ----------
    kind
        Which function it is.
    tensor
        Name of its output in the graph.
    """

    kind: Kind
    tensor: str


def before_activation(graph: onnx.GraphProto, output: str) -> str:
    """Return the tensor that `output` has the order of its scores from."""
    producers = {name: node for node in graph.node for name in node.output if name}
    tensor = output
    while (node := producers.get(tensor)) is not None:
        if not is_standard(node, *_KINDS, *_KEEP_ORDER) or node.output[0] != tensor:
            break
        tensor = node.input[0]
    return tensor


def final_activation(graph: onnx.GraphProto, output: str) -> FinalActivation | None:
    """Return the activation that the tensor `output` comes from, None where there is none."""
    producers = {name: node for node in graph.node for name in node.output if name}
    tensor = output
    while (node := producers.get(tensor)) is not None:
        if is_standard(node, *_KINDS):
            return FinalActivation(_KINDS[node.op_type], tensor)
        if not is_standard(node, *_KEEP_ORDER) or node.output[0] != tensor:
            return None
        tensor = node.input[0]
    return None
