"""`/security_evaluations`: jobs and where they stand, as the PandaVision server tells it."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from pandavision_gui.engine.file_signature import require_usable_files
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.command_desk import MOST_TOLD
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner_commands import AddJobs, JobLine, ListJobs
from pandavision_gui.server.allowed_paths import AllowedPaths
from pandavision_gui.server.answers import RemovedJob, RemovedJobs, Task, TaskStatus
from pandavision_gui.server.bodies import STATUS, STATUSES, spec_of_body
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.job_finding import done, find_job
from pandavision_gui.server.job_removal import JobRemoval
from pandavision_gui.server.server_settings import ServerSettings

Status = Literal["queued", "started", "finished", "failed", "deferred"]
_SPEC = {
    "requestBody": {
        "required": True,
        "description": "A spec: docs/formats/spec.md has every key.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["dataset", "trained-model"],
                    "properties": {
                        "dataset": {"type": "string", "minLength": 1},
                        "trained-model": {"type": "string", "minLength": 1},
                        "evaluation-mode": {"enum": ["fast", "complete"]},
                        "perturbation-values": {"type": "array", "items": {"type": "number"}},
                    },
                }
            }
        },
    }
}
LATER: dict[int | str, dict[str, Any]] = {
    202: {"model": RemovedJob, "description": "It is being stopped, and removed then."}
}
_LATER_ALL: dict[int | str, dict[str, Any]] = {
    202: {"model": RemovedJobs, "description": "Others are being stopped, and removed then."}
}


class TooManyJobsError(InputError):
    """As many jobs wait as may."""

    http_status = 429


def evaluations(settings: ServerSettings, desk: Desk, removal: JobRemoval) -> APIRouter:
    """Make the routes."""
    router = APIRouter(tags=["PandaVision"])
    paths = AllowedPaths(settings.data_roots, settings.uploads)
    adding = CapacityLimiter(settings.limits.waiting_adds)

    @router.post(
        "/security_evaluations",
        status_code=202,
        response_model=UUID,
        summary="Add an evaluation",
        openapi_extra=_SPEC,
    )
    async def add(request: Request) -> JSONResponse:
        """Put an evaluation at the end of the queue; the answer is its id."""
        body = await request.body()
        # With threads of their own: those that wait for a silent drive hold up nobody else.
        job_id = await to_thread.run_sync(_add, body, paths, settings, desk, limiter=adding)
        place = f"{request.url.path}/{job_id}"
        return JSONResponse(job_id, 202, {"Location": place})

    @router.get("/security_evaluations", summary="List the jobs", response_model=list[Task])
    def list_jobs(status: Status | None = None) -> list[dict[str, str]]:
        """Return every job and where it stands, the oldest first."""
        return [
            {"id": str(line.id), "status": STATUS[line.state]} for line in _listed(desk, status)
        ]

    @router.delete(
        "/security_evaluations",
        summary="Remove jobs",
        response_model=RemovedJobs,
        responses=_LATER_ALL,
    )
    async def remove_all(request: Request, status: Status | None = None) -> Response:
        """Remove all jobs, or those of a status, by query or body; running ones are stopped."""
        if unknown := request.query_params.keys() - {"status"}:  # "state=failed" must not be all
            raise InputError(
                "query_unknown",
                f'"{plain_text(min(unknown))}" is nothing that this request knows.',
                'It knows "status".',
            )
        if len(request.query_params.getlist("status")) > 1:
            raise InputError("status_twice", "The query names two statuses.", "Name one.")
        body = await request.body()
        wanted = (_status_in(body) if body.strip() else None) or status
        if status is not None and wanted != status:
            raise InputError("status_twice", "Query and body name two statuses.", "Name one.")
        lines = await run_in_threadpool(_listed, desk, wanted)
        left = await removal.remove_all([line.id for line in lines])
        return JSONResponse({"removed": len(lines) - len(left)}, 202 if left else 200)

    @router.get(
        "/security_evaluations/{job_id}",
        summary="Where a job stands",
        response_model=TaskStatus,
        responses={
            303: {"model": TaskStatus, "description": "It has finished: the way to its output."}
        },
    )
    def status_of(job_id: str, request: Request) -> Response:
        """Return a job's status; once it has finished, with the way to its output."""
        line = find_job(desk, job_id)
        document = {"task_status": STATUS[line.state]}
        if line.state is not JobState.FINISHED:
            return JSONResponse(document)
        return JSONResponse(document, 303, {"Location": f"{request.url.path}/output"})

    @router.delete(
        "/security_evaluations/{job_id}",
        summary="Remove a job",
        response_model=RemovedJob,
        responses=LATER,
    )
    async def remove(job_id: str) -> Response:
        """Remove a job; one that runs is stopped first."""
        return await remove_one(removal, await run_in_threadpool(find_job, desk, job_id))

    return router


async def remove_one(removal: JobRemoval, line: JobLine) -> Response:
    """Remove a job and wait until it is gone; 202 where that takes longer than a request may."""
    left = await removal.remove((line.id,))
    return JSONResponse({"id": str(line.id), "removed": not left}, 202 if left else 200)


def _add(body: bytes, paths: AllowedPaths, settings: ServerSettings, desk: Desk) -> str:
    spec = spec_of_body(body, paths, upstream_preprocessing=settings.upstream_preprocessing)
    require_usable_files(spec)
    waiting = done(desk, ListJobs(newest=0)).jobs
    if sum(line.state is JobState.QUEUED for line in waiting) >= settings.limits.waiting_jobs:
        raise TooManyJobsError(
            "too_many_jobs",
            f"{settings.limits.waiting_jobs} jobs wait already; no more may.",
            "Try again when some have finished.",
        )
    (line,) = done(desk, AddJobs(specs=(spec.to_document(),), tells_same=False)).jobs
    return str(line.id)


def _listed(desk: Desk, status: str | None) -> list[JobLine]:
    if status is not None and status not in STATUSES:
        raise InputError(
            "status_unknown", f'"{status}" is no status.', f"There are {', '.join(STATUSES)}."
        )
    lines = done(desk, ListJobs(newest=MOST_TOLD)).jobs
    by_age = sorted(lines, key=lambda line: (line.created, line.id))
    return [line for line in by_age if status is None or STATUS[line.state] == status]


def _status_in(body: bytes) -> str | None:
    document = parse_strictly(body, "The request")
    status = document.get("status") if isinstance(document, dict) else None
    if not isinstance(document, dict) or set(document) - {"status"}:
        raise HTTPException(400, 'The request may be {"status": "…"} and nothing else.')
    if status is not None and not isinstance(status, str):
        raise HTTPException(400, '"status" is no text.')
    return status
