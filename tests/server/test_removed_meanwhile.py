"""A job that is removed while somebody asks for it is not found, whatever is asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from pandavision_gui.jobs.owner_commands import Answer, ListJobs, OwnerCommand, RemoveJobs
from pandavision_gui.paths import UserFolders
from pandavision_gui.server.app import create_app
from pandavision_gui.server.desk import ServingDesk
from pandavision_gui.server.server_settings import ServerSettings
from tests.views.opened_jobs import RECORDED

from .conftest import BODY, JOBS, SAMPLES

FINISHED = UUID("813f7810-0ce3-45c7-91de-aee0de968980")
NOT_FOUND = {"error": "not_found", "message": "Job ID not found."}
V1 = "/api/v1/jobs"


class RemovingDesk:
    """Removes a job as soon as somebody has found it."""

    def __init__(self, desk: ServingDesk) -> None:
        self._desk = desk
        self.is_on = False

    def answer(self, command: OwnerCommand) -> Answer:
        """Do it, and perhaps more."""
        answer = self._desk.answer(command)
        if self.is_on and isinstance(command, ListJobs) and answer.jobs:
            self.is_on = False
            found = tuple(line.id for line in answer.jobs)
            assert self._desk.answer(RemoveJobs(jobs=found)).done
        return answer


@pytest.fixture
def folders(folders: UserFolders) -> UserFolders:
    shutil.copytree(RECORDED, folders.jobs / str(FINISHED))
    return folders


@pytest.fixture
def removing(desk: ServingDesk) -> RemovingDesk:
    return RemovingDesk(desk)


@pytest.fixture
def client(removing: RemovingDesk, folders: UserFolders) -> Iterator[TestClient]:
    app = create_app(ServerSettings((SAMPLES.resolve(),), folders.data / "uploads"), removing)
    with TestClient(
        app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{JOBS}/{{}}/output", None),
        ("GET", f"{JOBS}/{{}}/output/csv", None),
        ("DELETE", f"{JOBS}/{{}}", None),
        ("DELETE", f"{JOBS}/{{}}/output", None),
        ("GET", f"{V1}/{{}}", None),
        ("PATCH", f"{V1}/{{}}", {"name": "other"}),
        ("PATCH", f"{V1}/{{}}", {"notes": "other"}),
        ("PATCH", f"{V1}/{{}}", {}),
        ("POST", f"{V1}/{{}}/stop", None),
        ("POST", f"{V1}/{{}}/resume", None),
        *(("GET", f"{V1}/{{}}/report.{kind}", None) for kind in ("html", "json", "csv", "png")),
        *(("GET", f"{V1}/{{}}/export/{kind}", None) for kind in ("samples", "archive", "table")),
        ("GET", f"{V1}/{{}}/samples", None),
        ("GET", f"{V1}/{{}}/samples/0/original.png", None),
    ],
)
def test_a_finished_job_that_goes_meanwhile_is_not_found(
    client: TestClient, removing: RemovingDesk, method: str, path: str, body: Any
) -> None:
    removing.is_on = True
    answer = client.request(method, path.format(FINISHED), json=body)
    assert not removing.is_on
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("verb", ["stop", "resume"])
def test_a_waiting_job_that_goes_meanwhile_is_not_found(
    client: TestClient, removing: RemovingDesk, verb: str
) -> None:
    job_id = client.post(JOBS, json=BODY).json()
    removing.is_on = True
    answer = client.post(f"{V1}/{job_id}/{verb}")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("path", [JOBS, f"{JOBS}?status=queued"])
def test_of_all_jobs_those_are_removed_that_are_still_there(
    client: TestClient, removing: RemovingDesk, path: str
) -> None:
    for seed in range(3):
        client.post(JOBS, json=BODY | {"seed": seed})
    removing.is_on = True
    answer = client.delete(path)
    assert answer.status_code == 200, answer.text
    assert client.get(JOBS, params={"status": "queued"}).json() == []


def test_a_job_whose_files_are_gone_is_told_as_such(
    client: TestClient, folders: UserFolders
) -> None:
    (folders.jobs / str(FINISHED) / "result.json").unlink()
    answer = client.get(f"{JOBS}/{FINISHED}/output")
    assert answer.status_code == 410
    assert json.loads(answer.content)["error"] == "result_missing"
