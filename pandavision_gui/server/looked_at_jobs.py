"""Finished jobs that clients look into: rows and small pictures, by the workers of the window."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from pandavision_gui.errors import EnvironmentFault, InternalError, PandaVisionError
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_rows import stamp_of
from pandavision_gui.jobs.job_view import JobView, OpenedJob, ShownSamples
from pandavision_gui.jobs.owner_commands import JobLine
from pandavision_gui.jobs.view_messages import MOST_SHOWN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_AT_ONCE = 2
"""Jobs that are open at the same time; each has a worker process and its rows in memory."""
_IDLE_S = 60.0
"""How long a job stays open after somebody last asked for something of it."""
_PATIENCE_S = 60.0
_LOOK_S = 0.05
_MOST_PIXELS = 4 * 2**20
"""Of the samples of one wish: a worker holds each of them several times."""
_MOST_KEPT_BYTES = 32 * 2**20
_END_S = 8.0

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
_Wish = tuple[int, int]
"""Row of the dataset, and pixels of the longer side."""
_Key = tuple[UUID, Cleared | None, int]
Pictures = tuple["NDArray[np.uint8]", float]
"""uint8, (3, height, width, 4), as `ShownSamples` has them, and how much the last is amplified."""


class _Look:
    """One job that is open: its worker's thread, and what was shown of it.

    The worker keeps the newest wish for a purpose only; clients of a server all want an answer. So
    one wish goes out at a time, and what comes meanwhile is gathered for the next.
    """

    def __init__(self, folder: Path) -> None:
        self.users = 0
        self.left = time.monotonic()
        self.opened: Future[OpenedJob] = Future()
        self._lock = threading.Lock()
        self._waiting: OrderedDict[_Wish, Future[Pictures]] = OrderedDict()
        self._asked: dict[_Wish, Future[Pictures]] = {}
        self._kept: OrderedDict[_Wish, Pictures] = OrderedDict()
        self._kept_bytes = 0
        self._mistake: PandaVisionError | None = None
        self._view = JobView(folder, on_opened=self.opened.set_result, on_shown=self._show)
        self.thread = threading.Thread(target=self._run, name="job-view", daemon=True)
        self.thread.start()

    @property
    def has_ended(self) -> bool:
        """Whether nothing comes of it any more."""
        return self._mistake is not None

    def pictures(self, wish: _Wish) -> Future[Pictures]:
        """Ask for the pictures of a sample, or find them."""
        with self._lock:
            found: Future[Pictures] = Future()
            if wish in self._kept:
                self._kept.move_to_end(wish)
                found.set_result(self._kept[wish])
            elif self._mistake is not None:
                found.set_exception(self._mistake)
            else:
                found = self._asked.get(wish) or self._waiting.setdefault(wish, found)
                self._ask_next()
            return found

    def close(self) -> None:
        """End its worker."""
        self._view.close()

    def _ask_next(self) -> None:
        if self._asked or not self._waiting:
            return
        side = next(iter(self._waiting))[1]
        most = max(1, min(MOST_SHOWN, _MOST_PIXELS // side**2))
        wishes = [wish for wish in self._waiting if wish[1] == side][:most]
        self._asked = {wish: self._waiting.pop(wish) for wish in wishes}
        self._view.want([index for index, _ in wishes], side)

    def _show(self, shown: ShownSamples) -> None:
        with self._lock:
            asked, self._asked = self._asked, {}
            for place, index in enumerate(shown.indexes):
                # A copy: a part of the array would keep all of it in memory.
                found = (shown.pictures[place].copy(), shown.amplified[place])
                wish = (index, shown.side)
                self._kept[wish] = found
                self._kept_bytes += found[0].nbytes
                asked[wish].set_result(found)
            while self._kept_bytes > _MOST_KEPT_BYTES:
                self._kept_bytes -= self._kept.popitem(last=False)[1][0].nbytes
            self._ask_next()

    def _run(self) -> None:
        mistake: PandaVisionError
        try:
            self._view.run()
            mistake = EnvironmentFault(
                "look_ended", "The job is not looked into any more.", "Ask again."
            )
        except PandaVisionError as error:
            mistake = error
        except Exception as error:
            # Whoever waits hears of it: a thread must not end in silence.
            _log.exception("internal error while a job was looked into")
            sentence = f"The program made a mistake ({type(error).__name__})."
            mistake = InternalError("internal", sentence)
        with self._lock:
            self._mistake = mistake
            left = [*self._asked.values(), *self._waiting.values()]
            self._asked, self._waiting = {}, OrderedDict()
        for future in left:
            future.set_exception(mistake)
        if not self.opened.done():
            self.opened.set_exception(mistake)


class LookedAtJobs:
    """Opens jobs when somebody asks for their samples, and closes them when nobody does.

    Parameters
    ----------
    most
        Jobs that are open at the same time; who asks for another one waits for its turn.
    idle_s
        How long a job that nobody asks for stays open.
    patience_s
        How long somebody waits for a turn.
    """

    def __init__(
        self,
        *,
        most: int = MOST_AT_ONCE,
        idle_s: float = _IDLE_S,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._most = most
        self._idle_s = idle_s
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._looks: OrderedDict[_Key, _Look] = OrderedDict()
        self._closed: list[_Look] = []
        self._is_over = threading.Event()
        self._sweeper: threading.Thread | None = None

    async def opened(self, line: JobLine) -> OpenedJob:
        """Return the rows of a finished job.

        Raises
        ------
        PandaVisionError
            In words: why it cannot be shown; ``looks_busy`` when others are looked into.
        """
        async with self._look_at(line) as look:
            return await _answer_of(look.opened)

    async def pictures(self, line: JobLine, index: int, side: int) -> Pictures:
        """Return the pictures of a sample.

        Parameters
        ----------
        index
            Row of the dataset.
        side
            Pixels that the longer side has at most.

        Raises
        ------
        PandaVisionError
            As :meth:`opened` does.
        """
        async with self._look_at(line) as look:
            await _answer_of(look.opened)
            return await _answer_of(look.pictures((index, side)))

    def close(self) -> None:
        """End all workers."""
        self._is_over.set()
        with self._lock:
            for look in self._looks.values():
                self._end(look)
            self._looks.clear()
            ended = list(self._closed)
        for look in ended:
            look.thread.join(_END_S)

    @asynccontextmanager
    async def _look_at(self, line: JobLine) -> AsyncIterator[_Look]:
        until = time.monotonic() + self._patience_s
        # What was taken away or changed must not be shown any more. A drive may not answer.
        key = (line.id, line.cleared, await run_in_threadpool(stamp_of, line.folder))
        while (look := self._take(key, Path(line.folder))) is None:
            if time.monotonic() > until:
                raise EnvironmentFault("looks_busy", "Other jobs are being looked into.")
            await asyncio.sleep(_LOOK_S)
        try:
            yield look
        finally:
            with self._lock:
                look.users -= 1
                look.left = time.monotonic()

    def _take(self, key: _Key, folder: Path) -> _Look | None:
        """Return the job as an open one, None while there is no room for it."""
        with self._lock:
            if self._is_over.is_set():
                raise EnvironmentFault("server_ending", "The server is ending.", "Ask again later.")
            self._forget_ended()
            look = self._looks.get(key)
            if look is None:
                if len(self._looks) >= self._most and not self._make_room():
                    return None
                look = self._looks[key] = _Look(folder)
                self._sweep()
            self._looks.move_to_end(key)
            look.users += 1
            return look

    def _make_room(self) -> bool:
        for key, look in self._looks.items():
            if not look.users:
                self._end(self._looks.pop(key))
                return True
        return False

    def _forget_ended(self) -> None:
        for key in [key for key, look in self._looks.items() if look.has_ended]:
            del self._looks[key]
        self._closed = [look for look in self._closed if look.thread.is_alive()]

    def _end(self, look: _Look) -> None:
        look.close()
        self._closed.append(look)

    def _sweep(self) -> None:
        if self._sweeper is None or not self._sweeper.is_alive():
            self._sweeper = threading.Thread(target=self._close_idle, name="looks", daemon=True)
            self._sweeper.start()

    def _close_idle(self) -> None:
        while not self._is_over.wait(min(1.0, self._idle_s / 2)):
            with self._lock:
                self._forget_ended()
                old = time.monotonic() - self._idle_s
                idle = [k for k, one in self._looks.items() if not one.users and one.left < old]
                for key in idle:
                    self._end(self._looks.pop(key))
                if not self._looks:
                    self._sweeper = None
                    return


async def _answer_of(future: Future[_Answer]) -> _Answer:
    """Wait for what others may be waiting for, too: who goes away takes it from nobody."""
    waiting = asyncio.wrap_future(future)
    waiting.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    return await asyncio.shield(waiting)
