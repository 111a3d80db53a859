"""What is in an HDF5 dataset, for a person who is about to choose it."""

from __future__ import annotations

import os
from collections.abc import Sequence

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.datasets.array_names import label_choices
from pandavision_gui.engine.datasets.class_names import read_class_names
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.label_forms import labels_by_names
from pandavision_gui.engine.datasets.open_dataset import find_arrays
from pandavision_gui.engine.datasets.strip_of import strip_of
from pandavision_gui.engine.datasets.value_range import ValueRange, number, value_range
from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.sample_layout import SampleLayout, decide_layout
from pandavision_gui.engine.sample_strip import SampleStrip

# The facts travel in one message.
_MOST_LABELS_COUNTED = 10_000


def inspect_dataset(
    path: str | os.PathLike[str], *, labels_name: str | None = None
) -> DatasetFacts:
    """Return what :func:`look_into_dataset` finds, without pictures."""
    facts, _ = look_into_dataset(path, labels_name=labels_name, with_strip=False)
    return facts


def look_into_dataset(
    path: str | os.PathLike[str],
    *,
    labels_name: str | None = None,
    given_names: Sequence[str] = (),
    with_strip: bool = True,
) -> tuple[DatasetFacts, SampleStrip | None]:
    """Look into a file without a model: flat samples and labels below 0 are facts here.

    Parameters
    ----------
    path
        The file.
    labels_name
        Name of the labels in the file; None as for :func:`open_dataset`.
    given_names
        What the user calls the classes; as for :func:`open_dataset`.
    with_strip
        Whether a few samples are read as pictures.

    Returns
    -------
    DatasetFacts and SampleStrip
        Range over at most 1,024 samples spread over the file, labels as stored.

    Raises
    ------
    InputError, EnvironmentFault
        As :func:`open_dataset`, for what no model could make usable.
    """
    with Hdf5File(path) as file:
        arrays = find_arrays(file, labels_name)
        layout, layout_remarks = _layout(arrays.samples.shape)
        class_names, name_remarks = read_class_names(file, arrays.labels)
        labels, class_names = labels_by_names(file, arrays.labels, given_names, class_names)
        dataset = ImageDataset(
            file, arrays.samples, layout=layout, labels=labels, class_names=class_names, remarks=()
        )
        found = value_range(dataset, np.arange(dataset.count))
        known, counts = np.unique(labels, return_counts=True)
        remarks = [_values_remark(dataset, found)]
        remarks += [*layout_remarks, *arrays.remarks, *name_remarks]
        remarks += _label_remarks(known, class_names)
        facts = DatasetFacts(
            samples_name=_stored_name(arrays.samples),
            labels_name=_stored_name(arrays.labels),
            label_choices=label_choices(file.arrays()) if labels_name is not None else (),
            count=dataset.count,
            sample_shape=tuple(int(size) for size in arrays.samples.shape[1:]),
            dtype=dataset.stored_dtype,
            label_dtype=_dtype_name(arrays.labels),
            minimum=found.minimum,
            maximum=found.maximum,
            looked_at=found.looked_at,
            label_counts={
                int(label): int(number_of_samples)
                for label, number_of_samples in zip(
                    known[:_MOST_LABELS_COUNTED], counts[:_MOST_LABELS_COUNTED], strict=True
                )
            },
            class_names=class_names,
            remarks=tuple(remarks),
        )
        return facts, strip_of(dataset, found) if with_strip else None


def _layout(stored: tuple[int, ...]) -> tuple[SampleLayout, tuple[str, ...]]:
    if len(stored) == 2:
        return (
            SampleLayout((1, 1, stored[1]), channels_last=False),
            (
                f"The samples are flat ({stored[1]} values each): usable with a model whose input "
                "says their channels, height and width.",
            ),
        )
    return decide_layout(stored, layout="auto", model_input=None)


def _values_remark(dataset: ImageDataset, found: ValueRange) -> str:
    bits = np.dtype(dataset.stored_dtype).itemsize * 8
    is_float = dataset.stored_dtype.startswith("float")
    kind = f"{bits}-bit floating-point numbers" if is_float else f"{bits}-bit numbers"
    if dataset.stored_dtype == "bool":
        kind = "truth values"
    where = "" if found.looked_at == dataset.count else f" in {found.looked_at:,} samples looked at"
    lowest, highest = number(found.minimum), number(found.maximum)
    if dataset.is_8bit:
        return f"Values run from {lowest} to {highest} as {kind}{where}."
    return f"Values run from {lowest} to {highest} stored as {kind}{where}."


def _label_remarks(known: np.ndarray, class_names: tuple[str, ...]) -> list[str]:
    """Return sentences on labels; `known` holds the different ones, ascending."""
    remarks = []
    lowest, highest = int(known[0]), int(known[-1])
    if known.tolist() == [-1, 1]:
        remarks.append("Labels are −1 and 1: for a model of two classes they are read as 0 and 1.")
    elif lowest == 1 or lowest < 0:
        remarks.append(
            f"Labels start at {lowest}; classes count from 0, so a label offset of {-lowest} may "
            "be needed."
        )
    if class_names and highest - min(lowest, 0) >= len(class_names):
        remarks.append(f"The file names {len(class_names)} classes, but labels go up to {highest}.")
    if len(known) > _MOST_LABELS_COUNTED:
        remarks.append(
            f"There are {len(known):,} different labels; the first {_MOST_LABELS_COUNTED:,} are "
            "counted here."
        )
    return remarks


def _stored_name(dataset: h5py.Dataset) -> str:
    return _valid_text(str(dataset.name).lstrip("/"))


def _dtype_name(labels: h5py.Dataset) -> str:
    return str(labels.dtype.name)


def _valid_text(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
