"""The gradient of convolutions of few channels, against torch's own."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import Tensor, nn

from pandavision_gui.engine.models.memory_layout import lay_out
from pandavision_gui.engine.models.tape.convolution_calls import ConvolutionCalls
from pandavision_gui.engine.models.tape.picture_gradient import picture_gradient

KERNELS, STRIDES = (
    [(1, 1), (2, 2), (3, 3), (5, 5), (7, 7), (2, 5)],
    [(1, 1), (2, 2), (3, 1), (4, 5)],
)
SHAPES = [(2, 13, 11), (3, 12, 12)]


def of(channels: int, out: int, *, pixels: bool = False, **settings: object) -> ConvolutionCalls:
    torch.manual_seed(channels * out)
    layer = nn.Conv2d(channels, out, **settings).requires_grad_(False)  # type: ignore[arg-type]
    if pixels:
        assert lay_out(layer, torch.rand(1, channels, 13, 13), always=True)
    return ConvolutionCalls(layer)


def passes(calls: ConvolutionCalls, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Return inputs and a gradient of the outputs, as it lies after a layer of this kind."""
    generator = torch.Generator().manual_seed(len(shape))
    inputs = torch.randn(shape, generator=generator)
    outputs = calls.forward(inputs)
    return inputs, torch.empty_like(outputs).copy_(torch.randn(outputs.shape, generator=generator))


@pytest.mark.parametrize("pixels", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", KERNELS)
def test_it_is_torchs_own_for_every_kernel_stride_and_padding(
    kernel: tuple[int, int], channels: int, pixels: bool
) -> None:
    paddings = {(0, 0), (kernel[0] // 2, kernel[1] // 2), (kernel[0] - 1, 0), (0, kernel[1])}
    for stride, padding, out in itertools.product(STRIDES, paddings, (6, 32)):
        calls = of(channels, out, pixels=pixels, kernel_size=kernel, stride=stride, padding=padding)
        found = picture_gradient(calls)
        assert found is not None
        for rows, height, width in SHAPES:
            inputs, gradient = passes(calls, (rows, channels, height, width))
            mine, usual = found(gradient, inputs), calls.input_gradient(gradient, inputs)
            assert mine.is_contiguous()
            torch.testing.assert_close(mine, usual, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "settings",
    [{"kernel_size": 3, "groups": 3}, {"kernel_size": 3, "dilation": 2}],
)
def test_other_kinds_are_left_to_torch(settings: dict[str, int]) -> None:
    assert picture_gradient(of(3, 6, **settings)) is None
    assert picture_gradient(of(5, 6, kernel_size=3)) is None


@pytest.mark.parametrize("out", [4, 32])  # by blocks and by taps
@pytest.mark.parametrize("wrong", [torch.nan, torch.inf])
def test_what_is_not_finite_reaches_the_pixels_that_it_concerns(out: int, wrong: float) -> None:
    calls = of(3, out, kernel_size=3, padding=1, stride=2)
    found = picture_gradient(calls)
    assert found is not None
    inputs, gradient = passes(calls, (3, 3, 12, 12))
    gradient[1, :, 2, 3] = wrong
    mine, usual = found(gradient, inputs), calls.input_gradient(gradient, inputs)
    assert 0 < int((~usual.isfinite()).sum()) < usual[1].numel()
    assert torch.equal(mine.isfinite(), usual.isfinite())
    torch.testing.assert_close(mine, usual, rtol=1e-4, atol=1e-4, equal_nan=True)


@pytest.mark.parametrize("out", [4, 32])  # by blocks and by taps
def test_of_no_rows_there_is_an_empty_gradient(out: int) -> None:
    calls = of(3, out, kernel_size=3)
    found = picture_gradient(calls)
    assert found is not None
    inputs, gradient = passes(calls, (0, 3, 8, 8))
    assert found(gradient, inputs).shape == inputs.shape
