"""Gather and Slice in place of onnx2pytorch's.

onnx2pytorch 0.6.0 indexes tensors with a list, which torch announces to read differently, and
takes a negative Gather axis for the first one.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

Numbers = torch.Tensor | Sequence[int] | int | None


class Gather(torch.nn.Module):
    """ONNX Gather: the entries `indices` along one axis.

    Parameters
    ----------
    axis
        The axis; negative from the end.
    """

    def __init__(self, axis: int) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, data: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        """Return `data` with `axis` replaced by the axes of `indices`."""
        selection: list[slice | torch.Tensor] = [slice(None)] * (self.axis % data.ndim)
        return data[(*selection, indices.long())]


class Slice(torch.nn.Module):
    """ONNX Slice; the arguments are for opsets below 10, where they are no inputs.

    Parameters
    ----------
    starts, ends, axes
        Where to begin and end (exclusive) on which axes; negative from the end.
    """

    def __init__(self, starts: Numbers = None, ends: Numbers = None, axes: Numbers = None) -> None:
        super().__init__()
        self.starts = starts
        self.ends = ends
        self.axes = axes

    def forward(
        self,
        data: torch.Tensor,
        starts: Numbers = None,
        ends: Numbers = None,
        axes: Numbers = None,
        steps: Numbers = None,
    ) -> torch.Tensor:
        """Return the part of `data`; a negative step runs backwards."""
        first = _ints(self.starts if starts is None else starts) or []
        last = _ints(self.ends if ends is None else ends) or []
        along = _ints(self.axes if axes is None else axes) or list(range(len(first)))
        step = _ints(steps) or [1] * len(first)
        for axis, *limits in zip(along, first, last, step, strict=True):
            chosen = range(data.shape[axis])[slice(*limits)]
            if chosen.step > 0:
                before = (slice(None),) * (axis % data.ndim)
                data = data[(*before, slice(chosen.start, chosen.stop, chosen.step))]
            else:
                positions = torch.tensor(list(chosen), dtype=torch.long, device=data.device)
                data = data.index_select(axis, positions)
        return data


def _ints(numbers: Numbers) -> list[int] | None:
    if numbers is None:
        return None
    if isinstance(numbers, torch.Tensor):
        return [int(n) for n in numbers.reshape(-1).tolist()]
    return [numbers] if isinstance(numbers, int) else [int(n) for n in numbers]
