"""Mends quantised models: operators on whole numbers as ordinary ones between two roundings.

QLinearConv becomes DequantizeLinear → Conv → QuantizeLinear, and so on: the same numbers, but with
a way back for gradients (models/quantisation.py gives QuantizeLinear a straight-through one). The
constants' DequantizeLinear are folded.
Sources: the ONNX standard; ONNX Runtime's documentation of contributed operators.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from pandavision_gui.engine.models.graph_cleaning.rewriting import (
    NewNodes,
    Rewriting,
    attributes,
)
from pandavision_gui.engine.models.graph_edges import is_standard, remove_unread

_DOMAINS = ("", "ai.onnx", "com.microsoft")


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Spell out the operators on whole numbers and compute the weights."""
    rewriting = Rewriting(model)
    for node in list(model.graph.node):
        if node.domain in _DOMAINS and node.op_type in _SPELLED_OUT:
            _SPELLED_OUT[node.op_type](rewriting, node)
    _fold_weights(model.graph)
    remove_unread(model.graph)
    return model


def dequantised(
    whole: np.ndarray[Any, Any],
    scale: np.ndarray[Any, Any],
    zero: np.ndarray[Any, Any] | None,
    *,
    axis: int = 1,
    block: int = 0,
) -> np.ndarray[Any, Any]:
    """Return (whole − zero) · scale; scales along an axis or for blocks of it.

    Raises
    ------
    ValueError
        When the shapes do not fit.
    """

    def wide(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        if block:
            repeated = np.repeat(values, block, axis=axis)
            return repeated.take(range(whole.shape[axis]), axis=axis)
        if values.size == 1:
            return values.reshape(())
        shape = [1] * whole.ndim
        shape[axis % whole.ndim] = -1
        return values.reshape(shape)

    shifted = whole.astype(np.float32)
    if zero is not None:
        shifted = shifted - wide(zero.astype(np.float32))
    return np.asarray(shifted * wide(scale.astype(np.float32)), dtype=np.float32)


def _fold_weights(graph: onnx.GraphProto) -> None:
    constants = {tensor.name: tensor for tensor in graph.initializer}
    outputs = {value.name for value in graph.output}
    for node in list(graph.node):
        if not is_standard(node, "DequantizeLinear") or node.output[0] in outputs:
            continue
        given = [constants.get(name) for name in node.input if name]
        if any(tensor is None for tensor in given):
            continue
        more = attributes(node)
        arrays = [numpy_helper.to_array(tensor) for tensor in given if tensor is not None]
        try:
            value = dequantised(
                arrays[0],
                arrays[1],
                arrays[2] if len(arrays) > 2 else None,
                axis=int(more.get("axis", 1)),
                block=int(more.get("block_size", 0)),
            )
        except (ValueError, IndexError, np.exceptions.AxisError):
            continue  # the converter or ONNX Runtime will say what is wrong with it
        graph.node.remove(node)
        tensor = numpy_helper.from_array(value, node.output[0])
        graph.initializer.append(tensor)
        constants[tensor.name] = tensor


def _out(new: NewNodes, x: str, scale: str, zero: str, output: str, **more: Any) -> None:
    new.final("QuantizeLinear", [x, scale, *([zero] if zero else [])], output, **more)


def _float(new: NewNodes, triple: Sequence[str], **more: Any) -> str:
    return new("DequantizeLinear", [name for name in triple if name], **more)


def _names(node: onnx.NodeProto, count: int) -> list[str]:
    return [*node.input, *[""] * (count - len(node.input))]


def _convolution(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    x, xs, xz, w, ws, wz, ys, yz, bias = _names(node, 9)
    with rewriting.instead_of(node) as new:
        inputs = [_float(new, (x, xs, xz)), _float(new, (w, ws, wz), axis=0)]
        if bias:
            # The bias is stored in steps of (input scale · weight scale).
            step = new("Mul", [xs, ws])
            inputs.append(new("Mul", [new.as_float(bias), step]))
        _out(new, new("Conv", inputs, **attributes(node)), ys, yz, node.output[0])


def _matmul(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    a, as_, az, b, bs, bz, ys, yz = _names(node, 8)
    with rewriting.instead_of(node) as new:
        product = new("MatMul", [_float(new, (a, as_, az)), _float(new, (b, bs, bz), axis=1)])
        _out(new, product, ys, yz, node.output[0])


def _gemm(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    a, as_, az, b, bs, bz, c, ys, yz = _names(node, 9)
    given = attributes(node)
    axis = 0 if given.get("transB") else 1
    with rewriting.instead_of(node) as new:
        inputs = [_float(new, (a, as_, az)), _float(new, (b, bs, bz), axis=axis)]
        if c:
            inputs.append(new("Mul", [new.as_float(c), new("Mul", [as_, bs])]))
        if ys:
            _out(new, new("Gemm", inputs, **given), ys, yz, node.output[0])
        else:
            new.final("Gemm", inputs, node.output[0], **given)


def _two(operator: str) -> Any:
    def spell_out(rewriting: Rewriting, node: onnx.NodeProto) -> None:
        a, as_, az, b, bs, bz, ys, yz = _names(node, 8)
        with rewriting.instead_of(node) as new:
            both = [_float(new, (a, as_, az)), _float(new, (b, bs, bz))]
            _out(new, new(operator, both), ys, yz, node.output[0])

    return spell_out


def _one(operator: str, *kept: str) -> Any:
    def spell_out(rewriting: Rewriting, node: onnx.NodeProto) -> None:
        given = attributes(node)
        if given.get("channels_last"):
            return
        # Softmax had another meaning up to version 12; the operator may be of another version.
        if (int(given.get("opset", rewriting.opset)) < 13) != (rewriting.opset < 13):
            return
        x, xs, xz, ys, yz = _names(node, 5)
        more = {key: given[key] for key in kept if key in given}
        with rewriting.instead_of(node) as new:
            _out(new, new(operator, [_float(new, (x, xs, xz))], **more), ys, yz, node.output[0])

    return spell_out


def _concatenation(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    ys, yz, *rest = node.input
    with rewriting.instead_of(node) as new:
        parts = [_float(new, rest[n : n + 3]) for n in range(0, len(rest), 3)]
        joined = new("Concat", parts, axis=attributes(node)["axis"])
        _out(new, joined, ys, yz, node.output[0])


_POOL = ("kernel_shape", "strides", "pads", "ceil_mode", "count_include_pad", "auto_pad")
_SPELLED_OUT = {
    "QGemm": _gemm,
    "QLinearAdd": _two("Add"),
    "QLinearAveragePool": _one("AveragePool", *_POOL),
    "QLinearConcat": _concatenation,
    "QLinearConv": _convolution,
    "QLinearGlobalAveragePool": _one("GlobalAveragePool"),
    "QLinearLeakyRelu": _one("LeakyRelu", "alpha"),
    "QLinearMatMul": _matmul,
    "QLinearMul": _two("Mul"),
    "QLinearSigmoid": _one("Sigmoid"),
    "QLinearSoftmax": _one("Softmax", "axis"),
}
