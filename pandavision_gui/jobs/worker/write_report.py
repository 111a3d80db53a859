"""Writes reports and tables of finished jobs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.evaluation.row_writer import StoredPictures
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.reports.comparison_report import comparison_report
from pandavision_gui.engine.reports.document import Document
from pandavision_gui.engine.reports.html_report import html_report
from pandavision_gui.engine.reports.job_report import job_report
from pandavision_gui.engine.reports.markdown_report import markdown_report
from pandavision_gui.engine.reports.report_data import read_result
from pandavision_gui.engine.reports.report_job import Example, ReportJob, examples_to_show
from pandavision_gui.engine.reports.samples_file import copy_samples_file
from pandavision_gui.engine.reports.table_report import table_csv
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.job_archive import look_at_finished
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.messages import Exported
from pandavision_gui.jobs.report_messages import ExportReport, ReportKind
from pandavision_gui.jobs.without_folders import spec_without_folders
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine_writes, places_of_libraries
from pandavision_gui.jobs.worker.job_names import told_apart
from pandavision_gui.jobs.worker.reduced_folder import SAMPLES, is_reduced, rows_of_samples
from pandavision_gui.jobs.worker.write_pack import write_pack
from pandavision_gui.paths import resources_folder

_log = logging.getLogger(__name__)

_ROUNDING = 1e-9
_LARGEST_PICTURE = 64 * 2**20
"""Bytes of a sample that a report shows."""


def write_report(command: ExportReport, channel: Channel) -> None:
    """Look at all of the job, and write what was asked for.

    Raises
    ------
    InputError
        ``no_result``, ``job_not_reported`` for a job whose files do not fit each other, or
        ``no_rows`` for a table of rows that were cleared.
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    path = Path(command.path)
    folders = [Path(folder) for folder in command.folders]
    templates = resources_folder() / "templates"
    if command.kind == "samples":
        _samples(folders[0], path)
        channel.send(Exported(path=command.path))
        return
    jobs = [report_job(folder) for folder in folders]
    confine_writes([path.parent, *places_of_libraries()])  # HDF5 and pictures come from anywhere
    if command.kind == "pack":
        _pack(command, jobs[0], folders[0], templates)
        channel.send(Exported(path=command.path))
        return
    if command.kind == "table":
        data = _table(jobs[0], folders[0])
    elif len(jobs) > 1:
        names = told_apart([job.name for job in jobs], [job.result for job in jobs])
        jobs = [replace(job, name=name) for job, name in zip(jobs, names, strict=True)]
        data = _rendered(comparison_report(jobs, command.details), command.kind, templates)
    else:
        (job,) = jobs
        if command.kind != "markdown" and job.table is not None:
            job = replace(job, examples=_examples(folders[0], job.result, job.table))
        data = _rendered(job_report(job, command.details), command.kind, templates)
    write_bytes_atomically(path, data)
    channel.send(Exported(path=command.path))


def _samples(folder: Path, path: Path) -> None:
    result = read_result(folder)
    if not (folder / SAMPLES).is_file():
        raise InputError(
            "no_samples",
            f'The job in "{folder}" has no {SAMPLES}: its pictures were cleared, or it came from '
            "an archive, which leaves them out.",
            "Run the job again to have them.",
        )
    confine_writes([path.parent, *places_of_libraries()])
    attributes = {
        "spec": spec_without_folders(result.spec),
        "class_names": list(result.class_names),
        "input_range": list(result.applied.input_range),
        "norm": result.norm,
    }
    with Hdf5File(folder / SAMPLES, may_have_neighbours=False) as file, file.damage_in_words():
        copy_samples_file(file, path, attributes=attributes)


def _pack(command: ExportReport, job: ReportJob, folder: Path, templates: Path) -> None:
    table = rows_of(job, folder)
    shown = replace(job, examples=_examples(folder, job.result, table))
    document = job_report(shown, command.details)
    html, pdf = (_rendered(document, kind, templates) for kind in ("html", "pdf"))
    order = np.argsort(table.index, kind="stable")
    with_paths = command.details.with_paths
    rows = table.rows(order)
    write_pack(folder, Path(command.path), job, html, pdf, rows, with_paths=with_paths)


