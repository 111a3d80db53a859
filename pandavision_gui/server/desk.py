"""The way from a request to the queue: our own, or that of whoever owns the data folder."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.open_queue import OpenedQueue, open_queue
from pandavision_gui.jobs.owner import FolderInUseError, is_free
from pandavision_gui.jobs.owner_commands import Answer, OwnerCommand
from pandavision_gui.jobs.second_start import reach_owner
from pandavision_gui.paths import UserFolders

_log = logging.getLogger(__name__)
_LOOK_S = 2.0
"""How often it is looked whether the owner of the data folder has ended."""


class Desk(Protocol):
    """Whoever does what requests ask for."""

    def answer(self, command: OwnerCommand) -> Answer:
        """Do it; called from many threads at once."""
        ...


class ServingDesk:
    """Owns the data folder while nobody else does, and asks its owner while somebody does.

    An open window is such an owner: its queue runs the jobs. When it ends, the folder is taken
    over, so that jobs go on.

    Parameters
    ----------
    workers
        How many jobs run side by side where the queue is ours; 0 for none.
    """

    def __init__(self, folders: UserFolders, *, workers: int) -> None:
        self._folders = folders
        self._workers = workers
        self._lock = threading.Lock()
        self._opened: OpenedQueue | None = None
        self._is_ending = threading.Event()
        self._watch = threading.Thread(target=self._watch_owner, name="owner watch", daemon=True)

    @property
    def is_ours(self) -> bool:
        """Whether the queue is ours."""
        return self._opened is not None

    def start(self) -> None:
        """Take the data folder, or find its owner.

        Raises
        ------
        EnvironmentFault, InputError
            What `open_queue` raises.
        """
        try:
            self._take()
        except FolderInUseError:
            _log.info("another PandaVision owns the data folder: it runs the jobs")
        self._watch.start()

    def answer(self, command: OwnerCommand) -> Answer:
        """Have it done by our queue, or by the owner of the data folder.

        Raises
        ------
        PandaVisionError
            Where the owner cannot be reached.
        """
        while True:
            opened = self._opened
            if opened is not None:
                return opened.desk.answer(command)
            if self._is_ending.is_set():
                raise EnvironmentFault("server_ending", "The server is ending.", "Ask again later.")
            answer = reach_owner(FolderInUseError(self._folders.data, None), command)
            if answer is not None:
                return answer
            try:
                self._take()
            except FolderInUseError:
                continue  # somebody else was quicker

    def close(self) -> None:
        """Let running jobs store what is done of them; they go on at the next start."""
        self._is_ending.set()
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close(resume_next_time=True).result()
            opened.release()

    def _take(self) -> None:
        with self._lock:
            if self._opened is not None or self._is_ending.is_set():
                return
            self._opened = open_queue(
                self._folders,
                start_thread=_start_thread,
                publish=lambda _: None,  # clients look at the jobs (event_feed)
                parallel_jobs=self._workers,
                retry_lost_workers=True,
                resume_interrupted=True,
                has_window=False,
            )
            if self._workers:
                self._opened.queue.keep_spare_worker()

    def _watch_owner(self) -> None:
        while not self._is_ending.wait(_LOOK_S):
            if self._opened is None and is_free(self._folders.data):
                try:
                    self._take()
                except Exception:  # it is tried again, and whoever asks hears why
                    _log.exception("the data folder could not be taken over")


def _start_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="supervisor", daemon=True).start()
