"""A finished job that somebody looks at: its rows, and its samples with their examples.

What a picture is of, its distance shows: it is shown only where it is as far from its sample as its
row says.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.class_values import ClassValues
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.open_dataset import further_files, open_dataset
from pandavision_gui.engine.file_hash import sha256_of
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.reports.small_pictures import (
    difference_pixels,
    picture_size,
    sample_pixels,
)
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.archive.check_job import compare_figures, found_shards
from pandavision_gui.jobs.archive.check_rows import check_shards
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_documents import Resolved
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.worker.kept_pictures import (
    READING_FAILS,
    adversarial_pictures,
    kept_samples,
)

_ROUNDING = 1e-9
_COMPARED = 8
"""Examples whose distance from the dataset's samples says whether it is the job's."""
_LARGEST_HASHED = 256 * 2**20
"""Bytes of a dataset that is hashed while somebody waits."""

_log = logging.getLogger(__name__)


class ViewedJob:
    """The rows of a finished job and what its pictures are.

    Attributes
    ----------
    table
        In the order of the result.
    remark
        Why samples without an adversarial example cannot be shown; else empty.

    Raises
    ------
    InputError
        ``job_not_shown`` where its rows were cleared or do not give its result.
    EnvironmentFault
        ``result_missing``, ``result_damaged`` or ``result_unreadable``.
    """

    def __init__(self, folder: Path, spec: EvaluationSpec) -> None:
        self._spec = spec
        self.result = require_result(JobFolder(folder))
        self.table = _rows(folder, spec, self.result)
        self._place = {int(index): row for row, index in enumerate(self.table.index)}
        self._pictures = adversarial_pictures(folder)
        shape = self._shape_of_pictures()
        self._kept = kept_samples(folder, shape, len(self.table))
        self._dataset, self.remark = _dataset(spec, self.result, shape)
        if self._dataset is not None and not self._is_the_jobs(self._dataset, folder):
            self._dataset.close()
            self._dataset = None
            self.remark = "The dataset is not as it was when the job read it."

    @property
    def examples(self) -> int:
        """How many adversarial examples are kept as pictures."""
        return sum(self._has_example(int(index)) for index in self.table.index)

    def pictures(
        self, indexes: Sequence[int], side: int
    ) -> tuple[NDArray[np.uint8], tuple[float, ...]]:
        """Return small pictures of samples.

        Parameters
        ----------
        indexes
            Rows of the dataset.
        side
            Pixels that the longer side has at most.

        Returns
        -------
        uint8, (n, 3, height, width, 4): each sample, its example and their difference in RGBA,
        transparent where there is none; and how many times each difference is amplified.
        """
        clean = self._clean_samples([index for index in indexes if index in self._place])
        found = [(clean.get(index), self._example(index)) for index in indexes]
        shapes = [one.shape for pair in found for one in pair if one is not None]
        size = picture_size(shapes[0], side) if shapes else (1, 1)
        shown = np.zeros((len(indexes), 3, *size, 4), dtype=np.uint8)
        factors = [0.0] * len(indexes)
        bounds = self.result.applied.input_range
        for place, (index, (sample, example)) in enumerate(zip(indexes, found, strict=True)):
            if sample is not None and example is not None and not self._fit(index, sample, example):
                sample = example = None  # one of them is not what the row is of
            if sample is not None:
                shown[place, 0] = sample_pixels(sample, bounds, size)
            if example is not None:
                shown[place, 1] = sample_pixels(example, bounds, size)
            if sample is not None and example is not None:
                shown[place, 2], factors[place] = difference_pixels(sample, example, bounds, size)
        return shown, tuple(factors)

    def _shape_of_pictures(self) -> tuple[int, int, int] | None:
        for index in self._pictures:
            shape = self._pictures[index].shape
            return shape if len(shape) == 3 else None
        return None

    def _example(self, index: int) -> NDArray[np.float32] | None:
        return self._pictures[index] if self._has_example(index) else None

    def _has_example(self, index: int) -> bool:
        """Whether there is an example of it; of what withstood, the sample itself is kept."""
        row = self._place.get(index)
        if row is None or index not in self._pictures:
            return False
        return bool(np.isfinite(self.table.distance[row]) and self.table.minimum_perturbation[row])

    def _is_the_jobs(self, dataset: ImageDataset, folder: Path) -> bool:
        """Whether the dataset holds what the job read."""
        if not _has_labels_of(dataset, self.table):
            return False
        if _is_untouched(Path(self._spec.dataset), JobFolder(folder).read_resolved()):
            return True
        compared = [int(index) for index in self.table.index if self._has_example(int(index))]
        if not compared:
            return _has_content(self._spec, self.result)
        compared = compared[:: -(-len(compared) // _COMPARED)]
        try:
            read = dataset.read(np.array(compared, dtype=np.int64))
        except READING_FAILS as error:
            _log.info("the dataset cannot be read: %s", error)
            return False
        return all(
            self._fit(index, sample, self._pictures[index])
            for index, sample in zip(compared, read, strict=True)
        )

    def _fit(self, index: int, sample: NDArray[np.float32], example: NDArray[np.float32]) -> bool:
        if sample.shape != example.shape:
            return False
        told = self.table.distance[self._place[index]]
        measured = distances(sample[None], example[None], Norm(self.result.norm))
        return bool(np.allclose(measured, told, rtol=_ROUNDING, atol=0))

    def _clean_samples(self, indexes: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        try:
            found = {index: self._kept[index] for index in indexes if index in self._kept}
        except READING_FAILS as error:
            _log.info("samples.h5 is not read any more: %s", error)
            found = {}
        others = [index for index in indexes if index not in found]
        if others and self._dataset is not None:
            try:
                read = self._dataset.read(np.array(others, dtype=np.int64))
                found.update(zip(others, read, strict=True))
            except READING_FAILS as error:
                _log.info("the dataset is not read any more: %s", error)
        return found


def _rows(folder: Path, spec: EvaluationSpec, result: EvaluationResult) -> SampleTable:
    job = JobFolder(folder).read_job()
    if job is not None and job.cleared is Cleared.ROWS:
        raise InputError(
            "job_not_shown",
            "The rows of this job were cleared: which samples withstood what is no longer known.",
            "Run the job again.",
        )
    names = [f"rows/{path.name}" for path in sorted((folder / "rows").glob("*"))]
    shards = {
        number: replace(shard, pictures="", picture_index="")
        for number, shard in found_shards(names).items()
        if shard.rows and shard.index
    }
    try:
        table = check_shards(folder, shards, spec, result.applied.input_range)
        if len(table) != result.samples.evaluated:
            raise NotTakenError('"result.json" is of other samples than the rows')
        compare_figures(result, table, spec)
    except NotTakenError as error:
        raise InputError(
            "job_not_shown",
            f"The samples of this job cannot be shown: {error.what}.",
            "Run the job again.",
        ) from error
    listed = result.samples.indexes
    if listed is None or sorted(listed) != table.index.tolist():
        return table
    return table.rows(np.searchsorted(table.index, listed).astype(np.int64))


def _dataset(
    spec: EvaluationSpec, result: EvaluationResult, shape: tuple[int, int, int] | None
) -> tuple[ImageDataset | None, str]:
    """Return the dataset where it can be read, else why not."""
    layout = result.applied.layout
    try:
        return open_dataset(
            Path(spec.dataset),
            labels_name=None if spec.labels == "auto" else spec.labels,
            layout="NHWC" if layout == "NHWC" else "NCHW" if layout == "NCHW" else "auto",
            label_offset=spec.label_offset,
            class_values=ClassValues(result.applied.label_values or (), are_labels=True),
            given_names=spec.class_names or (),
            model_input=None if shape is None else (None, *shape),
        ), ""
    except PandaVisionError as error:
        return None, error.message
    except OSError as error:
        return None, f"The dataset cannot be read: {error.strerror}."


def _has_labels_of(dataset: ImageDataset, table: SampleTable) -> bool:
    if not len(table):
        return True
    return bool(
        table.index.max() < dataset.count
        and np.array_equal(dataset.labels[table.index], table.label)
    )


def _is_untouched(path: Path, resolved: Resolved | None) -> bool:
    """Whether the file is as the job left it, going by its size and times."""
    if resolved is None:
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    noted = resolved.dataset
    return (found.st_size, found.st_mtime_ns) == (noted.bytes, noted.modified_ns)


def _has_content(spec: EvaluationSpec, result: EvaluationResult) -> bool:
    """Whether the file's content is what the job read, where it is not too much to look at."""
    path, told = Path(spec.dataset), result.files.get("dataset")
    try:
        if told is None or not 0 < path.stat().st_size == told.bytes <= _LARGEST_HASHED:
            return False
        labels = None if spec.labels == "auto" else spec.labels
        return sha256_of(path, further_files(path, labels_name=labels)) == told.sha256
    except READING_FAILS as error:
        _log.info("the dataset cannot be read: %s", error)
        return False
