"""Files for the user from jobs' folders."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from pandavision_gui.atomic_file import write_atomically, write_text_atomically
from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.report_formats import ExportFormat as ExportFormat
from pandavision_gui.engine.result import MAX_BYTES
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import SUFFIX
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import Exported, Failed
from pandavision_gui.jobs.report_messages import FigureCurve, FigureKind, ReportKind
from pandavision_gui.jobs.requests import archive_job, export_figure, export_report
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.jobs.without_folders import spec_without_folders

_SOURCES = {
    ExportFormat.CSV: "curve.csv",
    ExportFormat.JSON: "result.json",
    ExportFormat.SAMPLES: "samples.h5",
}
_REPORTS: dict[ExportFormat, ReportKind] = {
    ExportFormat.HTML: "html",
    ExportFormat.PDF: "pdf",
    ExportFormat.MARKDOWN: "markdown",
    ExportFormat.TABLE: "table",
    ExportFormat.PACK: "pack",
}
_COPIED_AT_ONCE = 8 * 2**20


def export_jobs(
    folders: Sequence[Path],
    export_format: ExportFormat,
    path: Path,
    *,
    details: ReportDetails | None = None,
    figure: FigureKind = "curve",
    curves: Sequence[FigureCurve] = (),
    stop: StopSwitch | None = None,
    names_only: bool = False,
) -> None:
    """Write one file from the folders of jobs that do not run; blocks.

    It takes up to seconds for a picture and, for an archive with many large pictures, minutes.

    Parameters
    ----------
    folders
        Job folders; exactly one where the format does not take several.
    details
        What people add to a report.
    figure
        What is drawn, where the format is a figure's; results by class are of one job.
    curves
        How a figure draws them, one for each folder; else by their names and in their order.
    names_only
        Whether formats that name files with their folders leave the folders out.

    Raises
    ------
    PandaVisionError
        In words: no result, disk full, not writable. `path` is what it was before then.
    """
    if export_format.info.is_figure and path.suffix.lower() != f".{export_format.suffix}":
        raise InputError(
            "wrong_suffix",
            f'"{path.name}" does not end in ".{export_format.suffix}", as such figures do.',
            "Name it so, or choose another format.",
        )
    if export_format.info.is_figure:
        report = export_figure(folders, path, stop, figure=figure, curves=curves)
        _require_written(report)
        return
    if export_format in _REPORTS:
        kind = _REPORTS[export_format]
        _require_written(export_report(folders, path, kind, details or ReportDetails(), stop))
        return
    (folder,) = folders
    if export_format is ExportFormat.ARCHIVE:
        _require_written(archive_job(folder, path, stop, with_paths=not names_only))
    elif names_only and export_format is ExportFormat.SAMPLES:
        _require_written(export_report(folders, path, "samples", ReportDetails(), stop))
    elif names_only and export_format is ExportFormat.JSON:
        result = require_result(JobFolder(folder))
        result = result.model_copy(update={"spec": spec_without_folders(result.spec)})
        write_text_atomically(path, result.to_json())
    else:
        _copy(folder / _SOURCES[export_format], path, stop)


def _copy(source: Path, path: Path, stop: StopSwitch | None) -> None:
    """Copy a file of the job; it may be as large as all of its pictures."""
    is_document = source.name != "samples.h5"
    try:
        file = open_regular(source)
        if is_document and os.fstat(file.fileno()).st_size > MAX_BYTES:
            file.close()
            raise OSError(errno.EFBIG, f"it is larger than {MAX_BYTES // 2**20} MiB")
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError)
        if not is_document and is_missing and (source.parent / "result.json").exists():
            raise InputError(
                "no_samples",
                f'The job in "{source.parent}" has no samples.h5: its pictures were cleared, or it '
                "came from an archive, which leaves them out.",
                "Run the job again to have them.",
            ) from error
        raise InputError(
            "no_result",
            f'"{source.parent}" holds no finished job: {source.name} cannot be read '
            f"({error.strerror}).",
            "Let the job finish first." if is_missing else "",
        ) from error

    def write(target: BinaryIO) -> None:
        while data := file.read(_COPIED_AT_ONCE):
            if stop is not None and stop.is_asked:
                raise EnvironmentFault("stopped", f'"{path.name}" was not written: stopped.')
            target.write(data)

    with file:
        write_atomically(path, write)


def archive_jobs(
    jobs: Sequence[tuple[Path, str]], directory: Path, *, stop: StopSwitch | None = None
) -> None:
    """Write an archive for each of several jobs that do not run into one directory; blocks.

    What is there is left alone: a name that is taken gets a number.

    Parameters
    ----------
    jobs
        Job folders, and the names of their files without suffix.

    Raises
    ------
    EnvironmentFault
        ``archives_missing`` when some of them could not be written; the others are there.
    """
    failures: list[PandaVisionError] = []
    for folder, name in jobs:
        try:
            export_jobs([folder], ExportFormat.ARCHIVE, _free_path(directory, name), stop=stop)
        except PandaVisionError as error:
            failures.append(error)
    if failures:
        raise EnvironmentFault(
            "archives_missing",
            f"{len(failures)} of {len(jobs)} jobs could not be archived. {failures[0].message}",
            failures[0].hint,
            details="\n".join(error.sentence() for error in failures),
        )


def _free_path(directory: Path, name: str) -> Path:
    path = directory / f"{name}{SUFFIX}"
    for number in itertools.count(2):
        if not os.path.lexists(path):
            break
        path = directory / f"{name} {number}{SUFFIX}"
    return path


def _require_written(report: Exported | Failed) -> None:
    if isinstance(report, Failed):
        fault = InputError if report.kind == "input" else EnvironmentFault
        raise fault(report.code, report.message, report.hint, report.details)
