"""News of the jobs, as one loop hears them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from pandavision_gui.jobs.owner_commands import (
    Answer,
    ListJobs,
    OwnerCommand,
    PauseQueue,
    RemoveJobs,
)
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.event_feed import MOST_LISTENERS, EventFeed
from pandavision_gui.server.hidden_paths import HiddenPaths

from .conftest import BODY, JOBS

LIMIT_S = 30
HIDDEN = HiddenPaths([], Path("/data"))


@dataclass(frozen=True)
class Heard:
    id: str
    kind: str
    told: dict[str, Any]


async def heard(news: AsyncIterator[str], count: int) -> list[Heard]:
    """Return the next events of a stream."""
    found: list[Heard] = []
    while len(found) < count:
        text = await asyncio.wait_for(anext(news), LIMIT_S)
        lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
        if "event" in lines:
            told = json.loads(lines["data"])
            found.append(Heard(lines.get("id", ""), lines["event"], told))
    return found


def test_a_look_that_ends_in_an_error_is_not_the_last(
    client: TestClient, desk: ServingDesk
) -> None:
    job_id = client.post(JOBS, json=BODY).json()
    looks = 0

    class FailsOnce:
        def answer(self, command: OwnerCommand) -> Answer:
            nonlocal looks
            looks += 1
            if looks == 1:
                raise ValueError("nobody thought of this")
            return desk.answer(command)

    async def first_news() -> list[Heard]:
        async with aclosing(EventFeed(FailsOnce(), HIDDEN, pause_s=0.0).listen()) as news:
            return await heard(news, 2)

    job, all_ = asyncio.run(first_news())
    assert (job.kind, job.told["id"]) == ("job", job_id)
    assert (all_.kind, all_.told) == ("all", {"ids": [job_id], "paused": False})
    assert looks >= 2


def test_who_comes_back_is_told_what_was_missed_and_nothing_else(
    client: TestClient, desk: ServingDesk
) -> None:
    first = client.post(JOBS, json=BODY).json()

    async def listen() -> tuple[list[Heard], list[Heard]]:
        feed = EventFeed(desk, HIDDEN, pause_s=0.01)
        async with aclosing(feed.listen()) as stays, aclosing(feed.listen()) as goes:
            last = (await heard(goes, 2))[-1].id
            await heard(stays, 2)
            await goes.aclose()
            await asyncio.to_thread(desk.answer, PauseQueue(paused=True))
            await heard(stays, 1)
            await asyncio.to_thread(desk.answer, RemoveJobs(jobs=(UUID(first),)))
            await heard(stays, 1)
            async with aclosing(feed.listen(last)) as back:
                missed = await heard(back, 2)
            async with aclosing(feed.listen(missed[0].id)) as back:
                return missed, await heard(back, 1)

    missed, rest = asyncio.run(listen())
    assert [(one.kind, one.told) for one in missed] == [
        ("queue", {"paused": True}),
        ("removed", {"id": first}),
    ]
    assert rest == missed[1:]


def test_whoever_begins_to_listen_hears_of_thousands_of_jobs(
    client: TestClient, desk: ServingDesk
) -> None:
    client.post(JOBS, json=BODY)

    class Crowded:
        def answer(self, command: OwnerCommand) -> Answer:
            answer = desk.answer(command)
            if not isinstance(command, ListJobs) or command.jobs is not None:
                return answer
            (line,) = answer.jobs
            many = tuple(line.model_copy(update={"id": UUID(int=n)}) for n in range(3000))
            return answer.model_copy(update={"jobs": many})

    async def listen() -> tuple[list[Heard], list[Heard]]:
        feed = EventFeed(Crowded(), HIDDEN, pause_s=0.01)
        async with aclosing(feed.listen()) as news, aclosing(feed.listen()) as late:
            first = await heard(news, 3001)
            return first, await heard(late, 3001)

    for told in asyncio.run(listen()):
        assert [one.kind for one in told[-2:]] == ["job", "all"]
        assert len(told[-1].told["ids"]) == 3000


@pytest.mark.parametrize("last", ["", "x", "00000000-1", "{}-99", "{}-", "{}--1", "{}-1e3", "-"])
def test_who_comes_with_another_id_is_told_how_everything_stands(
    client: TestClient, desk: ServingDesk, last: str
) -> None:
    job_id = client.post(JOBS, json=BODY).json()

    async def listen() -> list[Heard]:
        feed = EventFeed(desk, HIDDEN, pause_s=0.01)
        async with aclosing(feed.listen()) as news:
            run = (await heard(news, 2))[-1].id.partition("-")[0]
            async with aclosing(feed.listen(last.format(run))) as back:
                return await heard(back, 2)

    told = asyncio.run(listen())
    assert [one.kind for one in told] == ["job", "all"]
    assert told[1].told["ids"] == [job_id]


def test_of_many_that_begin_to_listen_at_once_no_more_stay_than_may(
    client: TestClient, desk: ServingDesk
) -> None:
    client.post(JOBS, json=BODY)

    async def begin() -> list[str | None]:
        feed = EventFeed(desk, HIDDEN, pause_s=0.0)
        assert not feed.is_full
        all_ = [feed.listen() for _ in range(MOST_LISTENERS + 5)]
        firsts = [asyncio.wait_for(anext(one, None), LIMIT_S) for one in all_]
        found = await asyncio.gather(*firsts)
        for one in all_:
            await one.aclose()
        assert not feed.is_full
        return found

    found = asyncio.run(begin())
    assert found[MOST_LISTENERS:] == [None] * 5
    assert None not in found[:MOST_LISTENERS]


def test_a_job_that_newer_ones_push_out_of_sight_is_told_as_removed_only_when_it_is(
    client: TestClient, desk: ServingDesk
) -> None:
    class LooksAtTheNewest:
        """As if the others had ended long ago."""

        def answer(self, command: OwnerCommand) -> Answer:
            answer = desk.answer(command)
            if isinstance(command, ListJobs) and command.jobs is None:
                newest = sorted(answer.jobs, key=lambda line: line.created)[-1:]
                return answer.model_copy(update={"jobs": tuple(newest)})
            return answer

    async def listen() -> tuple[str, str, list[Heard]]:
        async with aclosing(EventFeed(LooksAtTheNewest(), HIDDEN, pause_s=0.01).listen()) as news:
            first = (await asyncio.to_thread(client.post, JOBS, json=BODY)).json()
            told = await heard(news, 2)
            second = (await asyncio.to_thread(client.post, JOBS, json=BODY)).json()
            told += await heard(news, 1)
            await asyncio.to_thread(desk.answer, PauseQueue(paused=True))
            told += await heard(news, 1)
            await asyncio.to_thread(desk.answer, RemoveJobs(jobs=(UUID(first),)))
            while told[-1].kind != "removed":
                told += await heard(news, 1)
            return first, second, told

    first, second, told = asyncio.run(listen())
    assert [one.kind for one in told[:4]] == ["job", "all", "job", "queue"]
    assert told[2].told["id"] == second
    assert told[-1].told["id"] == first
