from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from onnx import ModelProto, NodeProto, helper
from onnx.reference import ReferenceEvaluator

from pandavision_gui.engine.models.conversion import convert

from .graph_checks import assert_works_in_batches, cleaned_graph, converted, copied, operators
from .onnx_files import linear, model, samples, tensor, value


def view(shape_nodes: Sequence[NodeProto], *, batch: int | str) -> ModelProto:
    """Return a network that turns x (batch, 3, 4, 4) into (batch, 48) by Reshape to "target"."""
    built = model(
        [
            *shape_nodes,
            helper.make_node("Reshape", ["x", "target"], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], ["y"]),
        ],
        [value("x", [batch, 3, 4, 4])],
        [value("y", [batch, 5])],
        [
            tensor("w", samples(48, 5).reshape(48, 5)),
            tensor("zero", 0, np.int64),
            tensor("first", [0], np.int64),
            tensor("rest", [48], np.int64),
            tensor("minus", [-1], np.int64),
        ],
    )
    return built


@pytest.mark.parametrize("target", [[1, 48], [1, -1], [-1, 48], [0, 48], [0, -1]])
def test_a_batch_in_a_reshape_is_freed(target: list[int]) -> None:
    built = view([], batch=1)
    built.graph.initializer.append(tensor("target", target, np.int64))
    assert_works_in_batches(built, 3, 4, 4)


def test_a_batch_in_a_reshape_of_a_fixed_batch_of_four_is_freed() -> None:
    built = view([], batch=4)
    built.graph.initializer.append(tensor("target", [4, 48], np.int64))
    cleaned = convert(cleaned_graph(copied(built)))
    batch = samples(8, 3, 4, 4)
    evaluator = ReferenceEvaluator(built)
    halves = [evaluator.run(None, {"x": part})[0] for part in (batch[:4], batch[4:])]
    np.testing.assert_allclose(
        cleaned(torch.from_numpy(batch)).numpy(), np.concatenate(halves), rtol=1e-4
    )


@pytest.mark.parametrize("batch", [1, "n"])
def test_shape_arithmetic_keeps_the_batch_open(batch: int | str) -> None:
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "zero"], ["count"]),
        helper.make_node("Unsqueeze", ["count", "first"], ["counts"]),
        helper.make_node("Concat", ["counts", "rest"], ["target"], axis=0),
    ]
    built = view(nodes, batch=batch)
    assert_works_in_batches(built, 3, 4, 4)
    assert operators(cleaned_graph(built)) == ["Reshape", "MatMul"]


def test_heads_joined_with_the_batch_are_freed() -> None:
    built = model(
        [
            helper.make_node("Reshape", ["x", "joined"], ["heads"]),
            helper.make_node("Relu", ["heads"], ["r"]),
            helper.make_node("Reshape", ["r", "apart"], ["back"]),
            helper.make_node("Flatten", ["back"], ["y"]),
        ],
        [value("x", [1, 3, 4, 4])],
        [value("y", [1, 48])],
        [tensor("joined", [3, 4, 4], np.int64), tensor("apart", [1, 3, 16], np.int64)],
    )
    assert_works_in_batches(built, 3, 4, 4)


def test_a_class_token_is_repeated_for_every_sample() -> None:
    built = model(
        [
            helper.make_node("Reshape", ["x", "tokens"], ["t"]),
            helper.make_node("Expand", ["start", "one"], ["s"]),
            helper.make_node("Concat", ["s", "t"], ["all"], axis=1),
            helper.make_node("Flatten", ["all"], ["y"]),
        ],
        [value("x", [1, 3, 4, 4])],
        [value("y", [1, 64])],
        [
            tensor("tokens", [1, 3, 16], np.int64),
            tensor("start", samples(16).reshape(1, 1, 16)),
            tensor("one", [1, 1, 16], np.int64),
        ],
    )
    assert_works_in_batches(built, 3, 4, 4)


@pytest.mark.parametrize("axes", [None, [0, 2, 3], [0, -1, -2]])
@pytest.mark.parametrize("opset", [11, 13])
def test_a_batch_squeezed_away_and_put_back_stays(axes: list[int] | None, opset: int) -> None:
    by_input = opset >= 13
    squeeze = helper.make_node("Squeeze", ["p", "axes"] if by_input and axes else ["p"], ["s"])
    unsqueeze = helper.make_node("Unsqueeze", ["s", "back"] if by_input else ["s"], ["y"])
    if not by_input:
        if axes:
            squeeze.attribute.append(helper.make_attribute("axes", axes))
        unsqueeze.attribute.append(helper.make_attribute("axes", [0]))
    built = model(
        [helper.make_node("GlobalAveragePool", ["x"], ["p"]), squeeze, unsqueeze],
        [value("x", [1, 3, 4, 4])],
        [value("y", [1, 3])],
        [tensor("axes", axes or [0], np.int64), tensor("back", [0], np.int64)],
        opset,
    )
    assert_works_in_batches(built, 3, 4, 4)


def test_an_expand_to_the_batch_size_is_freed() -> None:
    tail = [helper.make_node("Expand", ["logits", "shape"], ["y"])]
    built = linear(tail, input_shape=[4, 3, 4, 4])
    built.graph.initializer.append(tensor("shape", [4, 5], np.int64))
    batch = samples(7, 3, 4, 4)
    np.testing.assert_allclose(
        converted(built, batch), converted(linear(), batch), rtol=1e-4, atol=1e-6
    )
