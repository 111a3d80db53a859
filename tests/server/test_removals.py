"""Removals that take long: they wait for their jobs and hold up nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from pandavision_gui.jobs.owner_commands import Answer, ListJobs, OwnerCommand, RemoveJobs
from pandavision_gui.paths import UserFolders
from pandavision_gui.server import job_removal
from pandavision_gui.server.app import create_app
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.server_settings import Limits, ServerSettings

from .conftest import BODY, JOBS, SAMPLES

REMOVALS = 60
THREADS = 40
"""That answer requests: what starlette has by default."""
LIMIT_S = 15.0


class SlowDesk:
    """Has jobs that end only when they may."""

    def __init__(self, desk: ServingDesk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._wanted: list[RemoveJobs] = []
        self._may_end = False

    @property
    def asked(self) -> int:
        """How many removals were asked for."""
        return len(self._wanted)

    def answer(self, command: OwnerCommand) -> Answer:
        """Do it, but remove nothing yet."""
        with self._lock:
            if isinstance(command, RemoveJobs) and not self._may_end:
                self._wanted.append(command)
                command = ListJobs(jobs=command.jobs)
        return self._desk.answer(command)

    def let_none_end(self) -> None:
        """Begin anew."""
        with self._lock:
            self._wanted.clear()
            self._may_end = False

    def let_all_end(self) -> None:
        """Remove what was wanted, and what will be."""
        with self._lock:
            self._may_end = True
        for command in self._wanted:
            self._desk.answer(command)


def test_removals_that_wait_hold_up_no_other_request(
    desk: ServingDesk, folders: UserFolders
) -> None:
    slow = SlowDesk(desk)
    app = create_app(ServerSettings((SAMPLES.resolve(),), folders.data / "uploads"), slow)

    async def ask(client: httpx2.AsyncClient) -> None:
        ids = [(await client.post(JOBS, json=BODY | {"seed": n})).json() for n in range(REMOVALS)]
        asked = [asyncio.create_task(client.delete(f"{JOBS}/{job_id}")) for job_id in ids]
        await until(lambda: slow.asked >= THREADS)
        other = await asyncio.wait_for(client.get("/api/v1/jobs"), LIMIT_S)
        assert other.status_code == 200
        await until(lambda: slow.asked == REMOVALS)
        assert not any(removal.done() for removal in asked)
        await asyncio.to_thread(slow.let_all_end)
        for job_id, removal in zip(ids, asked, strict=True):
            assert (await removal).json() == {"id": job_id, "removed": True}
        assert (await client.get(JOBS)).json() == []

    asked_of(app, ask)


def test_a_removal_that_takes_too_long_is_told_as_begun(
    desk: ServingDesk, folders: UserFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_removal, "_GONE_S", 0.0)
    slow = SlowDesk(desk)
    app = create_app(ServerSettings((SAMPLES.resolve(),), folders.data / "uploads"), slow)

    async def ask(client: httpx2.AsyncClient) -> None:
        job_id = (await client.post(JOBS, json=BODY)).json()
        answer = await client.delete(f"{JOBS}/{job_id}")
        assert (answer.status_code, answer.json()) == (202, {"id": job_id, "removed": False})

    asked_of(app, ask)


def test_the_removal_of_all_waits_for_those_that_run(
    desk: ServingDesk, folders: UserFolders
) -> None:
    slow = SlowDesk(desk)
    app = create_app(ServerSettings((SAMPLES.resolve(),), folders.data / "uploads"), slow)

    async def ask(client: httpx2.AsyncClient) -> None:
        for seed in range(2):
            await client.post(JOBS, json=BODY | {"seed": seed})
        removal = asyncio.create_task(client.delete(JOBS))
        await until(lambda: slow.asked == 1)
        assert len((await client.get(JOBS)).json()) == 2
        assert not removal.done()
        await asyncio.to_thread(slow.let_all_end)
        answer = await removal
        assert (answer.status_code, answer.json()) == (200, {"removed": 2})
        assert (await client.get(JOBS)).json() == []

    asked_of(app, ask)


def test_a_removal_of_all_that_takes_too_long_tells_how_many_are_gone(
    desk: ServingDesk, folders: UserFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_removal, "_GONE_S", 0.0)
    app = create_app(ServerSettings((SAMPLES.resolve(),), folders.data / "uploads"), SlowDesk(desk))

    async def ask(client: httpx2.AsyncClient) -> None:
        await client.post(JOBS, json=BODY)
        answer = await client.delete(JOBS)
        assert (answer.status_code, answer.json()) == (202, {"removed": 0})

    asked_of(app, ask)


def test_no_more_removals_wait_than_may(desk: ServingDesk, folders: UserFolders) -> None:
    slow = SlowDesk(desk)
    limits = Limits(waiting_removals=1)
    settings = ServerSettings((SAMPLES.resolve(),), folders.data / "uploads", limits=limits)

    async def ask(client: httpx2.AsyncClient) -> None:
        job_id = (await client.post(JOBS, json=BODY)).json()
        first = asyncio.create_task(client.delete(f"{JOBS}/{job_id}"))
        await until(lambda: slow.asked == 1)
        second = await asyncio.wait_for(client.delete(f"{JOBS}/{job_id}"), LIMIT_S / 2)
        assert (second.status_code, second.json()) == (202, {"id": job_id, "removed": False})
        assert not first.done()
        await asyncio.to_thread(slow.let_all_end)
        assert (await first).status_code == 200
        # Its place is free again.
        slow.let_none_end()
        other = (await client.post(JOBS, json=BODY)).json()
        third = asyncio.create_task(client.delete(f"{JOBS}/{other}"))
        await until(lambda: slow.asked == 1)
        await asyncio.to_thread(slow.let_all_end)
        assert (await third).json() == {"id": other, "removed": True}

    asked_of(create_app(settings, slow), ask)


def asked_of(app: object, ask: Callable[[httpx2.AsyncClient], Awaitable[None]]) -> None:
    async def run() -> None:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await ask(client)

    asyncio.run(run())


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not is_so():
            await asyncio.sleep(0)
