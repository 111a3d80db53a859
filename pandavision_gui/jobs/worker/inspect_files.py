"""Looks into one file. Never imports torch: this process stays small and quick."""

from __future__ import annotations

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.file_signature import HDF5_SIGNATURE
from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.engine.sample_strip import SampleStrip
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import Inspected, InspectFile
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine

INSPECTION_MEMORY_BYTES = 2 * 2**30
# Honest files take a tenth of a second, and more where there is more to read: a compressed dataset
# unpacks at a multiple of this.
_LEAST_PROCESSOR_S = 5
_BYTES_A_SECOND = 32 * 2**20
_MOST_PROCESSOR_S = 14
_ZIP, _NUMPY = b"PK\x03\x04", b"\x93NUMPY"
_TABLES = {".csv", ".tsv", ".txt"}
_DATASET_SUFFIXES = {".h5", ".hdf5", ".hdf", ".he5"}


def inspect_file(command: InspectFile, channel: Channel) -> None:
    """Report what is in an ONNX or HDF5 file.

    Raises
    ------
    InputError
        When it can be neither.
    """
    path = Path(command.path)
    _refuse_what_is_no_file(path)
    look = _reader(path, command)
    confine_to_folder_of(path)  # of the file no more than its first bytes have been read yet
    try:
        facts, strip = look(path)
    except Exception as error:
        if not is_out_of_memory(error):  # libraries raise what they like when memory is short
            raise
        raise InputError(
            "inspection_memory",
            f'To look into "{path}" takes more than {INSPECTION_MEMORY_BYTES // 2**30} GiB of '
            "memory, which is refused.",
            "The file is damaged or made to exhaust memory, or its weights belong into files "
            "beside it.",
        ) from error
    channel.send(Inspected(facts=facts, strip=strip))


def confine_to_folder_of(path: Path) -> None:
    """Give up all rights but to read the file's own folder; limit memory and processor time.

    A link to a file is followed: it is the user's, as the path is. What lies in the folder is not.
    """
    try:
        real, size = path.resolve(), path.stat().st_size
    except (OSError, ValueError):
        real, size = path, 0
    confine(
        readable=[path.absolute().parent, real],
        memory_bytes=INSPECTION_MEMORY_BYTES,
        processor_s=_LEAST_PROCESSOR_S + min(size // _BYTES_A_SECOND, _MOST_PROCESSOR_S),
    )


def _reader(
    path: Path, command: InspectFile
) -> Callable[[Path], tuple[ModelFacts | DatasetFacts, SampleStrip | None]]:
    """Load what the file is read with, before the process gives up its rights."""
    if _is_dataset(path):
        from pandavision_gui.engine.datasets.inspect_dataset import look_into_dataset

        return partial(
            look_into_dataset,
            labels_name=command.labels or None,
            given_names=command.class_names,
        )
    from pandavision_gui.engine.models.inspect_model import inspect_model

    return lambda model: (inspect_model(model, output=command.output or "auto"), None)


def _refuse_what_is_no_file(path: Path) -> None:
    """Refuse what would never end, a pipe or a device, before anything opens it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return  # whoever opens it says why it cannot be opened
    except ValueError as error:  # a name with a character that no file's name can have
        raise InputError("file_missing", f'There is no file "{path}".') from error
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise InputError("file_unreadable", f'"{path}" is a pipe or a device, not a file.')


def _is_dataset(path: Path) -> bool:
    """Tell by the content where it can be told, else by the name."""
    if path.suffix.lower() not in (".onnx", *_DATASET_SUFFIXES):
        try:
            with path.open("rb") as file:
                start = file.read(len(HDF5_SIGNATURE))
        except FileNotFoundError as error:
            raise InputError("file_missing", f'There is no file "{path}".') from error
        except OSError as error:
            raise InputError(
                "file_unreadable", f'"{path}" cannot be read: {error.strerror}.'
            ) from error
        if start.startswith((_ZIP, _NUMPY)) or path.suffix.lower() in _TABLES:
            raise InputError(
                "neither_model_nor_dataset",
                f'"{path}" is neither an ONNX model nor an HDF5 dataset.',
                "A dataset can be made of arrays, tables and folders of pictures: Tools, Make a "
                "dataset, or `pandavision dataset create`.",
            )
        return start == HDF5_SIGNATURE
    return path.suffix.lower() in _DATASET_SUFFIXES