def rows_of(job: ReportJob, folder: Path) -> SampleTable:
    """Return the rows of a job.

    Raises
    ------
    InputError
        ``no_rows`` where they were cleared.
    """
    if job.table is None:
        raise InputError(
            "no_rows",
            f'The rows of the job in "{folder}" were cleared, and this is made of them.',
            "Run the job again.",
        )
    return job.table


def _table(job: ReportJob, folder: Path) -> bytes:
    rows_of(job, folder)
    return table_csv(job).encode("utf-8")


def _rendered(document: Document, kind: ReportKind, templates: Path) -> bytes:
    if kind == "html":
        return html_report(document, templates).encode("utf-8")
    if kind == "pdf":
        from pandavision_gui.engine.reports.pdf_report import pdf_report  # 30 MB of library

        with HeldFolder("report") as place:
            return pdf_report(document, templates, place)
    return markdown_report(document).encode("utf-8")


def report_job(folder: Path) -> ReportJob:
    """Return a finished job without pictures; its figures are computed again from its rows.

    Of a folder that is reduced to the files for people, the rows are those in `samples.h5`.

    Raises
    ------
    InputError
        ``no_result`` or ``job_not_reported``.
    EnvironmentFault
        ``result_damaged``.
    """
    result = read_result(folder)
    job = JobFolder(folder).read_job()
    name = job.name if job is not None else folder.name
    is_from_archive = job is not None and job.imported is not None
    if job is not None and job.cleared is Cleared.ROWS:
        return ReportJob(name, result, None, is_from_archive=is_from_archive)
    try:
        table = (
            rows_of_samples(folder, result)
            if is_reduced(folder)
            else look_at_finished(folder).table
        )
    except NotTakenError as error:
        raise InputError(
            "job_not_reported",
            f'No report can be made of the job in "{folder}": {error.what}.',
            error.hint or "Run the job again.",
        ) from error
    table = _as_listed(result, table)
    return ReportJob(name, result, table, is_from_archive=is_from_archive)


def _as_listed(result: EvaluationResult, table: SampleTable) -> SampleTable:
    listed = result.samples.indexes
    if listed is None:
        return table
    return table.rows(np.searchsorted(table.index, listed).astype(np.int64))


def _examples(folder: Path, result: EvaluationResult, table: SampleTable) -> tuple[Example, ...]:
    """Return a few samples with their examples; none where pictures were cleared or are damaged."""
    try:
        pictures: Mapping[int, NDArray[np.float32]] = StoredPictures(folder)
        chosen = [
            (row, kind)
            for row, kind in examples_to_show(table, result.curve[-1].value)
            if int(table.index[row]) in pictures
        ]
        shown = [pictures[int(table.index[row])] for row, _ in chosen]
    except PandaVisionError as error:
        _log.info("no pictures are shown: %s", error)
        return ()
    if not shown or max(picture.nbytes for picture in shown) > _LARGEST_PICTURE:
        return ()
    clean = _clean_samples(folder, [int(table.index[row]) for row, _ in chosen], shown)
    norm = Norm(result.norm)
    found = []
    for (row, kind), adversarial in zip(chosen, shown, strict=True):
        sample = clean.get(int(table.index[row]))
        # What a picture is of, its distance shows: it must be the one in the row.
        if sample is not None and not np.allclose(
            distances(sample[None], adversarial[None], norm),
            table.distance[row],
            rtol=_ROUNDING,
            atol=0,
        ):
            sample = None
        found.append(Example(row, kind, sample, adversarial))
    return tuple(found)


def _clean_samples(
    folder: Path, indexes: list[int], adversarial: list[NDArray[np.float32]]
) -> dict[int, NDArray[np.float32]]:
    """Return samples by row of the dataset, from `samples.h5` beside the rows."""
    path = folder / "samples.h5"
    if not path.is_file():
        return {}
    try:
        with Hdf5File(path, may_have_neighbours=False) as file:
            numbers, stored = file.find("adversarial_index"), file.find("clean")
            if (
                numbers is None
                or stored is None
                or stored.shape[1:] != adversarial[0].shape
                or stored.dtype != np.float32
            ):
                return {}
            places = {int(index): place for place, index in enumerate(numbers[:])}
            return {
                index: np.asarray(stored[places[index]]) for index in indexes if index in places
            }
    except (PandaVisionError, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        _log.info("samples themselves are not shown: %s", error)
        return {}
