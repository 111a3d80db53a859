"""`…/output`: what a finished job has found, as the PandaVision server tells it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner_commands import JobLine
from pandavision_gui.server.answers import Output, RemovedJob, TaskStatus
from pandavision_gui.server.bodies import STATUS, output_csv, output_document
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.job_finding import find_job, result_of
from pandavision_gui.server.job_removal import JobRemoval
from pandavision_gui.server.routes.evaluations import LATER, remove_one

_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The curve.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": ",pert_value,accuracy\n0,0.000,1.0\n1,0.010,0.78\n",
            }
        },
    }
}


def results(desk: Desk, removal: JobRemoval) -> APIRouter:
    """Make the routes."""
    router = APIRouter(tags=["PandaVision"])

    not_yet: dict[int | str, dict[str, Any]] = {
        307: {"model": TaskStatus, "description": "It has not finished: the way to its status."}
    }

    @router.get(
        "/security_evaluations/{job_id}/output",
        summary="The result of a job",
        response_model=Output,
        responses=not_yet,
    )
    def output(job_id: str, request: Request) -> Response:
        """Return level, value and curve; while it has not finished, the way to its status."""
        line = find_job(desk, job_id)
        if line.state is not JobState.FINISHED:
            return _not_yet(line, request, "/output")
        return JSONResponse(output_document(result_of(line)))

    @router.get(
        "/security_evaluations/{job_id}/output/csv",
        summary="The curve as CSV",
        response_class=Response,
        responses=not_yet | _CSV,
    )
    def curve(job_id: str, request: Request) -> Response:
        """Return the curve as a CSV file."""
        line = find_job(desk, job_id)
        if line.state is not JobState.FINISHED:
            return _not_yet(line, request, "/output/csv")
        headers = {"Content-Disposition": 'attachment; filename="sec_eval_results.csv"'}
        return Response(output_csv(result_of(line)), media_type="text/csv", headers=headers)

    @router.delete(
        "/security_evaluations/{job_id}/output",
        summary="Remove a result",
        response_model=RemovedJob,
        responses=LATER,
    )
    async def remove(job_id: str) -> Response:
        """Remove a finished job with its result."""
        line = await run_in_threadpool(find_job, desk, job_id)
        if line.state is not JobState.FINISHED:
            # No redirection: whoever follows one would delete the job that it leads to.
            raise HTTPException(409, "The job has not finished: it has no output.")
        return await remove_one(removal, line)

    return router


def _not_yet(line: JobLine, request: Request, end: str) -> Response:
    place = request.url.path.removesuffix(end)
    return JSONResponse({"task_status": STATUS[line.state]}, 307, {"Location": place})
