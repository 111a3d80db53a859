"""`/api/v1`: what the PandaVision server has no word for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.jobs.command_desk import MOST_TOLD
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_labels import tidied, tidy_name
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner_commands import (
    AnnotateJob,
    Answer,
    ListJobs,
    PauseQueue,
    RenameJob,
    ResumeJobs,
    StopJobs,
)
from pandavision_gui.server.answers import (
    AttackAnswer,
    JobChange,
    JobInFull,
    JobProgress,
    JobsPage,
    JobsTold,
    JobSummary,
    QueueState,
)
from pandavision_gui.server.bodies import UNKNOWN_JOB
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.event_feed import EventFeed
from pandavision_gui.server.hidden_paths import HiddenPaths
from pandavision_gui.server.job_finding import done, find_job, result_of, told_result, told_spec

MOST_LISTED = 1000
_USUAL = 100
_CHANGES = {"name": "a text", "notes": "a text", "tags": "a list of texts"}
_CHANGE = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": JobChange.model_json_schema()}},
    }
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events. `job` tells a job, `removed` the id of one that is "
        "gone, `queue` whether the queue is paused. A connection begins with every job that has "
        "not ended, the 100 newest that have, and then `all`: their ids, and whether the queue is "
        "paused. With `Last-Event-ID` it begins with what was missed, where that is still known.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": "id: 9f86d081-12\nevent: removed\n"
                'data: {"id": "813f7810-0ce3-45c7-91de-aee0de968980"}\n\n',
            }
        },
    }
}


def v1(desk: Desk, hidden: HiddenPaths) -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/api/v1", tags=["PandaVision GUI"])
    feed = EventFeed(desk, hidden)

    def told(answer: Answer) -> JobsTold:
        if not answer.jobs:  # somebody has removed it since it was found
            raise HTTPException(404, UNKNOWN_JOB)
        return JobsTold(jobs=[JobSummary.of(line, hidden) for line in answer.jobs])

    @router.get("/jobs", summary="List the jobs")
    def jobs(
        newest: Annotated[
            int, Query(ge=0, le=MOST_TOLD, description="Ended jobs, beside all others.")
        ] = _USUAL,
        search: Annotated[
            str,
            Query(
                max_length=1000,
                description="Words in name, model, dataset, tags or notes; `tag:word` for a tag.",
            ),
        ] = "",
        state: JobState | None = None,
        offset: Annotated[int, Query(ge=0, le=MOST_TOLD)] = 0,
        limit: Annotated[int | None, Query(ge=1, le=MOST_LISTED)] = None,
    ) -> JobsPage:
        """Return what waits and runs, and the newest that have ended.

        With `search`, `state`, `offset` or `limit` a part of all jobs instead, the newest first.
        """
        is_part = limit is not None or bool(search) or state is not None or offset > 0
        limit = (limit or _USUAL) if is_part else None
        answer = done(
            desk,
            ListJobs(newest=newest, limit=limit, offset=offset, search=search, state=state),
        )
        return JobsPage(
            paused=answer.paused,
            total=answer.total,
            offset=offset,
            jobs=[JobSummary.of(line, hidden) for line in answer.jobs],
        )

    @router.get("/jobs/{job_id}", summary="One job in full")
    def job(job_id: str) -> JobInFull:
        """Return a job with its spec, how far it is and, once it has finished, its result."""
        line = find_job(desk, job_id, in_full=True)
        spec = told_spec(JobFolder(Path(line.folder)).read_spec())
        result = result_of(line) if line.state is JobState.FINISHED else None
        return JobInFull(
            job=JobSummary.of(line, hidden),
            notes=line.notes,
            spec=spec,
            progress=None if line.progress is None else JobProgress.of(line.progress),
            result=None if result is None else told_result(result, spec, hidden),
        )

    @router.patch(
        "/jobs/{job_id}",
        summary="Rename a job, or note something about it",
        openapi_extra=_CHANGE,
    )
    async def change(job_id: str, request: Request) -> JobsTold:
        """Give a job another name, notes or tags; its spec stays as it is."""
        wanted = _change_in(await request.body())
        return await run_in_threadpool(_changed, job_id, wanted)

    def _changed(job_id: str, wanted: JobChange) -> JobsTold:
        line = find_job(desk, job_id)
        tidied(wanted.notes, wanted.tags)  # all of it is looked at before any of it is done
        if wanted.name is not None:
            tidy_name(wanted.name)
            done(desk, RenameJob(job=line.id, name=wanted.name))
        if wanted.notes is not None or wanted.tags is not None:
            done(desk, AnnotateJob(job=line.id, notes=wanted.notes, tags=wanted.tags))
        return told(done(desk, ListJobs(jobs=(line.id,))))

    @router.post("/jobs/{job_id}/stop", summary="Stop a job")
    def stop(job_id: str) -> JobsTold:
        """End a job; what is done of it is kept."""
        line = find_job(desk, job_id)
        return told(done(desk, StopJobs(jobs=(line.id,))))

    @router.post("/jobs/{job_id}/resume", summary="Resume a job")
    def resume(job_id: str) -> JobsTold:
        """Let a job go on that was stopped, interrupted or failed."""
        line = find_job(desk, job_id)
        return told(done(desk, ResumeJobs(jobs=(line.id,))))

    @router.post("/queue/pause", summary="Pause the queue")
    def pause() -> QueueState:
        """Start no waiting job any more; what runs goes on."""
        return QueueState(paused=done(desk, PauseQueue(paused=True)).paused)

    @router.post("/queue/continue", summary="Continue the queue")
    def go_on() -> QueueState:
        """Start waiting jobs again."""
        return QueueState(paused=done(desk, PauseQueue(paused=False)).paused)

    @router.get("/attacks", summary="All attacks with their parameters")
    def attacks() -> list[AttackAnswer]:
        """Return what a spec's `attack` and `attack-params` may be."""
        return [AttackAnswer.of(info) for info in CATALOGUE.values() if info.is_run]

    @router.get(
        "/events",
        summary="News of the jobs as they come",
        response_class=StreamingResponse,
        responses=_EVENTS,
    )
    def events(
        last_event_id: Annotated[
            str, Header(max_length=100, description="Id of the last event that was heard.")
        ] = "",
    ) -> StreamingResponse:
        """Tell how every job stands, or what was missed, then what changes."""
        if feed.is_full:
            raise HTTPException(429, "As many listen already as may.", {"Retry-After": "10"})
        return StreamingResponse(feed.listen(last_event_id), media_type="text/event-stream")

    return router


def _change_in(body: bytes) -> JobChange:
    """Return what a request changes; like other requests it need not say that it is JSON."""
    document = parse_strictly(body, "The request")
    if not isinstance(document, dict) or document.keys() - _CHANGES.keys():
        raise HTTPException(
            422, 'The request may have "name", "notes" and "tags", and nothing else.'
        )
    try:
        return JobChange.model_validate(document)
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][0])
        raise HTTPException(422, f'"{key}" must be {_CHANGES[key]}.') from None
