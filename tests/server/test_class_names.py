"""How many names of classes a request may have: as many as a file of them on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ..support.running_program import run_program
from .conftest import BODY, JOBS, SAMPLES

TOO_MUCH = [
    (["x" * 9_000_000], "class_list_name_long", "9,000,000 characters for class 0"),
    (["cat", "y" * 1001], "class_list_name_long", "1,001 characters for class 1"),
    ([f"{n} {'x' * 80}" for n in range(100_000)], "class_list_too_large", "4 MiB"),
    ([f"{n}{900 * chr(1)}" for n in range(1_700)], "class_list_too_large", "8 MiB"),
    ([f"{n}" for n in range(100_001)], "class_list_too_many", "at most 100,000 names"),
]


@pytest.mark.parametrize(("names", "code", "words"), TOO_MUCH, ids=lambda one: str(one)[:20])
def test_more_than_a_job_takes_is_refused(
    client: TestClient, names: list[str], code: str, words: str
) -> None:
    answer = client.post(JOBS, json=BODY | {"class-names": names})
    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert answer.json()["message"].startswith('"class-names" ')
    assert words in answer.json()["message"]
    assert len(answer.json()["message"]) < 200
    assert client.get(JOBS).json() == []


@pytest.mark.parametrize("key", ["target", "labels"])
def test_nor_is_one_name_of_megabytes_taken(client: TestClient, key: str) -> None:
    answer = client.post(JOBS, json=BODY | {key: "x" * 1001})
    assert (answer.status_code, answer.json()["error"]) == (400, "text_too_long")
    assert answer.json()["message"] == f'"{key}" has 1,001 characters; at most 1,000 are read.'


def test_what_a_file_of_names_may_have_a_request_may_have(client: TestClient) -> None:
    names = [f"{n} {'x' * 30}" for n in range(100_000)]
    assert client.post(JOBS, json=BODY | {"class-names": names}).status_code == 202


def test_the_command_line_says_the_same(client: TestClient, tmp_path: Path) -> None:
    changed: dict[str, Any] = BODY | {"class-names": ["x" * 9_000_000]}
    told = client.post(JOBS, json=changed).json()["message"]
    files = {key: str(SAMPLES / BODY[key]) for key in ("dataset", "trained-model")}
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(changed | files), encoding="utf-8")
    done = run_program("run", spec, "--out", tmp_path / "out")
    assert (done.status, done.stderr.strip()) == (2, f"Error: {told}")
    assert not (tmp_path / "out").exists()
