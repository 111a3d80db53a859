"""Keeps torch from maxima of windows that hold nothing but padding.

Of such a window torch knows no place of the largest number, and going backward it writes outside
of its memory (2.13: a height of 1 below a kernel of 2 with dilation 2 and one row of padding). Only
a dilated kernel steps over a whole picture; ONNX Runtime answers with the smallest number there is.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

_Pool = nn.MaxPool1d | nn.MaxPool2d | nn.MaxPool3d


def refuse_empty_windows(network: torch.nn.Module) -> torch.nn.Module:
    """Let a network's maxima raise RuntimeError where a window may lie in the padding alone."""
    for module in network.modules():
        if may_have_empty_windows(module):
            module.register_forward_pre_hook(_require_numbers)
    return network


def may_have_empty_windows(module: torch.nn.Module) -> bool:
    """Whether there are pictures so small that a window of this module holds no number."""
    return isinstance(module, _Pool) and any(d > 1 and p > 0 for d, p in _numbers(module))


def _require_numbers(module: torch.nn.Module, inputs: tuple[Tensor, ...]) -> None:
    assert isinstance(module, _Pool)
    numbers = _numbers(module)
    sizes = inputs[0].shape[-len(numbers) :]
    for size, (dilation, padding) in zip(sizes, numbers, strict=True):
        if padding > 0 and dilation > size:
            raise RuntimeError("maxima of windows that lie in the padding alone")


def _numbers(module: _Pool) -> list[tuple[int, int]]:
    """Return dilation and padding of each axis."""
    kinds = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)
    axes = next(n for n, kind in enumerate(kinds, 1) if isinstance(module, kind))
    dilation, padding = (_each_axis(n, axes) for n in (module.dilation, module.padding))
    return list(zip(dilation, padding, strict=True))


def _each_axis(number: Any, axes: int) -> tuple[int, ...]:
    return (number,) * axes if isinstance(number, int) else tuple(number)
