"""Whether files can be a dataset and models at all: a look at their first bytes and lengths.

Cheap and bounded, so that any process may do it; the words are those of whoever reads the files.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError

HOW_TO_STORE = 'Save the data as HDF5 with the datasets "samples" and "labels".'
LARGEST_GRAPH_BYTES = 2**31
"""Protocol buffers cannot hold more (weights above that lie in external files)."""

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_FIRST_USER_BLOCK = 512
_MOST_FIELDS = 100_000
_GRAPH = 7
_VARINT, _FIXED64, _BYTES, _GROUP, _GROUP_END, _FIXED32 = range(6)


def require_usable_files(spec: EvaluationSpec) -> None:
    """Refuse a spec whose files are not there, or cannot be what it says that they are.

    It blocks for as long as their drives do not answer.

    Raises
    ------
    InputError
        ``file_missing``, ``dataset_empty_file``, ``dataset_not_hdf5``, ``dataset_no_permission``,
        ``model_empty`` or ``model_not_onnx``.
    EnvironmentFault
        ``dataset_unreadable`` or ``model_unreadable``.
    """
    for key, path in spec.file_paths.items():
        require_file(key, path)
    for key, path in spec.file_paths.items():
        if key != "dataset":
            require_model(Path(path))
    require_dataset(Path(spec.dataset))


def require_model(path: Path, name: str = "") -> None:
    """Refuse what cannot be an ONNX model; `name` is what it is called, the path by default.

    Raises
    ------
    InputError, EnvironmentFault
        As `require_usable_files`.
    """
    called = name or str(path)
    try:
        with open_regular(path) as file:
            _require_onnx(called, file)
    except OSError as error:
        raise model_unreadable(called, error) from error


def require_dataset(path: Path, name: str = "") -> None:
    """Refuse what cannot be an HDF5 file; `name` is what it is called, the path by default.

    Raises
    ------
    InputError, EnvironmentFault
        As `require_usable_files`.
    """
    called = Path(name) if name else path
    try:
        with open_regular(path) as file:
            _require_hdf5(called, file)
    except PermissionError as error:
        raise dataset_no_permission(called) from error
    except OSError as error:
        raise dataset_unreadable(called, f"the system says “{error.strerror}”", error) from error


def require_file(key: str, path: str) -> None:
    """Refuse what is no file.

    Parameters
    ----------
    key
        The spec's, for people.

    Raises
    ------
    InputError
        ``file_missing``.
    """
    try:
        os.stat(path)
    except (OSError, ValueError) as error:  # ValueError: no file system has such a name
        raise InputError("file_missing", f'"{key}": there is no file "{path}".') from error
    if not Path(path).is_file():
        raise InputError("file_missing", f'"{key}": "{path}" is not a file.')


def dataset_empty(path: Path) -> InputError:
    """Return the error for a dataset without content."""
    return InputError("dataset_empty_file", f"{path} is empty (0 bytes).", HOW_TO_STORE)


def not_hdf5(path: Path) -> InputError:
    """Return the error for a dataset of another format."""
    return InputError("dataset_not_hdf5", f"{path} is not an HDF5 file.", HOW_TO_STORE)


def dataset_no_permission(path: Path) -> InputError:
    """Return the error for a dataset of somebody else."""
    return InputError(
        "dataset_no_permission", f"{path} may not be read by you.", "Change its permissions."
    )


def dataset_unreadable(path: Path, why: str, error: Exception | None = None) -> EnvironmentFault:
    """Return the error for data that cannot be read now; `why` completes the sentence."""
    return EnvironmentFault(
        "dataset_unreadable",
        f"{path} cannot be read: {why}.",
        "Bring it back as it was, then try again or resume the job.",
        "" if error is None else str(error),
    )


def model_empty(name: str) -> InputError:
    """Return the error for a model without content."""
    return InputError(
        "model_empty", f'The model file "{name}" is empty.', "Export or copy it again."
    )


def not_onnx(name: str) -> InputError:
    """Return the error for a model of another format."""
    return InputError(
        "model_not_onnx",
        f'"{name}" is not an ONNX model, or it is damaged or cut off.',
        "Check that it is the right file; if it is, export or copy it again.",
    )


def model_unreadable(name: str, error: OSError | ValueError) -> EnvironmentFault:
    """Return the error for a model that the system does not let be read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return EnvironmentFault(
        "model_unreadable", f'The model file "{name}" cannot be read: {reason}.'
    )


def _require_hdf5(path: Path, file: BinaryIO) -> None:
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise dataset_empty(path)
    place = 0
    while place < size:
        file.seek(place)
        if file.read(len(HDF5_SIGNATURE)) == HDF5_SIGNATURE:
            return
        place = max(_FIRST_USER_BLOCK, 2 * place)  # something else may stand before it
    raise not_hdf5(path)


def _require_onnx(name: str, file: BinaryIO) -> None:
    """Refuse a file that is no protocol buffer with a graph.

    Only the outermost fields are walked over; what is in them is for the one who reads the model.
    """
    size = os.fstat(file.fileno()).st_size
    if size == 0:
        raise model_empty(name)
    place, has_graph = 0, False
    for _ in range(_MOST_FIELDS):
        if place >= size:
            break
        file.seek(place)
        head = file.read(20)
        tag, used = _varint(head)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            used += _varint(head[used:])[1] if used else 0
            length = 0
        elif kind == _BYTES:
            length, more = _varint(head[used:])
            used = used + more if more else 0
        else:
            # What stands in a group, which no model has, is walked over like the rest.
            length = {_FIXED64: 8, _FIXED32: 4, _GROUP: 0, _GROUP_END: 0}.get(kind, -1)
        if not used or not number or length < 0 or place + used + length > size:
            raise not_onnx(name)
        has_graph = has_graph or (number == _GRAPH and kind == _BYTES)
        place += used + length
    if not has_graph or size >= LARGEST_GRAPH_BYTES:
        raise not_onnx(name)


def _varint(data: bytes) -> tuple[int, int]:
    """Return a number of protocol buffers and how many bytes it takes; 0 bytes for none."""
    number = 0
    for place, byte in enumerate(data[:10]):
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, place + 1
    return 0, 0
