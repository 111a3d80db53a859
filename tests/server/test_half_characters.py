"""Half a character (a lone surrogate), which JSON can write and UTF-8 cannot."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx2
import pytest
from starlette.testclient import TestClient

from .conftest import BODY, JOBS

HALF = "\ud800"
SENTENCE = (
    "The request has half a character (\\ud800), which is no text. "
    "Write the character itself, or both of its halves."
)


def add(client: TestClient, document: object) -> httpx2.Response:
    return client.post(JOBS, content=json.dumps(document))


def remove(client: TestClient, document: object) -> httpx2.Response:
    return client.request("DELETE", JOBS, content=json.dumps(document))


def change(client: TestClient, document: object) -> httpx2.Response:
    job_id = add(client, BODY).json()
    return client.patch(f"/api/v1/jobs/{job_id}", content=json.dumps(document))


@pytest.mark.parametrize(
    ("ask", "document"),
    [
        (add, HALF),
        (add, [HALF]),
        (add, {HALF: 1}),
        *((add, BODY | {key: HALF}) for key in ("dataset", "trained-model", "surrogate-model")),
        *((add, BODY | {key: f"a{HALF}b"}) for key in ("name", "attack", "target", "labels")),
        (add, BODY | {"class-names": ["stop", HALF]}),
        (add, BODY | {"attack-params": {HALF: 1}}),
        (remove, {"status": HALF}),
        (remove, {HALF: "failed"}),
        (change, {"name": HALF}),
        (change, {"notes": HALF}),
        (change, {"tags": [HALF]}),
        (change, {HALF: 1}),
    ],
)
def test_it_is_refused_with_one_sentence(
    client: TestClient, ask: Callable[[TestClient, object], httpx2.Response], document: object
) -> None:
    answer = ask(client, document)
    assert answer.status_code == 400, answer.text
    told = json.loads(answer.content.decode("utf-8"))
    assert told == {"error": "json_half_character", "message": SENTENCE}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/jobs?search=%ED%A0%80",
        f"{JOBS}/%ED%A0%80",
        f"{JOBS}?status=%ED%A0%80",
        "/%ED%A0%80",
    ],
)
def test_what_is_no_utf8_in_an_address_is_answered_as_text(client: TestClient, path: str) -> None:
    for method in ("GET", "DELETE"):
        answer = client.request(method, path)
        assert answer.status_code < 500
        json.loads(answer.content.decode("utf-8"))
