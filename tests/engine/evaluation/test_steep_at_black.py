"""A root or a power has an infinite slope at 0, where black pixels are."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.spec import spec_from_document

from .evaluations import Evaluation, network_spec, run

SHAPE = (1, 8, 8)
VALUES = [0.01, 0.03, 0.1, 0.3]
COUNT = 30
FRONTS = {
    "clip, root": [("Clip", ["x", "zero", "one"]), ("Sqrt", ["1"])],
    "clip, power": [("Clip", ["x", "zero", "one"]), ("Pow", ["1", "gamma"])],
    "rectifier, root": [("Relu", ["x"]), ("Sqrt", ["1"])],
}


def write(folder: Path, front: str, black: float) -> dict[str, object]:
    """A small network behind a root, and pictures whose surroundings are black."""
    draw = np.random.default_rng(0)
    first, second = draw.normal(0, 0.3, (24, 64)), draw.normal(0, 0.5, (4, 24))
    tensors = {
        "zero": np.float32(0), "one": np.float32(1), "gamma": np.float32(1 / 2.2),
        "w1": first.astype(np.float32), "w2": second.astype(np.float32),
        "b1": np.full(24, 0.1, np.float32),
    }  # fmt: skip
    nodes = [
        helper.make_node(kind, inputs, [str(number + 1)])
        for number, (kind, inputs) in enumerate(FRONTS[front])
    ]
    nodes += [
        helper.make_node("Flatten", [str(len(nodes))], ["flat"]),
        helper.make_node("Gemm", ["flat", "w1", "b1"], ["hidden"], transB=1),
        helper.make_node("Relu", ["hidden"], ["active"]),
        helper.make_node("Gemm", ["active", "w2"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "root",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *SHAPE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 4])],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in tensors.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = folder / "model.onnx"
    path.write_bytes(model.SerializeToString())
    pictures = draw.random((COUNT, *SHAPE)).astype(np.float32)
    pictures[:, :, :2] = pictures[:, :, 6:] = 0
    pictures = np.maximum(pictures, np.float32(black))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    labels = session.run(None, {"x": pictures})[0].argmax(axis=1)
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"], file["labels"] = pictures, labels
    return {
        "trained-model": str(path),
        "dataset": str(folder / "data.h5"),
        "input-range": [0, 1],
        "perturbation-values": VALUES,
    }


def robust(folder: Path, front: str, black: float, **keys: object) -> tuple[list[int], Evaluation]:
    folder.mkdir()
    found = run(spec_from_document(write(folder, front, black) | keys), folder / "job")
    return found.robust((*VALUES,)), found


@pytest.mark.parametrize("attack", ["standard", "pgd-linf", "fmn-linf"])
@pytest.mark.parametrize("front", FRONTS)
def test_black_pixels_are_attacked_like_nearly_black_ones(
    tmp_path: Path, front: str, attack: str
) -> None:
    exact, found = robust(tmp_path / "exact", front, 0.0, attack=attack)
    near, _ = robust(tmp_path / "near", front, 1e-4, attack=attack)
    assert all(mine <= theirs + 3 for mine, theirs in zip(exact, near, strict=True)), (exact, near)
    assert not any("infinite or no number" in text for text in found.outcome.warnings)
    assert exact[-1] <= 1


def test_in_l2_too(tmp_path: Path) -> None:
    keys = {"perturbation-type": "l2", "perturbation-values": [0.1, 0.3, 1.0]}
    exact = run_l2(tmp_path / "exact", 0.0, keys)
    near = run_l2(tmp_path / "near", 1e-4, keys)
    assert all(mine <= theirs + 3 for mine, theirs in zip(exact, near, strict=True)), (exact, near)


def run_l2(folder: Path, black: float, keys: dict[str, object]) -> list[int]:
    folder.mkdir()
    found = run(spec_from_document(write(folder, "clip, root", black) | keys), folder / "job")
    return found.robust((0.1, 0.3, 1.0))


@pytest.mark.parametrize("name", ["mnist-net_256x2", "Convnet_maxpool", "cifar_base_kw"])
def test_ordinary_networks_cost_no_pass_more(trained_data: Path, tmp_path: Path, name: str) -> None:
    """Rectifiers and maxima of even surfaces hide nothing that counts."""
    spec = network_spec(trained_data, name, indexes=list(range(12)), attack="fgsm")
    found = run(spec, tmp_path)
    assert not found.prepared.task.settings.slopes_hidden
