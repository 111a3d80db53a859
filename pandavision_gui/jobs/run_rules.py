"""How the queue runs jobs, as the user has set it."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.jobs.supervisor import Limits


@dataclass
class RunRules:
    """May be set at any time, from any thread; it holds for what starts from then on.

    Attributes
    ----------
    parallel_jobs
        How many jobs run side by side.
    retries_lost
        Whether a job whose worker is lost goes on by itself, once.
    resumes_interrupted
        Whether jobs that the last end of the program cut off wait again at its start, before those
        that came later; else somebody is asked (`JobsInterrupted`).
    keeps_removed
        Whether removed jobs can be brought back until the program ends; else their files are
        deleted at once.
    limits
        When a worker is ended; None: as by default.
    """

    parallel_jobs: int = 1
    retries_lost: bool = False
    resumes_interrupted: bool = False
    keeps_removed: bool = True
    limits: Limits | None = None
