"""Maxima of windows that hold nothing but padding, of which torch writes outside its memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import helper
from torch import nn

from pandavision_gui.engine.models.empty_windows import (
    may_have_empty_windows,
    refuse_empty_windows,
)
from pandavision_gui.engine.models.load_classifier import agreeing, load_classifier

from .onnx_files import model, random, saved, value

DILATED = {"kernel_shape": [2, 2], "dilations": [2, 1], "pads": [1, 1, 1, 1]}


def pooled(height: int, features: int) -> object:
    nodes = [
        helper.make_node("MaxPool", ["x"], ["p"], **DILATED),
        helper.make_node("Relu", ["p"], ["r"]),  # the smallest number there is becomes 0
        helper.make_node("Flatten", ["r"], ["f"]),
        helper.make_node("Gemm", ["f", "w"], ["y"], transB=1),
    ]
    weights = [random("w", 4, features)]
    return model(nodes, [value("x", ("n", 2, height, 3))], [value("y", ("n", 4))], weights)


@pytest.mark.parametrize(("height", "features", "has_gradient"), [(1, 8, False), (2, 16, True)])
def test_a_window_in_the_padding_alone_is_left_to_onnx_runtime(
    tmp_path: Path, height: int, features: int, has_gradient: bool
) -> None:
    path = saved(pooled(height, features), tmp_path)
    samples = np.random.default_rng(0).normal(0, 1, (8, 2, height, 3)).astype(np.float32)
    found = load_classifier(
        path, sample_shape=(2, height, 3), normalisation=None, flip_channels=False
    )
    loaded, _ = agreeing(found, samples)
    assert (loaded.converter != "none") is has_gradient
    inputs = torch.from_numpy(samples)
    if has_gradient:
        inputs.requires_grad_()
        (gradient,) = torch.autograd.grad(loaded.classifier(inputs).sum(), inputs)
        assert torch.isfinite(gradient).all()


@pytest.mark.parametrize(
    ("pool", "shape", "is_refused"),
    [
        (nn.MaxPool1d(2, dilation=3, padding=1), (1, 1, 2), True),
        (nn.MaxPool1d(2, dilation=2, padding=1), (1, 1, 2), False),
        (nn.MaxPool2d(2, dilation=(2, 1), padding=1), (1, 1, 1, 3), True),
        (nn.MaxPool2d(2, dilation=(1, 2), padding=(0, 1)), (1, 1, 3, 1), True),
        (nn.MaxPool2d(2, dilation=(1, 2), padding=(1, 0)), (1, 1, 3, 3), False),
        (nn.MaxPool3d(2, dilation=(1, 1, 2), padding=1), (1, 1, 3, 3, 1), True),
        (nn.MaxPool2d(3, padding=1), (1, 1, 1, 1), False),
    ],
)
def test_only_windows_that_can_be_empty_are_refused(
    pool: nn.Module, shape: tuple[int, ...], is_refused: bool
) -> None:
    refuse_empty_windows(nn.Sequential(pool))
    assert may_have_empty_windows(pool) or not is_refused
    if is_refused:
        with pytest.raises(RuntimeError, match="padding alone"):
            pool(torch.ones(shape))
    else:
        assert (pool(torch.ones(shape)) == 1).all()


def test_other_modules_have_no_windows() -> None:
    assert not may_have_empty_windows(nn.AvgPool2d(2, padding=1))
    assert not may_have_empty_windows(nn.Conv2d(1, 1, 2, dilation=2, padding=1))
