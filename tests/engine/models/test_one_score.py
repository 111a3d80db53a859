"""A model with one score a sample says which class the score is for, by its name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.models.inspect_model import inspect_model


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (None, "class 1 where it is above zero, else class 0."),
        (["cat", "dog\x1b"], 'class 1 ("dog\\x1b") where it is above zero, else class 0 ("cat").'),
    ],
)
def test_the_remark_calls_both_classes_by_name(
    names: list[str] | None, words: str, tmp_path: Path
) -> None:
    weights = numpy_helper.from_array(np.ones((16, 1), np.float32), "weights")
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "weights"], ["scores"]),
        ],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, 4, 4])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", 1])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if names:
        helper.set_model_props(model, {"class_names": json.dumps(names)})
    onnx.save(model, tmp_path / "m.onnx")
    facts = inspect_model(tmp_path / "m.onnx")
    assert facts.class_names == tuple(names or ())
    assert f"One score per sample: {words}" in facts.remarks
