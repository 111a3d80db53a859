"""`samples.h5`: the sample table with clean and adversarial samples; a dataset itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import h5py  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.noting_file import NotingFile
from pandavision_gui.engine.sample_table import COLUMNS, SampleTable

_READ_AT_ONCE = 256
_STORAGE: dict[str, Any] = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
"""Of pictures."""
_PICTURES = 4
"""Axes of an array of pictures."""
_OTHERS = ("correct", "values", "adversarial", "clean", "adversarial_index", "adversarial_label")
"""Arrays beside the columns of the sample table."""
_DESCRIPTIONS = {
    "index": "Row of the sample in its dataset.",
    "label": "True class.",
    "prediction": "Class that ONNX Runtime gives the clean sample.",
    "prediction_confidence": "Probability of `prediction`.",
    "minimum_perturbation": (
        "Smallest perturbation found that fools the model, as a perturbation value: distance / "
        "width of the input range; in L0 the share of the pixels; of a corruption the severity. "
        "0: wrong already. inf: none was found."
    ),
    "adversarial_prediction": (
        "Class that ONNX Runtime gives the smallest adversarial example; of a sample that is wrong "
        "already, the clean prediction. -1: there is none."
    ),
    "adversarial_confidence": "Probability of `adversarial_prediction`. NaN: there is none.",
    "distance": (
        "Distance of the smallest adversarial example from the clean sample, data units; in L0 the "
        "share of the pixels, of a corruption the max-norm."
    ),
    "survives_8bit": (
        "Whether the example still fools the model when rounded to 8 bits: 1 yes, 0 no, -1 there "
        "is none."
    ),
    "rejected_by_confirmation": "Candidates that ONNX Runtime did not confirm.",
    "correct": "Whether the sample (row) was right at each of `values` (column).",
    "values": "The perturbation values of `correct`.",
    "adversarial": (
        "Smallest adversarial examples, (N, C, H, W), data units; the clean sample where none was "
        "found."
    ),
    "clean": "The clean samples of `adversarial`, data units.",
    "adversarial_index": "Rows of the dataset that `adversarial` and `clean` belong to.",
    "adversarial_label": "True classes of `adversarial` and `clean`.",
}
"""What an array holds, for whoever opens the file without this program; an attribute of each."""


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
    _write(
        path,
        lambda written: _fill(written, table, samples, adversarial, sample_shape),
        attributes,
    )


def copy_samples_file(source: Hdf5File, path: Path, *, attributes: Mapping[str, Any]) -> None:
    """Write the arrays of such a file anew, with other attributes.

    Overwritten attributes would still lie in the file's free space.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``; nothing half-written is left.
    """

    def fill(written: Any) -> Iterator[None]:
        for name in (*COLUMNS, *_OTHERS):
            stored = source.find(name)
            if stored is None or not stored.ndim:
                continue
            made = written.create_dataset(
                name,
                shape=stored.shape,
                dtype=stored.dtype,
                track_times=False,
                **_STORAGE if stored.ndim == _PICTURES else {},
                chunks=(1, *stored.shape[1:]) if stored.ndim == _PICTURES else None,
            )
            for start in range(0, len(stored), _READ_AT_ONCE):
                made[start : start + _READ_AT_ONCE] = stored[start : start + _READ_AT_ONCE]
                yield
        _link_and_describe(written)

    _write(path, fill, attributes)


def _write(
    path: Path, fill: Callable[[Any], Iterator[None]], attributes: Mapping[str, Any]
) -> None:
    def write(file: BinaryIO) -> None:
        noting = NotingFile(file)
        try:
            with h5py.File(noting, "w") as written:
                for _ in fill(written):
                    if noting.fault is not None:
                        break  # the rest would be written to nowhere
                for name, value in attributes.items():
                    written.attrs[name] = json.dumps(value, ensure_ascii=False)
        finally:
            if noting.fault is not None:  # whatever HDF5 makes of it
                raise noting.fault

    write_atomically(path, write)


def _link_and_describe(written: Any) -> None:
    for name, words in _DESCRIPTIONS.items():
        if name in written:
            written[name].attrs["description"] = words
    written["samples"] = h5py.SoftLink("/adversarial")
    written["labels"] = h5py.SoftLink("/adversarial_label")


def _fill(
    file: Any,
    table: SampleTable,
    samples: SampleReader,
    adversarial: Mapping[int, NDArray[np.float32]],
    sample_shape: tuple[int, int, int],
) -> Iterator[None]:
    """Fill the file; pauses now and then, so that the caller can see whether it is of use."""
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
        **_STORAGE,
        track_times=False,
    )
    clean = file.create_dataset(
        "clean",
        shape=(len(kept), *sample_shape),
        dtype=np.float32,
        chunks=(1, *sample_shape),
        **_STORAGE,
        track_times=False,
    )
    for start in range(0, len(kept), _READ_AT_ONCE):
        part = kept[start : start + _READ_AT_ONCE]
        clean[start : start + len(part)] = samples.read(part)
        pictures[start : start + len(part)] = np.stack([adversarial[int(i)] for i in part])
        yield
    file.create_dataset("adversarial_index", data=kept, track_times=False)
    file.create_dataset("adversarial_label", data=table.label[has_picture], track_times=False)
    _link_and_describe(file)
