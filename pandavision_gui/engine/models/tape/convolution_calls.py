"""A convolution as two calls of torch whose arguments are looked up once."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ConvolutionCalls:
    """Forward, and the gradient of the input.

    Attributes
    ----------
    weight
        float32, (C', C / groups, H, W), as it lies in memory.
    stride, padding, dilation
        Down and across.
    lies_by_pixels
        Whether what it makes lies pixel by pixel in memory.
    """

    def __init__(self, layer: nn.Conv2d, divided_by: Tensor | None = None) -> None:
        """Take the numbers of a layer.

        Parameters
        ----------
        divided_by
            (C, 1, 1): what the inputs would have to be divided by before; None for nothing.
        """
        if isinstance(layer.padding, str):
            raise TypeError(f"padding by the word {layer.padding!r}")
        self.weight: Tensor = layer.weight.detach()
        if divided_by is not None:
            self.weight = self.weight / divided_by
        self._bias = None if layer.bias is None else layer.bias.detach()
        self.stride = _two(layer.stride)
        self.padding = _two(layer.padding)
        self.dilation = _two(layer.dilation)
        self.groups = layer.groups
        self.lies_by_pixels = self.weight.stride(1) == 1
        self._backward = torch.ops.aten.convolution_backward.default
        self._rest = (
            None, list(self.stride), list(self.padding), list(self.dilation), False, [0, 0],
            layer.groups, [True, False, False],
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer does: (N, C, H, W) → (N, C', H', W')."""
        return torch.conv2d(
            x, self.weight, self._bias, self.stride, self.padding, self.dilation, self.groups
        )

    def input_gradient(self, gradient: Tensor, inputs: Tensor) -> Tensor:
        """Return the gradient of the inputs, of which only shape and layout matter here."""
        found: Tensor = self._backward(gradient, inputs, self.weight, *self._rest)[0]
        return found


def _two(numbers: tuple[int, ...]) -> tuple[int, int]:
    down, across = numbers
    return down, across
