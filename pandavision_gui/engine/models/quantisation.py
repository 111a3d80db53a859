"""Quantised operators with a way back for gradients, in place of onnx2pytorch's.

Rounding has the derivative 0 almost everywhere, so an attack on a quantised model would stand still
and the model would look robust. A straight-through estimator lets the gradient pass where the value
is within the range, as if nothing had been rounded. Whole numbers stay floating-point numbers here:
torch has no gradients through integers.
Source: Bengio, Léonard, Courville, https://arxiv.org/abs/1308.3432.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import torch

_RANGES = {
    torch.uint8: (0, 255),
    torch.int8: (-128, 127),
    torch.uint16: (0, 65535),
    torch.int16: (-32768, 32767),
}


def rounded(x: torch.Tensor) -> torch.Tensor:
    """Return `x` rounded to whole numbers, half to even, with the gradient of `x` itself."""
    return x + (x.round() - x).detach()


class Quantise(torch.nn.Module):
    """ONNX QuantizeLinear; returns whole numbers as float32.

    Parameters
    ----------
    axis
        Where the scales lie if there are several.
    limits
        Smallest and largest number; None to take those of the zero point's type.
    """

    def __init__(self, axis: int, limits: tuple[int, int] | None) -> None:
        super().__init__()
        self.axis = axis
        self.limits = limits

    def forward(
        self, x: torch.Tensor, scale: torch.Tensor, zero: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return clamp(round(x / scale) + zero)."""
        low, high = self.limits or (0, 255)
        if zero is not None:
            if zero.dtype not in _RANGES:
                raise NotImplementedError(f"QuantizeLinear to {zero.dtype}")
            low, high = _RANGES[zero.dtype]
        steps = rounded(x.float() / _along(scale.float(), x, self.axis))
        if zero is not None:
            steps = steps + _along(zero.float(), x, self.axis)
        return steps.clamp(low, high)


class Dequantise(torch.nn.Module):
    """ONNX DequantizeLinear of what :class:`Quantise` returned, or of stored whole numbers."""

    def __init__(self, axis: int) -> None:
        super().__init__()
        self.axis = axis

    def forward(
        self, x: torch.Tensor, scale: torch.Tensor, zero: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return (x − zero) · scale."""
        shifted = x.float()
        if zero is not None:
            shifted = shifted - _along(zero.float(), x, self.axis)
        return shifted * _along(scale.float(), x, self.axis)


def _along(values: torch.Tensor, x: torch.Tensor, axis: int) -> torch.Tensor:
    if values.numel() == 1:
        return values.reshape(())
    shape = [1] * x.ndim
    shape[axis % x.ndim] = -1
    return values.reshape(shape)


def dynamic_quantise(_: torch.nn.Module, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """ONNX DynamicQuantizeLinear: to 0 … 255 by the smallest and largest entry."""
    low, high = x.detach().min().clamp(max=0.0), x.detach().max().clamp(min=0.0)
    scale = (high - low) / 255.0
    # All zeros: any scale will do, but 0 would divide.
    scale = torch.where(scale == 0, torch.ones_like(scale), scale)
    zero = (-low / scale).clamp(0, 255).round()
    return (rounded(x / scale) + zero).clamp(0, 255), scale, zero


class WholeMatMul(torch.nn.Module):
    """ONNX MatMulInteger on whole numbers in floating point."""

    def forward(
        self,
        a: torch.Tensor,
        b: torch.Tensor,
        a_zero: torch.Tensor | None = None,
        b_zero: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return (a − a_zero) @ (b − b_zero)."""
        left, right = a.float(), b.float()
        if a_zero is not None:
            # One zero point per row of a.
            left = left - (a_zero.float() if a_zero.ndim == 0 else a_zero.float().unsqueeze(-1))
        if b_zero is not None:
            right = right - b_zero.float()
        return left @ right


def whole_convolution(
    conv: Any,
    x: torch.Tensor,
    w: torch.Tensor,
    x_zero: torch.Tensor | None = None,
    w_zero: torch.Tensor | None = None,
) -> torch.Tensor:
    """ONNX ConvInteger with the numbers of onnx2pytorch's `conv`, in floating point."""
    x, w = x.float(), w.float()
    if x_zero is not None:
        x = x - x_zero.float().reshape(())
    if w_zero is not None:
        w = w - w_zero.float().reshape([-1] + [1] * (w.ndim - 1))
    if conv.pad_layer is not None:
        x = conv.pad_layer(x)
    functional = torch.nn.functional
    function = {3: functional.conv1d, 4: functional.conv2d, 5: functional.conv3d}[x.ndim]
    y: torch.Tensor = function(x, w, None, conv.stride, conv.padding, conv.dilation, conv.groups)
    return y


def replace_quantised(module: torch.nn.Module, operations: ModuleType) -> bool:
    """Put the modules above in the places of onnx2pytorch's; return whether there were any.

    Parameters
    ----------
    operations
        onnx2pytorch's module of that name.
    """
    found = False
    for name, child in module.named_children():
        new = _replacement(child, operations)
        if new is not None:
            setattr(module, name, new)
            found = True
        else:
            found |= replace_quantised(child, operations)
    return found


def _replacement(child: torch.nn.Module, operations: ModuleType) -> torch.nn.Module | None:
    made: torch.nn.Module
    if isinstance(child, operations.QuantizeLinear):
        if child.block_size or child.output_dtype:
            return None
        return Quantise(child.dim, None)
    if isinstance(child, operations.DequantizeLinear):
        return None if getattr(child, "block_size", 0) else Dequantise(child.dim)
    if isinstance(child, operations.DynamicQuantizeLinear):
        # The converter knows by the class that it has several outputs.
        body: dict[str, Any] = {"forward": dynamic_quantise}
        made = type("DynamicQuantise", (type(child),), body)()
        return made
    if isinstance(child, operations.MatMulInteger):
        return WholeMatMul()
    if isinstance(child, operations.ConvInteger):
        made = type("WholeConv", (type(child),), {"forward": whole_convolution})()
        made.__dict__.clear()  # an attribute there hides a module of that name
        made.__dict__.update(child.__dict__)
        return made
    return None
