"""`samples.h5`: the sample table with clean and adversarial samples; a dataset itself."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import h5py  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import flush_folder, write_fault
from pandavision_gui.engine.sample_table import COLUMNS, SampleTable

_READ_AT_ONCE = 256
_NEARLY_FULL_BYTES = 1024 * 1024
_NUMBER = re.compile(r"\berrno = (\d{1,4})\b")


class SampleReader(Protocol):
    """Reads clean samples."""

    def read(self, indexes: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return float32 (n, C, H, W), data units."""
        ...


def write_samples_file(
    path: Path,
    table: SampleTable,
    samples: SampleReader,
    adversarial: Mapping[int, NDArray[np.float32]],
    *,
    sample_shape: tuple[int, int, int],
    attributes: Mapping[str, Any],
) -> None:
    """Write the file.

    It holds the columns of the sample table under their names; `adversarial`, float32
    (M, C, H, W) in data units (the clean sample where no example was found), with
    `adversarial_index`, int64 (M,), the rows of the dataset they belong to; and, so that the file
    can be evaluated like any dataset, `samples` and `labels` as links to the two that go together.

    Parameters
    ----------
    samples
        The dataset, for samples without an example.
    adversarial
        Pictures by row of the dataset.
    attributes
        Written as JSON text, one attribute each.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``; nothing half-written is left.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            with h5py.File(temporary, "w") as file:
                _fill(file, table, samples, adversarial, sample_shape)
                for name, value in attributes.items():
                    file.attrs[name] = json.dumps(value, ensure_ascii=False)
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)
    except (OSError, RuntimeError) as error:
        raise write_fault(path, _with_reason(error, path.parent)) from error


def _with_reason(error: OSError | RuntimeError, folder: Path) -> OSError:
    """Give HDF5's error the number that it only prints, or that a full disk explains.

    Raises
    ------
    RuntimeError
        The error itself, when nothing about the disk explains it.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return error
    printed = _NUMBER.search(str(error))
    if printed is not None:
        return OSError(int(printed[1]), os.strerror(int(printed[1])))
    is_full = os.strerror(errno.ENOSPC) in str(error) or (
        shutil.disk_usage(folder).free < _NEARLY_FULL_BYTES
    )
    if is_full:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if isinstance(error, OSError):
        return error
    raise error


def _fill(
    file: Any,
    table: SampleTable,
    samples: SampleReader,
    adversarial: Mapping[int, NDArray[np.float32]],
    sample_shape: tuple[int, int, int],
) -> None:
    for name in COLUMNS:
        file.create_dataset(name, data=getattr(table, name), track_times=False)
    if table.correct is not None and table.values is not None:
        file.create_dataset("correct", data=table.correct, track_times=False)
        file.create_dataset("values", data=table.values, track_times=False)
    has_picture = np.array([int(index) in adversarial for index in table.index], dtype=bool)
    kept = table.index[has_picture]
    pictures = file.create_dataset(
        "adversarial",
        shape=(len(kept), *sample_shape),
        dtype=np.float32,
        chunks=(1, *sample_shape),
        compression="gzip",
        compression_opts=1,
        shuffle=True,
        track_times=False,
    )
    clean = file.create_dataset(
        "clean",
        shape=(len(kept), *sample_shape),
        dtype=np.float32,
        chunks=(1, *sample_shape),
        compression="gzip",
        compression_opts=1,
        shuffle=True,
        track_times=False,
    )
    for start in range(0, len(kept), _READ_AT_ONCE):
        part = kept[start : start + _READ_AT_ONCE]
        clean[start : start + len(part)] = samples.read(part)
        pictures[start : start + len(part)] = np.stack([adversarial[int(i)] for i in part])
    file.create_dataset("adversarial_index", data=kept, track_times=False)
    file.create_dataset("adversarial_label", data=table.label[has_picture], track_times=False)
    file["samples"] = h5py.SoftLink("/adversarial")
    file["labels"] = h5py.SoftLink("/adversarial_label")
