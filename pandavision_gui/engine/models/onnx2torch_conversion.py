"""ONNX graph → torch module, by onnx2torch: the second converter, for what the first cannot do."""

from __future__ import annotations

import logging

import onnx
import onnx.version_converter
import torch

from pandavision_gui.engine.models.graph_edges import default_opset
from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in

_log = logging.getLogger(__name__)

NEWEST_OPSET = 17
"""onnx2torch 1.5 knows few operators of later versions."""


def convert_by_onnx2torch(model: onnx.ModelProto) -> torch.nn.Module:
    """Convert a cleaned model; raises whatever the converter raises."""
    with torchvision_stand_in():
        from onnx2torch import convert
    if default_opset(model) > NEWEST_OPSET:
        try:
            model = onnx.version_converter.convert_version(model, NEWEST_OPSET)
        except Exception as error:
            # The version converter raises RuntimeError and what its parts raise.
            _log.info("The model stays at its operator version: %s", error)
    module: torch.nn.Module = convert(model)
    return module.eval().requires_grad_(False)
