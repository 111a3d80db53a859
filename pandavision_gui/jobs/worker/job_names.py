"""What jobs are called in pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_folder import JobFolder


def job_name(folder: Path) -> str:
    """Return the job's name for people; the folder's where `job.json` cannot be read.

    Whoever sees the picture reads of a job from an archive that it was not computed here.
    """
    try:
        job = JobFolder(folder).read_job()
    except PandaVisionError:
        job = None
    if job is None:
        return folder.name
    return f"{job.name} (from an archive)" if job.imported else job.name


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, numbered where several jobs share one: a legend must tell them apart."""
    counts, seen = Counter(names), Counter[str]()
    made = []
    for name in names:
        seen[name] += 1
        made.append(f"{name} ({seen[name]})" if counts[name] > 1 else name)
    return made
