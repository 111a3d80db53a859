"""Numbers that no machine counts to, wherever a request may have one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from .conftest import BODY, JOBS

HUGE = (2**63, 10**30, 10**4000)
NUMBERS = ("samples", "label-offset", "target", "batch-size", "seed")
DRAWN = {key: value for key, value in BODY.items() if key != "evaluation-mode"}


@pytest.mark.parametrize("number", HUGE, ids=["2**63", "1e30", "1e4000"])
@pytest.mark.parametrize(
    "changes",
    [
        *(lambda number, key=key: {key: number} for key in NUMBERS),
        lambda number: {"indexes": [number]},
        lambda number: {"attack-params": {"steps": number}},
        lambda number: {"perturbation-values": [number]},
    ],
    ids=[*NUMBERS, "indexes", "attack-params", "perturbation-values"],
)
def test_a_huge_number_is_refused_with_the_key_that_has_it(
    client: TestClient, changes: Any, number: int
) -> None:
    changed = changes(number)
    answer = client.post(JOBS, json=DRAWN | changed)
    assert answer.status_code == 400, answer.text
    told = answer.json()
    assert told["error"] != "internal"
    assert told["message"].startswith(f'"{next(iter(changed))}"')
    assert len(told["message"]) < 300
    assert client.get(JOBS).json() == []


def test_who_draws_more_samples_than_there_can_be_room_for_gets_those_that_there_are(
    client: TestClient,
) -> None:
    # How many the dataset has is not known yet: nothing says that the disk is too small.
    answer = client.post(JOBS, json=DRAWN | {"samples": 10**9})
    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize("number", [*HUGE, -(10**30)], ids=["2**63", "1e30", "1e4000", "-1e30"])
@pytest.mark.parametrize("key", ["newest", "offset", "limit"])
def test_a_huge_number_in_a_query_is_refused(client: TestClient, key: str, number: int) -> None:
    answer = client.get("/api/v1/jobs", params={key: str(number)})
    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")
    said = answer.json()["message"]
    assert said.startswith(f'"{key}" in the query: "{number}'[:40])
    assert re.search(r"must be at (most|least) [0-9 ]+\.$|it is too long for a number\.$", said)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"limit": "many"},
            '"limit" in the query: "many" is not allowed: a whole number is needed.',
        ),
        ({"limit": "1.5"}, '"limit" in the query: "1.5" is not allowed: a whole number is needed.'),
        ({"newest": "-1"}, '"newest" in the query: "-1" must be at least 0.'),
    ],
)
def test_what_cannot_be_used_in_a_query_is_said_in_the_words_of_specs(
    client: TestClient, query: dict[str, str], sentence: str
) -> None:
    answer = client.get("/api/v1/jobs", params=query)
    assert (answer.status_code, answer.json()["message"]) == (422, sentence)


def test_a_word_that_is_none_of_those_known_is_answered_with_them(client: TestClient) -> None:
    said = client.get(JOBS, params={"status": "done"}).json()["message"]
    assert said.startswith('"status" in the query: "done" is not allowed; use ')
    assert "'finished'" in said
