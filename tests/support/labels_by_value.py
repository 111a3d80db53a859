"""A model that calls its classes by numbers of its own, and samples that it gets right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from onnx import helper

SHAPE, COUNT = (1, 3, 3), 60


def labelled_by_value(folder: Path, values: list[int], stored: Any = None) -> dict[str, Any]:
    """A linear model as scikit-learn's exporter writes it, and samples that it gets right.

    Parameters
    ----------
    values
        The labels that it was trained with.
    stored
        Maps the places of the classes to what the dataset holds; by default these labels.
    """
    weights = np.random.default_rng(len(values)).normal(size=(len(values), 9))
    weights -= weights.mean(axis=1, keepdims=True)  # so that each of them is somebody's
    node = helper.make_node(
        "LinearClassifier", ["flat"], ["label", "scores"], domain="ai.onnx.ml",
        coefficients=weights.ravel().tolist(), intercepts=[0.0] * len(values),
        post_transform="NONE", multi_class=1, classlabels_ints=values,
    )  # fmt: skip
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["x"], ["flat"]), node],
        "g",
        [helper.make_tensor_value_info("x", 1, ["n", *SHAPE])],
        [
            helper.make_tensor_value_info("label", 7, ["n"]),
            helper.make_tensor_value_info("scores", 1, ["n", len(values)]),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    built = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    (folder / "model.onnx").write_bytes(built.SerializeToString())
    samples = np.random.default_rng(1).random((COUNT, *SHAPE)).astype(np.float32)
    places = (samples.reshape(COUNT, -1) @ weights.T).argmax(axis=1)
    write_samples(folder, samples, np.array(values)[places] if stored is None else stored(places))
    return {"trained-model": str(folder / "model.onnx"), "dataset": str(folder / "data.h5")}


def write_samples(folder: Path, samples: np.ndarray, labels: np.ndarray, names: Any = None) -> None:
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"], file["labels"] = samples, labels
        if names is not None:
            file["labels"].attrs["class_names"] = names
