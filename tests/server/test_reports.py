"""Reports by request: they wait for each other and for nobody else."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.server.routes import reports

from .conftest import MakeClient

REPORTS = 60
"""More than there are threads that answer requests."""
LIMIT_S = 30.0


def test_reports_that_wait_hold_up_no_other_request(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = SimpleNamespace(id=uuid4(), folder="nowhere", state=JobState.FINISHED)
    go_on, lock = threading.Event(), threading.Lock()
    at_once, most = 0, 0

    def write(folders: list[Path], kind: Any, path: Path, **_: Any) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        assert go_on.wait(LIMIT_S)
        path.write_text("a report", encoding="utf-8")
        with lock:
            at_once -= 1

    monkeypatch.setattr(reports, "find_job", lambda *_: line)
    monkeypatch.setattr(reports, "export_jobs", write)

    async def ask() -> None:
        transport = httpx2.ASGITransport(make_client().app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            path = f"/api/v1/jobs/{line.id}/report.html"
            asked = [asyncio.create_task(client.get(path)) for _ in range(REPORTS)]
            while not most:  # the first is being written
                await asyncio.sleep(0)
            other = await asyncio.wait_for(client.get("/api/v1/jobs"), LIMIT_S / 2)
            assert other.status_code == 200
            assert not any(report.done() for report in asked)
            go_on.set()
            for report in asked:
                assert (await report).text == "a report"

    try:
        asyncio.run(ask())
    finally:
        go_on.set()
    assert most == 2
