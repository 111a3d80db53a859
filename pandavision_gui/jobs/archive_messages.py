"""What is said to and by a worker that writes and opens archives of jobs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.jobs.message import Message


class ArchiveJob(Message):
    """Write a job that does not run into one file."""

    type: Literal["archive_job"] = "archive_job"
    folder: str = Field(description="The job folder.")
    path: str = Field(description="The archive to write.")
    with_paths: bool = Field(
        True,
        description="Whether spec and result name files with their folders; without them the log "
        "is left out, too.",
    )


class OpenArchive(Message):
    """Unpack an archive and look at all of it."""

    type: Literal["open_archive"] = "open_archive"
    path: str = Field(description="The archive.")
    folder: str = Field(
        description="The job folder to make, in a folder that nothing else is written to."
    )


class ArchiveOpened(Message):
    """The archive is unpacked and its parts fit each other."""

    type: Literal["archive_opened"] = "archive_opened"
    folder: str = Field(description="The job folder.")
