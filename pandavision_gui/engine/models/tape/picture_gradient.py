"""The gradient of a convolution of few channels with respect to its input.

A picture has one to four channels, and to such a convolution's gradient the processor's kernels
give 16 lanes each: it takes two to six times as long as going forward. Here it is computed by
operators that fill their lanes (Decision 0010 has the figures): the channels and the pixels of a
small block together are the output channels of another convolution; or, where the gradient lies
channel by channel and the kernel has no more taps than there are output channels, every tap is a
row of one matrix product, and the products are added up where they belong.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor, nn

from pandavision_gui.engine.models.tape.convolution_calls import ConvolutionCalls

_MOST_CHANNELS = 4
"""Of an input that this pays for."""
_BLOCK, _BLOCK_OF_GREY = 2, 4
"""Least pixels of a block, down and across."""

InputGradient = Callable[[Tensor, Tensor], Tensor]
"""(gradient of the outputs (N, C', H', W'), inputs (N, C, H, W)) → gradient of the inputs.

Of the inputs only the shape is looked at. What is returned is contiguous.
"""


def picture_gradient(calls: ConvolutionCalls) -> InputGradient | None:
    """Return how its input's gradient is computed faster; None where that is not known."""
    if calls.weight.shape[1] > _MOST_CHANNELS or calls.groups != 1 or set(calls.dilation) != {1}:
        return None
    by_blocks = _ByBlocks(calls)
    if not has_few_taps(calls):
        return by_blocks
    by_taps = _ByTaps(calls)

    def found(gradient: Tensor, inputs: Tensor) -> Tensor:
        way = by_taps if gradient.is_contiguous() else by_blocks
        return way(gradient, inputs)

    return found


def has_few_taps(calls: ConvolutionCalls) -> bool:
    """Whether the gradient is best computed tap by tap, if it lies channel by channel."""
    out_channels, channels, *kernel = calls.weight.shape
    return channels <= _MOST_CHANNELS and math.prod(kernel) <= out_channels


class _ByTaps:
    """One product per tap of the kernel, added up."""

    def __init__(self, calls: ConvolutionCalls) -> None:
        out_channels, self._channels, *self._kernel = calls.weight.shape
        self._stride, self._padding = calls.stride, calls.padding
        self._taps = calls.weight.permute(1, 2, 3, 0).reshape(-1, out_channels).contiguous()

    def __call__(self, gradient: Tensor, inputs: Tensor) -> Tensor:
        rows, taps, *out = len(gradient), math.prod(self._kernel), *gradient.shape[2:]
        size = inputs.shape[2:]
        products = (self._taps @ gradient.flatten(2)).view(rows, self._channels, taps, *out)
        height, width = ((o - 1) * s + 1 for o, s in zip(out, self._stride, strict=True))
        (top, left), (down, across), wide = self._padding, self._stride, self._kernel[1]
        found = gradient.new_zeros((rows, self._channels, size[0] + 2 * top, size[1] + 2 * left))
        for tap, product in enumerate(products.unbind(2)):
            y, x = divmod(tap, wide)
            found[:, :, y : y + height : down, x : x + width : across].add_(product)
        return found[:, :, top : top + size[0], left : left + size[1]].contiguous()


class _Reading(NamedTuple):
    """Pixel `pixel` of a block reads output `output` (from the block's first) by tap `tap`."""

    pixel: int
    tap: int
    output: int


@dataclass(frozen=True)
class _Axis:
    """How the pixels of a block read the outputs, along one axis.

    Attributes
    ----------
    block
        Pixels of a block.
    step
        Outputs from one block's first to the next one's.
    first, last
        Smallest and largest output that a block reads, counted from its own first.
    """

    block: int
    step: int
    readings: tuple[_Reading, ...]
    first: int
    last: int

    @classmethod
    def of(cls, kernel: int, stride: int, padding: int, least: int) -> _Axis:
        block = -(-least // stride) * stride
        readings = tuple(
            _Reading(pixel, tap, (pixel + padding - tap) // stride)
            for pixel in range(block)
            for tap in range(kernel)
            if (pixel + padding - tap) % stride == 0
        )
        outputs = [reading.output for reading in readings]
        return cls(block, block // stride, readings, min(outputs), max(outputs))

    def padding(self, size: int, outputs: int) -> tuple[int, int]:
        """Return how many outputs the blocks read before the first and after the last."""
        blocks = -(-size // self.block)
        return -self.first, self.step * (blocks - 1) + self.last - (outputs - 1)


class _ByBlocks:
    """A convolution of the outputs' gradient, whose channels are a block's pixels and channels."""

    def __init__(self, calls: ConvolutionCalls) -> None:
        self._calls = calls
        weight = calls.weight
        least = _BLOCK_OF_GREY if weight.shape[1] == 1 else _BLOCK
        down, across = (
            _Axis.of(kernel, stride, padding, least)
            for kernel, stride, padding in zip(
                weight.shape[2:], calls.stride, calls.padding, strict=True
            )
        )
        self._block = down.block, across.block
        self._steps = down.step, across.step
        out_channels, self._channels = weight.shape[:2]
        reach = (down.last - down.first + 1, across.last - across.first + 1)
        blocks = weight.new_zeros((self._channels, down.block, across.block, out_channels, *reach))
        for y in down.readings:
            for x in across.readings:
                place = (y.output - down.first, x.output - across.first)
                blocks[:, y.pixel, x.pixel, :, place[0], place[1]] = weight[:, :, y.tap, x.tap].t()
        layout = torch.channels_last if calls.lies_by_pixels else torch.contiguous_format
        self._blocks = blocks.flatten(0, 2).contiguous(memory_format=layout)

        @lru_cache(maxsize=4)
        def padding(
            high: int, wide: int, outputs_high: int, outputs_wide: int
        ) -> tuple[int, int, int, int]:
            return (*across.padding(wide, outputs_wide), *down.padding(high, outputs_high))

        self._padding = padding

    def __call__(self, gradient: Tensor, inputs: Tensor) -> Tensor:
        high, wide = inputs.shape[2:]
        left, right, above, below = self._padding(high, wide, *gradient.shape[2:])
        padding = (0, 0)
        outputs = gradient
        if above == below >= 0 and left == right >= 0:
            padding = (above, left)
        else:
            outputs = nn.functional.pad(gradient, (left, right, above, below))
        whole = self._put_together(torch.conv2d(outputs, self._blocks, None, self._steps, padding))
        if whole.shape != inputs.shape:
            whole = whole[:, :, :high, :wide].contiguous()
        if not math.isfinite(whole.sum().item()):
            # A pixel's weight for outputs that it does not reach is 0, and 0 × NaN is NaN.
            which = ~whole.flatten(1).isfinite().all(dim=1)
            whole[which] = self._calls.input_gradient(gradient[which], inputs[which])
        return whole

    def _put_together(self, blocks: Tensor) -> Tensor:
        """Return the picture that the blocks are one of: (N, C × block, …) → (N, C, H, W)."""
        rows, _, high, wide = blocks.shape
        down, across = self._block
        whole = blocks.new_empty((rows, self._channels, high, down, wide, across))
        pixels = blocks.view(rows, self._channels, down, across, high, wide)
        pixels = pixels.permute(0, 1, 4, 2, 5, 3)
        for x in range(across):  # pixel by pixel is faster than all at once
            whole[..., x].copy_(pixels[..., x])
        return whole.view(rows, self._channels, high * down, wide * across)
