"""Runs one job in its folder: from `spec.json` to `result.json`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import torch

from pandavision_gui.engine.evaluation.device_choice import choose_device
from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.evaluation.task import Observer, Snapshot
from pandavision_gui.engine.freed_memory import keep_freed_memory
from pandavision_gui.engine.progress import PassCounts, Stage
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_documents import Resolved
from pandavision_gui.jobs.job_folder import OWNERS_FILES, JobFolder
from pandavision_gui.jobs.job_rows import read_result
from pandavision_gui.jobs.messages import (
    JobFinished,
    JobStarted,
    JobStopped,
    Progress,
    RowsFinished,
    RunJob,
    StageBegun,
    WarningGiven,
)
from pandavision_gui.jobs.rows_at_once import halve_rows_at_once
from pandavision_gui.jobs.secml_classic import classic_program
from pandavision_gui.jobs.threads import most_threads
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine_writes, places_of_libraries
from pandavision_gui.jobs.worker.job_inputs import JobInputs
from pandavision_gui.jobs.worker.job_outputs import make_result, write_outputs
from pandavision_gui.jobs.worker.run_log import RunLog, log_into
from pandavision_gui.jobs.worker.versions import installed_versions

_LOCK_WAIT_S = 5.0

_log = logging.getLogger(__name__)


def evaluate_job(command: RunJob, channel: Channel) -> None:
    """Evaluate, report on the way, and write the files of a run.

    Raises
    ------
    PandaVisionError
        In words: what the spec, the files or the machine hinder.
    """
    folder = JobFolder(Path(command.folder))
    # The previous worker of a resumed job may need a moment to end.
    with folder.lock("worker.lock", timeout_s=_LOCK_WAIT_S):
        log_into(folder.path / "job.log")
        run_log = RunLog()
        confine_writes([folder.path, *places_of_libraries()])
        finished = _finished_before(folder) if command.resume else None
        if finished is not None:
            # The result is written last: the owner was lost before it noted that.
            channel.send(JobFinished.of(finished))
            return
        _remove_leftovers(folder.path)
        started = datetime.now(UTC)
        spec = folder.read_spec()
        before = folder.read_resolved() if command.resume else None
        inputs = JobInputs(spec, before)
        device = _device(spec, before)
        threads = min(before.threads, most_threads()) if before else command.threads
        torch.set_num_threads(threads)
        keep_freed_memory()

        def on_stage(stage: Stage) -> None:
            run_log.begins_stage(stage)
            channel.send(StageBegun(stage=stage))

        rows_at_once = folder.read_rows_at_once() if command.resume else None
        with _prepared(
            spec,
            inputs,
            before,
            on_stage,
            device=device,
            threads=threads,
            rows_at_once=rows_at_once,
            stop_requested=channel.stop.is_set,
        ) as prepared:
            batch_size = prepared.task.settings.batch_size
            if prepared.task.row_limit.rows < batch_size:  # which preparing may have shown already
                folder.write_rows_at_once(prepared.task.row_limit.rows)
            resolved = inputs.resolved(
                batch_size=batch_size,
                threads=threads,
                device=prepared.task.settings.device,
                versions=installed_versions(uses_classic=spec.attack_info.uses_classic),
            ).going_on_from(before)
            run = _JobRun(channel, folder, spec, prepared, resolved, run_log, resume=command.resume)
            try:
                run.run(inputs, started)
            except Exception as error:
                if is_out_of_memory(error):  # where no group of rows could be made smaller
                    halve_rows_at_once(folder)
                raise


class _JobRun:
    """The evaluation of a prepared job and what is told about it."""

    def __init__(
        self,
        channel: Channel,
        folder: JobFolder,
        spec: EvaluationSpec,
        prepared: Prepared,
        resolved: Resolved,
        run_log: RunLog,
        *,
        resume: bool,
    ) -> None:
        self._channel = channel
        self._folder = folder
        self._spec = spec
        self._prepared = prepared
        self._resolved = resolved
        self._resume = resume
        self._hashes_noted = False
        self._warned: set[str] = set()
        self._log = run_log

    def run(self, inputs: JobInputs, started: datetime) -> None:
        """Evaluate and write the outputs."""
        prepared, resolved = self._prepared, self._resolved
        self._note_inputs(inputs)
        self._channel.send(
            JobStarted(
                samples=len(prepared.task.order),
                classes=prepared.loaded.classes,
                attack=self._spec.attack_info.name,
                device=resolved.device,
                batch_size=resolved.batch_size,
                assumptions=prepared.assumptions,
            )
        )
        self._log.begins_attack(
            len(prepared.task.order),
            self._spec.attack_info.name,
            resolved.device,
            resolved.batch_size,
            prepared.assumptions,
        )
        job = self._folder.read_job()
        notes = _notes(job)
        for warning in (*notes, *prepared.warnings):
            self._warn(warning)
        outcome = evaluate(
            prepared.task,
            self._folder.path,
            Observer(
                stop_requested=self._channel.stop.is_set,
                rows_written=self._rows_written,
                progress=lambda snapshot: self._progress(snapshot, inputs),
                warning=self._warn,
                # Rows of files that are gone or changed must not even be on the disk.
                before_writing=inputs.require_untouched,
                use_less_memory=self._was_asked_for_less,
                rows_halved=self._rows_halved,
            ),
            resume=self._resume,
        )
        if outcome.stopped:
            self._log.stops(len(outcome.table))
            self._channel.send(
                JobStopped(finished=len(outcome.table), total=len(prepared.task.order))
            )
            return
        hashed = inputs.with_hashes(self._resolved)
        self._folder.write_resolved(hashed)
        result = make_result(
            spec=self._spec,
            prepared=prepared,
            outcome=outcome,
            resolved=hashed,
            first_started=(job.started if job else None) or started,
            resumed=job.resumed if job else 0,
            unchanged=not resolved.altered,
            notes=notes,
        )
        write_outputs(self._folder.path, self._spec, prepared, outcome, result)
        for warning in result.warnings:
            if warning not in self._warned:
                self._warn(warning)
        self._log.finishes(result)
        self._channel.send(JobFinished.of(result))

    def _warn(self, text: str) -> None:
        self._warned.add(text)
        self._log.warns(text)
        self._channel.send(WarningGiven(text=text))

    def _was_asked_for_less(self) -> bool:
        wanted = self._channel.use_less_memory
        is_wanted = wanted.is_set()
        wanted.clear()
        return is_wanted

    def _rows_halved(self, rows: int) -> None:
        """Note it at once: a resumed run must not try again with as many."""
        self._folder.write_rows_at_once(rows)

    def _note_inputs(self, inputs: JobInputs) -> None:
        """Note which files they are as soon as that is known, for a run that is cut off."""
        if self._hashes_noted:
            return
        self._hashes_noted = inputs.hashes_are_ready
        noted = inputs.with_hashes(self._resolved) if self._hashes_noted else self._resolved
        self._folder.write_resolved(noted)

    def _rows_written(self, rows: SampleTable) -> None:
        self._channel.send(RowsFinished(indexes=tuple(int(index) for index in rows.index)))

    def _progress(self, snapshot: Snapshot, inputs: JobInputs) -> None:
        if inputs.hashes_are_ready:
            self._note_inputs(inputs)
        self._log.progresses(snapshot)
        self._channel.send(
            Progress(
                phase=snapshot.phase,
                started=snapshot.started,
                finished=snapshot.finished,
                total=snapshot.total,
                share=snapshot.share,
                passes=self._with_agreement(snapshot.passes),
                elapsed_s=snapshot.elapsed_s,
                left_s=snapshot.left_s,
                band=snapshot.band,
                chosen_by_user=self._spec.indexes is not None,
                unknown=snapshot.unknown,
            )
        )

    def _with_agreement(self, passes: PassCounts) -> PassCounts:
        return passes.model_copy(update={"agreement": self._prepared.agreement_passes})


def _device(spec: EvaluationSpec, before: Resolved | None) -> str:
    """Return where the converted model runs: as before, if this machine can (an archive's may not).

    Raises
    ------
    InputError
        ``no_cuda`` when the spec asks for CUDA and it is not there.
    """
    here = choose_device(spec.device)
    return before.device if before is not None and before.device in ("cpu", here) else here


def _notes(job: Job | None) -> tuple[str, ...]:
    """Return what the result has to say about how the job came to its end."""
    notes = []
    if job is not None and job.retried_after:
        notes.append(f"The job went on by itself after its worker was lost. {job.retried_after}")
    if job is not None and job.cleared is Cleared.PICTURES:
        notes.append(
            "Pictures of samples that were evaluated before the job was last resumed had been "
            "cleared to make room: samples.h5 lacks them."
        )
    return tuple(notes)


def _prepared(
    spec: EvaluationSpec,
    inputs: JobInputs,
    before: Resolved | None,
    on_stage: Callable[[Stage], None],
    *,
    device: str,
    threads: int,
    rows_at_once: int | None,
    stop_requested: Callable[[], bool],
) -> Prepared:
    """Prepare, from files that stay the same meanwhile."""
    try:
        prepared = prepare(
            spec,
            device=device,
            threads=threads,
            batch_size=before.batch_size if before else None,
            dataset_is_same=inputs.dataset_is_same,
            on_stage=on_stage,
            rows_at_once=rows_at_once,
            stop_requested=stop_requested,
            classic=classic_program() if spec.attack_info.uses_classic else None,
        )
    except PandaVisionError:
        # What looks like a broken file may be one that somebody takes away: that is what is told.
        inputs.require_untouched()
        raise
    try:
        inputs.require_untouched()
    except BaseException:
        prepared.dataset.close()
        raise
    return prepared


def _finished_before(folder: JobFolder) -> EvaluationResult | None:
    """Return the result that is there already; a damaged one is written anew."""
    try:
        return read_result(folder)
    except EnvironmentFault as error:
        _log.warning("the result is made again: %s", error.sentence())
        return None


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed worker was in the middle of writing."""
    for path in folder.glob(".*.part"):
        if not path.name.startswith(OWNERS_FILES):
            path.unlink(missing_ok=True)
