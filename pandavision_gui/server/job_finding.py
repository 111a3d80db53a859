"""Jobs and their results, for whoever asks by an id."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import HTTPException

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.owner_commands import Answer, JobLine, ListJobs, OwnerCommand
from pandavision_gui.jobs.without_folders import spec_without_folders
from pandavision_gui.server.bodies import UNKNOWN_JOB
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.hidden_paths import HiddenPaths


class JobEndedError(InputError):
    """There is nothing left to do with a job, or nothing yet."""

    http_status = 409


def find_job(desk: Desk, text: str, *, in_full: bool = False) -> JobLine:
    """Return a job; in full with its notes and how far it is.

    Raises
    ------
    HTTPException
        404, with the PandaVision server's sentence.
    """
    try:
        job_id = UUID(text)
    except ValueError:
        raise HTTPException(404, UNKNOWN_JOB) from None
    if str(job_id) != text:  # one name for one job
        raise HTTPException(404, UNKNOWN_JOB)
    found = done(desk, ListJobs(jobs=(job_id,), notes=in_full, progress=in_full)).jobs
    if not found:
        raise HTTPException(404, UNKNOWN_JOB)
    return found[0]


def is_gone(desk: Desk, text: str) -> bool:
    """Whether a job is not there any more; False while nobody can tell."""
    try:
        find_job(desk, text)
    except HTTPException:
        return True
    except PandaVisionError:
        return False
    return False


def result_of(line: JobLine) -> EvaluationResult:
    """Return the result of a finished job.

    Raises
    ------
    EnvironmentFault
        Where its file is gone or damaged.
    """
    return require_result(JobFolder(Path(line.folder)))


def told_spec(spec: EvaluationSpec) -> dict[str, Any]:
    """Return a spec as clients are told it: its files without their folders."""
    return spec_without_folders(spec.to_document())


def told_result(
    result: EvaluationResult, spec: dict[str, Any], hidden: HiddenPaths
) -> EvaluationResult:
    """Return a result as clients are told it: without a folder of this machine."""
    assumptions = tuple(map(hidden.hide, result.applied.assumptions))
    return result.model_copy(
        update={
            "spec": spec,
            "warnings": tuple(map(hidden.hide, result.warnings)),
            "applied": result.applied.model_copy(update={"assumptions": assumptions}),
        }
    )


def done(desk: Desk, command: OwnerCommand, *, but_for: str = "") -> Answer:
    """Have something done.

    Parameters
    ----------
    but_for
        Name of an error that does not matter.

    Raises
    ------
    InputError, EnvironmentFault
        With the sentence that says why it was not.
    """
    answer = desk.answer(command)
    if answer.too_late:
        raise JobEndedError("job_ended", answer.sentence)
    is_done = answer.done or (but_for != "" and answer.code == but_for)
    if not is_done:
        kind = EnvironmentFault if answer.is_fault or answer.is_ending else InputError
        raise kind(answer.code or "refused", answer.sentence)
    return answer
