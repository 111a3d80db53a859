"""Where a converted model draws tensors of a fixed shape."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import onnx
import torch


class OnDevice(torch.nn.Module):
    """Draws a tensor of a fixed shape where the model is: onnx2pytorch draws it on the CPU."""

    place: torch.Tensor

    def __init__(self, draw: torch.nn.Module) -> None:
        super().__init__()
        self.draw = draw
        self.register_buffer("place", torch.zeros(()), persistent=False)

    def forward(self) -> torch.Tensor:
        """Return the draw."""
        drawn: torch.Tensor = self.draw()
        return drawn.to(self.place.device)


def replace_drawing(network: Any, graph: onnx.GraphProto, operations: ModuleType) -> None:
    """Let the converter's operators draw on the device of the model.

    Parameters
    ----------
    network
        An `onnx2pytorch.ConvertModel` of the graph.
    operations
        The converter's.
    """
    for node in graph.node:
        name = network.mapping.get(node.output[0])
        made = getattr(network, name, None) if name else None
        if isinstance(made, operations.RandomNormal | operations.RandomUniform):
            setattr(network, name, OnDevice(made))
