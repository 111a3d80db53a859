"""News of jobs for whoever listens: one look a second, for all listeners together."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import deque
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.owner_commands import Answer, JobLine, ListJobs
from pandavision_gui.server.answers import JobSummary
from pandavision_gui.server.desk import Desk
from pandavision_gui.server.hidden_paths import HiddenPaths

_log = logging.getLogger(__name__)
_PAUSE_S = 1.0
_NEWEST = 100
"""Ended jobs that are looked at: what older ones are changes no more."""
_AT_ONCE = 1000
"""Jobs that one command names."""
_MOST_OLDER = 1000
"""Jobs that listeners hear of besides, since they knew them; what pushes on is forgotten."""
_MOST_UNREAD = 1000
"""News that wait for a listener; one that reads no more is left out."""
_MOST_KEPT = 1000
"""News that a listener who comes back can be told."""
_RETRY = "retry: 2000\n\n"
MOST_LISTENERS = 64


_Unread = asyncio.Queue[list[str] | None]
"""One piece of news at a time, or how all jobs stand, however many they are; None at the end."""


class EventFeed:
    """Looks at the jobs while anybody listens, and tells each listener what has changed.

    News have ids. Who comes back with the id of the last one that it heard (`Last-Event-ID`) is
    told what it missed; everybody else, and who missed more than is kept, is told how everything
    stands.

    Parameters
    ----------
    desk
        Who knows the jobs.
    hidden
        What clients are not told.
    """

    def __init__(self, desk: Desk, hidden: HiddenPaths, *, pause_s: float = _PAUSE_S) -> None:
        self._desk = desk
        self._hidden = hidden
        self._pause_s = pause_s
        self._listeners: set[_Unread] = set()
        self._new: set[_Unread] = set()
        """Those of them who hear how things stand at the next look."""
        self._looking: asyncio.Task[None] | None = None
        self._known: dict[UUID, dict[str, Any]] = {}
        self._paused: bool | None = None
        self._is_current = False
        """Whether what is known is what the last look found: nobody looks while nobody listens."""
        self._run = secrets.token_hex(4)
        self._last = 0
        self._kept: deque[tuple[int, str]] = deque(maxlen=_MOST_KEPT)

    @property
    def is_full(self) -> bool:
        """Whether nobody else may listen."""
        return len(self._listeners) >= MOST_LISTENERS

    async def listen(self, last_id: str = "") -> AsyncIterator[str]:
        """Tell how things stand or what was missed, then what changes: server-sent events, as text.

        Parameters
        ----------
        last_id
            Id of the last one that the listener heard before; anything else counts as none.
        """
        if self.is_full:  # of many that came at once, all had been let in
            return
        unread: _Unread = asyncio.Queue(_MOST_UNREAD)
        missed = self._missed_since(last_id)
        if missed is None and not self._is_current:  # the next look tells it
            self._new.add(unread)
        first = self._state() if missed is None and self._is_current else missed or []
        self._listeners.add(unread)
        try:
            yield _RETRY
            for told in first:
                yield told
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            while True:
                try:
                    news = await asyncio.wait_for(unread.get(), 15)
                except TimeoutError:
                    yield ": still here\n\n"  # keeps proxies from closing, and notices who has gone
                    continue
                if news is None:
                    return
                for told in news:
                    yield told
        finally:
            self._listeners.discard(unread)
            self._new.discard(unread)

    def _missed_since(self, last_id: str) -> list[str] | None:
        """Return what came after an event; None where that is not known any more."""
        run, _, text = last_id.partition("-")
        if run != self._run or not (text.isascii() and text.isdecimal()) or len(text) > 18:
            return None
        number = int(text)
        if number > self._last or number < self._last - len(self._kept):
            return None
        return [told for one, told in self._kept if one > number]

    def _state(self) -> list[str]:
        """Return how everything stands; the last event says that this was all."""
        all_ = {"ids": [str(id_) for id_ in self._known], "paused": self._paused}
        told = [_event("job", job) for job in self._known.values()]
        return [*told, self._with_id(_event("all", all_))]

    async def _look(self) -> None:
        while self._listeners:
            try:
                answer, older = await run_in_threadpool(self._jobs)
            except PandaVisionError:  # its owner ends: the next look finds another
                answer = None
            except Exception:  # a listener hears of the jobs, whatever one look ended in
                _log.exception("a look at the jobs ended in an error")
                answer = None
            if answer is not None and answer.done:
                self._tell(answer, older)
            await asyncio.sleep(self._pause_s)
        self._is_current = False

    def _jobs(self) -> tuple[Answer, list[JobLine]]:
        """Return the jobs that are looked at, and others that listeners know and that are there.

        A job that newer ones have pushed out of the first is not removed.
        """
        answer = self._desk.answer(ListJobs(newest=_NEWEST))
        looked_at = {line.id for line in answer.jobs}
        others = [id_ for id_ in self._known if id_ not in looked_at]
        older: list[JobLine] = []
        for start in range(0, len(others) if answer.done else 0, _AT_ONCE):
            part = self._desk.answer(ListJobs(jobs=tuple(others[start : start + _AT_ONCE])))
            if not part.done:
                return part, []
            older += part.jobs
        return answer, older

    def _tell(self, answer: Answer, older: Sequence[JobLine]) -> None:
        now = {
            line.id: JobSummary.of(line, self._hidden).model_dump(mode="json")
            for line in (*answer.jobs, *older)
        }
        events = [_event("job", told) for id_, told in now.items() if self._known.get(id_) != told]
        events += [_event("removed", {"id": str(id_)}) for id_ in self._known.keys() - now.keys()]
        if answer.paused is not self._paused:
            events.append(_event("queue", {"paused": answer.paused}))
        news = []
        for event in events:
            self._last += 1
            news.append(self._with_id(event))
            self._kept.append((self._last, news[-1]))
        kept = islice(now.items(), len(answer.jobs) + _MOST_OLDER)
        self._known, self._paused, self._is_current = dict(kept), answer.paused, True
        for unread in list(self._listeners):
            for one in [self._state()] if unread in self._new else [[one] for one in news]:
                try:
                    unread.put_nowait(one)
                except asyncio.QueueFull:
                    self._listeners.discard(unread)
                    _end(unread)
                    break
        self._new.clear()

    def _with_id(self, event: str) -> str:
        return f"id: {self._run}-{self._last}\n{event}"


def _event(kind: str, told: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(told)}\n\n"


def _end(unread: _Unread) -> None:
    while not unread.empty():
        unread.get_nowait()
    unread.put_nowait(None)
