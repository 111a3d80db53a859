"""What tests of the graph passes ask of a model, before and after cleaning."""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import ModelProto
from onnx.reference import ReferenceEvaluator

from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.graph_cleaning.clean_graph import clean_graph
from pandavision_gui.engine.models.model_interface import find_interface

from .onnx_files import samples


def operators(built: ModelProto) -> list[str]:
    return [node.op_type for node in built.graph.node]


def copied(built: ModelProto) -> ModelProto:
    copy = ModelProto()
    copy.CopyFrom(built)
    return copy


def cleaned_graph(built: ModelProto) -> ModelProto:
    """The model after all passes, in place."""
    return clean_graph(built, find_interface(built, "model.onnx"))


def expected(built: ModelProto, batch: np.ndarray) -> np.ndarray:
    """What the ONNX reference gives for the model as built, row by row."""
    evaluator = ReferenceEvaluator(built)
    rows = [evaluator.run(None, {"x": batch[i : i + 1]})[0] for i in range(len(batch))]
    return np.concatenate(rows)


def converted(built: ModelProto, batch: np.ndarray) -> np.ndarray:
    """What the cleaned and converted model gives for the whole batch."""
    cleaned = cleaned_graph(copied(built))
    onnx.checker.check_model(cleaned)
    result: np.ndarray = convert(cleaned)(torch.from_numpy(batch)).numpy()
    return result


def assert_works_in_batches(built: ModelProto, *shape: int) -> None:
    for count in (1, 7, 64):
        batch = samples(count, *shape)
        np.testing.assert_allclose(
            converted(built, batch), expected(built, batch), rtol=1e-4, atol=1e-5
        )
