"""A conversion that computes anything else than the file is never attacked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import ModelProto, helper, numpy_helper

from pandavision_gui.engine.models import conversion_attempts
from pandavision_gui.engine.models.conversion import convert
from pandavision_gui.engine.models.load_classifier import LoadedClassifier

from .loading import loaded
from .onnx_files import convolution, model, random, samples, tensor, value

Change = Callable[[ModelProto], None]
SHAPE = (3, 8, 8)


def pictures() -> ModelProto:
    """A small network with one of each: convolution, norm, pooling, a dense layer."""
    nodes = [
        helper.make_node("Conv", ["x", "w", "b"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["c", "s", "t", "m", "v"], ["n"], epsilon=1e-3),
        helper.make_node("LeakyRelu", ["n"], ["r"], alpha=0.1),
        helper.make_node("AveragePool", ["r"], ["p"], kernel_shape=[3, 3], strides=[2, 2],
                         pads=[1, 1, 1, 1], count_include_pad=0),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "g", "h"], ["y"], transB=1),
    ]  # fmt: skip
    weights = [
        random("w", 4, 3, 3, 3), random("b", 4), tensor("s", [1, 2, 0.5, 1]),
        tensor("t", [0, 1, -1, 0.3]), tensor("m", [0.1, 0.2, 0.3, 0]), tensor("v", [1, 2, 0.1, 3]),
        random("g", 5, 64), random("h", 5),
    ]  # fmt: skip
    return model(nodes, [value("x", ["n", *SHAPE])], [value("y", ["n", 5])], weights)


def attribute(operator: str, name: str, new: object) -> Change:
    def change(built: ModelProto) -> None:
        node = next(node for node in built.graph.node if node.op_type == operator)
        kept = [entry for entry in node.attribute if entry.name != name]
        del node.attribute[:]
        node.attribute.extend([*kept, helper.make_attribute(name, new)])

    return change


def weights(shape: tuple[int, ...], new: Callable[[np.ndarray], np.ndarray]) -> Change:
    def change(built: ModelProto) -> None:
        found = next(t for t in built.graph.initializer if tuple(t.dims) == shape)
        array = new(numpy_helper.to_array(found).copy())
        found.CopyFrom(numpy_helper.from_array(array, found.name))

    return change


CHANGES: dict[str, Change] = {
    "slope": attribute("LeakyRelu", "alpha", 0.11),
    "padding counted": attribute("AveragePool", "count_include_pad", 1),
    "epsilon": attribute("BatchNormalization", "epsilon", 1e-2),
    "alpha": attribute("Gemm", "alpha", 1.01),
    "beta": attribute("Gemm", "beta", 0.9),
    "channels reversed": weights((4, 3, 3, 3), lambda w: w[:, ::-1].copy()),
    "filter turned": weights((4, 3, 3, 3), lambda w: w[..., ::-1].copy()),
    "two classes swapped": weights((5, 64), lambda w: w[[1, 0, 2, 3, 4]]),
    "two weights swapped": weights((5, 64), lambda w: np.hstack([w[:, 1:2], w[:, :1], w[:, 2:]])),
    "a bias missing": weights((5,), np.zeros_like),
}


def every_attempt(monkeypatch: pytest.MonkeyPatch, change: Change, only: int = 2) -> list[str]:
    """Let the first `only` converters be wrong; return who was asked, in this order."""
    asked: list[str] = []

    def wrong(name: str, right: Callable[[ModelProto], torch.nn.Module], broken: bool) -> object:
        def run(cleaned: ModelProto) -> torch.nn.Module:
            asked.append(name)
            if broken:
                change(cleaned)
            return right(cleaned)

        return run

    changed = tuple(
        (name, wrong(name, right, number < only))
        for number, (name, right) in enumerate(conversion_attempts._CONVERTERS)
    )
    monkeypatch.setattr(conversion_attempts, "_CONVERTERS", changed)
    return asked


def no_conversion(found: LoadedClassifier) -> None:
    assert found.converter == "none"
    assert found.hindrance is not None
    assert found.hindrance.code == "conversion_disagrees"
    assert "the scores differ by up to" in found.hindrance.message


@pytest.mark.parametrize("name", CHANGES)
def test_a_conversion_with_one_change_is_noticed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = every_attempt(monkeypatch, CHANGES[name])
    batch = samples(16, *SHAPE)
    found = loaded(pictures(), tmp_path, batch, SHAPE)
    no_conversion(found)
    assert set(asked) == {"onnx2pytorch", "onnx2torch"}
    # What is left is the file itself.
    logits = found.classifier(torch.from_numpy(batch)).numpy()
    assert np.array_equal(logits, found.truth.scores(batch))


def test_a_wrong_first_converter_makes_way_for_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = every_attempt(monkeypatch, CHANGES["slope"], only=1)
    found = loaded(pictures(), tmp_path, samples(16, *SHAPE), SHAPE)
    assert (found.converter, found.hindrance) == ("onnx2torch", None)
    assert asked == ["onnx2pytorch", "onnx2torch"]


@pytest.mark.parametrize("offset", [-1e9, -1e4])
def test_a_masked_class_does_not_excuse_a_wrong_conversion(
    offset: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = convolution()
    built.graph.node[-1].output[0] = "z"
    built.graph.node.append(helper.make_node("Add", ["z", "mask"], ["y"]))
    built.graph.initializer.append(tensor("mask", [0, 0, offset, 0, 0]))
    batch = samples(16, *SHAPE)
    assert loaded(built, tmp_path, batch, SHAPE).converter == "onnx2pytorch"
    every_attempt(monkeypatch, attribute("Gemm", "alpha", 1.2))
    no_conversion(loaded(built, tmp_path, batch, SHAPE))


class _MixesRows(torch.nn.Module):
    """Right for one sample alone, wrong in a batch."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(x) + (x.flatten(1).mean() - x.flatten(1).mean(1, keepdim=True))


def test_a_conversion_that_mixes_the_rows_of_a_batch_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixing = (("mixing", lambda cleaned: _MixesRows(convert(cleaned))),)
    monkeypatch.setattr(conversion_attempts, "_CONVERTERS", mixing)
    found = loaded(pictures(), tmp_path, samples(16, *SHAPE), SHAPE)
    # Alone it is right, so it may be used one by one.
    assert (found.converter, found.hindrance) == ("mixing", None)
    assert any("slower" in remark for remark in found.facts.remarks)


def test_a_right_conversion_is_taken_at_once(tmp_path: Path) -> None:
    found = loaded(pictures(), tmp_path, samples(16, *SHAPE), SHAPE)
    assert (found.converter, found.hindrance) == ("onnx2pytorch", None)
    onnx.checker.check_model(pictures())
