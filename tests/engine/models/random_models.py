"""Models that draw random numbers, from 48 numbers to 5 classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from .onnx_files import linear, model, random, tensor, value


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def noisy(kind: str, **attributes: Any) -> onnx.ModelProto:
    """Return a linear model with a draw of some kind added to its scores."""
    read, extra = ["logits"], [_node("Add", ["logits", "drawn"], "y")]
    if kind in ("RandomNormal", "RandomUniform"):
        read, attributes = [], {"shape": [1, 5], **attributes}
    elif kind == "Bernoulli":
        read = ["share"]
        extra.insert(0, _node("Sigmoid", ["logits"], "share"))
    elif kind == "Multinomial":
        attributes = {"sample_size": 1, **attributes}
        extra[:] = [_node("Cast", ["drawn"], "number", to=TensorProto.FLOAT)]
        extra.append(_node("Add", ["logits", "number"], "y"))
        return linear([_node(kind, read, "drawn", **attributes), *extra], opset=17)
    place = 1 if kind == "Bernoulli" else 0
    extra.insert(place, _node(kind, read, "drawn", **attributes))
    return linear(extra, opset=17)


def dropping(*, mask_is_read: bool) -> onnx.ModelProto:
    """Return a model with a Dropout in training mode, which ONNX Runtime runs with its mask.

    On many numbers: ONNX Runtime draws the first of a mask nearly alike in runs that follow each
    other.
    """
    nodes = [_node("Flatten", ["x"], "flat")]
    if mask_is_read:
        nodes += [
            helper.make_node("Dropout", ["flat", "share", "yes"], ["kept", "mask"]),
            _node("Cast", ["mask"], "number", to=TensorProto.FLOAT),
            _node("Mul", ["number", "little"], "trace"),
            _node("Add", ["kept", "trace"], "left"),
        ]
    else:
        nodes.append(_node("Dropout", ["flat", "share", "yes"], "left"))
    nodes.append(_node("Gemm", ["left", "w", "b"], "y", transB=1))
    constants = [tensor("share", 0.3), tensor("yes", True, np.bool_), tensor("little", 1e-6)]
    return model(
        nodes,
        [value("x", ["n", 3, 4, 4])],
        [value("y", ["n", 5])],
        [random("w", 5, 48), random("b", 5), *constants],
        opset=17,
    )
