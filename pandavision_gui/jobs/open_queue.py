"""Opens a data folder for work: ownership, index, queue, and the way for other programs to call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from pandavision_gui.jobs.command_desk import CommandDesk
from pandavision_gui.jobs.events import Event, WindowWanted
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.network_drive import refuse_network_drive
from pandavision_gui.jobs.owner import DataFolderOwner
from pandavision_gui.jobs.owner_commands import Answer, OwnerCommand, ShowWindow
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.jobs.run_rules import RunRules
from pandavision_gui.paths import UserFolders

_REST_S = 10.0
_BEGIN_S = 10.0


@dataclass(frozen=True)
class OpenedQueue:
    """A queue at work in a data folder of ours."""

    queue: JobQueue
    desk: CommandDesk
    owner: DataFolderOwner
    folders: UserFolders
    _is_ending: threading.Event = field(default_factory=threading.Event)

    def close(self, *, resume_next_time: bool) -> Future[None]:
        """Bring the queue to rest; call `release` when the future is done.

        From now on other programs that ask for the window hear that this one is ending.
        """
        self._is_ending.set()
        return self.queue.close(resume_next_time=resume_next_time)

    def release(self) -> None:
        """Give the data folder back after `close`."""
        self.queue.join(_REST_S)
        self.owner.release()


def open_queue(
    folders: UserFolders,
    *,
    start_thread: Callable[[Callable[[], None]], None],
    publish: Callable[[Event], None],
    parallel_jobs: int = 1,
    retry_lost_workers: bool = False,
    resume_interrupted: bool = False,
    has_window: bool = True,
) -> OpenedQueue:
    """Own the data folder and begin to work in it.

    Parameters
    ----------
    parallel_jobs
        How many jobs run side by side; 0 for an owner that only changes the list.
    retry_lost_workers
        Whether a job whose worker was lost goes on by itself, once.
    resume_interrupted
        Whether jobs that the last end cut off go on by themselves.
    has_window
        Whether whoever hears the events can show a window. Without one nobody brings removed jobs
        back: their files are deleted at once.

    Raises
    ------
    FolderInUseError
        Another process owns it: `second_start.reach_owner` deals with that one.
    InputError
        ``data_folder_remote``.
    EnvironmentFault
        When the folder or the index cannot be used.
    """
    refuse_network_drive(folders.data)
    is_ending = threading.Event()
    desks: Future[CommandDesk] = Future()

    def on_command(command: OwnerCommand) -> Answer:
        if is_ending.is_set():
            return Answer(done=False, is_ending=True, sentence="The program is ending.")
        if has_window and isinstance(command, ShowWindow):  # needs no queue
            publish(WindowWanted(command.files))
            return Answer(done=True)
        return desks.result(_BEGIN_S).answer(command)

    owner = DataFolderOwner(folders.data)
    try:
        # At once, before anything that takes its time: a second start has whom to ask.
        owner.listen(on_command)
        queue = JobQueue(
            JobShelf(folders),
            start_thread=start_thread,
            publish=publish,
            rules=RunRules(
                parallel_jobs,
                retries_lost=retry_lost_workers,
                resumes_interrupted=resume_interrupted,
                keeps_removed=has_window,
            ),
        )
    except BaseException:
        owner.release()
        raise
    queue.start()
    desk = CommandDesk(queue, folders, publish if has_window else None)
    desks.set_result(desk)
    return OpenedQueue(queue, desk, owner, folders, is_ending)
