"""Minimum-norm attacks on a model of whole numbers, which must not lose their way in rounding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.spec import spec_from_document

from .evaluations import run

SHAPE = (3, 12, 12)
COUNT = 8
KINDS = {"uint8": TensorProto.UINT8, "float": TensorProto.FLOAT}


def nearest(folder: Path, kind: str, keys: dict[str, Any]) -> np.ndarray:
    """Return the distances that are found for one linear model that takes this kind of numbers."""
    generator = np.random.default_rng(0)
    size = int(np.prod(SHAPE))
    weights = generator.normal(0, 1, size).astype(np.float32)
    nodes = [
        helper.make_node("Cast", ["x"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["f"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("x", KINDS[kind], ["n", *SHAPE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(np.stack([-weights, weights]), "w")],
    )
    folder.mkdir()
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (folder / "model.onnx").write_bytes(built.SerializeToString())
    pictures = generator.integers(60, 200, (COUNT, *SHAPE), dtype=np.uint8)
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"] = pictures
        file["labels"] = (pictures.reshape(COUNT, -1) @ weights.astype(np.float64) > 0).astype(int)
    files = {"trained-model": str(folder / "model.onnx"), "dataset": str(folder / "data.h5")}
    values = {"perturbation-values": [0.0, 1.0], "input-range": [0, 255], "batch-size": COUNT}
    table = run(spec_from_document({**files, **values, **keys}), folder / "out").outcome.table
    found: np.ndarray = table.minimum_perturbation
    return found


CASES = [
    ("fmn-linf", "max-norm", {"steps": 60}, 1.4),
    ("fmn-l2", "l2", {"steps": 60}, 1.1),
    ("boundary", "l2", {"steps": 2000}, 1.3),
    ("hopskipjump", "l2", {"steps": 8}, 1.4),
    ("hopskipjump", "max-norm", {"steps": 8}, 1.9),
]


@pytest.mark.parametrize(("attack", "kind", "params", "most"), CASES)
def test_whole_numbers_are_broken_about_as_near_as_others(
    attack: str, kind: str, params: dict[str, int], most: float, tmp_path: Path
) -> None:
    keys = {"attack": attack, "perturbation-type": kind, "attack-params": params}
    whole, others = (nearest(tmp_path / numbers, numbers, keys) for numbers in KINDS)
    assert np.isfinite(whole).all()
    assert np.median(whole / others) < most
