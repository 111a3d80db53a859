"""Looks into one file. Never imports torch: this process stays small and quick."""

from __future__ import annotations

import stat
from pathlib import Path

from pandavision_gui.engine.file_signature import HDF5_SIGNATURE
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import Inspected, InspectFile
from pandavision_gui.jobs.worker.channel import Channel

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
    if _is_dataset(path):
        from pandavision_gui.engine.datasets.inspect_dataset import inspect_dataset

        channel.send(Inspected(facts=inspect_dataset(path)))
    else:
        from pandavision_gui.engine.models.inspect_model import inspect_model

        channel.send(Inspected(facts=inspect_model(path)))


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
        return start == HDF5_SIGNATURE
    return path.suffix.lower() in _DATASET_SUFFIXES
