"""Quantised copies break as their originals do; without a gradient only noise is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import ModelProto, helper, numpy_helper

from pandavision_gui.engine.models import conversion_attempts
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from ...support.score_only_models import stump
from .evaluations import run

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
VALUES = (0.0, 0.02)


def quantised(built: ModelProto, pictures: np.ndarray) -> ModelProto:
    """QDQ in front of every layer and on its weights, ranges taken from real pictures."""
    layers = [node for node in built.graph.node if node.op_type in ("Conv", "Gemm")]
    seen = ModelProto()
    seen.CopyFrom(built)
    wanted = [node.input[0] for node in layers[1:]]
    seen.graph.output.extend([helper.make_tensor_value_info(name, 1, None) for name in wanted])
    session = onnxruntime.InferenceSession(seen.SerializeToString())
    values = session.run(wanted, {built.graph.input[0].name: pictures})
    tops = [float(pictures.max()), *(float(array.max()) for array in values)]
    weights = {tensor.name: tensor for tensor in built.graph.initializer}
    more: list[Any] = []
    nodes: list[Any] = []
    for node in built.graph.node:
        if node in layers:
            number = layers.index(node)
            tensor = weights[node.input[1]]
            array = numpy_helper.to_array(tensor)
            axes = tuple(range(1, array.ndim))
            # In 7 bits: on processors without VNNI ONNX Runtime adds two products in 16 bits.
            scale = (np.abs(array).max(axis=axes) / 63).astype(np.float32)
            shape = [-1, *[1] * (array.ndim - 1)]
            whole = np.rint(array / scale.reshape(shape)).astype(np.int8)
            tensor.CopyFrom(numpy_helper.from_array(whole, tensor.name))
            s, z, ws = f"s{number}", f"z{number}", f"ws{number}"
            more += [
                numpy_helper.from_array(np.float32(tops[number] / 255), s),
                numpy_helper.from_array(np.uint8(0), z),
                numpy_helper.from_array(scale, ws),
            ]
            nodes += [
                helper.make_node("QuantizeLinear", [node.input[0], s, z], [f"q{number}"]),
                helper.make_node("DequantizeLinear", [f"q{number}", s, z], [f"d{number}"]),
                helper.make_node("DequantizeLinear", [tensor.name, ws], [f"w{number}"], axis=0),
            ]
            node.input[:2] = [f"d{number}", f"w{number}"]
        nodes.append(node)
    kept: list[onnx.NodeProto] = []
    for node in nodes:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        kept.append(copy)
    del built.graph.node[:]
    built.graph.node.extend(kept)
    built.graph.initializer.extend(more)
    return built


def sign_spec(model: Path, **keys: Any) -> Any:
    document = json.loads((SAMPLES / "standard.json").read_text(encoding="utf-8"))
    document |= {"dataset": str(SAMPLES / "road_signs.h5"), "trained-model": str(model)}
    return spec_from_document({**document, "perturbation-values": list(VALUES), "samples": 12,
                               **keys})  # fmt: skip


def test_a_quantised_network_that_disagrees_is_refused_with_the_likely_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with h5py.File(SAMPLES / "road_signs.h5") as file:
        pictures = file["samples"][:100].astype(np.float32) / 255
    copy = tmp_path / "quantised.onnx"
    onnx.save(quantised(onnx.load(SAMPLES / "signs_standard.onnx"), pictures), copy)
    monkeypatch.setattr("pandavision_gui.engine.models.agreement._RELATIVE_ROUNDING", 1e-7)
    monkeypatch.setattr("pandavision_gui.engine.models.agreement._FLOOR", 1e-7)
    with pytest.raises(InputError) as caught:
        run(sign_spec(copy), tmp_path / "job")
    assert caught.value.code == "conversion_disagrees"
    assert "reduced range" in caught.value.hint


def test_a_quantised_network_breaks_about_as_its_original_does(tmp_path: Path) -> None:
    original = SAMPLES / "signs_standard.onnx"
    with h5py.File(SAMPLES / "road_signs.h5") as file:
        pictures = file["samples"][:100].astype(np.float32) / 255
    copy = tmp_path / "quantised.onnx"
    onnx.save(quantised(onnx.load(original), pictures), copy)
    plain = run(sign_spec(original), tmp_path / "plain")
    rounded = run(sign_spec(copy), tmp_path / "rounded")
    assert rounded.prepared.loaded.classifier.is_rounding
    left, right = plain.robust(VALUES), rounded.robust(VALUES)
    assert left[0] >= 10, left
    assert left[-1] <= 8, left
    assert np.abs(np.array(left) - right).max() <= 2, (left, right)


def broken(cleaned: ModelProto) -> None:
    node = next(node for node in cleaned.graph.node if node.op_type == "Conv")
    tensor = next(t for t in cleaned.graph.initializer if t.name == node.input[1])
    tensor.CopyFrom(numpy_helper.from_array(-numpy_helper.to_array(tensor), tensor.name))


def wrong(right: Callable[[ModelProto], torch.nn.Module]) -> Callable[..., torch.nn.Module]:
    def convert(cleaned: ModelProto) -> torch.nn.Module:
        broken(cleaned)
        return right(cleaned)

    return convert


def test_where_all_conversions_are_wrong_only_noise_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = conversion_attempts._CONVERTERS
    original = SAMPLES / "signs_standard.onnx"
    noise = {"perturbation-type": "random", "perturbation-values": [0.1, 0.3]}
    wanted = run(sign_spec(original, **noise), tmp_path / "right")
    monkeypatch.setattr(
        conversion_attempts, "_CONVERTERS", tuple((name, wrong(do)) for name, do in right)
    )
    with pytest.raises(InputError) as caught:
        run(sign_spec(original), tmp_path / "attacked")
    assert caught.value.code == "conversion_disagrees"
    assert "the scores differ by up to" in caught.value.message
    found = run(sign_spec(original, **noise), tmp_path / "drawn")
    assert found.prepared.loaded.converter == "none"
    assert any("No gradient" in text for text in found.prepared.assumptions)
    assert found.outcome.table.correct is not None
    assert wanted.outcome.table.correct is not None
    assert np.array_equal(found.outcome.table.correct, wanted.outcome.table.correct)
    assert np.array_equal(found.outcome.table.prediction, wanted.outcome.table.prediction)


@pytest.mark.parametrize("operator", ["tree", "svm"])
def test_a_model_without_a_gradient_is_drawn_on_through_onnx_runtime(
    operator: str, tmp_path: Path
) -> None:
    files = stump(tmp_path, operator)
    noise = {"perturbation-type": "random", "perturbation-values": [0.2, 0.5]}
    found = run(spec_from_document({**files, **noise}), tmp_path / "drawn")
    table = found.outcome.table
    assert (table.prediction == table.label).all()
    session = onnxruntime.InferenceSession(files["trained-model"])
    fooled = np.flatnonzero(np.isfinite(table.distance) & (table.distance > 0))
    assert len(fooled) > 0, "nothing to check"
    for row in fooled:
        example = found.pictures[int(table.index[row])]
        answer = session.run(["scores"], {"x": example[None]})[0].argmax()
        assert answer == table.adversarial_prediction[row] != table.label[row]
    with pytest.raises(InputError) as caught:
        run(spec_from_document({**files, "perturbation-values": [0.1]}), tmp_path / "attacked")
    assert caught.value.code in ("unknown_operator", "conversion_failed")
    assert "square-linf" in caught.value.hint


@pytest.mark.parametrize("operator", ["tree", "svm"])
def test_a_model_without_a_gradient_is_searched_by_squares(operator: str, tmp_path: Path) -> None:
    files = stump(tmp_path, operator)
    values = {"perturbation-values": [0.2, 0.5]}
    square = {"attack": "square-linf", "attack-params": {"steps": 100}}
    searched = run(spec_from_document({**files, **values, **square}), tmp_path / "searched")
    drawn = run(
        spec_from_document({**files, **values, "perturbation-type": "random"}), tmp_path / "drawn"
    )
    table, given = searched.outcome.table, searched.spec.values
    assert searched.outcome.warnings == ()
    for ours, theirs in zip(searched.robust(given), drawn.robust(given), strict=True):
        assert ours <= theirs
    assert searched.robust(given)[-1] < drawn.robust(given)[-1], "no better than noise"
    session = onnxruntime.InferenceSession(files["trained-model"])
    for row in np.flatnonzero(np.isfinite(table.distance) & (table.distance > 0)):
        example = searched.pictures[int(table.index[row])]
        answer = session.run(["scores"], {"x": example[None]})[0].argmax()
        assert answer == table.adversarial_prediction[row] != table.label[row]
        assert table.distance[row] <= 0.5


@pytest.mark.parametrize("operator", ["tree", "svm"])
def test_a_model_without_a_gradient_is_searched_by_its_decisions(
    operator: str, tmp_path: Path
) -> None:
    files = stump(tmp_path, operator)
    params = {"steps": 3, "initial_gradient_eval_steps": 20}
    jumps = {"attack": "hopskipjump", "attack-params": params, "perturbation-values": [0.5]}
    searched = run(spec_from_document({**files, **jumps}), tmp_path / "searched")
    table = searched.outcome.table
    assert searched.outcome.warnings == ()
    session = onnxruntime.InferenceSession(files["trained-model"])
    broken = np.flatnonzero(np.isfinite(table.distance) & (table.distance > 0))
    assert len(broken) > 0
    for row in broken:
        example = searched.pictures[int(table.index[row])]
        answer = session.run(["scores"], {"x": example[None]})[0].argmax()
        assert answer == table.adversarial_prediction[row] != table.label[row]
