from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.models.agreement import check_agreement
from pandavision_gui.engine.models.load_classifier import load_classifier


def test_a_very_sure_model_that_ends_in_sigmoid_agrees_with_itself(tmp_path: Path) -> None:
    """ONNX Runtime's sigmoid never answers less than about 1.5e-8; that is no wrong conversion."""
    generator = np.random.default_rng(0)
    weights = (40 * generator.normal(size=(4, 3))).astype(np.float32)
    nodes = [
        helper.make_node("Flatten", ["x"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "sure",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 2, 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, tmp_path / "m.onnx")
    loaded = load_classifier(
        tmp_path / "m.onnx", sample_shape=(1, 2, 2), normalisation=None, flip_channels=False
    )
    samples = generator.random((16, 1, 2, 2), dtype=np.float32)
    logits = samples.reshape(16, -1) @ weights
    assert logits.min() < -30, "the case is not the one meant"
    assert check_agreement(loaded.classifier, loaded.truth, samples).passes
