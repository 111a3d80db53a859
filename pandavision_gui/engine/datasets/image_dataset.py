"""A labelled image dataset that is read a few samples at a time."""

from __future__ import annotations

from types import TracebackType

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.datasets.reading_plan import groups_to_read
from pandavision_gui.engine.sample_layout import SampleLayout
from pandavision_gui.errors import InputError, InternalError

# What one read may hold in memory besides its result.
_READ_BYTES = 32 * 1024 * 1024
# Reading this much too much costs about as much as a second call into HDF5.
_GAP_BYTES = 64 * 1024
# From here on float32 skips whole numbers.
_LARGEST_EXACT = 2**24


class ImageDataset:
    """Samples and labels of one HDF5 file; made by :func:`open_dataset.open_dataset`.

    Attributes
    ----------
    count
        Number of samples N.
    sample_shape
        (C, H, W) of every sample as :meth:`read` returns it.
    stored_dtype
        numpy's name of the element type in the file.
    is_8bit
        Whether the samples are stored as uint8.
    labels
        int64, shape (N,), read-only: stored label + label offset, never negative.
    label_values, value_remark
        Where what is stored are values of the classes, and `labels` their places: each class's in
        order, and a sentence about them; else empty.
    class_names
        Names stored in the file, in label order; untrusted text, empty where there are none.
    remarks
        Sentences for the user on what was assumed about the file.
    bytes_per_scattered_read
        What reading one sample far from all others costs: the chunks that it lies in,
        uncompressed.
    """

    def __init__(
        self,
        file: Hdf5File,
        samples: h5py.Dataset,
        *,
        layout: SampleLayout,
        labels: np.ndarray,
        label_values: tuple[int, ...] = (),
        value_remark: str = "",
        class_names: tuple[str, ...],
        remarks: tuple[str, ...],
    ) -> None:
        self._file = file
        self._samples = samples
        self._layout = layout
        dtype = samples.dtype
        self.count = int(samples.shape[0])
        self.sample_shape = layout.shape
        self.layout = layout.name
        self.stored_dtype = str(dtype.name)
        self.is_8bit = bool(dtype == np.uint8)
        self.labels = labels
        self.labels.setflags(write=False)
        self.label_values, self.value_remark = label_values, value_remark
        self.class_names = class_names
        self.remarks = remarks
        row_bytes = int(np.prod(samples.shape[1:], dtype=np.int64)) * int(dtype.itemsize)
        chunk_rows = samples.chunks[0] if samples.chunks else 1
        self.bytes_per_scattered_read = row_bytes * min(chunk_rows, self.count)
        self._most_rows = max(1, _READ_BYTES // row_bytes)
        self._block = chunk_rows if samples.chunks else max(1, _GAP_BYTES // row_bytes)
        self._may_be_inexact = dtype.kind in "iu" and dtype.itemsize > 2

    def close(self) -> None:
        """Close the file; closing twice is harmless, reading afterwards is not possible."""
        self._file.close()

    def __enter__(self) -> ImageDataset:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, indexes: np.ndarray) -> np.ndarray:
        """Read samples in the order given.

        Parameters
        ----------
        indexes
            int, shape (n,), each in [0, count); repeats are allowed.

        Returns
        -------
        np.ndarray
            float32, shape (n, C, H, W), C-contiguous, in the dataset's own units. A float64 value
            is rounded to the nearest float32, which is the sample from then on.

        Raises
        ------
        InputError
            ``sample_not_finite`` or ``sample_not_exact`` (a whole number beyond 2^24, which
            float32 cannot hold), naming the lowest such sample.
        EnvironmentFault
            ``dataset_unreadable``: the file vanished, was changed or cut short, or is damaged.
        InternalError
            ``sample_index_invalid`` or ``dataset_closed``.
        """
        wanted = self._checked(indexes)
        order = np.argsort(wanted, kind="stable")
        ascending = wanted[order]
        result = np.empty((len(wanted), *self.sample_shape), dtype=np.float32)
        for group in groups_to_read(ascending, block=self._block, most_rows=self._most_rows):
            members = ascending[group]
            rows = self._layout.arrange(self._rows(members))
            # Before anything is said about the values: those of a file that was cut short are
            # nobody's.
            self._file.require_unchanged()
            self._require_exact(rows, members)
            with np.errstate(
                over="ignore", invalid="ignore"
            ):  # what overflows is found and named below
                result[order[group]] = rows
            self._require_finite(result, rows, order[group], members)
        return result

    def _checked(self, indexes: np.ndarray) -> np.ndarray:
        if not self._file.root:
            raise InternalError("dataset_closed", f"{self._file.path} was closed before this read.")
        wanted = np.asarray(indexes)
        if wanted.size == 0:
            return np.empty(0, dtype=np.int64)
        if wanted.ndim != 1 or wanted.dtype.kind not in "iu":
            raise InternalError(
                "sample_index_invalid",
                f"Sample indexes must be whole numbers in one row, not {wanted.dtype} of shape "
                f"{wanted.shape}.",
            )
        lowest, highest = int(wanted.min()), int(wanted.max())
        if lowest < 0 or highest >= self.count:
            raise InternalError(
                "sample_index_invalid",
                f"Sample {lowest if lowest < 0 else highest} was asked for; the dataset has the "
                f"samples 0 to {self.count - 1}.",
            )
        return wanted.astype(np.int64)

    def _rows(self, ascending: np.ndarray) -> np.ndarray:
        """Return the stored rows of one group, in its order and with its repeats."""
        first, last = int(ascending[0]), int(ascending[-1])
        if last - first < self._most_rows:
            span = self._file.read_rows(self._samples, slice(first, last + 1))
            return np.asarray(span[ascending - first])
        # The rows in between would not fit in memory. HDF5 gathers the scattered ones chunk by
        # chunk: slow for many, but each chunk is still decompressed only once.
        unique, repeats = np.unique(ascending, return_inverse=True)
        return np.asarray(self._file.read_rows(self._samples, unique)[repeats])

    def _require_exact(self, rows: np.ndarray, members: np.ndarray) -> None:
        if not self._may_be_inexact:
            return
        # Not abs(): the smallest int64 has no positive counterpart.
        outside = (rows > _LARGEST_EXACT) | (rows < -_LARGEST_EXACT)
        if outside.any():
            row = int(np.argmax(outside.any(axis=(1, 2, 3))))
            raise InputError(
                "sample_not_exact",
                f"Sample {members[row]} of {self._file.path} has the value "
                f"{rows[row][outside[row]][0]}, beyond the whole numbers up to 16,777,216 that "
                "32-bit floating point holds exactly.",
                "Scale the samples and store them as float32.",
            )

    def _require_finite(
        self, result: np.ndarray, rows: np.ndarray, places: np.ndarray, members: np.ndarray
    ) -> None:
        for row, place in enumerate(places):
            # One sample at a time: no second copy of the batch.
            bad = ~np.isfinite(result[place])
            if bad.any():
                raise InputError(
                    "sample_not_finite",
                    f"Sample {members[row]} of {self._file.path} has the value "
                    f"{rows[row][bad][0]}, which is not a finite 32-bit number.",
                    'Correct the file, or leave the sample out with "indexes".',
                )
