"""A program that is killed at seeded points while two jobs run and five wait: nothing is lost.

The same data folder meets one kind of end after the other, each at a point of another part of the
jobs' lives; between two programs the test looks at it as the next start does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from pandavision_gui.jobs.events import JobsInterrupted
from pandavision_gui.jobs.job_state import JobState

from ..jobs.watched_queue import watched_queue
from ..support.doomed_jobs import (
    OnDisk,
    difference,
    half_written,
    job_path,
    on_disk,
    runs_of,
    spec_of,
    wrongs_of,
)
from ..support.doomed_worker import doomed_workers
from ..support.killed_program import PARALLEL
from ..support.running_program import process_has_ended, wait_until
from ..support.sample_files import random_job, write_spec
from ..support.started_queue import StartedQueue

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals of Linux")

SEED = 21
JOBS = 7
WORKER_END_S = 2.0
SINGLE_STEPS = 12
"""A point comes at most so many steps after its anchor."""
ANCHORS = (("running 2",), ("progress 3", "progress 6"), ("progress 9", "progress 12"))
"""While the jobs load, and in their first and later attacks: one of each is drawn."""


@dataclass(frozen=True)
class NextStart:
    """What the next start found.

    Attributes
    ----------
    rows
        All jobs, and what the folders of those that had run held.
    waiting
        Those that waited, in the order of the queue.
    said
        The last finished count that the killed program had published, by job.
    """

    doom: tuple[str, int, str]
    states: dict[UUID, JobState]
    reasons: dict[UUID, str]
    waiting: list[UUID]
    interrupted: list[UUID]
    disks: dict[UUID, OnDisk]
    running: list[UUID]
    said: dict[UUID, int]
