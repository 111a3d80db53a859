"""The files beside an ONNX file that hold its large tensors.

A model may keep any tensor there: a weight, the value of an attribute, what a branch or a local
function uses. Each names its file by a path that somebody else wrote.
"""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

import onnx
from onnx import TensorProto

from pandavision_gui.engine.file_signature import LARGEST_GRAPH_BYTES
from pandavision_gui.engine.models.model_text import mend_text
from pandavision_gui.errors import InputError

_BYTES_EACH: dict[int, int] = {
    TensorProto.BOOL: 1,
    TensorProto.INT8: 1,
    TensorProto.UINT8: 1,
    TensorProto.INT16: 2,
    TensorProto.UINT16: 2,
    TensorProto.FLOAT16: 2,
    TensorProto.BFLOAT16: 2,
    TensorProto.INT32: 4,
    TensorProto.UINT32: 4,
    TensorProto.FLOAT: 4,
    TensorProto.INT64: 8,
    TensorProto.UINT64: 8,
    TensorProto.DOUBLE: 8,
}
"""Other types are packed or have no fixed size."""


def external_data_files(path: Path) -> tuple[Path, ...]:
    """Return the files that the tensors of a model lie in, each once, sorted by name.

    Whether they are there is not asked.

    Raises
    ------
    InputError
        ``external_data_outside`` when one is not a file inside the model's own folder.
    """
    try:
        if path.stat().st_size >= LARGEST_GRAPH_BYTES:
            return ()
        model = onnx.load(path, load_external_data=False)
    except Exception:
        # protobuf's errors share no base class; the file is refused with a reason when it is read
        # as a model, which is what comes next.
        return ()
    mend_text(model)
    found = {_location(tensor): _file(path, tensor) for tensor in external_tensors(model)}
    return tuple(file for _, file in sorted(found.items()))


def require_external_data(path: Path, model: onnx.ModelProto) -> None:
    """Refuse a model whose external data lie elsewhere or are not all there.

    Raises
    ------
    InputError
        ``external_data_outside``, ``model_weights_missing``.
    """
    for tensor in external_tensors(model):
        file = _file(path, tensor)
        begin, length = _number(path, tensor, "offset"), _number(path, tensor, "length")
        needed = _BYTES_EACH.get(tensor.data_type, 0) * math.prod(max(0, n) for n in tensor.dims)
        try:
            size = file.stat().st_size
        except OSError as error:
            raise _missing(path, f'"{_shown(tensor)}" is not there', str(error)) from error
        if (begin or 0) + max(length or 0, needed) > size:
            raise _missing(path, f'"{_shown(tensor)}" is shorter than the model says')


def external_tensors(model: onnx.ModelProto) -> Iterator[TensorProto]:
    """Yield every tensor of a model that lies in another file."""
    nodes = [node for function in model.functions for node in function.node]
    for tensor in (*_of_graph(model.graph), *_of_nodes(nodes)):
        if tensor.data_location == TensorProto.EXTERNAL:
            yield tensor


def _of_graph(graph: onnx.GraphProto) -> Iterator[TensorProto]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    yield from _of_nodes(graph.node)


def _of_nodes(nodes: Iterable[onnx.NodeProto]) -> Iterator[TensorProto]:
    for node in nodes:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
            for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
                yield from (sparse.values, sparse.indices)
            for graph in ([attribute.g] if attribute.HasField("g") else []) + [*attribute.graphs]:
                yield from _of_graph(graph)


def _entry(tensor: TensorProto, key: str) -> str:
    return next((entry.value for entry in tensor.external_data if entry.key == key), "")


def _location(tensor: TensorProto) -> str:
    return _entry(tensor, "location")


def _shown(tensor: TensorProto) -> str:
    return _location(tensor)[:80]


def _number(path: Path, tensor: TensorProto, key: str) -> int | None:
    text = _entry(tensor, key)
    if not text:
        return None
    if len(text) > 19 or not (text.isascii() and text.isdigit()):
        raise _missing(path, f'"{text[:40]}" is no {key} in a file')
    return int(text)


def _file(path: Path, tensor: TensorProto) -> Path:
    """Return the file that a tensor lies in: a regular one below the model's folder, or nothing."""
    name = _location(tensor)
    is_plain = name not in ("", ".") and "\0" not in name
    # Both kinds of paths, so that a file means the same on every system.
    for pure in (PurePosixPath(name), PureWindowsPath(name)):
        is_plain = is_plain and not pure.anchor and ".." not in pure.parts
    folder = path.parent.resolve()
    try:
        file = (folder / name).resolve() if is_plain else folder
        is_inside = is_plain and file.is_relative_to(folder)
        mode = os.stat(file).st_mode if is_inside else 0
    except (FileNotFoundError, NotADirectoryError):
        return file
    except (OSError, ValueError):  # a name that no file can have, or a circle of links
        is_inside = False
    if not is_inside or not stat.S_ISREG(mode):
        raise InputError(
            "external_data_outside",
            f'"{path}" asks for data outside its own folder: "{_shown(tensor)}".'
            if not is_inside
            else f'"{path}" keeps data in "{_shown(tensor)}", which is no ordinary file.',
            "Such a model is not opened.",
        )
    return file


def _missing(path: Path, why: str, details: str = "") -> InputError:
    return InputError(
        "model_weights_missing",
        f'The weights that the model "{path}" keeps in another file cannot be loaded: {why}.',
        "Keep the external data files in the model's folder.",
        details,
    )
