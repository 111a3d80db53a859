"""One job in a folder of its own, without queue and store: what `pandavision run` does."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.disk_room import DiskRoom, job_bytes
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_log import JobLog
from pandavision_gui.jobs.job_rows import has_result, require_result
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.known_file import has_same_content
from pandavision_gui.jobs.messages import JobFinished, Report, RunJob, encode
from pandavision_gui.jobs.rows_at_once import halve_rows_at_once
from pandavision_gui.jobs.secml_classic import require_startable
from pandavision_gui.jobs.stay_awake import StayAwake
from pandavision_gui.jobs.supervised_job import end_in_words
from pandavision_gui.jobs.supervisor import Limits, Outcome, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

_MOST_TOLD = 3
"""Keys of a spec that differ, in one sentence."""
_LONGEST_TOLD = 80
"""Characters of a value in it."""


@dataclass(frozen=True)
class RunOptions:
    """How a single run is done.

    Attributes
    ----------
    resume
        Go on with the job in the folder instead of beginning one.
    threads
        Threads for the worker's libraries.
    room
        What is asked of the folder's disk.
    """

    resume: bool
    threads: int
    limits: Limits | None = None
    room: DiskRoom = field(default_factory=DiskRoom)


def run_in_folder(
    spec: EvaluationSpec,
    path: Path,
    options: RunOptions,
    *,
    on_report: Callable[[Report], None],
    stop: StopSwitch,
) -> Outcome:
    """Run a job in `path` and leave its state in `job.json`.

    A job that is refused before its first row leaves nothing behind, so that the same command
    works once the mistake is mended.

    Raises
    ------
    InputError
        When the folder cannot be used, or does not hold the job that is to be resumed.
    EnvironmentFault
        ``disk_short`` when its disk has no room for the job.
    """
    require_startable(spec)
    folder = JobFolder(path)
    encode(RunJob(folder=str(path), resume=False, threads=1))  # refuses a name that is no text
    if options.resume:
        folder.read_spec()  # refuses a folder without a job before anything is written to it
    made = False if options.resume else folder.create()
    with folder.lock():
        try:
            needed = job_bytes(spec, None, began=options.resume)
            options.room.require(path, spec.name or path.name, needed)
            job = _resumed(folder, spec) if options.resume else _begun(folder, spec)
        except EnvironmentFault:
            if not options.resume:
                folder.discard()
                folder.remove_lock(and_folder=made)
            raise
        outcome = _run(folder, job, options, on_report, stop)
        began = any((path / "rows").glob("*.npz"))
        refused = outcome.kind is OutcomeKind.REFUSED and not options.resume and not began
        if refused:
            folder.discard()
    if refused:
        folder.remove_lock(and_folder=made)
    return outcome


def _run(
    folder: JobFolder,
    job: Job,
    options: RunOptions,
    on_report: Callable[[Report], None],
    stop: StopSwitch,
) -> Outcome:
    before = folder.read_job() if options.resume else None
    job = job.moved(Trigger.START)
    folder.write_job(job)
    began = time.monotonic()
    log, awake = JobLog(folder.path / "job.log"), StayAwake()
    with contextlib.closing(awake), WorkerProcess() as worker:
        awake.begin(job.id)
        outcome = supervise(
            worker,
            RunJob(folder=str(folder.path), resume=options.resume, threads=options.threads),
            on_report=on_report,
            on_log=log.note,
            each_second=log.keep_small,
            stop=stop,
            limits=options.limits,
            hindrance=lambda: options.room.shortage(folder.path),
        )
    if outcome.memory_was_short:
        halve_rows_at_once(folder)
    if outcome.kind is OutcomeKind.REFUSED and before is not None:
        folder.write_job(before)  # nothing was done, so nothing has changed
        return outcome
    if outcome.kind is not OutcomeKind.DONE and has_result(folder):
        # The stop, or whatever it was, came when nothing was missing but the worker's word.
        finished = JobFinished.of(require_result(folder))
        on_report(finished)
        outcome = Outcome(OutcomeKind.DONE, "Finished.", finished)
    job = job.after_work(time.monotonic() - began)
    if outcome.kind is OutcomeKind.STOPPED:
        job = job.moved(Trigger.CANCEL)
    folder.write_job(job.moved(outcome.trigger, end_in_words(outcome)))
    return outcome


def _begun(folder: JobFolder, spec: EvaluationSpec) -> Job:
    folder.write_spec(spec)
    job = Job(name=spec.name or folder.path.name)
    folder.write_job(job)
    return job


def _difference(key: str, began: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Return "“samples” was 300 and is 200 now", or only the key where values are long."""
    told = [
        "absent" if key not in one else json.dumps(one[key], ensure_ascii=False)
        for one in (began, wanted)
    ]
    if max(map(len, told)) > _LONGEST_TOLD:
        return f'"{key}" differs'
    return f'"{key}" was {told[0]} and is {told[1]} now'


def require_answer(path: Path, spec: EvaluationSpec) -> None:
    """Refuse a folder whose finished job answers anything else than a spec.

    Parameters
    ----------
    path
        Of a folder with a result.

    Raises
    ------
    InputError
        ``spec_changed``, ``finished_with_another_file``, or what is wrong with the result.
    EnvironmentFault
        ``file_gone``, ``file_changed_meanwhile``.
    """
    folder = JobFolder(path)
    _require_same(folder, require_result(folder).spec, spec.to_document())
    resolved = folder.read_resolved()
    for key, known in resolved.files.items() if resolved else ():
        if not has_same_content(Path(spec.file_paths[key]), known):
            raise InputError(
                "finished_with_another_file",
                f'"{key}": the file "{spec.file_paths[key]}" is not the one that the job in '
                f'"{path}" was done with.',
                "Choose a new folder.",
            )


def _require_same(folder: JobFolder, began: dict[str, Any], wanted: dict[str, Any]) -> None:
    changed = sorted(key for key in began | wanted if began.get(key) != wanted.get(key))
    if changed:
        raise InputError(
            "spec_changed",
            f'The spec is not the one of the job in "{folder.path}": '
            f"{', '.join(_difference(key, began, wanted) for key in changed[:_MOST_TOLD])}.",
            "Resume with the same spec, or choose a new folder.",
        )


def _resumed(folder: JobFolder, spec: EvaluationSpec) -> Job:
    _require_same(folder, folder.read_spec().to_document(), spec.to_document())
    job = folder.read_job() or Job(name=spec.name or folder.path.name)
    if job.state is JobState.FINISHED:
        raise InputError(
            "job_finished",
            f'The job in "{folder.path}" is finished; there is nothing to resume.',
            "Its result is in result.json.",
        )
    # We hold the folder's lock, so whoever left these states is gone.
    if job.state in (JobState.RUNNING, JobState.STOPPING):
        job = job.after_work(folder.lost_work_s()).moved(Trigger.PROGRAM_LOST)
    return job if job.state is JobState.QUEUED else job.moved(Trigger.REQUEUE)
