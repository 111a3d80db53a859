"""Inputs and outputs of a graph as facts, and in words."""

from __future__ import annotations

import numpy as np
import onnx

from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.input_fit import Shape
from pandavision_gui.errors import plain_text

FLOATS = ("float16", "float32", "float64")
_LONGEST_NAME = 60


def tensor_facts(value: onnx.ValueInfoProto, shape: Shape | None) -> TensorFacts:
    """Return name, type and shape of an input or output."""
    return TensorFacts(name=value.name, dtype=dtype_name(value), shape=shape or ())


def dtype_name(value: onnx.ValueInfoProto) -> str:
    """Return numpy's name of the type, else onnx's, "unknown" for what neither knows."""
    kind = value.type.WhichOneof("value")
    if kind != "tensor_type":
        return str(kind or "unknown").removesuffix("_type")
    try:
        dtype = onnx.helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)
    except (KeyError, ValueError, TypeError):
        return "unknown"
    return "string" if dtype == np.dtype(object) else str(dtype)


def shape_text(shape: Shape) -> str:
    """Return a shape in words, "?" for an open dimension."""
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def quoted(name: str) -> str:
    """Return a name from a file in quotes, escaped and cut."""
    shown = plain_text(name)
    return f'"{shown[:_LONGEST_NAME]}…"' if len(shown) > _LONGEST_NAME else f'"{shown}"'
