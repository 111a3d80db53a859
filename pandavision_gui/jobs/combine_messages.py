"""What is said to and by a worker that makes a worst case of finished jobs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.jobs.message import Message


class CombineJobs(Message):
    """Make a finished job of several: of each sample the nearest example that any of them found."""

    type: Literal["combine_jobs"] = "combine_jobs"
    folders: tuple[str, ...] = Field(description="Folders of finished jobs.")
    folder: str = Field(description="The job folder to fill, which is there and empty.")
    name: str = Field(description="What the new job is called; empty: after the others.")


class JobsCombined(Message):
    """The new job is in its folder, finished."""

    type: Literal["jobs_combined"] = "jobs_combined"
    folder: str = Field(description="The job folder.")
