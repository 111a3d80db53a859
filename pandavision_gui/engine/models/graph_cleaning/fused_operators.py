"""Mends models that ONNX Runtime optimised: its own fused operators in standard ones.

Source: ONNX Runtime's documentation of contributed operators (docs/ContribOperators.md).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnx

from pandavision_gui.engine.models.graph_cleaning.rewriting import (
    NewNodes,
    Rewriting,
    attributes,
)

_DOMAIN = "com.microsoft"


def run(model: onnx.ModelProto) -> onnx.ModelProto:
    """Spell out the fused operators; unknown ones stay as they are."""
    rewriting = Rewriting(model)
    for node in list(model.graph.node):
        if node.domain == _DOMAIN and node.op_type in _SPELLED_OUT:
            _SPELLED_OUT[node.op_type](rewriting, node)
    return model


def _input(node: onnx.NodeProto, position: int) -> str:
    return node.input[position] if len(node.input) > position else ""


def _convolution(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    activation = given.pop("activation", b"").decode()
    parameters = list(given.pop("activation_params", []))
    with rewriting.instead_of(node) as new:
        inputs = [name for name in node.input[:3] if name]
        y = new("Conv", inputs, **given)
        if _input(node, 3):
            y = new("Add", [y, node.input[3]])
        _activate(new, activation, parameters, y, node.output[0])


def _gemm(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    activation = given.pop("activation", b"").decode()
    parameters = [
        given.pop(f"activation_{name}")
        for name in ("alpha", "beta", "gamma")
        if f"activation_{name}" in given
    ]
    with rewriting.instead_of(node) as new:
        y = new("Gemm", [name for name in node.input if name], **given)
        _activate(new, activation, parameters, y, node.output[0])


def _activate(
    new: NewNodes, activation: str, parameters: list[float], name: str, output: str
) -> None:
    if not activation:
        new.final("Identity", [name], output)
    elif activation == "Clip" and len(parameters) == 2:
        low, high = (new.number(value) for value in parameters)
        new.final("Min", [new("Max", [name, low]), high], output)
    else:
        more: dict[str, Any] = {}
        if activation == "LeakyRelu" and parameters:
            more = {"alpha": parameters[0]}
        elif activation == "HardSigmoid" and len(parameters) == 2:
            more = {"alpha": parameters[0], "beta": parameters[1]}
        new.final(activation, [name], output, **more)


def _matmul(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    if given.get("transBatchA") or given.get("transBatchB"):
        return
    ranks = {name: _rank(rewriting.graph, name) for name in node.input}
    turned = [
        name
        for name, key in zip(node.input, ("transA", "transB"), strict=True)
        if given.get(key, 0)
    ]
    if any(ranks[name] is None for name in turned):
        return
    with rewriting.instead_of(node) as new:
        sides = []
        for name, key in zip(node.input, ("transA", "transB"), strict=True):
            rank = ranks[name]
            if given.get(key, 0) and rank is not None:
                order = [*range(rank - 2), rank - 1, rank - 2]
                name = new("Transpose", [name], perm=order)
            sides.append(name)
        alpha = float(given.get("alpha", 1.0))
        if alpha == 1.0:
            new.final("MatMul", sides, node.output[0])
        else:
            product = new("MatMul", sides)
            new.final("Mul", [product, new.number(alpha)], node.output[0])


def _rank(graph: onnx.GraphProto, name: str) -> int | None:
    """Return the rank of a tensor; optimised files carry the shapes of inner tensors."""
    for tensor in graph.initializer:
        if tensor.name == name:
            return len(tensor.dims)
    for value in (*graph.value_info, *graph.input):
        if value.name == name and value.type.tensor_type.HasField("shape"):
            return len(value.type.tensor_type.shape.dim)
    for node in graph.node:
        if name in node.output:
            if node.op_type == "Transpose":
                return len(attributes(node)["perm"])
            if node.op_type in ("Softmax", "Identity", "Cast", "Relu") and node.input:
                return _rank(graph, node.input[0])
    return None


def _gelu(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    """Gelu and BiasGelu: x/2 · (1 + erf(x/√2))."""
    with rewriting.instead_of(node) as new:
        x = new("Add", [node.input[0], node.input[1]]) if _input(node, 1) else node.input[0]
        inner = new("Erf", [new("Mul", [x, new.number(1 / math.sqrt(2))])])
        half = new("Mul", [x, new.number(0.5)])
        new.final("Mul", [half, new("Add", [inner, new.number(1.0)])], node.output[0])


def _fast_gelu(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    """x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))."""
    with rewriting.instead_of(node) as new:
        x = new("Add", [node.input[0], node.input[1]]) if _input(node, 1) else node.input[0]
        cube = new("Mul", [new("Mul", [x, x]), new("Mul", [x, new.number(0.044715)])])
        inner = new("Mul", [new("Add", [x, cube]), new.number(math.sqrt(2 / math.pi))])
        factor = new("Add", [new("Tanh", [inner]), new.number(1.0)])
        new.final("Mul", [new("Mul", [x, new.number(0.5)]), factor], node.output[0])


def _quick_gelu(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    alpha = float(attributes(node).get("alpha", 1.702))
    with rewriting.instead_of(node) as new:
        gate = new("Sigmoid", [new("Mul", [node.input[0], new.number(alpha)])])
        new.final("Mul", [node.input[0], gate], node.output[0])


def _skip_layer_norm(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    """LayerNormalization of input + skip (+ bias); the sum is the fourth output."""
    simplified = node.op_type.startswith("SkipSimplified")
    if simplified or any(node.output[1:3]):
        return
    epsilon = float(attributes(node).get("epsilon", 1e-12))
    beta, bias = _input(node, 3), _input(node, 4)
    with rewriting.instead_of(node) as new:
        total = new("Add", [node.input[0], node.input[1]])
        if bias:
            total = new("Add", [total, bias])
        if len(node.output) > 3 and node.output[3]:
            new.final("Identity", [total], node.output[3])
        gamma = node.input[2]
        if rewriting.opset >= 17:
            inputs = [total, gamma, *([beta] if beta else [])]
            new.final("LayerNormalization", inputs, node.output[0], axis=-1, epsilon=epsilon)
            return
        # That operator came with version 17.
        shifted = new("Sub", [total, new("ReduceMean", [total], axes=[-1])])
        variance = new("ReduceMean", [new("Mul", [shifted, shifted])], axes=[-1])
        spread = new("Sqrt", [new("Add", [variance, new.number(epsilon)])])
        scaled = new("Mul", [new("Div", [shifted, spread]), gamma])
        last = ("Add", [scaled, beta]) if beta else ("Identity", [scaled])
        new.final(*last, node.output[0])


def _layer_norm(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    with rewriting.instead_of(node) as new:
        new.final("LayerNormalization", list(node.input), node.output[0], **given)


def _attention(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    """Self-attention without mask or past, as the transformer optimiser fuses it."""
    given = attributes(node)
    heads = int(given["num_heads"])
    weights = next((t for t in rewriting.graph.initializer if t.name == node.input[1]), None)
    extra = any(node.input[3:]) or any(node.output[1:])
    if weights is None or extra or given.get("unidirectional") or "qkv_hidden_sizes" in given:
        return
    width = weights.dims[1] // 3
    scale = float(given.get("scale", 1 / math.sqrt(width // heads)))
    apart = rewriting.constant(np.array([0, 0, heads, width // heads], np.int64))
    joined = rewriting.constant(np.array([0, 0, width], np.int64))
    with rewriting.instead_of(node) as new:
        mixed = new("MatMul", [node.input[0], node.input[1]])
        if _input(node, 2):
            mixed = new("Add", [mixed, node.input[2]])
        parts = [rewriting.fresh() for _ in range(3)]
        if rewriting.opset < 13:
            split = onnx.helper.make_node("Split", [mixed], parts, axis=2, split=[width] * 3)
        else:
            sizes = rewriting.constant(np.array([width] * 3, np.int64))
            split = onnx.helper.make_node("Split", [mixed, sizes], parts, axis=2)
        new.nodes.append(split)
        q, k, v = (
            new("Transpose", [new("Reshape", [part, apart])], perm=[0, 2, 1, 3]) for part in parts
        )
        scores = new("MatMul", [q, new("Transpose", [k], perm=[0, 1, 3, 2])])
        shares = new("Softmax", [new("Mul", [scores, new.number(scale)])], axis=-1)
        mean = new("Transpose", [new("MatMul", [shares, v])], perm=[0, 2, 1, 3])
        new.final("Reshape", [mean, joined], node.output[0])


_SPELLED_OUT = {
    "Attention": _attention,
    "BiasGelu": _gelu,
    "FastGelu": _fast_gelu,
    "FusedConv": _convolution,
    "FusedGemm": _gemm,
    "FusedMatMul": _matmul,
    "Gelu": _gelu,
    "LayerNormalization": _layer_norm,
    "QuickGelu": _quick_gelu,
    "SkipLayerNormalization": _skip_layer_norm,
    "TransposeMatMul": _matmul,
}
