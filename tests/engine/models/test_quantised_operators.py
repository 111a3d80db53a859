"""Quantised graphs answer as in ONNX Runtime, and an attack finds its way back through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from onnx import ModelProto, TensorProto, helper

from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.graph_cleaning import quantised_operators

from .graph_checks import cleaned_graph, converted, copied, operators
from .loading import both_signs, contributed, raw
from .onnx_files import random, tensor, value

N = helper.make_node
SHAPE = (2, 6, 6)
TYPES = {"uint8": (np.uint8, 128), "int8": (np.int8, -3)}


def constants(name: str, scale: object, zero: object, dtype: type) -> list[TensorProto]:
    return [tensor(f"{name}s", scale), tensor(f"{name}z", zero, dtype)]


def steps(name: str, shape: tuple[int, ...], dtype: type, bits: int = 8) -> TensorProto:
    """Random whole numbers over the range of the type.

    Weights have 7 bits: on processors without VNNI ONNX Runtime adds two products of 8 bits in 16.
    """
    limits = np.iinfo(dtype)
    fewer = 2 ** (8 - bits)
    drawn = np.random.default_rng(sum(shape)).integers(
        limits.min // fewer, limits.max // fewer, shape, endpoint=True
    )
    return tensor(name, drawn, dtype)


def between(nodes: list[Any], more: list[TensorProto], dtype: type, zero: int) -> ModelProto:
    """x (n, 2, 6, 6) → whole numbers "q" → `nodes` → whole numbers "r" → scores."""
    return contributed(
        [
            N("QuantizeLinear", ["x", "xs", "xz"], ["q"]),
            *nodes,
            N("DequantizeLinear", ["r", "rs", "rz"], ["f"]),
            N("Flatten", ["f"], ["y"]),
        ],
        [value("y", ["n", None])],
        [*constants("x", 0.03, zero, dtype), *constants("r", 0.05, zero, dtype), *more],
        shape=("n", *SHAPE),
    )


def check(built: ModelProto, *, shape: tuple[int, ...] = SHAPE, step: float = 0.05) -> None:
    """Equal to ONNX Runtime up to one step in few places, with a gradient at most inputs."""
    batch = both_signs(5, shape)
    wanted = raw(built, batch)[0]
    assert np.ptp(wanted) > 5 * step, "the case says nothing"
    difference = np.abs(converted(built, batch) - wanted)
    assert difference.max() <= step * 1.001
    assert (difference > step / 100).mean() < 0.02, "steps differ in many places"
    x = torch.from_numpy(batch).requires_grad_()
    network = convert(cleaned_graph(copied(built)))
    network(x).square().sum().backward()
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()
    assert (x.grad != 0).float().mean() > 0.3, "no way back"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("per_channel", [False, True])
def test_a_qdq_convolution(kind: str, per_channel: bool) -> None:
    dtype, zero = TYPES[kind]
    scales = [0.01, 0.02, 0.005, 0.015] if per_channel else 0.01
    zeros = [0] * 4 if per_channel else 0
    nodes = [
        N("DequantizeLinear", ["q", "xs", "xz"], ["d"]),
        N("DequantizeLinear", ["w", "ws", "wz"], ["v"], axis=0),
        N("Conv", ["d", "v", "b"], ["c"], pads=[1, 1, 1, 1]),
        N("Relu", ["c"], ["a"]),
        N("QuantizeLinear", ["a", "rs", "rz"], ["r"]),
    ]
    weights = [steps("w", (4, 2, 3, 3), np.int8, bits=7), random("b", 4)]
    check(between(nodes, [*weights, *constants("w", scales, zeros, np.int8)], dtype, zero))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("per_channel", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_a_convolution_of_whole_numbers(kind: str, per_channel: bool, bias: bool) -> None:
    dtype, zero = TYPES[kind]
    scales = [0.003, 0.002, 0.004, 0.001] if per_channel else 0.002
    zeros = [0] * 4 if per_channel else 0
    inputs = ["q", "xs", "xz", "w", "ws", "wz", "rs", "rz", *(["b"] if bias else [])]
    node = N("QLinearConv", inputs, ["r"], pads=[1, 0, 1, 0], strides=[2, 1])
    more = [
        steps("w", (4, 2, 3, 3), np.int8, bits=7),
        tensor("b", [500, -900, 3, 2000], np.int32),
        *constants("w", scales, zeros, np.int8),
    ]
    check(between([node], more, dtype, zero))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("per_column", [False, True])
def test_a_matmul_of_whole_numbers(kind: str, per_column: bool) -> None:
    dtype, zero = TYPES[kind]
    scales = list(np.linspace(0.001, 0.003, 5)) if per_column else 0.002
    zeros = [zero] * 5 if per_column else zero
    node = N("QLinearMatMul", ["q", "xs", "xz", "w", "ws", "wz", "rs", "rz"], ["r"])
    more = [steps("w", (6, 5), dtype), *constants("w", scales, zeros, dtype)]
    check(between([node], more, dtype, zero))


def microsoft(operator: str, inputs: list[str], **more: Any) -> Any:
    return N(operator, inputs, ["r"], domain="com.microsoft", **more)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("operator", ["QLinearAdd", "QLinearMul"])
def test_two_whole_numbers(operator: str, kind: str) -> None:
    dtype, zero = TYPES[kind]
    node = microsoft(operator, ["q", "xs", "xz", "w", "ws", "wz", "rs", "rz"])
    more = [steps("w", (2, 6, 6), dtype), *constants("w", 0.02, zero, dtype)]
    check(between([node], more, dtype, zero))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    ("operator", "more", "step"),
    [
        ("QLinearSigmoid", {}, 1 / 256),
        ("QLinearLeakyRelu", {"alpha": 0.2}, 0.05),
        ("QLinearSoftmax", {"axis": -1, "opset": 13}, 1 / 256),
        ("QLinearSoftmax", {"axis": 1, "opset": 13}, 1 / 256),
        ("QLinearAveragePool", {"kernel_shape": [3, 3], "strides": [2, 2]}, 0.0217),
        ("QLinearAveragePool", {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}, 0.0217),
        ("QLinearAveragePool",
         {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "count_include_pad": 1}, 0.0217),
        ("QLinearGlobalAveragePool", {"channels_last": 0}, 0.0053),
    ],
)  # fmt: skip
def test_one_whole_number(operator: str, more: Any, step: float, kind: str) -> None:
    dtype, zero = TYPES[kind]
    if operator in ("QLinearSigmoid", "QLinearSoftmax"):
        zero = np.iinfo(dtype).min
    node = microsoft(operator, ["q", "xs", "xz", "rs", "rz"], **more)
    built = between([node], [], dtype, TYPES[kind][1])
    for entry in built.graph.initializer:
        if entry.name == "rs":
            entry.CopyFrom(tensor("rs", step))
        if entry.name == "rz":
            entry.CopyFrom(tensor("rz", zero, dtype))
    check(built, step=step)


@pytest.mark.parametrize("kind", TYPES)
def test_joined_whole_numbers(kind: str) -> None:
    dtype, zero = TYPES[kind]
    inputs = ["rs", "rz", "q", "xs", "xz", "q", "ws", "wz"]
    node = microsoft("QLinearConcat", inputs, axis=1)
    check(between([node], constants("w", 0.05, zero, dtype), dtype, zero))


@pytest.mark.parametrize("is_rounded", [False, True])
@pytest.mark.parametrize("transposed", [0, 1])
def test_a_gemm_of_whole_numbers(is_rounded: bool, transposed: int) -> None:
    inputs = ["q", "xs", "xz", "w", "ws", "wz", "c", *(["rs", "rz"] if is_rounded else [])]
    nodes = [
        N("QuantizeLinear", ["x", "xs", "xz"], ["q"]),
        microsoft("QGemm", inputs, alpha=1.0, transB=transposed),
        N("DequantizeLinear", ["r", "rs", "rz"], ["y"])
        if is_rounded
        else N("Identity", ["r"], ["y"]),
    ]
    more = [
        steps("w", (5, 8) if transposed else (8, 5), np.int8, bits=7),
        tensor("c", [100, -200, 300, 0, 5], np.int32),
        *constants("x", 0.03, 120, np.uint8), *constants("w", 0.004, 3, np.int8),
        *constants("r", 0.05, 130, np.uint8),
    ]  # fmt: skip
    check(contributed(nodes, [value("y", ["n", 5])], more, shape=("n", 8)), shape=(8,))


@pytest.mark.parametrize("alone", [1, 5])
def test_dynamic_quantisation(alone: int) -> None:
    nodes = [
        N("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]),
        N("MatMulInteger", ["q", "w", "z", "wz"], ["whole"]),
        N("Cast", ["whole"], ["f"], to=TensorProto.FLOAT),
        N("Mul", ["s", "ws"], ["scale"]),
        N("Mul", ["f", "scale"], ["y"]),
    ]
    more = [steps("w", (8, 5), np.int8, bits=7), *constants("w", 0.01, 2, np.int8)]
    built = contributed(nodes, [value("y", ["n", 5])], more, shape=("n", 8))
    batch = both_signs(alone, (8,))
    np.testing.assert_allclose(converted(built, batch), raw(built, batch)[0], rtol=1e-4, atol=1e-4)


def test_a_dynamic_convolution() -> None:
    nodes = [
        N("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]),
        N("ConvInteger", ["q", "w", "z", "wz"], ["whole"], pads=[1, 1, 1, 1]),
        N("Cast", ["whole"], ["f"], to=TensorProto.FLOAT),
        N("Mul", ["s", "ws"], ["scale"]),
        N("Mul", ["f", "scale"], ["r"]),
        N("Flatten", ["r"], ["y"]),
    ]
    more = [steps("w", (3, 2, 3, 3), np.int8, bits=7), *constants("w", 0.01, 0, np.int8)]
    built = contributed(nodes, [value("y", ["n", None])], more, shape=("n", *SHAPE))
    check(built, step=0.01)


@pytest.mark.parametrize(("version", "opset"), [(11, 17), (13, 12)])
def test_a_softmax_of_another_version_is_not_taken_for_this_one(version: int, opset: int) -> None:
    node = microsoft("QLinearSoftmax", ["q", "xs", "xz", "rs", "rz"], axis=1, opset=version)
    built = between([node], [], np.uint8, 128)
    built.opset_import[0].version = opset
    assert "QLinearSoftmax" in operators(quantised_operators.run(built))


@pytest.mark.parametrize("opset", [12, 17])
def test_a_softmax_means_what_it_means_in_its_version(opset: int) -> None:
    node = microsoft("QLinearSoftmax", ["q", "xs", "xz", "rs", "rz"], axis=1, opset=opset)
    more = constants("p", 1 / 4096 if opset < 13 else 1 / 256, 0, np.uint8)
    built = between([node], more, np.uint8, 128)
    for inputs in (built.graph.node[1].input, built.graph.node[2].input):
        inputs[:] = [{"rs": "ps", "rz": "pz"}.get(name, name) for name in inputs]
    built.opset_import[0].version = opset
    check(built, step=1 / 4096 if opset < 13 else 1 / 256)


def test_every_operator_that_the_pass_knows_is_tried_here() -> None:
    spelled_out = set(quantised_operators._SPELLED_OUT)
    assert spelled_out == {
        "QGemm", "QLinearAdd", "QLinearAveragePool", "QLinearConcat", "QLinearConv",
        "QLinearGlobalAveragePool", "QLinearLeakyRelu", "QLinearMatMul", "QLinearMul",
        "QLinearSigmoid", "QLinearSoftmax",
    }  # fmt: skip
