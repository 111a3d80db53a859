"""Mends operators that draw random numbers, so that a converter draws them as ONNX Runtime does.

- ONNX Runtime goes on from an operator's seed in every run; onnx2pytorch begins anew from it, so
  that the noise would be the same in every pass: frozen, and no part of what the model does.
- ONNX Runtime takes Bernoulli for what the standard's definition by other operators says, 1 where a
  uniform number is *above* the probability; onnx2pytorch draws 1 with that probability.
- A Dropout that drops becomes a comparison with uniform numbers: onnx2pytorch refuses it, and
  onnx2torch lets everything through.
"""

from __future__ import annotations

from collections.abc import Callable

import onnx
from onnx import helper

from pandavision_gui.engine.models.graph_edges import all_nodes, is_standard, unused_name
from pandavision_gui.engine.models.random_operators import RANDOM_OPERATORS


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Drop the seeds; spell out Bernoulli and Dropout.

    Dropouts that do nothing must be gone already.
    """
    for node in all_nodes(model.graph):
        if is_standard(node, *RANDOM_OPERATORS):
            _drop(node, "seed")
    graph = model.graph
    if any(is_standard(node, *_SPELLED_OUT) for node in graph.node):
        prefix = unused_name(graph, "draw")
        # Copies: what is deleted from a graph is gone.
        kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in graph.node]
        del graph.node[:]
        for number, node in enumerate(kept):
            spell_out = _SPELLED_OUT.get(node.op_type) if node.domain in ("", "ai.onnx") else None
            graph.node.extend(spell_out(node, f"{prefix}_{number}") if spell_out else [node])
    return model


def _drop(node: onnx.NodeProto, name: str) -> None:
    for position in reversed(range(len(node.attribute))):
        if node.attribute[position].name == name:
            del node.attribute[position]


def _bernoulli(node: onnx.NodeProto, name: str) -> list[onnx.NodeProto]:
    probability, result = node.input[0], node.output[0]
    uniform, above = f"{name}_uniform", f"{name}_above"
    wanted = {attribute.name: attribute.i for attribute in node.attribute}.get("dtype")
    return [
        helper.make_node("RandomUniformLike", [probability], [uniform]),
        helper.make_node("Greater", [uniform, probability], [above]),
        helper.make_node("CastLike", [above, probability], [result])
        if wanted is None
        else helper.make_node("Cast", [above], [result], to=wanted),
    ]


def _dropout(node: onnx.NodeProto, name: str) -> list[onnx.NodeProto]:
    """Return what a Dropout is made of; out of training mode the share that it drops is 0."""
    if len(node.input) < 3 or not node.input[2]:
        return [node]  # its mask is read, and it drops nothing
    data, given, trains = node.input
    uniform, share = f"{name}_uniform", f"{name}_share"
    numbers = {"half": 0.5, "zero": 0.0, "one": 1.0}
    half, zero, one = (f"{name}_{what}" for what in numbers)
    mask = node.output[1] if len(node.output) > 1 and node.output[1] else f"{name}_mask"
    return [
        *(
            helper.make_node("Constant", [], [f"{name}_{what}"], value_float=number)
            for what, number in numbers.items()
        ),
        helper.make_node("Where", [trains, given or half, zero], [share]),
        helper.make_node("RandomUniformLike", [data], [uniform]),
        helper.make_node("GreaterOrEqual", [uniform, share], [mask]),
        helper.make_node("Sub", [one, share], [f"{name}_rest"]),
        helper.make_node("Div", [data, f"{name}_rest"], [f"{name}_raised"]),
        helper.make_node("Where", [mask, f"{name}_raised", zero], [node.output[0]]),
    ]


_SPELLED_OUT: dict[str, Callable[[onnx.NodeProto, str], list[onnx.NodeProto]]] = {
    "Bernoulli": _bernoulli,
    "Dropout": _dropout,
}
"""What a node is made of, by its kind; the text begins the names of the tensors in between."""
