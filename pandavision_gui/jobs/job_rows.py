"""From a job folder to the row that lists show."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pandavision_gui.engine.result import EvaluationResult, parse_result
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState


def make_row(job: Job, spec: EvaluationSpec, result: EvaluationResult | None) -> JobRow:
    """Return the row of a job; figures only where it has a result."""
    row = JobRow(
        id=job.id,
        name=job.name,
        state=job.state,
        reason=job.reason,
        order=job.order,
        model=_file_name(spec.trained_model),
        dataset=_file_name(spec.dataset),
        attack=spec.attack_info.name,
        top_value=spec.values[-1],
        values=len(spec.values),
        created=job.created,
        started=job.started,
        ended=job.ended,
    )
    if result is None:
        return row
    return replace(
        row,
        clean=result.curve[0].accuracy,
        robust=result.curve[-1].accuracy,
        level=result.sec_level,
        sec_value=result.sec_value,
        warnings=len(result.warnings),
    )


def damaged_row(job_id: UUID, folder: Path, error: PandaVisionError) -> JobRow:
    """Return the row of a folder that cannot be read: it is shown, never left out."""
    changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return JobRow(
        id=job_id,
        name=str(job_id),
        state=JobState.FAILED,
        reason=error.sentence(),
        order=0,
        model="",
        dataset="",
        attack="",
        top_value=0.0,
        values=0,
        created=changed,
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
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFault(
            "result_unreadable", f'"{path}" cannot be read: {error.strerror}.'
        ) from error
    return parse_result(data, str(path))


def stamp_of(folder: Path) -> int:
    """Return the time of the last change of `job.json` in nanoseconds, 0 when there is none."""
    try:
        return os.stat(folder / "job.json").st_mtime_ns
    except OSError:
        return 0


def _file_name(path: str) -> str:
    """Return the last part of a path of any system: a job may come from another one."""
    return path.replace("\\", "/").rsplit("/", 1)[-1] or path
