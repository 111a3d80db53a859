"""Opens an ONNX file that somebody else wrote, and refuses what is not one in a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from pandavision_gui.engine.file_signature import (
    LARGEST_GRAPH_BYTES,
    model_empty,
    model_unreadable,
    not_onnx,
)
from pandavision_gui.engine.models.external_data import external_tensors, require_external_data
from pandavision_gui.engine.models.model_text import mend_text
from pandavision_gui.errors import InputError


def read_model(path: str | os.PathLike[str], *, with_weights: bool = True) -> onnx.ModelProto:
    """Read and check the ONNX file at `path`.

    Parameters
    ----------
    path
        Where the file is; messages name it as given.
    with_weights
        Whether weights in external files beside it are loaded too.

    Raises
    ------
    InputError
        ``model_missing``, ``model_not_a_file``, ``model_empty``, ``model_not_onnx``,
        ``model_invalid``, ``external_data_outside`` or ``model_weights_missing``.
    EnvironmentFault
        ``model_unreadable`` when the system does not let the file be read.
    """
    name = os.fspath(path)
    content = _content(name)
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except DecodeError as error:
        raise not_onnx(name) from error
    # Some texts happen to be readable as a message without a graph.
    if not model.HasField("graph") or not model.graph.node:
        raise not_onnx(name)
    mend_text(model)
    require_external_data(Path(name), model)
    _check(name, model)
    if with_weights:
        try:
            onnx.load_external_data_for_model(model, str(Path(name).parent))
        except (OSError, ValueError, onnx.checker.ValidationError) as error:
            raise InputError(
                "model_weights_missing",
                f'The weights that the model "{name}" keeps in another file cannot be loaded.',
                "Keep the external data files in the model's folder.",
                str(error),
            ) from error
    return model


def _content(name: str) -> bytes:
    file = Path(name)
    try:
        if not file.exists():
            raise InputError(
                "model_missing", f'There is no file "{name}".', "Choose the model's ONNX file."
            )
        # A pipe or a device would never end.
        if not file.is_file():
            raise InputError(
                "model_not_a_file", f'"{name}" is not a file.', "Choose the model's ONNX file."
            )
        size = file.stat().st_size
        if size == 0:
            raise model_empty(name)
        if size >= LARGEST_GRAPH_BYTES:  # before it is read into memory
            raise not_onnx(name)
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise model_unreadable(name, error) from error


def _check(name: str, model: onnx.ModelProto) -> None:
    try:
        # By path, because only then external data is held to the model's own folder.
        onnx.checker.check_model(name if _has_external_data(model) else model)
    except (onnx.checker.ValidationError, ValueError, RuntimeError, TypeError) as error:
        lines = str(error).strip().splitlines()
        first = lines[0].rstrip(" .") if lines else "the check failed"
        raise InputError(
            "model_invalid",
            f'"{name}" is not a valid ONNX model: {first[:200]}.',
            "Export it again.",
            str(error),
        ) from error


def _has_external_data(model: onnx.ModelProto) -> bool:
    return next(external_tensors(model), None) is not None
