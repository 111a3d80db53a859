"""From a job folder to the row that lists show."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.moment import sane_moment
from pandavision_gui.engine.result import MAX_BYTES, EvaluationResult, parse_result
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import LONGEST_REASON, Imported, Job, shortened
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.row_parts import NO_FIGURES, Asked, Figures, Remarks

_LONGEST_FILE_NAME = 255
_STAMPS = 2**62


def make_row(job: Job, spec: EvaluationSpec) -> JobRow:
    """Return the row of a job without the figures of its result."""
    return JobRow(
        id=job.id,
        name=job.name,
        state=job.state,
        order=job.order,
        created=job.created,
        started=job.started,
        ended=job.ended,
        worked_s=job.worked_s,
        asked=Asked(
            model=file_name(spec.trained_model),
            dataset=file_name(spec.dataset),
            attack=spec.attack_info.name,
            perturbation=spec.perturbation,
            top_value=spec.values[-1],
            values=len(spec.values),
        ),
        remarks=Remarks(
            reason=job.reason,
            notes=job.notes,
            tags=job.tags,
            is_cut_off=job.cut_off and job.state is JobState.INTERRUPTED,
            imported=job.imported is not None,
            cleared=job.cleared,
        ),
    )


def row_of(folder: JobFolder, job: Job, spec: EvaluationSpec) -> JobRow:
    """Return the row of a job as its folder has it.

    A finished job whose result cannot be read has no figures, and its reason says so.
    """
    row = make_row(job, spec)
    if job.state is not JobState.FINISHED:
        return row
    try:
        return with_result(row, require_result(folder))
    except PandaVisionError as error:
        return without_result(row, error)


def with_result(row: JobRow, result: EvaluationResult) -> JobRow:
    """Return the row of a finished job with the figures of its result."""
    figures = Figures(
        clean=result.curve[0].accuracy,
        robust=result.curve[-1].accuracy,
        level=result.sec_level,
        sec_value=result.sec_value,
        warnings=len(result.warnings),
    )
    return replace(row.with_reason(""), figures=figures)


def without_result(row: JobRow, error: PandaVisionError) -> JobRow:
    """Return the row of a finished job whose result cannot be read: no figures, and why."""
    reason = shortened(error.sentence(), LONGEST_REASON)
    return replace(row.with_reason(reason), figures=NO_FIGURES)


def damaged_row(job_id: UUID, folder: Path, error: PandaVisionError) -> JobRow:
    """Return the row of a folder that cannot be read: it is shown, never left out."""
    return JobRow(
        id=job_id,
        name=str(job_id),
        state=JobState.FAILED,
        order=0,
        created=_last_change(folder),
        asked=Asked(),
        remarks=Remarks(reason=shortened(error.sentence(), LONGEST_REASON)),
    )


def read_result(folder: JobFolder) -> EvaluationResult | None:
    """Read `result.json`; None when there is none.

    Raises
    ------
    EnvironmentFault
        ``result_damaged`` or ``result_unreadable``.
    """
    path = folder.path / "result.json"
    try:
        data = read_bounded(path, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise EnvironmentFault(
            "result_unreadable", f'"{path}" cannot be read: {error.strerror}.'
        ) from error
    return parse_result(data, str(path))


def require_result(folder: JobFolder) -> EvaluationResult:
    """Read the `result.json` of a finished job.

    Raises
    ------
    EnvironmentFault
        ``result_missing``, ``result_damaged`` or ``result_unreadable``.
    """
    result = read_result(folder)
    if result is None:
        raise EnvironmentFault(
            "result_missing",
            f'The result of this job is gone: there is no "{folder.path / "result.json"}".',
            "Put it back, or run the job again.",
        )
    return result


def has_result(folder: JobFolder) -> bool:
    """Whether the folder holds a complete result, which is the last file that a job writes."""
    try:
        return read_result(folder) is not None
    except PandaVisionError:
        return False


def name_of(folder: JobFolder) -> str | None:
    """Return what a job is called; None where it does not say: its spec may have a name, too."""
    try:
        job = folder.read_job()
    except PandaVisionError:
        return None
    return job.name if job is not None else None


def imported_from(folder: JobFolder) -> Imported | None:
    """Return which archive a job was taken in from; None for one that was computed here."""
    try:
        job = folder.read_job()
    except PandaVisionError:  # it is told where the job is listed
        return None
    return job.imported if job is not None else None


def index_stamp(folder: Path | str, row: JobRow) -> int:
    """Return the stamp that the index is given with a row.

    It is 0 for a job that was cut off: every start reads its folder again and tells it, until the
    user has answered.
    """
    return 0 if row.is_cut_off else stamp_of(folder)


def stamp_of(folder: Path | str) -> int:
    """Return a number that changes with `job.json` and `result.json`, 0 without a `job.json`.

    It is made of their sizes and times of the last change: neither is opened.
    """
    try:
        stamp = os.stat(f"{folder}/job.json").st_mtime_ns
    except OSError:
        return 0
    with contextlib.suppress(OSError):  # a job without a result
        result = os.stat(f"{folder}/result.json")
        stamp += 3 * result.st_mtime_ns + 5 * result.st_size
    return stamp % _STAMPS or 1


def _last_change(folder: Path) -> datetime:
    """Return when a folder was changed; now where nobody can say."""
    try:
        return sane_moment(datetime.fromtimestamp(folder.stat().st_mtime, UTC))
    except (OSError, OverflowError, ValueError):
        return datetime.now(UTC)


def file_name(path: str) -> str:
    """Return the last part of a path of any system: a job may come from another one."""
    return shortened(path.replace("\\", "/").rsplit("/", 1)[-1] or path, _LONGEST_FILE_NAME)
