"""Loads a model as an evaluation does, and asks ONNX Runtime for the file as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from onnx import ModelProto, NodeProto, TensorProto, helper

from pandavision_gui.engine.models.load_classifier import (
    LoadedClassifier,
    agreeing,
    load_classifier,
)

from .onnx_files import random, saved, value

SHAPE = (1, 2, 4)


def contributed(
    nodes: list[NodeProto],
    outputs: list[object],
    initialisers: list[TensorProto],
    *,
    shape: tuple[int | str, ...] = ("n", *SHAPE),
    opset: int = 17,
    dtype: int = TensorProto.FLOAT,
) -> ModelProto:
    """A model from "x" that may use the operators of scikit-learn and of ONNX Runtime."""
    graph = helper.make_graph(nodes, "tiny", [value("x", shape, dtype)], outputs, initialisers)
    domains = [("", opset), ("ai.onnx.ml", 3), ("com.microsoft", 1)]
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid(*entry) for entry in domains], ir_version=8
    )


def network(
    tail: list[NodeProto],
    outputs: list[object],
    initialisers: tuple[TensorProto, ...] = (),
    *,
    classes: int = 5,
) -> ModelProto:
    """Flatten and Gemm from 1 × 2 × 4 numbers to "scores", then `tail`."""
    return contributed(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "w", "b"], ["scores"], transB=1),
            *tail,
        ],
        outputs,
        [random("w", classes, 8), random("b", classes), *initialisers],
    )


def both_signs(count: int = 40, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    """Samples around 0, the same in every run."""
    generator = np.random.default_rng(count)
    return generator.normal(0, 1, (count, *shape)).astype(np.float32)


def raw(built: ModelProto, batch: np.ndarray, *names: str) -> list[np.ndarray]:
    """ONNX Runtime's answers for the model as built, unoptimised."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        built.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    answers: list[np.ndarray] = session.run(list(names) or None, {"x": batch})
    return answers


def loaded(
    built: ModelProto, folder: Path, batch: np.ndarray, shape: tuple[int, int, int] = SHAPE
) -> LoadedClassifier:
    """The model held against ONNX Runtime on `batch`."""
    path = saved(built, folder)
    first = load_classifier(path, sample_shape=shape, normalisation=None, flip_channels=False)
    return agreeing(first, batch)[0]
