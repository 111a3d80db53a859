"""Files for the user from jobs' folders."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.result import MAX_BYTES
from pandavision_gui.errors import EnvironmentFault, InputError
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


def _require_written(report: Exported | Failed) -> None:
    if isinstance(report, Failed):
        fault = InputError if report.kind == "input" else EnvironmentFault
        raise fault(report.code, report.message, report.hint, report.details)
