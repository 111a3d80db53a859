"""The good files that are changed: small ones, of many kinds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from onnx import helper

from ..engine.models.onnx_files import convolution, linear
from ..hostile import hostile_models

_ANYWHERE = Path("/nowhere")


def models() -> list[bytes]:
    """Return ONNX files: plain, with branches, loops, functions, attributes, external data."""
    made = [
        linear(),
        linear([helper.make_node("Softmax", ["logits"], ["y"])], input_shape=[4, 3, 4, 4]),
        convolution(),
        convolution(batch=1),
        hostile_models.loop(3)(_ANYWHERE),
        hostile_models.nested_branches(3)(_ANYWHERE),
        hostile_models.functions_that_double(2)(_ANYWHERE),
        hostile_models.constant_in_a_function(_ANYWHERE),
        hostile_models.external("weights.bin", length="256")(_ANYWHERE),
        hostile_models.hostile_names(_ANYWHERE),
        hostile_models.expand(_ANYWHERE),
    ]
    return [model.SerializeToString() for model in made]


def datasets() -> list[bytes]:
    """Return HDF5 files: contiguous, in chunks, compressed, old and new formats, class names."""
    return [
        _file(_plain),
        _file(_plain, libver="latest"),
        _file(_compressed),
        _file(_compressed, libver="latest"),
        _file(_named),
        _file(_named, libver="latest"),
        _file(_grouped),
        _file(_plain, userblock_size=512),
    ]


def _file(fill: Any, **options: Any) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w", **options) as file:
        fill(file)
    return content.getvalue()


def _samples(dtype: str = "u1") -> np.ndarray:
    values = np.random.default_rng(1).integers(0, 256, (6, 1, 4, 4))
    return values.astype(dtype) if dtype == "u1" else (values / 255).astype(dtype)


def _plain(file: h5py.File) -> None:
    file["samples"], file["labels"] = _samples(), np.arange(6)


def _compressed(file: h5py.File) -> None:
    options = {"chunks": (2, 1, 4, 4), "shuffle": True, "fletcher32": True}
    file.create_dataset("samples", data=_samples("f4"), compression="gzip", **options)
    file.create_dataset("labels", data=np.arange(6.0), chunks=(4,), compression="lzf")


def _named(file: h5py.File) -> None:
    _plain(file)
    file.attrs["class_names"] = json.dumps(list("abcdef"))
    file["labels"].attrs["class_names"] = np.array(list("abcdef"), dtype=h5py.string_dtype())
    file["labels"].attrs["unit"] = np.float16(1)


def _grouped(file: h5py.File) -> None:
    group = file.create_group("test")
    for number in range(12):
        group.create_group(f"g{number}")
    group["x"], group["y"] = _samples("f8"), np.eye(6)
    file["samples"], file["labels"] = h5py.SoftLink("/test/x"), h5py.SoftLink("labels2")
    file["labels2"] = np.arange(6, dtype="i2").reshape(6, 1)
