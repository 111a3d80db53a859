"""Opens an HDF5 file of samples and labels, and refuses what cannot be evaluated soundly."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import h5py  # type: ignore[import-untyped]

from pandavision_gui.engine.class_values import PLACES, ClassValues
from pandavision_gui.engine.datasets.array_names import LABELS_NAME, SAMPLES_NAME, choose_pair
from pandavision_gui.engine.datasets.class_names import read_class_names
from pandavision_gui.engine.datasets.hdf5_file import Array, Hdf5File, shown
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.label_forms import (
    apply_offset,
    is_one_hot,
    label_remark,
    labels_by_names,
    places_of_values,
    require_label_form,
    value_remark,
)
from pandavision_gui.engine.datasets.stored_values import missing_filter, unwritten_blocks
from pandavision_gui.engine.datasets.unlike_counts import counts_differ
from pandavision_gui.engine.sample_layout import decide_layout
from pandavision_gui.errors import InputError, PandaVisionError

_MOST_SAMPLES = 100_000_000
_MOST_SAMPLE_VALUES = 2**28
_MOST_CHUNK_BYTES = 2**30
_MOST_BYTES = 2**50


@dataclass(frozen=True)
class LabelledArrays:
    """The two datasets of a file, checked for everything that does not depend on the model.

    Attributes
    ----------
    samples, labels
        The open datasets; one row each per sample.
    remarks
        Sentences for the user.
    """

    samples: h5py.Dataset
    labels: h5py.Dataset
    remarks: tuple[str, ...]


def open_dataset(
    path: str | os.PathLike[str],
    *,
    labels_name: str | None = None,
    layout: Literal["auto", "NCHW", "NHWC"] = "auto",
    label_offset: int = 0,
    class_values: ClassValues = PLACES,
    given_names: Sequence[str] = (),
    model_input: tuple[int | None, ...] | None = None,
    is_same: Callable[[], bool] | None = None,
) -> ImageDataset:
    """Open the samples and labels of an HDF5 file, read-only and without locks.

    Parameters
    ----------
    path
        The file.
    labels_name
        Name of the labels in the file, which also says which samples are meant; None for
        ``labels``, or whatever else :func:`choose_pair` finds.
    layout
        Order of the samples' axes. "auto" is NCHW unless the model's input or the shape itself
        allows only NHWC, which is then said in ``remarks``.
    label_offset
        Added to every stored label. The result counts the model's classes from 0.
    class_values
        What labels may be beside places: read so without an offset, where the file does not name
        the classes and they are no one-hot ones.
    given_names
        What the user calls the classes, in the order of the scores. Labels that are such text are
        read by these, and not by the names in the file.
    model_input
        Shape of the model's input with None for open sizes, batch first. Flat samples (N, D) are
        accepted only when its three sizes are known and multiply to D.
    is_same
        See :class:`Hdf5File`.

    Raises
    ------
    InputError
        One sentence with what is wrong, where, and what to do: see :class:`Hdf5File`,
        :func:`find_arrays`, :func:`decide_layout`, :func:`labels_by_names` and
        :func:`apply_offset` for the codes.
    EnvironmentFault
        ``dataset_unreadable``.
    """
    with ExitStack() as on_error:
        file = on_error.enter_context(Hdf5File(path, is_same))
        arrays = find_arrays(file, labels_name)
        sample_layout, layout_remarks = decide_layout(
            arrays.samples.shape, layout=layout, model_input=model_input
        )
        class_names, name_remarks = read_class_names(file, arrays.labels)
        stored, class_names = labels_by_names(file, arrays.labels, given_names, class_names)
        by_value = not class_names and not label_offset and not is_one_hot(arrays.labels)
        places = places_of_values(stored, class_values) if by_value else None
        labels = apply_offset(stored, label_offset) if places is None else places
        values = () if places is None else class_values.values
        values_told = value_remark(values) if values else ""
        if class_names and labels.max() >= len(class_names):
            name_remarks += (
                f"The file names {len(class_names)} classes, but labels go up to {labels.max()}.",
            )
        file.require_unchanged()
        dataset = ImageDataset(
            file,
            arrays.samples,
            layout=sample_layout,
            labels=labels,
            label_values=values,
            value_remark=values_told,
            class_names=class_names,
            remarks=arrays.remarks
            + layout_remarks
            + name_remarks
            + ((values_told,) if values_told else ()),
        )
        on_error.pop_all()
        return dataset


def further_files(path: str | os.PathLike[str], *, labels_name: str | None) -> tuple[Path, ...]:
    """Return the other files that hold values of a dataset, none where it cannot be opened."""
    try:
        with Hdf5File(path) as file:
            choose_pair(file, labels_name)
            return tuple(neighbour.resolve() for neighbour in file.neighbours)
    except PandaVisionError:  # whoever opens it says why
        return ()


def find_arrays(file: Hdf5File, labels_name: str | None) -> LabelledArrays:
    """Find samples and labels and check types, sizes and storage, reading no values.

    Raises
    ------
    InputError
        ``dataset_no_samples``, ``dataset_no_labels``, ``dataset_several_pairs``,
        ``dataset_external``,
        ``dataset_samples_type``, ``dataset_samples_shape``, ``dataset_labels_form``,
        ``dataset_counts_differ``, ``dataset_too_large``, ``dataset_filter_missing``,
        ``dataset_never_written`` or ``dataset_damaged``.
    """
    pair = choose_pair(file, labels_name)
    samples, labels = _opened(file, pair.samples), _opened(file, pair.labels)
    _require_sample_form(file, samples)
    require_label_form(file, labels)
    if labels.shape[0] != samples.shape[0]:
        raise counts_differ(
            file.path, Array(pair.samples, samples.shape), Array(pair.labels, labels.shape)
        )
    _require_possible_size(file, samples)
    _require_possible_size(file, labels)
    remarks = [
        remark
        for dataset in (samples, labels)
        if (remark := _require_written(file, dataset)) is not None
    ]
    if file.neighbours:
        remarks.append(_beside(len(file.neighbours)))
    remarks += file.remarks
    if (form := label_remark(labels)) is not None:
        remarks.append(form)
    if pair.by_shape and labels_name is None:
        remarks.append(
            f'"{shown(pair.samples)}" is read as the samples, "{shown(pair.labels)}" as the '
            "labels: their names do not say so, but nothing else in the file fits."
        )
    elif pair.samples != SAMPLES_NAME or (labels_name is None and pair.labels != LABELS_NAME):
        remarks.append(
            f'"{shown(pair.samples)}" is read as the samples, "{shown(pair.labels)}" as the labels.'
        )
    return LabelledArrays(samples, labels, tuple(remarks))


def _beside(files: int) -> str:
    return f"Values lie in {files} other {'file' if files == 1 else 'files'} beside it."


def _opened(file: Hdf5File, name: str) -> h5py.Dataset:
    found = file.find(name)
    if found is None:  # seen a moment ago
        raise InputError(
            "dataset_damaged", f'{file.path} is damaged: "{shown(name)}" cannot be opened.',
            "Copy or write it again.",
        )  # fmt: skip
    return found


def _require_sample_form(file: Hdf5File, samples: h5py.Dataset) -> None:
    with file.damage_in_words():
        dtype = samples.dtype
    if not (dtype.kind in "iub" or (dtype.kind == "f" and dtype.itemsize in (2, 4, 8))):
        raise InputError(
            "dataset_samples_type",
            f'The samples in {file.path} have the type "{dtype.name}".',
            "Store them as uint8 or another whole number, float16, float32 or float64.",
        )
    shape = samples.shape
    if shape is None or len(shape) not in (2, 3, 4):
        raise InputError(
            "dataset_samples_shape",
            f"The samples in {file.path} have the shape {shape}.",
            "Store them as (N, C, H, W), or (N, H, W) for pictures with one channel.",
        )
    if 0 in shape:
        raise InputError(
            "dataset_samples_shape",
            f"The samples in {file.path} have the shape {shape}, so there are no values.",
            "Store at least one sample.",
        )


def _require_possible_size(file: Hdf5File, dataset: h5py.Dataset) -> None:
    """Refuse sizes that only a broken or hostile file declares, before they are allocated."""
    shape, itemsize = dataset.shape, dataset.dtype.itemsize
    chunk_bytes = math.prod(dataset.chunks or ()) * itemsize
    if (
        shape[0] > _MOST_SAMPLES
        or math.prod(shape[1:]) > _MOST_SAMPLE_VALUES
        or math.prod(shape) * itemsize > _MOST_BYTES
    ):
        problem = f"the shape {shape}"
    elif chunk_bytes > _MOST_CHUNK_BYTES:
        problem = f"chunks of {chunk_bytes:,} bytes"
    else:
        return
    raise InputError(
        "dataset_too_large",
        f'"{shown(str(dataset.name))}" in {file.path} claims {problem}, which is too large to '
        "read.",
        "Write it with at most 100 million samples of at most 268 million values, in chunks of "
        "at most 1 GiB.",
    )


def _require_written(file: Hdf5File, dataset: h5py.Dataset) -> str | None:
    """Check that the values can be decompressed and are there; remark on those that are not."""
    name = shown(str(dataset.name).lstrip("/"))
    with file.damage_in_words():
        missing = missing_filter(dataset)
        blocks, unwritten = unwritten_blocks(dataset)
    if missing is not None:
        raise InputError(
            "dataset_filter_missing",
            f'"{name}" in {file.path} is compressed with filter {missing}, which is not installed.',
            "Install hdf5plugin beside this program, or write it again with gzip or without "
            "compression, for instance with h5repack.",
        )
    if dataset.is_virtual or dataset.external:
        return None  # what there is was looked at when it was found
    if unwritten == blocks:
        raise InputError(
            "dataset_never_written",
            f'"{name}" in {file.path} has a shape but no values: they were never written.',
            "Write the file again.",
        )
    if unwritten:
        return (
            f'Of the {blocks:,} blocks of "{name}", {unwritten:,} were never written and read as '
            "the file's fill value, usually 0."
        )
    return None
