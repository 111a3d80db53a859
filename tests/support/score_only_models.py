"""Models that no converter turns into torch: ONNX Runtime alone answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime
from onnx import helper


def stump(folder: Path, operator: str) -> dict[str, Any]:
    """A model that nobody converts: a tree or a machine of kernels."""
    ml = {"domain": "ai.onnx.ml"}
    outputs = [helper.make_tensor_value_info("scores", 1, ["n", 2])]
    if operator == "tree":
        last = helper.make_node(
            "TreeEnsembleClassifier", ["f"], ["label", "scores"], classlabels_int64s=[0, 1],
            nodes_treeids=[0, 0, 0], nodes_nodeids=[0, 1, 2], nodes_featureids=[3, 0, 0],
            nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"], nodes_values=[0.5, 0.0, 0.0],
            nodes_truenodeids=[1, 0, 0], nodes_falsenodeids=[2, 0, 0],
            class_treeids=[0, 0, 0, 0], class_nodeids=[1, 1, 2, 2], class_ids=[0, 1, 0, 1],
            class_weights=[0.9, 0.1, 0.2, 0.8], post_transform="NONE", **ml,
        )  # fmt: skip
        nodes = [last]
    else:
        last = helper.make_node(
            "SVMRegressor", ["f"], ["one"], coefficients=[1.0, -1.0], kernel_type="RBF",
            kernel_params=[0.5, 0.0, 3.0], n_supports=2, rho=[0.0],
            support_vectors=[0.0] * 16 + [0.0] * 3 + [1.0] + [0.0] * 12, **ml,
        )  # fmt: skip
        nodes = [
            last,
            helper.make_node("Neg", ["one"], ["other"]),
            helper.make_node("Concat", ["one", "other"], ["scores"], axis=1),
        ]
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["x"], ["f"]), *nodes],
        "g",
        [helper.make_tensor_value_info("x", 1, ["n", 1, 4, 4])],
        outputs,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    built = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    (folder / "model.onnx").write_bytes(built.SerializeToString())
    pictures = np.random.default_rng(1).random((60, 1, 4, 4)).astype(np.float32)
    session = onnxruntime.InferenceSession(built.SerializeToString())
    labels = session.run(["scores"], {"x": pictures})[0].argmax(1)
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"], file["labels"] = pictures, labels
    return {"dataset": str(folder / "data.h5"), "trained-model": str(folder / "model.onnx")}
