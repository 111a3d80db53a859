"""What HDF5 and the system say about a file, in sentences for people."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pandavision_gui.engine.file_signature import (
    dataset_no_permission,
    not_hdf5,
)
from pandavision_gui.engine.file_signature import dataset_unreadable as unreadable
from pandavision_gui.errors import InputError, PandaVisionError

__all__ = ["damaged", "opening_error", "reason", "unreadable"]


def opening_error(path: Path, error: OSError) -> PandaVisionError:
    """Return why HDF5 refused to open the file, in words."""
    text = str(error)
    if error.errno in (errno.EACCES, errno.EPERM):
        return dataset_no_permission(path)
    if "file signature not found" in text:
        return not_hdf5(path)
    if "truncated file" in text:
        return InputError(
            "dataset_truncated",
            f"{path} is incomplete: it is shorter than its header says.",
            "Copy or download it again.",
            text,
        )
    if "already open for write" in text:
        return InputError(
            "dataset_being_written",
            f"{path} is marked as open for writing by another program.",
            "Close it there; after a crash of that program, run h5clear -s on the file.",
            text,
        )
    if error.errno:
        return unreadable(path, reason(error), error)
    return damaged(path, error)


def damaged(path: Path, error: Exception) -> InputError:
    """Return the error for file structures that h5py cannot follow."""
    return InputError(
        "dataset_damaged",
        f"{path} is damaged: HDF5 cannot follow its structure.",
        "Copy or write it again.",
        str(error),
    )


def reason(error: Exception) -> str:
    """Return in words why a read failed; HDF5 hides the system's error number in its text."""
    text = str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number is None and "errno = " in text:
        digits = text.split("errno = ", 1)[1].split(",", 1)[0]
        number = int(digits) if digits.isdigit() else None
    if number:
        return f"the system says “{os.strerror(number)}”"
    if "filter" in text or "inflate" in text:
        return "a compressed block is damaged, or too large for the memory"
    if "overflow" in text or "truncated" in text:
        return "its data lie beyond its end"
    return "HDF5 finds its data damaged"
