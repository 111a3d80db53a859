"""The fixed list of calls against the converter's own way through the graph, bit for bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
import pytest
import torch
from onnx import helper

from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.straight_line import StraightLine, straightened

from .graph_checks import cleaned_graph
from .onnx_files import convolution, linear, model, random, tensor, value

SHAPE = ("n", 3, 8, 8)


def residual() -> onnx.ModelProto:
    """Convolutions, one with batch norm, a shortcut, a pool, a concatenation and weights."""
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["c1"], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["c1", "s", "b", "m", "v"], ["n1"]),
        helper.make_node("Relu", ["n1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w2", "b2"], ["c2"], pads=[1, 1, 1, 1]),
        helper.make_node("Add", ["c2", "r1"], ["sum"]),
        helper.make_node("MaxPool", ["sum"], ["pooled"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Split", ["pooled"], ["left", "right"], axis=1),
        helper.make_node("Mul", ["left", "scale"], ["scaled"]),
        helper.make_node("Concat", ["scaled", "right", "pooled"], ["both"], axis=1),
        helper.make_node("Clip", ["both", "", "most"], ["clipped"]),
        helper.make_node("GlobalAveragePool", ["clipped"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w", "b5"], ["y"], transB=1),
    ]
    weights = [
        random("w1", 4, 3, 3, 3), random("s", 4), random("b", 4), random("m", 4),
        tensor("v", np.ones(4)), random("w2", 4, 4, 3, 3), random("b2", 4),
        random("scale", 1, 2, 1, 1), tensor("most", 6.0), random("w", 5, 8), random("b5", 5),
    ]  # fmt: skip
    return model(nodes, [value("x", SHAPE)], [value("y", ("n", 5))], weights)


def answers(network: torch.nn.Module, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    inputs = points.clone().requires_grad_()
    logits = network(inputs)
    (gradients,) = torch.autograd.grad(torch.logsumexp(logits, dim=1).sum(), inputs)
    return logits.detach(), gradients


@pytest.mark.parametrize("built", [residual, convolution, linear])
@pytest.mark.parametrize("rows", [1, 5])
def test_outputs_and_gradients_are_the_converters_own(
    built: Callable[[], onnx.ModelProto], rows: int
) -> None:
    graph = built()
    shape = [d.dim_value for d in graph.graph.input[0].type.tensor_type.shape.dim][1:]
    network = convert(cleaned_graph(graph))
    assert isinstance(network, StraightLine)
    points = torch.randn(rows, *shape, generator=torch.Generator().manual_seed(rows))
    expected = answers(network.network, points)
    assert expected[1].abs().sum() > 0
    for found, wanted in zip(answers(network, points), expected, strict=True):
        assert torch.equal(found, wanted)


def test_it_computes_with_its_weights_after_they_became_others() -> None:
    network = convert(cleaned_graph(residual()))
    points = torch.randn(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    before = network(points)
    network._apply(lambda weight: weight * 2)  # as a move to another device: other tensors
    found = network(points)
    assert not torch.equal(found, before)
    assert torch.equal(found, network.network(points))


def test_nothing_is_kept_that_no_later_node_reads() -> None:
    network = convert(cleaned_graph(residual()))
    network(torch.zeros(1, 3, 8, 8))
    assert isinstance(network, StraightLine)
    calls = network._calls or ()
    dropped = [name for call in calls for name in call.last_read]
    made = [network.network.input_names[0], *(name for call in calls for name in call.outputs)]
    assert sorted([*dropped, *network.network.output_names]) == sorted(made)


def test_a_graph_within_a_graph_is_left_to_the_converter() -> None:
    relu = helper.make_graph([helper.make_node("Relu", ["l"], ["t"])], "a", [], [value("t", None)])
    same = helper.make_graph([helper.make_node("Neg", ["l"], ["e"])], "b", [], [value("e", None)])
    chosen = model(
        [
            helper.make_node("Flatten", ["x"], ["l"]),
            helper.make_node("ReduceSum", ["x"], ["total"], keepdims=0),
            helper.make_node("Greater", ["total", "zero"], ["positive"]),
            helper.make_node("If", ["positive"], ["y"], then_branch=relu, else_branch=same),
        ],
        [value("x", SHAPE)],
        [value("y", ("n", 192))],
        [tensor("zero", 0.0)],
    )
    network = convert(cleaned_graph(chosen))
    assert not isinstance(network, StraightLine)
    assert straightened(network) is network
    points = torch.ones(2, 3, 8, 8)
    assert torch.equal(network(points), points.flatten(1))
    assert torch.equal(network(-points), points.flatten(1))
