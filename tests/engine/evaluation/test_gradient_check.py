"""A model that gives no gradient was never attacked, and nobody may call it robust."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnx.version_converter
import pytest
import torch
from onnx import helper

from pandavision_gui.engine.evaluation.gradient_check import (
    change_shown_by_gradient,
    gradient_warning,
    require_gradient,
)
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.evaluation.task import Observer, Snapshot
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from .doctor_pairs import spec, with_prefix
from .evaluations import run
from .test_prepare import road_sign_spec

SAMPLES = np.random.default_rng(0).random((4, 1, 2, 2), dtype=np.float32)
LABELS = np.array([0, 1, 0, 1])


class _Network(torch.nn.Module):
    def __init__(self, first: torch.nn.Module | None = None, *, detached: bool = False) -> None:
        super().__init__()
        self.first = first or torch.nn.Identity()
        self.last = torch.nn.Linear(4, 3)
        self.detached = detached

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        inputs = self.first(samples)
        logits: torch.Tensor = self.last((inputs.detach() if self.detached else inputs).flatten(1))
        return logits


class _Rounds(torch.nn.Module):
    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        return torch.floor(samples * 16) / 16


def test_an_ordinary_model_has_a_gradient() -> None:
    require_gradient(_Network(), SAMPLES, LABELS)


@pytest.mark.parametrize(
    "model",
    [_Network(_Rounds()), _Network(detached=True), _Network(detached=True).requires_grad_(False)],
    ids=["rounds", "cut off", "cut off, without parameters"],
)
def test_a_model_without_a_gradient_is_refused(model: torch.nn.Module) -> None:
    with pytest.raises(InputError) as refused:
        require_gradient(model, SAMPLES, LABELS)
    assert refused.value.code == "model_no_gradient"


class _Saturated(torch.nn.Module):
    """So sure that cross-entropy has no gradient left in float32."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.inner(samples) * 1e4
        return logits


def test_samples_that_no_gradient_could_move_are_told(sample_files: Path, tmp_path: Path) -> None:
    def saturate(prepared: Prepared) -> Prepared:
        sure = _Saturated(prepared.task.classifier)
        return replace(prepared, task=replace(prepared.task, classifier=sure))

    keys = {"samples": 12, "perturbation-values": [0.05], "attack": "pgd-linf"}
    spec = road_sign_spec(sample_files, **keys, **{"attack-params": {"steps": 5}})
    told: list[Snapshot] = []
    found = run(spec, tmp_path, Observer(progress=told.append), change=saturate)
    robust = found.robust((0.05,))[0]
    assert told[-1].unknown == robust > 0
    (warning,) = found.outcome.warnings
    assert warning.startswith(f"{robust} samples that were not broken gave the attack no gradient")


def test_a_quantised_model_is_refused_in_words(tmp_path: Path) -> None:
    import h5py
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def constant(name: str, array: np.ndarray) -> onnx.TensorProto:
        return numpy_helper.from_array(array, name)

    nodes = [
        helper.make_node("Cast", ["x"], ["whole"], to=TensorProto.INT32),
        helper.make_node("Cast", ["whole"], ["back"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["back"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["y"]),
    ]
    weights = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    graph = helper.make_graph(
        nodes,
        "quantised",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 2, 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])],
        [constant("w", weights)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, tmp_path / "m.onnx")
    pictures = np.random.default_rng(1).integers(0, 256, (6, 1, 2, 2)).astype(np.uint8)
    with h5py.File(tmp_path / "d.h5", "w") as file:
        file["samples"] = pictures
        flat = pictures.reshape(6, -1).astype(np.float32)
        file["labels"] = (flat @ weights).argmax(axis=1)
    from pandavision_gui.engine.evaluation.prepare import prepare
    from pandavision_gui.engine.spec import spec_from_document

    document = {"dataset": str(tmp_path / "d.h5"), "trained-model": str(tmp_path / "m.onnx")}
    with pytest.raises(InputError) as refused:
        prepare(spec_from_document(document), device="cpu", threads=1)
    assert refused.value.code == "model_no_gradient"
    # Noise needs no gradient.
    noise = spec_from_document({**document, "perturbation-type": "random"})
    prepare(noise, device="cpu", threads=1).dataset.close()


class _RoundsInside(torch.nn.Module):
    """Rounds all pixels but those of the border, which still have a gradient."""

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        inner = torch.zeros_like(samples, dtype=torch.bool)
        inner[..., 2:-2, :] = True
        return torch.where(inner, _Rounds()(samples), samples)


def _trained_like(first: torch.nn.Module) -> torch.nn.Module:
    torch.manual_seed(0)
    layers = (torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2))
    return torch.nn.Sequential(first, *layers, torch.nn.Flatten(), torch.nn.Linear(8 * 49, 3))


def _pictures() -> np.ndarray:
    """Return pictures with plain surfaces, on which all values of a pool are equal."""
    pictures = np.zeros((6, 1, 16, 16), np.float32)
    pictures[:, :, 4:12, 6:10] = np.linspace(0.3, 1, 6, dtype=np.float32).reshape(6, 1, 1, 1)
    return pictures


@pytest.mark.parametrize("first", [torch.nn.Identity(), torch.nn.Hardtanh(0.0, 1.0)])
def test_an_honest_gradient_tells_what_all_pixels_do(first: torch.nn.Module) -> None:
    labels = np.arange(6) % 3
    shown = change_shown_by_gradient(_trained_like(first), _pictures(), labels, (0.0, 1.0))
    assert shown is not None
    assert shown > 0.8
    assert gradient_warning(1.0, shown) == ""


def test_a_gradient_that_is_missing_on_most_of_the_picture_is_told() -> None:
    model, labels = _trained_like(_RoundsInside()), np.arange(6) % 3
    require_gradient(model, _pictures(), labels)
    shown = change_shown_by_gradient(model, _pictures(), labels, (0.0, 1.0))
    assert shown is not None
    assert "tells only a part" in gradient_warning(1.0, shown)


def test_a_network_that_rounds_most_of_the_picture_is_not_called_robust_without_a_word(
    trained_data: Path, tmp_path: Path
) -> None:
    model, source = rounding_inside(trained_data, tmp_path)
    for path, is_told in ((model, True), (source, False)):
        document = spec(path, trained_data / "mnist_100.h5")
        with prepare(spec_from_document(document), device="cpu", threads=1) as prepared:
            assert any("tells only a part" in text for text in prepared.warnings) is is_told


def opset_13(source: Path, target: Path) -> Path:
    onnx.save(onnx.version_converter.convert_version(onnx.load(source), 13), target)
    return target


def rounding_inside(trained_data: Path, folder: Path) -> tuple[Path, Path]:
    """Return a network that rounds all pixels but those of the border, and what it is made of."""
    mask = np.zeros((1, 1, 28, 28), dtype=bool)
    mask[..., 3:25] = True
    nodes = [
        helper.make_node("Mul", ["raw", "levels"], ["scaled"]),
        helper.make_node("Round", ["scaled"], ["whole"]),
        helper.make_node("Div", ["whole", "levels"], ["stepped"]),
        helper.make_node("Where", ["mask", "stepped", "raw"], ["ready"]),
    ]
    source = opset_13(trained_data / "models" / "Convnet_maxpool.onnx", folder / "new.onnx")
    constants = {"levels": np.float32(16), "mask": mask}
    model = with_prefix(source, folder / "rounds.onnx", nodes, constants)
    return model, source
