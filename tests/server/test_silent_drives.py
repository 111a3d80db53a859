"""Evaluations whose files lie on a drive that does not answer: others are answered all the same."""

from __future__ import annotations

import asyncio
import threading

import httpx2
import pytest

from pandavision_gui.jobs.owner_commands import AddJobs, Answer, OwnerCommand
from pandavision_gui.paths import UserFolders
from pandavision_gui.server.app import create_app
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.routes import evaluations
from pandavision_gui.server.server_settings import Limits, ServerSettings

from .conftest import BODY, JOBS, SAMPLES
from .test_removals import LIMIT_S, THREADS, asked_of, until


def test_evaluations_on_a_silent_drive_hold_up_no_other_request(
    desk: ServingDesk, folders: UserFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaks = threading.Event()
    waiting: list[object] = []

    def look(spec: object) -> None:
        waiting.append(spec)
        assert speaks.wait(LIMIT_S)

    monkeypatch.setattr(evaluations, "require_usable_files", look)
    limits = Limits(waiting_adds=3)
    settings = ServerSettings((SAMPLES.resolve(),), folders.data / "uploads", limits=limits)

    async def ask(client: httpx2.AsyncClient) -> None:
        added = [
            asyncio.create_task(client.post(JOBS, json=BODY | {"seed": seed}))
            for seed in range(THREADS + 10)
        ]
        try:
            await until(lambda: len(waiting) == 3)
            other = await asyncio.wait_for(client.get(JOBS), LIMIT_S / 2)
            assert other.json() == []
            assert len(waiting) == 3
        finally:
            speaks.set()
        assert {(await answer).status_code for answer in added} == {202}
        assert len((await client.get(JOBS)).json()) == THREADS + 10

    asked_of(create_app(settings, desk), ask)


class NotingDesk:
    """Notes what it is asked."""

    def __init__(self, desk: ServingDesk) -> None:
        self._desk = desk
        self.added: list[AddJobs] = []

    def answer(self, command: OwnerCommand) -> Answer:
        """Do it."""
        if isinstance(command, AddJobs):
            self.added.append(command)
        return self._desk.answer(command)


def test_no_request_waits_for_whether_the_same_job_is_there(
    desk: ServingDesk, folders: UserFolders
) -> None:
    noting = NotingDesk(desk)
    app = create_app(ServerSettings((SAMPLES.resolve(),), folders.data / "uploads"), noting)

    async def ask(client: httpx2.AsyncClient) -> None:
        assert (await client.post(JOBS, json=BODY)).status_code == 202

    asked_of(app, ask)
    assert [command.tells_same for command in noting.added] == [False]
