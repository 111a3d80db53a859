"""Mends models of scikit-learn: operators of the domain ai.onnx.ml in standard ones.

Labels and ZipMap are not needed: the class scores before them are read.
Source: https://onnx.ai/onnx/operators (ai.onnx.ml), checked against ONNX Runtime.
"""

from __future__ import annotations

import numpy as np
import onnx

from pandavision_gui.engine.models.graph_cleaning.rewriting import Rewriting, attributes
from pandavision_gui.engine.models.graph_edges import is_standard, remove_unread

_DOMAIN = "ai.onnx.ml"
_POST_TRANSFORMS = {"NONE": None, "SOFTMAX": "Softmax", "LOGISTIC": "Sigmoid"}


def run(model: onnx.ModelProto, keep: str = "") -> onnx.ModelProto:
    """Spell out scalers, normalisers and linear models; others stay as they are.

    Parameters
    ----------
    keep
        Name of a tensor that is to be kept though no output depends on it.
    """
    if not any(node.domain == _DOMAIN for node in model.graph.node):
        return model
    rewriting = Rewriting(model)
    for node in list(model.graph.node):
        if node.domain == _DOMAIN and node.op_type in _SPELLED_OUT:
            _SPELLED_OUT[node.op_type](rewriting, node)
    if rewriting.changed and not keep:
        remove_unread(model.graph)
    return model


def _scaler(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    offset = rewriting.constant(np.array(given.get("offset", [0.0]), np.float32))
    scale = rewriting.constant(np.array(given.get("scale", [1.0]), np.float32))
    with rewriting.instead_of(node) as new:
        number = new.as_float(node.input[0])
        new.final("Mul", [new("Sub", [number, offset]), scale], node.output[0])


def _normaliser(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    """Divide every row by its norm; a row of zeros stays."""
    norm = attributes(node).get("norm", b"MAX").decode()
    source = next((n for n in rewriting.graph.node if node.input[0] in n.output), None)
    if norm == "L1" and source is not None and is_standard(source, "Softmax"):
        with rewriting.instead_of(node) as new:  # such a row has the sum 1 already
            new.final("Identity", [node.input[0]], node.output[0])
        return
    with rewriting.instead_of(node) as new:
        x = new.as_float(node.input[0])
        if norm == "L2":
            squares = new("Mul", [x, x])
            size = new("Sqrt", [new.sum(squares, axis=1)])
        elif norm == "L1":
            size = new.sum(new("Abs", [x]), axis=1)
        else:
            size = new.largest(x, axis=1)
        one, zero = new.number(1.0), new.number(0.0)
        safe = new("Where", [new("Equal", [size, zero]), one, size])
        new.final("Div", [x, safe], node.output[0])


def _linear_classifier(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    labels = given.get("classlabels_ints") or given.get("classlabels_strings") or []
    post = given.get("post_transform", b"NONE").decode()
    coefficients = np.array(given.get("coefficients", []), np.float32)
    intercepts = np.array(given.get("intercepts", [0.0] * len(labels)), np.float32)
    rows = len(intercepts)
    # One row for two classes and a transformation: ONNX Runtime has rules of its own for it.
    is_odd = rows != len(labels) and (rows != 1 or post != "NONE")
    if post not in _POST_TRANSFORMS or len(labels) < 2 or is_odd or coefficients.size % rows:
        return
    weights = rewriting.constant(coefficients.reshape(rows, -1))
    bias = rewriting.constant(intercepts)
    activation = _POST_TRANSFORMS[post]
    with rewriting.instead_of(node) as new:
        x = new.as_float(node.input[0])
        if activation is None:
            new.final("Gemm", [x, weights, bias], node.output[1], transB=1)
        else:
            scores = new("Gemm", [x, weights, bias], transB=1)
            more = {"axis": 1} if activation == "Softmax" else {}
            new.final(activation, [scores], node.output[1], **more)


def _linear_regressor(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    given = attributes(node)
    targets = int(given.get("targets", 1))
    coefficients = np.array(given.get("coefficients", []), np.float32)
    if given.get("post_transform", b"NONE") != b"NONE" or coefficients.size % targets:
        return
    weights = rewriting.constant(coefficients.reshape(targets, -1))
    bias = rewriting.constant(np.array(given.get("intercepts", [0.0] * targets), np.float32))
    with rewriting.instead_of(node) as new:
        x = new.as_float(node.input[0])
        new.final("Gemm", [x, weights, bias], node.output[0], transB=1)


def _feature_extractor(rewriting: Rewriting, node: onnx.NodeProto) -> None:
    with rewriting.instead_of(node) as new:
        new.final("Gather", list(node.input), node.output[0], axis=-1)


_SPELLED_OUT = {
    "Scaler": _scaler,
    "Normalizer": _normaliser,
    "LinearClassifier": _linear_classifier,
    "LinearRegressor": _linear_regressor,
    "ArrayFeatureExtractor": _feature_extractor,
}
