"""`/api/v1/uploads`: uploaded files that are kept, and their removal."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.owner_commands import ListJobs
from pandavision_gui.server.allowed_paths import PREFIX
from pandavision_gui.server.answers import KeptFile
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.job_finding import done
from pandavision_gui.server.upload_store import UploadStore


def kept_uploads(store: UploadStore, desk: Desk) -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/api/v1", tags=["PandaVision GUI"])

    @router.get("/uploads", summary="Uploaded files")
    def listed() -> list[KeptFile]:
        """Return all uploaded files, the oldest first."""
        return [
            KeptFile(path=one.path, bytes=one.bytes, uploaded=one.uploaded) for one in store.kept()
        ]

    @router.delete("/uploads/{path}", summary="Remove an uploaded file")
    def remove(path: str) -> list[KeptFile]:
        """Remove a file by its path (`upload:…`) and return those that are left.

        One that a job needs which waits or runs is kept: 409.
        """
        if path.removeprefix(PREFIX) in _needed(desk):
            raise HTTPException(409, "A job that has not ended needs this file.")
        if not store.remove(path):
            raise HTTPException(404, "There is no such upload.")
        return listed()

    return router


def _needed(desk: Desk) -> set[str]:
    """Return the names of files that jobs will still read."""
    found = set()
    for line in done(desk, ListJobs(newest=0)).jobs:
        try:
            paths = JobFolder(Path(line.folder)).read_spec().file_paths
        except PandaVisionError:  # it is gone or damaged, and reads nothing
            continue
        found |= {Path(path).name for path in paths.values()}
    return found
