from __future__ import annotations

from typing import Any

import pytest
from onnx import ModelProto, TensorProto, helper

from pandavision_gui.engine.models.graph_cleaning import fused_operators

from .loading import both_signs, contributed
from .mended import assert_mended
from .onnx_files import random, tensor, value

N = helper.make_node
SHAPE = (4, 8)  # tokens, width


def fused(operator: str, inputs: list[str], outputs: list[str], **more: Any) -> object:
    return N(operator, inputs, outputs, domain="com.microsoft", **more)


def tokens(nodes: list[Any], *initialisers: TensorProto, opset: int = 17) -> ModelProto:
    """From x (n, 4, 8) to "t" of the same shape, flattened."""
    nodes = [*nodes, N("Flatten", ["t"], ["y"])]
    return contributed(
        nodes,
        [value("y", ["n", None])],
        list(initialisers),
        shape=("n", *SHAPE),
        opset=opset,
    )


def check(built: ModelProto, shape: tuple[int, ...] = SHAPE) -> None:
    assert_mended(built, fused_operators.run, both_signs(7, shape))


@pytest.mark.parametrize("with_sum", [False, True])
@pytest.mark.parametrize(
    ("activation", "parameters"),
    [("Relu", []), ("Tanh", []), ("Sigmoid", []), ("LeakyRelu", [0.3]),
     ("HardSigmoid", [0.3, 0.4]), ("Clip", [-0.1, 0.2])],
)  # fmt: skip
def test_a_fused_convolution(activation: str, parameters: list[float], with_sum: bool) -> None:
    inputs = ["x", "w", "b", *(["z"] if with_sum else [])]
    more = {"activation_params": parameters} if parameters else {}
    nodes = [
        N("Conv", ["x", "v"], ["z"], pads=[1, 1, 1, 1], strides=[2, 2]),
        fused("FusedConv", inputs, ["c"], activation=activation, **more,
              pads=[1, 1, 1, 1], strides=[2, 2]),
        N("Flatten", ["c"], ["y"]),
    ]  # fmt: skip
    weights = [random("w", 4, 2, 3, 3), random("b", 4), random("v", 4, 2, 3, 3)]
    check(contributed(nodes, [value("y", ["n", 36])], weights, shape=("n", 2, 6, 6)), (2, 6, 6))


@pytest.mark.parametrize(
    ("activation", "more"),
    [("Relu", {}), ("Tanh", {}), ("LeakyRelu", {"activation_alpha": 0.3}), ("Sigmoid", {})],
)
def test_a_fused_gemm(activation: str, more: dict[str, float]) -> None:
    node = fused("FusedGemm", ["x", "w", "b"], ["y"], activation=activation, alpha=0.7, beta=2.0,
                 transB=1, **more)  # fmt: skip
    built = contributed([node], [value("y", ["n", 5])], [random("w", 5, 8), random("b", 5)],
                        shape=("n", 8))  # fmt: skip
    check(built, (8,))


@pytest.mark.parametrize("operator", ["FusedMatMul", "TransposeMatMul"])
@pytest.mark.parametrize("alpha", [1.0, 0.25])
@pytest.mark.parametrize(("left", "right"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_fused_matmul(operator: str, alpha: float, left: int, right: int) -> None:
    width = 4 if left else 8
    weights = random("w", *((6, width) if right else (width, 6)))
    node = fused(operator, ["x", "w"], ["t"], alpha=alpha, transA=left, transB=right)
    check(tokens([node], weights))


@pytest.mark.parametrize(
    ("operator", "inputs", "more"),
    [("Gelu", ["x"], {}), ("BiasGelu", ["x", "b"], {}), ("FastGelu", ["x"], {}),
     ("FastGelu", ["x", "b"], {}), ("QuickGelu", ["x"], {}), ("QuickGelu", ["x"], {"alpha": 1.1})],
)  # fmt: skip
@pytest.mark.parametrize("scale", [1.0, 6.0])
def test_the_kinds_of_gelu(operator: str, inputs: list[str], more: Any, scale: float) -> None:
    nodes = [N("Mul", ["x", "s"], ["u"])]
    nodes.append(fused(operator, ["u", *inputs[1:]], ["t"], **more))
    check(tokens(nodes, random("b", 8), tensor("s", scale)))


@pytest.mark.parametrize("beta", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sum_is_read", [False, True])
@pytest.mark.parametrize("opset", [13, 17])
def test_a_skip_layer_normalisation(beta: bool, bias: bool, sum_is_read: bool, opset: int) -> None:
    inputs = ["x", "skip", "g", "h" if beta else "", "b" if bias else ""]
    while not inputs[-1]:
        inputs.pop()
    outputs = ["n", "", "", "sum"] if sum_is_read else ["n"]
    nodes = [
        N("Sin", ["x"], ["skip"]),
        fused("SkipLayerNormalization", inputs, outputs, epsilon=0.05),
        N("Add", ["n", "sum"], ["t"]) if sum_is_read else N("Identity", ["n"], ["t"]),
    ]
    check(tokens(nodes, random("g", 8), random("h", 8), random("b", 8), opset=opset))


@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("more", [{}, {"scale": 0.9}])
@pytest.mark.parametrize("opset", [11, 17])
def test_self_attention(heads: int, more: dict[str, float], opset: int) -> None:
    node = fused("Attention", ["x", "w", "b"], ["t"], num_heads=heads, **more)
    check(tokens([node], random("w", 8, 24), random("b", 24), opset=opset))
