"""Networks that convolve faster pixel by pixel are laid out so, and compute the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import helper
from torch import Tensor, nn

from pandavision_gui.engine.evaluation.counted_model import CountedModel
from pandavision_gui.engine.models.memory_layout import lay_out

from .loading import loaded
from .onnx_files import model, random, samples, tensor, value


class ByMemory(nn.Module):
    """Reads its input as it lies in memory, which only one layout allows."""

    def forward(self, x: Tensor) -> Tensor:
        return x.view(len(x), -1)


def network(*layers: nn.Module) -> nn.Sequential:
    built = nn.Sequential(*layers)
    torch.manual_seed(0)
    for layer in built:
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.reset_parameters()
    return built.eval().requires_grad_(False)


def usual(last: nn.Module | None = None) -> nn.Sequential:
    return network(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.MaxPool2d(2),
        last or nn.Flatten(), nn.Linear(72, 5),
    )  # fmt: skip


SAMPLES = torch.rand((6, 3, 8, 8), generator=torch.Generator().manual_seed(1))


def is_by_pixels(built: nn.Module) -> list[bool]:
    return [
        c.weight.is_contiguous(memory_format=torch.channels_last) and not c.weight.is_contiguous()
        for c in built.modules()
        if isinstance(c, nn.Conv2d)
    ]


def answers(built: nn.Module) -> tuple[Tensor, Tensor]:
    asked = CountedModel(built)
    return asked.logits_and_gradients(SAMPLES, lambda logits, _: logits.logsumexp(dim=1))


def test_a_usual_network_is_laid_out_pixel_by_pixel_and_answers_the_same() -> None:
    plain, laid_out = answers(usual()), usual()
    assert lay_out(laid_out, SAMPLES[:1])
    assert is_by_pixels(laid_out) == [True, True]
    for before, after in zip(plain, answers(laid_out), strict=True):
        torch.testing.assert_close(after, before)


def test_gradients_lie_as_the_points_do_whatever_the_network_does_inside() -> None:
    built = usual()
    lay_out(built, SAMPLES[:1])
    logits, gradients = answers(built)
    assert logits.is_contiguous()
    assert gradients.is_contiguous()


@pytest.mark.parametrize(
    "layers",
    [
        pytest.param((nn.Flatten(), nn.Linear(192, 5)), id="none"),
        pytest.param((nn.Conv2d(3, 64, 5), nn.Flatten(), nn.Linear(1024, 5)), id="of-the-picture"),
        pytest.param(
            (
                nn.Conv2d(3, 8, 4, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 4, 2, 1),
                nn.Flatten(), nn.Linear(64, 5),
            ),
            id="that-skip",
        ),
    ],
)  # fmt: skip
def test_what_gains_nothing_stays_as_it_is(layers: tuple[nn.Module, ...]) -> None:
    built = network(*layers)
    assert not lay_out(built, SAMPLES[:1])
    assert not any(is_by_pixels(built))


def test_a_network_that_runs_in_one_layout_only_keeps_it() -> None:
    plain, built = answers(usual(ByMemory())), usual(ByMemory())
    assert not lay_out(built, SAMPLES[:1])
    assert not any(is_by_pixels(built))
    for before, after in zip(plain, answers(built), strict=True):
        torch.testing.assert_close(after, before, rtol=0, atol=0)


def test_half_precision_stays_as_it_is() -> None:
    assert not lay_out(usual().half(), SAMPLES[:1].half())


def test_a_file_is_laid_out_when_it_is_loaded_and_that_is_no_pass(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["c1"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w2"], ["c2"], pads=[1, 1, 1, 1]),
        helper.make_node("GlobalAveragePool", ["c2"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["y"]),
    ]
    wide = model(
        nodes, [value("x", ("n", 3, 8, 8))], [value("y", ("n", 5))],
        [random("w1", 8, 3, 3, 3), random("w2", 5, 8, 3, 3)],
    )  # fmt: skip
    linear = model(
        [helper.make_node("Flatten", ["x"], ["f"]), helper.make_node("MatMul", ["f", "w"], ["y"])],
        [value("x", ("n", 3, 8, 8))], [value("y", ("n", 5))], [random("w", 192, 5)],
    )  # fmt: skip
    found = loaded(wide, tmp_path, SAMPLES.numpy(), (3, 8, 8))
    assert is_by_pixels(found.classifier) == [True, True]
    rows = found.classifier.rows
    other = loaded(linear, tmp_path, SAMPLES.numpy(), (3, 8, 8))
    assert rows == other.classifier.rows
    with torch.no_grad():
        scores = found.classifier(SAMPLES).numpy()
    np.testing.assert_allclose(scores, found.truth.scores(SAMPLES.numpy()), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("channels", [1, 3])
def test_what_goes_along_a_tape_is_laid_out_whatever_its_shapes(channels: int) -> None:
    built = network(nn.Conv2d(channels, 32, 2), nn.Flatten(), nn.Linear(1568, 5))
    samples = torch.rand((2, channels, 8, 8), generator=torch.Generator().manual_seed(2))
    before = built(samples)
    assert built[0](samples).is_contiguous()
    assert lay_out(built, samples[:1], always=True)
    assert built[0](samples).is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(built(samples), before)


def test_a_conversion_that_cannot_run_gives_way_also_where_noise_says_nothing(
    tmp_path: Path,
) -> None:
    """Torch refuses so much padding; of noise the original makes infinity, of samples not."""
    nodes = [
        helper.make_node("Mul", ["x", "steep"], ["s"]),
        helper.make_node("Exp", ["s"], ["e"]),
        helper.make_node("Conv", ["e", "w"], ["c"]),
        helper.make_node("MaxPool", ["c"], ["p"], kernel_shape=[3, 3], pads=[2, 2, 2, 2]),
        helper.make_node("GlobalAveragePool", ["p"], ["m"]),
        helper.make_node("Flatten", ["m"], ["y"]),
    ]
    weights = [tensor("steep", 300.0), random("w", 4, 3, 3, 3)]
    built = model(nodes, [value("x", ("n", 3, 8, 8))], [value("y", ("n", 4))], weights)
    found = loaded(built, tmp_path, samples(4, 3, 8, 8) / 1000, (3, 8, 8))
    assert found.converter == "none"
