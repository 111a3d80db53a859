"""Writes a dataset sample by sample: `samples`, `labels`, and where each sample comes from."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import h5py  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.noting_file import NotingFile

_CHUNK_BYTES = 32 * 1024
_WRITTEN_AT_ONCE_BYTES = 4 * 2**20
_GZIP_LEVEL = 4
_LABELS_CHUNK = 8192


class SampleWriter:
    """An HDF5 file that grows.

    Chunks hold whole samples, as few as pay: any sample is read without unpacking many others.

    Parameters
    ----------
    file
        New, empty, open for reading and writing.
    shape
        (C, H, W) of every sample.
    """

    def __init__(self, file: BinaryIO, shape: tuple[int, int, int]) -> None:
        self._noting = NotingFile(file)
        self._file = h5py.File(self._noting, "w")
        sample_bytes = int(np.prod(shape))
        self._chunk = max(1, _CHUNK_BYTES // sample_bytes)
        at_once = _WRITTEN_AT_ONCE_BYTES // sample_bytes // self._chunk * self._chunk
        self._at_once = max(self._chunk, at_once)
        self._samples = self._file.create_dataset(
            "samples", shape=(0, *shape), maxshape=(None, *shape), dtype=np.uint8,
            chunks=(self._chunk, *shape), compression="gzip", compression_opts=_GZIP_LEVEL,
            track_times=False,
        )  # fmt: skip
        self._waiting: list[NDArray[np.uint8]] = []
        self._labels: list[int] = []
        self._origins: list[str] = []

    @property
    def count(self) -> int:
        """Samples so far."""
        return len(self._labels)

    def add(self, pixels: NDArray[np.uint8], label: int, origin: str) -> None:
        """Add a sample: uint8, shape (C, H, W).

        Raises
        ------
        OSError
            When the disk does not take it.
        """
        self._waiting.append(pixels)
        self._labels.append(label)
        self._origins.append(origin)
        if len(self._waiting) == self._at_once:
            self._write()

    def finish(self, class_names: Sequence[str], attributes: Mapping[str, Any]) -> None:
        """Write the rest.

        Parameters
        ----------
        class_names
            In the order of the labels; none: there is no such attribute.
        attributes
            Text as it is, anything else as JSON.

        Raises
        ------
        OSError
        """
        self._write()
        self._file.create_dataset(
            "labels", data=np.array(self._labels, dtype=np.int64),
            chunks=(min(_LABELS_CHUNK, max(1, self.count)),), compression="gzip",
            track_times=False,
        )  # fmt: skip
        self._file.create_dataset(
            "origin", data=self._origins, dtype=h5py.string_dtype(), track_times=False
        )
        if class_names:
            self._file.attrs["class_names"] = json.dumps(list(class_names), ensure_ascii=False)
        for name, value in attributes.items():
            is_text = isinstance(value, str)
            self._file.attrs[name] = value if is_text else json.dumps(value, ensure_ascii=False)
        self.close()

    def close(self) -> None:
        """Close the file; what could not be written is told.

        Raises
        ------
        OSError
        """
        try:
            self._file.close()
        finally:
            self._require_written()

    def abandon(self) -> None:
        """Close a file that nobody wants any more."""
        with contextlib.suppress(OSError, RuntimeError):
            self._file.close()

    def _write(self) -> None:
        if self._waiting:
            start = self._samples.shape[0]
            self._samples.resize(start + len(self._waiting), axis=0)
            self._samples[start:] = np.stack(self._waiting)
            self._waiting.clear()
        self._require_written()

    def _require_written(self) -> None:
        if self._noting.fault is not None:
            raise self._noting.fault
