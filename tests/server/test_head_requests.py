"""HEAD is answered as GET is, without the body: whoever looks whether something is there."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from pandavision_gui.server.routes.page import OPEN_PATHS

from .conftest import BODY, JOBS, MakeClient

NOWHERE = "6df4fe54-78e9-42cd-be54-4ba13da7bffe"


def assert_as_get(client: TestClient, path: str, status: int) -> None:
    get, head = client.get(path), client.head(path)
    assert get.status_code == head.status_code == status
    assert head.headers == get.headers
    assert int(head.headers["content-length"]) == len(get.content) > 0
    assert head.content == b""


@pytest.mark.parametrize("path", [*sorted(OPEN_PATHS), "/api/v1/openapi.json", "/attacks"])
def test_pages_and_documents(client: TestClient, path: str) -> None:
    assert_as_get(client, path, 200)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (JOBS, 200),
        (f"{JOBS}?status=queued", 200),
        (f"{JOBS}/{{}}", 200),
        (f"{JOBS}/{{}}/output", 307),
        ("/api/v1/jobs", 200),
        ("/api/v1/jobs/{}", 200),
        ("/api/v1/jobs/{}/report.html", 409),
        ("/api/v1/uploads", 200),
        (f"{JOBS}/{NOWHERE}", 404),
        ("/nothing", 404),
        (f"{JOBS}?status=done", 422),
        ("/upload/model", 405),
    ],
)
def test_jobs_and_refusals(client: TestClient, path: str, status: int) -> None:
    assert_as_get(client, path.format(client.post(JOBS, json=BODY).json()), status)


def test_where_get_is_allowed_head_is_said_to_be(client: TestClient) -> None:
    answer = client.put(JOBS)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD, POST"
    assert client.head("/upload/model").headers["allow"] == "POST"


def test_it_needs_the_token_as_get_does(make_client: MakeClient) -> None:
    client = make_client(token="a token")
    assert client.head(JOBS).status_code == 401
    assert client.head("/").status_code == 200


def test_news_that_have_no_end_are_not_begun(client: TestClient) -> None:
    answer = client.head("/api/v1/events")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")
