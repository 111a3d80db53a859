"""The jobs that run: starts waiting ones while there is room, and stays with each to its end.

Used on the queue's thread.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs import pause_mark
from pandavision_gui.jobs.disk_room import job_bytes
from pandavision_gui.jobs.events import (
    CommandRefused,
    JobProgressed,
    JobRow,
    JobStageBegan,
    JobWarned,
    QueuePaused,
    RefusalSettled,
)
from pandavision_gui.jobs.files_at_hand import FilesAtHand
from pandavision_gui.jobs.gpu_turn import GpuTurn, wants_gpu
from pandavision_gui.jobs.hold import MACHINE_FAULTS, Hold
from pandavision_gui.jobs.job import LONGEST_REASON, Cleared, Job, shortened
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_rows import make_row
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.messages import JobStarted, Progress, Report, StageBegun, WarningGiven
from pandavision_gui.jobs.mistakes import in_words
from pandavision_gui.jobs.report_relay import ReportRelay
from pandavision_gui.jobs.run_rules import RunRules
from pandavision_gui.jobs.supervised_job import SupervisedJob
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind
from pandavision_gui.jobs.surroundings import Surroundings
from pandavision_gui.jobs.threads import threads_per_job
from pandavision_gui.jobs.waiting_files import WaitingForFiles
from pandavision_gui.jobs.worker_pool import WorkerPool

_log = logging.getLogger(__name__)


class RunningJobs:
    """Which jobs run, and what becomes of them.

    Attributes
    ----------
    is_paused
        The user wants no waiting job to start.
    is_closing
        None starts any more.
    progress
        How far each is, where it has said so.
    needed_bytes
        How much room waiting jobs need, where somebody has looked into their datasets.
    """

    def __init__(
        self,
        shelf: JobShelf,
        jobs: JobList,
        workers: WorkerPool,
        around: Surroundings,
        rules: RunRules,
        gpu: GpuTurn | None = None,
    ) -> None:
        self._shelf = shelf
        self._jobs = jobs
        self._workers = workers
        self._around = around
        self._running: dict[UUID, SupervisedJob] = {}
        self._rules = rules
        self._gpu = gpu or GpuTurn()
        self._gpu_wanted: dict[UUID, bool] = {}
        """Of waiting jobs; a spec never changes."""
        self.is_paused = False
        self._hold = Hold(around.later, self._try_again)
        self._without_room: set[UUID] = set()
        """Jobs that are too large for the disk: smaller ones go first until there is room."""
        self._told_without_room: set[UUID] = set()
        files = FilesAtHand(self._files_answered, around.read)
        self._files = WaitingForFiles(shelf, jobs, files, around.publish)
        self._hindrance = ""
        """What was told of the machine, as long as it holds."""
        self.is_closing = False
        self.progress: dict[UUID, Progress] = {}
        self.needed_bytes: dict[UUID, int] = {}

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, job_id: UUID) -> bool:
        return job_id in self._running

    def be_paused_as_before(self) -> None:
        """Start nothing where the queue was paused when the program ended last."""
        if pause_mark.is_marked(self._shelf.path):
            self.is_paused = True
            self._around.publish(QueuePaused(True, since_before=True))

    def pause(self, paused: bool) -> None:
        """Start no waiting job any more, or start them again, and keep that for the next start.

        Raises
        ------
        EnvironmentFault
            ``pause_not_kept``; it holds until the program ends.
        """
        if paused != self.is_paused:
            self.is_paused = paused
            self._around.publish(QueuePaused(paused))
        self.let_go(look_for_files=True)
        self.start_waiting()
        pause_mark.mark(self._shelf.path, paused)

    def let_go(self, *, look_for_files: bool = False) -> None:
        """Try again what the machine hindered, and tell it when it still does."""
        self._hold.end()
        self._settle_hold()
        self._without_room.clear()
        self._told_without_room.clear()
        if look_for_files:
            self._files.look_again()
        if self._files and not self.is_closing:
            self._hold.try_later()

    def stop(self, job_id: UUID, grace_s: float) -> None:
        """Ask a job to stop; the second time insist on it."""
        running = self._running[job_id]
        was_asked = running.stop.is_asked
        running.stop.ask(grace_s)
        if not was_asked:
            running.job = running.job.moved(Trigger.CANCEL)
            self._note(running)

    def stop_all(self, grace_s: float, *, resume_next_time: bool) -> None:
        """Ask every job to stop because the program ends, and start none any more."""
        self.is_closing = True
        self.let_go()
        to_stop = [running for running in self._running.values() if not running.stop.is_asked]
        for running in to_stop:
            running.goes_on_next_time = resume_next_time
            running.stop.ask(grace_s)
        if not resume_next_time:
            for running in to_stop:
                running.job = running.job.moved(Trigger.CANCEL)
                self._note(running)

    def change(self, job_id: UUID, change: Callable[[Job], Job]) -> JobRow:
        """Change what is noted about a job that runs, but its state.

        Raises
        ------
        PandaVisionError
            When it cannot be written; nothing has changed then.
        """
        running = self._running[job_id]
        before = running.job
        running.job = change(before)
        try:
            return self._shelf.note(running)
        except BaseException:
            running.job = before
            raise

    def forget_waiting(self, job_id: UUID) -> None:
        """Forget what kept a job waiting that does not wait any more."""
        self._files.forget(job_id)

    def start_waiting(self) -> None:
        """Start waiting jobs while there is room."""
        while not (self.is_closing or self._hold.is_on or self.is_paused):
            if len(self._running) >= self._rules.parallel_jobs:
                return
            first = self._first_that_may()
            if first is None:
                return
            try:
                running = self._shelf.begin(
                    first.id, self._workers.take, self._around.room, self._needed_bytes
                )
            except Exception as error:
                # Whatever it is, it is about this job: the others must not wait for it.
                self._pass_over(first, in_words(error))
            else:
                self._supervise(first, running)

    def _first_that_may(self) -> JobRow | None:
        """Return the first waiting job that nothing is missing for but a worker.

        Passed over are those that have no room on the disk, need a GPU that is in use, or whose
        files are not there.
        """
        for row in self._jobs.waiting():
            if row.id in self._without_room or (self._gpu.is_taken and self._wants_gpu(row.id)):
                continue
            if not self._files.holds(row):
                return self._jobs.row(row.id)
            self._hold.try_later()
        return None

    def _wants_gpu(self, job_id: UUID) -> bool:
        wanted = self._gpu_wanted.get(job_id)
        if wanted is None:
            try:
                wanted = wants_gpu(self._shelf.folder(job_id).read_spec())
            except PandaVisionError:  # whoever starts it says what is wrong with it
                return False
            self._gpu_wanted[job_id] = wanted
        return wanted

    def _needed_bytes(self, job: Job, spec: EvaluationSpec) -> int:
        began = job.started is not None and job.cleared is not Cleared.ROWS
        known = None if began else self.needed_bytes.get(job.id)
        return job_bytes(spec, None, began=began) if known is None else known

    def _pass_over(self, row: JobRow, error: PandaVisionError) -> None:
        """Deal with a job that could not be started."""
        reason = shortened(error.sentence(), LONGEST_REASON)
        folder = self._shelf.folder(row.id)
        is_about_it = error.code == "cannot_write" or folder.is_gone
        if (is_about_it and not self._shelf.can_write()) or (
            error.code in MACHINE_FAULTS and not is_about_it
        ):
            # It waits on, and so do the others for a while, or until something is asked of the
            # queue again: what hinders one (a full disk) will hinder all.
            if not self._hold.begin(error.code):
                return  # nothing has changed since that was told
            self._hindrance = f'The job "{row.name}" could not be started: {reason}'
        elif error.code == "disk_short":
            self._without_room.add(row.id)
            self._hold.try_later()
            is_known = bool(self._told_without_room)
            self._told_without_room.add(row.id)
            if is_known:
                return  # of one of them it was told what the disk lacks
        elif folder.is_gone:
            self._jobs.drop(row.id)
        else:
            # Its folder is damaged or in use: it is shown so, and the others go on.
            self._jobs.show(replace(row.with_reason(reason), state=JobState.FAILED))
        sentence = f'The job "{row.name}" could not be started: {reason}'
        self._around.publish(CommandRefused(sentence, error.details))

    def _files_answered(self) -> None:
        self._around.later(self._try_again)

    def _try_again(self) -> None:
        self._hold.end()
        if not self.is_closing:
            self._without_room.clear()
            self._files.look_again()
            if self._files:
                self._hold.try_later()
            self.start_waiting()

    def _supervise(self, row: JobRow, running: SupervisedJob) -> None:
        self._told_without_room.discard(row.id)
        self._files.forget(row.id)
        self._running[row.id] = running
        self._gpu.begin(row.id, running.spec)
        self._gpu_wanted.pop(row.id, None)
        self.needed_bytes.pop(row.id, None)
        job = running.job
        begun = replace(row.with_reason(""), state=job.state, started=job.started, ended=None)
        work = partial(
            running.run,
            threads_per_job(self._rules.parallel_jobs),
            self._rules.limits,
            ReportRelay(self._around.later, partial(self._heard, row.id)),
            lambda outcome: self._around.later(partial(self._ended, row.id, outcome)),
        )
        try:
            self._jobs.show(replace(begun, worked_s=job.worked_s))
            self._around.start_thread(work)
        except Exception as error:
            # Without a supervisor it would run for ever.
            _log.exception("no supervisor for job %s", row.id)
            sentence = f"Its supervisor could not be started ({type(error).__name__})."
            is_short = "can't start new thread" in str(error)  # for every other job, too
            outcome = Outcome(
                OutcomeKind.FAILED, sentence, details=str(error), never_spoke=is_short
            )
            with contextlib.ExitStack() as always:  # from the last to the first, whatever fails
                always.callback(self._ended, row.id, outcome)
                always.callback(running.worker.close)
                always.callback(running.worker.kill)

    def _heard(self, job_id: UUID, report: Report) -> None:
        self._settle_hold()  # whatever it was, this one has begun
        if isinstance(report, Progress):
            self.progress[job_id] = report
            self._around.publish(JobProgressed(job_id, report))
        elif isinstance(report, StageBegun):
            self._around.publish(JobStageBegan(job_id, report.stage))
        elif isinstance(report, WarningGiven):
            self._around.publish(JobWarned(job_id, report.text))
        elif isinstance(report, JobStarted):
            self._gpu.heard(job_id, report.device)
            if not self.is_closing:
                # Only now: while a job loads its libraries a second worker would slow it down.
                self._workers.keep_spare()
            self.start_waiting()  # where there turned out to be no GPU, nobody waits for it

    def _ended(self, job_id: UUID, outcome: Outcome) -> None:
        running = self._running.pop(job_id)
        self._gpu.end(job_id)
        had_begun = self.progress.pop(job_id, None) is not None
        # Whatever fails over this one: its folder is given back, the others go on, the end comes.
        with contextlib.ExitStack() as always:
            always.callback(self._around.on_end)
            always.callback(self.start_waiting)
            always.callback(running.give_back)
            fault = self._hold.fault_of_all(outcome, had_begun=had_begun)
            if fault and running.wait_on(outcome):
                self._hold_after(running.job, fault)
            else:
                self._settle_hold()
                running.take_end(outcome, retries_lost=self._rules.retries_lost)
            self._note(running)
            if running.job.state is JobState.FINISHED:
                self._jobs.load(running.job.id)

    def _hold_after(self, job: Job, code: str) -> None:
        if self._hold.begin(code):
            sentence = f'The job "{job.name}" could not begin: {job.reason}'
            self._hindrance = sentence
            self._around.publish(CommandRefused(sentence))

    def _settle_hold(self) -> None:
        self._hold.settle()
        if self._hindrance:
            self._around.publish(RefusalSettled(self._hindrance))
            self._hindrance = ""

    def _note(self, running: SupervisedJob) -> None:
        """Write down where a running job stands; what hinders that is told, the state shown."""
        try:
            self._jobs.show(self._shelf.note(running))
        except Exception as error:
            # Whatever it is, the end of the job must not be missed for it.
            self._jobs.tell_refused(in_words(error))
            self._jobs.show(make_row(running.job, running.spec))
