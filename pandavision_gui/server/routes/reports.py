"""`/api/v1/jobs/{id}/report.…` and `/export/…`: files of finished jobs, as `export` writes them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.report_formats import format_of_suffix
from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.exporting import ExportFormat, export_jobs
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.report_messages import FigureKind
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.job_finding import find_job

_REPORTS_AT_ONCE = 2
"""Each has a worker process that loads what draws figures."""
_PATIENCE_S = 60.0
ReportSuffix = Literal["html", "pdf", "md", "png", "svg", "zip", "csv", "json", "h5", "pandavision"]
_MEDIA = {
    "csv": "text/csv",
    "h5": "application/x-hdf5",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "pandavision": "application/zip",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "zip": "application/zip",
}
_BYTES = {"type": "string", "format": "binary"}
_DOCUMENT = {"type": "object", "description": "The result: docs/formats/result.md."}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            media: {"schema": _DOCUMENT if media == _MEDIA["json"] else _BYTES}
            for media in sorted(set(_MEDIA.values()))
        },
    }
}
_Figure = Annotated[
    FigureKind, Query(description="What figures show: the curve, or the results by class.")
]


def reports(desk: Desk) -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/api/v1", tags=["PandaVision GUI"])
    writing = asyncio.Semaphore(_REPORTS_AT_ONCE)

    @router.get(
        "/jobs/{job_id}/report.{suffix}",
        summary="A report, a figure, a table or the evidence",
        response_class=FileResponse,
        responses=_FILES,
    )
    async def report(job_id: str, suffix: ReportSuffix, figure: _Figure = "curve") -> FileResponse:
        """Return the file that `pandavision export` writes for this suffix."""
        kind = format_of_suffix(suffix)
        assert kind is not None, suffix  # a test goes through all of them
        return await give(job_id, kind, figure)

    @router.get(
        "/jobs/{job_id}/export/{kind}",
        summary="Any file that `pandavision export` writes",
        response_class=FileResponse,
        responses=_FILES,
    )
    async def export(job_id: str, kind: ExportFormat, figure: _Figure = "curve") -> FileResponse:
        """Return a file by the format's name: suffixes do not tell curve and sample table apart."""
        return await give(job_id, kind, figure)

    async def give(job_id: str, kind: ExportFormat, figure: FigureKind) -> FileResponse:
        line = await run_in_threadpool(find_job, desk, job_id)
        if line.state is not JobState.FINISHED:
            raise HTTPException(409, "The job has not finished: there is nothing to report.")
        # Waits here, not in a thread: the threads answer everybody else's requests.
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await writing.acquire()
        except TimeoutError:
            raise EnvironmentFault("reports_busy", "Other reports are being written.") from None
        try:
            place = await run_in_threadpool(_write_report, Path(line.folder), kind, figure)
        finally:
            writing.release()
        return FileResponse(
            place.path / f"report.{kind.suffix}",
            media_type=_MEDIA[kind.suffix],
            filename=f"{line.id}.{kind.suffix}",
            background=BackgroundTask(place.close),
        )

    return router


def _write_report(folder: Path, kind: ExportFormat, figure: FigureKind) -> HeldFolder:
    place = HeldFolder("report")
    path = place.path / f"report.{kind.suffix}"
    details = ReportDetails()
    try:
        export_jobs([folder], kind, path, details=details, figure=figure, names_only=True)
    except BaseException:
        place.close()
        raise
    return place
