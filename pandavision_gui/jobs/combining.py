"""A worst case of finished jobs in a folder of its own: what `pandavision worst-case` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_labels import tidy_name
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import combine_jobs, fault_of
from pandavision_gui.jobs.supervisor import StopSwitch


def combine_into(
    folders: Sequence[Path], path: Path, name: str = "", stop: StopSwitch | None = None
) -> EvaluationResult:
    """Make a finished job of several in a new or empty folder; blocks.

    What is refused leaves nothing behind.

    Parameters
    ----------
    name
        What the job is called; empty: after the others.

    Raises
    ------
    PandaVisionError
        In words: a job that cannot be taken, jobs that do not belong together, or a folder that
        cannot be used.
    """
    called = tidy_name(name) if name else ""
    folder = JobFolder(path)
    made = folder.create()
    lock = folder.lock()
    try:
        with lock:
            return _combined(folders, folder, called, stop)
    except BaseException:
        folder.remove_lock(and_folder=made)
        raise


def _combined(
    folders: Sequence[Path], folder: JobFolder, name: str, stop: StopSwitch | None
) -> EvaluationResult:
    try:
        report = combine_jobs(folders, folder.path, name, stop)
        if isinstance(report, Failed):
            raise fault_of(report)
        return require_result(folder)
    except BaseException:
        folder.discard()
        raise
