"""Files for the user from jobs' folders."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.result import MAX_BYTES
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import SUFFIX
from pandavision_gui.jobs.messages import Exported, Failed
from pandavision_gui.jobs.requests import archive_job, export_figure
from pandavision_gui.jobs.supervisor import StopSwitch


class ExportFormat(StrEnum):
    """What can be exported; the value is the file name's suffix without the dot."""

    CSV = "csv"
    PNG = "png"
    JSON = "json"
    ARCHIVE = "pandavision"

    @property
    def takes_several(self) -> bool:
        """Whether several jobs go into one file."""
        return self is ExportFormat.PNG

    @property
    def needs_result(self) -> bool:
        """Whether only finished jobs have it."""
        return self is not ExportFormat.ARCHIVE


_SOURCES = {ExportFormat.CSV: "curve.csv", ExportFormat.JSON: "result.json"}


def export_jobs(
    folders: Sequence[Path],
    export_format: ExportFormat,
    path: Path,
    *,
    stop: StopSwitch | None = None,
) -> None:
    """Write one file from the folders of jobs that do not run; blocks.

    It takes up to seconds for a picture and, for an archive with many large pictures, minutes.

    Parameters
    ----------
    folders
        Job folders; exactly one where the format does not take several.

    Raises
    ------
    PandaVisionError
        In words: no result, disk full, not writable. `path` is what it was before then.
    """
    if export_format is ExportFormat.PNG:
        _require_written(export_figure(folders, path, stop))
        return
    (folder,) = folders
    if export_format is ExportFormat.ARCHIVE:
        _require_written(archive_job(folder, path, stop))
        return
    source = folder / _SOURCES[export_format]
    try:
        data = read_bounded(source, MAX_BYTES)
    except OSError as error:
        raise InputError(
            "no_result",
            f'"{folder}" holds no finished job: {source.name} cannot be read ({error.strerror}).',
            "Let the job finish first." if isinstance(error, FileNotFoundError) else "",
        ) from error
    write_bytes_atomically(path, data)


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
