"""Makes a finished job of several: the worst case over them. Never imports torch."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.class_values import ClassValues
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.evaluation.row_writer import RowWriter, StoredPictures
from pandavision_gui.engine.job_size import KEPT_PICTURES
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.reports.csv_report import write_curve_csv
from pandavision_gui.engine.reports.figures import write_curve_figure
from pandavision_gui.engine.reports.report_data import series_of, x_title
from pandavision_gui.engine.reports.samples_file import write_samples_file
from pandavision_gui.engine.result import MAX_BYTES, EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.worst_case import FinishedJob, WorstCase, combine
from pandavision_gui.engine.worst_case_result import worst_case_result, worst_case_spec
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.archive.check_job import CheckedJob
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.job_archive import locks_of, look_at_finished
from pandavision_gui.jobs.combine_messages import CombineJobs, JobsCombined
from pandavision_gui.jobs.job import Imported, Job, shortened
from pandavision_gui.jobs.job_documents import Resolved
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_labels import LONGEST_NAME
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine_writes, places_of_libraries
from pandavision_gui.jobs.worker.versions import installed_versions

_SHARD_ROWS = 50_000
_SHARD_BYTES = 64 * 2**20
_READ_AT_ONCE = 64
_ROUNDING = 1e-9
_MOST_NAMED = 3
_CALLED = "Worst case of "
_COUNTED = re.compile(r"(.+) \((\d{1,4}) jobs\)")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Source:
    folder: Path
    checked: CheckedJob
    job: FinishedJob


def combine_jobs(command: CombineJobs, channel: Channel) -> None:
    """Look at all of the jobs, take the minimum, and write what a finished job has.

    Raises
    ------
    PandaVisionError
        In words: a job that cannot be taken, or jobs that do not belong together.
    """
    folder = JobFolder(Path(command.folder))
    locks = locks_of(map(Path, command.folders))
    confine_writes([folder.path, *places_of_libraries(), *locks])
    sources = [_source(Path(place)) for place in command.folders]
    found = combine([source.job for source in sources])
    name = command.name or _name_after([source.job.name for source in sources])
    _write(folder, sources, found, name)
    channel.send(JobsCombined(folder=command.folder))


def _source(folder: Path) -> _Source:
    try:
        checked = look_at_finished(folder)
        data = read_bounded(folder / "result.json", MAX_BYTES)
    except NotTakenError as error:
        raise InputError(
            "job_not_combined",
            f'The job in "{folder}" cannot be combined with others: {error.what}.',
            error.hint or "Leave it out.",
        ) from error
    except OSError as error:
        raise InputError(
            "job_not_combined",
            f'The job in "{folder}" cannot be combined with others: result.json cannot be read '
            f"({error.strerror}).",
            "Try again.",
        ) from error
    if checked.result is None:
        raise InputError("job_not_combined", f'The job in "{folder}" has not finished.')
    digest = hashlib.sha256(data).hexdigest()
    job = FinishedJob(checked.job.name, digest, checked.result, _as_listed(checked))
    return _Source(folder, checked, job)


def _as_listed(checked: CheckedJob) -> SampleTable:
    """Return the rows in the order of the result, where it lists them."""
    listed = checked.result.samples.indexes if checked.result else None
    if listed is None:
        return checked.table
    return checked.table.rows(np.searchsorted(checked.table.index, listed).astype(np.int64))


def _name_after(names: Sequence[str]) -> str:
    # A worst case of worst cases is one of all their jobs.
    counts: Counter[str] = Counter()
    for name in names:
        counted = _COUNTED.fullmatch(name.removeprefix(_CALLED))
        counts[counted[1] if counted else name.removeprefix(_CALLED)] += (
            int(counted[2]) if counted else 1
        )
    names = [name if count == 1 else f"{name} ({count} jobs)" for name, count in counts.items()]
    named = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return shortened(f"{_CALLED}{named}{more}", LONGEST_NAME)


def _write(folder: JobFolder, sources: Sequence[_Source], found: WorstCase, name: str) -> None:
    now = datetime.now(UTC)
    jobs = [source.job for source in sources]
    spec = worst_case_spec(jobs, found, name)
    pictures = _Pictures([StoredPictures(source.folder) for source in sources], found)
    folder.write_spec(spec)
    _write_rows(folder.path, found.table, pictures)
    dataset = _dataset_of(spec, jobs[0].result, found.table, pictures)
    remarks = () if dataset is not None else (_WITHOUT_SAMPLES,)
    result = worst_case_result(
        jobs, found, spec, versions=installed_versions(), finished=now, remarks=remarks
    )
    if dataset is not None:
        with dataset:
            _write_samples(folder.path, found.table, dataset, pictures, spec, result)
    drawn = series_of(result, name)
    write_curve_csv(result.curve, folder.path / "curve.csv", has_population=drawn.has_population)
    write_curve_figure([drawn], folder.path / "curve.png", x_title(result))
    _write_documents(folder, sources, result, name, now)


def _write_documents(
    folder: JobFolder,
    sources: Sequence[_Source],
    result: EvaluationResult,
    name: str,
    now: datetime,
) -> None:
    first = sources[0].checked.resolved
    if first is None:
        raise InputError("job_not_combined", f'"{sources[0].folder}" lacks "resolved.json".')
    folder.write_resolved(
        Resolved(
            batch_size=result.run.batch_size,
            threads=result.run.threads,
            device=result.run.device,
            versions=result.run.versions,
            model=first.model,
            dataset=first.dataset,
            altered=any(s.checked.resolved and s.checked.resolved.altered for s in sources),
        )
    )
    write_text_atomically(folder.path / "result.json", result.to_json())
    foreign = [s.checked.job.imported for s in sources if s.checked.job.imported is not None]
    folder.write_job(
        Job(
            name=name,
            state=JobState.FINISHED,
            created=now,
            started=now,
            ended=now,
            worked_s=(datetime.now(UTC) - now).total_seconds(),
            # It is as foreign as any of the jobs that it is made of.
            imported=Imported(when=now, file=foreign[0].file) if foreign else None,
        )
    )


class _Pictures(Mapping[int, NDArray[np.float32]]):
    """The picture of each of the first samples, from the job that its row is from."""

    def __init__(self, stored: Sequence[StoredPictures], found: WorstCase) -> None:
        nearest = zip(found.table.index[:KEPT_PICTURES], found.nearest, strict=False)
        self._stored = {
            int(index): stored[number] for index, number in nearest if int(index) in stored[number]
        }

    def __getitem__(self, index: int) -> NDArray[np.float32]:
        """Return the picture of a sample: float32 (C, H, W)."""
        picture: NDArray[np.float32] = self._stored[index][index]
        return picture

    def __iter__(self) -> Iterator[int]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def _write_rows(folder: Path, table: SampleTable, pictures: _Pictures) -> None:
    """Write the rows as shards that are no larger than a worker's own."""
    writer = RowWriter(folder)
    start = 0
    while start < len(table):
        size = _SHARD_ROWS
        if start < KEPT_PICTURES and len(pictures):
            a_picture = pictures[next(iter(pictures))].nbytes
            size = max(1, min(KEPT_PICTURES - start, _SHARD_BYTES // max(1, a_picture)))
        rows = table.rows(np.arange(start, min(start + size, len(table))))
        kept = [int(index) for index in rows.index if int(index) in pictures]
        writer.add(rows, [(index, pictures[index]) for index in kept])
        writer.flush()
        start += size


_WITHOUT_SAMPLES = (
    "samples.h5 was left out: the dataset is not at hand, or not as it was when the jobs read it."
)


def _dataset_of(
    spec: EvaluationSpec, result: EvaluationResult, table: SampleTable, pictures: _Pictures
) -> ImageDataset | None:
    """Return the dataset where it is at hand and the pictures are of its samples, else None.

    It is not hashed: that each picture is as far from its sample as its row says shows as much.
    """
    if not pictures:
        return None
    shape = pictures[next(iter(pictures))].shape
    layout = result.applied.layout
    try:
        dataset = open_dataset(
            Path(spec.dataset),
            labels_name=None if spec.labels == "auto" else spec.labels,
            layout="NHWC" if layout == "NHWC" else "NCHW" if layout == "NCHW" else "auto",
            label_offset=spec.label_offset,
            class_values=ClassValues(result.applied.label_values or (), are_labels=True),
            given_names=spec.class_names or (),
            model_input=(None, *shape),
        )
    except (PandaVisionError, OSError) as error:
        _log.info("the dataset is not used: %s", error)
        return None
    try:
        if dataset.sample_shape == shape and _are_of(dataset, result, table, pictures):
            return dataset
    except (PandaVisionError, OSError, IndexError) as error:
        _log.info("the dataset is not used: %s", error)
    except BaseException:
        dataset.close()
        raise
    dataset.close()
    return None


def _are_of(
    dataset: ImageDataset, result: EvaluationResult, table: SampleTable, pictures: _Pictures
) -> bool:
    if table.index.max() >= dataset.count or (
        not np.array_equal(dataset.labels[table.index], table.label)
    ):
        return False
    wanted = np.where(np.isfinite(table.distance), table.distance, 0.0)
    rows = np.flatnonzero([int(index) in pictures for index in table.index])
    for start in range(0, len(rows), _READ_AT_ONCE):
        some = rows[start : start + _READ_AT_ONCE]
        clean = dataset.read(table.index[some])
        shown = np.stack([pictures[int(index)] for index in table.index[some]])
        measured = distances(clean, shown, Norm(result.norm))
        if not np.allclose(measured, wanted[some], rtol=_ROUNDING, atol=0):
            return False
    return True


def _write_samples(
    folder: Path,
    table: SampleTable,
    dataset: ImageDataset,
    pictures: _Pictures,
    spec: EvaluationSpec,
    result: EvaluationResult,
) -> None:
    write_samples_file(
        folder / "samples.h5",
        table,
        dataset,
        pictures,
        sample_shape=dataset.sample_shape,
        attributes={
            "spec": spec.to_document(),
            "class_names": list(result.class_names),
            "input_range": list(result.applied.input_range),
            "norm": result.norm,
        },
    )
