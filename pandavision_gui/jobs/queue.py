"""The queue: first in, first out; applies triggers, keeps folders and index, publishes events.

Everything that is asked of it is done on one thread of its own, in order: no caller waits for the
disk, no state needs a lock, and the workers have a parent that outlives them.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID, uuid4

from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.clearing import Clearings
from pandavision_gui.jobs.disk_room import DiskRoom, job_bytes
from pandavision_gui.jobs.events import Event, JobRow, SameJobExists
from pandavision_gui.jobs.files_at_hand import read_one_byte
from pandavision_gui.jobs.held_folder import clear_left_folders
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_labels import tidied, tidy_name
from pandavision_gui.jobs.job_list import JobList
from pandavision_gui.jobs.job_rows import name_of
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.jobs.opening import Opened, Openings
from pandavision_gui.jobs.removals import Removals
from pandavision_gui.jobs.run_rules import RunRules
from pandavision_gui.jobs.running_jobs import RunningJobs
from pandavision_gui.jobs.same_jobs import SameJobs, SameJobSearch, answered_later
from pandavision_gui.jobs.secml_classic import require_startable
from pandavision_gui.jobs.surroundings import Surroundings
from pandavision_gui.jobs.work_thread import WorkThread, ending_error
from pandavision_gui.jobs.worker_pool import WorkerPool

CANCEL_GRACE_S = 0.6
"""A user who stops a job waits for no checkpoint: what is lost is at most ten seconds of work."""
CLOSE_GRACE_S = 5.0


class JobQueue:
    """All jobs and what happens to them. Every method may be called from any thread.

    Each returns a future at once. What is refused is told as a `CommandRefused` event, too.

    Parameters
    ----------
    shelf
        The job folders and their index.
    start_thread
        Runs a callable on a thread: a supervisor stays on it as long as its job runs.
    publish
        Hears every event, on the queue's thread; it must not block.
    rules
        How jobs run; the queue's `rules` may be changed at any time.
    room
        What is asked of the data folder's disk; by default 64 MiB are left free.
    read
        Reads a little of a model or dataset: one that cannot be read is waited for.
    """

    def __init__(
        self,
        shelf: JobShelf,
        *,
        start_thread: Callable[[Callable[[], None]], None],
        publish: Callable[[Event], None],
        rules: RunRules | None = None,
        workers: WorkerPool | None = None,
        room: DiskRoom | None = None,
        read: Callable[[str], None] = read_one_byte,
    ) -> None:
        self.rules = rules or RunRules()
        self._shelf = shelf
        self._room = room or DiskRoom()
        self._publish = publish
        self._workers = workers or WorkerPool()
        self._jobs = JobList(shelf, publish)
        self._search = SameJobSearch()
        self._closed: Future[None] = Future()
        self._is_leaving = threading.Event()
        self._thread = WorkThread("queue", self._jobs.tell_refused)
        self._ask = self._thread.ask
        self._running = RunningJobs(
            shelf,
            self._jobs,
            self._workers,
            Surroundings(start_thread, publish, self._ask, self._on_end, self._room, read),
            self.rules,
        )
        self._openings = Openings(shelf, self._jobs, self._ask)
        self._clearings = Clearings(shelf, self._jobs, self._ask)
        delete = None if self.rules.keeps_removed else self._clearings.delete
        self._removals = Removals(shelf, self._jobs, self._running, self._stop, delete)

    @property
    def is_paused(self) -> bool:
        """Whether the user wants no waiting job to start."""
        return self._running.is_paused

    def start(self) -> None:
        """Load the history, put right what the last end left, and begin to work."""
        self._thread.start()
        self._ask(self._load_history)

    def add(
        self,
        spec: EvaluationSpec,
        dataset: DatasetFacts | None = None,
        same: SameJobs | None = None,
    ) -> Future[UUID]:
        """Put a new job at the end of the queue.

        The future holds ``disk_short`` when there is no room for what it will write. Where finished
        jobs have answered the same, a `SameJobExists` event follows.

        Parameters
        ----------
        dataset
            What was found in its dataset, where somebody has looked.
        same
            What `find_same` answered or will answer, where somebody has asked.
        """
        return self._ask(lambda: self._add_and_compare(spec, dataset, same))

    def find_same(self, spec: EvaluationSpec) -> SameJobs:
        """Return the finished jobs that have answered this spec, newest first, at most five.

        `same_jobs` says what "the same" is. The future waits as long as the files' drives do.
        """
        return answered_later(
            lambda answer: self._ask(lambda: self._look_for_same(spec, answer.set_result))
        )

    def open_archive(self, path: Path) -> Future[Opened]:
        """Take in a job from an archive; see :class:`Openings`."""
        return self._openings.open(path)

    def combine(self, job_ids: Sequence[UUID]) -> Future[Opened]:
        """Make a finished job of several, their worst case; see :class:`Openings`."""
        return self._openings.combine(job_ids)

    def run_again(self, job_id: UUID) -> Future[UUID]:
        """Put a new job with the spec and the name of an old one at the end of the queue."""
        return self._ask(lambda: self._run_again(job_id))

    def rename(self, job_id: UUID, name: str) -> Future[None]:
        """Give a job another name, in whatever state it is; its spec stays what was asked."""
        return self._ask(lambda: self._change(job_id, {"name": tidy_name(name)}))

    def annotate(self, job_id: UUID, notes: str | None, tags: Iterable[str] | None) -> Future[None]:
        """Replace a job's notes and tags, in whatever state it is; None leaves them as they are.

        Tags are stripped, and each is kept once whatever its case. The future holds
        ``notes_refused`` or ``tags_refused`` where they are too long, too many or no text.
        """
        kept = None if tags is None else tuple(tags)
        return self._ask(lambda: self._change(job_id, tidied(notes, kept)))

    def stop(self, job_id: UUID) -> Future[None]:
        """End a job; what is finished is kept. Nothing happens to one that has ended."""
        return self._ask(lambda: self._stop(job_id))

    def resume(self, job_id: UUID) -> Future[None]:
        """Put a failed, stopped or interrupted job back into the queue, where it goes on."""
        return self._ask(lambda: self._resume(job_id))

    def leave_interrupted(self, job_id: UUID) -> Future[None]:
        """Offer a job that was cut off for resuming no longer; it stays as it is."""
        return self._ask(lambda: self._leave_interrupted(job_id))

    def remove(self, job_id: UUID) -> Future[None]:
        """Take a job that does not run off the list; `restore` brings it back."""
        return self._ask(lambda: self._removals.remove(job_id))

    def remove_or_stop(self, job_id: UUID) -> Future[None]:
        """Take a job off the list; one that runs is stopped, and goes when it has ended."""
        return self._ask(lambda: self._removals.remove_or_stop(job_id))

    def restore(self, job_id: UUID) -> Future[None]:
        """Bring a removed job back; only until the program ends. One that is there stays so."""
        return self._ask(lambda: self._removals.restore(job_id))

    def clear(self, job_id: UUID, what: Cleared) -> Future[int]:
        """Take pictures, or rows and pictures, of an ended job away; see :class:`Clearings`."""
        return self._clearings.clear(job_id, what)

    def load(self, job_id: UUID) -> Future[None]:
        """Read a job's spec and result; the answer is a `JobLoaded` or `JobLoadFailed` event."""
        return self._ask(lambda: self._jobs.load(job_id))

    def pause(self, paused: bool) -> Future[None]:
        """Start no waiting job from now on, or start them again; what runs goes on.

        It is kept over the program's end; the future holds ``pause_not_kept`` where it cannot be.
        """
        return self._ask(lambda: self._running.pause(paused))

    def move(self, job_id: UUID, before: UUID | None) -> Future[None]:
        """Put a waiting job before another waiting one, or (None) behind all others."""
        return self._ask(lambda: self._jobs.move(job_id, before))

    def set_parallel_jobs(self, count: int) -> Future[None]:
        """Run so many jobs side by side from now on; what runs goes on."""
        return self._ask(lambda: self._set_parallel_jobs(count))

    def listed(self) -> Future[tuple[tuple[JobRow, ...], dict[UUID, Progress]]]:
        """Return all jobs, and of the running ones how far they are."""
        return self._ask(lambda: (self._jobs.rows(), dict(self._running.progress)))

    def keep_spare_worker(self) -> Future[None]:
        """Warm a worker up for the next job."""
        return self._ask(self._workers.keep_spare)

    def close(self, *, resume_next_time: bool) -> Future[None]:
        """End everything and come to rest; the future is done when no worker is left.

        Parameters
        ----------
        resume_next_time
            Running jobs go on at the next start instead of being stopped.
        """
        self._is_leaving.set()  # at once: a long history need not come to its end
        self._ask(lambda: self._close(resume_next_time))
        return self._closed

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread's end after `close`; return whether it has ended."""
        return self._thread.join(timeout_s)

    # On the queue's thread from here on.

    def _load_history(self) -> None:
        self._running.be_paused_as_before()
        try:
            resumes = self.rules.resumes_interrupted
            self._jobs.load_history(self._is_leaving.is_set, resumes_interrupted=resumes)
        finally:
            if not self._is_leaving.is_set():
                self._running.start_waiting()
        clear_left_folders()

    def _add(
        self, spec: EvaluationSpec, dataset: DatasetFacts | None = None, name: str | None = None
    ) -> UUID:
        self._refuse_when_closing()
        require_startable(spec)
        needed = job_bytes(spec, dataset, began=False)
        called = name or spec.name or Path(spec.trained_model).stem
        self._room.require(self._shelf.path, called, needed)
        row = self._shelf.add(uuid4(), spec, order=self._jobs.next_order(), name=called)
        if dataset is not None:
            self._running.needed_bytes[row.id] = needed
        self._jobs.show(row)
        self._running.let_go()
        self._running.start_waiting()
        return row.id

    def _add_and_compare(
        self, spec: EvaluationSpec, dataset: DatasetFacts | None, same: SameJobs | None
    ) -> UUID:
        job_id = self._add(spec, dataset)
        look = same or SameJobs()
        look.add_done_callback(lambda look: self._ask(lambda: self._tell_same(job_id, look)))
        if same is None:
            self._look_for_same(spec, look.set_result)
        return job_id

    def _look_for_same(
        self, spec: EvaluationSpec, on_answer: Callable[[tuple[UUID, ...]], None]
    ) -> None:
        folders = [self._shelf.folder(job_id) for job_id in self._jobs.finished_like(spec)]
        self._search.look(spec, folders, on_answer)

    def _tell_same(self, job_id: UUID, look: SameJobs) -> None:
        """Tell which jobs are the same, but for those that were removed in the meantime."""
        found = () if look.exception() else look.result()
        others = tuple(other for other in found if self._jobs.has_finished(other))
        if others:
            self._publish(SameJobExists(job_id, others))

    def _run_again(self, job_id: UUID) -> UUID:
        folder = self._shelf.folder(job_id)
        return self._add(folder.read_spec(), name=name_of(folder))

    def _change(self, job_id: UUID, changes: dict[str, object]) -> None:
        """Change what people say about a job."""
        self._jobs.row(job_id)

        def changed(job: Job) -> Job:
            return job.model_copy(update=changes)

        if job_id in self._running:
            self._jobs.show(self._running.change(job_id, changed))
        else:
            self._jobs.show(self._shelf.change(job_id, changed))

    def _stop(self, job_id: UUID) -> None:
        if job_id in self._running:
            self._running.stop(job_id, CANCEL_GRACE_S)
        elif self._jobs.row(job_id).state is JobState.QUEUED:
            self._jobs.show(self._shelf.move(job_id, Trigger.CANCEL, "Stopped before it began."))
            self._running.forget_waiting(job_id)

    def _resume(self, job_id: UUID) -> None:
        self._refuse_when_closing()
        state = self._jobs.row(job_id).state
        if state in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED):
            order = self._jobs.next_order()  # others wait, run or have finished: no need to resume
            self._jobs.show(self._shelf.move(job_id, Trigger.REQUEUE, order=order))
        self._running.let_go(look_for_files=True)
        self._running.start_waiting()

    def _leave_interrupted(self, job_id: UUID) -> None:
        if self._jobs.row(job_id).is_cut_off:
            self._jobs.show(self._shelf.change(job_id, Job.answered))

    def _set_parallel_jobs(self, count: int) -> None:
        self.rules.parallel_jobs = count
        self._running.start_waiting()

    def _close(self, resume_next_time: bool) -> None:
        self._running.stop_all(CLOSE_GRACE_S, resume_next_time=resume_next_time)
        self._rest_when_closed()

    def _on_end(self) -> None:
        self._removals.look_for_ended()
        self._rest_when_closed()

    def _rest_when_closed(self) -> None:
        if self._running.is_closing and not self._running and not self._closed.done():
            with contextlib.ExitStack() as always:  # from the last to the first, whatever fails
                always.callback(self._closed.set_result, None)
                always.callback(self._thread.end)
                always.callback(self._shelf.close)
                always.callback(self._workers.close)
                always.callback(self._openings.close)
                always.callback(self._clearings.close)

    def _refuse_when_closing(self) -> None:
        if self._running.is_closing:
            raise ending_error()
