"""How many jobs are open for clients at once, and for how long."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner_commands import JobLine
from pandavision_gui.server.looked_at_jobs import LookedAtJobs
from tests.views.opened_jobs import RECORDED

LIMIT_S = 30.0


def line_of(folder: Path) -> JobLine:
    if not folder.exists():
        shutil.copytree(RECORDED, folder)
    return JobLine(
        id=uuid4(), name="a job", state=JobState.FINISHED, reason="", model="m", dataset="d",
        attack="a", created=datetime.now(UTC), top_value=0.03, folder=str(folder),
    )  # fmt: skip


def open_now() -> int:
    return sum(thread.name == "job-view" for thread in threading.enumerate())


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    assert open_now() == 0


def test_another_job_takes_the_place_of_one_that_nobody_asks_for(tmp_path: Path) -> None:
    looks = LookedAtJobs(most=1)
    first, second = line_of(tmp_path / "a"), line_of(tmp_path / "b")

    async def ask() -> None:
        for line in (first, second, first):
            assert len((await looks.opened(line)).table) > 0

    asyncio.run(ask())
    until = time.monotonic() + LIMIT_S
    while open_now() > 1:
        assert time.monotonic() < until
        time.sleep(0.02)
    looks.close()


def test_who_finds_no_room_waits_and_is_told(tmp_path: Path) -> None:
    looks = LookedAtJobs(most=0, patience_s=0.1)
    with pytest.raises(EnvironmentFault) as busy:
        asyncio.run(looks.opened(line_of(tmp_path / "a")))
    assert (busy.value.code, busy.value.http_status) == ("looks_busy", 503)


def test_a_job_that_nobody_asks_for_any_more_is_closed(tmp_path: Path) -> None:
    looks = LookedAtJobs(idle_s=0.2)
    asyncio.run(looks.opened(line_of(tmp_path / "a")))
    until = time.monotonic() + LIMIT_S
    while open_now():
        assert time.monotonic() < until
        time.sleep(0.02)
    looks.close()


def test_a_job_that_cannot_be_shown_is_tried_again_when_it_is_asked_for_again(
    tmp_path: Path,
) -> None:
    looks = LookedAtJobs()
    line = line_of(tmp_path / "a")
    (tmp_path / "a" / "rows").rename(tmp_path / "elsewhere")
    with pytest.raises(PandaVisionError) as gone:
        asyncio.run(looks.opened(line))
    assert gone.value.code == "job_not_shown"
    (tmp_path / "elsewhere").rename(tmp_path / "a" / "rows")
    assert asyncio.run(looks.opened(line)).facts.samples > 0
    looks.close()


def test_of_what_is_closed_nothing_comes(tmp_path: Path) -> None:
    looks = LookedAtJobs()
    line = line_of(tmp_path / "a")
    asyncio.run(looks.opened(line))
    looks.close()
    with pytest.raises(EnvironmentFault, match="is ending"):
        asyncio.run(looks.opened(line))
